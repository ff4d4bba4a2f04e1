"""The exact interval beside SciPy's."""

import random

import pytest
from scipy.stats import beta, binomtest

from stepward.core.outcomes.intervals import beta_below, exact_interval


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("of", [1, 2, 5, 23, 98, 413, 2177])
def test_h_35_is_that_of_scipy(of: int, level: float) -> None:
    for count in sorted({0, 1, of // 20, of // 3, of // 2, of - 1, of}):
        found = exact_interval(count, of, level=level)
        known = binomtest(count, of).proportion_ci(confidence_level=level, method="exact")

        assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-10)
        assert found.low <= count / of <= found.high


def test_h_35_holds_for_a_million_sessions() -> None:
    for count in (1, 4_711, 320_000, 999_999):
        found = exact_interval(count, 1_000_000)
        low = beta.ppf(0.025, count, 1_000_001 - count)
        high = beta.ppf(0.975, count + 1, 1_000_000 - count)

        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_h_35_drawn_shares_of_beta_distributions_are_those_of_scipy() -> None:
    chance = random.Random(1)  # noqa: S311 - drawn numbers
    for _ in range(500):
        x, first, second = chance.random(), chance.randrange(1, 3000), chance.randrange(1, 3000)

        assert beta_below(x, first, second) == pytest.approx(beta.cdf(x, first, second), abs=1e-10)


@pytest.mark.parametrize(("count", "of", "level"), [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 0.0), (1, 5, 1.0)])
def test_h_35_what_cannot_be_is_refused(count: int, of: int, level: float) -> None:
    with pytest.raises(ValueError, match="expected 0 to"):
        exact_interval(count, of, level=level)


def test_h_35_of_none_everything_is_possible() -> None:
    found = exact_interval(0, 0)

    assert (found.low, found.high) == (0.0, 1.0)
