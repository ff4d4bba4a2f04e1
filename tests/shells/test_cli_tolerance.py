"""`stepward tolerance`: the contract of its JSON, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from stepward.core.findings import Refusal
from stepward.shells.cli import commands

HISTORY: dict[str, Any] = {
    "drug": "aspirin",
    "mode": "continuous",
    "session": {"state": "COMPLETED", "last_dose_ended_at": "2026-11-20T14:00:00+00:00"},
    "interval_hours": "24",
    "policy": {"window_hours": "48", "half_life_hours": None, "half_lives": "5", "cap_hours": "48"},
    "doses": [{"given_at": "2026-11-21T14:10:00+00:00", "amount": "325 mg", "product": "A", "route": "oral"}],
}


def run(tmp_path: Path, history: object, *options: str) -> Result:
    file = tmp_path / "history.json"
    file.write_bytes(history if isinstance(history, bytes) else json.dumps(history).encode())
    return CliRunner().invoke(commands, ["tolerance", str(file), *options], standalone_mode=False)


def told(tmp_path: Path, history: object, at: str) -> dict[str, Any]:
    found = run(tmp_path, history, "--at", at, "--json")
    assert (found.return_value, found.exception) == (0, None)
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


class TestJson:
    def test_h_90_says_state_times_and_what_to_do(self, tmp_path: Path) -> None:
        found = told(tmp_path, HISTORY, "2026-11-22T10:00:00+00:00")

        assert {key: found[key] for key in ("state", "since", "lapses_at", "next_due_at", "action", "findings")} == {
            "state": "tolerant",
            "since": "2026-11-20T14:00:00+00:00",
            "lapses_at": "2026-11-23T14:10:00+00:00",
            "next_due_at": "2026-11-22T14:10:00+00:00",
            "action": "continue",
            "findings": [],
        }

    def test_h_90_takes_times_of_any_place(self, tmp_path: Path) -> None:
        assert told(tmp_path, HISTORY, "2026-11-23T15:10:00+01:00")["state"] == "lapsed"
        assert told(tmp_path, HISTORY, "2026-11-23T09:09:59-05:00")["state"] == "due"

    def test_h_90_asks_about_what_it_does_not_know(self, tmp_path: Path) -> None:
        found = told(tmp_path, HISTORY | {"renal": "good"}, "2026-11-22T10:00:00+00:00")

        assert [item["code"] for item in found["findings"]] == ["READ-01"]

    def test_h_91_for_people_says_that_the_allergy_stays(self, tmp_path: Path) -> None:
        found = run(tmp_path, HISTORY, "--at", "2026-11-24T10:00:00+00:00")

        assert found.return_value == 0
        assert found.stdout.startswith("aspirin: Not tolerant. The allergy entry stays active.\nDesensitize again")


class TestBadInput:
    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"doses": [{"given_at": "2026-11-21T14:10:00"}]}, "offset"),
            ({"session": {"state": "COMPLETED", "last_dose_ended_at": "2026-11-20T14:00"}}, "offset"),
            ({"session": {"state": "COMPLETED", "last_dose_ended_at": "yesterday"}}, "last_dose_ended_at"),
            ({"doses": [{"amount": "325 mg"}]}, "doses[0].given_at"),
            ({"doses": [{"given_at": "2026-11-21T14:10:00+00:00", "amount": "much"}]}, "doses[0].amount"),
            ({"interval_hours": "-24"}, "interval_hours"),
            ({"interval_hours": "0"}, "interval"),
            ({"interval_hours": True}, "interval_hours"),
            ({"policy": {"cap_hours": "many"}}, "policy.cap_hours"),
            ({"mode": "sometimes"}, "mode"),
            ({"drug": None}, "drug"),
            ({"doses": "none"}, "doses"),
        ],
    )
    def test_is_refused_with_the_place(self, tmp_path: Path, changed: dict[str, Any], told: str) -> None:
        found = run(tmp_path, HISTORY | changed, "--at", "2026-11-22T10:00:00+00:00")

        assert isinstance(found.exception, Refusal)
        assert told in str(found.exception)
        assert found.stdout == ""

    @pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"drug": 1, "drug": 2}'])
    def test_no_json_is_refused(self, tmp_path: Path, content: bytes) -> None:
        assert isinstance(run(tmp_path, content, "--at", "2026-11-22T10:00:00+00:00").exception, Refusal)

    @pytest.mark.parametrize("at", ["2026-11-22T10:00:00", "now", ""])
    def test_a_time_to_ask_for_has_an_offset(self, tmp_path: Path, at: str) -> None:
        assert isinstance(run(tmp_path, HISTORY, "--at", at).exception, Refusal | click.UsageError)
