"""How a hold ends by its rule, by telephone or after long: the rest of the tables of `test_resuming`."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_charting import RecordReaction, RecordVitals
from stepward.core.sessions.commands_clock import RaiseAlarm, ResetAlarm
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldClinical, HoldTechnical, Stop
from stepward.core.sessions.commands_resuming import (
    DecisionNeeded,
    NotTechnicalHold,
    RenewDecision,
    Resume,
    ResumeTechnical,
    SignatureNeeded,
)
from stepward.core.sessions.commands_running import Advance, DwellRuns
from stepward.core.sessions.commands_signing import HigherThanHeld
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.holds import Cause, ResumePoint
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.plan import ResumeKind, ResumeRule
from stepward.core.sessions.resuming import decision_hash, is_valid, missing_for_resume
from stepward.core.sessions.session import Session, State
from tests.core.sessions.held import HIVES, first_point, held, reacted, resumed, resuming, signed, signing
from tests.core.sessions.plans import (
    ALLERGIST,
    NURSE,
    WITNESS,
    Ward,
    four_steps,
    running,
    signature,
)

TEN = Fraction(10)


def codes(ward: Ward) -> list[str]:
    return [item.code for item in missing_for_resume(ward.session, ward.now)]


def signature_stands(ward: Ward) -> bool:
    found = ward.session.signature
    return found is not None and is_valid(found, ward.session, ward.now)


class TestRenewed:
    """H-10 and H-14: a new decision asks for a new signature on where to go on."""

    def test_h_10_a_signature_from_before_a_renewed_decision_is_void(self) -> None:
        ward = signed(held(3))
        before = ward.session.signature
        words = signature(ALLERGIST, decision_hash(ward.session.order, ward.session.version))
        ward.do(RenewDecision(signature=words), ALLERGIST)

        assert before is not None
        assert ward.session.signature is None
        assert not is_valid(before, ward.session, ward.now)
        assert codes(ward) == ["signature-needed"]
        with pytest.raises(SignatureNeeded):
            ward.do(resuming(ward))
        assert ward.do(signing(ward, first_point(ward)), ALLERGIST).do(resuming(ward)).session.state is State.RUNNING


class TestHighest:
    """H-11: never a higher step or rate than the one that was held."""

    @pytest.mark.parametrize(
        "point",
        [
            ResumePoint(step=4, rate=TEN),
            ResumePoint(step=3, rate=Fraction(11)),
            ResumePoint(step=2, rate=Fraction(20)),
            ResumePoint(step=0, rate=TEN),
            ResumePoint(step=3),
            ResumePoint(step=3, rate=Fraction(0)),
            ResumePoint(step=3, rate=TEN, dose=Fraction(1)),
            ResumePoint(step=3, rate=TEN, later_share=Fraction(2)),
            ResumePoint(step=3, rate=TEN, later_share=Fraction(0)),
        ],
    )
    def test_h_11_refuses_to_sign_anything_above_what_was_held(self, point: ResumePoint) -> None:
        ward = held(3).calm()
        named = replace(point, rule="physician")

        with pytest.raises(HigherThanHeld):
            ward.do(signing(ward, named, reason="I say so"), ALLERGIST)

    def test_h_11_holds_at_what_was_lowered_before(self) -> None:
        ward = held(3)
        resumed(ward, replace(first_point(ward), rate=TEN)).wait(1)
        ward.session = replace(ward.session, rate=Fraction(4))
        ward.do(Stop()).do(ConfirmPumpStopped())

        assert first_point(ward).rate == 4

    def test_h_11_looks_again_at_the_resume(self) -> None:
        ward = signed(held(3))
        ward.session = replace(ward.session, rate=Fraction(4))

        with pytest.raises(HigherThanHeld):
            ward.do(resuming(ward))

    def test_h_11_begins_a_timed_step_anew(self) -> None:
        ward = held(3, after=14)

        resumed(ward).wait(14).calm()

        with pytest.raises(DwellRuns):
            ward.do(Advance(step=4, rate=Fraction(40)))
        ward.wait(1).next()
        assert ward.session.step == 4

    def test_h_11_goes_on_with_the_volume_that_is_left(self) -> None:
        ward = running(4).wait(60).do(Stop()).do(ConfirmPumpStopped(volume=Fraction(40)))

        signed(ward)
        with pytest.raises(refusals.LimitPassed):
            ward.do(replace(resuming(ward), volume=Fraction("56.76")))
        ward.do(replace(resuming(ward), volume=Fraction("56.75"))).wait(600)

        assert ward.session.given.total(ward.now).most == 100

    def test_h_04_is_cut_short_by_no_volume_that_is_typed(self) -> None:
        plan = four_steps()
        third = replace(plan.step(3), ends_by_volume=True)
        ward = signed(held(3, plan=four_steps(steps=(*plan.steps[:2], third, plan.steps[3]))))

        with pytest.raises(refusals.RateDiffers):
            ward.do(replace(resuming(ward), volume=Fraction(1, 100)))

    def test_a_timed_step_has_no_volume_to_set(self) -> None:
        ward = signed(held(3))

        with pytest.raises(refusals.LimitPassed):
            ward.do(replace(resuming(ward), volume=Fraction(1)))


class TestLongHold:
    """H-14: a long hold voids the rest of the plan until a physician decides anew."""

    def test_h_14_needs_a_new_decision_after_the_limit(self) -> None:
        ward = held().wait(55)
        signed(ward)
        assert codes(ward) == []

        ward.wait(microseconds=1 * MINUTE).wait(5).calm()

        assert "decision-needed" in codes(ward)
        with pytest.raises(DecisionNeeded):
            ward.do(resuming(ward))
        ward.do(_renewing(ward), ALLERGIST)
        signed(ward)
        ward.do(resuming(ward))
        assert ward.session.state is State.RUNNING

    def test_h_14_counts_the_renewed_decision_from_its_time(self) -> None:
        ward = held().wait(70).do(HoldClinical(reason="x"))
        ward.do(_renewing(ward), ALLERGIST)
        assert "decision-needed" not in codes(ward.wait(60))
        assert "decision-needed" in codes(ward.wait(microseconds=1))

    def test_h_14_takes_the_time_of_the_protocol_s_own_rule(self) -> None:
        rule = ResumeRule(kind=ResumeKind.REPEAT_STEP, source="T", hold_limit=300 * MINUTE)
        ward = held(3, four_steps(resume_rule=rule)).wait(299)

        assert "decision-needed" not in codes(ward)

    def test_h_92_the_decision_is_signed_over_plan_and_version(self) -> None:
        ward = held().wait(70)
        command = _renewing(ward)
        ward.calm()

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(command, ALLERGIST)
        with pytest.raises(refusals.MayNot):
            ward.do(_renewing(ward), NURSE)


def _renewing(ward: Ward) -> RenewDecision:
    signed_hash = decision_hash(ward.session.order, ward.session.version)
    return RenewDecision(signature=signature(ALLERGIST, signed_hash, "go on"))


class TestTechnical:
    """H-09: the nurse goes on with the same step after a short technical hold."""

    def test_h_09_goes_on_with_the_same_step_and_rate(self) -> None:
        ward = _technical().calm().do(ResumeTechnical(rate=TEN))

        assert (ward.session.state, ward.session.step, ward.session.rate) == (State.RUNNING, 3, TEN)
        assert ward.session.dwell.read(ward.now).least == 0

    def test_h_09_needs_pump_vitals_and_rate(self) -> None:
        ward = running(3).wait(5).do(HoldTechnical(cause=Cause.LINE))
        with pytest.raises(refusals.PumpMayRun):
            ward.calm().do(ResumeTechnical(rate=TEN))
        ward.do(ConfirmPumpStopped())
        with pytest.raises(refusals.RateDiffers):
            ward.do(ResumeTechnical(rate=Fraction(9)))
        with pytest.raises(refusals.VitalsMissing):
            _technical().do(ResumeTechnical(rate=TEN))

    def test_h_09_is_the_physician_s_after_the_first_limit(self) -> None:
        ward = _technical().wait(15).calm()
        assert codes(ward) == []

        ward.wait(microseconds=1)

        assert codes(ward) == ["signature-needed"]
        with pytest.raises(NotTechnicalHold):
            ward.do(ResumeTechnical(rate=TEN))
        resumed(ward)
        assert ward.session.state is State.RUNNING

    @pytest.mark.parametrize(
        "command",
        [
            Stop(),
            HoldClinical(reason="pale"),
            RecordReaction(signs=HIVES),
            RecordVitals(values=(("pulse", Fraction(160)),)),
        ],
        ids=["stop", "clinical hold", "reaction", "vitals"],
    )
    def test_h_09_is_the_physician_s_once_the_patient_is_concerned(self, command: object) -> None:
        ward = _technical().do(command).calm()

        with pytest.raises(NotTechnicalHold):
            ward.do(ResumeTechnical(rate=TEN))

    def test_h_09_is_nothing_for_a_clinical_hold_even_with_a_signature(self) -> None:
        ward = signed(held())

        with pytest.raises(NotTechnicalHold):
            ward.do(ResumeTechnical(rate=TEN))

    def test_needs_a_signature_for_the_clinical_way(self) -> None:
        ward = _technical().calm()

        with pytest.raises(SignatureNeeded):
            ward.do(Resume(rate=TEN, witness=WITNESS))

    def test_h_83_waits_for_a_high_alarm(self) -> None:
        ward = _technical().do(RaiseAlarm(condition="bedside-silent")).calm()
        with pytest.raises(refusals.AlarmActive):
            ward.do(ResumeTechnical(rate=TEN))

        ward.do(ResetAlarm(condition="bedside-silent", is_gone=True)).do(ResumeTechnical(rate=TEN))

        assert ward.session.state is State.RUNNING


def _technical() -> Ward:
    return running(3).wait(5).do(HoldTechnical(cause=Cause.LINE)).do(ConfirmPumpStopped())


def test_every_need_has_a_refusal_of_its_own() -> None:
    ward = running(3).wait(5).do(RecordReaction(signs=HIVES))
    for item in missing_for_resume(ward.session, ward.now):
        assert len(item.words.split()) <= 20


def test_h_01_replays_a_resume_alike() -> None:
    ward = reacted(3)
    resumed(ward)

    session = Session()
    for entry in ward.entries:
        session = evolve(session, entry)

    assert session == ward.session
