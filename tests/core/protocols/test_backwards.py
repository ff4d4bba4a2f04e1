"""The second computation finds every slip of the first."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.findings import Finding
from stepward.core.protocols.backwards import verify_backwards
from stepward.core.protocols.plan import Ladder, PlannedSolution, PlannedStep
from stepward.core.protocols.protocol import Closing, TargetIs
from stepward.core.quantities import Mass
from tests.core.protocols import ladders

GOOD = ladders.plan(ladders.standard()).exact
STEP_FIELDS = ("rate", "duration", "volume", "dose", "cumulative_dose")
SOLUTION_FIELDS = ("strength", "amount", "infused")


def verify(ladder: Ladder) -> tuple[Finding, ...]:
    return verify_backwards(
        ladder, target=Mass(Fraction(2000)), target_is=TargetIs.CUMULATIVE, is_rounded=False, is_whole=True
    )


def altered_step(ladder: Ladder, number: int, field: str, factor: Fraction) -> Ladder:
    def change(step: PlannedStep) -> PlannedStep:
        return replace(step, **{field: getattr(step, field) * factor}) if step.number == number else step

    return replace(ladder, steps=tuple(change(step) for step in ladder.steps))


def altered_solution(ladder: Ladder, number: int, field: str, factor: Fraction) -> Ladder:
    def change(item: PlannedSolution) -> PlannedSolution:
        if item.number != number:
            return item
        if field == "strength":
            return replace(item, strength=type(item.strength)(item.strength.per_ml * factor))
        return replace(item, **{field: getattr(item, field) * factor})

    return replace(ladder, solutions=tuple(change(item) for item in ladder.solutions))


class TestVerifyBackwards:
    def test_h_35_agrees_with_a_right_plan(self) -> None:
        assert verify(GOOD) == ()

    @given(
        number=st.integers(1, 12),
        field=st.sampled_from(STEP_FIELDS),
        factor=st.sampled_from([Fraction(10), Fraction(1, 10), Fraction(1000001, 1000000), Fraction(0)]),
    )
    def test_h_35_finds_any_altered_step(self, number: int, field: str, factor: Fraction) -> None:
        assert verify(altered_step(GOOD, number, field, factor))

    @pytest.mark.parametrize("number", [1, 2, 3])
    @pytest.mark.parametrize("field", SOLUTION_FIELDS)
    def test_h_35_finds_any_altered_solution(self, number: int, field: str) -> None:
        assert verify(altered_solution(GOOD, number, field, Fraction(1000001, 1000000)))

    def test_h_35_finds_a_ladder_that_misses_the_target(self) -> None:
        half = ladders.plan(ladders.standard(), "1000 mg").exact

        assert "target" in verify(half)[0].message

    def test_h_35_finds_a_dose_in_a_step_that_fills_the_line(self) -> None:
        steps = tuple(replace(step, delivers_nothing=step.number == 1) for step in GOOD.steps)

        assert "fills the line" in verify(replace(GOOD, steps=steps))[0].message

    def test_every_way_of_closing_agrees(self) -> None:
        for recipe, target in (
            (ladders.standard(Closing.VOLUME), "2000 mg"),
            (ladders.shares(), "600 mg"),
            (ladders.doubling_with_rest(), "100 mg"),
            (ladders.oral("1 mg", "2 mg"), "2 mg"),
            (ladders.vaccine(), "0.155 mL"),
        ):
            assert "VERIFY-01" not in ladders.codes(ladders.plan(recipe, target))
