"""How a hold ends: everything of H-09 is there, the signature stands, and two people are at the bedside."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_charting import AcceptValue, RecordReaction, RecordVitals, ResolveReaction
from stepward.core.sessions.commands_clock import RaiseAlarm
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldClinical, HoldTechnical, Stop
from stepward.core.sessions.commands_resuming import (
    Resume,
    SignatureNeeded,
)
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.holds import Cause, ResumePoint
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.resuming import is_valid, missing_for_resume, resume_hash
from stepward.core.sessions.session import Session, State
from tests.core.sessions.held import HIVES, first_point, held, reacted, resuming, signed, signing
from tests.core.sessions.plans import (
    ALLERGIST,
    CALM,
    NURSE,
    PRESCRIBER,
    SECOND,
    WITNESS,
    Ward,
    four_steps,
    person,
    running,
    signature,
)

TEN = Fraction(10)


def codes(ward: Ward) -> list[str]:
    return [item.code for item in missing_for_resume(ward.session, ward.now)]


def signature_stands(ward: Ward) -> bool:
    found = ward.session.signature
    return found is not None and is_valid(found, ward.session, ward.now)


class TestClinical:
    def test_h_09_lists_everything_that_is_missing(self) -> None:
        ward = running(3).wait(5).do(RecordReaction(signs=HIVES))

        assert codes(ward) == [
            "pump-may-run",
            "reaction-open",
            "alarm-active",
            "vitals-missing",
            "signature-needed",
        ]

    def test_h_09_has_nothing_missing_once_all_of_it_is_there(self) -> None:
        ward = signed(reacted(3))

        assert codes(ward) == []
        ward.do(resuming(ward))
        assert (ward.session.state, ward.session.step, ward.session.rate) == (State.RUNNING, 3, TEN)

    def test_has_nothing_to_resume_while_it_runs(self) -> None:
        assert codes(running(2)) == ["not-in-this-state"]

    def test_h_09_needs_the_pump_to_stand_still(self) -> None:
        ward = signed(running(3).wait(5).do(Stop()))

        with pytest.raises(refusals.PumpMayRun):
            ward.do(resuming(ward))

    def test_h_09_needs_the_reaction_resolved(self) -> None:
        ward = signed(running(3).wait(5).do(RecordReaction(signs=HIVES)).do(ConfirmPumpStopped()))

        with pytest.raises(refusals.ReactionOpen):
            ward.do(resuming(ward))
        ward.do(ResolveReaction(number=1)).do(resuming(ward))
        assert ward.session.state is State.RUNNING

    @pytest.mark.parametrize("values", [(), CALM[:1], CALM[1:]], ids=["none", "no pressure", "no pulse"])
    def test_h_09_needs_complete_vitals_after_the_hold(self, values: tuple[tuple[str, Fraction], ...]) -> None:
        ward = running(3).calm().wait(1).do(Stop()).do(ConfirmPumpStopped())
        if values:
            ward.do(RecordVitals(values=values))
        ward.do(signing(ward, first_point(ward)), ALLERGIST)

        with pytest.raises(refusals.VitalsMissing):
            ward.do(resuming(ward))

    def test_h_09_needs_them_fresh(self) -> None:
        ward = signed(held()).wait(6)

        assert codes(ward) == ["vitals-missing"]

    def test_h_09_needs_them_within_limits_or_accepted_by_name(self) -> None:
        ward = held().do(RecordVitals(values=(("pulse", Fraction(130)), ("systolic pressure", Fraction(120)))))
        ward.do(RecordVitals(values=(("pulse", Fraction(130)), ("systolic pressure", Fraction(120)))))
        assert "vitals-outside" in codes(ward)

        ward.do(AcceptValue(name="pulse", until=Fraction(140)), ALLERGIST)
        ward.do(RecordVitals(values=(("pulse", Fraction(130)), ("systolic pressure", Fraction(120)))))
        ward.do(signing(ward, first_point(ward)), ALLERGIST)

        assert codes(ward) == []

    def test_h_09_needs_the_privilege_to_sign(self) -> None:
        ward = held().calm()

        for by in (NURSE, PRESCRIBER, SECOND, person("senior", *(set(Privilege) - {Privilege.RESUME}))):
            with pytest.raises(refusals.MayNot):
                ward.do(signing(ward, first_point(ward), by), by)

    def test_h_52_needs_a_second_person_who_is_another_one(self) -> None:
        ward = signed(held())
        once = resuming(ward)

        with pytest.raises(refusals.SecondPersonMissing):
            ward.do(replace(once, witness=None))
        with pytest.raises(refusals.SamePerson):
            ward.do(replace(once, witness=replace(WITNESS, user=NURSE.user)))
        ward.do(replace(once, witness=None, exception="the second nurse is at a resuscitation"))
        assert ward.session.state is State.RUNNING

    def test_h_52_needs_the_rate_as_it_is_signed(self) -> None:
        ward = signed(held())

        for rate, dose in ((Fraction(11), None), (Fraction(9), None), (None, None), (TEN, Fraction(1))):
            with pytest.raises(refusals.RateDiffers):
                ward.do(Resume(rate=rate, dose=dose, witness=WITNESS))

    def test_h_17_needs_the_control(self) -> None:
        ward = signed(held())

        with pytest.raises(refusals.NotController):
            ward.do(resuming(ward), replace(SECOND, device="elsewhere"))

    def test_needs_the_solution_to_hang(self) -> None:
        ward = signed(
            held(3), ResumePoint(step=3, rate=TEN, later_share=Fraction(1), rule="repeat-step", source="STEPWARD-TEST")
        )
        solutions = tuple(replace(item, stage=type(item.stage).VOIDED) for item in ward.session.solutions)
        ward.session = replace(ward.session, solutions=solutions)

        with pytest.raises(refusals.SolutionNotReady):
            ward.do(resuming(ward))

    def test_needs_the_clocks_to_agree(self) -> None:
        ward = signed(held())
        once = resuming(ward)

        with pytest.raises(refusals.ClockInDoubt):
            ward.set_clock(-60).do(once)


class TestSignature:
    """H-10: bound to plan, version, step and rate; void after everything that changes what was signed."""

    def test_h_10_stands_and_is_used_once(self) -> None:
        ward = signed(held())
        assert signature_stands(ward)
        used = ward.session.signature

        ward.do(resuming(ward)).wait(2).do(Stop()).do(ConfirmPumpStopped()).calm()

        assert ward.session.signature is None
        assert used is not None
        assert not is_valid(used, ward.session, ward.now)
        with pytest.raises(SignatureNeeded):
            ward.do(Resume(rate=TEN, witness=WITNESS))

    def test_h_10_is_void_after_its_time(self) -> None:
        ward = signed(held()).wait(30)
        assert signature_stands(ward)

        ward.wait(microseconds=1)

        assert not signature_stands(ward)
        with pytest.raises(SignatureNeeded):
            ward.calm().do(resuming(ward))

    def test_h_10_counts_the_larger_time(self) -> None:
        ward = signed(held()).set_clock(31 * 60)

        assert not signature_stands(ward)

    @pytest.mark.parametrize(
        "command",
        [
            RecordReaction(signs=HIVES),
            RaiseAlarm(condition="bedside-silent"),
            HoldClinical(reason="pale"),
            HoldTechnical(cause=Cause.LINE),
            Stop(),
            RecordVitals(values=(("pulse", Fraction(180)),)),
        ],
        ids=["reaction", "alarm", "clinical hold", "technical hold", "stop", "vitals outside"],
    )
    def test_h_10_is_void_after_a_reaction_an_alarm_or_a_hold(self, command: object) -> None:
        ward = signed(held())

        ward.do(command)

        assert not signature_stands(ward)

    def test_h_10_is_void_after_a_change_of_plan(self) -> None:
        ward = signed(held())
        plan = four_steps(observation=90 * MINUTE)

        ward.do(SignPlan(plan=plan, signature=signature(ALLERGIST, plan.signed_hash), reason="longer watch"), ALLERGIST)

        assert not signature_stands(ward)

    def test_h_10_stands_after_an_alarm_of_lower_priority(self) -> None:
        ward = signed(held()).do(RaiseAlarm(condition="sound-blocked"))

        assert signature_stands(ward)

    def test_h_10_is_bound_to_the_version(self) -> None:
        ward = held().calm()
        stale = signing(ward, first_point(ward))

        ward.calm()

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(stale, ALLERGIST)

    @pytest.mark.parametrize("change", [{"step": 2}, {"rate": Fraction(9)}, {"later_share": Fraction(1, 2)}])
    def test_h_10_is_bound_to_step_and_rate(self, change: dict[str, object]) -> None:
        ward = held().calm()
        command = signing(ward, first_point(ward))

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(replace(command, point=replace(command.point, **change)), ALLERGIST)  # type: ignore[arg-type]

    def test_h_10_is_bound_to_the_plan(self) -> None:
        ward, other = held().calm(), four_steps(drug="otherin")
        point = first_point(ward)
        foreign = signature(ALLERGIST, resume_hash(other, ward.session.version, point))

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(replace(signing(ward, point), signature=foreign), ALLERGIST)

    def test_h_10_is_bound_to_the_session(self) -> None:
        ward, other = held(plan=four_steps(session="one")).calm(), held(plan=four_steps(session="other")).calm()
        assert ward.session.version == other.session.version

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(signing(other, first_point(other)), ALLERGIST)

    def test_h_92_is_of_the_one_who_signs(self) -> None:
        ward = held().calm()
        command = signing(ward, first_point(ward), NURSE)

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(command, ALLERGIST)

    @pytest.mark.parametrize(
        "change",
        [
            lambda item: replace(item, plan_hash="other"),
            lambda item: replace(item, version=item.version - 1),
            lambda item: replace(item, point=replace(item.point, step=2)),
            lambda item: replace(item, sequence=1, version=0),
        ],
        ids=["plan", "version", "point", "older than the hold"],
    )
    def test_h_10_is_void_if_any_part_of_it_is_not_what_it_was(self, change: Callable[[object], object]) -> None:
        ward = signed(held())
        changed = change(ward.session.signature)

        session = replace(ward.session, signature=changed)  # type: ignore[arg-type]

        assert not is_valid(changed, session, ward.now)  # type: ignore[arg-type]

    def test_h_10_is_nothing_without_a_hold(self) -> None:
        ward = signed(held())
        found = ward.session.signature
        assert found is not None

        assert not is_valid(found, replace(ward.session, hold=None), ward.now)
        assert not is_valid(found, Session(), ward.now)
