"""How a drug is given on, beside how the patient was desensitized with it."""

from dataclasses import replace
from itertools import product

import pytest

from stepward.core.courses.match import Way, differences
from stepward.core.quantities import Rate, Strength, parse_amount

SESSION = Way(
    strength=Strength.parse("7.937 mg/mL"), rate=Rate.parse("80 mL/h"), product="A", route="intravenous infusion"
)
OTHERS = {
    "strength": Strength.parse("20 mg/mL"),
    "rate": Rate.parse("200 mL/h"),
    "product": "B",
    "route": "intravenous bolus",
}
CODES = {"strength": "MATCH-01", "rate": "MATCH-02", "product": "MATCH-03", "route": "MATCH-04"}


def codes(was: Way, now: Way) -> list[str]:
    return [item.code for item in differences(was, now)]


def test_h_91_the_same_is_said_to_be_nothing() -> None:
    assert codes(SESSION, SESSION) == []
    assert codes(SESSION, replace(SESSION, product="a")) == []


@pytest.mark.parametrize("changed", [set(names) for names in product(*[(name, "") for name in CODES])])
def test_h_91_every_difference_is_shown(changed: set[str]) -> None:
    names = changed - {""}
    now = replace(SESSION, **{name: OTHERS[name] for name in names})  # type: ignore[arg-type]

    assert set(codes(SESSION, now)) == {CODES[name] for name in names}
    assert set(codes(now, SESSION)) == {CODES[name] for name in names}


@pytest.mark.parametrize("missing", list(CODES))
@pytest.mark.parametrize("is_before", [True, False])
def test_h_91_what_is_not_known_is_asked(missing: str, is_before: bool) -> None:  # noqa: FBT001 - a column of the table
    less = replace(SESSION, **{missing: None if missing in {"strength", "rate"} else ""})  # type: ignore[arg-type]
    (found,) = differences(less, SESSION) if is_before else differences(SESSION, less)

    assert found.code == "MATCH-05"
    assert missing in found.message


def test_h_91_a_drug_by_mouth_has_neither_strength_nor_rate() -> None:
    by_mouth = Way(product="A", route="oral")

    assert codes(by_mouth, by_mouth) == []
    assert codes(SESSION, by_mouth) == ["MATCH-04", "MATCH-05"]


@pytest.mark.parametrize(
    ("given_on", "is_told"), [("2 g", False), ("1.9 g", False), ("2.001 g", True), ("5000 units", True), (None, False)]
)
def test_h_91_a_dose_above_that_of_the_session_is_told(given_on: str | None, *, is_told: bool) -> None:
    now = replace(SESSION, amount=None if given_on is None else parse_amount(given_on))

    assert ("MATCH-06" in codes(replace(SESSION, amount=parse_amount("2000 mg")), now)) is is_told
