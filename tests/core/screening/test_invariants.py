"""What must hold whatever is added to a case: every sign, diagnosis, alternative, test, medicine, disease."""

import json
import random
from copy import deepcopy
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.core.reactions import Sign
from stepward.core.reactions.diagnoses import VARIANTS, Syndrome
from stepward.core.reactions.signs import VARIANTS as SIGN_VARIANTS
from stepward.core.reactions.signs import blocking
from stepward.core.screening.assessment import Assessment, Verdict
from stepward.shells.screening import screened
from tests.core.screening.vignettes import MILD, changed, content, vignettes

Json = dict[str, Any]
VIGNETTES = {name: changed(MILD, item.get("set", {}), item.get("unknown", [])) for name, item in vignettes().items()}
NAMES = sorted(VIGNETTES)
BARRING = [(item, text) for item in Syndrome if item.absolute for text in (item.value, *VARIANTS[item])]
BARRING_WORDS = [(sign, text) for sign in blocking(Sign) for text in (sign.value, *SIGN_VARIANTS[sign])]
MEDICINES = ("metoprolol", "timolol eye drops", "ramipril", "doxazosin", "phenelzine", "amitriptyline", "nosuchdrug")
DISEASES = ("uncontrolled asthma", "heart failure", "fever", "nosuchdisease", "thrombocytopenia", "allergy to macrogol")
DIAGNOSES = ("nosuchdiagnosis", "possible SJS", "drug fever", "jaundice", "blisters", "?", "allergy")
CASES = st.sampled_from(NAMES)
DAYS = st.none() | st.integers(0, 4000)


@lru_cache(maxsize=4096)
def _judged(text: bytes) -> Assessment:
    return screened(text, name="case")


def judged(case: Json) -> Assessment:
    return _judged(content(case))


def not_better(worse: Json, before: Json) -> None:
    now, then = judged(worse), judged(before)
    assert now.verdict.rank >= then.verdict.rank, (now.verdict, then.verdict)
    assert now.care_level.rank >= then.care_level.rank, (now.care_level, then.care_level)


def with_reaction(case: Json, **facts: Any) -> Json:
    """Add a reaction to the very drug, told not to be dangerous."""
    made = deepcopy(case)
    made["reactions"] = [*(made["reactions"] or ()), {"drug": made["drug"]["name"], "danger_signs": "none"} | facts]
    return made


def with_signs(case: Json, *signs: Sign) -> Json:
    """Add signs to every reaction whose signs are known."""
    made = deepcopy(case)
    for reaction in made["reactions"] or ():
        if reaction["signs"] is not None:
            reaction["signs"] += [sign.value for sign in signs]
    return made


class TestBars:
    @pytest.mark.parametrize(("syndrome", "text"), BARRING, ids=[text for _, text in BARRING])
    def test_every_name_of_a_barring_diagnosis_leaves_no_plan(self, syndrome: Syndrome, text: str) -> None:
        found = judged(with_reaction(MILD, diagnosis=text, signs=["hives"]))

        assert (found.verdict, found.protocols) == (Verdict.BLOCKED, ())
        assert any(item.code == "BAR-03" and syndrome.value in item.message for item in found.findings)

    @pytest.mark.parametrize(("sign", "text"), BARRING_WORDS, ids=[text for _, text in BARRING_WORDS])
    def test_every_word_for_a_barring_sign_leaves_no_plan(self, sign: Sign, text: str) -> None:
        found = judged(with_reaction(MILD, signs=["hives", text]))

        assert (found.verdict, found.protocols) == (Verdict.BLOCKED, ())
        assert any(item.code == "BAR-01" and sign.value in item.message for item in found.findings)

    @settings(max_examples=60)
    @given(CASES, st.sampled_from(BARRING), st.sampled_from(Sign), st.sampled_from([None, 1, 361, 10_000]))
    def test_nothing_beside_a_barring_diagnosis_frees(
        self, name: str, barring: tuple[Syndrome, str], sign: Sign, onset: int | None
    ) -> None:
        case = with_reaction(VIGNETTES[name], diagnosis=barring[1], signs=[sign.value], onset_minutes=onset)
        found = judged(case)

        assert (found.verdict, found.protocols) == (Verdict.BLOCKED, ())

    @pytest.mark.parametrize("text", DIAGNOSES)
    @pytest.mark.parametrize("name", [name for name in NAMES if judged(VIGNETTES[name]).verdict is Verdict.PROCEED])
    def test_a_diagnosis_that_says_nothing_for_certain_is_asked_about(self, name: str, text: str) -> None:
        assert judged(with_reaction(VIGNETTES[name], diagnosis=text, signs=[])).verdict.rank >= (
            Verdict.NEEDS_ANSWERS.rank
        )


