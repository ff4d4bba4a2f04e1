"""The runner of scenarios finds what is not as a file says, and refuses lines that ask for nothing."""

from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.scenario_toml import START, read_scenario
from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.findings import Refusal
from stepward.usecases.rehearsing import Rehearsal, rehearse
from stepward.usecases.scenario_words import UnreadableScenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
STOP = (SCENARIOS / "stop-and-on-again.toml").read_text(encoding="utf-8")
DAY = STOP.partition("day = [")[0]


def run(text: str) -> Rehearsal:
    scenario = read_scenario(text.encode(), name="x.toml")
    return rehearse(scenario, log=MemoryEventLog(lambda: START), catalogue=shipped)


class TestFaults:
    """What a file says and what is."""

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            (
                'then = { state = "verified" }',
                'then = { state = "running" }',
                "line 1 (make ready): state: expected running",
            ),
            ('rate = "20 mL/h", given', 'rate = "21 mL/h", given', "rate: expected 21 mL/h, was 20 mL/h"),
            (
                'given = "0.43 mg"',
                'given = { least = "0.4 mg", most = "0.43 mg" }',
                "expected 0.4 mg to 0.43 mg, was 0.43",
            ),
            ('given = "0.43 mg"', 'given = "0.43 g"', "expected 0.43 g"),
            ('missing = ["signature-needed"]', "missing = []", "expected [], was [signature-needed]"),
            ('points = ["step 2 at 20 mL/h"]', "points = []", "was [step 2 at 20 mL/h]"),
            ('refused = "pump-may-run"', 'refused = "dwell-runs"', "expected dwell-runs, was pump-may-run"),
            ('refused = "pump-may-run"', 'note = ""', "expected no refusal, was pump-may-run"),
            (
                'does = "confirm pump stopped"',
                'refused = "x", does = "confirm pump stopped"',
                "expected x, was accepted",
            ),
            ('left = "15 min"', 'left = "14 min"', "left: expected 840000000"),
            ('at-vein = "100 mg"', 'at-vein = "99 mg"', "at_vein: expected 99 mg, was 100 mg"),
            ('state = "completed"', "next = { step = 2 }", "there is no next step"),
            ('step = 2, rate = "20 mL/h", given', "next = { step = 4 }, given", "next step: expected 4, was 3"),
        ],
    )
    def test_are_found(self, old: str, new: str, fault: str) -> None:
        assert old in STOP

        assert any(fault in item for item in run(STOP.replace(old, new, 1)).faults), fault

    def test_are_none_where_all_is_as_it_says(self) -> None:
        assert run(STOP).faults == ()


class TestLines:
    """Lines that ask for nothing that can be."""

    @pytest.mark.parametrize(
        "line",
        [
            '{ does = "leap" }',
            '{ does = "stop", reason = "none is asked" }',
            '{ does = "make ready", number = 1 }',
            '{ does = "calm vitals", who = "Nobody" }',
            '{ does = "sign resume", step = 9 }',
            '{ does = "record vitals", values = { pulse = 80 } }',
            '{ does = "record vitals", values = "80" }',
            '{ does = "doubt delivery", duration = "long", reason = "x" }',
            '{ does = "lower rate", rate = "5 mL", reason = "x" }',
            '{ does = "tick checklist", line = "consent", given-at = "yesterday" }',
            '{ does = "order by telephone", physician = "Ana", loud = true }',
            '{ does = "set clock", by = "some" }',
        ],
    )
    def test_are_refused_with_their_place(self, line: str) -> None:
        text = f'{DAY}day = [ {{ does = "make ready" }}, {{ does = "start" }}, {{ does = "stop" }}, {line} ]'

        with pytest.raises(UnreadableScenario, match="line 4"):
            run(text)

    def test_time_does_not_run_back(self) -> None:
        with pytest.raises(UnreadableScenario, match="line 2"):
            run(f'{DAY}day = [ {{ at = "0:20", does = "make ready" }}, {{ at = "0:19", does = "start" }} ]')

    def test_nothing_is_entered_while_the_server_is_down(self) -> None:
        with pytest.raises(UnreadableScenario, match="server is down"):
            run(f'{DAY}day = [ {{ does = "make ready" }}, {{ does = "server stops" }}, {{ does = "start" }} ]')

    def test_somebody_must_be_there(self) -> None:
        text = DAY.replace('Ana = "allergist", Nora = "nurse", Sam = "nurse", ', "")

        with pytest.raises(UnreadableScenario, match="nobody can run"):
            run(f'{text}day = [ {{ does = "make ready" }} ]')

    def test_a_plan_that_cannot_be_made_is_refused(self) -> None:
        text = (SCENARIOS / "two-days-day-1.toml").read_text(encoding="utf-8")

        with pytest.raises(Refusal):
            run(text.replace("plan.day = 1", "plan.day = 3"))


@pytest.mark.parametrize("name", ["stop-and-on-again", "restart-with-confirmed-gap", "sent-twice-and-too-late"])
def test_a_day_is_the_same_on_a_log_that_a_disk_holds(name: str, tmp_path: Path) -> None:
    content = (SCENARIOS / f"{name}.toml").read_bytes()
    log = open_log(tmp_path / "log", clock=lambda: START, least_free=0)

    found = rehearse(read_scenario(content, name=name), log=log, catalogue=shipped)
    log.close()

    assert found.faults == ()
    assert [told.session for told in found.told] == [told.session for told in run(content.decode()).told]
