"""How much of the what-changed card wants a look before a session, in one line for the pages before its start."""

from dataclasses import dataclass
from datetime import datetime

from stepward.adapters.database.courses import DatabaseChosenWays
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.courses.proposal import Change
from stepward.core.findings import Refusal
from stepward.shells.web import here
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.courses.facts import read
from stepward.shells.web.courses.shown import card_of
from stepward.shells.web.prepare.words import day_text

SHOWN_BY_PROTOCOL = frozenset(change.value for change in (Change.SAME, Change.ADD_STEP, Change.LONGER, Change.SHORTER))
"""Ways that are nothing but another ladder, or the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is said before a session, and the session whose course page says more."""

    id: str
    words: str
    count: int = 0


def look_before(session_id: str, now: datetime) -> Look:
    """Say what changed since the last session; what cannot be read is said as well, and bars nothing."""
    try:
        found = read(session_id)
        if found.course is None:
            return Look(id=session_id, words="The first session with this drug here")
        count = sum(row.verdict.wants_a_look for row in card_of(found, now))
    except Refusal:
        return Look(id=session_id, words="What changed cannot be read", count=1)
    if not count:
        return Look(id=session_id, words="Nothing changed since the last session")
    return Look(id=session_id, words=f"What changed: {count} to look at", count=count)


def other_way(session_id: str) -> str:
    """Say which way was signed after the last session, unless the protocol alone shows that this plan follows it."""
    try:
        found = read(session_id)
        if found.course is None:
            return ""
        ways = DatabaseChosenWays().of_session(found.course.last.id)
        protocol = plan_of(found.order.plan).protocol
    except Refusal:
        return "What was signed after the last session cannot be read."
    if not ways or (ways[-1].protocol == protocol.id and ways[-1].change in SHOWN_BY_PROTOCOL):
        return ""
    return f"After the last session {ways[-1].by.name} signed: {ways[-1].title}. This plan is: {protocol.title}."


def earlier(patient_id: str, plan_id: str) -> Look | None:
    """Find the newest session of a patient with the drug of a plan, before another one is ordered."""
    drug = plan_of(plan_id).order.drug.casefold()
    for order in DatabaseSessionOrders().of_patient(patient_id):
        if plan_of(order.plan).order.drug.casefold() == drug:
            return Look(id=order.id, words=f"The last session with this drug: {day_text(here.day(order.start_at))}")
    return None
