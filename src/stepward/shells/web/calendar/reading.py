"""Read what is booked: ordered sessions, and what the pharmacy was asked for without one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.courses.load import Capacities, Visit
from stepward.core.sessions.people import Actor
from stepward.shells.web import here
from stepward.shells.web.bedside.doors import look, plan_of, plan_words
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.day.pages import standing
from stepward.shells.web.session_log import session_log
from stepward.shells.web.unit.shelf import unit_policy
from stepward.usecases.booking import Booked, Needs, needs_of, visits_of
from stepward.usecases.orders import Patient, PreparationOrder
from stepward.usecases.running import open_sessions
from stepward.usecases.session_choices import proposed
from stepward.usecases.session_orders import SessionOrder

LONGEST_PLAN = timedelta(days=62)
PER_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay, and whose it is; `is_ordered` is false where only the pharmacy was asked."""

    visit: Visit
    patient: Patient
    drug: str
    dose: str
    is_ordered: bool
    is_timed: bool
    is_over: bool = False


def stays(begin: datetime, end: datetime, now: datetime, by: Actor) -> tuple[Stay, ...]:
    """Read the stays that touch a span."""
    watch = _number("observation")
    orders = DatabaseSessionOrders().starting_between(begin - LONGEST_PLAN, end)
    rooms = standing(look(order, by) for order in _wanted(orders, begin, now, watch))
    ordered = frozenset(order.preparation for order in orders)
    asked = (item for item in DatabaseOrders().starting_from(begin - LONGEST_PLAN) if item.start_at < end)
    found = [
        *(stay for room in rooms for stay in _of_room(room, now, watch)),
        *(stay for item in asked if item.id not in ordered for stay in _of_preparation(item, now, watch)),
    ]
    return tuple(stay for stay in found if stay.visit.begins < end and stay.visit.ends > begin)


def capacities() -> Capacities:
    """Read what the unit says that it has."""
    return Capacities(
        chairs=_whole("chairs"),
        nurses=_whole("nurses"),
        patients_per_nurse=_whole("patients-per-nurse") or None,
        solutions=_whole("pharmacy-day"),
    )


def is_watch_known() -> bool:
    """Tell whether the policy says how long a patient is watched."""
    return _number("observation") is not None


def _wanted(
    orders: Iterable[SessionOrder], begin: datetime, now: datetime, watch: Fraction | None
) -> Iterable[SessionOrder]:
    """Leave out the sessions that cannot reach the span, so that their logs are not read."""
    under_way = frozenset(open_sessions(session_log()))
    for order in orders:
        booked = _booked(order.id, order.start_at, order.plan, watch)
        if order.id in under_way or any(visit.ends > begin for visit in visits_of(booked, now)):
            yield order


def _of_room(room: Room, now: datetime, watch: Fraction | None) -> Iterable[Stay]:
    order, session = room.order, room.session
    signed = None if session.plan is None else Fraction(session.plan.observation, PER_MINUTE)
    booked = _booked(order.id, order.start_at, order.plan, watch if signed is None else signed)
    booked = Booked(
        id=booked.id,
        start_at=booked.start_at,
        needs=booked.needs,
        solutions=booked.solutions,
        bed=order.bed,
        session=session,
        watch=booked.watch,
        place=booked.place,
    )
    return _stays(booked, order.patient, order.plan, now, is_ordered=True)


def _of_preparation(item: PreparationOrder, now: datetime, watch: Fraction | None) -> Iterable[Stay]:
    return _stays(_booked(item.id, item.start_at, item.plan, watch), item.patient, item.plan, now, is_ordered=False)


def _stays(booked: Booked, patient: Patient, plan: str, now: datetime, *, is_ordered: bool) -> Iterable[Stay]:
    drug, dose = plan_words(plan)
    for visit in visits_of(booked, now):
        yield Stay(
            visit=visit,
            patient=patient,
            drug=drug,
            dose=dose,
            is_ordered=is_ordered,
            is_timed=all(need.minutes is not None for need in booked.needs),
            is_over=booked.session is not None and booked.session.state.is_final,
        )


def _booked(name: str, start_at: datetime, plan: str, watch: Fraction | None) -> Booked:
    needs, solutions = _of_plan(plan)
    return Booked(id=name, start_at=start_at, needs=needs, solutions=solutions, watch=watch, place=here.place())


@lru_cache(maxsize=512)
def _of_plan(plan_id: str) -> tuple[tuple[Needs, ...], int]:
    """Read what a kept plan needs; it never changes."""
    plan = plan_of(plan_id)
    return needs_of(plan), len(plan.effective.solutions)


def _number(choice: str) -> Fraction | None:
    says = proposed(unit_policy(), choice)
    return None if says is None else says.number


def _whole(choice: str) -> int | None:
    """Read a number of whole things: a part of one is none."""
    number = _number(choice)
    return None if number is None else max(int(number // 1), 0)
