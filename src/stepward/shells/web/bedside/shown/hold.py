"""Why a session is held, since when, and what a resume still needs, in the order in which it is done."""

from dataclasses import dataclass

from stepward.core.sessions.holds import HoldKind
from stepward.core.sessions.resuming import Missing, missing_for_resume
from stepward.shells.web.bedside.shown.room import Room, clock


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCard:
    """The words of a hold."""

    title: str
    why: str
    since: str
    missing: tuple[Missing, ...]


def hold_card(room: Room) -> HoldCard | None:
    """Write the hold; nothing where the session is not held."""
    hold = room.session.hold
    if hold is None:
        return None
    is_clinical = hold.kind is HoldKind.CLINICAL
    return HoldCard(
        title="Held for the patient" if is_clinical else "Held for line, pump, bag or restart",
        why=", ".join(cause.value for cause in hold.causes).capitalize(),
        since=clock(hold.since.at),
        missing=missing_for_resume(room.session, room.now),
    )
