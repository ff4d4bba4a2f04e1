"""Judge a command before it is done, for what must be kept with it.

Source: STEPWARD-SAFETY, H-60 and H-88.
"""

from stepward.core.sessions.decide import decide
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import Session
from stepward.usecases.running import SessionMovedOn


def foresee(session: Session, command: object, *, by: Actor, now: Instant, seen: int) -> None:
    """Judge a command that is not urgent, and do nothing: for what must be kept before it is done.

    Raises:
        SessionMovedOn: if the session is not as the person saw it.
        SessionRefusal: as the rules of sessions say.
    """
    if not session.turn <= seen <= session.version:
        raise SessionMovedOn(session)
    decide(session, command, by=by, now=now)
