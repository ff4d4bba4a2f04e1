"""What holds for every case: danger never helps, ignorance never frees, order is nothing, no text breaks it."""

import json
import random
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.core.findings import Refusal
from stepward.core.screening.assessment import Assessment, Verdict
from stepward.shells.screening import screened
from tests.core.screening.vignettes import MILD, changed, content, vignettes

VIGNETTES = {name: changed(MILD, item.get("set", {}), item.get("unknown", [])) for name, item in vignettes().items()}
NAMES = st.sampled_from(sorted(VIGNETTES))
DANGERS = ("blisters", "pustules", "syncope", "jaundice", "hypotension", "cardiac arrest", "lymphadenopathy")
FACTS = ("danger_signs", "signs", "onset_minutes", "drug", "days_ago", "sbp_lowest", "spo2_lowest", "sbp_baseline")
OF_PATIENT = ("age_years", "sex", "pregnant", "conditions", "haemodynamically_stable", "cardiac_disease")


def judged(case: dict[str, Any]) -> Assessment:
    return screened(content(case), name="case")


def outcome(case: dict[str, Any]) -> tuple[Any, ...]:
    found = judged(case)
    return found.verdict, found.care_level, found.phenotype.kind, sorted(str(item) for item in found.findings)


def not_better(worse: dict[str, Any], before: dict[str, Any]) -> None:
    now, then = judged(worse), judged(before)
    assert now.verdict.rank >= then.verdict.rank
    assert now.care_level.rank >= then.care_level.rank


@settings(max_examples=60)
@given(NAMES, st.sampled_from(DANGERS))
def test_another_danger_sign_never_helps(name: str, sign: str) -> None:
    case = deepcopy(VIGNETTES[name])
    for reaction in case["reactions"] or ():
        if reaction["signs"] is not None:
            reaction["signs"].append(sign)
    not_better(case, VIGNETTES[name])


@settings(max_examples=40)
@given(NAMES, st.sampled_from(("cardiac_disease", "haemodynamically_stable", "asthma_controlled")))
def test_another_danger_of_the_patient_never_helps(name: str, fact: str) -> None:
    case = deepcopy(VIGNETTES[name])
    case["patient"][fact] = fact == "cardiac_disease"
    not_better(case, VIGNETTES[name])


@settings(max_examples=30)
@given(NAMES, st.sampled_from(("SJS", "DRESS", "AGEP", "serum sickness")))
def test_an_absolute_diagnosis_of_the_drug_always_blocks(name: str, diagnosis: str) -> None:
    case = deepcopy(VIGNETTES[name])
    drug = case["drug"]["name"]
    case["reactions"] = [*(case["reactions"] or ()), {"drug": drug, "diagnosis": diagnosis, "danger_signs": "present"}]
    assert judged(case).verdict is Verdict.BLOCKED


@pytest.mark.parametrize("name", sorted(VIGNETTES))
def test_a_fact_taken_away_never_turns_a_block_into_proceed(name: str) -> None:
    if judged(VIGNETTES[name]).verdict is not Verdict.BLOCKED:
        return
    for holder, facts in ((("reactions", 0), FACTS), (("patient",), OF_PATIENT)):
        for fact in facts:
            case = deepcopy(VIGNETTES[name])
            place: Any = case
            for part in holder:
                place = place[part]
            place[fact] = None
            assert judged(case).verdict is not Verdict.PROCEED, fact


@settings(max_examples=40)
@given(NAMES, st.integers(0, 5))
def test_order_never_matters(name: str, seed: int) -> None:
    def shuffle(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffle(item) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        items = [shuffle(item) for item in value]
        random.Random(seed).shuffle(items)  # noqa: S311 - an order, no secret
        return items

    one, other = judged(VIGNETTES[name]), judged(shuffle(VIGNETTES[name]))
    assert (one.verdict, one.care_level, one.phenotype.kind) == (other.verdict, other.care_level, other.phenotype.kind)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(NAMES, st.randoms(use_true_random=False), JSON)
def test_a_mutated_case_is_refused_or_judged(name: str, source: random.Random, value: Any) -> None:
    case: Any = deepcopy(VIGNETTES[name])
    place = case
    while isinstance(place, dict | list) and place:
        key = source.choice(sorted(place) if isinstance(place, dict) else range(len(place)))
        if source.random() < 0.4 or not isinstance(place[key], dict | list) or not place[key]:
            place[key] = value
            break
        place = place[key]
    with suppress(Refusal):
        assert isinstance(screened(json.dumps(case).encode(), name="case"), Assessment)


@settings(max_examples=100)
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_refused_or_judged(data: bytes) -> None:
    with suppress(Refusal):
        assert isinstance(screened(data, name="case"), Assessment)


@pytest.mark.parametrize(
    "text",
    [
        '{"drug": {"name": "x"}, "patient": {"weight_kg": 0}}',
        '{"drug": {"name": "x"}, "patient": {"weight_kg": -1}}',
        '{"drug": {"name": "x"}, "patient": {"weight_kg": "68"}}',
        '{"drug": {"name": "x"}, "patient": {"weight_kg": true}}',
        '{"drug": {"name": "x"}, "patient": {"weight_kg": NaN}}',
        '{"drug": {"name": "x"}, "patient": {"weight_kg": 1e999999999}}',
        '{"drug": {"name": "x", "target_dose": "600 mL"}}',
        '{"drug": {"name": "x", "target_dose": "0 mg"}}',
        '{"drug": {"name": "x", "name": "y"}}',
        '{"drug": {}}',
        '{"drug": {"name": "x"}, "reactions": {}}',
        "[" * 100_000,
        '{"drug": {"name": "' + "x" * 501 + '"}}',
        '{"drug": {"name": "\\u001b[31m"}}',
        " " * 300_000,
    ],
)  # fmt: skip
def test_refuses_what_is_broken(text: str) -> None:
    with pytest.raises(Refusal):
        screened(text.encode(), name="case")
