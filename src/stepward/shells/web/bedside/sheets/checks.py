"""Before the start: checklist, sound, control, hanging, and lifting a STOP (H-15, H-17, H-52, H-85)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from stepward.core.quantities.place import ClockChanged, ClockUnclear
from stepward.core.sessions.commands_holding import ClearStart
from stepward.core.sessions.commands_planning import HangSolution, HearSound, TakeControl, TickChecklist
from stepward.core.sessions.plan import PAPER_LINE
from stepward.shells.web import here
from stepward.shells.web.bedside.alarm_book import book
from stepward.shells.web.bedside.identities import identity_read
from stepward.shells.web.bedside.people import name_of, others
from stepward.shells.web.bedside.seconds import second_person
from stepward.shells.web.bedside.sheets.paper import require_printed
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.checks import checks_card
from stepward.shells.web.bedside.shown.room import Room


def _show(room: Room) -> Mapping[str, object]:
    return {"card": checks_card(room)}


def _tick(room: Room, filled: Filled) -> TickChecklist:
    line = filled.text("line")
    if line == PAPER_LINE:
        require_printed(room)
    clock = filled.text("given")
    given_at = _given_at(clock, room.now.at) if clock else None
    return TickChecklist(line=line, given_at=given_at, plan_hash=filled.text("plan-hash"))


def _given_at(clock: str, now: datetime) -> datetime:
    """Take a clock time for the newest such moment that is not to come."""
    try:
        found = here.place().read(here.day(now), clock)
        return found if found <= now else here.place().read(here.day(now) - timedelta(days=1), clock)
    except ClockChanged as asked:
        raise FormTrouble(str(asked), "given") from asked
    except ClockUnclear as error:
        msg = "Enter the time as hours and minutes: 08:30."
        raise FormTrouble(msg, "given") from error


def _hang_shown(room: Room) -> Mapping[str, object]:
    plan = room.session.plan
    card = checks_card(room)
    ready = [] if card is None else [item.number for item in card.solutions if item.can_hang]
    return {
        "card": card,
        "only": ready[0] if len(ready) == 1 else None,
        "others": others(room.by),
        "needs_identity": plan is not None and plan.identity is not None,
    }


def _hang(room: Room, filled: Filled) -> HangSolution:
    witness, exception = second_person(filled)
    return HangSolution(
        number=filled.whole("number", "the number of the solution"),
        witness=witness,
        exception=exception,
        fresh_line=filled.text("fresh-line") == "yes",
        identity=identity_read(room, filled),
    )


def _sound(_room: Room, _filled: Filled) -> HearSound:
    return HearSound()


def _heard(room: Room) -> None:
    book().screens.heard(room.order.id, room.by.device)


def _control_shown(room: Room) -> Mapping[str, object]:
    """Name both users of a take-over (H-17); the same person may only change the device."""
    held_by = room.session.controller_user
    return {
        "person": room.by.name,
        "controls": room.controls,
        "held_by": name_of(held_by) if held_by else "",
        "is_own": held_by == room.by.user,
    }


def _control(room: Room, _filled: Filled) -> TakeControl:
    return TakeControl(from_user=room.session.controller_user)


def _clear(_room: Room, filled: Filled) -> ClearStart:
    return ClearStart(reason=filled.text("reason"))


CHECKS = Sheet(name="checks", title="Checks before the start", read=_tick, show=_show, leads_to="checks")
HANG = Sheet(name="hang", title="Hang a solution", read=_hang, show=_hang_shown)
SOUND = Sheet(name="sound", title="Test the sound", read=_sound, show=_show, after=_heard)
CONTROL = Sheet(name="control", title="Take control", read=_control, show=_control_shown)
CLEAR = Sheet(name="clear", title="Let the session start", read=_clear)
