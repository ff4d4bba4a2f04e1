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
    row(
        "ASK-01",
        "pregnancy unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.pregnant": None},
        tells="Not known: pregnancy.",
    ),
    row("ASK-01", "pregnancy unknown, male", "", {"patient.pregnant": None, "patient.sex": "male"}),
    row(
        "ASK-01",
        "pregnancy unknown, 60",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.pregnant": None, "patient.age_years": 60},
        tells="Not known: pregnancy.",
    ),
    row("ASK-01", "pregnancy unknown, 61", "", {"patient.pregnant": None, "patient.age_years": 61}),
    row(
        "ASK-01",
        "pregnancy unknown, 10",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.pregnant": None, "patient.age_years": 10},
        tells="Not known: pregnancy.",
    ),
    row("ASK-01", "pregnancy unknown, 9", "", {"patient.pregnant": None, "patient.age_years": 9}),
    row(
        "ASK-01",
        "medicines unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"medicines": None},
        tells="Not known: which medicines",
    ),
    row(
        "ASK-01",
        "circulation unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.haemodynamically_stable": None},
        tells="Not known: whether the circulation is stable",
    ),
    row(
        "ASK-01",
        "FEV1 unknown with asthma",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.conditions": ["asthma"], "patient.asthma_controlled": True, "patient.fev1_percent_predicted": None},
        tells="Not known: FEV1",
    ),
    row(
        "ASK-01",
        "control unknown with asthma",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.conditions": ["asthma"], "patient.asthma_controlled": None, "patient.fev1_percent_predicted": 90},
        tells="Not known: whether asthma is controlled",
    ),
    row(
        "ASK-01",
        "lowest pressure unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.sbp_lowest": None},
        tells="Not known: the lowest pressure",
    ),
    row(
        "ASK-01",
        "saturation unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.spo2_lowest": None},
        tells="Not known: the lowest oxygen saturation",
    ),
    row(
        "ASK-01",
        "signs unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.signs": None},
        tells="Not known: the signs of the reaction",
    ),
    row(
        "ASK-01",
        "diseases unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"patient.conditions": None},
        tells="Not known: other diseases",
    ),
    row(
        "ASK-01",
        "tryptase unknown",
        "",
        {"reactions.0.tryptase_acute_ng_ml": None, "reactions.0.tryptase_baseline_ng_ml": None},
    ),
    row(
        "ASK-01",
        "diseases unknown, aspirin",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {
            "drug.name": "aspirin",
            "drug.route": "oral",
            "reactions.0.drug": "ibuprofen",
            "reactions.0.signs": ["wheeze"],
            "patient.conditions": None,
            "patient.asthma_controlled": True,
            "patient.fev1_percent_predicted": 90,
        },
        tells="Not known: other diseases",
    ),
    row(
        "ASK-01",
        "joint pain, temperature unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.signs": ["hives", "joint pain"], "reactions.0.temperature_c": None},
        tells="Not known: the highest temperature",
    ),
    row(
        "ASK-01",
        "joint pain, no fever",
        "",
        {"reactions.0.signs": ["hives", "joint pain"], "reactions.0.temperature_c": "37.0"},
    ),
    row("ASK-01", "hives, temperature unknown", "", {"reactions.0.temperature_c": None}),
    row(
        "ASK-01",
        "delayed exanthem, temperature unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {
            "reactions.0.signs": ["delayed exanthem"],
            "reactions.0.onset_minutes": 2880,
            "reactions.0.temperature_c": None,
        },
        tells="Not known: the highest temperature",
    ),
    row(
        "ASK-01",
        "earlier desensitizations unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"previous_desensitizations": None},
        tells="Not known: how earlier",
    ),
    row(
        "ASK-01",
        "a breakthrough unknown",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"previous_desensitizations": [{"days_ago": 30, "completed": True}]},
        tells="Not known: how earlier",
    ),
    row(
        "ASK-01",
        "no breakthrough",
        "",
        {"previous_desensitizations": [{"days_ago": 30, "completed": True, "breakthrough": "none"}]},
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_questions_row(one: Row) -> None:
    assert said(one) == one.says
