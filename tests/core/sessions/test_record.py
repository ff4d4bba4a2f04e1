"""The record of a session: everything that a complete report says, from the entries alone."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.between import Between, exactly
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment, TakeSample
from stepward.core.sessions.commands_ending import Complete, FlushLine
from stepward.core.sessions.deviations import DeviationKind
from stepward.core.sessions.events import (
    Corrected,
    DecisionRenewed,
    DeliveryDoubted,
    DoseDoubted,
    ElapsedConfirmed,
    Event,
    Held,
    OrderCountersigned,
    PlanSigned,
    RateLowered,
    ReactionAmended,
    ReactionRecorded,
    ReducedDoseSigned,
    Restarted,
    Resumed,
    ResumeSigned,
    SolutionChecked,
    SolutionHung,
    SolutionVoided,
    StartCleared,
    StepBegun,
    ValueAccepted,
)
from stepward.core.sessions.holds import Cause, HoldKind, ResumePoint
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.record import Record, record_of
from stepward.core.sessions.session import State
from tests.core.sessions import held
from tests.core.sessions.plans import ALLERGIST, NURSE, WITNESS, Ward, four_doses, four_steps, observing, running
from tests.core.sessions.plans import signature as sign

SIGNED = sign(ALLERGIST, "hash")
BACK = ResumePoint(step=1, rate=Fraction(5), rule="half-rate")
LINE = Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE)


def told(ward: Ward) -> list[tuple[DeviationKind, int | None, int | None, str]]:
    return [(item.kind, item.step, item.duration, item.reason) for item in record_of(ward.entries).deviations]


def whole() -> Record:
    ward = observing().do(FlushLine(volume=Fraction(3), rate=Fraction(40))).wait(60).do(Complete())
    return record_of(ward.entries)


class TestLines:
    def test_h_01_every_entry_has_its_line(self) -> None:
        ward = held.resumed(held.reacted())
        found = record_of(ward.entries)

        assert [line.entry for line in found.lines] == ward.entries
        assert (found.lines[-1].state, found.lines[-1].step, found.lines[-1].rate) == (State.RUNNING, 3, Fraction(10))
        assert {line.holds for line in found.lines} == {"", "reaction"}
        assert found.session == ward.session

    def test_h_13_given_so_far_grows_to_what_was_ordered(self) -> None:
        found = whole()

        assert found.lines[0].given == Between()
        assert all(one.given.most <= other.given.most for one, other in zip(found.lines, found.lines[1:], strict=False))
        assert found.lines[-1].given == found.given == exactly(Fraction(100))
        assert found.at_vein == exactly(Fraction(100))

    def test_nothing_comes_of_nothing(self) -> None:
        found = record_of(())

        assert (found.lines, found.steps, found.given, found.at_vein) == ((), (), Between(), None)


class TestSteps:
    def test_each_step_says_what_was_planned_and_given(self) -> None:
        found = whole()

        assert [step.given for step in found.steps] == [exactly(step.planned) for step in found.steps]
        assert [step.runs for step in found.steps] == [1, 1, 1, 1]
        assert all(step.at_vein is not None for step in found.steps)
        assert found.steps[0].at_vein is not None
        assert found.steps[0].at_vein.most < found.steps[0].planned  # the line was filled with saline

    def test_a_step_that_was_repeated_counts_both_runs(self) -> None:
        found = record_of(held.resumed(held.reacted()).wait(15).entries)

        assert found.steps[2].runs == 2
        assert found.steps[2].given.least == Fraction(5, 6)
        assert (found.steps[3].runs, found.steps[3].began_at, found.steps[3].at_vein) == (0, None, None)

    def test_doses_by_mouth_count_too_and_have_no_line(self) -> None:
        found = record_of(running(2, four_doses()).entries)

        assert [step.runs for step in found.steps] == [1, 1, 0, 0]
        assert found.given == exactly(Fraction(10))
        assert found.at_vein is None


class TestCharting:
    def test_treatments_and_samples_count_from_the_onset(self) -> None:
        ward = running(2).wait(2).do(TakeSample(kind="baseline")).wait(3).do(RecordReaction(signs=(Sign.HIVES,)))
        ward.wait(4).do(RecordTreatment(medicine="cetirizine", dose="10 mg", route="oral"))
        ward.wait(56).do(TakeSample(kind="tryptase"))
        found = record_of(ward.entries)

        assert [(item.what, item.reaction) for item in found.samples] == [("baseline", None), ("tryptase", 1)]
        assert [item.what for item in found.treatments] == ["cetirizine, 10 mg, oral"]
        assert found.treatments[0].since_onset is not None
        assert found.treatments[0].since_onset.most == 4 * MINUTE
        assert found.samples[1].since_onset is not None
        assert found.samples[1].since_onset.least == 60 * MINUTE
        assert found.reactions == ward.session.reactions
        assert found.reactions[0].at_vein is not None

    def test_an_onset_before_its_entry_counts(self) -> None:
        ward = running(2).wait(5)
        onset = ward.now
        ward.wait(3).do(RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="im"))
        ward.wait(1).note(ReactionRecorded(number=1, signs=(Sign.HIVES,), began_at=onset))

        since = record_of(ward.entries).treatments[0].since_onset
        assert since is not None
        assert since.most == 3 * MINUTE

    def test_premedication_says_when_it_was_given(self) -> None:
        found = whole()

        assert [tick.line for tick in found.premedication] == list(four_steps().checklist)
        assert found.vitals == found.session.vitals


class TestSignatures:
    def test_every_signature_stands_with_its_entry(self) -> None:
        ward = held.resumed(held.reacted())
        ward.note(OrderCountersigned(sequence=1, signature=SIGNED)).note(DecisionRenewed(signature=SIGNED))
        found = record_of(ward.note(ReducedDoseSigned(total=Fraction(1), signature=SIGNED)).entries)

        assert [item.signature.meaning for item in found.signatures] == [
            "sign the plan", "resume", "sign the plan", "sign the plan", "sign the plan",
        ]  # fmt: skip
        assert [item.sequence for item in found.signatures][:1] == [1]


TOLD: tuple[tuple[Event, DeviationKind, str], ...] = (
    (RateLowered(rate=Fraction(5), reason="warm hands"), DeviationKind.LOWERED, "warm hands"),
    (DeliveryDoubted(duration=MINUTE, reason="clamp"), DeviationKind.DOUBT, "clamp"),
    (ElapsedConfirmed(reason="the watch"), DeviationKind.CLOCK, "the watch"),
    (PlanSigned(plan=four_steps(), signature=SIGNED, reason="shorter"), DeviationKind.PLAN_CHANGED, "shorter"),
    (SolutionVoided(number=2, reason="dropped"), DeviationKind.VOIDED, "dropped"),
    (SolutionChecked(number=2, exception="alone"), DeviationKind.EXCEPTION, "alone"),
    (SolutionHung(number=2, witness=None, exception="alone"), DeviationKind.EXCEPTION, "alone"),
    (StartCleared(reason="mistaken"), DeviationKind.CLEARED, "mistaken"),
    (ValueAccepted(name="pulse", value=Fraction(9), until=Fraction(9)), DeviationKind.ACCEPTED, "pulse"),
    (DecisionRenewed(signature=SIGNED), DeviationKind.RENEWED, ""),
    (ReducedDoseSigned(total=Fraction(1), signature=SIGNED), DeviationKind.REDUCED, ""),
    (Corrected(sequence=3, text="pulse 78"), DeviationKind.CORRECTED, "entry 3: pulse 78"),
    (ReactionAmended(number=1, signs=(), reason="a nettle"), DeviationKind.AMENDED, "a nettle"),
)  # fmt: skip


class TestDeviations:
    def test_a_session_as_ordered_has_none(self) -> None:
        assert whole().deviations == ()

    @pytest.mark.parametrize(("event", "kind", "reason"), TOLD)
    def test_each_kind_is_told_with_its_reason(self, event: Event, kind: DeviationKind, reason: str) -> None:
        found = told(running(1).wait(1).note(event))

        assert [(item[0], item[1], item[3]) for item in found if item[0] is kind] == [(kind, 1, reason)]

    def test_a_dose_in_doubt_is_told(self) -> None:
        found = told(running(1, four_doses()).note(DoseDoubted(reason="vomited")))

        assert found == [(DeviationKind.DOUBT, 1, None, "vomited")]

    @pytest.mark.parametrize(("minutes", "is_told"), [(20, False), (21, True)])
    def test_h_26_a_step_that_ran_on_is_told(self, minutes: int, *, is_told: bool) -> None:
        found = told(running(1).wait(minutes).next())

        assert found == ([(DeviationKind.OVERRUN, 1, 6 * MINUTE, "")] if is_told else [])

    def test_a_hold_says_its_cause_and_how_long_it_was(self) -> None:
        ward = running(1).wait(1).note(LINE)

        assert told(ward) == [(DeviationKind.HELD, 1, None, "line")]
        ward.wait(7).note(Resumed(point=BACK, kind=HoldKind.TECHNICAL, exception="alone at night"))
        assert told(ward) == [
            (DeviationKind.HELD, 1, 7 * MINUTE, "line"),
            (DeviationKind.EXCEPTION, 1, None, "alone at night"),
            (DeviationKind.REPEATED, 1, None, "half-rate"),
            (DeviationKind.LOWERED, 1, None, "half-rate"),
        ]

    def test_a_step_that_ends_by_volume_goes_on(self) -> None:
        point = ResumePoint(step=4, rate=Fraction(40))
        ward = running(4).wait(1).note(LINE).wait(1).note(Resumed(point=point, kind=HoldKind.TECHNICAL))

        assert [item[0] for item in told(ward)] == [DeviationKind.HELD]

    def test_a_dose_that_is_repeated_is_told(self) -> None:
        point = ResumePoint(step=1, dose=Fraction(1))
        ward = running(1, four_doses()).note(LINE).note(Resumed(point=point, kind=HoldKind.TECHNICAL))

        assert [item[0] for item in told(ward)] == [DeviationKind.HELD, DeviationKind.REPEATED]

    def test_a_step_begun_again_is_told(self) -> None:
        ward = running(1).wait(15).note(StepBegun(step=1, rate=Fraction(10), repeat=True, exception="alone"))

        assert told(ward) == [(DeviationKind.EXCEPTION, 1, None, "alone"), (DeviationKind.REPEATED, 1, None, "")]

    @pytest.mark.parametrize("ordered_by", [None, WITNESS])
    def test_h_09_an_order_by_telephone_is_told(self, ordered_by: object) -> None:
        event = ResumeSigned(point=BACK, signature=SIGNED, version=1, plan_hash="")
        ward = running(1).note(replace(event, ordered_by=ordered_by))  # type: ignore[arg-type]

        assert [item[0] for item in told(ward)] == ([DeviationKind.TELEPHONE] if ordered_by else [])

    def test_h_23_a_restart_says_the_longest_gap(self) -> None:
        ward = running(1).wait(1)
        proven = ward.now
        ward.wait(2).boot = "second"

        assert told(ward.note(Restarted(proven=proven))) == [(DeviationKind.RESTART, 1, 2 * MINUTE, "")]

    def test_h_69_what_was_entered_late_is_told(self) -> None:
        ward = running(1)
        entry = replace(ward.entries[-1], late=True)
        found = record_of([*ward.entries[:-1], entry]).deviations

        assert [(item.kind, item.sequence, item.step) for item in found] == [(DeviationKind.LATE, entry.sequence, None)]
        assert found[0].at - entry.at.at == timedelta()
        assert entry.actor == NURSE
