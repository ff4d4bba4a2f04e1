"""The page of a course: what happened, what changed, and which way a physician signs for the next cycle."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from stepward.adapters.database.courses import DatabaseChosenWays, DatabaseStatedFacts
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.courses.proposal import Proposal, proposals
from stepward.core.findings import Refusal
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.courses.facts import Read, choices, read
from stepward.shells.web.courses.remembered import remember
from stepward.shells.web.courses.shown import shown
from stepward.shells.web.ids import new_id
from stepward.shells.web.people.signing_in import LONGEST, person_of
from stepward.shells.web.plans.kept import carried_fields
from stepward.shells.web.plans.lines import offered_lines
from stepward.shells.web.prepare.workers import holds
from stepward.shells.web.protocols.approving import SHA256_LETTERS, wrong_password
from stepward.usecases.approving import Person
from stepward.usecases.cycles import Stated, state
from stepward.usecases.next_cycle import LONGEST_REASON, Chosen, NotChosen, choose, shown_hash
from stepward.usecases.session_orders import SessionOrder

SIGNS, STATES = ("allergist",), ("allergist", "prescriber", "nurse", "charge nurse", "pharmacist")
LACKING, REFUSED = 422, 409
MEANING = "The next cycle is planned this way. It still needs a plan, and the signatures of a plan."


class WayForm(forms.Form):
    """Which way, why, and the password."""

    way = forms.IntegerField(min_value=0, max_value=99, error_messages={"required": "Choose one of the ways."})
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)
    shown_sha256 = forms.CharField(max_length=SHA256_LETTERS, min_length=SHA256_LETTERS)
    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})


def ways_of(found: Read) -> tuple[Proposal, ...]:
    """List the ways to go on; none while no session is over."""
    if found.course is None or found.last is None:
        return ()
    return proposals(found.course, plan_of(found.last.plan).protocol, choices())


@open_to(*SEES)
@require_safe
def show(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Show the course to which a session belongs."""
    found = read(session_id)
    remember(request, session_id)
    return with_station(request, _page(request, found))


@open_to(*SIGNS)
@sensitive_post_parameters("password")
@require_POST
def choose_way(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Sign a way, with the password."""
    found, form = read(session_id), WayForm(request.POST)
    if found.course is None or not form.is_valid():
        sentence = next((errors[0] for errors in form.errors.values()), "No session of this course is over.")
        return _page(request, found, told=str(sentence), status=LACKING)
    wrong = wrong_password(request, form.cleaned_data["password"])
    if wrong:
        return _page(request, found, told=wrong, status=LACKING)
    stamp = Chosen(
        id=new_id(),
        session=found.course.last.id,
        change="",
        title="",
        protocol="",
        sha256="",
        by=_person(request),
        at=clock.now().at,
        reason=form.cleaned_data["reason"].strip(),
    )
    try:
        choose(
            form.cleaned_data["way"],
            ways_of(found),
            found.course,
            shown=form.cleaned_data["shown_sha256"],
            stamp=stamp,
            kept=DatabaseChosenWays(),
        )
    except NotChosen as refusal:
        return _page(request, found, told=str(refusal), status=REFUSED)
    return HttpResponseRedirect(reverse("course", args=[session_id]))


@open_to(*STATES)
@require_POST
def state_fact(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Keep a fact of this session that its order does not say."""
    found = read(session_id)
    stated = Stated(
        session=session_id,
        field=request.POST.get("field", ""),
        words=request.POST.get("words", ""),
        by=_person(request),
        at=clock.now().at,
    )
    try:
        state(stated, DatabaseStatedFacts())
    except Refusal as refusal:
        return _page(request, found, told=str(refusal), status=LACKING)
    return HttpResponseRedirect(reverse("course", args=[session_id]))


def _page(request: HttpRequest, found: Read, *, told: str = "", status: int = 200) -> HttpResponseBase:
    ways = ways_of(found)
    chosen = () if found.course is None else DatabaseChosenWays().of_session(found.course.last.id)
    page = {
        "id": found.order.id,
        "shown": shown(found, ways, clock.now().at),
        "chosen": chosen,
        "carried": _carried(found),
        "sha256": "" if found.course is None else shown_hash(found.course, ways),
        "may_sign": holds(request, SIGNS),
        "may_state": holds(request, STATES),
        "stated": _stated(found.coming),
        "stated_last": _stated(found.last),
        "meaning": MEANING,
        "reason": request.POST.get("reason", ""),
        "told": told,
    }
    return render(request, "courses/course.html", page, status=status)


def _stated(order: SessionOrder | None) -> frozenset[str]:
    """Tell which fields of a session a person stated, so that a slip can be stated anew."""
    if order is None:
        return frozenset()
    return frozenset(item.field for item in DatabaseStatedFacts().of_session(order.id))


def _carried(found: Read) -> list[tuple[str, str]]:
    """Give what the last plan asked for, so that the planner begins there; the clock time is asked anew."""
    shared = None if found.last is None else DatabaseSharedPlans().find(found.last.plan)
    if shared is None:
        return []
    return [item for item in carried_fields(shared, offered_lines()) if item[0] != "start"]


def _person(request: HttpRequest) -> Person:
    person = person_of(request.user)
    if person is None:
        raise PermissionDenied
    return person
