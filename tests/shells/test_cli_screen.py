"""`stepward screen`: exit status, the object on stdout, one line on stderr."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stepward.core.findings import Refusal
from stepward.shells.cli import commands

CASES = Path(__file__).parents[1] / "data" / "cases"
NAMES = (
    "mild-carboplatin",
    "sjs-carbamazepine",
    "severe-carboplatin-on-metoprolol",
    "rituximab-rigors",
    "alternative-exists",
)
KEYS = {
    "verdict",
    "phenotype",
    "care_level",
    "protocols",
    "premedication",
    "medicines",
    "excipients",
    "grades",
    "findings",
}
MILD: dict[str, Any] = json.loads((CASES / "mild-carboplatin.json").read_text())


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["screen", *words], standalone_mode=False)


def written(folder: Path, content: str | bytes) -> str:
    path = folder / "case.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def changed(part: str, **values: object) -> str:
    first = MILD[part][0] if isinstance(MILD[part], list) else MILD[part]
    new = {**first, **values}
    return json.dumps({**MILD, part: [new] if isinstance(MILD[part], list) else new})


def codes(folder: Path, content: str) -> set[str]:
    return {item["code"] for item in json.loads(run(written(folder, content), "--json").output)["findings"]}


class TestContract:
    @pytest.mark.parametrize("name", NAMES)
    def test_json_has_the_keys_and_the_status_says_blocked(self, name: str) -> None:
        result = run(str(CASES / f"{name}.json"), "--json")
        found = json.loads(result.output)
        assert found.keys() >= KEYS
        assert found["care_level"] in {"icu", "monitored-bed", "outpatient"}
        assert all(item.keys() >= {"code", "severity", "message", "source"} for item in found["findings"])
        assert all(item.keys() >= {"id", "why"} for item in found["protocols"])
        assert result.return_value == (1 if found["verdict"] == "blocked" else 0)

    def test_only_the_severe_skin_reaction_is_blocked(self) -> None:
        assert [name for name in NAMES if run(str(CASES / f"{name}.json")).return_value] == ["sjs-carbamazepine"]

    def test_a_pdf_is_written(self, tmp_path: Path) -> None:
        target = tmp_path / "case.pdf"
        run(str(CASES / "mild-carboplatin.json"), "--pdf", str(target))
        assert target.read_bytes().startswith(b"%PDF-")


class TestAsked:
    """What can be read but not judged is a finding that asks."""

    @pytest.mark.parametrize(
        ("part", "values", "code"),
        [
            ("reactions", {"signs": ["hives", "glimmering"]}, "READ-05"),
            ("reactions", {"sbp_lowest": 900}, "READ-02"),
            ("reactions", {"spo2_lowest": 101}, "READ-02"),
            ("reactions", {"temperature_c": 98.6}, "READ-02"),
            ("patient", {"age_years": 672}, "READ-02"),
            ("patient", {"age_months": 672}, "READ-01"),
            ("patient", {"sex": "yes"}, "READ-03"),
        ],
    )
    def test_by_its_code(self, part: str, values: dict[str, object], code: str, tmp_path: Path) -> None:
        assert code in codes(tmp_path, changed(part, **values))

    def test_a_drug_that_is_not_known(self, tmp_path: Path) -> None:
        before = codes(tmp_path, json.dumps(MILD))
        assert codes(tmp_path, changed("drug", name="quuxamab")) - before

    def test_a_medicine_that_is_not_known(self, tmp_path: Path) -> None:
        before = codes(tmp_path, json.dumps(MILD))
        assert codes(tmp_path, json.dumps({**MILD, "medicines": [{"name": "quuxolol"}]})) - before


REFUSED = {
    "age as text": (changed("patient", age_years="56 years"), "age_years"),
    "age below zero": (changed("patient", age_years=-1), "age_years"),
    "pressure as text": (changed("reactions", sbp_lowest="low"), "sbp_lowest"),
    "a list": ("[]", "one object"),
    "a text": ('"case"', "one object"),
    "nothing": ("", "JSON"),
    "not JSON": ("drug: carboplatin", "JSON"),
    "NaN": ('{"patient": {"age_years": NaN}}', "NaN"),
    "Infinity": ('{"patient": {"age_years": Infinity}}', "Infinity"),
    "exponent": ('{"patient": {"age_years": 1e999999999}}', "JSON"),
    "a key twice": ('{"id": "a", "id": "b"}', "twice"),
    "deep": ("[" * 100_000, "nested"),
    "10 MB": ('{"id": "' + "a" * 10_000_000 + '"}', "256 KiB"),
    "not UTF-8": (b"\xff\xfe\x00", "JSON"),
    "a list for an object": (json.dumps({**MILD, "patient": []}), "patient"),
    "no drug": (json.dumps({**MILD, "drug": {}}), "drug.name"),
    "no amount": (changed("drug", target_dose="600"), "target_dose"),
}


class TestRefused:
    """What cannot be read stops with one line: what, where, what was expected."""

    @pytest.mark.parametrize(("content", "says"), REFUSED.values(), ids=REFUSED.keys())
    def test_names_the_file_and_the_place(self, content: str | bytes, says: str, tmp_path: Path) -> None:
        path = written(tmp_path, content)
        result = run(path, "--json")
        assert isinstance(result.exception, Refusal)
        assert str(result.exception).startswith(f"{path}: ")
        assert says in str(result.exception)
        assert "\n" not in str(result.exception)
        assert not result.stdout

    @pytest.mark.parametrize("content", [None, "[]", '{"patient": {"age_years": NaN}}'])
    def test_is_status_2_and_one_line_on_stderr(self, content: str | None, tmp_path: Path) -> None:
        path = str(tmp_path) if content is None else written(tmp_path, content)
        command = [sys.executable, "-c", "from stepward.shells.cli import main; main()", "screen", path, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert path in done.stderr
        assert not done.stdout
