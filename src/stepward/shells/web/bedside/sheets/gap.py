"""What no clock proves: how long the pump ran while the server was gone, and clocks that differ (H-21 to H-23)."""

from collections.abc import Mapping

from stepward.core.sessions.commands_clock import ConfirmElapsed, ConfirmGap
from stepward.core.sessions.gates import ClockTrouble, clock_trouble
from stepward.core.sessions.instants import MINUTE
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room, minutes_text


def _show(room: Room) -> Mapping[str, object]:
    trouble = clock_trouble(room.session, room.now)
    return {
        "gap": minutes_text(room.session.gap) if room.session.gap else "",
        "clocks": "" if trouble is None else trouble.value,
        "can_confirm": trouble is ClockTrouble.DIFFERENT,
    }


def _read(_room: Room, filled: Filled) -> ConfirmGap | ConfirmElapsed:
    match filled.text("do"):
        case "gap":
            ran = filled.number("minutes", "for how many minutes the pump ran")
            return ConfirmGap(duration=int(ran * MINUTE))
        case "elapsed":
            return ConfirmElapsed(reason=filled.text("reason"))
        case _:
            msg = "Choose what is to be confirmed."
            raise FormTrouble(msg)


SHEET = Sheet(name="gap", title="Time that no clock proves", read=_read, show=_show)
