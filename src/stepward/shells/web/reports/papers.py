"""The papers of a report: MedWatch fields, incident report, letter; each print is noted (H-93)."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.paper_words import Words
from stepward.adapters.documents.report_paper import (
    ReportHead,
    incident_words,
    letter_words,
    medwatch_words,
    report_pdf,
)
from stepward.core.reports.report import SafetyReport
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.prepare.words import patient_words
from stepward.shells.web.reports.pages import member
from stepward.shells.web.reports.reading import Case, case_of, clocks
from stepward.usecases.reporting import HASH_LETTERS, Version, digest, is_as_closed, standing, written

MOST_DIGITS = 4
DIFFERS = "reads differently today than when it was closed"


@open_to(*SEES)
@require_safe
def medwatch(request: HttpRequest, session_id: str) -> HttpResponse:
    """Print the fields of MedWatch; `?form=3500a` those of the form for facilities. No name stands on it."""
    is_mandatory = request.GET.get("form") == "3500a"
    return _printed(
        request, session_id, "medwatch", lambda report, head: medwatch_words(report, head, is_mandatory=is_mandatory)
    )


@open_to(*SEES)
@require_safe
def incident(request: HttpRequest, session_id: str) -> HttpResponse:
    """Print the incident report."""
    return _printed(request, session_id, "incident", incident_words)


@open_to(*SEES)
@require_safe
def letter(request: HttpRequest, session_id: str) -> HttpResponse:
    """Print the letter to the physician."""
    return _printed(request, session_id, "letter", letter_words)


def _printed(
    request: HttpRequest, session_id: str, name: str, words: Callable[[SafetyReport, ReportHead], Words]
) -> HttpResponse:
    room, case = enter(request, session_id), case_of(session_id)
    report, told = report_of(request, case)
    note(room, f"printed the {name} of the report")
    head = ReportHead(
        version=told,
        sha256=digest(report),
        unit=unit_name(),
        bed=case.order.bed,
        patient=patient_words(case.order.patient),
        deviations=tuple(f"{item.kind.value}: {item.reason}".rstrip(": ") for item in case.record().deviations),
    )
    content = report_pdf(
        words(report, head),
        paper=paper_of(request.GET.get("paper", "")),
        printed_at=here.place().here(timezone.now().replace(microsecond=0)),
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}-{head.sha256[:HASH_LETTERS]}.pdf"'
    return response


def report_of(request: HttpRequest, case: Case) -> tuple[SafetyReport, str]:
    """Give the version that is asked for, the newest one where none is; a draft says so.

    Raises:
        Http404: if there is no such version.
    """
    text, dossier = request.GET.get("version", ""), case.dossier
    if not text and dossier.last is None:
        by = member(request)
        found = standing(case.known_now(by.roles, by.name), dossier.answers, clocks())
        return found.report, "draft"
    version = _named(text, case)
    report = written(dossier, version.number, case.known_then)
    if report is None:
        raise Http404
    same = is_as_closed(version, dossier, case.known_then)
    return report, str(version.number) if same else f"{version.number}, {DIFFERS}"


def _named(text: str, case: Case) -> Version:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    last = case.dossier.last
    number = int(text) if is_number else 0 if last is None or text else last.number
    found = next((item for item in case.dossier.versions if item.number == number), None)
    if found is None:
        raise Http404
    return found
