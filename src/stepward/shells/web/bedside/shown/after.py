"""After the last drop: the observation with its time left, and a session that is over."""

from dataclasses import dataclass
from datetime import datetime

from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.session import State
from stepward.shells.web.bedside.shown.room import Room, between, clock, later, minutes_text, number


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservingCard:
    """The observation: how long still, until when, what was given, and what is done next."""

    left: str
    left_unit: str
    ends_at: datetime | None
    until: str
    length: str
    given: str
    dose_ended: str
    is_flushed: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedCard:
    """A session that is over: in which way, what was given of what, and by whom it was ended."""

    word: str
    given: str
    by: str
    is_completed: bool
    dose_ended: str


def observing_card(room: Room) -> ObservingCard | None:
    """Write the observation; nothing in any other state."""
    session = room.session
    if session.state is not State.OBSERVING or session.plan is None:
        return None
    left = session.plan.observation - session.observed.read(room.now).least
    return ObservingCard(
        left=minutes_text(left),
        left_unit="min left" if left < HOUR else "left",
        ends_at=later(room.now, left) if left > 0 else None,
        until=clock(later(room.now, left)) if left > 0 else "now",
        length=f"{session.plan.observation // MINUTE} min",
        given=_given(room),
        dose_ended=_ended(room),
        is_flushed=session.is_flushed,
        is_over=left <= 0,
    )


def ended_card(room: Room) -> EndedCard | None:
    """Write how a session ended; nothing before its end."""
    session = room.session
    if not session.state.is_final:
        return None
    return EndedCard(
        word=session.state.name,
        given=_given(room),
        by="" if session.ended_by is None else session.ended_by.name,
        is_completed=session.state is State.COMPLETED,
        dose_ended=_ended(room),
    )


def _given(room: Room) -> str:
    plan = room.session.plan
    if plan is None:
        return "nothing"
    return f"{between(room.session.given.total(room.now))} of {number(plan.ordered_total)}\u00a0{plan.unit}"


def _ended(room: Room) -> str:
    at = room.session.dose_ended_at
    return "" if at is None else clock(at)
