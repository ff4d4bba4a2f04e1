"""`stepward prepare`: the object on stdout, exit status, one line on stderr."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner, Result

from stepward.core.findings import Refusal
from stepward.shells.cli import commands

CARBOPLATIN = ["prepare", "12-step", "--drug", "carboplatin", "--target", "600 mg"]
CEFTAZIDIME = ["prepare", "12-step", "--drug", "ceftazidime", "--target", "2000 mg"]


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, [*words], standalone_mode=False)


def read(path: Path) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return " ".join(text.replace("\u00a0", " ").split())


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


class TestPaper:
    def test_writes_a_worksheet_and_nothing_else(self, tmp_path: Path) -> None:
        found = run(*CARBOPLATIN, "--diluent", "5 % dextrose", "--pdf", str(tmp_path / "sheet.pdf"))
        text = read(tmp_path / "sheet.pdf")

        assert found.output == f"{tmp_path / 'sheet.pdf'} is written.\n"
        assert "Worksheet for two people" in text
        assert "No line was chosen" in text
        assert [item.name for item in tmp_path.iterdir()] == ["sheet.pdf"]

    def test_makes_what_the_line_takes(self, tmp_path: Path) -> None:
        words = [*CARBOPLATIN, "--diluent", "5 % dextrose", "--common-volume", "20 mL"]
        made = json.loads(run(*words, "--json", "--pdf", str(tmp_path / "sheet.pdf")).output)
        by_hand = json.loads(
            run(*CARBOPLATIN, "--diluent", "5 % dextrose", "--extra", "20 mL,20 mL,0 mL", "--json").output
        )

        assert made["recipes"] == by_hand["recipes"]
        assert "run in 20 mL of each" in read(tmp_path / "sheet.pdf")

    def test_labels_carry_the_hash_of_the_plan(self, tmp_path: Path) -> None:
        run(*CARBOPLATIN, "--diluent", "5 % dextrose", "--labels", str(tmp_path / "labels.pdf"))
        run(*CARBOPLATIN, "--diluent", "5 % dextrose", "--paper", "us-letter", "--pdf", str(tmp_path / "sheet.pdf"))
        labels, sheet = read(tmp_path / "labels.pdf"), read(tmp_path / "sheet.pdf")

        printed = re.search(r"Hash ([0-9A-F]{4}) ([0-9A-F]{4})", sheet)
        assert printed is not None
        assert f"{printed[1]}{printed[2]}-2-1" in labels
        assert "Patient label here" in labels

    def test_writes_nothing_for_what_is_blocked(self, tmp_path: Path) -> None:
        blocked = ["prepare", "12-step", "--drug", "rituximab", "--target", "600 mg"]
        found = run(*blocked, "--pdf", str(tmp_path / "sheet.pdf"), "--labels", str(tmp_path / "labels.pdf"))

        assert found.return_value == 1
        assert "BLOCK" in found.output
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["--common-volume", "20 mL", "--extra", "5 mL"], "extra: left out"),
            (["--carrier", "10 mL/h"], "common-volume: expected"),
            (["--primed-with", "solution-1"], "common-volume: expected"),
            (["--diluent", "5 % dextrose", "--pdf", "/nowhere/at/all.pdf"], "there is no folder"),
        ],
    )
    def test_refuses_words_that_do_not_fit(self, words: list[str], says: str) -> None:
        assert says in str(run(*CARBOPLATIN, *words).exception)


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
