"""What is to be done next before the first drop, by whom, and the press that does it; the core judges again."""

from collections.abc import Iterator
from dataclasses import dataclass

from stepward.core.sessions.gates import missing_vitals, outside_vitals
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.session import SolutionStage
from stepward.shells.web.bedside.shown.room import Room

PHARMACY = {
    SolutionStage.PLANNED: "The pharmacy makes solution {number}, and a pharmacist states how long it keeps",
    SolutionStage.VOIDED: "The pharmacy makes solution {number} anew",
    SolutionStage.MADE: "A second person checks solution {number} in Prepare",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextThing:
    """What is next in words, and the sheet that does it; none where somebody else does it."""

    words: str
    sheet: str = ""


def next_thing(room: Room) -> NextThing:
    """Tell what is next before the start."""
    return next(_open(room), NextThing(words="Start step 1 with a second person", sheet="start"))


def _open(room: Room) -> Iterator[NextThing]:
    plan = room.session.plan
    if plan is None:
        yield from _unsigned(room)
        return
    yield from _barred(room)
    first = room.session.solution(plan.step(1).solution)
    if first.stage in PHARMACY:
        yield NextThing(words=PHARMACY[first.stage].format(number=first.number))
    yield from _place(room)
    left = sum(line not in room.session.ticked for line in plan.checklist)
    if left:
        yield NextThing(words=f"Go through the checks: {left} open", sheet="checks")
    if first.stage is not SolutionStage.HUNG:
        yield NextThing(words=f"Hang solution {first.number} with a second person", sheet="hang")
    if missing_vitals(room.session, room.now, after=0):
        yield NextThing(words="Take the vital signs again: the last are missing or too old", sheet="vitals")
    if outside_vitals(room.session):
        yield NextThing(words="A vital sign is outside its limits. Call the allergist", sheet="vitals")


def _unsigned(room: Room) -> Iterator[NextThing]:
    if not room.session.vitals:
        yield NextThing(words="Take the vital signs: they are the baseline", sheet="vitals")
    may = room.by.may(Privilege.SIGN)
    words = "Set the limits and sign the plan" if may else "An allergist signs the plan"
    yield NextThing(words=words, sheet="sign" if may else "")


def _barred(room: Room) -> Iterator[NextThing]:
    if room.session.is_start_stopped:
        yield NextThing(words="STOP bars the start. Clear it by name", sheet="clear")
    if room.session.alarms:
        yield NextThing(words="See to the alarm, then reset it by name", sheet="alarms")


def _place(room: Room) -> Iterator[NextThing]:
    if not room.controls:
        yield NextThing(words="Take control at this device", sheet="control")
    if room.session.sound_heard_on != room.session.controller:
        yield NextThing(words="Test the alarm sound at this device", sheet="sound")
