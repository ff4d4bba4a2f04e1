"""Sign an assessment, show signed ones, and take one up again (H-34, H-56, H-92)."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stepward import __version__
from stepward.adapters.database import screening_drafts
from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.models import ScreeningDraft
from stepward.adapters.documents.case_json import case_of
from stepward.adapters.documents.case_words import case_rows, reaction_rows
from stepward.core.findings import Refusal
from stepward.shells.web.access import open_to
from stepward.shells.web.ids import new_id
from stepward.shells.web.people.signing_in import LONGEST
from stepward.shells.web.protocols.approving import SHA256_LETTERS, utc_text, wrong_password
from stepward.shells.web.screen.answers import first
from stepward.shells.web.screen.case_data import case_data
from stepward.shells.web.screen.drafts import SCREENS, draft_of, owner_of
from stepward.shells.web.screen.pages import PAGES
from stepward.shells.web.screen.replaced import changes_of
from stepward.shells.web.screen.shown import SoFar, carried, so_far
from stepward.shells.web.unit.shelf import member_of, unit_policy
from stepward.usecases.assessing import Ask, NotAsSigned, Opened, Told, may_sign, needs_reason, open_signed, sheet_of
from stepward.usecases.assessing import sign as sign_assessment

REASONS = (
    "No acceptable alternative exists: the need outweighs the risk.",
    "Discussed with the prescriber: the measures named are in place.",
    "The cautions are known and do not change this plan.",
)
LONGEST_REASON = 300
MEANING = (
    "I have read these answers and findings. "
    "This patient may be desensitized only as they say, and only under the conditions named."
)
MEANING_CLOSED = "I have read these answers and findings. No plan may be made from them."
READS = ("allergist", "prescriber", "nurse", "charge nurse", "pharmacist", "auditor")


class SignatureForm(forms.Form):
    """The password, the hash of what was shown, and why the cautions are accepted."""

    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})
    shown_sha256 = forms.CharField(max_length=SHA256_LETTERS, min_length=SHA256_LETTERS)
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)
    other = forms.CharField(max_length=LONGEST_REASON, required=False)

    @property
    def why(self) -> str:
        """The reason that was picked, and the words beside it."""
        picked = self.cleaned_data.get("reason", "")
        parts = (picked if picked in REASONS else "", self.cleaned_data.get("other", "").strip())
        return " ".join(part for part in parts if part)


def told_of(draft: ScreeningDraft, found: SoFar) -> Told | None:
    """Collect what would be signed; nothing while no assessment can be made."""
    if found.found is None:
        return None
    return Told(
        answers=draft.answers,
        case=case_data(draft.answers),
        policy=unit_policy(),
        assessment=found.found,
        software=__version__,
    )


@open_to("allergist")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Show what is signed; with the right password, sign it."""
    kept, member = DatabaseAssessments(), member_of(request.user)
    draft = draft_of(request, draft_id)
    found = so_far(draft.answers)
    told = told_of(draft, found)
    if member is None or not may_sign(member):
        raise PermissionDenied
    if closed := kept.of_draft(draft.id):
        return HttpResponseRedirect(reverse("screen-signed", args=[closed]))
    if told is None:
        return HttpResponseRedirect(reverse("screen-result", args=[draft.id]))
    form = SignatureForm(request.POST if request.method == "POST" else None)
    at, sentence, wrong = timezone.now(), "", ""
    if form.is_bound and form.is_valid():
        wrong = wrong_password(request, form.cleaned_data["password"])
        ask = Ask(
            id=new_id(),
            draft=draft.id,
            drug=first(draft.answers, "drug"),
            shown_sha256=form.cleaned_data["shown_sha256"],
            reason=form.why,
            replaces=draft.replaces,
        )
        try:
            if not wrong:
                signed = sign_assessment(ask, told, by=member, at=at, kept=kept)
                return HttpResponseRedirect(reverse("screen-signed", args=[signed.id]))
        except Refusal as refusal:
            sentence = str(refusal)
    page = {
        "draft": draft,
        "so_far": found,
        "drug": first(draft.answers, "drug"),
        "disease": first(draft.answers, "disease"),
        "sha256": sheet_of(told).sha256,
        "policy": told.policy,
        "software": __version__,
        "person": member,
        "meaning": MEANING if found.may_plan else MEANING_CLOSED,
        "at": utc_text(at),
        "asks_reason": needs_reason(told.assessment),
        "told": told_rows(told.case),
        "reasons": REASONS,
        "kept_days": screening_drafts.KEPT_DAYS,
        "picked": request.POST.get("reason", ""),
        "other": request.POST.get("other", ""),
        "sentence": sentence,
        "wrong": wrong or (form.errors.get("password", [""])[0] if form.is_bound else ""),
    }
    status = (409 if sentence else 400) if form.is_bound else 200
    return render(request, "screen/sign.html", page, status=status)


