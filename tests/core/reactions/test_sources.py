"""Every source that a rule on reactions names is on file."""

import re
from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core import reactions

ROOM = Path(reactions.__file__).parent
NAMED = re.compile(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)+\b")
NO_SOURCES = {"IL-6", "N-ERD"}


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.name)
def test_names_only_sources_on_file(path: Path) -> None:
    named = set(NAMED.findall(path.read_text(encoding="utf-8"))) - NO_SOURCES

    assert named <= set(shipped.sources())


def test_finds_the_sources_it_looks_for() -> None:
    assert "AAP-ANAPHYLAXIS-TABLE" in NAMED.findall((ROOM / "pressure.py").read_text(encoding="utf-8"))
