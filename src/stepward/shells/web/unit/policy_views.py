"""The unit's policy: every choice with its sourced options, a form for a new version, and its signatures."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.unit_policy import KEY, shipped_words, version_name
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.findings import Refusal
from stepward.core.screening.policy import Policy
from stepward.shells.web.access import open_to
from stepward.shells.web.protocols.approving import utc_text, wrong_password
from stepward.shells.web.unit.boxes import LONGEST, wrong_text
from stepward.shells.web.unit.policy_form import KINDS, SPARE, Entered
from stepward.shells.web.unit.policy_shown import differences, read, topics_of, versions_shown
from stepward.shells.web.unit.shelves import SHELVES
from stepward.shells.web.unit.signing import SignatureForm
from stepward.shells.web.unit.views import member
from stepward.usecases.unit_records import (
    Draft,
    Kind,
    Named,
    State,
    UnitRecord,
    Words,
    approve,
    current,
    may_approve,
    may_edit,
    propose,
    state_of,
    withdraw,
)

CHECK = "Some choices need a change. Each says which."
MOST_DIGITS = 6
DEEDS = {
    "approve": ("Approve", "I have read each change with its sources. New screenings use this version."),
    "withdraw": ("Withdraw", "This proposal is given up. The version in use stays in use."),
}


@open_to("staff")
@require_safe
def show(request: HttpRequest, version: int = 0) -> HttpResponse:
    """Show the policy in use, or the version that is named: each choice beside its alternatives and sources."""
    versions = _versions()
    record = current(versions) if version == 0 else _find(versions, version)
    return _page(request, record, versions, is_named=version != 0)


@open_to("staff")
@require_safe
def named(request: HttpRequest, name: str) -> HttpResponse:
    """Show the policy by the name that an assessment gives it, such as unit-3, or shipped."""
    versions = _versions()
    if name == shipped_policy().version:
        return _page(request, None, versions, is_named=True)
    found = next((item for item in versions if version_name(item.version) == name), None)
    if found is None:
        raise Http404
    return _page(request, found, versions, is_named=True)


def _page(
    request: HttpRequest, record: UnitRecord | None, versions: tuple[UnitRecord, ...], *, is_named: bool
) -> HttpResponse:
    who = member(request)
    policy = shipped_policy() if record is None else read(record)
    last = versions[-1] if versions else None
    waiting = last if last is not None and state_of(last, versions) is State.PROPOSED else None
    page = {
        "shelves": SHELVES.values(),
        "record": record,
        "policy": policy,
        "topics": () if policy is None else topics_of(policy),
        "open_count": 0 if policy is None else len(policy.open_choices),
        "stands": _stands(record, versions),
        "is_named": is_named,
        "waiting": None if waiting == record else waiting,
        "versions": versions_shown(versions, who),
        "may_edit": may_edit(Kind.POLICY, who),
    }
    return render(request, "unit/policy.html", page)


@open_to("allergist")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, version: int = 0) -> HttpResponse:
    """Write a new version, beginning with the last one or with the one named; see what changes, then propose it."""
    who, versions = member(request), _versions()
    if not may_edit(Kind.POLICY, who):
        raise PermissionDenied
    base = _base(versions, version)
    entered, after, reason = Entered.of(base), versions[-1].version if versions else 0, ""
    if request.method != "POST":
        return _form(request, entered, after=after, reason=reason)
    entered, press = Entered.posted(request.POST.dict()), request.POST.get("press", "")
    after, reason = _number(request.POST.get("after", ""), after), " ".join(request.POST.get("reason", "").split())
    if press not in {"see", "propose"}:
        return _form(request, entered, after=after, reason=reason, spare=SPARE + 1)
    content = entered.words(is_invented=settings.IS_DEMONSTRATION)
    sentence = CHECK if entered.wrong else _reason(reason)
    if not sentence and press == "propose":
        draft = Draft(kind=Kind.POLICY, key=KEY, content=content, reason=reason, after=after)
        try:
            propose(draft, who, timezone.now(), records=DatabaseUnitRecords(), reader=UnitReader())
            return HttpResponseRedirect(reverse("unit-policy"))
        except Refusal as refusal:
            sentence = str(refusal)
    if sentence:
        return _form(request, entered, after=after, reason=reason, sentence=sentence)
    before = _in_use(versions)
    page = {
        "changes": differences(before, UnitReader().policy(after + 1, content)),
        "since": shipped_policy().version if before is None else before.version,
        "fields": entered.texts.items(),
        "after": after,
        "reason": reason,
        "still_open": len(UnitReader().policy(after + 1, content).open_choices),
    }
    return render(request, "unit/policy_preview.html", page)


@open_to("allergist", "pharmacist")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, version: int, deed: str) -> HttpResponse:
    """Show what is signed; with the right password, approve or withdraw it."""
    who, versions = member(request), _versions()
    record, form = _find(versions, version), SignatureForm(request.POST if request.method == "POST" else None)
    if deed not in DEEDS:
        raise Http404
    at, sentence, wrong = timezone.now(), "", ""
    if form.is_bound and form.is_valid():
        wrong = wrong_password(request, form.cleaned_data["password"])
        named, records = Named(kind=Kind.POLICY, key=KEY, version=version), DatabaseUnitRecords()
        try:
            if not wrong and deed == "approve":
                approve(named, who, at, records=records, reader=UnitReader())
            elif not wrong:
                withdraw(named, who, at, reason=form.cleaned_data["reason"], records=records)
            if not wrong:
                return HttpResponseRedirect(reverse("unit-policy"))
        except Refusal as refusal:
            sentence = str(refusal)
    verb, meaning = DEEDS[deed]
    before, after = _in_use(versions), read(record)
    page = {
        "record": record,
        "changes": differences(before, after),
        "since": shipped_policy().version if before is None else before.version,
        "still_open": 0 if after is None else len(after.open_choices),
        "verb": verb,
        "meaning": meaning,
        "asks_reason": deed == "withdraw",
        "may": may_approve(record, versions, who) or deed == "withdraw",
        "person": who,
        "roles": ", ".join(sorted(who.roles)),
        "at": utc_text(at),
        "sentence": sentence or (form.errors.get("reason", [""])[0] if form.is_bound else ""),
        "wrong": wrong or (form.errors.get("password", [""])[0] if form.is_bound else ""),
    }
    return render(request, "unit/policy_sign.html", page, status=(409 if sentence else 400) if form.is_bound else 200)


def _form(  # noqa: PLR0913 - a page takes what it shows
    request: HttpRequest, entered: Entered, *, after: int, reason: str, sentence: str = "", spare: int = SPARE
) -> HttpResponse:
    topics = topics_of(shipped_policy())
    rows = [
        (topic, [(choice, entered.text(f"c-{choice.id}"), entered.text(f"w-{choice.id}"),
                  entered.text(f"n-{choice.id}"), entered.wrong.get(choice.id, "")) for choice in topic.choices])
        for topic in topics
    ]  # fmt: skip
    page = {
        "rows": rows,
        "lines": entered.lines(spare=spare),
        "kinds": KINDS,
        "after": after,
        "reason": reason,
        "sentence": sentence,
        "wrong_places": entered.places,
        "longest": LONGEST,
    }
    return render(request, "unit/policy_change.html", page, status=400 if sentence else 200)


def _versions() -> tuple[UnitRecord, ...]:
    return DatabaseUnitRecords().of(Kind.POLICY, KEY)


def _find(versions: tuple[UnitRecord, ...], version: int) -> UnitRecord:
    found = next((item for item in versions if item.version == version), None)
    if found is None:
        raise Http404
    return found


def _base(versions: tuple[UnitRecord, ...], version: int) -> Words:
    if version:
        return _find(versions, version).content
    return versions[-1].content if versions else shipped_words()


def _in_use(versions: tuple[UnitRecord, ...]) -> Policy | None:
    record = current(versions)
    return shipped_policy() if record is None else read(record)


def _stands(record: UnitRecord | None, versions: tuple[UnitRecord, ...]) -> str:
    if record is None and current(versions) is not None:
        return "This is what ships. The unit uses a policy of its own."
    if record is None:
        return "What ships is in use. The unit has approved no policy of its own."
    approval = record.approval
    if state_of(record, versions) is State.APPROVED and approval is not None:
        return f"In use, approved by {approval.person_name}, {utc_text(approval.at)}."
    return f"Not in use: {state_of(record, versions).value}."


def _reason(reason: str) -> str:
    return wrong_text(reason) if reason else "Say why this version is needed, in a few words."


def _number(text: str, last: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else last
