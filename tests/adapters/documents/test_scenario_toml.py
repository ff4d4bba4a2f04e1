"""Scenario files are read strictly: what is not of the format is refused, with its place."""

from pathlib import Path

import pytest

from stepward.adapters.documents.scenario_toml import MOST_BYTES, START, read_scenario
from stepward.core.sessions.instants import HOUR, MINUTE, SECOND
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.plan import SessionPlan, StepKind
from stepward.core.sessions.sealing import is_sealed
from stepward.usecases.scenario_words import UnreadableScenario, clock, duration, measured
from stepward.usecases.scenarios import Measured, Scenario

STOP = (Path(__file__).parents[2] / "scenarios" / "stop-and-on-again.toml").read_text(encoding="utf-8")


def read(text: str) -> Scenario:
    return read_scenario(text.encode(), name="x.toml")


def plan_of(text: str) -> SessionPlan:
    found = read(text).parts[0].plan
    assert isinstance(found, SessionPlan)
    return found


class TestReads:
    """What a file says."""

    def test_the_plan(self) -> None:
        plan = plan_of(STOP)

        assert [step.dose for step in plan.steps] == [0.25, 0.5, 2.5, 96.75]
        assert [step.ends_by_volume for step in plan.steps] == [False, False, False, True]
        assert plan.steps[3].dwell == (2 * 60 + 25) * MINUTE + 7 * SECOND + 500_000
        assert plan.ordered_total == 100
        assert plan.observation == HOUR
        assert plan.closes_on_total
        assert is_sealed(plan)

    def test_doses_and_settings(self) -> None:
        text = STOP.replace(
            "plan.line =", "plan.settings = { hold-limit = 90, second-person-at-rate = true }\nplan.line ="
        )
        text = text.replace(
            '{ solution = 2, rate = "40 mL/h", volume = "96.75 mL" }', '{ solution = 2, dose = "5 mg" }'
        )

        plan = plan_of(text)

        assert (plan.settings.hold_limit, plan.settings.second_person_at_rate) == (90, True)
        assert plan.steps[3].kind is StepKind.DOSE

    def test_people_and_lines(self) -> None:
        found = read(STOP)

        assert [person.name for person in found.people] == ["Ana", "Nora", "Sam", "Pia", "Tom"]
        assert found.people[1].may(Privilege.RUN)
        assert found.parts[0].start == START
        assert found.parts[0].lines[3].at == 20 * MINUTE

    def test_a_person_with_privileges_of_the_unit(self) -> None:
        text = STOP.replace('Sam = "nurse"', 'Sam = { role = "nurse practitioner", may = ["resume a clinical hold"] }')

        assert read(text).people[2].privileges == frozenset({Privilege.RESUME})


