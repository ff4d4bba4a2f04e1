"""Judge a command: find its row in the table and its own function, and nothing else.

Source: STEPWARD-SAFETY, H-01 and H-02.
"""

from collections.abc import Callable
from typing import Any

from stepward.core.sessions import commands_charting as charting
from stepward.core.sessions import commands_clock as clock
from stepward.core.sessions import commands_ending as ending
from stepward.core.sessions import commands_holding as holding
from stepward.core.sessions import commands_planning as planning
from stepward.core.sessions import commands_resuming as resuming
from stepward.core.sessions import commands_running as running
from stepward.core.sessions import commands_signing as signing
from stepward.core.sessions.events import Event
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.matrix import MATRIX
from stepward.core.sessions.people import Actor
from stepward.core.sessions.refusals import MayNot, NotInThisState
from stepward.core.sessions.session import Session

JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    **planning.JUDGE,
    **signing.JUDGE,
    **running.JUDGE,
    **holding.JUDGE,
    **charting.JUDGE,
    **resuming.JUDGE,
    **clock.JUDGE,
    **ending.JUDGE,
}


def decide(session: Session, command: object, *, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Tell what happens because of a command; it is the only way to an event.

    Raises:
        MayNot: if the person holds none of the privileges.
        NotInThisState: if the state does not allow it.
        SessionRefusal: as the command's own function says.
    """
    row = MATRIX[type(command)]
    if not by.may(*row.privileges):
        msg = "Your role does not allow this. Ask someone who holds the privilege."
        raise MayNot(msg)
    if session.state not in row.states:
        msg = f"The session is {session.state.value}: this cannot be done now."
        raise NotInThisState(msg)
    return JUDGE[type(command)](session, command, by, now)
