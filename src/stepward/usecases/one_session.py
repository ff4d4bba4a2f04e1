"""One session under way for a patient: what a command makes of it is told to the log, which holds it as a constraint.

A session is under way from the check of its first solution until it is completed or ended; others may be planned.

Source: STEPWARD-SAFETY, H-16 and H-50.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from stepward.core.sessions.chain import Draft
from stepward.core.sessions.events import Entry, Event
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import Session, State

UNDER_WAY = frozenset({State.VERIFIED, State.RUNNING, State.HELD, State.OBSERVING})


class PatientHasSession(SessionRefusal):
    """Another session of this patient is under way (H-16)."""

    code: ClassVar[str] = "patient-has-session"

    def __init__(self) -> None:
        super().__init__("Another session of this patient is under way. Complete it or end it first.")


class IdentityUnknown(SessionRefusal):
    """An order for the bedside does not say who the patient is (H-50)."""

    code: ClassVar[str] = "identity-unknown"

    def __init__(self) -> None:
        super().__init__("The order lacks two identifiers of the patient, or the order on the labels. Enter them.")


def holding(
    session: Session, events: Sequence[Event], drafts: Sequence[Draft], *, by: Actor, now: Instant
) -> list[Draft]:
    """Say in the last draft that the session is under way for its patient from now on, or no more."""
    after = replay(
        (
            Entry(sequence=session.version + place, event=event, at=now, actor=by)
            for place, event in enumerate(events, start=1)
        ),
        session,
    )
    was, is_now = session.state in UNDER_WAY, after.state in UNDER_WAY
    if was == is_now or after.plan is None or after.plan.identity is None:
        return list(drafts)
    return [*drafts[:-1], replace(drafts[-1], holds=after.plan.identity.patient if is_now else "")]
