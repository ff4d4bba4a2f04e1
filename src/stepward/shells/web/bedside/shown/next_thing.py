"""What is to be done next before the first drop, by whom, and the press that does it; the core judges again."""

from collections.abc import Iterator
from dataclasses import dataclass

from stepward.core.sessions.commands_running import in_words, since_given
from stepward.core.sessions.gates import missing_vitals, outside_vitals
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.session import SolutionStage
from stepward.shells.web.bedside.shown.room import Room

PHARMACY = {
    SolutionStage.PLANNED: "The pharmacy makes solution {number}, and a pharmacist states how long it keeps",
    SolutionStage.VOIDED: "The pharmacy makes solution {number} anew",
    SolutionStage.MADE: "A second person checks solution {number} in Prepare",
}

START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextThing:
    """What is next in words, and the sheet that does it; none where somebody else does it.

    `short` says in a few words what opens the start.
    """

    words: str
    sheet: str = ""
    short: str = ""

    @property
    def starts(self) -> bool:
        """Tell whether nothing is left but the start."""
        return self.sheet == START


def next_thing(room: Room) -> NextThing:
    """Tell what is next before the start."""
    return next(_open(room), NextThing(words="Start step 1 with a second person", sheet=START, short="two people"))


def _open(room: Room) -> Iterator[NextThing]:
    plan = room.session.plan
    if plan is None:
        yield from _unsigned(room)
        return
    yield from _barred(room)
    first = room.session.solution(plan.step(1).solution)
    name = f"solution {first.number}"
    if first.stage in PHARMACY:
        yield NextThing(words=PHARMACY[first.stage].format(number=first.number), short=f"{name} is not checked")
    yield from _place(room)
    left = sum(line not in room.session.ticked for line in plan.checklist)
    if left:
        short = "1 check is open" if left == 1 else f"{left} checks are open"
        yield NextThing(words=f"Go through the checks: {left} open", sheet="checks", short=short)
    yield from _lead(room)
    if first.stage is not SolutionStage.HUNG:
        yield NextThing(words=f"Hang {name} with a second person", sheet="hang", short=f"hang {name} first")
    if missing_vitals(room.session, room.now, after=0):
        words = "Take the vital signs again: the last are missing or too old"
        yield NextThing(words=words, sheet="vitals", short="take vitals again")
    if outside_vitals(room.session):
        words = "A vital sign is outside its limits. Call the allergist"
        yield NextThing(words=words, sheet="vitals", short="a vital sign is outside")


def _unsigned(room: Room) -> Iterator[NextThing]:
    if not room.session.vitals:
        yield NextThing(words="Take the vital signs: they are the baseline", sheet="vitals")
    may = room.by.may(Privilege.SIGN)
    words = "Set the limits and sign the plan" if may else "An allergist signs the plan"
    yield NextThing(words=words, sheet="sign" if may else "")


def _barred(room: Room) -> Iterator[NextThing]:
    if room.session.is_start_stopped:
        yield NextThing(words="STOP bars the start. Clear it by name", sheet="clear", short="STOP bars it: clear it")
    if room.session.open_reactions:
        yield NextThing(
            words="A reaction is open. Grade it and mark its end", sheet="reaction", short="a reaction is open"
        )
    if room.session.is_alarmed:
        yield NextThing(words="See to the alarm, then reset it by name", sheet="alarms", short="see to the alarm first")


def _lead(room: Room) -> Iterator[NextThing]:
    """Tell how long the premedication still needs before the first drop (H-15)."""
    leads = dict(room.session.order.leads)
    left = max((leads.get(tick.line, 0) - since_given(tick, room.now) for tick in room.session.ticks), default=0)
    if left > 0:
        wait = in_words(left)
        yield NextThing(words=f"Wait {wait}: the premedication needs this time", short=f"premedication: {wait}")


def _place(room: Room) -> Iterator[NextThing]:
    if not room.controls:
        yield NextThing(words="Take control at this device", sheet="control", short="take control first")
    if room.session.sound_heard_on != room.session.controller:
        yield NextThing(words="Test the alarm sound at this device", sheet="sound", short="test the sound first")
