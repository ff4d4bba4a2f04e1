"""Whether it is indicated at all: present, absent and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("IND-11", "not on the list", "CAUTION proceed-with-conditions - STEPWARD-METHOD", {"drug.name": "quuxamab"}),
    row("IND-11", "on the list", "", {}),
    row(
        "IND-03",
        "the drug itself",
        "CAUTION needs-answers - NCC-INDIA",
        {"indication.alternatives": [{"name": "Paraplatin", "acceptable": True}]},
    ),
    row(
        "IND-04",
        "a later positive test",
        "",
        {
            "tests": [
                {"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": 1},
                {"kind": "skin", "result": "positive", "days_ago": 5},
            ]
        },
    ),
    row(
        "IND-05",
        "a percent for a share",
        "CAUTION proceed-with-conditions - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": 50}]},
    ),
    row(
        "IND-06",
        "a test of another drug",
        "NOTE proceed - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": "skin", "result": "positive", "days_ago": 10, "drug": "latex"}]},
    ),
    row("IND-11", "a brand", "", {"drug.name": "Paraplatin"}),
    row("IND-01", "none on record", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions": []}),
    row("IND-01", "not asked", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions": None}),
    row("IND-01", "on record", "", {}),
    row("IND-02", "acceptable", "CAUTION not-indicated - NCC-INDIA", {"indication.alternatives.0.acceptable": True}),
    row("IND-02", "not acceptable", "", {}),
    row("IND-02", "unknown", "", {"indication.alternatives.0.acceptable": None}),
    row("IND-03", "unknown", "CAUTION needs-answers - NCC-INDIA", {"indication.alternatives.0.acceptable": None}),
    row("IND-03", "not asked", "CAUTION needs-answers - NCC-INDIA", {"indication.alternatives": None}),
    row("IND-03", "none exist", "", {"indication.alternatives": []}),
    row("IND-03", "acceptable", "", {"indication.alternatives.0.acceptable": True}),
    row(
        "IND-04",
        "below the full dose",
        "",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": "0.99"}]},
    ),
    row(
        "IND-04",
        "at the full dose",
        "CAUTION not-indicated - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": 1}]},
    ),
    row(
        "IND-04",
        "before the reaction",
        "",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 29, "dose_fraction": 1}]},
    ),
    row(
        "IND-04",
        "on the day of the reaction",
        "",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 28, "dose_fraction": 1}]},
    ),
    row("IND-04", "dose unknown", "", {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10}]}),
    row(
        "IND-05",
        "on the day of the reaction",
        "CAUTION proceed-with-conditions - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 28, "dose_fraction": 1}]},
    ),
    row(
        "IND-05",
        "day after",
        "",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 27, "dose_fraction": 1}]},
    ),
    row(
        "IND-05",
        "dose unknown",
        "CAUTION proceed-with-conditions - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10}]},
    ),
    row(
        "IND-05",
        "date unknown",
        "CAUTION proceed-with-conditions - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": "provocation", "result": "tolerated", "dose_fraction": 1}]},
    ),
    row("IND-06", "no test", "NOTE proceed - MADRIGAL-BURGALETA-2019", {"tests": []}),
    row("IND-06", "not asked", "NOTE proceed - MADRIGAL-BURGALETA-2019", {"tests": None}),
    row("IND-06", "a test", "", {}),
    row(
        "IND-07",
        "182 days after",
        "",
        {"reactions.0.days_ago": 192, "tests": [{"kind": "skin", "result": "negative", "days_ago": 10}]},
    ),
    row(
        "IND-07",
        "at 183 days",
        "NOTE proceed - WANG-2015",
        {"reactions.0.days_ago": 193, "tests": [{"kind": "skin", "result": "negative", "days_ago": 10}]},
    ),
    row(
        "IND-07",
        "184 days after",
        "NOTE proceed - WANG-2015",
        {"reactions.0.days_ago": 194, "tests": [{"kind": "skin", "result": "negative", "days_ago": 10}]},
    ),
    row(
        "IND-07",
        "184 days after, of another drug",
        "",
        {
            "reactions.0.days_ago": 194,
            "tests": [{"kind": "skin", "result": "negative", "days_ago": 10, "drug": "paclitaxel"}],
        },
    ),
    row(
        "IND-07",
        "184 days after, of a brand of the drug",
        "NOTE proceed - WANG-2015",
        {
            "reactions.0.days_ago": 194,
            "tests": [{"kind": "skin", "result": "negative", "days_ago": 10, "drug": "Paraplatin"}],
        },
    ),
    row("IND-07", "date unknown", "NOTE proceed - WANG-2015", {"tests": [{"kind": "skin", "result": "negative"}]}),
    row(
        "IND-08",
        "breakthrough",
        "CAUTION proceed-with-conditions - VETTER-2019",
        {
            "previous_desensitizations": [
                {"days_ago": 30, "protocol": "12-step", "completed": True, "breakthrough": "hives"}
            ]
        },
    ),
    row(
        "IND-08",
        "stopped",
        "CAUTION proceed-with-conditions - VETTER-2019",
        {"previous_desensitizations": [{"completed": False}]},
    ),
    row(
        "IND-08",
        "without breakthrough",
        "",
        {"previous_desensitizations": [{"completed": True, "breakthrough": "none"}]},
    ),
    row("IND-08", "unknown", "", {"previous_desensitizations": None}),
    row(
        "IND-09",
        "without breakthrough",
        "NOTE proceed - UPTODATE-RDD",
        {"previous_desensitizations": [{"completed": True, "breakthrough": "none"}]},
    ),
    row("IND-09", "breakthrough", "", {"previous_desensitizations": [{"completed": True, "breakthrough": "hives"}]}),
    row("IND-09", "none", "", {}),
    row(
        "IND-10",
        "rise",
        "NOTE proceed - VALENT-2019",
        {"reactions.0.tryptase_acute_ng_ml": 20, "reactions.0.tryptase_baseline_ng_ml": 5},
    ),
    row("IND-10", "baseline high", "NOTE proceed - TRYPTASE-TABLE-WAOJ", {"reactions.0.tryptase_baseline_ng_ml": 30}),
    row("IND-10", "unknown", "", {}),
    row("IND-01", "to another drug", "CAUTION needs-answers - GLOBALRPH-12-STEP", {"reactions.0.drug": "paclitaxel"}),
    row("IND-01", "to a drug that is not on the list", "", {"reactions.0.drug": "nosuchdrug"}),
    row("IND-01", "to a drug of its class", "", {"drug.name": "amoxicillin", "reactions.0.drug": "ampicillin"}),
    row(
        "IND-02",
        "one of two acceptable",
        "CAUTION not-indicated - NCC-INDIA",
        {"indication.alternatives": [{"name": "A", "acceptable": False}, {"name": "B", "acceptable": True}]},
    ),
    row(
        "IND-04",
        "after the first of two reactions",
        "",
        {
            "reactions.1": {"drug": "carboplatin", "signs": ["hives"], "danger_signs": "none", "days_ago": 5},
            "tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": 1}],
        },
    ),
    row(
        "IND-04",
        "after the last of two reactions",
        "CAUTION not-indicated - MADRIGAL-BURGALETA-2019",
        {
            "reactions.1": {"drug": "carboplatin", "signs": ["hives"], "danger_signs": "none", "days_ago": 15},
            "tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": 1}],
        },
    ),
    row(
        "IND-04",
        "with another drug",
        "",
        {
            "tests": [
                {"kind": "provocation", "drug": "paclitaxel", "result": "tolerated", "days_ago": 10, "dose_fraction": 1}
            ]
        },
    ),
    row(
        "IND-04",
        "negative skin test",
        "",
        {"tests": [{"kind": "skin", "result": "negative", "days_ago": 10, "dose_fraction": 1}]},
    ),
    row(
        "IND-04",
        "positive",
        "",
        {"tests": [{"kind": "provocation", "result": "positive", "days_ago": 10, "dose_fraction": 1}]},
    ),
    row(
        "IND-05",
        "date of the reaction unknown",
        "CAUTION proceed-with-conditions - MADRIGAL-BURGALETA-2019",
        {
            "reactions.0.days_ago": None,
            "tests": [{"kind": "provocation", "result": "tolerated", "days_ago": 10, "dose_fraction": 1}],
        },
    ),
    row(
        "IND-05",
        "kind unknown",
        "CAUTION proceed-with-conditions - MADRIGAL-BURGALETA-2019",
        {"tests": [{"kind": None, "result": "tolerated", "days_ago": 10, "dose_fraction": 1}]},
    ),
    row(
        "IND-08", "breakthrough unknown", "", {"previous_desensitizations": [{"completed": True, "breakthrough": None}]}
    ),
    row(
        "IND-08", "completed unknown", "", {"previous_desensitizations": [{"completed": None, "breakthrough": "none"}]}
    ),
    row("IND-09", "unknown", "", {"previous_desensitizations": None}),
    row(
        "IND-10",
        "below 1.2 x 5 + 2",
        "NOTE proceed - VALENT-2019",
        {"reactions.0.tryptase_acute_ng_ml": 7.9, "reactions.0.tryptase_baseline_ng_ml": 5},
        tells="did not rise",
    ),
    row(
        "IND-10",
        "at 1.2 x 5 + 2",
        "NOTE proceed - VALENT-2019",
        {"reactions.0.tryptase_acute_ng_ml": 8, "reactions.0.tryptase_baseline_ng_ml": 5},
        tells="did not rise",
    ),
    row(
        "IND-10",
        "above 1.2 x 5 + 2",
        "NOTE proceed - VALENT-2019",
        {"reactions.0.tryptase_acute_ng_ml": 8.1, "reactions.0.tryptase_baseline_ng_ml": 5},
        tells="carboplatin rose:",
    ),
    row(
        "IND-10",
        "at 1.2 x 4.5 + 2",
        "NOTE proceed - VALENT-2019",
        {"reactions.0.tryptase_acute_ng_ml": 7.4, "reactions.0.tryptase_baseline_ng_ml": 4.5},
        tells="did not rise",
    ),
    row(
        "IND-10",
        "above 1.2 x 4.5 + 2",
        "NOTE proceed - VALENT-2019",
        {"reactions.0.tryptase_acute_ng_ml": 7.41, "reactions.0.tryptase_baseline_ng_ml": 4.5},
        tells="carboplatin rose:",
    ),
    row("IND-10", "baseline unknown", "", {"reactions.0.tryptase_acute_ng_ml": 21}),
    row("IND-10", "baseline at 20, acute unknown", "", {"reactions.0.tryptase_baseline_ng_ml": 20}),
    row(
        "IND-10",
        "baseline above 20, acute unknown",
        "NOTE proceed - TRYPTASE-TABLE-WAOJ",
        {"reactions.0.tryptase_baseline_ng_ml": 20.1},
        tells="baseline is high",
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_indication_row(one: Row) -> None:
    assert said(one) == one.says
