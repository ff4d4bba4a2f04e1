"""What README.md tells people to type does what it says."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from stepward.adapters.catalogue.leaflet_files import languages
from stepward.shells.cli import commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHIPPED = [
    line.partition("#")[0].strip()
    for line in README.splitlines()
    if re.match(r"stepward (tolerance|report|replay) ", line) and "--pdf" not in line
]
ENGLISH = {"en": "English", "de": "German", "es": "Spanish", "fr": "French"}


def test_there_are_examples_of_what_follows_the_last_step() -> None:
    assert {line.split()[1] for line in SHIPPED} == {"tolerance", "report", "replay"}
    assert "\nstepward pool " in README


@pytest.mark.parametrize("line", SHIPPED)
def test_an_example_on_a_file_of_this_folder_runs(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    answer = CliRunner().invoke(commands, shlex.split(line)[1:], standalone_mode=False)

    assert (answer.exception, answer.return_value) == (None, 0), answer.output
    assert answer.output.strip()


def test_every_language_of_the_sheets_is_named() -> None:
    told = README.partition("* **For the patient**")[2].partition("* **Outcomes**")[0]

    assert all(ENGLISH[code] in told for code in languages())
