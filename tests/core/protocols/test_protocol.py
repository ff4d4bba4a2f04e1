"""Protocols that contradict themselves."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from stepward.core.protocols.protocol import (
    Closing,
    Dilution,
    DoseOf,
    FixedStrength,
    Share,
    Solution,
    Step,
    UnsoundProtocol,
)
from stepward.core.quantities import DoseRule, Duration, Mass, Rate, Strength, Volume
from tests.core.protocols.ladders import protocol, standard

RATE, QUARTER, FIVE = Rate(Fraction(60)), Duration(Fraction(15)), Volume(Fraction(5))
DOSE, DRUG, HALF = DoseRule.parse("1 mg"), Mass(Fraction(30)), Fraction(1, 2)
SOLUTION = Solution(number=1, strength=FixedStrength(strength=Strength.parse("1 mg/mL")))


class TestStep:
    @pytest.mark.parametrize(
        ("words", "named"),
        [
            ({"rate": RATE, "rate_fraction": HALF}, "rate and rate_fraction"),
            ({"rate": RATE, "rate_of_drug": DRUG}, "rate and rate_of_drug"),
            ({"dose": DOSE, "dose_fraction": HALF}, "dose and dose_fraction"),
            ({"dose": DOSE, "dose_is": DoseOf.REMAINDER}, "dose and dose_is"),
            ({"dose": DOSE, "wait": QUARTER, "interval": QUARTER}, "wait and interval"),
            ({"rate": RATE, "duration": QUARTER, "volume": FIVE}, "rate, duration and volume"),
            ({"solution": 1, "volume": FIVE, "dose": DOSE}, "dose beside"),
            ({"solution": 1, "rate_fraction": HALF, "duration": QUARTER, "dose": DOSE}, "dose beside"),
            ({"rate_of_drug": DRUG, "duration": QUARTER, "dose": DOSE}, "dose beside"),
            ({"delivers_nothing": True, "dose": DOSE}, "dose beside"),
        ],
    )
    def test_what_is_stated_twice_is_refused(self, words: dict[str, Any], named: str) -> None:
        with pytest.raises(UnsoundProtocol, match=f"^invented: step 1 states {named}"):
            protocol((SOLUTION,), (Step(number=1, route="iv", **words),))

    @pytest.mark.parametrize(
        "words",
        [
            {},
            {"dose": DOSE, "duration": QUARTER},
            {"dose": DOSE, "volume": FIVE, "duration": QUARTER},
            {"solution": 1, "volume": FIVE, "duration": QUARTER},
            {"solution": 1, "rate": RATE, "dose_is": DoseOf.REMAINDER},
            {"solution": 1, "rate": RATE, "duration": QUARTER},
            {"rate_of_drug": DRUG, "duration": QUARTER},
            {"delivers_nothing": True, "rate": RATE, "duration": QUARTER},
        ],
    )
    def test_what_is_stated_once_is_kept(self, words: dict[str, Any]) -> None:
        step = Step(number=1, route="iv", **words)

        assert protocol((SOLUTION,), (step,)).steps == (step,)


class TestShares:
    @pytest.mark.parametrize(
        ("texts", "is_sound"),
        [
            (("1/10", "9/10"), True),
            (("1/10", "8/10"), True),
            (("1/10", None), True),
            (("1/10", "1"), False),
            (("1", None), False),
            ((None, None), False),
        ],
    )
    def test_shares_of_more_than_the_dose_are_refused(self, texts: tuple[str | None, ...], is_sound: bool) -> None:  # noqa: FBT001 - a column of the table
        solutions = tuple(
            Solution(number=number, strength=Share(fraction=None if text is None else Fraction(text)), volume=FIVE)
            for number, text in enumerate(texts, 1)
        )
        steps = (Step(number=1, route="iv", solution=1, duration=QUARTER),)

        if is_sound:
            assert protocol(solutions, steps, closing=Closing.SHARES).solutions == solutions
        else:
            with pytest.raises(UnsoundProtocol, match="more than the whole dose"):
                protocol(solutions, steps, closing=Closing.SHARES)


class TestClosing:
    def test_a_last_solution_that_closes_by_strength_is_the_full_one(self) -> None:
        recipe = standard()
        weak = replace(recipe.solutions[-1], strength=Dilution(fraction=HALF))

        with pytest.raises(UnsoundProtocol, match="so its dilution is 1"):
            replace(recipe, solutions=(*recipe.solutions[:-1], weak))
