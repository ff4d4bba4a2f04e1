"""Break-glass: who may not see or stop a session opens it in an emergency, to look and to press STOP (H-93).

It is for one session and one person, needs a reason, is said at the bed and on the board at once, is kept among the
access notes, and ends by itself. An administrator sees no patient data, and has no break-glass (H-56).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from stepward.adapters.database.models import AccessNote
from stepward.core.sessions.people import Actor, Privilege
from stepward.shells.web import clock

DEED = "broke the glass"
MAY = ("technician", "coordinator", "auditor")
"""Roles beside the patient that do not see every session, or hold no STOP."""
GIVES = frozenset({Privilege.READ, Privilege.STOP})
SHORTEST_REASON, LONGEST_REASON = 5, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """That somebody broke the glass of a session, until when, and why."""

    person: str
    name: str
    until: datetime
    reason: str


class Glasses:
    """What was opened, kept in memory for each session, because pages ask several times a second."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Opened, ...]] = {}

    def of(self, session_id: str) -> tuple[Opened, ...]:
        """List what is open now."""
        if session_id not in self._found:
            self._found[session_id] = _read(session_id)
        return tuple(item for item in self._found[session_id] if clock.now().at < item.until)

    def forget(self, session_id: str) -> None:
        """Read again the next time."""
        self._found.pop(session_id, None)


def _read(session_id: str) -> tuple[Opened, ...]:
    return tuple(
        Opened(person=str(row.person_id), name=row.person_name, until=row.at + settings.GLASS_FOR, reason=row.reason)
        for row in AccessNote.objects.filter(session=session_id, deed=DEED)
    )


def break_glass(session_id: str, by: Actor, reason: str) -> None:
    """Keep that somebody broke the glass, and why."""
    AccessNote(
        session=session_id,
        deed=DEED,
        reason=reason,
        station=by.device,
        person_id=int(by.user),
        person_name=by.name,
        at=clock.now().at,
    ).save()


def through_glass(session_id: str, by: Actor) -> Actor | None:
    """Give the person with what a broken glass gives; nothing where it is not open for this person."""
    is_open = any(item.person == by.user and clock.now().at < item.until for item in _read(session_id))
    if not is_open or not set(by.role.split(" and ")).intersection(MAY):
        return None
    return replace(by, role=f"{by.role}, emergency access", privileges=GIVES)