class TestRefuses:
    """What is not of the format."""

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            ("title =", "titel =", "title"),
            ("rules = [", "rules = [7, ", "rules"),
            ('rules = ["H-05"', 'rules = ["five"', "rules"),
            ('Ana = "allergist"', 'Ana = "wizard"', "Ana"),
            ('Ana = "allergist"', "Ana = 7", "Ana"),
            ('Ana = "allergist"', 'Ana = { role = "x", may = ["fly"] }', "fly"),
            ('Ana = "allergist"', 'Ana = { role = "x", wings = 2 }', "wings"),
            ('plan.unit = "mg"', 'plan.unit = "mg"\nplan.color = "red"', "color"),
            ('plan.unit = "mg"', "", "unit"),
            ('"10 mL/h"', '"10"', "rate"),
            ('"10 mL/h"', '"10 mL/min"', "rate"),
            ('"10 mL/h"', '"0 mL/h"', "time"),
            ('"10 mL/h"', '"1e1 mL/h"', "rate"),
            ('time = "15 min"', 'time = "15"', "time"),
            ('time = "15 min"', 'time = "15 min", volume = "3 mL"', "time"),
            ("solution = 2", "solution = 3", "solution"),
            ('rule = "repeat-step"', 'rule = "as you like"', "rule"),
            ('rule = "repeat-step"', 'rule = "steps-back"', "steps"),
            ('plan.observation = "60 min"', "plan.observation = 60", "observation"),
            ("plan.vitals = {", "plan.vital = {", "vital"),
            ('low = "50"', 'least = "50"', "least"),
            ("day = [", "days = [", "day"),
            ('at = "0:20"', 'at = "0:20", after = "1 min"', "after"),
            ('at = "0:20"', 'at = "0:60"', "at"),
            ('at = "0:20"', 'at = "twenty past"', "at"),
            ('does = "stop"', 'dose = "stop"', "does"),
            ("hold = ", "held = ", "held"),
            ("alarms = []", "alarms = 0", "alarms"),
            ('given = "0.43 mg"', "given = 0.43", "given"),
            ('given = "0.43 mg"', 'given = { least = "1 mg" }', "most"),
            ('left = "15 min"', 'left = "15 minutes"', "left"),
            ("step = 2, rate", "step = -2, rate", "step"),
            ("step = 2, rate", "step = true, rate", "step"),
            ("step = 2, rate", "step = 2.0, rate", "step"),
        ],
    )
    def test_says_where(self, old: str, new: str, where: str) -> None:
        assert old in STOP

        with pytest.raises(UnreadableScenario, match=r"^x") as refusal:
            read(STOP.replace(old, new, 1))

        assert where in str(refusal.value)
        assert "\n" not in str(refusal.value)

    @pytest.mark.parametrize("content", [b"", b"\xff", b"title = ", b"a = " + b"[" * 5000, b" " * (MOST_BYTES + 1)])
    def test_what_is_no_file_of_this_kind(self, content: bytes) -> None:
        with pytest.raises(UnreadableScenario, match=r"^x"):
            read_scenario(content, name="x.toml")

    def test_a_text_without_end(self) -> None:
        with pytest.raises(UnreadableScenario, match="title"):
            read(STOP.replace("STOP, and on again", "x" * 501, 1))


class TestWords:
    """Times and amounts."""

    def test_are_read_exactly(self) -> None:
        assert duration("1 h 30 min") == 90 * MINUTE
        assert duration("0.5 s") == 500_000
        assert clock("26:05:07") == 26 * HOUR + 5 * MINUTE + 7 * SECOND
        assert measured("5/12 mg") == Measured(measured("5 mg").value / 12, "mg")

    @pytest.mark.parametrize("text", ["", "90", "90min", "-5 min", "1 h  30 min", "1 day", "1 h 30", "٣ min"])
    def test_refuse_other_times(self, text: str) -> None:
        with pytest.raises(UnreadableScenario):
            duration(text)


class TestShape:
    """What a file must have, and of which kind."""

    @pytest.mark.parametrize(
        ("start", "new", "where"),
        [
            ("people =", "", "people"),
            ("plan.steps =", "plan.steps = []\nplan.other =", "steps"),
            ("plan.resume =", "plan.other =", "resume"),
            ("plan.vitals =", "plan.other =", "vitals"),
            ("day = [", "start = 2026-11-23T08:00:00\nday = [", "start"),
            ("day = [", "day = []\nother = [", "day"),
            ("day = [", "day = 7\nother = [", "day"),
            ("plan.drug =", "plan.patient-age = 7\nplan.drug =", "patient-age"),
            ("plan.drug =", "plan.closes-on-total = 1\nplan.drug =", "closes-on-total"),
            ("plan.drug =", "plan.settings = { hold-limit = 9000 }\nplan.drug =", "hold_limit"),
            ("plan.drug =", 'plan.leads = [{ line = "weather", time = "5 min" }]\nplan.drug =', "weather"),
            ("plan.drug =", "plan.checklist = [7]\nplan.drug =", "checklist"),
        ],
    )
    def test_is_asked_for(self, start: str, new: str, where: str) -> None:
        lines = STOP.splitlines()
        place = next(number for number, line in enumerate(lines) if line.startswith(start))
        lines[place] = new + lines[place].removeprefix(start) if new else ""

        with pytest.raises(UnreadableScenario, match=where):
            read("\n".join(lines))

    def test_a_plan_is_there(self) -> None:
        lines = [line for line in STOP.splitlines() if not line.startswith(("plan.", "  { solution"))]

        with pytest.raises(UnreadableScenario):
            read("\n".join(lines))
