"""Who opened, printed or exported which session, when and from where; for those who review it (H-93)."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.database.models import AccessNote
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import REVIEWS
from stepward.shells.web.bedside.glass import DEED
from stepward.shells.web.prepare.words import day_text
from stepward.shells.web.unit.shelves import SHELVES

if TYPE_CHECKING:
    from django.db.models import QuerySet

A_PAGE, MOST_DIGITS, MOST_ROWS = 50, 5, 100_000
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = ("at, UTC", "person", "account", "what", "session", "station", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One note: when, who, what, and of which session."""

    at: str
    person: str
    deed: str
    session: str
    bed: str
    station: str
    reason: str
    is_glass: bool


@open_to(*REVIEWS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the notes, the newest first; `?day=2026-11-22` those of one day, `?page=2` older ones."""
    asked = request.GET.get("day", "")
    day, number = _day(asked), _page(request.GET.get("page", ""))
    found = list(_notes(day)[(number - 1) * A_PAGE : number * A_PAGE + 1])
    kept = DatabaseSessionOrders().many(tuple({note.session for note in found}))
    beds = {order.id: order.bed for order in kept}
    page = {
        "shelves": SHELVES.values(),
        "is_set_up": True,
        "is_access": True,
        "rows": [_row(note, beds.get(note.session, "")) for note in found[:A_PAGE]],
        "day": "" if day is None else day.isoformat(),
        "day_words": "" if day is None else day_text(day),
        "is_wrong_day": day is None and bool(asked),
        "page": number,
        "newer": number - 1,
        "older": number + 1 if len(found) > A_PAGE else 0,
    }
    return render(request, "unit/access.html", page)


@open_to(*REVIEWS)
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give the notes as a table of text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for note in _notes(_day(request.GET.get("day", "")))[:MOST_ROWS]:
        at = note.at.astimezone(UTC).isoformat(" ", "seconds").removesuffix("+00:00")
        row = (at, note.person_name, str(note.person_id), note.deed, note.session, note.station, note.reason)
        writer.writerow([safe(text) for text in row])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="access.csv"'
    return response


def safe(text: str) -> str:
    """Put a sign before what a spreadsheet would read as a formula (H-99)."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTERS) else text


def _notes(day: date | None) -> "QuerySet[AccessNote]":
    found = AccessNote.objects.order_by("-at", "-id")
    if day is None:
        return found
    place = here.place()
    return found.filter(at__gte=place.begins(day), at__lt=place.begins(day + timedelta(days=1)))


def _row(note: AccessNote, bed: str) -> Row:
    return Row(
        at=here.place().stamp(note.at),
        person=note.person_name,
        deed=note.deed,
        session=note.session,
        bed=bed,
        station=note.station,
        reason=note.reason,
        is_glass=note.deed == DEED,
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found < date.max else None


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return max(int(text), 1) if is_number else 1
