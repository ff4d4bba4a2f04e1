"""Anything at all as a case: read, asked about or refused; never another fault, never passed over in silence."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.adapters.documents.case_json import read_case
from stepward.adapters.documents.json_parts import UnreadableJson

PARTS = ("patient", "drug", "indication")
KEYS = st.sampled_from((
    "id", *PARTS, "reactions", "tests", "medicines", "name", "age_years", "signs", "target_dose", "days_ago", "cycle",
    "sbp_lowest", "kind", "result", "route", "sex", "conditions", "danger_signs", "held", "alternatives",
))  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))
CASES = st.dictionaries(KEYS, VALUES, max_size=6)
UNKNOWN = st.text("qxz", min_size=3, max_size=12)


def read_or_refuse(content: bytes) -> None:
    try:
        read_case(content)
    except UnreadableJson as refusal:
        assert str(refusal).startswith("case: ")  # noqa: PT017 - any other fault fails by itself


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode))
def test_any_text_is_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)


@settings(deadline=None)
@given(CASES)
def test_any_values_are_read_or_refused(case: dict[str, Any]) -> None:
    read_or_refuse(json.dumps(case).encode())
    read_or_refuse(json.dumps({**case, "drug": {"name": "carboplatin"}}).encode())


@settings(deadline=None)
@given(UNKNOWN, VALUES, st.sampled_from(("", *PARTS)))
def test_an_unknown_key_is_asked_about_or_refused(key: str, value: object, part: str) -> None:
    case: dict[str, Any] = {"drug": {"name": "carboplatin"}}
    (case.setdefault(part, {}) if part else case)[key] = value
    try:
        _, asked = read_case(json.dumps(case).encode())
    except UnreadableJson:
        return
    assert any(item.code == "READ-01" and repr(key) in item.message for item in asked)


@pytest.mark.parametrize(
    ("part", "key", "code"),
    [("reactions", "signs", "READ-05"), ("reactions", "danger_signs", "READ-03"), ("tests", "kind", "READ-03")],
)
@settings(deadline=None)
@given(word=UNKNOWN)
def test_an_unknown_word_is_asked_about(part: str, key: str, code: str, word: str) -> None:
    value = [word] if key == "signs" else word
    case = {"drug": {"name": "carboplatin"}, part: [{key: value}]}
    _, asked = read_case(json.dumps(case).encode())
    assert any(item.code == code and repr(word) in item.message for item in asked)
