"""A session whose chain is broken: held in memory by what is sound of it, so that nobody sees it run unwatched.

Nothing of this enters the log. STOP, reactions and treatments are judged by it; everything else is refused.

Source: STEPWARD-SAFETY, H-64 and H-68.
"""

from collections.abc import Iterator

from stepward.core.sessions.commands_clock import CONDITIONS, LOG_BROKEN
from stepward.core.sessions.events import AlarmRaised, Entry, Event, Held, Restarted, StopPressed
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.gates import outside_vitals
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import Session, State


def held_in_memory(session: Session, *, proven: Instant | None, by: Actor, now: Instant) -> Session:
    """Hold what ran by the sound entries, bar the start of what did not, and raise the alarm; `proven` as after a boot.

    What followed the break is not known: a session that has not started by its sound entries may have.
    """
    events = _events(session, proven=proven, now=now)
    return replay(
        (
            Entry(sequence=session.version + place, event=event, at=now, actor=by)
            for place, event in enumerate(events, start=1)
        ),
        session,
    )


def _events(session: Session, *, proven: Instant | None, now: Instant) -> Iterator[Event]:
    if proven is not None and proven.boot != now.boot and not session.state.is_before_start:
        yield Restarted(proven=proven)
    if session.state.is_before_start:
        yield StopPressed()
    elif session.state is State.RUNNING:
        kind = HoldKind.CLINICAL if outside_vitals(session) else HoldKind.TECHNICAL
        yield Held(kind=kind, cause=Cause.RESTART)
    yield AlarmRaised(condition=LOG_BROKEN, priority=CONDITIONS[LOG_BROKEN])
