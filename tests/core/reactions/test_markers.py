"""Tryptase to the last digit, and the sources of when to draw it side by side."""

from fractions import Fraction
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.reactions.markers import HIGH_BASELINE_SOURCE, REFERENCES, SAMPLING, SOURCE, tryptase


def exact(value: Any) -> Fraction | None:
    """Read a value of a table."""
    return None if value is None else Fraction(value)


class TestTryptase:
    @pytest.mark.parametrize(
        ("acute", "baseline", "rose"),
        [
            ("7.999", 5, False),
            (8, 5, False),
            ("8.001", 5, True),
            ("7.4", "4.5", False),
            ("7.400001", "4.5", True),
            (2, 0, False),
            (24, 5, True),
            ("4.6", "4.4", False),
            (None, 5, None),
            (24, None, None),
            (None, None, None),
        ],
    )
    def test_rises_above_the_threshold_and_not_at_it(self, acute: Any, baseline: Any, *, rose: bool | None) -> None:
        assert tryptase(exact(acute), baseline=exact(baseline)).rose is rose

    def test_gives_the_threshold_exactly(self) -> None:
        assert tryptase(None, baseline=Fraction(5)).threshold == 8
        assert tryptase(None, baseline=Fraction(1, 3)).threshold == Fraction(12, 5)
        assert tryptase(Fraction(5), baseline=None).threshold is None

    @pytest.mark.parametrize(("baseline", "high"), [("19.9", False), (20, False), ("20.1", True), (None, None)])
    def test_notes_a_high_baseline(self, baseline: Any, *, high: bool | None) -> None:
        assert tryptase(Fraction(30), baseline=exact(baseline)).baseline_high is high

    def test_says_which_value_is_missing(self) -> None:
        assert tryptase(None, baseline=None).unknown == ("tryptase during the reaction", "tryptase at baseline")
        assert tryptase(Fraction(3), baseline=Fraction(3)).unknown == ()


class TestSources:
    def test_are_on_file(self) -> None:
        named = {*SOURCE.split("; "), HIGH_BASELINE_SOURCE, *(item.source for item in REFERENCES)}
        named |= {item.source for item in SAMPLING}

        assert named <= set(shipped.sources())

    def test_disagree_side_by_side(self) -> None:
        assert len({advice.words for advice in SAMPLING}) == len(SAMPLING) == 4
        assert [advice.latest_minutes for advice in SAMPLING] == [240, 240, None, None]
