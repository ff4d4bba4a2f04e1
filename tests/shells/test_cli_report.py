"""`stepward report`: what it says of files of safety reports and of answers, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stepward.core.findings import Refusal
from stepward.shells.cli import commands

DATA = Path(__file__).parents[1] / "data" / "e2b"
SAMPLE, ANSWER = DATA / "FAERS2022Scenario1.xml", DATA / "R3ack-positive.xml"


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["report", *words], standalone_mode=False)


def changed(tmp_path: Path, source: Path, old: bytes, new: bytes) -> str:
    content = source.read_bytes()
    assert old in content
    (tmp_path / "changed.xml").write_bytes(content.replace(old, new))
    return str(tmp_path / "changed.xml")


class TestCheck:
    def test_says_what_was_checked_and_what_was_not(self) -> None:
        found = run("check", str(SAMPLE))
        lines = found.stdout.splitlines()
        assert found.return_value == 0
        assert lines[:3] == [
            "1 report: US-APHARMA-8744554B",
            "The file is valid by the schema.",
            "No rule that is implemented rejects it.",
        ]
        assert "  assignedEntity/representedOrganization/addr/country" in lines
        assert lines[-1] == "5 published rules are not implemented, and codes of MedDRA are not looked up."

    def test_names_the_rule_that_rejects(self, tmp_path: Path) -> None:
        found = run("check", changed(tmp_path, SAMPLE, b'extension="ZZFDA"', b'extension="OTHER"'))
        assert found.return_value == 1
        assert "REJECTED R0004    A report of a marketed product goes to ZZFDA." in found.stdout.splitlines()

    def test_names_the_line_that_breaks_the_schema(self, tmp_path: Path) -> None:
        found = run("check", changed(tmp_path, SAMPLE, b'<statusCode code="active"/>', b"<statusKode/>"))
        assert found.return_value == 1
        assert "SCHEMA   line " in found.stdout
        assert "valid by the schema" not in found.stdout

    def test_gives_the_same_as_json(self, tmp_path: Path) -> None:
        told = json.loads(run("check", changed(tmp_path, SAMPLE, b'"ZZFDA"', b'"OTHER"'), "--json").stdout)
        assert told["cases"] == ["US-APHARMA-8744554B"]
        assert told["schema"] == []
        assert told["faults"] == [
            {
                "rule": "R0004",
                "element": "N.1.4",
                "words": "A report of a marketed product goes to ZZFDA",
                "rejects": True,
            }
        ]
        assert "assignedEntity/representedOrganization/addr/country" in told["not_read"]

    def test_a_stranger_cannot_write_to_the_terminal(self, tmp_path: Path) -> None:
        found = run("check", changed(tmp_path, SAMPLE, b"US-APHARMA-8744554B", b"US-A-1&#x85;&#x9b;31mRED"))
        assert "\x9b" not in found.stdout
        assert found.stdout.splitlines()[0] == "1 report: US-A-1  31mRED"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"<!DOCTYPE x><x/>", "document type"),
            (b" " * (21 * 1024 * 1024), "more than 9 MB"),
            (b"x", "no sound XML"),
            (ANSWER.read_bytes(), "Expected MCCI_IN200100UV01"),
        ],
        ids=["doctype", "giant", "text", "answer"],
    )
    def test_refuses_what_is_no_report(self, tmp_path: Path, content: bytes, words: str) -> None:
        (tmp_path / "file.xml").write_bytes(content)
        found = run("check", str(tmp_path / "file.xml"))
        assert isinstance(found.exception, Refusal)
        assert words in str(found.exception)
        assert not found.stdout

    def test_says_that_there_is_no_such_file(self, tmp_path: Path) -> None:
        found = run("check", str(tmp_path / "none.xml"))
        assert "No such file" in str(found.exception)


class TestAck:
    def test_says_what_was_taken(self) -> None:
        found = run("ack", str(ANSWER))
        assert found.return_value == 0
        assert found.stdout.splitlines() == [
            (
                "File FAERS2022Scenario1-4069-a2dd-08002b30309d: the whole file was taken (AA). "
                "message successfully processed, no further action"
            ),
            "Report 21ec1492-3aea-4069-a2ab-08002b30309d US-APHARMA-8744554B: taken (CA). Report Loaded Successfully",
        ]

    @pytest.mark.parametrize("code", ["CR", "CE"])
    def test_says_what_was_not_taken(self, tmp_path: Path, code: str) -> None:
        found = run("ack", changed(tmp_path, ANSWER, b'typeCode="CA"', f'typeCode="{code}"'.encode()))
        assert found.return_value == 1
        assert f"({code})" in found.stdout
        assert ": taken" not in found.stdout

    def test_gives_the_same_as_json(self) -> None:
        told = json.loads(run("ack", str(ANSWER), "--json").stdout)
        assert [(each["code"], each["taken"], each["batch"]) for each in told["answers"]] == [
            ("AA", True, True),
            ("CA", True, False),
        ]

    def test_refuses_an_answer_with_a_code_of_no_list(self, tmp_path: Path) -> None:
        found = run("ack", changed(tmp_path, ANSWER, b'typeCode="CA"', b'typeCode="??"'))
        assert isinstance(found.exception, Refusal)
        assert "taken" not in found.stdout

    def test_refuses_a_report(self) -> None:
        assert isinstance(run("ack", str(SAMPLE)).exception, Refusal)
