"""The day as a page; `?day=2026-11-22` shows another one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_cards import DatabaseSessionCards
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.findings import Refusal
from stepward.core.preparation.work import SolutionWork
from stepward.shells.web import clock, here
from stepward.shells.web.access import ANYONE, STAFF, allowed, open_to
from stepward.shells.web.bedside.acting import SEES, actor, with_station
from stepward.shells.web.bedside.doors import look
from stepward.shells.web.bedside.shown.banner import banner
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.courses.looking import look_before
from stepward.shells.web.day.missing import Known, Missing
from stepward.shells.web.day.shown import Coming, coming, summary
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.words import day_text
from stepward.shells.web.reports.notice import notice
from stepward.shells.web.tolerance.warnings import warned
from stepward.shells.web.unit.set_up import missing as missing_in_unit
from stepward.shells.web.unit.shelf import unit_treatment_cards
from stepward.usecases.making import open_order
from stepward.usecases.orders import PreparationOrder
from stepward.usecases.session_cards import InUse, suited
from stepward.usecases.session_orders import SessionOrder

NO_CARD = "No treatment card is kept with the signed plan. Sign the plan anew."


@open_to(*SEES)
@require_safe
def day(request: HttpRequest) -> HttpResponseBase:
    """Show who comes."""
    now, by = clock.now().at, actor(request)
    today = here.day(now)
    wanted = _day(request.GET.get("day", "")) or today
    begin, end = here.place().begins(wanted), here.place().begins(wanted + timedelta(days=1))
    orders = DatabaseSessionOrders().starting_between(begin, end)
    doors = _Doors(request)
    rows = tuple(
        sorted((_row(room, doors) for room in standing(look(order, by) for order in orders)), key=lambda row: row.place)
    )
    page = {
        "rows": rows,
        "summary": summary(rows),
        "waiting": _waiting((begin, end), orders, doors),
        "day": day_text(wanted),
        "is_today": wanted == today,
        "before": (wanted - timedelta(days=1)).isoformat(),
        "after": (wanted + timedelta(days=1)).isoformat(),
        "unit_missing": [] if settings.IS_DEMONSTRATION else missing_in_unit(),
        "now": here.clock(now),
        "zone": here.place().said(begin, end),
        "reports": notice(today),
        "warned": warned(now) if wanted == today else (),
    }
    return with_station(request, render(request, "day/day.html", page))


class _Doors:
    """Which pages whoever looks may open."""

    def __init__(self, request: HttpRequest) -> None:
        user = request.user
        names = user.groups.values_list("name", flat=True) if isinstance(user, User) else ()
        self._roles = frozenset(names) | {ANYONE, STAFF}

    def address(self, item: Missing) -> str:
        """Give the address of a page; nothing where there is none, or it is closed to this person."""
        if not item.view:
            return ""
        found = reverse(item.view, args=item.names)
        return found if (allowed(resolve(found).func) or frozenset()) & self._roles else ""


def standing(rooms: Iterable[Room]) -> list[Room]:
    """Leave out an order that a newer one for the same bags replaced, as long as nobody signed it."""
    found = sorted(rooms, key=lambda room: room.order.ordered_at)
    newest = {room.order.preparation or room.order.id: room.order.id for room in found}
    return [
        room
        for room in found
        if room.session.plan is not None or newest[room.order.preparation or room.order.id] == room.order.id
    ]


def _row(room: Room, doors: _Doors) -> Coming:
    look = look_before(room.order.id, room.now.at) if room.session.state.is_before_start else None
    return coming(_known(room), banner(room), room.now.at, doors.address, look)


def _known(room: Room) -> Known:
    order, session = room.order, room.session
    if not session.state.is_before_start:
        return Known(order=order, session=session)
    works, trouble = _works(room)
    return Known(order=order, session=session, works=works, trouble=trouble, card=_card(room))


def _works(room: Room) -> tuple[tuple[SolutionWork, ...], str]:
    if not room.order.preparation:
        return (), ""
    try:
        return open_order(room.order.preparation, now=room.now.at, pharmacy=pharmacy()).works, ""
    except Refusal as refusal:
        return (), f"What was asked of the pharmacy cannot be opened: {refusal}"


def _card(room: Room) -> str:
    """Say why this patient has no treatment card; nothing where there is one, or where the weight is missing."""
    if room.session.plan is not None:
        kept = DatabaseSessionCards().newest(room.order.id, room.session.plan.signed_hash)
        return "" if kept is not None else NO_CARD
    weighed = room.order.weighed
    cards = [
        InUse(card=item.card, version=item.version, approved_by=item.approved_by)
        for item in unit_treatment_cards().in_use().values()
    ]
    try:
        suited(cards, None if weighed is None else weighed.amount, _years(room))
    except Refusal as refusal:
        return str(refusal) if weighed is not None or not cards else ""
    return ""


def _years(room: Room) -> int:
    born, today = room.order.patient.born_on, here.day(room.now.at)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _waiting(span: tuple[datetime, datetime], orders: tuple[SessionOrder, ...], doors: _Doors) -> list[dict[str, str]]:
    """List what the pharmacy was asked for this day without a session being ordered."""
    ordered = {order.preparation for order in orders}
    found = (item for item in DatabaseOrders().starting_from(span[0]) if item.start_at < span[1])
    return [_asked(item, doors) for item in found if item.id not in ordered]


def _asked(item: PreparationOrder, doors: _Doors) -> dict[str, str]:
    order = Missing(words="", who="", view="bedside-order", names=(item.id,))
    return {
        "start": here.clock(item.start_at),
        "name": f"{item.patient.family_name}, {item.patient.given_names}",
        "identifier": item.patient.identifier,
        "address": doors.address(order),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
