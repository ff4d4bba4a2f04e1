"""What fits no patient of the age: below, at and above each bound, and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row(
        "AGE-01",
        "90 kg at 3",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 3, "patient.weight_kg": 90},
    ),
    row(
        "AGE-01",
        "46 kg at 3",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 3, "patient.weight_kg": 46},
    ),
    row("AGE-01", "45 kg at 3", "", {"patient.age_years": 3, "patient.weight_kg": 45}),
    row("AGE-01", "4 kg at 3", "", {"patient.age_years": 3, "patient.weight_kg": 4}),
    row(
        "AGE-01",
        "3 kg at 3",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 3, "patient.weight_kg": 3},
    ),
    row(
        "AGE-01",
        "21 kg at 0.5",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 0.5, "patient.weight_kg": 21},
    ),
    row("AGE-01", "20 kg at 0.5", "", {"patient.age_years": 0.5, "patient.weight_kg": 20}),
    row("AGE-01", "46 kg at 5", "", {"patient.age_years": 5, "patient.weight_kg": 46}),
    row(
        "AGE-01",
        "101 kg at 9",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 9, "patient.weight_kg": 101},
    ),
    row("AGE-01", "100 kg at 9", "", {"patient.age_years": 9, "patient.weight_kg": 100}),
    row(
        "AGE-01",
        "7 kg at 9",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 9, "patient.weight_kg": 7},
    ),
    row("AGE-01", "101 kg at 10", "", {"patient.age_years": 10, "patient.weight_kg": 101}),
    row(
        "AGE-01",
        "251 kg at 17",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 17, "patient.weight_kg": 251},
    ),
    row("AGE-01", "250 kg at 17", "", {"patient.age_years": 17, "patient.weight_kg": 250}),
    row(
        "AGE-01",
        "11 kg at 17",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 17, "patient.weight_kg": 11},
    ),
    row(
        "AGE-01",
        "19 kg at 18",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 18, "patient.weight_kg": 19},
    ),
    row("AGE-01", "20 kg at 18", "", {"patient.age_years": 18, "patient.weight_kg": 20}),
    row("AGE-01", "400 kg at 18", "", {"patient.age_years": 18, "patient.weight_kg": 400}),
    row(
        "AGE-01",
        "401 kg at 18",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.age_years": 18, "patient.weight_kg": 401},
    ),
    row("AGE-01", "70 kg at 125", "", {"patient.age_years": 125, "patient.weight_kg": 70}),
    row("AGE-01", "weight unknown", "", {"patient.age_years": 3, "patient.weight_kg": None}),
    row("AGE-01", "age unknown", "", {"patient.age_years": None, "patient.weight_kg": 90}),
    row(
        "AGE-02",
        "89 mmHg at 30",
        "CAUTION proceed-with-conditions - AAP-ANAPHYLAXIS-TABLE",
        {"patient.age_years": 30, "reactions.0.sbp_baseline": 89, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "90 mmHg at 30",
        "",
        {"patient.age_years": 30, "reactions.0.sbp_baseline": 90, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "79 mmHg at 5",
        "CAUTION proceed-with-conditions - AAP-ANAPHYLAXIS-TABLE",
        {"patient.age_years": 5, "reactions.0.sbp_baseline": 79, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "80 mmHg at 5",
        "",
        {"patient.age_years": 5, "reactions.0.sbp_baseline": 80, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "69 mmHg at 0.5",
        "CAUTION proceed-with-conditions - AAP-ANAPHYLAXIS-TABLE",
        {"patient.age_years": 0.5, "reactions.0.sbp_baseline": 69, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "70 mmHg at 0.5",
        "",
        {"patient.age_years": 0.5, "reactions.0.sbp_baseline": 70, "reactions.0.sbp_lowest": None},
    ),
    row("AGE-02", "usual pressure unknown", "", {"reactions.0.sbp_baseline": None}),
    row(
        "AGE-02",
        "under 1 month, not judged",
        "",
        {"patient.age_years": 0.05, "reactions.0.sbp_baseline": 60, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "age unknown, low for all",
        "CAUTION proceed-with-conditions - AAP-ANAPHYLAXIS-TABLE",
        {"patient.age_years": None, "reactions.0.sbp_baseline": 69, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-02",
        "age unknown, low for some",
        "",
        {"patient.age_years": None, "reactions.0.sbp_baseline": 70, "reactions.0.sbp_lowest": None},
    ),
    row(
        "AGE-03",
        "30 mmHg at 0.05",
        "CAUTION proceed-with-conditions icu AAP-ANAPHYLAXIS-TABLE",
        {"patient.age_years": 0.05, "reactions.0.sbp_lowest": 30},
    ),
    row(
        "AGE-03",
        "89 mmHg at 0.05",
        "CAUTION proceed-with-conditions icu AAP-ANAPHYLAXIS-TABLE",
        {"patient.age_years": 0.05, "reactions.0.sbp_lowest": 89},
    ),
    row("AGE-03", "90 mmHg at 0.05", "", {"patient.age_years": 0.05, "reactions.0.sbp_lowest": 90}),
    row("AGE-03", "30 mmHg at 0.1", "", {"patient.age_years": 0.1, "reactions.0.sbp_lowest": 30}),
    row("AGE-03", "30 mmHg at 30", "", {"patient.age_years": 30, "reactions.0.sbp_lowest": 30}),
    row("AGE-03", "pressure unknown", "", {"patient.age_years": 0.05, "reactions.0.sbp_lowest": None}),
    row("AGE-03", "age unknown", "", {"patient.age_years": None, "reactions.0.sbp_lowest": 30}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_plausible_row(one: Row) -> None:
    assert said(one) == one.says
