"""The plan on paper, and what was written on it while the screen was gone (H-69)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from stepward.core.quantities.place import ClockChanged, ClockUnclear
from stepward.core.sessions.commands_charting import EnterFromPaper
from stepward.core.sessions.commands_planning import TickChecklist
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.refusals import SessionRefusal
from stepward.shells.web import here
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.bedside.twin import paper_of_session

TODAY, YESTERDAY = "today", "yesterday"


class NotPrinted(SessionRefusal):
    """Nobody printed the plan in the version that is signed."""

    code = "not-printed"


def _show(room: Room) -> Mapping[str, object]:
    return {"paper": paper_of_session(room)}


def require_printed(room: Room) -> None:
    """Refuse to take paper for there that was never printed.

    Raises:
        NotPrinted: if this version was not.
    """
    found = paper_of_session(room)
    if found is not None and not found.is_printed:
        msg = f"Plan version {found.version} is not printed yet. Print it, then lay it at the bed."
        raise NotPrinted(msg)


def _read(room: Room, filled: Filled) -> TickChecklist:
    require_printed(room)
    return TickChecklist(line=PAPER_LINE, plan_hash=filled.text("plan-hash"))


def _late_shown(room: Room) -> Mapping[str, object]:
    return {"today": TODAY, "yesterday": YESTERDAY, "now": room.now.at}


def _late(room: Room, filled: Filled) -> EnterFromPaper:
    text = filled.text("text")
    if not text:
        msg = "Write what the paper says."
        raise FormTrouble(msg, "text")
    return EnterFromPaper(text=text, happened_at=true_time(filled, room.now.at))


def true_time(filled: Filled, now: datetime) -> datetime:
    """Read when it happened: a clock time here, of today or yesterday, never guessed.

    Raises:
        FormTrouble: if the time or the day is missing, or the time is still to come.
    """
    today = here.day(now)
    day = {TODAY: today, YESTERDAY: today - timedelta(days=1)}.get(filled.text("day"))
    if day is None:
        msg = "Choose the day: today or yesterday."
        raise FormTrouble(msg, "day")
    try:
        found = here.place().read(day, filled.text("clock"))
    except ClockChanged as asked:
        raise FormTrouble(str(asked), "clock") from asked
    except ClockUnclear as error:
        msg = "Enter the time that stands on the paper as hours and minutes: 08:30."
        raise FormTrouble(msg, "clock") from error
    if found > now:
        msg = "This time is still to come. Choose the day, or read the paper again."
        raise FormTrouble(msg, "clock")
    return found


PAPER = Sheet(name="paper", title="The plan on paper", read=_read, show=_show)
LATE = Sheet(name="late", title="Late entry from paper", read=_late, show=_late_shown)
