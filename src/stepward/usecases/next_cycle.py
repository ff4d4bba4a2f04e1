"""The next cycle: the course of a patient with one drug, the ways to go on, and the one that a physician signs.

A signed way is kept for ever and leads to the planner; it plans nothing by itself.

Source: STEPWARD-SAFETY, H-90 to H-92.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol as Port

from stepward.core.courses.course import Breakthrough, Course, Given, Held
from stepward.core.courses.proposal import Proposal
from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.core.sessions.between import Between
from stepward.core.sessions.chain import Stored
from stepward.core.sessions.record import Record, record_of
from stepward.core.sessions.session import SessionReaction, State
from stepward.core.sessions.storing import entry_of
from stepward.usecases.approving import Person
from stepward.usecases.session_orders import SessionOrder

LONGEST_REASON = 300


class NotChosen(Refusal):
    """This way cannot be signed; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A way to go on after a session, as a physician signed it; `sha256` stands for what was shown."""

    id: str
    session: str
    change: str
    title: str
    protocol: str
    sha256: str
    by: Person
    at: datetime
    reason: str = ""


class ChosenWays(Port):
    """Where signed ways are kept, for ever."""

    def add(self, chosen: Chosen, /) -> None:
        """Keep one."""

    def of_session(self, session_id: str, /) -> tuple[Chosen, ...]:
        """List what was signed after a session, the oldest first."""


def course_of(
    drug: str,
    orders: Iterable[SessionOrder],
    *,
    entries: Callable[[str], Sequence[Stored]],
    plan_of: Callable[[str], Plan],
    is_platinum: bool,
) -> Course | None:
    """Put together the sessions that are over and gave this drug, the oldest first; nothing where there is none."""
    held = list[Held]()
    for order in sorted(orders, key=lambda item: (item.start_at, item.id)):
        plan = plan_of(order.plan)
        if plan.order.drug.casefold() != drug.casefold():
            continue
        stored = entries(order.id)
        if not stored:
            continue
        found = record_of(map(entry_of, stored))
        if found.session.state.is_final and found.session.highest_step:
            held.append(held_of(order, plan, found))
    return Course(drug=drug, held=tuple(held), is_platinum=is_platinum) if held else None


def held_of(order: SessionOrder, plan: Plan, found: Record) -> Held:
    """Write what happened in one session."""
    session = found.session
    final_rate = plan.order.final_rate or plan.protocol.final_rate
    return Held(
        id=order.id,
        at=order.start_at,
        protocol=plan.protocol.id,
        is_completed=session.state is State.COMPLETED,
        steps=0 if session.plan is None else session.plan.last,
        reached=session.step,
        given=_given(found.given, plan),
        final_rate="" if final_rate is None else final_rate.people(),
        reactions=tuple(_breakthrough(item, found, plan) for item in found.reactions if not item.expected),
        tryptase=tuple(item.at for item in found.samples if "tryptase" in item.what),
    )


def _breakthrough(item: SessionReaction, found: Record, plan: Plan) -> Breakthrough:
    line = next((line for line in found.lines if line.entry.sequence == item.sequence), None)
    return Breakthrough(
        step=item.step,
        signs=item.signs,
        brown=item.brown,
        given=None if line is None else _given(line.given, plan),
        at=item.at.at,
    )


def _given(between: Between, plan: Plan) -> Given:
    kind = type(plan.order.target.amount)
    return Given(least=kind(between.least), most=kind(between.most))


def shown_hash(course: Course, ways: Sequence[Proposal]) -> str:
    """Give the hash of what a physician is shown: the sessions, and every way in its words."""
    words = {
        "sessions": [(item.id, item.protocol, item.is_completed, item.reached) for item in course.held],
        "ways": [(way.change.value, way.title, way.reason, way.warning, way.protocol, *way.sources) for way in ways],
    }
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def choose(  # noqa: PLR0913 - what is chosen, of which ways, as they were shown, by whom, when, and where it is kept
    place: int,
    ways: Sequence[Proposal],
    course: Course,
    *,
    shown: str,
    stamp: Chosen,
    kept: ChosenWays,
) -> Chosen:
    """Sign a way.

    Raises:
        NotChosen: if what was shown is not what stands now, the way is not there, or it was signed already.
    """
    if shown != shown_hash(course, ways):
        msg = "The course changed since you saw it. Look again, then decide."
        raise NotChosen(msg)
    if not 0 <= place < len(ways):
        msg = "Choose one of the ways."
        raise NotChosen(msg)
    way = ways[place]
    if any(item.title == way.title for item in kept.of_session(course.last.id)):
        msg = "This way is signed already."
        raise NotChosen(msg)
    if way.warning and not stamp.reason:
        msg = "This way has a warning. Say why it is accepted."
        raise NotChosen(msg)
    chosen = Chosen(
        id=stamp.id,
        session=course.last.id,
        change=way.change.value,
        title=way.title,
        protocol=way.protocol,
        sha256=shown,
        by=stamp.by,
        at=stamp.at,
        reason=stamp.reason,
    )
    kept.add(chosen)
    return chosen
