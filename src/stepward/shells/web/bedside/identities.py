"""Right patient, right bag: what the order says, and what is read at the bedside (H-50, H-51)."""

from datetime import date

from stepward.core.sessions.people import IdentityRead
from stepward.core.sessions.plan import BedsideIdentity
from stepward.shells.web.bedside.sheets.sheet import Filled
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.prepare.forms import MONTHS

PARTS = 3
TYPED = "typed: the scanner was not used"


def identity_of(room: Room) -> BedsideIdentity | None:
    """Say what tells this patient and these bags apart; nothing where no bag carries a label."""
    if not room.order.preparation:
        return None
    patient = room.order.patient
    return BedsideIdentity(patient=patient.identifier, second=patient.born_on.isoformat(), order=room.order.preparation)


def identity_read(room: Room, filled: Filled) -> IdentityRead | None:
    """Read wristband and label; typing is an exception that is counted."""
    if room.session.plan is None or room.session.plan.identity is None:
        return None
    patient, label = filled.text("wristband"), filled.text("label")
    second = born_text(filled.text("born"))
    if not (patient or second or label):
        return None
    typed = "" if filled.text("scanned") == "yes" else TYPED
    return IdentityRead(patient=patient, second=second, label=label, typed=typed)


def born_text(text: str) -> str:
    """Take a date of birth as 14 Mar 1971 or 1971-03-14; anything else stays as it was read."""
    parts = text.replace("-", " ").split()
    if len(parts) != PARTS:
        return text
    try:
        if len(parts[0]) > PARTS:
            return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
        month = [name[:3].casefold() for name in MONTHS].index(parts[1][:3].casefold()) + 1
        return date(int(parts[2]), month, int(parts[0])).isoformat()
    except ValueError:
        return text
