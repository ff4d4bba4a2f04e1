"""Where a held session may go on: each rule of the sources, and the limits that none of them passes."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_charting import RecordReaction
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, DoubtDose, HoldTechnical, Stop
from stepward.core.sessions.commands_resuming import ResumeTechnical, WaitNeeded
from stepward.core.sessions.commands_running import Advance, LowerRate
from stepward.core.sessions.commands_signing import HigherThanHeld
from stepward.core.sessions.holds import Cause, ResumePoint
from stepward.core.sessions.instants import HOUR
from stepward.core.sessions.plan import ResumeKind, ResumeRule, SessionPlan
from stepward.core.sessions.points import NotByTheRule
from stepward.core.sessions.resuming import resume_points
from stepward.core.sessions.session import Session, State
from tests.core.sessions.held import HIVES, first_point, held, over, reacted, resumed, resuming, signed, signing
from tests.core.sessions.plans import ALLERGIST, NURSE, Ward, four_doses, four_steps, running

TEN = Fraction(10)
SOURCE = "STEPWARD-TEST"
AERD = ResumeRule(
    kind=ResumeKind.REPEAT_AFTER, source=SOURCE, after=3 * HOUR, expects_reactions=True, hold_limit=8 * HOUR
)


def rule(kind: ResumeKind, *, steps: int = 0, share: Fraction | None = None, after: int = 0) -> ResumeRule:
    return ResumeRule(kind=kind, source=SOURCE, steps=steps, share=share, after=after)


def infusion_at(step: int, found: ResumeRule) -> Ward:
    return held(step, four_steps(resume_rule=found))


def doses(found: ResumeRule, **changes: object) -> SessionPlan:
    return four_doses(resume_rule=found, closes_on_total=False, **changes)


def points(ward: Ward) -> list[tuple[int, Fraction | None, Fraction | None]]:
    found = resume_points(ward.session, ward.session.order.resume_rule, ward.now)
    return [(item.step, item.rate, item.dose) for item in found]


class TestRules:
    @pytest.mark.parametrize("kind", ResumeKind)
    def test_each_point_carries_rule_and_source_and_is_not_above_what_was_held(self, kind: ResumeKind) -> None:
        found = rule(kind, steps=2, share=Fraction(1, 2), after=HOUR)
        ward = infusion_at(3, found)

        listed = resume_points(ward.session, found, ward.now)

        assert listed
        for point in listed:
            assert (point.rule, point.source) == (kind.value, SOURCE)
            assert point.step <= 3
            assert point.rate is not None
            assert point.rate <= TEN

    def test_repeat_the_step(self) -> None:
        assert points(infusion_at(3, rule(ResumeKind.REPEAT_STEP))) == [(3, TEN, None)]

    def test_one_or_two_steps_back(self) -> None:
        assert points(infusion_at(2, rule(ResumeKind.STEPS_BACK, steps=1))) == [(1, TEN, None)]
        assert points(infusion_at(4, rule(ResumeKind.STEPS_BACK, steps=2))) == [(3, TEN, None), (2, Fraction(20), None)]

    def test_before_the_first_step_there_is_only_the_first(self) -> None:
        assert points(infusion_at(1, rule(ResumeKind.STEPS_BACK, steps=2))) == [(1, TEN, None)]

    def test_h_11_a_step_back_is_never_pumped_faster_than_what_was_held(self) -> None:
        """Step 2 is planned at 20 mL/h from the weak solution; the line still holds the strong one."""
        assert points(infusion_at(3, rule(ResumeKind.STEPS_BACK, steps=1))) == [(2, TEN, None)]

    @pytest.mark.parametrize(
        ("share", "step", "rate"),
        [
            (Fraction(1, 2), 2, Fraction(40)),
            (Fraction(1, 5), 2, Fraction(20)),
            (Fraction(1, 20), 1, Fraction(5)),
        ],
    )
    def test_a_share_of_the_last_tolerated_dose_rate(self, share: Fraction, step: int, rate: Fraction) -> None:
        """Step 3 gives 10 mg/h: a fifth is step 2, a twentieth half of step 1.

        A half would be 50 mL/h of the weak solution: the pump ran at 40 when it was held, and never runs faster.
        """
        assert points(infusion_at(4, rule(ResumeKind.SHARE_OF_TOLERATED, share=share))) == [(step, rate, None)]

    def test_a_share_of_the_last_tolerated_dose(self) -> None:
        ward = held(3, doses(rule(ResumeKind.SHARE_OF_TOLERATED, share=Fraction(1, 2))))

        assert points(ward) == [(1, None, Fraction("4.5"))]

    def test_a_share_needs_a_tolerated_dose(self) -> None:
        assert points(infusion_at(1, rule(ResumeKind.SHARE_OF_TOLERATED, share=Fraction(1, 2)))) == []

    def test_a_share_that_no_pump_can_be_set_to_is_the_planned_rate_below_it(self) -> None:
        ward = infusion_at(4, rule(ResumeKind.SHARE_OF_TOLERATED, share=Fraction(1, 3)))

        assert points(ward) == [(2, Fraction(20), None)]

    def test_a_share_below_the_first_step_that_no_pump_can_be_set_to_is_not_offered(self) -> None:
        assert points(infusion_at(4, rule(ResumeKind.SHARE_OF_TOLERATED, share=Fraction(1, 30)))) == []

    def test_half_the_rate_for_this_step_and_all_later_ones(self) -> None:
        ward = infusion_at(2, rule(ResumeKind.HALF_RATE))
        assert points(ward) == [(2, TEN, None)]

        resumed(ward).wait(15)
        ward.next()

        assert (ward.session.step, ward.session.rate) == (3, Fraction(5))

    def test_half_the_rate_twice_is_a_quarter(self) -> None:
        ward = resumed(infusion_at(2, rule(ResumeKind.HALF_RATE))).wait(2).do(Stop()).do(ConfirmPumpStopped())

        assert points(ward) == [(2, Fraction(5), None)]
        assert first_point(ward).later_share == Fraction(1, 4)

    def test_a_single_dose_has_no_half_rate(self) -> None:
        assert points(held(2, doses(rule(ResumeKind.HALF_RATE)))) == []

    def test_a_physician_names_any_step_that_is_not_above(self) -> None:
        assert points(infusion_at(4, rule(ResumeKind.PHYSICIAN))) == [
            (4, Fraction(40), None),
            (3, TEN, None),
            (2, Fraction(20), None),
            (1, TEN, None),
        ]

    def test_are_none_before_the_start_and_while_it_runs(self) -> None:
        found = rule(ResumeKind.REPEAT_STEP)

        assert resume_points(Session(), found, held().now) == ()
        assert resume_points(running(2).session, found, held().now) == ()


class TestRepeatAfter:
    """Aspirin-exacerbated respiratory disease: the provoking dose is repeated, hours later."""

    def test_h_14_repeats_the_provoking_dose_only_after_its_time(self) -> None:
        ward = reacted(2, doses(AERD))
        assert points(ward) == [(2, None, Fraction(9))]
        ward.wait(3 * 60 - 16).calm()
        signed(ward)

        with pytest.raises(WaitNeeded):
            ward.do(resuming(ward))
        ward.wait(1).do(resuming(ward))

        assert ward.session.given.total(ward.now).most == 19

    def test_a_dose_has_no_volume_to_set(self) -> None:
        ward = signed(reacted(2, doses(rule(ResumeKind.REPEAT_STEP))))

        with pytest.raises(refusals.LimitPassed):
            ward.do(replace(resuming(ward), volume=Fraction(1)))

    def test_h_14_has_a_limit_of_its_own(self) -> None:
        ward = reacted(2, doses(AERD)).wait(7 * 60)
        signed(ward)

        ward.do(resuming(ward))

        assert ward.session.state is State.RUNNING

    def test_counts_from_the_hold_where_no_single_dose_was_given(self) -> None:
        ward = infusion_at(3, rule(ResumeKind.REPEAT_AFTER, after=HOUR)).wait(58)
        signed(ward)
        with pytest.raises(WaitNeeded):
            ward.do(resuming(ward))
        ward.wait(2).do(resuming(ward))

        assert ward.session.state is State.RUNNING


class TestNamed:
    """A privileged person decides, and says why where the rule says otherwise."""

    def test_may_name_less_than_the_rule_with_a_reason(self) -> None:
        ward = held(3).calm()
        named = ResumePoint(step=1, rate=Fraction(2), rule="physician")
        with pytest.raises(refusals.ReasonMissing):
            ward.do(signing(ward, named), ALLERGIST)

        ward.do(signing(ward, named, reason="twice before"), ALLERGIST).do(resuming(ward))

        assert (ward.session.step, ward.session.rate) == (1, Fraction(2))

    def test_needs_no_reason_where_the_rule_is_the_physician(self) -> None:
        ward = infusion_at(3, rule(ResumeKind.PHYSICIAN)).calm()

        ward.do(signing(ward, ResumePoint(step=3, rate=Fraction(1), rule="physician")), ALLERGIST)

        assert ward.session.signature is not None

    def test_what_is_neither_of_the_rule_nor_named_is_refused(self) -> None:
        ward = held(3).calm()

        with pytest.raises(NotByTheRule):
            ward.do(signing(ward, ResumePoint(step=1, rate=TEN, rule="repeat-step"), reason="x"), ALLERGIST)

    def test_a_dose_need_not_be_given_again(self) -> None:
        ward = held(2, doses(rule(ResumeKind.PHYSICIAN))).calm()

        ward.do(signing(ward, ResumePoint(step=2, rule="physician")), ALLERGIST).do(resuming(ward))

        assert (ward.session.state, ward.session.given.total(ward.now).most) == (State.RUNNING, Fraction(10))

    @pytest.mark.parametrize("dose", [Fraction(10), Fraction(0)])
    def test_h_11_a_dose_is_never_above_the_one_held(self, dose: Fraction) -> None:
        ward = held(2, doses(rule(ResumeKind.PHYSICIAN))).calm()

        with pytest.raises(HigherThanHeld):
            ward.do(signing(ward, ResumePoint(step=2, dose=dose, rule="physician")), ALLERGIST)

    def test_h_11_a_dose_has_no_rate(self) -> None:
        ward = held(2, doses(rule(ResumeKind.PHYSICIAN))).calm()

        with pytest.raises(HigherThanHeld):
            ward.do(signing(ward, ResumePoint(step=2, rate=TEN, rule="physician")), ALLERGIST)

    def test_h_11_stays_with_the_kind_of_step_that_was_held(self) -> None:
        plan = four_steps()
        mixed = replace(plan, steps=(*four_doses().steps[:1], *plan.steps[1:]))
        ward = held(2)
        ward.session = replace(ward.session, plan=mixed)

        with pytest.raises(HigherThanHeld):
            ward.do(signing(ward, ResumePoint(step=1, dose=Fraction(1), rule="physician"), reason="x"), ALLERGIST)

    def test_h_11_a_weaker_dose_stays_the_most(self) -> None:
        ward = held(3, doses(rule(ResumeKind.SHARE_OF_TOLERATED, share=Fraction(1, 2))))
        resumed(ward).wait(1).do(Stop())

        assert ward.session.step == 1
        with pytest.raises(HigherThanHeld):
            ward.calm().do(
                signing(ward, ResumePoint(step=1, dose=Fraction(5), rule="physician"), reason="x"), ALLERGIST
            )


class TestLimits:
    """H-13: a repeat that would pass the ordered total or a hard limit is not offered, and the refusal says which."""

    def test_h_13_a_repeat_that_passes_the_ordered_total_is_refused_by_name(self) -> None:
        ward = held(4, four_doses()).calm()
        assert points(ward) == []

        with pytest.raises(refusals.LimitPassed, match="the ordered total"):
            ward.do(signing(ward, ResumePoint(step=4, dose=Fraction(50), rule="physician"), reason="x"), ALLERGIST)

    def test_h_13_counts_the_most_of_a_dose_in_doubt(self) -> None:
        ward = held(4, four_doses()).do(DoubtDose(reason="vomited")).calm()

        assert points(ward) == []

    def test_h_13_a_hard_limit_is_named_too(self) -> None:
        ward = held(3, doses(rule(ResumeKind.REPEAT_STEP), dose_limit=Fraction(110))).calm()
        assert points(ward) == [(3, None, Fraction(40))]

        again = resumed(ward).wait(1).do(Stop()).calm()

        assert points(again) == []
        with pytest.raises(refusals.LimitPassed, match="the dose limit of the drug entry"):
            again.do(signing(again, ResumePoint(step=3, dose=Fraction(40), rule="physician"), reason="x"), ALLERGIST)

    def test_h_13_the_last_step_is_shortened_by_what_repeats_gave(self) -> None:
        ward = resumed(reacted(3, four_steps())).wait(15)
        ward.next()

        ward.wait(600)

        assert ward.session.given.total(ward.now).most == 100

    def test_h_13_looks_again_at_the_resume(self) -> None:
        ward = signed(held(3))
        low = replace(ward.session.order, dose_limit=Fraction(1))
        ward.session = replace(ward.session, plan=low)

        with pytest.raises(refusals.LimitPassed, match="dose limit"):
            ward.do(resuming(ward))


class TestAgain:
    def test_h_11_after_a_step_back_the_ladder_is_climbed_step_by_step(self) -> None:
        ward = resumed(reacted(3, four_steps(resume_rule=rule(ResumeKind.STEPS_BACK, steps=2)))).wait(15)
        assert ward.session.step == 2
        with pytest.raises(refusals.SessionRefusal):
            ward.calm().do(Advance(step=4, rate=Fraction(40)))

        ward.next()

        assert ward.session.step == 3

    def test_a_lowered_rate_is_what_was_held(self) -> None:
        ward = running(4).wait(5).do(LowerRate(rate=Fraction(30), reason="flushed")).wait(1).do(Stop())

        assert first_point(ward).rate == 30

    def test_h_09_a_short_technical_hold_gives_no_dose_again(self) -> None:
        ward = running(2, four_doses()).wait(5).do(HoldTechnical(cause=Cause.TRANSFER)).calm().do(ResumeTechnical())

        assert ward.session.given.total(ward.now).most == 10
        assert ward.session.dwell.read(ward.now).least == 0

    def test_h_12_an_expected_reaction_does_not_count(self) -> None:
        ward = running(2, doses(AERD)).wait(5)
        for _ in range(3):
            over(ward).wait(3 * 60)
            assert not ward.session.is_opinion_needed
            resumed(ward).wait(5)

        assert ward.session.clinical_holds == 0
        assert all(item.expected for item in ward.session.reactions)
        assert ward.do(RecordReaction(signs=HIVES), NURSE).session.state is State.HELD
