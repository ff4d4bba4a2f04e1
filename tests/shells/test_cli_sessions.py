"""`stepward replay` and `stepward audit`: what was, exactly; where a chain breaks; what cannot be read."""

import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click import ClickException
from click.testing import CliRunner, Result

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.scenario_toml import START, read_scenario
from stepward.adapters.event_log.exported import export
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.findings import Refusal
from stepward.shells.cli import commands
from stepward.shells.session_places import open_checkpoints, open_session_log, places
from stepward.usecases.rehearsing import rehearse

SCENARIOS = Path(__file__).parents[1] / "scenarios"
STOP = SCENARIOS / "stop-and-on-again.toml"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], standalone_mode=False)


def status(result: Result) -> int:
    """Tell the exit status that the program gives."""
    if result.exception is not None:
        assert isinstance(result.exception, Refusal | ClickException | OSError)
        return 2
    return int(result.return_value)


@pytest.fixture(scope="module")
def content() -> bytes:
    """Export the log of a scenario."""
    log = MemoryEventLog(lambda: START)
    rehearse(read_scenario(STOP.read_bytes(), name=STOP.name), log=log, catalogue=shipped)
    (session_id,) = log._entries
    return export(session_id, log.entries(session_id))


@pytest.fixture
def file(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "session.jsonl"
    path.write_bytes(content)
    return path


class TestReplay:
    """Of a log."""

    def test_shows_each_entry_as_it_was(self, file: Path) -> None:
        found = run("replay", file)

        assert status(found) == 0
        assert "   18  23 Nov 2026 08:20:00 UTC  Sam, nurse, bedside: stop pressed\n" in found.output
        assert "held, step 2, clinical hold: stop, given 0.43 mg, at the vein 0.13 mg" in found.output
        assert "resumed: step 2 at 20 mL/h, rule repeat-step, clinical, with Sam" in found.output

    def test_says_the_same_as_json(self, file: Path) -> None:
        found: dict[str, Any] = json.loads(run("replay", file, "--json").output)

        stop = found["entries"][17]
        assert (stop["sequence"], stop["kind"], stop["state"], stop["hold"]) == (18, "stop-pressed", "held", "clinical")
        assert stop["given"] == {"least": "5/12", "most": "5/12"}
        assert found["entries"][-1]["at_vein"] == {"least": "100", "most": "100"}
        assert found["fault"] is None

    def test_shows_only_what_stands_before_a_break(self, file: Path, content: bytes) -> None:
        file.write_bytes(content.replace(b'"1.8"', b'"1.7"'))

        found = run("replay", file)

        assert status(found) == 1
        assert "FAULT    entry 19: the entry is not what its hash was made of" in found.output
        assert "pump stopped" not in found.output
        assert json.loads(run("replay", file, "--json").output)["fault"].startswith("entry 19")

    def test_prints_the_record_of_a_log(self, file: Path, tmp_path: Path) -> None:
        out = tmp_path / "record.pdf"

        found = run("replay", file, "--pdf", out, "--paper", "us-letter")

        assert status(found) == 0
        assert found.output == f"{out} is written.\n"
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
        assert "Stop pressed" in text
        assert "The log is not whole" not in text

    @pytest.mark.parametrize("part", [b'"1.8"', b'"sequence":1'])
    def test_prints_what_stands_before_a_break(self, file: Path, content: bytes, tmp_path: Path, part: bytes) -> None:
        out = tmp_path / "record.pdf"
        file.write_bytes(content.replace(part, part.replace(b"1", b"2", 1), 1))

        found = run("replay", file, "--pdf", out)

        assert status(found) == 1
        assert "FAULT    entry" in found.output
        assert "The log is not whole." in " ".join(pypdf.PdfReader(out).pages[0].extract_text().split())

    def test_prints_and_exports_a_scenario(self, tmp_path: Path) -> None:
        out, log = tmp_path / "record.pdf", tmp_path / "session.jsonl"

        assert status(run("replay", STOP, "--pdf", out, "--log", log)) == 0
        assert "completed" in pypdf.PdfReader(out).pages[0].extract_text().casefold()
        assert status(run("audit", log)) == 0

    def test_h_65_exports_a_session_of_the_data_folder_and_proves_its_tail(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("STEPWARD_DATA_DIR", str(tmp_path))
        at, out = places({"STEPWARD_DATA_DIR": str(tmp_path)}, tmp_path), tmp_path / "s.jsonl"
        log = open_session_log(at)
        rehearse(read_scenario(STOP.read_bytes(), name="stop"), log=log, catalogue=shipped)
        open_checkpoints(at).write(log)
        log.close()

        exported = run("replay", "stop 1", "--log", out)
        whole = run("audit", out, "--checkpoints", at.checkpoints, "--key", at.key)
        lines = out.read_bytes().split(b"\n")
        out.write_bytes(b"\n".join([lines[0].replace(b'"count":32', b'"count":30'), *lines[1:31], b""]))
        cut = run("audit", out, "--checkpoints", at.checkpoints, "--key", at.key)

        assert (status(exported), status(whole), status(cut)) == (0, 0, 1)
        assert "the tail is as signed" in whole.output
        assert "entry 32 was signed by a checkpoint and is missing" in cut.output
        assert status(run("audit", out)) == 0
        assert status(run("audit", out, "--key", at.key)) == 2

    def test_runs_a_scenario_and_shows_what_was_refused(self) -> None:
        found = run("replay", STOP)

        assert status(found) == 0
        assert "refused, pump-may-run: Stop the pump by hand and confirm that it stands still." in found.output

    def test_says_a_scenario_as_json(self) -> None:
        found = json.loads(run("replay", SCENARIOS / "two-days-both.toml", "--json").output)

        assert {line["session"] for line in found["lines"]} == {1, 2}
        assert found["lines"][-1]["entries"][-1]["state"] == "completed"

    def test_finds_a_scenario_that_is_not_as_it_says(self, tmp_path: Path) -> None:
        path = tmp_path / "wrong.toml"
        path.write_text(STOP.read_text(encoding="utf-8").replace('given = "0.43 mg"', 'given = "0.44 mg"'))

        found = run("replay", path)

        assert status(found) == 1
        assert "FAULT  given: expected 0.44 mg, was 0.43 mg" in found.output

    def test_refuses_what_another_software_wrote(self, tmp_path: Path) -> None:
        path = tmp_path / "x.jsonl"
        path.write_bytes(export("s", ()).replace(b"stepward", b"other"))

        found = run("replay", path)

        assert status(found) == 2


class TestAudit:
    """The chain alone."""

    def test_says_that_a_chain_holds(self, file: Path) -> None:
        found = run("audit", file)

        assert status(found) == 0
        assert "32 entries, the chain holds; the tail is not proven without checkpoints; newest " in found.output

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            (b'"user":"sam"', b'"user":"tom"', "entry 4:"),
            (b'"role":"allergist"', b'"role":"nurse"', "entry 1:"),
            (b"T08:22:00", b"T08:21:00", "entry 19"),
        ],
    )
    def test_says_where_it_breaks(self, file: Path, content: bytes, old: bytes, new: bytes, where: str) -> None:
        file.write_bytes(content.replace(old, new))

        found = run("audit", file)

        assert status(found) == 1
        assert where in found.output

    def test_finds_a_tail_that_was_cut_off(self, file: Path, content: bytes) -> None:
        file.write_bytes(b"\n".join(content.split(b"\n")[:-3]) + b"\n")

        found = run("audit", file)

        assert status(found) == 1
        assert "entry 31: 32 entries are announced, 30 are there" in found.output

    def test_reads_several_files(self, file: Path, content: bytes) -> None:
        other = file.with_name("other.jsonl")
        other.write_bytes(content.replace(b'"sam"', b'"tom"'))

        found = json.loads(run("audit", file, other, "--json").output)

        assert [item["fault"] is None for item in found["files"]] == [True, False]
        assert found["files"][1]["sound"] < found["files"][0]["sound"] == 32

    @pytest.mark.parametrize(
        "spoiled",
        [b"", b"{}\n", b"\xff\n", b'{"a": 1}', b"[" * 5000 + b"\n"],
    )
    def test_refuses_what_it_cannot_read(self, file: Path, spoiled: bytes) -> None:
        file.write_bytes(spoiled)

        assert status(run("audit", file)) == 2
        assert status(run("replay", file)) == 2

    def test_refuses_fields_that_are_not_known_and_repeats_none(self, file: Path, content: bytes) -> None:
        file.write_bytes(content.replace(b'"boot":', b'"Mrs Invented":1,"boot":'))

        found = run("audit", file)

        assert status(found) == 2
        assert "Invented" not in str(found.exception)

    def test_refuses_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert status(run("audit", tmp_path / "none")) == 2

    @pytest.mark.parametrize("command", ["audit", "replay"])
    def test_says_why_it_refuses_what_is_larger_than_any_session(
        self, file: Path, content: bytes, command: str
    ) -> None:
        file.write_bytes(content * (10_000_000 // len(content) + 1))

        result = run(command, file)

        assert status(result) == 2
        assert str(result.exception) == f"{file}: larger than 8 MiB, which no session is"
