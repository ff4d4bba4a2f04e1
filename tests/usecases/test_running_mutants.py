"""Every seeded bug of the use cases of a session is caught by a test that is named for its rule."""

import subprocess
import sys

import pytest

from tests.adapters.event_log.seeding import ROOT, Mutant, source_of
from tests.usecases.seeding import MUTANTS


def became(*options: str) -> list[str]:
    command = [sys.executable, "-m", "tests.usecases.seeding", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    return [line.split(" ", 1)[1] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.rule}-{mutant.module}")
def test_stand_once_in_the_text(mutant: Mutant) -> None:
    assert source_of(mutant.module).read_text().count(mutant.before) == 1
    assert mutant.before != mutant.after


def survivors(numbers: list[int]) -> list[str]:
    found = became(*map(str, numbers))
    return [f"{MUTANTS[number]}: {word}" for number, word in zip(numbers, found, strict=True) if word != "caught"]


def test_are_caught_in_every_run() -> None:
    assert survivors([number for number, mutant in enumerate(MUTANTS) if mutant.quick]) == []


@pytest.mark.soak
def test_are_all_caught() -> None:
    assert survivors(list(range(len(MUTANTS)))) == []


def test_are_what_is_caught() -> None:
    assert became("2", "--control") == ["survived"]
