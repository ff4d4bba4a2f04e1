"""What bars for good: each sign and diagnosis present, absent and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("BAR-01", "blisters", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.signs": ["blisters"]}),
    row("BAR-01", "mucosal erosions", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.signs": ["mucosal erosions"]}),
    row("BAR-01", "absent", "", {}),
    row("BAR-01", "signs unknown", "", {"reactions.0.signs": None}),
    row("BAR-02", "present", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.danger_signs": "present"}),
    row("BAR-02", "none", "", {}),
    row("BAR-02", "unknown", "", {"reactions.0.danger_signs": "unknown"}),
    row("BAR-03", "SJS", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.diagnosis": "SJS"}),
    row("BAR-03", "TEN", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.diagnosis": "TEN"}),
    row("BAR-03", "DRESS", "BLOCK blocked - BUGS-AND-DRUGS", {"reactions.0.diagnosis": "DRESS"}),
    row("BAR-03", "AGEP", "BLOCK blocked - BUGS-AND-DRUGS", {"reactions.0.diagnosis": "AGEP"}),
    row(
        "BAR-03",
        "erythema multiforme",
        "BLOCK blocked - GLOBALRPH-12-STEP",
        {"reactions.0.diagnosis": "erythema multiforme"},
    ),
    row("BAR-03", "serum sickness", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.diagnosis": "serum sickness"}),
    row("BAR-03", "hepatitis", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.diagnosis": "hepatitis"}),
    row("BAR-03", "nephritis", "BLOCK blocked - GLOBALRPH-12-STEP", {"reactions.0.diagnosis": "nephritis"}),
    row("BAR-03", "vasculitis", "BLOCK blocked - BUGS-AND-DRUGS", {"reactions.0.diagnosis": "vasculitis"}),
    row("BAR-03", "pneumonitis", "BLOCK blocked - BUGS-AND-DRUGS", {"reactions.0.diagnosis": "pneumonitis"}),
    row(
        "BAR-03",
        "SJS though danger none",
        "BLOCK blocked - GLOBALRPH-12-STEP",
        {"reactions.0.diagnosis": "SJS", "reactions.0.danger_signs": "none"},
    ),
    row("BAR-03", "anaphylaxis", "", {"reactions.0.diagnosis": "anaphylaxis"}),
    row("BAR-03", "unknown", "", {"reactions.0.diagnosis": None}),
    row("BAR-03", "SJS to another drug", "", {"reactions.0.drug": "paclitaxel", "reactions.0.diagnosis": "SJS"}),
    row("BAR-04", "unknown", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions.0.danger_signs": "unknown"}),
    row("BAR-04", "not said", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions.0.danger_signs": None}),
    row("BAR-04", "none", "", {}),
    row("BAR-04", "present", "", {"reactions.0.danger_signs": "present"}),
    row(
        "BAR-05",
        "SJS though danger none",
        "CAUTION needs-answers - GLOBALRPH-12-STEP",
        {"reactions.0.diagnosis": "SJS"},
    ),
    row("BAR-05", "no contradiction", "", {}),
    row(
        "BAR-06",
        "not on the list",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.diagnosis": "zzz disease"},
    ),
    row("BAR-06", "on the list", "", {"reactions.0.diagnosis": "SJS"}),
    row("BAR-06", "unknown", "", {}),
    row(
        "BAR-03",
        "written among the signs",
        "BLOCK blocked - GLOBALRPH-12-STEP",
        {"reactions.0.signs": ["hives", "SJS"]},
    ),
    row(
        "BAR-10",
        "doubted among the signs",
        "CAUTION needs-answers - GLOBALRPH-12-STEP",
        {"reactions.0.signs": ["hives", "possible SJS"]},
    ),
    row("BAR-06", "an immediate one", "", {"reactions.0.diagnosis": "Acute urticaria"}),
    row(
        "BAR-06",
        "doubted",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.diagnosis": "possible anaphylaxis"},
    ),
    row(
        "BAR-13",
        "anaphylaxis, skin signs alone",
        "CAUTION proceed-with-conditions - BROWN-2004",
        {"reactions.0.diagnosis": "anaphylaxis"},
    ),
    row(
        "BAR-13",
        "anaphylaxis, signs unknown",
        "CAUTION proceed-with-conditions - BROWN-2004",
        {"reactions.0.diagnosis": "Anaphylactic shock", "reactions.0.signs": None},
    ),
    row(
        "BAR-13",
        "anaphylaxis, signs show it",
        "",
        {"reactions.0.diagnosis": "anaphylaxis", "reactions.0.signs": ["hives", "wheeze"]},
    ),
    row("BAR-13", "absent", "", {}),
    row(
        "BAR-07",
        "another drug",
        "NOTE proceed - GLOBALRPH-12-STEP",
        {"reactions.1": {"drug": "paclitaxel", "signs": ["blisters"], "danger_signs": "present"}},
    ),
    row("BAR-07", "the same drug", "", {"reactions.0.signs": ["blisters"]}),
    row(
        "BAR-07",
        "another drug without danger",
        "",
        {"reactions.1": {"drug": "paclitaxel", "signs": ["hives"], "danger_signs": "none"}},
    ),
    row("BAR-08", "not on the list", "CAUTION needs-answers - STEPWARD-METHOD", {"reactions.0.drug": "nosuchdrug"}),
    row("BAR-08", "on the list", "", {}),
    row(
        "BAR-09", "jaundice", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions.0.signs": ["hives", "jaundice"]}
    ),
    row(
        "BAR-09",
        "joint pain at 37.9",
        "",
        {"reactions.0.signs": ["hives", "joint pain"], "reactions.0.temperature_c": "37.9"},
    ),
    row(
        "BAR-09",
        "joint pain at 38",
        "CAUTION needs-answers - GLOBALRPH-12-STEP",
        {"reactions.0.signs": ["hives", "joint pain"], "reactions.0.temperature_c": "38.0"},
    ),
    row(
        "BAR-09",
        "joint pain, temperature unknown",
        "",
        {"reactions.0.signs": ["hives", "joint pain"], "reactions.0.temperature_c": None},
    ),
    row("BAR-09", "hives alone", "", {}),
    row("BAR-09", "unknown", "", {"reactions.0.signs": None}),
    row("BAR-10", "doubtful", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions.0.diagnosis": "possible SJS"}),
    row("BAR-10", "certain", "", {"reactions.0.diagnosis": "SJS"}),
    row("BAR-10", "none", "", {}),
    row(
        "BAR-11",
        "delayed exanthem",
        "CAUTION proceed-with-conditions - SCHERER-2013",
        {"reactions.0.signs": ["delayed exanthem"], "reactions.0.onset_minutes": 2880},
    ),
    row(
        "BAR-11",
        "delayed exanthem where the unit takes none",
        "BLOCK blocked - GREPMED-PROVOCATION",
        {"reactions.0.signs": ["delayed exanthem"], "reactions.0.onset_minutes": 2880},
        delayed="none",
    ),
    row("BAR-11", "immediate", "", {}),
    row("BAR-11", "onset unknown", "", {"reactions.0.onset_minutes": None}),
    row(
        "BAR-12",
        "lowest above usual",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.sbp_lowest": 127},
    ),
    row("BAR-12", "lowest at usual", "", {"reactions.0.sbp_lowest": 126}),
    row("BAR-12", "usual unknown", "", {"reactions.0.sbp_lowest": 127, "reactions.0.sbp_baseline": None}),
    row("BAR-12", "no contradiction", "", {}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_bars_row(one: Row) -> None:
    assert said(one) == one.says
