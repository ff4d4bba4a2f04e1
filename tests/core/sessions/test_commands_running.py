"""Advance and a lower rate: what must be there, at the very moment and a microsecond before."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions import refusals
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical
from stepward.core.sessions.commands_planning import HangSolution, TakeControl
from stepward.core.sessions.commands_resuming import ResumeTechnical
from stepward.core.sessions.commands_running import (
    Advance,
    DwellRuns,
    LowerRate,
    NotTheNextStep,
    RateNotLower,
    Start,
    VolumeNotIn,
    in_words,
)
from stepward.core.sessions.events import (
    AlarmRaised,
    AlarmReset,
    PumpStopped,
    ReactionRecorded,
    ReactionResolved,
    Resumed,
    ValueAccepted,
    VitalsTaken,
)
from stepward.core.sessions.holds import Cause, HoldKind, Priority, ResumePoint
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.instants import SECOND as ONE_SECOND
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.settings import Settings
from tests.core.sessions.plans import (
    ALLERGIST,
    NURSE,
    SECOND,
    WITNESS,
    Ward,
    four_doses,
    four_steps,
    infusion,
    observing,
    person,
    running,
)

TEN, TWENTY = Fraction(10), Fraction(20)
START = Start(rate=TEN, witness=WITNESS)
SECOND_STEP = Advance(step=2, rate=TWENTY)


def read(pulse: int = 80, systolic: int = 120) -> VitalsTaken:
    """Read both vital signs."""
    return VitalsTaken(values=(("pulse", Fraction(pulse)), ("systolic pressure", Fraction(systolic))))


def at_the_end_of_step_1() -> Ward:
    """Let the first dwell pass to the microsecond, with vital signs of that moment."""
    return running().wait(15).calm()


class TestAdvance:
    """H-03: exactly one step, and only when everything is there."""

    def test_begins_the_next_step(self) -> None:
        ward = at_the_end_of_step_1().do(SECOND_STEP)

        assert (ward.session.step, ward.session.rate) == (2, TWENTY)
        assert ward.session.given.of_step(1, ward.now).is_exact
        assert ward.session.given.of_step(1, ward.now).least == Fraction(1, 4)

    @pytest.mark.parametrize("missing", [1, 1_000, ONE_SECOND, 14 * MINUTE])
    def test_h_03_waits_for_the_whole_dwell(self, missing: int) -> None:
        ward = running().wait(microseconds=15 * MINUTE - missing).calm()

        with pytest.raises(DwellRuns, match="Step 1 must run"):
            ward.do(SECOND_STEP)

    @pytest.mark.parametrize("step", [0, 1, 3, 4, 5, -1])
    def test_h_03_is_exactly_one_step(self, step: int) -> None:
        with pytest.raises(NotTheNextStep):
            at_the_end_of_step_1().do(replace(SECOND_STEP, step=step))

    def test_h_03_does_not_go_beyond_the_last_step(self) -> None:
        ward = running(4).wait(200).calm()

        with pytest.raises(NotTheNextStep):
            ward.do(Advance(step=5, rate=Fraction(80)))

    def test_h_03_needs_vital_signs_of_this_step(self) -> None:
        plan = four_steps()
        quick = four_steps(steps=(replace(plan.steps[0], dwell=MINUTE), *plan.steps[1:]))
        ward = running(plan=quick).wait(1)

        with pytest.raises(refusals.VitalsMissing, match="pulse, systolic pressure"):
            ward.do(SECOND_STEP)

    def test_h_03_needs_each_required_vital_sign(self) -> None:
        ward = running().wait(15).note(VitalsTaken(values=(("pulse", Fraction(80)),)))

        with pytest.raises(refusals.VitalsMissing, match="now: systolic"):
            ward.do(SECOND_STEP)

        ward.note(VitalsTaken(values=(("systolic pressure", Fraction(120)),))).do(SECOND_STEP)
        assert ward.session.step == 2

    @pytest.mark.parametrize(("age", "is_fresh"), [(5 * MINUTE, True), (5 * MINUTE + 1, False)])
    def test_h_03_needs_fresh_vital_signs(self, age: int, *, is_fresh: bool) -> None:
        ward = running().wait(14).calm().wait(microseconds=age)

        if is_fresh:
            assert ward.do(SECOND_STEP).session.step == 2
        else:
            with pytest.raises(refusals.VitalsMissing):
                ward.do(SECOND_STEP)

    @pytest.mark.parametrize(("pulse", "systolic", "is_within"), [
        (50, 120, True), (49, 120, False), (120, 120, True), (121, 120, False), (80, 90, True), (80, 89, False),
        (80, 250, True),
    ])  # fmt: skip
    def test_h_03_needs_vital_signs_within_the_limits(self, pulse: int, systolic: int, *, is_within: bool) -> None:
        ward = running().wait(15).note(read(pulse, systolic))

        if is_within:
            assert ward.do(SECOND_STEP).session.step == 2
        else:
            with pytest.raises(refusals.VitalsOutside):
                ward.do(SECOND_STEP)

    @pytest.mark.parametrize(("accepted", "until", "value", "is_accepted"), [
        (130, 140, 130, True), (130, 140, 140, True), (130, 140, 141, False), (130, 140, 125, True),
        (130, 130, 130, True), (130, 130, 131, False), (130, 140, 45, False), (45, 40, 45, True),
        (45, 40, 40, True), (45, 40, 39, False), (45, 40, 130, False),
    ])  # fmt: skip
    def test_h_03_takes_an_accepted_value_until_it_worsens(
        self, accepted: int, until: int, value: int, *, is_accepted: bool
    ) -> None:
        agreed = ValueAccepted(name="pulse", value=Fraction(accepted), until=Fraction(until))
        ward = running().wait(15).note(agreed, ALLERGIST).note(read(value))

        if is_accepted:
            assert ward.do(SECOND_STEP).session.step == 2
        else:
            with pytest.raises(refusals.VitalsOutside, match="pulse"):
                ward.do(SECOND_STEP)

    def test_h_03_does_not_take_the_acceptance_of_another_vital_sign(self) -> None:
        agreed = ValueAccepted(name="systolic pressure", value=Fraction(45), until=Fraction(40))

        with pytest.raises(refusals.VitalsOutside, match="pulse"):
            running().wait(15).note(agreed, ALLERGIST).note(read(45)).do(SECOND_STEP)

    def test_h_03_waits_for_an_open_reaction(self) -> None:
        ward = at_the_end_of_step_1().note(ReactionRecorded(number=1, signs=(Sign.ITCH,)))
        point = ResumePoint(step=1, rate=TEN)
        ward.note(PumpStopped()).note(Resumed(point=point, kind=HoldKind.CLINICAL)).wait(15).calm()

        with pytest.raises(refusals.ReactionOpen):
            ward.do(SECOND_STEP)

        assert ward.note(ReactionResolved(number=1)).do(SECOND_STEP).session.step == 2

    def test_h_03_waits_for_an_alarm_of_high_priority(self) -> None:
        ward = at_the_end_of_step_1().note(AlarmRaised(condition="line", priority=Priority.HIGH))

        with pytest.raises(refusals.AlarmActive):
            ward.do(SECOND_STEP)

        assert ward.note(AlarmReset(condition="line")).do(SECOND_STEP).session.step == 2

    def test_h_80_goes_on_beside_an_alarm_of_medium_priority(self) -> None:
        ward = at_the_end_of_step_1().note(AlarmRaised(condition="line", priority=Priority.MEDIUM))

        assert ward.do(SECOND_STEP).session.step == 2

    def test_h_03_needs_the_next_solution_hung(self) -> None:
        ward = running(2).wait(15).calm()

        with pytest.raises(refusals.SolutionNotReady, match="Solution 2 is not hung"):
            ward.do(Advance(step=3, rate=TEN))

        ward.hung(2).do(Advance(step=3, rate=TEN))
        assert ward.session.step == 3

    def test_h_17_is_the_controllers(self) -> None:
        ward = at_the_end_of_step_1()

        with pytest.raises(refusals.NotController):
            ward.do(SECOND_STEP, SECOND)
        with pytest.raises(refusals.NotController):
            ward.do(SECOND_STEP, replace(NURSE, device="window"))

        ward.do(TakeControl(from_user="nurse"), SECOND).do(SECOND_STEP, SECOND)
        assert ward.session.step == 2

    def test_h_17_is_nobodys_without_a_controller(self) -> None:
        ward = at_the_end_of_step_1()
        ward.session = replace(ward.session, controller="", controller_user="")

        with pytest.raises(refusals.NotController):
            ward.do(SECOND_STEP, person("", Privilege.RUN, device=""))

    @pytest.mark.parametrize("rate", [Fraction(10), Fraction(201, 10), None])
    def test_h_52_compares_the_rate_blind(self, rate: Fraction | None) -> None:
        with pytest.raises(refusals.RateDiffers):
            at_the_end_of_step_1().do(replace(SECOND_STEP, rate=rate))

    def test_h_52_asks_for_a_second_person_where_the_unit_does(self) -> None:
        ward = running(plan=four_steps(settings=Settings(second_person_at_rate=True))).wait(15).calm()

        with pytest.raises(refusals.SecondPersonMissing):
            ward.do(SECOND_STEP)

        assert ward.do(replace(SECOND_STEP, witness=WITNESS)).session.step == 2

    def test_h_11_runs_at_the_share_that_the_resume_ordered(self) -> None:
        ward = at_the_end_of_step_1()
        ward.session = replace(ward.session, later_share=Fraction(1, 2))

        with pytest.raises(refusals.RateDiffers):
            ward.do(SECOND_STEP)

        assert ward.do(replace(SECOND_STEP, rate=TEN)).session.rate == TEN

    def test_notes_that_a_step_is_repeated(self) -> None:
        ward = running(2)
        ward.session = replace(ward.session, step=1)
        ward.wait(15).calm().do(SECOND_STEP)

        assert getattr(ward.entries[-1].event, "repeat", False)


class TestLowerRate:
    """A lower rate is always allowed to the controller; it shortens nothing."""

    def test_h_04_goes_on_slower_until_the_planned_dose_is_in(self) -> None:
        ward = running().wait(10).do(LowerRate(rate=Fraction(5), reason="warm hands")).wait(5).calm()

        assert ward.session.given.total(ward.now).most == Fraction(10 * 10 + 5 * 5, 600)
        with pytest.raises(DwellRuns):
            ward.do(SECOND_STEP)
        assert ward.wait(5).calm().do(SECOND_STEP).session.rate == TWENTY
        assert ward.session.given.of_step(1, ward.now).least == ward.session.order.step(1).dose

    def test_h_04_skips_no_step_by_running_it_at_almost_nothing(self) -> None:
        ward = running().do(LowerRate(rate=Fraction(1, 1000), reason="x")).wait(15).calm()

        with pytest.raises(DwellRuns):
            ward.do(SECOND_STEP)

    def test_h_04_is_not_forgotten_in_a_short_hold(self) -> None:
        ward = running().do(LowerRate(rate=Fraction(1), reason="x")).do(HoldTechnical(cause=Cause.LINE))
        ward.do(ConfirmPumpStopped()).calm().do(ResumeTechnical(rate=Fraction(1))).wait(15).calm()

        with pytest.raises(DwellRuns):
            ward.do(SECOND_STEP)
        assert ward.wait(135).calm().do(SECOND_STEP).session.step == 2

    @pytest.mark.parametrize("rate", [Fraction(10), Fraction(11), Fraction(0), Fraction(-1)])
    def test_h_11_is_lower(self, rate: Fraction) -> None:
        with pytest.raises(RateNotLower):
            running().do(LowerRate(rate=rate, reason="warm hands"))

    def test_needs_a_reason(self) -> None:
        with pytest.raises(refusals.ReasonMissing):
            running().do(LowerRate(rate=Fraction(5), reason=" "))

    def test_h_17_is_the_controllers(self) -> None:
        with pytest.raises(refusals.NotController):
            running().do(LowerRate(rate=Fraction(5), reason="warm hands"), SECOND)

    def test_is_none_for_a_dose(self) -> None:
        with pytest.raises(RateNotLower):
            running(plan=four_doses()).do(LowerRate(rate=Fraction(1, 2), reason="warm hands"))

    def test_h_13_keeps_the_volume_that_the_pump_was_set_to(self) -> None:
        ward = running(3).wait(15).calm().do(Advance(step=4, rate=Fraction(40), volume=Fraction(90)))
        ward.wait(60).do(LowerRate(rate=Fraction(20), reason="warm hands"))

        run = ward.session.given.open_run
        assert run is not None
        assert run.limit == 50


class TestStepsByVolume:
    """A step that ends by volume goes on until it is in."""

    def test_h_03_wait_for_the_volume_as_well_as_the_dwell(self) -> None:
        plan = four_steps()
        first = replace(infusion(1, 1, 10, "0.25"), ends_by_volume=True)
        ward = running(plan=four_steps(steps=(first, *plan.steps[1:])))
        ward.wait(5).do(LowerRate(rate=Fraction(5), reason="warm hands")).wait(10).calm()

        with pytest.raises(VolumeNotIn):
            ward.do(SECOND_STEP)

        assert ward.wait(10).calm().do(SECOND_STEP).session.step == 2
        assert ward.session.given.of_step(1, ward.now).most == Fraction(1, 4)

    def test_h_04_are_cut_short_by_no_volume_that_is_typed(self) -> None:
        plan = four_steps()
        second = replace(infusion(2, 1, 20, "0.5"), ends_by_volume=True)
        ward = running(plan=four_steps(steps=(plan.steps[0], second, *plan.steps[2:]))).wait(15).calm()

        with pytest.raises(refusals.RateDiffers):
            ward.do(replace(SECOND_STEP, volume=Fraction(1, 100)))
        assert ward.do(replace(SECOND_STEP, volume=Fraction(5))).session.step == 2


class TestWords:
    """A time that is left is never told too short."""

    @pytest.mark.parametrize(("left", "words"), [
        (1, "1 s"), (ONE_SECOND, "1 s"), (ONE_SECOND + 1, "2 s"), (MINUTE, "1 min"), (MINUTE + 1, "1 min 1 s"), (0, ""),
    ])  # fmt: skip
    def test_are_rounded_up(self, left: int, words: str) -> None:
        assert in_words(left) == words


class TestAfterTheEnd:
    """Nothing runs any more."""

    def test_no_step_begins(self) -> None:
        ward = observing()

        for command in (START, Advance(step=4, rate=Fraction(40)), HangSolution(number=1, witness=WITNESS)):
            with pytest.raises(refusals.NotInThisState):
                ward.do(command)
