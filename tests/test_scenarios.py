"""Whole days on a ward: every scenario file runs through the use cases, and everything in it is as it says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.replay_text import rehearsal_json, rehearsal_text
from stepward.adapters.documents.scenario_toml import START, read_scenario
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.command_words import COMMANDS
from stepward.core.sessions.plan import ResumeKind
from stepward.shells.docs_scenarios import WORDS
from stepward.usecases.rehearsing import SHORT, Rehearsal, rehearse
from stepward.usecases.scenarios import Line, Ordered

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.toml"))


@cache
def rehearsed(path: Path) -> Rehearsal:
    """Run one file."""
    scenario = read_scenario(path.read_bytes(), name=path.name)
    return rehearse(scenario, log=MemoryEventLog(lambda: START), catalogue=shipped)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_runs_as_it_says(path: Path) -> None:
    assert rehearsed(path).faults == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_shown_line_by_line(path: Path) -> None:
    found = rehearsed(path)

    text, words = rehearsal_text(found), rehearsal_json(found)

    assert found.scenario.title in text
    assert "FAULT" not in text
    assert text.count("refused, ") == sum(bool(told.refused) for told in found.told)
    assert not any(mark in text for mark in ("Fraction(", "datetime(", "<", "None", "{", "  :"))
    assert json.loads(json.dumps(words)) == words
    assert not has_floats(words)
    assert [len(line["entries"]) for line in words["lines"]] == [len(told.entries) for told in found.told]


def has_floats(value: Any) -> bool:
    """Tell whether a number with a point stands anywhere."""
    if isinstance(value, dict):
        return any(has_floats(item) for item in value.values())
    return any(has_floats(item) for item in value) if isinstance(value, list) else isinstance(value, float)


def test_are_many_and_every_resume_rule_is_among_them() -> None:
    found = [read_scenario(path.read_bytes(), name=path.name) for path in FILES]
    plans = [part.plan for scenario in found for part in scenario.parts]
    rules = {plan.choices.resume_rule if isinstance(plan, Ordered) else plan.resume_rule for plan in plans}

    assert len(FILES) >= 30
    assert {rule.kind for rule in rules} == set(ResumeKind)


def test_every_command_is_asked_for_somewhere() -> None:
    asked = {line.does.replace(" ", "-") for path in FILES for line in lines(path)}
    by_short_forms = {"record-vitals", "finish-last-step", "server-restarted"}

    assert set(COMMANDS) - by_short_forms - asked == set()


def test_every_short_form_stands_in_the_page() -> None:
    assert set(WORDS) == {*SHORT, "run to step N"}


def lines(path: Path) -> list[Line]:
    """List the lines of one file."""
    scenario = read_scenario(path.read_bytes(), name=path.name)
    return [line for part in scenario.parts for line in part.lines]
