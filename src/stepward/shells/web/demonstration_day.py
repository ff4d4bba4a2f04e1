"""The day of the demonstration unit: an invented patient whose solutions are made and checked, and who waits at bed 4.

Every deed goes the way of the pages, in the names of the invented people.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User

from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.findings import Refusal
from stepward.core.preparation.labels import LabelIdentity
from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import SolutionState, SolutionWork
from stepward.shells.web.ids import new_id
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.prepare.asking import new_order_id
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.usecases.approving import Person
from stepward.usecases.making import (
    CheckIt,
    Command,
    DrawIt,
    FinishIt,
    KeepIt,
    OrderRequest,
    Patient,
    Stamp,
    act,
    ask,
    open_order,
)
from stepward.usecases.session_orders import Stamp as SessionStamp
from stepward.usecases.session_orders import Wanted, Weighed, order_session

_LOG = logging.getLogger("stepward.web")
BED, WEIGHT, QUARTER = "4", "68 kg", timedelta(minutes=15)
HOURS, BASIS = "24", "Invented for the demonstration"
LEAD, AHEAD = timedelta(minutes=45), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The user names of who asks, makes, states, checks and orders."""

    asks: str
    makes: str
    checks: str
    orders: str


def keep_day(plan: str, product: str, staff: Staff, now: datetime) -> None:
    """Let one patient wait today, unless a session of the unit waits or runs already."""
    if DatabaseSessionOrders().starting_between(now - AHEAD, now + AHEAD):
        return
    try:
        _keep(plan, product, staff, now)
    except Refusal as refusal:  # the unit may have withdrawn the product, the line or a person
        _LOG.warning("no invented session: %s", refusal)


def _keep(plan: str, product: str, staff: Staff, now: datetime) -> None:
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + LEAD + QUARTER
    request = OrderRequest(
        plan=plan,
        patient=_patient(),
        start_at=start,
        product=product,
        overfill="withdraw",
        diluent="0.9 % sodium chloride",
    )
    asked = ask(request, Stamp(id=new_order_id(), person=_person(staff.asks), at=now), pharmacy=pharmacy())
    for place in range(len(open_order(asked.id, now=now, pharmacy=pharmacy()).works)):
        _make(asked.id, place, staff, now)
    ordering = _person(staff.orders)
    order_session(
        Wanted(
            patient=asked.patient,
            plan=asked.plan,
            bed=BED,
            start_at=start,
            weighed=Weighed(weight=WEIGHT, at=now, by=ordering.name),
            preparation=asked.id,
        ),
        SessionStamp(id=new_id(), person=ordering, at=now),
        patients=DatabaseOrders(),
        orders=DatabaseSessionOrders(),
    )


def _patient() -> Patient:
    return Patient(
        id=new_id(),
        family_name="Weiss",
        given_names="Anna",
        identifier="INV 0052 3310",
        born_on=date(1964, 9, 2),
        is_invented=True,
    )


def _make(order: str, place: int, staff: Staff, now: datetime) -> None:
    """Draw, finish, say how long it keeps where no label does, and check."""

    def work() -> SolutionWork:
        return open_order(order, now=now, pharmacy=pharmacy()).works[place]

    def do(username: str, command: Command) -> None:
        act(order, command, _person(username), now, pharmacy=pharmacy())

    vessel, draws = work().vessel, work().draws
    for draw in draws:
        do(staff.makes, DrawIt(vessel=vessel, number=draw.number))
    do(staff.makes, FinishIt(vessel=vessel))
    if vessel.item.liquid is Liquid.SOLUTION and work().expires_at is None:
        do(staff.asks, KeepIt(vessel=vessel, hours=HOURS, basis=BASIS))
    label = LabelIdentity(
        order=order,
        solution=vessel.item.number,
        bag=vessel.bag,
        is_intermediate=vessel.item.liquid is Liquid.INTERMEDIATE,
    )
    figures = {item.figure.what: item.figure.expected.exact for item in work().figures}
    do(staff.checks, CheckIt(vessel=vessel, figures=figures, label=str(label)))
    if work().state is not SolutionState.CHECKED:
        msg = f"{vessel.words} is not checked."
        raise Refusal(msg)


def _person(username: str) -> Person:
    """Find one of the invented people.

    Raises:
        Refusal: if the account is gone.
    """
    user = User.objects.filter(username=username).first()
    found = None if user is None else person_of(user)
    if found is None:
        msg = f"{username} has no account any more."
        raise Refusal(msg)
    return found
