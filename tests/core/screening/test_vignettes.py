"""Every vignette (invented) gets the verdict, the kind, the place and the findings that it must get."""

from typing import Any

import pytest

from stepward.shells.screening import screened
from tests.core.screening.vignettes import MILD, changed, content, vignettes

VIGNETTES = vignettes()
KEYS = {"why", "set", "unknown", "verdict", "phenotype", "place", "codes", "without", "protocol"}


@pytest.mark.parametrize("name", VIGNETTES)
def test_vignette(name: str) -> None:
    entry: dict[str, Any] = VIGNETTES[name]
    assert set(entry) <= KEYS
    assert entry["why"].endswith(".")
    case = changed(MILD, entry.get("set", {}), entry.get("unknown", []))
    found = screened(content(case), name=name)
    codes = {item.code for item in found.findings}
    said = [f"{item.code} {item.message}" for item in found.findings]
    assert found.verdict.value == entry.get("verdict", found.verdict.value), said
    assert found.phenotype.kind.value == entry.get("phenotype", found.phenotype.kind.value), said
    assert found.care_level.value == entry.get("place", found.care_level.value), said
    assert set(entry.get("codes", [])) <= codes, said
    assert not set(entry.get("without", [])) & codes, said
    assert entry.get("protocol", "") in {"", *(item.id for item in found.protocols)}


def test_there_are_enough_of_them() -> None:
    assert len(VIGNETTES) >= 40
