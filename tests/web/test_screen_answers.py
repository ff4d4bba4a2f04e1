"""The wizard can say everything that a case can, and says the same."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from stepward.adapters.documents.case_json import case_of, read_case
from stepward.core.reactions import Danger, Reaction
from stepward.core.screening.case import AllergyTest, Alternative, Case, EarlierSession, Medicine, Patient, WantedDrug
from stepward.shells.web.screen.answers import taken, without_row, wrong
from stepward.shells.web.screen.case_data import case_data
from tests.core.screening.vignettes import MILD, changed, content, vignettes
from tests.web.answering import Answers, answers_of, pages_of

FOLDER = Path(__file__).parents[1] / "data/cases"
EXAMPLES = {path.stem: json.loads(path.read_text()) for path in FOLDER.glob("*.json") if path.stem != "expected"}
VIGNETTES = {
    name: json.loads(content(changed(MILD, item.get("set", {}), item.get("unknown", []))))
    for name, item in vignettes().items()
}
FULL: dict[str, Any] = {
    "patient": {
        "age_years": 34.5,
        "sex": "female",
        "weight_kg": 61.2,
        "pregnant": False,
        "conditions": ["asthma", "allergy to peanut, walnut"],
        "fev1_percent_predicted": 82,
        "asthma_controlled": True,
        "haemodynamically_stable": True,
        "cardiac_disease": False,
        "temperature_c": 36.6,
    },
    "drug": {
        "name": "paclitaxel",
        "target_dose": "175 mg/m2",
        "route": "intravenous",
        "product": "Taxol",
        "excipients": ["polyoxyl 35 castor oil", "ethanol"],
    },
    "indication": {
        "disease": "ovarian cancer",
        "alternatives": [{"name": "docetaxel", "acceptable": False, "reason": "neuropathy"}],
    },
    "reactions": [
        {
            "drug": "Taxol",
            "signs": ["hives", "hypotension", "gnarled toes"],
            "onset_minutes": 8,
            "days_ago": 21,
            "cycle": 2,
            "sbp_lowest": 78,
            "sbp_baseline": 130,
            "spo2_lowest": 93,
            "temperature_c": 37.1,
            "treated_with": ["epinephrine", "oxygen", "diphenhydramine"],
            "epinephrine_after_minutes": 4,
            "diagnosis": "anaphylaxis",
            "danger_signs": "none",
            "tryptase_acute_ng_ml": 21,
            "tryptase_baseline_ng_ml": 4.5,
            "il6_pg_ml": 12,
        }
    ],
    "tests": [
        {"kind": "skin", "result": "positive", "days_ago": 10},
        {"kind": "provocation", "result": "tolerated", "days_ago": 5, "dose_fraction": 0.1, "drug": "docetaxel"},
    ],
    "medicines": [{"name": "metoprolol", "last_dose_hours_ago": 6.5, "indication": "hypertension", "held": True}],
    "previous_desensitizations": [
        {"days_ago": 28, "protocol": "12-step", "completed": False, "breakthrough": "anaphylaxis in step 9"},
        {"days_ago": 56, "protocol": "12-step", "completed": True, "breakthrough": "none"},
    ],
}
NOT_ASKED = {"id", "unread_signs"}
"""What nobody answers: the name of a file, and the words among the signs that are not on the list."""


def read(case: dict[str, Any]) -> Case:
    return replace(read_case(json.dumps(case).encode())[0], id="")


def sent(answers: Answers) -> Answers:
    """Send the answers page by page, as a form does."""
    kept: Answers = {}
    for slug, page in pages_of(answers).items():
        form = QueryDict(mutable=True)
        for name, values in page.items():
            form.setlist(name, values)
        kept = taken(kept, slug, form)
    return kept


@pytest.mark.parametrize("name", [*EXAMPLES, *VIGNETTES, "everything"])
def test_a_case_answered_by_hand_is_the_same_case(name: str) -> None:
    case = FULL if name == "everything" else EXAMPLES.get(name) or VIGNETTES[name]
    answers = answers_of(case)

    again = case_data(sent(answers))

    assert wrong(answers) == {}
    assert replace(case_of(again)[0], id="") == read(case)


def test_every_fact_of_a_case_is_asked_for() -> None:
    found = read(FULL)
    parts: dict[type, list[Any]] = {
        Case: [found],
        Patient: [found.patient],
        WantedDrug: [found.drug],
        Alternative: list(found.alternatives or ()),
        Reaction: list(found.reactions or ()),
        AllergyTest: list(found.tests or ()),
        Medicine: list(found.medicines or ()),
        EarlierSession: list(found.earlier_sessions or ()),
    }

    assert all(parts.values())
    answered = replace(case_of(case_data(sent(answers_of(FULL))))[0], id="")
    assert answered == found
    for kind, items in parts.items():
        for field in fields(kind):
            values = [getattr(item, field.name) for item in items]
            assert field.name in NOT_ASKED or any(value not in {None, (), Danger.UNKNOWN} for value in values), (
                f"{kind.__name__}.{field.name} is not asked for"
            )


def test_without_an_answer_nothing_is_known() -> None:
    found = case_of(case_data({"drug": ["carboplatin"]}))[0]

    assert found == Case(id="", patient=Patient(), drug=WantedDrug(name="carboplatin"))


@pytest.mark.parametrize(
    ("number", "unit", "days"), [("3", "", 3), ("3", "d", 3), ("2", "w", 14), ("5", "y", 1826.25), ("1.5", "w", 10.5)]
)
def test_a_time_ago_is_counted_in_days(number: str, unit: str, days: float) -> None:
    answers = {"drug": ["carboplatin"], "reactions": ["some"], "r0_days": [number], "r0_days_unit": [unit]}

    assert case_data(answers)["reactions"] == [{"days_ago": days}]


@pytest.mark.parametrize(("number", "unit", "minutes"), [("90", "", 90), ("1.5", "h", 90), ("7", "d", 10080)])
def test_the_time_until_it_began_is_counted_in_minutes(number: str, unit: str, minutes: int) -> None:
    answers = {"drug": ["carboplatin"], "reactions": ["some"], "r0_onset": [number], "r0_onset_unit": [unit]}

    assert case_data(answers)["reactions"] == [{"onset_minutes": minutes}]


def test_a_breakthrough_that_is_not_described_is_still_there() -> None:
    answers = {"drug": ["carboplatin"], "earlier": ["some"], "d0_broke": ["some"]}

    assert case_data(answers)["previous_desensitizations"] == [{"breakthrough": "a reaction that was not described"}]


def test_a_row_taken_out_moves_the_others_up() -> None:
    answers = {"m0_name": ["a"], "m1_name": ["b"], "m2_name": ["c"], "r1_drug": ["d"], "medicines": ["some"]}

    assert without_row(answers, "m1") == {
        "m0_name": ["a"],
        "m1_name": ["c"],
        "r1_drug": ["d"],
        "medicines": ["some"],
    }
