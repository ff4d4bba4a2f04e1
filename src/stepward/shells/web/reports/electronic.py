"""The electronic file of a report (E2B R3): written whole and valid, or not at all, with all that it lacks."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from stepward.adapters.e2b.files import check_file
from stepward.adapters.e2b.from_report import Envelope, NotReady, file_of
from stepward.adapters.e2b.ruling import CENTER, POSTMARKET
from stepward.core.reports.owed import Region
from stepward.core.reports.report import SafetyReport
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.reports.pages import Sent, shown_page
from stepward.shells.web.reports.papers import report_of
from stepward.shells.web.reports.reading import Case, case_of, clocks
from stepward.usecases.report_hearing import file_number
from stepward.usecases.reporting import HASH_LETTERS, digest

LACKING = 422


@open_to(*SEES)
@require_safe
def file(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Give a closed version as XML; where anything is lacking, tell all of it and write nothing."""
    room, case = enter(request, session_id), case_of(session_id)
    report, _told = report_of(request, case)
    told, content = _written(case, report)
    if told:
        return shown_page(request, case, Sent(told=told, status=LACKING))
    note(room, "exported the file of the report")
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="report-{digest(report)[:HASH_LETTERS]}.xml"'
    return response


def _written(case: Case, report: SafetyReport) -> tuple[str, bytes]:
    """Write the file, or say why it is not written."""
    if case.dossier.last is None:
        return "Close a version first. A draft is not sent.", b""
    if clocks().region is not Region.UNITED_STATES:
        return "The file is addressed to FDA. The unit has not chosen the rules of the United States.", b""
    unique = report.case.unique
    number = file_number(report.case)
    envelope = Envelope(
        number=number, sender=report.case.sender, batch_receiver=POSTMARKET, receiver=CENTER, at=clock.now().at
    )
    try:
        content = file_of({unique: report}, envelope)
    except NotReady as wrong:
        return str(wrong), b""
    wrong_places = check_file(content)
    return ("The schema finds a fault: " + wrong_places[0], b"") if wrong_places else ("", content)
