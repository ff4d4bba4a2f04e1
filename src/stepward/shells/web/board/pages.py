"""The board as a page, and its regions alone for a page that heard of news."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, actor, with_station
from stepward.shells.web.bedside.alarm_book import book
from stepward.shells.web.bedside.doors import look
from stepward.shells.web.bedside.ordering import AHEAD
from stepward.shells.web.bedside.shown.alarms import alarm_bar
from stepward.shells.web.bedside.shown.room import Room, clock_minutes
from stepward.shells.web.board.rows import Row, by_bed, row, strip
from stepward.shells.web.reports.notice import notice
from stepward.shells.web.session_log import session_log
from stepward.usecases.running import open_sessions

LETTERS = 12


def rows_of(request: HttpRequest) -> tuple[Row, ...]:
    """Look at every session that is under way."""
    by = actor(request)
    orders = DatabaseSessionOrders().many(open_sessions(session_log()))
    return by_bed(_row(look(order, by)) for order in orders)


def _row(room: Room) -> Row:
    picture = book().picture(room.order.id, room.session, room.now, session_log())
    return row(room, alarm_bar(room, picture.items, picture.notes).alarms, book().glasses.of(room.order.id))


def announced(rows: tuple[Row, ...]) -> str:
    """Write a short text that changes when a row does, without any patient data (H-97)."""
    words = [(item.id, item.banner.word, item.banner.step, item.priority, item.vitals, item.opened) for item in rows]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:LETTERS]


@open_to(*SEES)
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Show the board; `?wall=1` for a display on the wall, `?part=1` the rows alone."""
    rows, now = rows_of(request), clock.now().at
    page = {
        "rows": rows,
        "strip": strip(rows),
        "now": now,
        "clock": here.seconds(now),
        "is_wall": request.GET.get("wall") == "1",
        "announcement": announced(rows),
        "next_order": "" if rows else _next(),
    }
    if request.GET.get("part") == "1":
        return _part(request, page)
    page["reports"] = notice(here.day(now))
    return with_station(request, render(request, "board/board.html", page))


def _part(request: HttpRequest, page: dict[str, object]) -> HttpResponse:
    return render(request, "board/rows.html", page)


def _next() -> str:
    now = clock.now().at
    found = DatabaseSessionOrders().starting_between(now, now + AHEAD)
    return f"Next planned {clock_minutes(found[0].start_at)}, bed {found[0].bed}." if found else ""
