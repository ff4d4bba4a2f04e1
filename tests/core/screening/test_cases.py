"""The five cases of the contract (invented): every expectation of `expected.json` is judged."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stepward.adapters.documents.screen_json import screen_json
from stepward.shells.screening import screen

CASES = Path(__file__).parents[2] / "data" / "cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text())
KEYS = {"verdict", "phenotype", "care_level", "protocol", "mention", "max_cautions", "today_block"}
SPOKEN = ("findings", "medicines", "excipients", "premedication", "grades")


def said(name: str) -> dict[str, Any]:
    return screen_json(screen(CASES / f"{name}.json"))


def test_every_case_is_expected_and_every_expectation_is_judged() -> None:
    files = {path.stem for path in CASES.glob("*.json")} - {"expected"}
    assert files == set(EXPECTED)
    assert {key.removeprefix("not_") for entry in EXPECTED.values() for key in entry} <= KEYS


@pytest.mark.parametrize("name", sorted(EXPECTED))
class TestCase:
    def test_has_the_verdict_the_kind_and_the_place(self, name: str) -> None:
        found, expected = said(name), EXPECTED[name]
        for key in ("verdict", "phenotype", "care_level"):
            assert found[key] in expected.get(key, [found[key]])
            assert found[key] not in expected.get(f"not_{key}", [])

    def test_recommends_the_protocols(self, name: str) -> None:
        ids, expected = {item["id"] for item in said(name)["protocols"]}, EXPECTED[name]
        assert not expected.get("protocol") or ids & set(expected["protocol"])
        assert not ids & set(expected.get("not_protocol", []))

    def test_mentions_what_matters(self, name: str) -> None:
        found = said(name)
        texts = json.dumps([found[key] for key in SPOKEN], ensure_ascii=False)
        for pattern in EXPECTED[name].get("mention", []):
            assert re.search(pattern, texts, re.IGNORECASE), pattern

    def test_asks_no_more_than_it_may(self, name: str) -> None:
        found, expected = said(name)["findings"], EXPECTED[name]
        cautions = [item for item in found if item["severity"] == "CAUTION"]
        assert len(cautions) <= expected.get("max_cautions", len(cautions))
        if expected.get("today_block"):
            assert any(item["severity"] == "BLOCK" and item["holds"] == "today" for item in found)
