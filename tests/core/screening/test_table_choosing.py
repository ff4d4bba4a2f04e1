"""Whether a protocol fits the drug and its route."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("PROT-01", "no route fits", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"drug.route": "intranasal"}),
    row("PROT-01", "intravenous", "", {}),
    row("PROT-01", "route unknown", "", {"drug.route": None}),
    row(
        "PROT-01", "oral, no oral protocol", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"drug.route": "oral"}
    ),
    row(
        "PROT-01",
        "route unknown, only an oral protocol is left",
        "",
        {"drug.name": "aspirin", "reactions.0.drug": "aspirin", "drug.route": None, "reactions.0.spo2_lowest": 92},
        earlier_anaphylaxis="never",
    ),
    row(
        "PROT-01",
        "route unknown, nothing published for the drug",
        "",
        {"drug.name": "famotidine", "reactions.0.drug": "famotidine", "drug.route": None},
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_choosing_row(one: Row) -> None:
    assert said(one) == one.says
