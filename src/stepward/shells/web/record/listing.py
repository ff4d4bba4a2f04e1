"""The sessions of the unit, the newest first: by page, or those of one day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.sessions.session import State
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, actor, with_station
from stepward.shells.web.bedside.doors import look
from stepward.shells.web.bedside.shown.banner import Banner, banner
from stepward.shells.web.bedside.shown.room import Room, clock_minutes
from stepward.shells.web.prepare.words import day_text
from stepward.shells.web.reports.notice import notice

A_PAGE, MOST_DIGITS = 25, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One session: day, start, and how it stands or ended."""

    id: str
    day: str
    start: str
    banner: Banner
    reactions: str


@open_to(*SEES)
@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """List sessions; `?day=2026-11-22` those of one day, `?page=2` older ones."""
    day, page = _day(request.GET.get("day", "")), _page(request.GET.get("page", ""))
    kept, by = DatabaseSessionOrders(), actor(request)
    if day is not None:
        place = here.place()
        found, more = kept.starting_between(place.begins(day), place.begins(day + timedelta(days=1))), False
    else:
        orders = kept.newest((page - 1) * A_PAGE, A_PAGE + 1)
        found, more = orders[:A_PAGE], len(orders) > A_PAGE
    shown = {
        "rows": [_row(look(order, by)) for order in found],
        "day": "" if day is None else day.isoformat(),
        "day_words": "" if day is None else day_text(day),
        "is_wrong_day": day is None and bool(request.GET.get("day")),
        "page": page,
        "newer": page - 1 if page > 1 else 0,
        "older": page + 1 if more else 0,
        "reports": notice(here.day(clock.now().at)),
    }
    return with_station(request, render(request, "record/list.html", shown))


def _row(room: Room) -> Row:
    session, start = room.session, room.order.start_at
    count = len(session.reactions)
    has_begun = bool(session.step) or session.state is State.STOPPED
    return Row(
        id=room.order.id,
        day=day_text(here.day(start)),
        start=clock_minutes(start),
        banner=banner(room),
        reactions=(f"{count} reaction" if count == 1 else f"{count or 'no'} reactions") if has_begun else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return max(int(text), 1) if is_number else 1
