"""With what care: below, at and above each limit, and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("CARE-01", "SpO2 91", "CAUTION proceed-with-conditions icu BSACI", {"reactions.0.spo2_lowest": 91}),
    row("CARE-01", "SpO2 at 92", "CAUTION proceed-with-conditions icu BSACI", {"reactions.0.spo2_lowest": 92}),
    row("CARE-01", "SpO2 above, 93", "", {"reactions.0.spo2_lowest": 93}),
    row("CARE-01", "SpO2 unknown", "", {"reactions.0.spo2_lowest": None}),
    row("CARE-01", "pressure below 90", "CAUTION proceed-with-conditions icu BSACI", {"reactions.0.sbp_lowest": 89}),
    row("CARE-01", "pressure at 90", "", {"reactions.0.sbp_lowest": 90}),
    row("CARE-01", "pressure unknown", "", {"reactions.0.sbp_lowest": None}),
    row(
        "CARE-01",
        "fall above 30 percent",
        "CAUTION proceed-with-conditions icu BSACI",
        {"reactions.0.sbp_lowest": 97, "reactions.0.sbp_baseline": 140},
    ),
    row("CARE-01", "fall at 30 percent", "", {"reactions.0.sbp_lowest": 98, "reactions.0.sbp_baseline": 140}),
    row(
        "CARE-01",
        "child of 5 below 80",
        "CAUTION proceed-with-conditions icu BSACI",
        {"patient.age_years": 5, "reactions.0.sbp_lowest": 79, "reactions.0.sbp_baseline": 100},
    ),
    row(
        "CARE-01",
        "child of 5 at 80",
        "",
        {"patient.age_years": 5, "reactions.0.sbp_lowest": 80, "reactions.0.sbp_baseline": 100},
    ),
    row(
        "CARE-01", "collapse", "CAUTION proceed-with-conditions icu BSACI", {"reactions.0.signs": ["hives", "collapse"]}
    ),
    row(
        "CARE-01",
        "unit says never",
        "BLOCK blocked icu DRORACLE-RDD",
        {"reactions.0.spo2_lowest": 92},
        earlier_anaphylaxis="never",
    ),
    row(
        "CARE-02",
        "dyspnea present",
        "NOTE proceed monitored-bed BROWN-2004",
        {"reactions.0.signs": ["hives", "dyspnea"]},
    ),
    row("CARE-02", "skin alone", "", {}),
    row("CARE-02", "signs unknown", "", {"reactions.0.signs": None}),
    row(
        "CARE-03", "present", "CAUTION proceed-with-conditions icu BWH-PROFESSIONALS", {"patient.cardiac_disease": True}
    ),
    row("CARE-03", "absent", "", {}),
    row("CARE-03", "unknown", "", {"patient.cardiac_disease": None}),
    row(
        "CARE-03",
        "named disease, answer unknown",
        "CAUTION proceed-with-conditions icu BWH-PROFESSIONALS",
        {"patient.cardiac_disease": None, "patient.conditions": ["coronary artery disease"]},
    ),
    row(
        "CARE-03",
        "pulmonary hypertension named",
        "CAUTION proceed-with-conditions icu BWH-PROFESSIONALS",
        {"patient.conditions": ["pulmonary hypertension"]},
    ),
    row("CARE-03", "heartburn is none", "", {"patient.conditions": ["heartburn"]}),
    row(
        "CARE-10",
        "norepinephrine without signs",
        "CAUTION proceed-with-conditions icu BROWN-2004",
        {"reactions.0.treated_with": ["norepinephrine"]},
    ),
    row(
        "CARE-10",
        "an earlier arrest",
        "CAUTION proceed-with-conditions icu BROWN-2004",
        {"previous_desensitizations": [{"breakthrough": "anaphylactic shock, cardiac arrest"}]},
    ),
    row("CARE-10", "unknown", "", {"reactions.0.treated_with": None}),
    row("CARE-10", "an antihistamine", "", {"reactions.0.treated_with": ["cetirizine"]}),
    row(
        "CARE-01",
        "confusion",
        "CAUTION proceed-with-conditions icu BSACI",
        {"reactions.0.signs": ["hives", "confusion"]},
    ),
    row(
        "CARE-03",
        "in other words",
        "CAUTION proceed-with-conditions icu BWH-PROFESSIONALS",
        {"patient.cardiac_disease": False, "patient.conditions": ["heart failure NYHA III"]},
    ),
    row(
        "CARE-03",
        "in letters",
        "CAUTION proceed-with-conditions icu BWH-PROFESSIONALS",
        {"patient.cardiac_disease": False, "patient.conditions": ["prior MI"]},
    ),
    row("CARE-03", "of the family", "", {"patient.conditions": ["family history of MI"]}),
    row("CARE-03", "denied", "", {"patient.conditions": ["no heart disease", "non-cardiac chest pain"]}),
    row(
        "CARE-04",
        "below 80",
        "CAUTION proceed-with-conditions icu BWH-PROFESSIONALS",
        {"patient.fev1_percent_predicted": 79},
    ),
    row("CARE-04", "at 80", "", {"patient.fev1_percent_predicted": 80}),
    row("CARE-04", "above 80", "", {"patient.fev1_percent_predicted": 81}),
    row("CARE-04", "unknown", "", {"patient.fev1_percent_predicted": None}),
    row(
        "CARE-05",
        "not controlled",
        "BLOCK proceed-with-conditions - VITALITE",
        {"patient.conditions": ["asthma"], "patient.asthma_controlled": False},
    ),
    row("CARE-05", "controlled", "", {"patient.conditions": ["asthma"], "patient.asthma_controlled": True}),
    row("CARE-05", "unknown", "", {"patient.conditions": ["asthma"], "patient.asthma_controlled": None}),
    row(
        "CARE-05",
        "named uncontrolled",
        "BLOCK proceed-with-conditions - VITALITE",
        {"patient.conditions": ["uncontrolled asthma"]},
    ),
    row("CARE-06", "unstable", "BLOCK proceed-with-conditions - VITALITE", {"patient.haemodynamically_stable": False}),
    row("CARE-06", "stable", "", {}),
    row("CARE-06", "unknown", "", {"patient.haemodynamically_stable": None}),
    row("CARE-07", "present", "CAUTION proceed-with-conditions - WENDEL-1985", {"patient.pregnant": True}),
    row("CARE-07", "absent", "", {}),
    row("CARE-07", "unknown", "", {"patient.pregnant": None}),
    row(
        "CARE-07", "unit excludes", "BLOCK blocked - MD-ANDERSON-HSR", {"patient.pregnant": True}, pregnancy="excluded"
    ),
    row("CARE-08", "below 38", "", {"patient.temperature_c": "37.9"}),
    row("CARE-08", "at 38", "BLOCK proceed-with-conditions - STEPWARD-METHOD", {"patient.temperature_c": "38.0"}),
    row("CARE-08", "above 38", "BLOCK proceed-with-conditions - STEPWARD-METHOD", {"patient.temperature_c": "38.1"}),
    row("CARE-08", "unknown", "", {"patient.temperature_c": None}),
    row("CARE-08", "named", "BLOCK proceed-with-conditions - STEPWARD-METHOD", {"patient.conditions": ["fever"]}),
    row(
        "CARE-09",
        "unit asks, intravenous",
        "NOTE proceed icu GREPMED-PROVOCATION",
        {},
        place="icu-unless-low-risk-oral",
    ),
    row(
        "CARE-09",
        "unit asks, oral aspirin",
        "",
        {"drug.name": "aspirin", "drug.route": "oral", "reactions.0.drug": "aspirin"},
        place="icu-unless-low-risk-oral",
    ),
    row(
        "CARE-09",
        "unit asks, route unknown",
        "NOTE proceed icu GREPMED-PROVOCATION",
        {"drug.name": "aspirin", "drug.route": None, "reactions.0.drug": "aspirin"},
        place="icu-unless-low-risk-oral",
    ),
    row("CARE-09", "as shipped", "", {}),
    row("CARE-01", "SpO2 100", "", {"reactions.0.spo2_lowest": 100}),
    row(
        "CARE-01",
        "desaturation named, SpO2 unknown",
        "CAUTION proceed-with-conditions icu BSACI",
        {"reactions.0.signs": ["hives", "desaturation"], "reactions.0.spo2_lowest": None},
    ),
    row("CARE-01", "syncope", "CAUTION proceed-with-conditions icu BSACI", {"reactions.0.signs": ["hives", "syncope"]}),
    row(
        "CARE-01",
        "cardiac arrest",
        "CAUTION proceed-with-conditions icu BSACI",
        {"reactions.0.signs": ["hives", "cardiac arrest"]},
    ),
    row("CARE-01", "signs unknown", "", {"reactions.0.signs": None}),
    row(
        "CARE-01",
        "to a drug of its class",
        "CAUTION proceed-with-conditions icu BSACI",
        {"drug.name": "amoxicillin", "reactions.0.drug": "ampicillin", "reactions.0.spo2_lowest": 92},
    ),
    row("CARE-01", "to another drug", "", {"reactions.0.drug": "paclitaxel", "reactions.0.spo2_lowest": 92}),
    row(
        "CARE-01",
        "fall of 30 percent, low for the usual",
        "",
        {"reactions.0.sbp_lowest": 91, "reactions.0.sbp_baseline": 130},
    ),
    row(
        "CARE-01",
        "fall above 30 percent, 90 of 130",
        "CAUTION proceed-with-conditions icu BSACI",
        {"reactions.0.sbp_lowest": 90, "reactions.0.sbp_baseline": 130},
    ),
    row(
        "CARE-01", "usual pressure unknown, at 90", "", {"reactions.0.sbp_lowest": 90, "reactions.0.sbp_baseline": None}
    ),
    row(
        "CARE-01",
        "usual pressure unknown, below 90",
        "CAUTION proceed-with-conditions icu BSACI",
        {"reactions.0.sbp_lowest": 89, "reactions.0.sbp_baseline": None},
    ),
    row(
        "CARE-01",
        "child of half a year below 70",
        "CAUTION proceed-with-conditions icu BSACI",
        {"patient.age_years": 0.5, "reactions.0.sbp_lowest": 69, "reactions.0.sbp_baseline": 80},
    ),
    row(
        "CARE-01",
        "child of half a year at 70",
        "",
        {"patient.age_years": 0.5, "reactions.0.sbp_lowest": 70, "reactions.0.sbp_baseline": 80},
    ),
    row(
        "CARE-01",
        "child of 1 below 72",
        "CAUTION proceed-with-conditions icu BSACI",
        {"patient.age_years": 1, "reactions.0.sbp_lowest": 71, "reactions.0.sbp_baseline": 80},
    ),
    row(
        "CARE-01",
        "child of 1 at 72",
        "",
        {"patient.age_years": 1, "reactions.0.sbp_lowest": 72, "reactions.0.sbp_baseline": 80},
    ),
    row(
        "CARE-01",
        "child of 10 below 90",
        "CAUTION proceed-with-conditions icu BSACI",
        {"patient.age_years": 10, "reactions.0.sbp_lowest": 89, "reactions.0.sbp_baseline": 100},
    ),
    row(
        "CARE-01",
        "child of 10 at 90",
        "",
        {"patient.age_years": 10, "reactions.0.sbp_lowest": 90, "reactions.0.sbp_baseline": 100},
    ),
    row(
        "CARE-01",
        "child of 11 below 90",
        "CAUTION proceed-with-conditions icu BSACI",
        {"patient.age_years": 11, "reactions.0.sbp_lowest": 89, "reactions.0.sbp_baseline": 100},
    ),
    row(
        "CARE-01",
        "child of 11 at 90",
        "",
        {"patient.age_years": 11, "reactions.0.sbp_lowest": 90, "reactions.0.sbp_baseline": 100},
    ),
    row(
        "CARE-01",
        "child of 5, fall above 30 percent",
        "CAUTION proceed-with-conditions icu BSACI",
        {"patient.age_years": 5, "reactions.0.sbp_lowest": 83, "reactions.0.sbp_baseline": 120},
    ),
    row("CARE-03", "diseases unknown", "", {"patient.conditions": None}),
    row(
        "CARE-04",
        "below the 70 of the unit",
        "CAUTION proceed-with-conditions icu DRUG-ALLERGY-POCKET-24",
        {"patient.fev1_percent_predicted": 69},
        fev1_icu="70",
    ),
    row("CARE-10", "treatment unknown", "", {"reactions.0.treated_with": None}),
    row("CARE-10", "sessions unknown", "", {"previous_desensitizations": None}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_care_row(one: Row) -> None:
    assert said(one) == one.says
