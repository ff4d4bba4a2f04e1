"""Views of the Screen pages: take answers, keep them, and show what they add up to."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from stepward.adapters.database import screening_drafts
from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.models import ScreeningDraft
from stepward.adapters.documents.screen_json import VERDICTS
from stepward.shells.web.access import open_to
from stepward.shells.web.ids import new_id
from stepward.shells.web.screen.answers import first, taken
from stepward.shells.web.screen.asking import ALL, shown, steps
from stepward.shells.web.screen.drafts import SCREENS, draft_of, is_signer, owner_of
from stepward.shells.web.screen.going import RESULT, Going, going, with_name, without
from stepward.shells.web.screen.pages import PAGES, Page
from stepward.shells.web.screen.shown import so_far
from stepward.usecases.assessing import SignedAssessment


@open_to(*SCREENS)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """List the screenings of whoever is signed in, what waits for a signature, and what is signed."""
    owner = owner_of(request)
    if request.method == "POST":
        draft_id = new_id()
        screening_drafts.begin(draft_id, owner=owner, at=timezone.now())
        return HttpResponseRedirect(reverse("screen-page", args=[draft_id, PAGES[0].slug]))
    screening_drafts.remove_old(now=timezone.now())
    page = {
        "rows": [_row(item) for item in screening_drafts.listed(owner=owner)],
        "waiting": [_row(item) for item in screening_drafts.offered()] if is_signer(request) else [],
        "signed": [_signed_row(item) for item in DatabaseAssessments().listed()],
        "kept_days": screening_drafts.KEPT_DAYS,
    }
    return render(request, "screen/begin.html", page)


def _row(draft: ScreeningDraft) -> dict[str, object]:
    return {
        "id": draft.id,
        "drug": first(draft.answers, "drug"),
        "disease": first(draft.answers, "disease"),
        "changed_at": draft.changed_at,
        "offered_at": draft.offered_at,
        "owner": draft.owner.get_full_name() or draft.owner.username,
    }


def _signed_row(item: SignedAssessment) -> dict[str, object]:
    return {"signed": item, "verdict": VERDICTS[item.verdict]}


@open_to(*SCREENS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, draft_id: str, slug: str) -> HttpResponse:
    """Ask the questions of one page; every answer is kept, whatever is pressed."""
    draft, page = draft_of(request, draft_id), _page(slug)
    if closed := DatabaseAssessments().of_draft(draft.id):
        return HttpResponseRedirect(reverse("screen-signed", args=[closed]))
    if request.method != "POST":
        return render(request, "screen/ask.html", shown(draft, page, draft.answers, adds=request.GET.get("adds", "")))
    sent = taken(draft.answers, slug, request.POST)
    use, drop = request.POST.get("use", ""), request.POST.get("drop", "")
    answers = without(with_name(sent, use), drop)
    screening_drafts.save(draft, answers, at=timezone.now(), by=owner_of(request))
    if request.headers.get("HX-Request") == "true":
        return render(request, "screen/live.html", shown(draft, page, answers) | {"is_part": True})
    here = Going(page=slug, field=use.partition("=")[0])
    wanted = here if use or drop else going(request.POST.get("go", ""), page)
    if wanted.stays_if_wrong and any(item.page == slug for item in so_far(answers).wrong):
        wanted = Going(page=slug, adds=ALL)
    return HttpResponseRedirect(_address(draft.id, wanted))


@open_to(*SCREENS)
@require_safe
def result(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Show the whole assessment, and the way on to its signature."""
    draft = draft_of(request, draft_id)
    if closed := DatabaseAssessments().of_draft(draft.id):
        return HttpResponseRedirect(reverse("screen-signed", args=[closed]))
    found = so_far(draft.answers)
    context = {
        "draft": draft,
        "steps": steps(draft.answers, None, found),
        "so_far": found,
        "drug": first(draft.answers, "drug"),
        "disease": first(draft.answers, "disease"),
        "may_sign": is_signer(request),
        "last": PAGES[-1].slug,
        "kept_days": screening_drafts.KEPT_DAYS,
    }
    return render(request, "screen/result.html", context)


def _page(slug: str) -> Page:
    found = next((item for item in PAGES if item.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _address(draft_id: str, wanted: Going) -> str:
    if wanted.page == RESULT:
        return reverse("screen-result", args=[draft_id])
    adds = f"?adds={wanted.adds}" if wanted.adds else ""
    field = f"#{wanted.field}" if wanted.field else ""
    return reverse("screen-page", args=[draft_id, wanted.page]) + adds + field