class TestAdding:
    @pytest.mark.parametrize("sign", Sign, ids=lambda sign: sign.value)
    def test_any_sign_never_helps(self, sign: Sign) -> None:
        for name in NAMES:
            not_better(with_signs(VIGNETTES[name], sign), VIGNETTES[name])

    @settings(max_examples=60)
    @given(CASES, st.lists(st.sampled_from(Sign), min_size=2, max_size=4), st.sampled_from(Sign))
    def test_any_sign_beside_others_never_helps(self, name: str, before: list[Sign], sign: Sign) -> None:
        case = with_signs(VIGNETTES[name], *before)

        not_better(with_signs(case, sign), case)

    @settings(max_examples=60)
    @given(CASES, st.sampled_from(["cisplatin", "ceftriaxone", "nosuchdrug"]), st.sampled_from([True, False, None]))
    def test_any_alternative_never_helps(self, name: str, drug: str, acceptable: bool | None) -> None:  # noqa: FBT001 - given by name
        case = deepcopy(VIGNETTES[name])
        if case["indication"]["alternatives"] is not None:
            case["indication"]["alternatives"].append({"name": drug, "acceptable": acceptable})
        not_better(case, VIGNETTES[name])

    @settings(max_examples=80)
    @given(
        CASES,
        st.sampled_from(["skin", "provocation", None]),
        st.sampled_from(["negative", "tolerated", "positive", None]),
        DAYS,
        st.sampled_from([None, "0.5", 1]),
    )
    def test_any_test_never_helps_unless_it_takes_back_a_tolerated_one(
        self, name: str, kind: str | None, result: str | None, days: int | None, fraction: str | int | None
    ) -> None:
        case = deepcopy(VIGNETTES[name])
        if case["tests"] is None or (result == "positive" and judged(case).verdict is Verdict.NOT_INDICATED):
            return
        case["tests"].append({"kind": kind, "result": result, "days_ago": days, "dose_fraction": fraction})
        not_better(case, VIGNETTES[name])

    @settings(max_examples=80)
    @given(CASES, st.sampled_from(MEDICINES), st.sampled_from([True, False, None]), st.none() | st.integers(0, 100))
    def test_any_medicine_never_helps(self, name: str, medicine: str, held: bool | None, hours: int | None) -> None:  # noqa: FBT001 - given by name
        case = deepcopy(VIGNETTES[name])
        if case["medicines"] is not None:
            case["medicines"].append({"name": medicine, "held": held, "last_dose_hours_ago": hours})
        not_better(case, VIGNETTES[name])

    @settings(max_examples=60)
    @given(CASES, st.sampled_from(DISEASES))
    def test_any_disease_never_helps(self, name: str, disease: str) -> None:
        case = deepcopy(VIGNETTES[name])
        if case["patient"]["conditions"] is not None:
            case["patient"]["conditions"].append(disease)
        not_better(case, VIGNETTES[name])

    @settings(max_examples=60)
    @given(CASES, st.integers(0, 300), st.integers(0, 300))
    def test_a_lower_pressure_never_helps(self, name: str, one: int, other: int) -> None:
        low, high = sorted((one, other))

        not_better(with_reaction(VIGNETTES[name], sbp_lowest=low), with_reaction(VIGNETTES[name], sbp_lowest=high))


class TestNotKnown:
    @pytest.mark.parametrize(
        "path", ["reactions", "reactions.0.danger_signs", "reactions.0.drug", "indication.alternatives"]
    )
    @pytest.mark.parametrize("name", NAMES)
    def test_what_matters_never_passes(self, name: str, path: str) -> None:
        case = VIGNETTES[name]
        if case["reactions"]:
            assert judged(changed(case, {}, [path])).verdict.rank >= Verdict.NEEDS_ANSWERS.rank

    @pytest.mark.parametrize(
        ("path", "worst"),
        [
            ("patient.cardiac_disease", True),
            ("patient.pregnant", True),
            ("patient.haemodynamically_stable", False),
            ("patient.conditions", ["uncontrolled asthma"]),
            ("medicines", [{"name": "metoprolol", "held": False}]),
            ("reactions.0.signs", ["hives", "syncope"]),
            ("reactions.0.onset_minutes", 400),
            ("reactions.0.sbp_lowest", 40),
            ("reactions.0.spo2_lowest", 80),
            ("previous_desensitizations", [{"completed": True, "breakthrough": "anaphylaxis"}]),
        ],
    )
    def test_what_would_ask_for_care_is_not_passed_over(self, path: str, worst: Any) -> None:
        assert judged(changed(MILD, {path: worst}, [])).verdict is not Verdict.PROCEED

        found = judged(changed(MILD, {}, [path]))
        assert found.verdict is not Verdict.PROCEED
        assert any(item.code == "ASK-01" for item in found.findings)


def shuffled(value: Any, source: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(item, source) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [shuffled(item, source) for item in value]
    source.shuffle(items)
    return items


@settings(max_examples=80)
@given(
    CASES,
    st.lists(st.sampled_from(Sign), max_size=5),
    st.lists(st.sampled_from(MEDICINES), max_size=4, unique=True),
    st.lists(st.sampled_from(BARRING), max_size=2),
    st.randoms(use_true_random=False),
)
def test_order_never_matters(
    name: str, signs: list[Sign], taken: list[str], barring: list[tuple[Syndrome, str]], source: random.Random
) -> None:
    case = with_signs(VIGNETTES[name], *signs)
    case["medicines"] = [*(case["medicines"] or ()), *({"name": item} for item in taken)]
    for _, text in barring:
        case = with_reaction(case, diagnosis=text)
    one, other = judged(case), judged(json.loads(json.dumps(shuffled(case, source))))

    assert (one.verdict, one.care_level, one.phenotype.kind) == (other.verdict, other.care_level, other.phenotype.kind)
    assert {item.code for item in one.findings} == {item.code for item in other.findings}
    assert {item.id for item in one.protocols} == {item.id for item in other.protocols}
