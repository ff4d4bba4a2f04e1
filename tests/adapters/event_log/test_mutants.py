"""Every seeded bug of the log is caught by a test that is named for its rule."""

import subprocess
import sys

import pytest

from tests.adapters.event_log.seeding import MUTANTS, ROOT, Mutant, source_of

QUICK = [number for number, mutant in enumerate(MUTANTS) if mutant.quick]


def became(numbers: list[int], *options: str) -> dict[int, str]:
    command = [sys.executable, "-m", "tests.adapters.event_log.seeding", *options, *map(str, numbers)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=1200)
    lines = (line.split(" ", 1) for line in done.stdout.splitlines())
    return {int(number): word for number, word in lines}


def survivors(numbers: list[int]) -> list[str]:
    found = became(numbers)
    return [f"{MUTANTS[number]}: {found[number]}" for number in numbers if found[number] != "caught"]


class TestMutants:
    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.rule}-{mutant.module}")
    def test_stand_once_in_the_text(self, mutant: Mutant) -> None:
        assert source_of(mutant.module).read_text().count(mutant.before) == 1
        assert mutant.before != mutant.after

    def test_are_caught_in_every_run(self) -> None:
        assert survivors(QUICK) == []

    def test_are_what_is_caught(self) -> None:
        assert set(became(QUICK[:2], "--control").values()) == {"survived"}

    @pytest.mark.soak
    def test_are_all_caught(self) -> None:
        assert survivors(list(range(len(MUTANTS)))) == []
