"""Every seeded bug of reports and outcomes is caught by a test of its module that is named for its rule."""

import subprocess
import sys

import pytest

from tests.adapters.event_log.seeding import ROOT, Mutant, source_of
from tests.core.reports.seeding import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.rule}-{mutant.module}")
def test_stand_once_in_the_text(mutant: Mutant) -> None:
    assert source_of(mutant.module).read_text().count(mutant.before) == 1
    assert mutant.before != mutant.after


@pytest.mark.soak
def test_are_all_caught() -> None:
    command = [sys.executable, "-m", "tests.core.reports.seeding"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=1_200)
    assert [line for line in done.stdout.splitlines() if not line.endswith(" caught")] == []
