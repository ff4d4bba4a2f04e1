"""Whole days on a ward: every scenario file runs through the use cases, and everything in it is as it says."""

from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.scenario_toml import START, read_scenario
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.usecases.rehearsing import Rehearsal, rehearse

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.toml"))


def rehearsed(path: Path) -> Rehearsal:
    """Run one file."""
    scenario = read_scenario(path.read_bytes(), name=path.name)
    return rehearse(scenario, log=MemoryEventLog(lambda: START), catalogue=shipped)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_runs_as_it_says(path: Path) -> None:
    assert rehearsed(path).faults == ()
