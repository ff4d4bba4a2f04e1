"""Before the first drop: what is next, and that nothing goes on before the unit is set up."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.commands_planning import HearSound, MakeSolution, TakeControl, TickChecklist, VoidSolution
from stepward.core.sessions.events import VitalsTaken
from stepward.core.sessions.people import Actor
from stepward.shells.web.bedside import readiness
from stepward.shells.web.bedside.readiness import UnitNotReady, require_ready
from stepward.shells.web.bedside.shown.next_thing import NextThing, next_thing
from stepward.shells.web.bedside.shown.room import Room
from stepward.usecases.approving import Person
from stepward.usecases.orders import Patient
from stepward.usecases.session_orders import SessionOrder
from stepward.usecases.setting_up import Missing, Part
from tests.core.sessions.plans import ALLERGIST, CALM, CHECKLIST, NURSE, TECHNICIAN, Ward, four_steps, ready

LOW = (("pulse", CALM[0][1]), ("systolic pressure", CALM[1][1] / 2))


def look(ward: Ward, by: Actor = NURSE) -> Room:
    """Look at the session of a ward."""
    now = timezone.now()
    patient = Patient(
        id="p", family_name="Ruiz", given_names="Marta", identifier="INV 1", born_on=now.date(), is_invented=True
    )
    order = SessionOrder(
        id="s",
        patient=patient,
        plan="kept",
        bed="4",
        start_at=now,
        ordered_by=Person(id="1", name="T. Okafor (invented)", roles=frozenset()),
        ordered_at=now,
    )
    return Room(order=order, session=ward.session, now=ward.now, by=by, drug="inventin", target="100 mg")


def measured() -> Ward:
    """Take the baseline."""
    return Ward().note(VitalsTaken(values=CALM), NURSE)


def low() -> Ward:
    """Bring a session before its start, with a low pressure."""
    return ready().note(VitalsTaken(values=LOW), NURSE)


def signed() -> Ward:
    """Sign a plan, with a baseline."""
    return Ward().note(VitalsTaken(values=CALM), NURSE).sign(four_steps())


def controlled() -> Ward:
    """Check solution 1, take control and hear the sound."""
    return signed().checked(1).do(TakeControl()).do(HearSound())


def ticked() -> Ward:
    """Go through the checks."""
    ward = controlled()
    for line in CHECKLIST:
        ward.do(TickChecklist(line=line))
    return ward


class TestNextThing:
    @pytest.mark.parametrize(
        ("ward", "by", "words", "sheet"),
        [
            (Ward, NURSE, "Take the vital signs: they are the baseline", "vitals"),
            (measured, NURSE, "An allergist signs the plan", ""),
            (
                measured,
                ALLERGIST,
                "Set the limits and sign the plan",
                "sign",
            ),
            (signed, NURSE, "The pharmacy makes solution 1, and a pharmacist states how long it keeps", ""),
            (lambda: signed().do(MakeSolution(number=1), TECHNICIAN), NURSE, "A second person checks solution 1", ""),
            (
                lambda: signed().checked(1).do(VoidSolution(number=1, reason="leaks"), NURSE),
                NURSE,
                "The pharmacy makes solution 1 anew",
                "",
            ),
            (lambda: signed().checked(1), NURSE, "Take control at this device", "control"),
            (lambda: signed().checked(1).do(TakeControl()), NURSE, "Test the alarm sound at this device", "sound"),
            (controlled, NURSE, f"Go through the checks: {len(CHECKLIST)} open", "checks"),
            (controlled, ALLERGIST, "Take control at this device", "control"),
            (ticked, NURSE, "Hang solution 1 with a second person", "hang"),
            (lambda: ticked().do(Stop()), NURSE, "STOP bars the start. Clear it by name", "clear"),
            (lambda: ticked().hung(1).wait(120), NURSE, "Take the vital signs again", "vitals"),
            (
                low,
                NURSE,
                "A vital sign is outside its limits",
                "vitals",
            ),
            (ready, NURSE, "Start step 1 with a second person", "start"),
        ],
    )
    def test_is_one_line_in_each_state(self, ward: Callable[[], Ward], by: Actor, words: str, sheet: str) -> None:
        found = next_thing(look(ward(), by))

        assert found.words.startswith(words)
        assert found.sheet == sheet

    def test_of_a_session_that_may_start_can_be_done(self) -> None:
        ward = ready().calm()
        assert next_thing(look(ward)) == NextThing(
            words="Start step 1 with a second person", sheet="start", short="two people"
        )


class TestReadiness:
    def test_h_88_nothing_goes_on_before_the_unit_is_set_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = (Missing(part=Part.CARD, sentence="A treatment card."), Missing(part=Part.PUMPS, sentence="A pump."))
        monkeypatch.setattr(readiness, "missing", lambda: found)

        with pytest.raises(UnitNotReady, match=r"Missing: A treatment card and 1 more\. Open Unit, Set-up\."):
            require_ready()

    def test_a_unit_that_made_its_choices_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(readiness, "missing", tuple)

        require_ready()
