"""What began late: within the window of the unit, after it, and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row(
        "BAR-15",
        "hives after 6 hours",
        "CAUTION needs-answers - SCHERER-2013",
        {"reactions.0.onset_minutes": 361},
        immediate_window="360",
    ),
    row("BAR-15", "hives at 6 hours", "", {"reactions.0.onset_minutes": 360}, immediate_window="360"),
    row("BAR-15", "hives before 6 hours", "", {"reactions.0.onset_minutes": 359}, immediate_window="360"),
    row(
        "BAR-15",
        "hives after 1 hour, the unit says 1 hour",
        "CAUTION needs-answers - SCHERER-2013",
        {"reactions.0.onset_minutes": 61},
        immediate_window="60",
    ),
    row(
        "BAR-15", "hives at 1 hour, the unit says 1 hour", "", {"reactions.0.onset_minutes": 60}, immediate_window="60"
    ),
    row(
        "BAR-15",
        "rigors after 6 hours",
        "CAUTION needs-answers - SCHERER-2013",
        {"reactions.0.onset_minutes": 361, "reactions.0.signs": ["rigors"]},
        immediate_window="360",
    ),
    row(
        "BAR-15",
        "signs unknown",
        "CAUTION needs-answers - SCHERER-2013",
        {"reactions.0.onset_minutes": 361, "reactions.0.signs": None},
        immediate_window="360",
    ),
    row(
        "BAR-15",
        "a doubted eruption",
        "CAUTION needs-answers - SCHERER-2013",
        {"reactions.0.onset_minutes": 361, "reactions.0.diagnosis": "possible fixed drug eruption"},
        immediate_window="360",
    ),
    row("BAR-15", "onset unknown", "", {"reactions.0.onset_minutes": None}, immediate_window="360"),
    row(
        "BAR-15",
        "acute urticaria",
        "",
        {"reactions.0.onset_minutes": 361, "reactions.0.diagnosis": "acute urticaria"},
        immediate_window="360",
    ),
    row(
        "BAR-15",
        "delayed exanthem",
        "",
        {"reactions.0.onset_minutes": 361, "reactions.0.signs": ["delayed exanthem"]},
        immediate_window="360",
    ),
    row("BAR-15", "no window chosen", "CAUTION needs-answers - SCHERER-2013", {"reactions.0.onset_minutes": 361}),
    row("BAR-11", "hives after 6 hours", "", {"reactions.0.onset_minutes": 361}, immediate_window="360"),
    row(
        "BAR-11",
        "hives and exanthem after 6 hours",
        "BLOCK blocked - SCHERER-2013",
        {"reactions.0.onset_minutes": 361, "reactions.0.signs": ["hives", "delayed exanthem"]},
        immediate_window="360",
    ),
    row(
        "BAR-11",
        "exanthem, called urticaria",
        "BLOCK blocked - SCHERER-2013",
        {
            "reactions.0.onset_minutes": 361,
            "reactions.0.signs": ["hives", "delayed exanthem"],
            "reactions.0.diagnosis": "urticaria",
        },
        immediate_window="360",
    ),
    row(
        "BAR-16",
        "acute urticaria after 6 hours",
        "CAUTION proceed-with-conditions - FELDWEG-2005",
        {"reactions.0.onset_minutes": 361, "reactions.0.diagnosis": "acute urticaria"},
        immediate_window="360",
    ),
    row(
        "BAR-16",
        "acute urticaria at 6 hours",
        "",
        {"reactions.0.onset_minutes": 360, "reactions.0.diagnosis": "acute urticaria"},
        immediate_window="360",
    ),
    row(
        "BAR-16",
        "cytokine release after 6 hours",
        "CAUTION proceed-with-conditions - FELDWEG-2005",
        {
            "reactions.0.onset_minutes": 361,
            "reactions.0.signs": ["rigors"],
            "reactions.0.diagnosis": "cytokine release",
        },
        immediate_window="360",
    ),
    row(
        "BAR-16",
        "no window chosen",
        "CAUTION proceed-with-conditions - FELDWEG-2005",
        {"reactions.0.onset_minutes": 361, "reactions.0.diagnosis": "acute urticaria"},
    ),
    row(
        "BAR-16",
        "diagnosis unknown",
        "",
        {"reactions.0.onset_minutes": 361, "reactions.0.diagnosis": None},
        immediate_window="360",
    ),
    row(
        "BAR-17",
        "2 hours, no window chosen",
        "CAUTION proceed-with-conditions - UPTODATE-RDD",
        {"reactions.0.onset_minutes": 120},
    ),
    row("BAR-17", "1 hour, no window chosen", "", {"reactions.0.onset_minutes": 60}),
    row(
        "BAR-17",
        "61 minutes, no window chosen",
        "CAUTION proceed-with-conditions - UPTODATE-RDD",
        {"reactions.0.onset_minutes": 61},
    ),
    row("BAR-17", "2 hours, the unit says 6", "", {"reactions.0.onset_minutes": 120}, immediate_window="360"),
    row("BAR-17", "onset unknown", "", {"reactions.0.onset_minutes": None}),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_late_row(one: Row) -> None:
    assert said(one) == one.says
