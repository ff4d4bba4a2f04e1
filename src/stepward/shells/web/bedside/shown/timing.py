"""The time that the step card counts: that of the step, or of the observation after it; nothing once all is over."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from stepward.core.sessions.commands_running import dwell_left
from stepward.core.sessions.instants import HOUR, MICROSECOND, MINUTE
from stepward.core.sessions.plan import SessionStep
from stepward.core.sessions.session import Session, State
from stepward.shells.web.bedside.shown.room import Room, clock, later, minutes_text

ENDED = (State.COMPLETED, State.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Microseconds left and in all, how the time left is written, and the clock times of begin and earliest end."""

    left: int
    length: int
    text: str
    unit: str
    ends_at: datetime | None
    began: str
    earliest: str


def timing(room: Room, step: SessionStep) -> Timing:
    """Tell the time of the step that runs or is held, or of the observation."""
    session = room.session
    if session.state is State.OBSERVING:
        length = session.order.observation
        left = max(length - session.observed.read(room.now).least, 0)
        return _timing(room, left, length, unit="to watch", began=_since(room, session.observed.read(room.now).most))
    left = time_left(session, step, room)
    over = session.dwell.read(room.now).least - step.dwell
    runs = session.given.runs
    began = (
        clock(runs[-1].began.at)
        if runs and runs[-1].step == step.number
        else _since(room, session.dwell.read(room.now).most)
    )
    found = _timing(room, left, _length(session, step, room), unit="left", began=began)
    if left <= 0 and over >= MINUTE and session.state not in ENDED:
        return replace(found, left=0, text=f"+{minutes_text(over)}", unit="over", ends_at=None)
    return found


def _timing(room: Room, left: int, length: int, *, unit: str, began: str) -> Timing:
    counts = room.session.state in {State.RUNNING, State.OBSERVING}
    return Timing(
        left=left,
        length=length,
        text=minutes_text(left),
        unit=unit if left >= HOUR else f"min {unit}",
        ends_at=later(room.now, left) if counts else None,
        began=began,
        earliest=clock(later(room.now, left)),
    )


def _since(room: Room, microseconds: int) -> str:
    return clock(room.now.at - microseconds * MICROSECOND)


def time_left(session: Session, step: SessionStep, room: Room) -> int:
    """Tell the microseconds that the step still runs at least: its dwell, and the volume where it ends by volume."""
    left, run = dwell_left(session, room.now), session.given.open_run
    if run is None or run.limit is None or not step.ends_by_volume:
        return left
    rest = max(run.limit - run.volume(room.now).least, Fraction(0)) * HOUR / run.rate
    return max(left, -(-rest.numerator // rest.denominator))


def _length(session: Session, step: SessionStep, room: Room) -> int:
    run = session.given.open_run
    if run is None or run.limit is None or not step.ends_by_volume:
        return step.dwell
    return max(step.dwell, session.dwell.read(room.now).least + time_left(session, step, room))
