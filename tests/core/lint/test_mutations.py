"""Lint finds the slips that people make: at least 99 of 100 changes of a single cell that other cells determine."""

import random
from collections.abc import Iterator

import pytest

import stepward
from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.printed_files import read_printed
from stepward.adapters.documents.tables import plan_csv
from stepward.core.lint import LintResult, lint_table
from tests.core.lint.mutations import is_found, mutants

ENOUGH = 10_000
LEAST_SHARE = 0.99
LADDERS = (
    ("12-step", "2000 mg", "80 mL/h"),
    ("12-step", "400 mg", "75 mL/h"),
    ("12-step-from-2.5", "600 mg", "80 mL/h"),
    ("4-step", "100 mg", "80 mL/h"),
    ("8-step", "650 mg", "80 mL/h"),
    ("16-step", "600 mg", "80 mL/h"),
    ("20-step", "500 mg", "80 mL/h"),
)
COLUMNS = ("", "volume_ml", "dose", "cumulative")


def without(csv: str, column: str) -> str:
    """Drop a column of a CSV table."""
    lines = csv.splitlines()
    header = next(line for line in lines if line.startswith("step,"))
    if column not in header.split(","):
        return csv
    index = header.split(",").index(column)
    kept = [
        line if line.startswith("#") else ",".join(c for i, c in enumerate(line.split(",")) if i != index)
        for line in lines
    ]
    return "\n".join(kept)


def with_places(csv: str, places: int) -> str:
    """Print all doses and sums of a CSV table with the same decimals."""
    lines = []
    for line in csv.splitlines():
        cells = line.split(",")
        if not line.startswith(("#", "step")):
            cells[5:] = [f"{round(float(cell) * 10**places) / 10**places:.{places}f}" for cell in cells[5:]]
        lines.append(",".join(cells))
    return "\n".join(lines)


def clean_tables() -> Iterator[LintResult]:
    """Give the clean tables of the corpus and ladders printed in several ways."""
    for name, content in shipped.printed_tables():
        result = lint_table(read_printed(content, name=name))
        if not result.faults:
            yield result
    for protocol, target, rate in LADDERS:
        csv = plan_csv(stepward.plan(protocol, drug="x", target=target, final_rate=rate))
        for number, text in enumerate([*(without(csv, column) for column in COLUMNS), with_places(csv, 4)]):
            yield lint_table(read_printed(text.encode(), name=f"{protocol}-{target}-{number}.csv"))


def campaign(seed: int, most: int) -> tuple[int, int]:
    """Mutate until there are enough mutants; give how many and how many were found."""
    source, tables = random.Random(seed), list(clean_tables())  # noqa: S311 - repeatable, not secret
    count = found = 0
    while count < most:
        for result in tables:
            for mutant in mutants(result, source):
                count += 1
                found += is_found(mutant, result)
    return count, found


class TestCleanTables:
    def test_none_is_called_faulty(self) -> None:
        assert [result.table.id for result in clean_tables() if result.faults] == []


class TestMutations:
    def test_at_least_99_of_100_are_found(self) -> None:
        count, found = campaign(seed=20261122, most=ENOUGH)

        assert count >= ENOUGH
        assert found / count >= LEAST_SHARE

    @pytest.mark.soak
    @pytest.mark.parametrize("seed", range(10))
    def test_at_least_99_of_100_are_found_in_a_longer_campaign(self, seed: int) -> None:
        count, found = campaign(seed=seed, most=ENOUGH * 3)

        assert found / count >= LEAST_SHARE
