"""Whether a protocol fits the drug and its route."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("PROT-01", "no route fits", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"drug.route": "intranasal"}),
    row("PROT-01", "intravenous", "", {}),
    row("PROT-01", "route unknown", "", {"drug.route": None}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_choosing_row(one: Row) -> None:
    assert said(one) == one.says