@open_to(*SCREENS)
@require_POST
def offer(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Ask those who sign for a signature."""
    draft = draft_of(request, draft_id)
    if so_far(draft.answers).found is not None:
        screening_drafts.offer(draft, at=timezone.now())
    return HttpResponseRedirect(reverse("screen-result", args=[draft.id]))


@open_to(*READS)
@require_safe
def signed(request: HttpRequest, assessment_id: str) -> HttpResponse:
    """Show a signed assessment, from its frozen text alone."""
    try:
        opened = _open(assessment_id, DatabaseAssessments())
    except NotAsSigned as refusal:
        return render(request, "screen/broken.html", {"sentence": str(refusal)}, status=500)
    return signed_page(request, opened)


def signed_page(request: HttpRequest, opened: Opened, *, start: str = "", wrong: str = "") -> HttpResponse:
    """Show a signed assessment; with what is wrong about the time of step 1 where it was not printed for that."""
    kept, assessment_id = DatabaseAssessments(), opened.signed.id
    found = SoFar(found=opened.assessment, answers=opened.answers, is_signed=True)
    later = kept.replaced_by(assessment_id)
    page = {
        "signed": opened.signed,
        "software": opened.software,
        "so_far": found,
        "drug": opened.signed.drug,
        "disease": first(opened.answers, "disease"),
        "carried": (*carried(opened.answers), ("assessment", assessment_id)),
        "may_plan": opened.may_plan and not later,
        "replaced_by": later,
        "may_take_up": _screens(request) and not later,
        "at": utc_text(opened.signed.signed_at),
        "told": told_rows(opened.case),
        "policy_now": _policy_now(opened.policy_version),
        "replaced": changes_of(opened, kept),
        "replaces": opened.signed.replaces,
    }
    page |= {"start": start, "wrong": wrong}
    return render(request, "screen/signed.html", page, status=400 if wrong else 200)


@open_to(*SCREENS)
@require_POST
def again(request: HttpRequest, assessment_id: str) -> HttpResponse:
    """Take a signed assessment up again: the same answers, to be changed and signed anew."""
    try:
        opened = _open(assessment_id, DatabaseAssessments())
    except NotAsSigned as refusal:
        return render(request, "screen/broken.html", {"sentence": str(refusal)}, status=500)
    draft_id = new_id()
    screening_drafts.begin(
        draft_id, owner=owner_of(request), at=timezone.now(), answers=opened.answers, replaces=assessment_id
    )
    return HttpResponseRedirect(reverse("screen-page", args=[draft_id, PAGES[0].slug]))


def told_rows(case: Mapping[str, object]) -> list[tuple[str, list[dict[str, str]]]]:
    """List what was told of drug and patient, then of each reaction."""
    read, _ = case_of(case)
    reactions = read.reactions or ()
    return [("", case_rows(read)), *((f"Reaction to {item.drug}", reaction_rows(item)) for item in reactions)]


def _policy_now(signed_by: str) -> str:
    """Tell the policy in use where it is another one than that of an assessment."""
    now = unit_policy().version
    return "" if now == signed_by else now


def _open(assessment_id: str, kept: DatabaseAssessments) -> Opened:
    found = kept.find(assessment_id)
    if found is None:
        raise Http404
    return open_signed(found)


def _screens(request: HttpRequest) -> bool:
    member = member_of(request.user)
    return member is not None and bool(member.roles & set(SCREENS))
