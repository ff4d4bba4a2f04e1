"""What is given before step 1: chosen, not chosen and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row("PRE-01", "not chosen", "NOTE proceed - VITALITE", {}),
    row("PRE-01", "none chosen", "", {}, premedication="none"),
    row(
        "PRE-02",
        "selective, sessions unknown",
        "NOTE proceed - ETG-REQUIREMENTS",
        {"previous_desensitizations": None},
        gives=(("cetirizine", 30),),
        premedication="selective",
    ),
    row("PRE-02", "selective, no session", "", {}, gives=(("cetirizine", 30),), premedication="selective"),
    row("PRE-03", "routine without regimen", "NOTE proceed - SNUH-2022", {}, premedication="routine"),
    row("PRE-03", "routine with one", "", {}, gives=(("cetirizine", 30),), premedication="routine"),
    row(
        "PRE-04",
        "no time",
        "NOTE proceed - STEPWARD-METHOD",
        {},
        gives=(("cetirizine", None),),
        premedication="routine",
    ),
    row("PRE-04", "a time", "", {}, gives=(("cetirizine", 30),), premedication="routine"),
    row(
        "PRE-05",
        "reaction to ibuprofen",
        "CAUTION proceed-with-conditions - BRESLOW-2009",
        {"reactions.1": {"drug": "ibuprofen", "signs": ["hives"], "danger_signs": "none"}},
        gives=(("aspirin", 30),),
        premedication="routine",
    ),
    row("PRE-05", "none", "", {}, gives=(("aspirin", 30),), premedication="routine"),
    row(
        "PRE-06",
        "diseases unknown",
        "CAUTION proceed-with-conditions - BRESLOW-2009",
        {"patient.conditions": None},
        gives=(("aspirin", 30),),
        premedication="routine",
    ),
    row("PRE-06", "known", "", {}, gives=(("aspirin", 30),), premedication="routine"),
    row(
        "PRE-07",
        "reaction to the premedicine",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.1": {"drug": "cetirizine", "signs": ["hives"], "danger_signs": "none"}},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
    row("PRE-07", "none", "", {}, gives=(("cetirizine", 30),), premedication="routine"),
    row(
        "PRE-08",
        "culprit held",
        "CAUTION proceed-with-conditions - METHYLPREDNISOLONE-ACETATE-MONOGRAPH",
        {"patient.conditions": ["PEG allergy"]},
        gives=(("methylprednisolone acetate", 30),),
        premedication="routine",
    ),
    row("PRE-08", "none", "", {}, gives=(("methylprednisolone acetate", 30),), premedication="routine"),
    row(
        "PRE-09",
        "culprit in a rescue drug",
        "NOTE proceed - METHYLPREDNISOLONE-ACETATE-MONOGRAPH",
        {"patient.conditions": ["PEG allergy"]},
    ),
    row("PRE-09", "none", "", {}),
    row(
        "PRE-10",
        "last dose unknown",
        "NOTE proceed - PHARKEEP",
        {"medicines": [{"name": "cetirizine"}]},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
    row("PRE-10", "not taken", "", {}, gives=(("cetirizine", 30),), premedication="routine"),
    row(
        "PRE-11",
        "at 30 minutes",
        "CAUTION proceed-with-conditions - PHARKEEP",
        {"medicines": [{"name": "cetirizine", "last_dose_hours_ago": 0.5}]},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
    row(
        "PRE-11",
        "above 30 minutes",
        "",
        {"medicines": [{"name": "cetirizine", "last_dose_hours_ago": 0.51}]},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
    row(
        "PRE-11",
        "below 30 minutes",
        "CAUTION proceed-with-conditions - PHARKEEP",
        {"medicines": [{"name": "cetirizine", "last_dose_hours_ago": 0.49}]},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
    row(
        "PRE-11",
        "unknown",
        "",
        {"medicines": [{"name": "cetirizine"}]},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_premedication_row(one: Row) -> None:
    assert said(one) == one.says
