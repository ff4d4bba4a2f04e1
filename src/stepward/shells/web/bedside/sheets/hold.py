"""Hold: one of five reasons by one press."""

from collections.abc import Mapping

from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldClinical, HoldTechnical
from stepward.core.sessions.holds import Cause
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room

CAUSES = (
    (Cause.LINE, "Line", "clamp, air, catheter"),
    (Cause.PUMP, "Pump", "alarm, power, other rate"),
    (Cause.BAG, "Bag", "leak, label, wrong bag"),
    (Cause.TRANSFER, "Transfer", "to another place"),
)
PATIENT = "patient"
CONCERN = "Concern for the patient"


def _show(_room: Room) -> Mapping[str, object]:
    return {"causes": CAUSES, "patient": PATIENT}


def _read(_room: Room, filled: Filled) -> HoldTechnical | HoldClinical:
    word = filled.text("cause")
    if word == PATIENT:
        return HoldClinical(reason=filled.text("reason") or CONCERN)
    cause = next((item for item, _title, _words in CAUSES if item.value == word), None)
    if cause is None:
        msg = "Choose why the session is held."
        raise FormTrouble(msg, "cause")
    return HoldTechnical(cause=cause, reason=filled.text("reason"))


def _read_pump(_room: Room, filled: Filled) -> ConfirmPumpStopped:
    return ConfirmPumpStopped(volume=filled.number_or_none("volume", "the volume that the pump shows"))


SHEET = Sheet(name="hold", title="Hold", read=_read, show=_show)
PUMP = Sheet(name="pump", title="The pump stands still", read=_read_pump)
