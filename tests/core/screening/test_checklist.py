"""The checklist: lines of every session, and those that this patient adds."""

from fractions import Fraction
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.reactions import Sign
from stepward.core.screening.assessment import When
from stepward.core.screening.checklist import checklist
from tests.core.screening.looks import look, reaction


def ids(*args: Any, **facts: Any) -> set[str]:
    return {line.id for line in checklist(look(*args, **facts))}


def test_every_line_has_a_source_on_file_and_its_place_in_the_session() -> None:
    lines = checklist(look("amoxicillin", patient={"conditions": ("asthma", "AERD"), "is_pregnant": True}))

    assert {line.source for line in lines} <= set(shipped.sources())
    assert [line.when for line in lines] == sorted((line.when for line in lines), key=list(When).index)
    assert len({line.id for line in lines}) == len(lines)


def test_asks_for_consent_nurse_allergist_and_epinephrine_each_time() -> None:
    assert {"consent", "nurse", "allergist", "epinephrine", "today-beta-blocker", "late-advice"} <= ids()


def test_holds_no_dose() -> None:
    assert not any(" mg" in line.words for line in checklist(look()))


@pytest.mark.parametrize(
    ("patient", "there"),
    [
        ({"sex": "male"}, False),
        ({"sex": "female", "age_years": Fraction(30)}, True),
        ({"sex": "female", "age_years": Fraction(80)}, False),
        ({}, True),
    ],
)
def test_asks_again_for_pregnancy_where_it_is_possible(patient: dict[str, Any], there: bool) -> None:  # noqa: FBT001
    assert ("today-pregnancy" in ids(patient=patient)) is there


def test_measures_the_lung_where_it_matters() -> None:
    assert "peak-flow" not in ids()
    assert "peak-flow" in ids(patient={"conditions": ("asthma",)})
    assert "peak-flow" in ids("carboplatin", reaction("carboplatin", signs=(Sign.WHEEZE,)))


@pytest.mark.parametrize(
    ("drug", "route", "lines"),
    [
        ("amoxicillin", "oral", set()),
        ("amoxicillin", "intravenous", {"access", "second-access"}),
        ("carboplatin", "intravenous", {"access"}),
        ("carboplatin", None, {"access"}),
    ],
)
def test_asks_for_venous_access(drug: str, route: str | None, lines: set[str]) -> None:
    assert ids(drug, wanted={"route": route}) & {"access", "second-access"} == lines
