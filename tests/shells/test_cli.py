"""The command-line contract: keys, exit status, one line on stderr, nothing half-written."""

import hashlib
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest

import stepward
from stepward.adapters.documents.seal import seal_of, seal_text
from stepward.usecases.veining import LineRequest, vein_of

RUN = [sys.executable, "-c", "from stepward.shells.cli import main; main()"]
CEFTAZIDIME = ["plan", "12-step", "--drug", "ceftazidime", "--target", "2000 mg"]
CODE = (
    "STEPWARD/1|12-step|1|ceftazidime|2000 mg|250,250,250|-|-,-,-|2x15,5x15,10x15,20x15,5x15,10x15,20x15,40x15,10x15,"
    "20x15,40x15,80x174.375|AD64507E9CC70482"
)


def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Start the command line in a process of its own."""
    arguments = [*RUN, *map(str, words)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=cwd, timeout=60)


def as_json(*words: str) -> dict[str, Any]:
    """Run with --json and read the one object on stdout."""
    found: dict[str, Any] = json.loads(run(*words, "--json").stdout)
    return found


@pytest.fixture(scope="module")
def ceftazidime() -> dict[str, Any]:
    return as_json(*CEFTAZIDIME)


class TestPlanJson:
    def test_has_the_keys_of_the_contract(self, ceftazidime: dict[str, Any]) -> None:
        assert {"protocol", "drug", "target_dose", "solutions", "steps", "total_minutes", "findings"} <= set(
            ceftazidime
        )
        assert set(ceftazidime["protocol"]) == {"id", "version", "title", "evidence", "sources"}
        assert ceftazidime["target_dose"] == {"value": "2000", "unit": "mg"}

    def test_writes_amounts_as_exact_decimal_text(self, ceftazidime: dict[str, Any]) -> None:
        assert ceftazidime["steps"][0] == {
            "number": 1, "solution": 1, "route": "intravenous infusion", "rate_ml_per_h": "2", "minutes": "15",
            "volume_ml": "0.5", "dose": {"value": "0.04", "unit": "mg"},
            "cumulative_dose": {"value": "0.04", "unit": "mg"},
        }  # fmt: skip
        assert ceftazidime["solutions"][0] == {
            "number": 1, "volume_ml": "250", "amount": {"value": "20", "unit": "mg"},
            "concentration": {"value": "0.08", "unit": "mg/mL"}, "infused_ml": "9.25",
        }  # fmt: skip
        assert ceftazidime["solutions"][2]["concentration"]["value"] == "7.93704"
        assert ceftazidime["total_minutes"] == "339.375"

    def test_doses_sum_to_the_target(self, ceftazidime: dict[str, Any]) -> None:
        assert sum(Decimal(step["dose"]["value"]) for step in ceftazidime["steps"]) == 2000

    def test_every_finding_is_coded_and_sourced(self, ceftazidime: dict[str, Any]) -> None:
        for finding in ceftazidime["findings"]:
            assert {"code", "severity", "message", "source"} <= set(finding)
            assert finding["severity"] in {"BLOCK", "CAUTION", "NOTE"}

    def test_the_rounded_plan_stands_beside_the_exact_one(self) -> None:
        found = as_json("plan", "12-step", "--drug", "carboplatin", "--target", "400 mg", "--final-rate", "75 mL/h",
                        "--pump-increment", "0.1 mL/h")  # fmt: skip

        assert found["solutions"][0]["infused_ml"] == "8.671875"
        assert found["solutions"][2]["amount"]["value"] == "397.04875"
        assert found["steps"][0]["rate_ml_per_h"] == "1.875"
        assert found["steps"][0]["as_set"]["rate_ml_per_h"] == "1.9"
        assert found["solutions"][0]["as_made"]["infused_ml"] == "8.7"

    def test_a_plan_that_cannot_be_made_carries_the_finding_and_what_could_be_computed(self) -> None:
        result = run(*CEFTAZIDIME, "--bag-volume", "5 mL", "--json")

        found = json.loads(result.stdout)
        assert result.returncode == 1
        assert {"VOL-01"} == {item["code"] for item in found["findings"] if item["severity"] == "BLOCK"}
        assert len(found["steps"]) == 11

    @pytest.mark.parametrize(("protocol", "minutes"), [("8-step", "279.375"), ("16-step", "399.375")])
    def test_totals_only_ladders_meet_their_totals_and_say_so(self, protocol: str, minutes: str) -> None:
        found = as_json("plan", protocol, "--drug", "x", "--target", "600 mg")

        assert found["total_minutes"] == minutes
        assert [item["severity"] for item in found["findings"] if item["code"] == "EVID-01"] == ["CAUTION"]


class TestBadInput:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["plan", "nope", "--drug", "x", "--target", "1 mg"], "no protocol 'nope'"),
            (["plan", "../sources", "--drug", "x", "--target", "1 mg"], "no protocol"),
            (["plan", "12-step", "--drug", "x"], "--target"),
            (["plan", "12-step", "--drug", "x", "--target", ""], "no target dose for x"),
            (["plan", "12-step", "--drug", "", "--target", "1 mg"], "drug: expected a name"),
            (["plan", "12-step", "--drug", "x", "--target", "1 mL"], "the target dose is in mL"),
            (["plan", "12-step", "--drug", "x", "--target", "0 mg"], "must be more than zero"),
            (["plan", "12-step", "--drug", "x", "--target", "-1 mg"], "must be more than zero"),
            (["plan", "12-step", "--drug", "x", "--target", "1,5 mg"], "not a plain number"),
            (["plan", "12-step", "--drug", "x", "--target", "1e3 mg"], "not a plain number"),
            (["plan", "12-step", "--drug", "x", "--target", "٢ mg"], "not a plain number"),
            (["plan", "12-step", "--drug", "x", "--target", "5 IU"], "expected a number"),
            (["plan", "12-step", "--drug", "x", "--target", "1 mg/kg"], "needs the weight"),
            (["plan", "12-step", "--drug", "x", "--target", "1 mg", "--bag-volume", "1 mg"], "bag-volume"),
            (["plan", "12-step", "--drug", "x", "--target", "1 mg", "--bag-volume", "1 mL,"], "bag-volume"),
            (["plan", "12-step", "--drug", "x", "--target", "1 mg", "--final-rate", "0 mL/h"], "final-rate"),
            (["plan", "12-step", "--drug", "x", "--target", "1 mg", "--start", "25:00"], "expected a clock time"),
            (["plan", "test-dose-2-step-oral", "--drug", "x", "--target", "1 mg"], "not a desensitization"),
            (["verify", "hello"], "not a code"),
            (["lint", "nowhere.csv"], "nowhere.csv"),
            (["protocols", "check", "nowhere.toml"], "nowhere.toml"),
            (["protocols", "show", "nope"], "no protocol"),
            (["nope"], "No such command"),
        ],
    )
    def test_is_one_line_on_stderr_and_status_2(self, words: list[str], says: str) -> None:
        result = run(*words)

        assert result.returncode == 2
        assert result.stdout == ""
        assert len(result.stderr.splitlines()) == 1
        assert says in result.stderr

    @pytest.mark.parametrize(
        ("more", "code"),
        [(["--target", "10000 g"], "CONC-01"), (["--target", "2000 mg", "--final-rate", "1 mL/h"], "RATE-01")],
    )
    def test_an_absurd_plan_is_a_finding_and_status_1(self, more: list[str], code: str) -> None:
        result = run("plan", "12-step", "--drug", "x", *more)

        assert result.returncode == 1
        assert f"BLOCK    {code}" in result.stdout

    @pytest.mark.parametrize(
        "content", [b"", b"\x00\x01\xff", b"id = ", b"\xff\xfeh\x00i\x00", b"x" * 2_000_000, b"id = 5", b"[[[["]
    )
    def test_broken_protocol_files_are_refused(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "broken.toml"
        file.write_bytes(content)

        result = run("protocols", "check", file)

        assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
        assert "broken.toml" in result.stderr


class TestFiles:
    def test_csv_is_read_back_by_lint_without_a_fault(self, tmp_path: Path) -> None:
        assert run(*CEFTAZIDIME, "--csv", "plan.csv", cwd=tmp_path).returncode == 0

        result = run("lint", "plan.csv", "--json", cwd=tmp_path)

        assert result.returncode == 0
        assert json.loads(result.stdout)["files"][0]["verdict"] == "clean"

    def test_a_bedside_sheet_is_a_pdf(self, tmp_path: Path) -> None:
        result = run(*CEFTAZIDIME, "--start", "09:30", "--pdf", "sheet.pdf", cwd=tmp_path)

        assert (result.returncode, result.stderr) == (0, "")
        assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
        assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]

    @pytest.mark.parametrize("option", ["--pdf", "--csv"])
    def test_a_blocked_plan_writes_nothing(self, tmp_path: Path, option: str) -> None:
        result = run(*CEFTAZIDIME, "--bag-volume", "5 mL", option, "file", cwd=tmp_path)

        assert result.returncode == 1
        assert "nothing was written" in result.stderr
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_not_there_is_one_line(self, tmp_path: Path) -> None:
        result = run(*CEFTAZIDIME, "--csv", tmp_path / "no" / "plan.csv")

        assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)


class TestVerify:
    def test_a_printed_code_is_computed_again(self) -> None:
        code = "STEPWARD/1|12-step|1|ceftazidime|2000 mg|250,250,250|-|-,-,-|" + ",".join(
            f"{rate}x15" for rate in (2, 5, 10, 20, 5, 10, 20, 40, 10, 20, 40)
        )

        wrong = run("verify", f"{code},80x174.375|0000000000000000")

        assert (wrong.returncode, "does not match its own hash" in wrong.stderr) == (2, True)

    def test_a_code_without_a_line_still_verifies(self) -> None:
        result = run("verify", CODE)

        assert (result.returncode, result.stdout.splitlines()[-1]) == (
            0,
            "The hash is right, and all 12 steps computed again are as printed.",
        )

    @pytest.mark.parametrize("filled", ["saline", "solution-1", "own"])
    def test_a_code_with_a_line_is_computed_again_to_the_vein(self, filled: str) -> None:
        plan = stepward.plan("12-step", drug="ceftazidime", target="2000 mg")
        found = vein_of(plan, LineRequest(common_volume="10 mL", primed_with=filled, carrier="5 mL/h"))
        result = run("verify", seal_text(seal_of(plan, found)))

        assert (result.returncode, result.stdout.splitlines()[-1]) == (
            0,
            "So is what the vein gets through the line of 10 mL.",
        )

    def test_a_line_that_no_longer_gives_the_same_is_a_fault(self) -> None:
        body = f"{CODE.rpartition('|')[0]}|20,0,-,69,0000"
        digest = hashlib.sha256(body.encode()).hexdigest()[:16].upper()
        result = run("verify", f"{body}|{digest}")

        assert result.returncode == 1
        assert "FAULT    minutes to the first drug at the vein: printed 69, computed again 108" in result.stdout

    def test_a_line_that_cannot_be_read_is_refused(self) -> None:
        body = f"{CODE.rpartition('|')[0]}|20"
        digest = hashlib.sha256(body.encode()).hexdigest()[:16].upper()
        result = run("verify", f"{body}|{digest}")

        assert (result.returncode, "expected volume, filling and carrier" in result.stderr) == (2, True)


class TestPaperWithLine:
    def test_prints_how_the_line_is_filled(self, tmp_path: Path) -> None:
        words = ("plan", "12-step", "--drug", "ceftazidime", "--target", "2000 mg", "--pdf")
        with_line = run(*words, tmp_path / "a.pdf", "--common-volume", "20 mL", "--primed-with", "solution-1")
        without = run(*words, tmp_path / "b.pdf")

        assert (with_line.returncode, without.returncode) == (0, 0)
        assert "it holds 158.741 mg" in _first_page(tmp_path / "a.pdf")
        assert "no line was chosen" not in _first_page(tmp_path / "a.pdf")
        assert "No line chosen: what the vein gets was not computed." in _first_page(tmp_path / "b.pdf")

    @pytest.mark.parametrize(
        "more",
        [
            ["--common-volume", "20 mL"],
            ["--carrier", "10 mL/h"],
            ["--primed-with", "solution-1", "--pdf", "x.pdf"],
            ["--common-volume", "20 mg", "--pdf", "x.pdf"],
        ],
        ids=["no paper", "carrier alone", "filling alone", "not a volume"],
    )
    def test_a_line_that_would_not_count_is_refused(self, more: list[str], tmp_path: Path) -> None:
        result = run("plan", "12-step", "--drug", "ceftazidime", "--target", "2000 mg", *more, cwd=tmp_path)

        assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
        assert "common-volume" in result.stderr
        assert list(tmp_path.iterdir()) == []


def _first_page(path: Path) -> str:
    text = pypdf.PdfReader(path).pages[0].extract_text().replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text)


class TestProtocols:
    def test_lists_every_protocol_and_entry(self) -> None:
        found = as_json("protocols", "list")

        assert {"4-step", "8-step", "12-step", "12-step-from-2.5", "16-step", "20-step"} <= {
            item["id"] for item in found["protocols"]
        }
        assert len(found["evidence_entries"]) > 10

    def test_list_is_the_default(self) -> None:
        assert run("protocols").stdout == run("protocols", "list").stdout

    @pytest.mark.parametrize("words", [("show", "12-step"), ("show", "12-step-from-2.5", "--json")])
    def test_shows_steps_sources_and_errors(self, words: tuple[str, ...]) -> None:
        result = run("protocols", *words)

        assert result.returncode == 0
        assert "1/40" in result.stdout or "1/32" in result.stdout


class TestHelp:
    def test_fits_a_screen(self) -> None:
        lines = run("--help").stdout.splitlines()

        assert len(lines) <= 24
        assert max(map(len, lines)) <= 100

    def test_core_needs_no_web_framework(self) -> None:
        script = (
            "import sys, stepward; stepward.plan('12-step', drug='x', target='1 mg');"
            "print([name for name in sys.modules if name.startswith('django')])"
        )

        result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

        assert result.stdout.strip() == "[]"


class TestVein:
    def test_a_shared_line_of_20_ml_gives_nothing_in_seven_steps(self) -> None:
        words = ["vein", "12-step", "--drug", "ceftazidime", "--target", "2000 mg", "--common-volume", "20 mL"]

        found = as_json(*words)

        assert found["first_drug_minutes"] == "108"
        assert found["silent_steps"] == [1, 2, 3, 4, 5, 6, 7]
        assert found["left_in_line"] == {"value": "158.7408", "unit": "mg"}
        assert found["largest_instant_jump"]["factor"] == "10"
        assert found["flush"]["volume_ml"] == "20"
        assert {"VEIN-02", "VEIN-03", "VEIN-05"} <= {item["code"] for item in found["findings"]}

    def test_the_repair_and_the_band_stand_beside_the_contract(self) -> None:
        words = ["vein", "12-step", "--drug", "ceftazidime", "--target", "2000 mg", "--common-volume", "20 mL"]

        found = as_json(*words)

        assert found["priming"]["extra_ml"] == {"1": "0", "2": "0"}
        assert found["priming"]["taken_ml"] == {"1": "20", "2": "20"}
        assert found["priming"]["gives_every_step"] is True
        assert found["band"]["models"] == ["plug", "dispersed", "laminar", "mixed"]
        assert len(found["band"]["steps"]) == 12

    def test_a_terminal_reads_them_too(self) -> None:
        words = ["vein", "12-step", "--drug", "ceftazidime", "--target", "2000 mg", "--common-volume", "20 mL"]

        result = run(*words)

        assert "The lines take besides the steps: solution 1: 20 mL, solution 2: 20 mL" in result.stdout
        assert "To make beyond the plan: nothing" in result.stdout
        assert "Second opinion" in result.stdout

    def test_a_shared_volume_and_what_new_lines_hold_change_the_repair(self) -> None:
        words = ["vein", "12-step", "--drug", "ceftazidime", "--target", "2000 mg", "--common-volume", "20 mL"]

        found = as_json(*words, "--shared-volume", "2 mL", "--line-starts", "saline")["priming"]

        assert found["shared_ml"] == "2"
        assert (found["fills"][0]["line_holds_ml"], found["fills"][0]["run_in_ml"]) == ("18", "108")

    def test_a_printed_table_goes_through_the_same_line(self, tmp_path: Path) -> None:
        run(*CEFTAZIDIME, "--csv", "plan.csv", cwd=tmp_path)

        result = run("vein-table", "plan.csv", "--common-volume", "10 mL", "--json", cwd=tmp_path)

        assert (result.returncode, json.loads(result.stdout)["first_drug_minutes"]) == (0, "69")

    @pytest.mark.parametrize(
        "more",
        [
            ["--common-volume", "-1 mL"],
            ["--common-volume", "20 mg"],
            ["--common-volume", "20 mL", "--primed-with", "water"],
            ["--common-volume", "20 mL", "--primed-with", "solution-9"],
            ["--common-volume", "20 mL", "--carrier", "5 mL"],
            [],
        ],
    )
    def test_a_line_that_makes_no_sense_is_refused(self, more: list[str]) -> None:
        result = run("vein", "12-step", "--drug", "x", "--target", "2000 mg", *more)

        assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
