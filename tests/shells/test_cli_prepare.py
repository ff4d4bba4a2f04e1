"""`stepward prepare`: the object on stdout, exit status, one line on stderr."""

import json
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stepward.core.findings import Refusal
from stepward.shells.cli import commands

CARBOPLATIN = ["prepare", "12-step", "--drug", "carboplatin", "--target", "600 mg"]
CEFTAZIDIME = ["prepare", "12-step", "--drug", "ceftazidime", "--target", "2000 mg"]


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, [*words], standalone_mode=False)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run(*CARBOPLATIN, "--start", "09:00", "--diluent", "5 % dextrose", "--json").output
    )
    return found


class TestJson:
    def test_has_recipes_vials_waves_and_checks(self, made: dict[str, Any]) -> None:
        assert [item["solution"] for item in made["recipes"]] == [1, 2, 3]
        assert made["stock"]["vials"]
        assert [item["after_step"] for item in made["waves"]] == [None, 4]
        assert made["check_figures"]
        assert {item["slip"] for item in made["slips_caught"]}

    def test_writes_amounts_as_text(self, made: dict[str, Any]) -> None:
        def numbers(value: Any) -> list[Any]:
            if isinstance(value, dict):
                return [item for part in value.values() for item in numbers(part)]
            if isinstance(value, list):
                return [item for part in value for item in numbers(part)]
            return [value]

        assert not any(isinstance(item, float) for item in numbers(made))

    def test_writes_times_in_utc(self, made: dict[str, Any]) -> None:
        hung = datetime.fromisoformat(made["recipes"][2]["beyond_use"]["hung_at"])

        assert hung.isoformat().endswith("T11:00:00+00:00")


class TestText:
    def test_is_a_recipe_to_follow(self) -> None:
        found = run(*CEFTAZIDIME, "--product", "ceftazidime-1-g-tazicef")

        assert "Dissolve each vial in 10 mL of sterile water for injection." in found.output
        assert "Make solution 3 when step 4 is tolerated." in found.output
        assert found.return_value == 0

    def test_names_intermediates(self) -> None:
        found = run("prepare", "20-step", "--drug", "carboplatin", "--target", "600 mg")

        assert "Intermediate A" in found.output


class TestBadInput:
    def test_a_product_without_concentration_is_blocked(self) -> None:
        found = run("prepare", "12-step", "--drug", "rituximab", "--target", "600 mg", "--json")

        assert found.return_value == 1
        assert "PREP-01" in {item["code"] for item in json.loads(found.output)["findings"]}

    def test_a_vial_too_weak_is_blocked(self) -> None:
        found = run("prepare", "12-step", "--drug", "oxaliplatin", "--target", "2000 mg", "--json")

        assert found.return_value == 1
        assert "PREP-02" in {item["code"] for item in json.loads(found.output)["findings"]}

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["--product", "nothing"], "no product"),
            (["--extra", "much"], "extra"),
            (["--extra", "-5 mL"], "extra"),
            (["--overfill", "perhaps"], "overfill"),
        ],
    )
    def test_is_refused_in_a_sentence(self, words: list[str], says: str) -> None:
        error = run(*CARBOPLATIN, *words).exception

        assert isinstance(error, Refusal)
        assert says in str(error)

    def test_a_time_that_is_none_is_refused(self) -> None:
        assert "start" in str(run(*CARBOPLATIN, "--start", "noon").exception)
