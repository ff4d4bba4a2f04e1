"""PEN-FAST: three points, five years and sixteen years, below, at and above."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row(
        "PEN-01",
        "none",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 4000,
        },
    ),
    row(
        "PEN-01",
        "above five years, treated: 1 point",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": ["cetirizine"],
            "reactions.0.days_ago": 1827,
        },
    ),
    row(
        "PEN-01",
        "at five years, not treated: 2 points",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 1826,
        },
    ),
    row(
        "PEN-01",
        "at five years, treated: 3 points",
        "",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": ["cetirizine"],
            "reactions.0.days_ago": 1826,
        },
    ),
    row(
        "PEN-02",
        "days unknown, treated",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": ["cetirizine"],
            "reactions.0.days_ago": None,
        },
    ),
    row(
        "PEN-02",
        "all known",
        "",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 4000,
        },
    ),
    row(
        "PEN-03",
        "3 points",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": ["cetirizine"],
            "reactions.0.days_ago": 1826,
        },
    ),
    row(
        "PEN-03",
        "2 points",
        "",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 1826,
        },
    ),
    row(
        "PEN-03",
        "days unknown",
        "",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": None,
        },
    ),
    row(
        "PEN-04",
        "below 16",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 4000,
            "patient.age_years": 15,
        },
    ),
    row(
        "PEN-04",
        "at 16",
        "",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 4000,
            "patient.age_years": 16,
        },
    ),
    row(
        "PEN-04",
        "age unknown",
        "NOTE proceed - PEN-FAST-2020",
        {
            "drug.name": "amoxicillin",
            "reactions.0.drug": "amoxicillin",
            "tests": [],
            "reactions.0.treated_with": [],
            "reactions.0.days_ago": 4000,
            "patient.age_years": None,
        },
    ),
    row("PEN-04", "another drug", "", {"patient.age_years": 15}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_penicillin_row(one: Row) -> None:
    assert said(one) == one.says
