"""The pages of reports: what is owed, overdue first, and the one form of a report."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.catalogue import shipped
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.bedside.doors import enter
from stepward.shells.web.prepare.workers import holds
from stepward.shells.web.record.reading import note_once
from stepward.shells.web.reports.reading import Case, case_of, clocks, reacted, standing_of
from stepward.shells.web.reports.sending import written
from stepward.shells.web.reports.shown import (
    PAPERS,
    facts_shown,
    owed_shown,
    questions_shown,
    row,
    versions_shown,
)
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases.report_asking import Answers, faults
from stepward.usecases.reporting import CLOSERS, standing
from stepward.usecases.unit_records import Member

WRITES = ("allergist", "prescriber", "pharmacist", "nurse", "charge nurse")
CLOSES = tuple(sorted(CLOSERS))
MOST_DONE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was sent where something was lacking: what was entered, and what is told of it."""

    answers: Answers | None = None
    told: str = ""
    lacks: tuple[str, ...] = ()
    status: int = 200
    is_closing: bool = False


@open_to(*SEES)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List what is owed, overdue first."""
    by, today = member(request), here.day(clock.now().at)
    rows = sorted(
        (
            row(
                standing_of(case, by.roles, by.name),
                case.dossier,
                (
                    f"{case.order.patient.family_name}, {case.order.patient.given_names}",
                    case.order.patient.identifier,
                    case.order.patient.is_invented,
                ),
                case.order.id,
                today,
            )
            for case in reacted()
        ),
        key=lambda item: item.place,
    )
    page = {
        "open": [item for item in rows if item.is_open],
        "done": [item for item in rows if not item.is_open][:MOST_DONE],
        "late": sum(item.is_late for item in rows),
    }
    return with_station(request, render(request, "reports/list.html", page))


@open_to(*SEES)
@require_safe
def form(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Show the report of a session: what is known, what is asked, what is owed."""
    room, case = enter(request, session_id), case_of(session_id)
    note_once(room, "opened the report")
    return with_station(request, shown_page(request, case))


def shown_page(request: HttpRequest, case: Case, sent: Sent | None = None) -> HttpResponseBase:
    """Render the page, with what was sent."""
    sent, by = sent or Sent(), member(request)
    dossier = case.dossier
    answers = dossier.answers if sent.answers is None else sent.answers
    known = case.known_now(by.roles, by.name)
    found = standing(known, answers, clocks())
    owed = owed_shown(found.owed, dossier, here.day(clock.now().at))
    asked = questions_shown(found.asked, answers, faults(found.asked, answers))
    patient = case.order.patient
    page = {
        "id": case.order.id,
        "name": f"{patient.family_name}, {patient.given_names}",
        "identifier": patient.identifier,
        "is_invented": patient.is_invented,
        "drug": found.report.drugs[0].substances[0],
        "case": found.report.case.unique.strip("-"),
        "facts": facts_shown(known),
        "narrative": found.report.narrative,
        "needed": [item for item in asked if item.is_needed],
        "others": [item for item in asked if not item.is_needed and not item.is_for_file],
        "for_sending": [item for item in asked if item.is_for_file],
        "lacking": [item.words for item in found.lacking],
        "for_file": () if dossier.last is None else written(found.report)[0],
        "lacks": sent.lacks,
        "owed": [(item, shipped.sources().get(item.source)) for item in owed],
        "versions": versions_shown(dossier),
        "papers": PAPERS,
        "draft": dossier.draft,
        "is_closed": dossier.is_closed,
        "may_write": holds(request, WRITES) and not dossier.is_closed,
        "may_close": holds(request, CLOSES) and not dossier.is_closed,
        "may_mark": holds(request, CLOSES) and bool(dossier.versions),
        "told": sent.told,
        "is_closing": sent.is_closing,
        "is_ready": found.is_ready,
    }
    return render(request, "reports/form.html", page, status=sent.status)


def member(request: HttpRequest) -> Member:
    """Tell who is signed in, with the roles held now.

    Raises:
        PermissionDenied: if nobody is.
    """
    found = member_of(request.user)
    if found is None:
        raise PermissionDenied
    return found
