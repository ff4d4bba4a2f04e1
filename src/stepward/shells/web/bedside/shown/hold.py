"""Why a session is held, since when, and what a resume still needs, each with the press that does it."""

from dataclasses import dataclass

from stepward.core.sessions.holds import HoldKind
from stepward.core.sessions.resuming import missing_for_resume
from stepward.shells.web.bedside.shown.room import Room, clock

DOORS = {
    "pump-may-run": ("pump", "It stands still"),
    "reaction-open": ("reaction", "Open"),
    "alarm-active": ("alarms", "List"),
    "vitals-missing": ("vitals", "Enter"),
    "vitals-outside": ("vitals", "Enter"),
    "decision-needed": ("resume", "Decide"),
    "opinion-needed": ("resume", "Ask"),
    "countersign-needed": ("resume", "Countersign"),
    "signature-needed": ("resume", "Sign, or by telephone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that a resume needs, and the sheet that does it."""

    code: str
    words: str
    sheet: str
    press: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCard:
    """The words of a hold."""

    title: str
    why: str
    since: str
    needs: tuple[Need, ...]


def hold_card(room: Room) -> HoldCard | None:
    """Write the hold; nothing where the session is not held."""
    hold = room.session.hold
    if hold is None:
        return None
    is_clinical = hold.kind is HoldKind.CLINICAL
    found = missing_for_resume(room.session, room.now)
    doors = [DOORS.get(item.code, ("", "")) for item in found]
    return HoldCard(
        title="Held for the patient" if is_clinical else "Held for line, pump, bag or restart",
        why=", ".join(cause.value for cause in hold.causes).capitalize(),
        since=clock(hold.since.at),
        needs=tuple(
            Need(code=item.code, words=item.words, sheet=sheet, press=press)
            for item, (sheet, press) in zip(found, doors, strict=True)
        ),
    )
