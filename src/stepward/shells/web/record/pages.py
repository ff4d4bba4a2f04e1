"""The report of a session, its replay, and its files; each look, print and export is noted (H-93)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.record_chart import record_chart
from stepward.adapters.documents.record_paper import RecordHead, record_pdf, record_words
from stepward.adapters.event_log.exported import export
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.bedside.shown.banner import banner
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.prepare.words import patient_words
from stepward.shells.web.record.reading import Kept, as_of, kept, note_once
from stepward.shells.web.record.shown import replayed
from stepward.usecases.report_collecting import reactions_of

HASH_LETTERS, MOST_DIGITS = 12, 6


@open_to(*SEES)
@require_safe
def report(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Show the report."""
    room, found = _open(request, session_id)
    note_once(room, "opened the record")
    page = {
        "id": session_id,
        "room": room,
        "banner": banner(room),
        "is_over": found.record.session.state.is_final,
        "report": record_words(found.record, _head(room, found)),
        "count": len(found.entries),
        "has_report": bool(reactions_of(found.record)),
        "chart": mark_safe(record_chart(found.record, here.place())),  # noqa: S308 - drawn by our own code, which escapes every text
        "head_hash": found.head_hash[:HASH_LETTERS],
    }
    return with_station(request, render(request, "record/report.html", page))


@open_to(*SEES)
@require_safe
def replay(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Show the place as it was after an entry; `?part=1` gives that alone."""
    room, found = _open(request, session_id)
    if not found.entries:
        raise Http404
    note_once(room, "opened the replay")
    at = _number(request.GET.get("at", ""), len(found.entries))
    page = {"id": session_id, "replay": replayed(as_of(room, found.entries, at), found.entries, at)}
    if request.GET.get("part") == "1":
        return render(request, "record/moment.html", page)
    return with_station(request, render(request, "record/replay.html", page))


@open_to(*SEES)
@require_safe
def pdf(request: HttpRequest, session_id: str) -> HttpResponse:
    """Give the report as PDF."""
    room, found = _open(request, session_id)
    note(room, "printed the record")
    content = record_pdf(
        found.record,
        _head(room, found),
        paper=paper_of(request.GET.get("paper", "")),
        printed_at=here.place().here(timezone.now().replace(microsecond=0)),
    )
    return _file(content, "application/pdf", f"session-{found.head_hash[:8]}.pdf")


@open_to(*SEES)
@require_safe
def log(request: HttpRequest, session_id: str) -> HttpResponse:
    """Give the log as `stepward audit` and `stepward replay` read it; a broken one is not exported here."""
    room, found = _open(request, session_id)
    if found.fault or not found.entries:
        raise Http404
    note(room, "exported the log")
    return _file(export(session_id, found.stored), "application/jsonl", f"session-{found.head_hash[:8]}.jsonl")


def _open(request: HttpRequest, session_id: str) -> tuple[Room, Kept]:
    return enter(request, session_id), kept(session_id)


def _head(room: Room, found: Kept) -> RecordHead:
    return RecordHead(
        session_id=room.order.id,
        head_hash=found.head_hash,
        fault=found.fault,
        unit_name=unit_name(),
        patient=patient_words(room.order.patient),
        place=here.place(),
    )


def _number(text: str, count: int) -> int:
    """Read which entry is asked for: one that is there, the last one where nothing is said."""
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        return count
    return min(max(int(text), 1), count)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
