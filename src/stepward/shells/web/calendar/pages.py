"""The calendar as a page; `?from=2026-11-22` begins on another day."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, actor, with_station
from stepward.shells.web.calendar.reading import capacities, is_watch_known, stays
from stepward.shells.web.calendar.shown import TICKS, lacking, shown_day
from stepward.shells.web.prepare.words import day_text
from stepward.shells.web.prepare.workers import LOOKS, holds

DAYS = 14
EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)


@open_to(*SEES)
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Show two weeks."""
    now, there = clock.now().at, capacities()
    first = _day(request.GET.get("from", "")) or here.day(now)
    begin, end = here.place().begins(first), here.place().begins(first + timedelta(days=DAYS))
    found = stays(begin, end, now, actor(request))
    days = [shown_day(first + timedelta(days=number), found, there, here.day(now)) for number in range(DAYS)]
    page = {
        "days": days,
        "over": sum(bool(day.warnings) for day in days),
        "ticks": TICKS,
        "zone": here.place().said(begin, end),
        "first": day_text(first),
        "last": day_text(first + timedelta(days=DAYS - 1)),
        "before": (first - timedelta(days=DAYS)).isoformat(),
        "after": (first + timedelta(days=DAYS)).isoformat(),
        "is_today": first == here.day(now),
        "may_prepare": holds(request, LOOKS),
        "lacking": lacking(there, is_watch_known=is_watch_known()),
    }
    return with_station(request, render(request, "calendar/calendar.html", page))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
