"""Alarms of ordinary days: few, and hardly one that asks for nothing."""

from fractions import Fraction

import pytest

from benchmarks import alarms
from benchmarks.alarms import MOST, ordinary_day


@pytest.mark.parametrize("seed", [1, 2])
def test_h_89_asks_for_nothing_at_most_six_times_an_hour(seed: int) -> None:
    found = ordinary_day(seed)

    assert found.hours > 4
    assert found.began > 0, "a day without any alarm shows nothing"
    assert Fraction(found.asked_nothing) / found.hours <= MOST
    assert found.began / found.hours <= MOST, "not even all of them together are more"


def test_h_89_would_count_alarms_that_come_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "_blocked", lambda _hidden, now: now.at if now.at.minute % 2 else None)
    found = ordinary_day(1)

    assert found.asked_nothing / found.hours > MOST
