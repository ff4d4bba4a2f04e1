"""What the reader asks: below, at and above what is possible, and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("READ-01", "entry not known", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"patient.shoe_size": 40}),
    row("READ-01", "entries known", "", {}),
    row(
        "READ-02",
        "temperature below 20",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.temperature_c": "19.9"},
    ),
    row("READ-02", "temperature at 20", "", {"patient.temperature_c": "20.0"}),
    row("READ-02", "age at 125", "", {"patient.age_years": 125}),
    row("READ-02", "age above 125", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"patient.age_years": 126}),
    row("READ-02", "age 0", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"patient.age_years": 0}),
    row("READ-02", "age unknown", "", {"patient.age_years": None}),
    row("READ-03", "sex not on the list", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"patient.sex": "zzz"}),
    row("READ-03", "sex on the list", "", {}),
    row("READ-03", "sex unknown", "", {"patient.sex": "unknown"}),
    row(
        "READ-04",
        "male and pregnant",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.sex": "male", "patient.pregnant": True},
    ),
    row("READ-04", "male", "", {"patient.sex": "male"}),
    row("READ-04", "sex unknown", "", {"patient.sex": None, "patient.pregnant": True}),
    row(
        "READ-05",
        "sign not on the list",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.signs": ["hives", "zzz"]},
    ),
    row("READ-05", "signs on the list", "", {}),
    row("READ-05", "signs unknown", "", {"reactions.0.signs": None}),
    row("READ-06", "no name", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"medicines": [{"name": None}]}),
    row("READ-06", "a name", "", {"medicines": [{"name": "metoprolol"}]}),
    row("READ-06", "not asked", "", {"medicines": None}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_reader_row(one: Row) -> None:
    assert said(one) == one.says
