"""The nouns: what cannot be, and the sums and times that all else stands on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.quantities.words import UnreadableWords
from stepward.core.sessions.between import Between, Crossed, exactly, total
from stepward.core.sessions.events import PlanSigned, Resumed
from stepward.core.sessions.gates import hold_age, is_hold_too_long
from stepward.core.sessions.given import Given, Run
from stepward.core.sessions.holds import HoldKind, ResumePoint
from stepward.core.sessions.instants import MINUTE, SECOND, Elapsed, Instant, NotUtc, Stopwatch, elapsed
from stepward.core.sessions.plan import ResumeKind, ResumeRule, SessionSolution, StepKind, UnsoundOrder
from stepward.core.sessions.session import Session
from stepward.core.sessions.settings import BOUNDS, OutOfBounds, Settings
from stepward.core.sessions.words import event_of, kind_of, words_of
from tests.core.sessions.plans import ALLERGIST, START, four_doses, four_steps, running, signature

AMOUNTS = st.fractions(min_value=0, max_value=1000, max_denominator=1000)


def at(seconds: int, *, utc: int | None = None, boot: str = "first") -> Instant:
    """Read both clocks so many seconds after the start."""
    moment = START + timedelta(seconds=seconds if utc is None else utc)
    return Instant(at=moment, monotonic=seconds * SECOND, boot=boot)


class TestBetween:
    """A number between a least and a most."""

    def test_is_never_crossed(self) -> None:
        with pytest.raises(Crossed):
            Between(least=Fraction(2), most=Fraction(1))

    @given(AMOUNTS, AMOUNTS, AMOUNTS)
    def test_is_narrowed_by_a_reading_inside_and_widened_by_one_outside(
        self, one: Fraction, other: Fraction, reading: Fraction
    ) -> None:
        between = Between(least=min(one, other), most=max(one, other))
        read = between.read_as(reading)

        assert read.least <= reading <= read.most
        assert read.is_exact or not between.least <= reading <= between.most

    @given(st.lists(AMOUNTS))
    def test_sums_exactly(self, parts: list[Fraction]) -> None:
        assert total(tuple(exactly(part) for part in parts)) == exactly(sum(parts, Fraction(0)))


class TestInstants:
    """H-20: the least and the most between two instants."""

    @pytest.mark.parametrize("moment", [datetime(2026, 11, 22, 8, 0), START.astimezone(timezone(timedelta(hours=1)))])  # noqa: DTZ001
    def test_h_20_are_in_utc(self, moment: datetime) -> None:
        with pytest.raises(NotUtc):
            Instant(at=moment, monotonic=0, boot="first")

    @pytest.mark.parametrize(("end", "expected"), [
        (at(60), (60, 60)), (at(60, utc=3660), (60, 3660)), (at(60, utc=-3540), (0, 60)),
        (at(3660, utc=60), (60, 3660)), (at(5, utc=60, boot="second"), (0, 60)),
        (at(5, utc=-60, boot="second"), (0, 0)), (at(-5), (0, 0)),
    ])  # fmt: skip
    def test_h_20_are_apart_by_the_smaller_and_the_larger_difference(
        self, end: Instant, expected: tuple[int, int]
    ) -> None:
        assert elapsed(at(0), end) == Elapsed(least=expected[0] * SECOND, most=expected[1] * SECOND)

    def test_h_23_proves_nothing_across_a_restart_but_what_was_proven(self) -> None:
        watch = Stopwatch(since=at(0)).restarted(at(60), at(100, boot="second"))

        assert watch.read(at(160, boot="second")) == Elapsed(least=120 * SECOND, most=160 * SECOND)
        assert watch.granted(10 * SECOND).read(at(160, boot="second")).least == 130 * SECOND
        assert watch.granted(99 * SECOND).read(at(160, boot="second")).least == 160 * SECOND


class TestGiven:
    """H-13: whatever is in doubt, the truth lies between."""

    @given(
        minutes=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=4),
        stopped=st.booleans(),
        flows_on=st.integers(0, 60),
        shut=st.integers(0, 60),
    )
    def test_h_13_holds_the_true_dose(
        self, minutes: list[tuple[int, int]], *, stopped: bool, flows_on: int, shut: int
    ) -> None:
        clock, truth, sums = 0, Fraction(0), Given()
        for sure, unsure in minutes:
            run = Run(step=1, solution=1, strength=Fraction(1, 10), rate=Fraction(60), began=at(clock),
                      sure=Stopwatch(since=at(clock)))  # fmt: skip
            closed = clock + (sure + unsure) * 60
            lost = min(shut, sure)
            run = run.doubted(at(clock + sure * 60)).stood(at(closed))
            sums = sums.with_run(replace(run, lost=lost * MINUTE))
            truth += Fraction(sure - lost + min(flows_on, unsure), 10)
            clock = closed
        given = sums.total(at(clock + 600))

        assert given.least <= truth <= given.most
        if stopped and not shut and not any(unsure for _sure, unsure in minutes):
            assert given.is_exact

    def test_h_13_doubts_a_run_once(self) -> None:
        run = Run(step=1, solution=1, strength=Fraction(1), rate=Fraction(60), began=at(0), sure=Stopwatch(since=at(0)))

        assert run.doubted(at(60)).doubted(at(120)) == run.doubted(at(60))


class TestOrder:
    """An order that no session can run is none."""

    @pytest.mark.parametrize("changes", [
        {"steps": ()}, {"steps": four_steps().steps[1:]}, {"solutions": four_steps().solutions[:1]},
        {"solutions": (SessionSolution(number=1, strength=Fraction(0)), four_steps().solutions[1])},
    ])  # fmt: skip
    def test_has_steps_and_solutions_that_go_together(self, changes: dict[str, Any]) -> None:
        with pytest.raises(UnsoundOrder):
            four_steps(**changes)

    @pytest.mark.parametrize("change", [
        {"rate": None}, {"volume": None}, {"rate": Fraction(0)}, {"dwell": -1}, {"dose": Fraction(-1)},
        {"kind": StepKind.DOSE}, {"kind": StepKind.DOSE, "rate": None, "ends_by_volume": True},
    ])  # fmt: skip
    def test_has_whole_steps(self, change: dict[str, Any]) -> None:
        first, *others = four_steps().steps

        with pytest.raises(UnsoundOrder):
            four_steps(steps=(replace(first, **change), *others))

    @pytest.mark.parametrize("numbers", [
        {"kind": ResumeKind.STEPS_BACK}, {"kind": ResumeKind.SHARE_OF_TOLERATED},
        {"kind": ResumeKind.SHARE_OF_TOLERATED, "share": Fraction(2)}, {"kind": ResumeKind.REPEAT_AFTER},
    ])  # fmt: skip
    def test_has_a_resume_rule_with_its_number(self, numbers: dict[str, Any]) -> None:
        with pytest.raises(UnsoundOrder):
            ResumeRule(source="STEPWARD-TEST", **numbers)

    @pytest.mark.parametrize("name", BOUNDS)
    def test_has_settings_within_their_bounds(self, name: str) -> None:
        bounds = BOUNDS[name]

        for value in (bounds.least, bounds.most):
            changed: dict[str, Any] = {name: value}
            assert getattr(Settings(**changed), name) == value
        for value in (bounds.least - 1, bounds.most + 1):
            outside: dict[str, Any] = {name: value}
            with pytest.raises(OutOfBounds, match=bounds.rule):
                Settings(**outside)

    def test_h_41_is_read_back_from_the_log_word_by_word(self) -> None:
        for plan in (four_steps(), four_doses()):
            event = PlanSigned(plan=plan, signature=signature(ALLERGIST, plan.signed_hash))

            assert event_of(kind_of(event), words_of(event)) == event

    def test_h_39_is_refused_where_its_words_do_not_go_together(self) -> None:
        words = words_of(PlanSigned(plan=four_steps(), signature=signature(ALLERGIST, "")))
        plan = words["plan"]
        assert isinstance(plan, dict)
        plan["steps"] = []

        with pytest.raises(UnreadableWords, match="do not go together"):
            event_of("plan-signed", words)


class TestSession:
    """What a session says before anything happened."""

    def test_has_no_order_before_a_signature(self) -> None:
        with pytest.raises(LookupError):
            _ = Session().order

    def test_h_14_is_held_for_no_time_when_it_is_not_held(self) -> None:
        ward = running().wait(600)

        assert hold_age(ward.session, ward.now) == 0
        assert not is_hold_too_long(ward.session, ward.now)

    def test_gives_nothing_where_a_resume_names_no_rate(self) -> None:
        ward = running().wait(5).note(Resumed(point=ResumePoint(step=1), kind=HoldKind.CLINICAL))

        assert ward.session.given.open_run is None
        assert ward.now.at.tzinfo is UTC
