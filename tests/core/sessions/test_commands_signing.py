"""The signature on a plan, and a change of it before the start and in a hold."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_planning import MakeSolution
from stepward.core.sessions.commands_running import LowerRate
from stepward.core.sessions.commands_signing import HigherThanHeld, OrderIncomplete, OtherDrug, SignPlan
from stepward.core.sessions.events import Held, PlanSigned, StopPressed
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.plan import SessionPlan, SessionSolution, VitalLimit
from stepward.core.sessions.session import SolutionStage, State
from tests.core.sessions.plans import (
    ALLERGIST,
    CHECKLIST,
    TECHNICIAN,
    Ward,
    four_doses,
    four_steps,
    infusion,
    ready,
    running,
    signature,
)


def held(step: int = 2, plan: SessionPlan | None = None) -> Ward:
    """Hold a session in a step."""
    return running(step, plan).wait(1).note(StopPressed())


def with_step(number: int, **changes: Any) -> SessionPlan:
    """Change one step of the plan."""
    steps = four_steps().steps
    changed = replace(steps[number - 1], **changes)
    return four_steps(steps=(*steps[: number - 1], changed, *steps[number:]))


class TestSignature:
    """H-92: the own signature over this very plan."""

    def test_signs_a_plan(self) -> None:
        session = Ward().sign(four_steps()).session

        assert session.state is State.SIGNED
        assert session.plan_version == 1
        assert {item.stage for item in session.solutions} == {SolutionStage.PLANNED}

    def test_h_92_refuses_a_plan_that_was_changed_after_its_hash(self) -> None:
        plan = replace(four_steps(), observation=1)
        command = SignPlan(plan=plan, signature=signature(ALLERGIST, plan.signed_hash))

        with pytest.raises(refusals.SignatureDiffers):
            Ward().do(command, ALLERGIST)

    def test_h_92_refuses_a_signature_over_another_plan(self) -> None:
        command = SignPlan(plan=four_steps(), signature=signature(ALLERGIST, four_steps(observation=1).signed_hash))

        with pytest.raises(refusals.SignatureDiffers):
            Ward().do(command, ALLERGIST)

    @pytest.mark.parametrize("other", [{"user": "somebody"}, {"name": "Somebody"}])
    def test_h_92_refuses_the_signature_of_another(self, other: dict[str, str]) -> None:
        plan = four_steps()
        signed = replace(signature(ALLERGIST, plan.signed_hash), **other)

        with pytest.raises(refusals.SignatureDiffers):
            Ward().do(SignPlan(plan=plan, signature=signed), ALLERGIST)


class TestWhole:
    """H-15, H-03: no order without its checklist and limits."""

    @pytest.mark.parametrize("line", CHECKLIST)
    def test_h_15_needs_each_line(self, line: str) -> None:
        with pytest.raises(OrderIncomplete, match=line):
            Ward().sign(four_steps(checklist=tuple(item for item in CHECKLIST if item != line)))

    def test_h_15_needs_no_vein_for_a_dose_by_mouth(self) -> None:
        assert Ward().sign(four_doses()).session.state is State.SIGNED

    @pytest.mark.parametrize("vitals", [(), (VitalLimit(name="pulse"),)])
    def test_h_03_needs_limits_of_vital_signs(self, vitals: tuple[VitalLimit, ...]) -> None:
        with pytest.raises(OrderIncomplete):
            Ward().sign(four_steps(vitals=vitals))


class TestLimits:
    """H-13, H-34: a hard limit is passed by nobody."""

    @pytest.mark.parametrize(("limit", "is_passed"), [("39.9", True), ("40", False)])
    def test_h_34_of_the_rate(self, limit: str, *, is_passed: bool) -> None:
        plan = four_steps(rate_limit=Fraction(limit))

        if is_passed:
            with pytest.raises(refusals.LimitPassed, match=r"Step 4 .* rate limit"):
                Ward().sign(plan)
        else:
            assert Ward().sign(plan).session.plan == plan

    @pytest.mark.parametrize("total", ["100", "100.1"])
    def test_h_34_of_the_dose(self, total: str) -> None:
        plan = four_steps(ordered_total=Fraction(total), dose_limit=Fraction(100))

        if total == "100":
            assert Ward().sign(plan).session.plan == plan
        else:
            with pytest.raises(refusals.LimitPassed, match="dose limit"):
                Ward().sign(plan)

    def test_h_34_of_what_the_steps_give_together(self) -> None:
        with pytest.raises(refusals.LimitPassed, match="dose limit"):
            Ward().sign(four_doses(ordered_total=Fraction(50), dose_limit=Fraction(99), closes_on_total=False))

    def test_h_13_leaves_something_for_the_last_step(self) -> None:
        with pytest.raises(refusals.LimitPassed, match="leave nothing"):
            Ward().sign(four_steps(ordered_total=Fraction("3.25")))

    def test_asks_for_no_rest_where_nothing_closes(self) -> None:
        plan = four_doses(ordered_total=Fraction(50), closes_on_total=False)

        assert Ward().sign(plan).session.plan == plan


class TestChange:
    """H-04: another version, with a reason; never of another drug."""

    def test_is_a_new_version_before_the_start(self) -> None:
        ward = Ward().sign(four_steps()).do(MakeSolution(number=1), TECHNICIAN).do(MakeSolution(number=2), TECHNICIAN)
        solutions = (four_steps().solutions[0], SessionSolution(number=2, strength=Fraction(2), volume=Fraction(250)))

        ward.sign(four_steps(solutions=solutions), reason="stronger stock")

        assert ward.session.plan_version == 2
        assert [item.stage for item in ward.session.solutions] == [SolutionStage.MADE, SolutionStage.PLANNED]
        assert ward.session.state is State.PREPARED

    def test_needs_a_reason(self) -> None:
        with pytest.raises(refusals.ReasonMissing):
            Ward().sign(four_steps()).sign(four_steps(observation=1))

    @pytest.mark.parametrize("other", [{"drug": "otherin"}, {"unit": "units"}])
    def test_h_30_keeps_drug_and_unit(self, other: dict[str, str]) -> None:
        with pytest.raises(OtherDrug):
            Ward().sign(four_steps()).sign(four_steps(**other), reason="mistaken")

    def test_h_04_is_refused_while_drug_runs(self) -> None:
        with pytest.raises(refusals.NotInThisState):
            running().sign(four_steps(observation=1), reason="earlier home")


class TestChangeInAHold:
    """H-04, H-11: the hold stays and nothing gets faster."""

    def test_h_04_keeps_the_hold_and_names_the_cause(self) -> None:
        ward = held()

        ward.sign(with_step(2, rate=Fraction(15)), reason="slower")

        assert ward.session.state is State.HELD
        assert ward.session.hold is not None
        assert ward.session.hold.kind is HoldKind.CLINICAL
        assert ward.session.hold.causes == (Cause.STOP, Cause.PLAN_CHANGE)
        assert [type(entry.event) for entry in ward.entries[-2:]] == [PlanSigned, Held]

    def test_h_12_does_not_count_as_a_clinical_hold(self) -> None:
        ward = running().note(Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE))

        ward.sign(four_steps(observation=1), reason="line")

        assert ward.session.clinical_holds == 0
        assert ward.session.hold is not None
        assert ward.session.hold.kind is HoldKind.CLINICAL

    @pytest.mark.parametrize(("rate", "is_higher"), [("20", False), ("20.1", True)])
    def test_h_11_does_not_make_the_held_step_faster(self, rate: str, *, is_higher: bool) -> None:
        plan = with_step(2, rate=Fraction(rate), dwell=1)

        if is_higher:
            with pytest.raises(HigherThanHeld):
                held().sign(plan, reason="faster")
        else:
            assert held().sign(plan, reason="shorter").session.plan == plan

    def test_h_11_does_not_bring_back_a_rate_that_was_lowered(self) -> None:
        ward = running(2).do(LowerRate(rate=Fraction(15), reason="flush")).note(StopPressed())

        with pytest.raises(HigherThanHeld):
            ward.sign(four_steps(observation=1), reason="later")

    def test_h_11_does_not_make_the_held_step_stronger(self) -> None:
        solutions = (replace(four_steps().solutions[0], strength=Fraction(1, 5)), four_steps().solutions[1])

        with pytest.raises(HigherThanHeld, match="Step 2"):
            held().sign(four_steps(solutions=solutions), reason="stronger")

    def test_h_11_does_not_run_faster_from_a_weaker_solution(self) -> None:
        solutions = (replace(four_steps().solutions[0], strength=Fraction(1, 100)), four_steps().solutions[1])
        steps = (four_steps().steps[0], replace(four_steps().steps[1], rate=Fraction(40)), *four_steps().steps[2:])

        with pytest.raises(HigherThanHeld, match="faster"):
            held().sign(four_steps(solutions=solutions, steps=steps), reason="weaker")

    def test_h_11_does_not_make_a_step_before_stronger_than_what_was_held(self) -> None:
        with pytest.raises(HigherThanHeld, match="Step 1"):
            held().sign(with_step(1, rate=Fraction(21)), reason="faster")

    def test_h_11_keeps_the_held_step(self) -> None:
        steps = (infusion(1, 1, 10, "0.25"), infusion(2, 2, 1, "99.75", last=True))

        with pytest.raises(HigherThanHeld, match="ends before the held step 3"):
            held(3).sign(four_steps(steps=steps), reason="fewer steps")

    def test_h_11_does_not_make_a_dose_of_an_infusion(self) -> None:
        with pytest.raises(HigherThanHeld):
            held().sign(four_doses(checklist=CHECKLIST), reason="by mouth")

    @pytest.mark.parametrize(("dose", "is_higher"), [("9", False), ("9.5", True)])
    def test_h_11_does_not_make_a_held_dose_larger(self, dose: str, *, is_higher: bool) -> None:
        doses = four_doses().steps
        plan = four_doses(steps=(doses[0], replace(doses[1], dose=Fraction(dose)), *doses[2:]))

        if is_higher:
            with pytest.raises(HigherThanHeld):
                held(2, four_doses()).sign(plan, reason="more")
        else:
            ward = held(2, four_doses())
            assert ward.sign(four_doses(observation=1), reason="shorter").session.state is State.HELD

    def test_h_10_voids_a_signature_on_a_resume(self) -> None:
        ward = held().sign(four_steps(observation=1), reason="shorter")

        assert ward.session.signature is None
        assert ready().session.hold is None
