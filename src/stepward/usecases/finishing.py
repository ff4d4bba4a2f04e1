"""Find the sessions that are over, so that nothing after them has to read their logs again.

The index says nothing that the logs do not say. It is brought up to date when somebody looks, from the sessions that
ended since, and from those whose log grew after their end: a late reaction is charted into it.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""

from dataclasses import replace
from typing import Protocol as Port

from stepward.core.outcomes.outcome import Outcome
from stepward.core.protocols.plan import Plan
from stepward.core.sessions.last_dose import last_full_dose
from stepward.core.sessions.record import record_of
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import entry_of
from stepward.usecases.event_logs import BrokenChain, EventLog
from stepward.usecases.following import Finished
from stepward.usecases.outcomes import outcome_of
from stepward.usecases.remembering import replayed
from stepward.usecases.session_orders import SessionOrder, SessionOrders


class Index(Port):
    """Where it is kept which sessions are over, and what they say."""

    def put(self, finished: Finished, outcome: Outcome, /) -> None:
        """Keep what a session says and what is counted of it, over what was kept before."""

    def missing(self) -> tuple[str, ...]:
        """List the ordered sessions that are not in the index, the earliest first."""

    def lengths(self) -> dict[str, int]:
        """Tell how long the log was when it was read, of each session on which somebody may still count."""


class Plans(Port):
    """What stands behind an order."""

    def plan(self, plan_id: str, /) -> Plan:
        """Compute a kept plan."""

    def phenotype(self, plan_id: str, /) -> str:
        """Name the kind of reaction that the plan's assessment found; empty where it has none."""


def catch_up(index: Index, orders: SessionOrders, log: EventLog, plans: Plans) -> int:
    """Bring the index up to date, and tell how many sessions were read."""
    read = index.lengths()
    heads = log.heads((*index.missing(), *read))
    grown = {name: head.sequence for name, head in heads.items() if head.sequence != read.get(name, 0)}
    count = 0
    for order in orders.many(tuple(grown)):
        found = _over(order, log, plans)
        if found is not None:
            finished, outcome = found
            index.put(replace(finished, entries=grown[order.id]), outcome)
            count += 1
    return count


def _over(order: SessionOrder, log: EventLog, plans: Plans) -> tuple[Finished, Outcome] | None:
    """Read a session, if it is over; one whose log is broken says nothing of a dose, so nobody counts on it."""
    is_sound = True
    try:
        entries = log.entries(order.id)
    except BrokenChain as wrong:
        entries, is_sound = wrong.sound, False
    session = replayed(entries)
    if not entries or not session.state.is_final:
        return None
    plan = plans.plan(order.plan)
    outcome = outcome_of(order, plan, record_of(map(entry_of, entries)), plans.phenotype(order.plan))
    return finished_of(order, session, plan.order.drug, is_sound=is_sound), outcome


def finished_of(order: SessionOrder, session: Session, drug: str, *, is_sound: bool = True) -> Finished:
    """Write what a session that is over says for the time after it."""
    dose = last_full_dose(session) if is_sound else None
    return Finished(
        session=order.id,
        patient=order.patient.id,
        drug=drug,
        is_completed=dose is not None,
        over_at=session.dose_ended_at or order.start_at,
        dose_ended_at=None if dose is None else dose.ended_at,
        is_reduced=dose is not None and dose.is_reduced,
        is_asked=session.is_tolerance_asked,
        step=session.step,
        entries=session.version,
    )
