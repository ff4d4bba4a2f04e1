"""The electronic file of a report (E2B R3): written whole and valid, or not at all, with all that it lacks."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.reports.pages import Sent, shown_page
from stepward.shells.web.reports.papers import report_of
from stepward.shells.web.reports.reading import case_of
from stepward.shells.web.reports.sending import written
from stepward.usecases.reporting import HASH_LETTERS, digest

LACKING = 422


@open_to(*SEES)
@require_safe
def file(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Give a closed version as XML; where anything is lacking, tell all of it and write nothing."""
    room, case = enter(request, session_id), case_of(session_id)
    report, _told = report_of(request, case)
    if case.dossier.last is None:
        return shown_page(request, case, Sent(told="Close a version first. A draft is not sent.", status=LACKING))
    lacks, content = written(report)
    if lacks:
        told = "The file is not written yet. Nothing is lost; this is lacking:"
        return shown_page(request, case, Sent(told=told, lacks=lacks, status=LACKING))
    note(room, "exported the file of the report")
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="report-{digest(report)[:HASH_LETTERS]}.xml"'
    return response
