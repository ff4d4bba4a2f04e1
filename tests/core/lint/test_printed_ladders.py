"""Ladders in many printed styles: a clean one is never called faulty, and a slip is laid on its own cell."""

import copy
import random
from collections.abc import Iterator

import pytest

from stepward.core.lint import CellState
from tests.core.lint.mutations import is_beyond_rounding, slips
from tests.core.lint.printed_ladders import Table, lint, printed_table

CELLS = {"steps": ("rate_mL_h", "minutes", "volume_mL", "dose", "cumulative"), "solutions": ("concentration", "amount")}
LEAST_FOUND, LEAST_LAID_RIGHT, LEAST_ALONE = 0.98, 0.95, 0.93


def slipped(table: Table, source: random.Random) -> Iterator[tuple[tuple[str, str], Table]]:
    """Change one determined cell at a time; give the cell too."""
    states = {
        (place.step or place.solution, place.cell): state for place, state in lint(table).cells.items() if place.cell
    }
    for part, keys in CELLS.items():
        for index, row in enumerate(table[part]):
            key, name = source.choice(keys), row.get("n") or row.get("id")
            if key not in row or states.get((name, key)) not in {CellState.EXACT, CellState.ROUNDING}:
                continue
            choices = [text for text in slips(row[key], source) if is_beyond_rounding(row[key], text)]
            if choices:
                changed = copy.deepcopy(table)
                changed[part][index][key] = source.choice(choices)
                yield (name, key), changed


def campaign(seed: int, tables: int) -> tuple[float, float, float]:
    """Give the shares of slips that are found, laid on their own cell, and the only fault there."""
    source, count, found, right, alone = random.Random(seed), 0, 0, 0, 0  # noqa: S311 - repeatable, not secret
    for _ in range(tables):
        for place, table in slipped(printed_table(source), source):
            faults = [(item.place.step or item.place.solution, item.place.cell) for item in lint(table).faults]
            count += 1
            found += bool(faults)
            right += place in faults
            alone += faults == [place]
    return found / count, right / count, alone / count


def assert_clean(seed: int, tables: int) -> None:
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(tables):
        table = printed_table(source)
        assert [(item.place, item.printed, item.expected) for item in lint(table).faults] == [], table


class TestCleanTables:
    def test_are_never_called_faulty(self) -> None:
        assert_clean(seed=20261122, tables=400)

    @pytest.mark.soak
    @pytest.mark.parametrize("seed", range(4))
    def test_are_never_called_faulty_in_a_longer_campaign(self, seed: int) -> None:
        assert_clean(seed=seed, tables=2_000)


class TestSlips:
    def test_are_found_and_laid_on_their_own_cell(self) -> None:
        found, right, alone = campaign(seed=20261122, tables=150)

        assert (found >= LEAST_FOUND, right >= LEAST_LAID_RIGHT, alone >= LEAST_ALONE) == (True, True, True)

    @pytest.mark.soak
    @pytest.mark.parametrize("seed", range(4))
    def test_are_found_and_laid_right_in_a_longer_campaign(self, seed: int) -> None:
        found, right, alone = campaign(seed=seed, tables=1_000)

        assert (found >= LEAST_FOUND, right >= LEAST_LAID_RIGHT, alone >= LEAST_ALONE) == (True, True, True)
