"""Checklist, consent, care and open questions of the five cases of the contract, as JSON and as text."""

import json
from functools import cache
from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.screen_json import PLACES, Json, screen_json, screen_text
from stepward.core.screening.assessment import Assessment, When
from stepward.shells.screening import screen

CASES = Path(__file__).parents[2] / "data" / "cases"
NAMES = tuple(sorted(json.loads((CASES / "expected.json").read_text("utf-8"))))
CONTRACT = {
    *("verdict", "phenotype", "care_level", "protocols", "premedication"),
    *("medicines", "excipients", "grades", "findings"),
}
COMMON = [
    *("consent", "briefed", "orders", "decider"),
    *("today-reaction", "today-stable", "today-medicines", "today-beta-blocker", "today-weight", "today-pregnancy"),
    *("baseline", "premedication", "epinephrine", "rescue", "alarm", "access"),
    *("nurse", "allergist", "late-advice", "label"),
]
ORAL = [item for item in COMMON if item != "access"]
CHECKLISTS = {
    "alternative-exists": ORAL,
    "mild-carboplatin": COMMON,
    "rituximab-rigors": COMMON,
    "severe-carboplatin-on-metoprolol": COMMON,
    "sjs-carbamazepine": ORAL,
}
BECAUSE = {"severe-carboplatin-on-metoprolol": ["CARE-01", "MED-01"]}


@cache
def found(name: str) -> Assessment:
    return screen(CASES / f"{name}.json")


def written(name: str) -> Json:
    return screen_json(found(name))


@pytest.mark.parametrize("name", NAMES)
class TestCase:
    """What an example case says beside its verdict."""

    def test_keeps_the_keys_of_the_contract(self, name: str) -> None:
        assert set(written(name)) >= CONTRACT

    def test_lists_what_is_ticked(self, name: str) -> None:
        lines = written(name)["checklist"]

        assert [item["id"] for item in lines] == CHECKLISTS[name]
        assert {item["when"] for item in lines} == {when.value for when in When}
        assert {item["source"] for item in lines} <= set(shipped.sources())

    def test_asks_for_consent_to_each_session(self, name: str) -> None:
        (line,) = written(name)["consent"]

        assert line["words"].startswith("Written consent for this session")
        assert line["source"] == "BWH-PROFESSIONALS"

    def test_says_who_must_be_how_near_and_why_there(self, name: str) -> None:
        care = written(name)["care"]

        assert care["because"] == BECAUSE.get(name, [])
        assert [item["words"] for item in care["nurse"]] == ["One nurse for this patient alone."]
        assert ["less than 3 minutes away" in item["words"] for item in care["near"]] == [True]

    def test_leaves_no_question_open(self, name: str) -> None:
        assert written(name)["open_questions"] == []

    def test_says_the_same_in_text(self, name: str) -> None:
        text, care = screen_text(found(name)), written(name)["care"]
        is_open = written(name)["verdict"] not in {"blocked", "not-indicated"}
        lines = [f"  {item['words']} [{item['source']}]" for item in (*care["nurse"], *care["near"])]
        lines += [f"[ ] {item['words']} [{item['source']}]" for item in written(name)["checklist"]]

        assert (f"\nCare\n  Place: {PLACES[found(name).care_level].lower()}.\n" in text) is is_open
        assert all((line in text) is is_open for line in lines)
        assert "Open questions" not in text


def test_lists_what_an_answer_could_change() -> None:
    case = json.loads((CASES / "mild-carboplatin.json").read_text("utf-8")) | {"reactions": None, "medicines": None}
    judged = screen(case)
    asked = screen_json(judged)["open_questions"]
    _, _, text = screen_text(judged).partition("\nOpen questions\n")

    assert judged.verdict.value == "needs-answers"
    assert len(asked) > 1
    assert all(f"  {item}\n" in text for item in asked)
