"""Tolerance beside a second, simple count of it, on drawn histories (H-90, H-91)."""

import os
import random

import pytest

from stepward.core.tolerance.standing import Action, tolerance_at
from tests.core.tolerance.ticks import BEGINNINGS, TICK, drawn

MANY = {"soak": 1_000_000}.get(os.environ.get("STEPWARD_CAMPAIGN", ""), 50_000)
SEEDS, SHARE = 10, 10


@pytest.mark.parametrize("seed", range(SEEDS))
def test_h_90_no_lapse_is_missed_and_none_is_late(seed: int) -> None:
    chance, seen = random.Random(seed), set[str]()  # noqa: S311 - drawn histories
    for _ in range(MANY // SHARE):
        days, history, at = drawn(chance)
        state, closes, asks = days.stand()
        found = tolerance_at(history, at)

        assert found.state.value == state, (days, history)
        assert (found.action is Action.ASK) == (asks or state in {"never", "unknown"}), (days, found)
        if closes is not None:
            began = next(item for item in BEGINNINGS if item == history.ended_at)
            assert found.lapses_at == began + closes * TICK, (days, history)
        else:
            assert found.lapses_at is None
        seen.add(state)
    assert seen == {"tolerant", "due", "lapsed", "never", "unknown"}
