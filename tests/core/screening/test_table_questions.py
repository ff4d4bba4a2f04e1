"""What is asked, and what is only named."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row(
        "ASK-01",
        "cardiac disease unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.cardiac_disease": None},
    ),
    row("ASK-01", "all known", "", {}),
    row(
        "ASK-01",
        "cardiac disease unknown, intensive care anyway",
        "",
        {"patient.cardiac_disease": None, "reactions.0.spo2_lowest": 90},
    ),
    row("ASK-02", "FEV1 unknown, lungs well", "NOTE proceed - STEPWARD-METHOD", {}),
    row(
        "ASK-02",
        "cardiac disease unknown, intensive care anyway",
        "NOTE proceed - STEPWARD-METHOD",
        {"patient.cardiac_disease": None, "reactions.0.spo2_lowest": 90},
    ),
    row(
        "ASK-02",
        "all known",
        "",
        {"patient.fev1_percent_predicted": 90, "patient.asthma_controlled": True, "reactions.0.diagnosis": "urticaria"},
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_questions_row(one: Row) -> None:
    assert said(one) == one.says
