"""Every seeded bug is caught by a test that is named for its rule."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.core.sessions.mutants import MUTANTS, Mutant
from tests.core.sessions.seeding import CAUGHT, SURVIVED, named, source_of

ROOT = Path(__file__).parents[3]
QUICK = [number for number, mutant in enumerate(MUTANTS) if mutant.quick]
TESTS = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))


def became(numbers: list[int], *options: str) -> dict[int, str]:
    """Run the tests of each mutant's rule on it, in a process of their own."""
    command = [sys.executable, "-m", "tests.core.sessions.seeding", *options, *(str(number) for number in numbers)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = (line.split(" ", 1) for line in done.stdout.splitlines())
    return {int(number): word for number, word in lines}


def survivors(numbers: list[int]) -> list[str]:
    """List the mutants that no test of their rule catches."""
    found = became(numbers)
    return [f"{MUTANTS[number]}: {found[number]}" for number in numbers if found[number] != CAUGHT]


class TestMutants:
    """The seeded bugs."""

    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.rule}-{mutant.module}")
    def test_stand_once_in_the_text_and_have_tests(self, mutant: Mutant) -> None:
        assert source_of(mutant.module).count(mutant.before) == 1
        assert mutant.before != mutant.after
        assert f"def {named(mutant)}" in TESTS

    def test_are_never_written_twice(self) -> None:
        assert max(Counter(MUTANTS).values()) == 1

    def test_are_caught_in_every_run(self) -> None:
        assert QUICK
        assert survivors(QUICK) == []

    def test_are_what_is_caught(self) -> None:
        assert set(became(QUICK[:3], "--control").values()) == {SURVIVED}

    @pytest.mark.soak
    def test_are_all_caught(self) -> None:
        assert survivors(list(range(len(MUTANTS)))) == []
