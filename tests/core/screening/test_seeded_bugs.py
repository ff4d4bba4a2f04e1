"""A small bug in any rule of the screen is noticed by a row of the threshold tables."""

from types import FunctionType

import pytest

from stepward.core.screening import screening
from tests.core.screening.bugs import Bug, seeded
from tests.core.screening.bugs_of_care import BARS, CARE
from tests.core.screening.bugs_of_indication import AIRWAY, INDICATION, PENICILLIN, PLAUSIBLE
from tests.core.screening.bugs_of_medicines import FORMULATION, MEDICINES, OTHERS, PREMEDICATION
from tests.core.screening.bugs_of_naming import NAMING
from tests.core.screening.tables import said
from tests.core.screening.test_tables import ROWS

BUGS = (
    *CARE,
    *BARS,
    *INDICATION,
    *AIRWAY,
    *PLAUSIBLE,
    *PENICILLIN,
    *MEDICINES,
    *PREMEDICATION,
    *FORMULATION,
    *NAMING,
    *OTHERS,
)


def put(one: Bug, patch: pytest.MonkeyPatch) -> None:
    """Let the screen use the module with the bug: its rules, and its questions."""
    made = vars(seeded(one))
    rules = tuple(_of(made, rule) if rule.__module__.endswith(f".{one.module}") else rule for rule in screening.RULES)
    patch.setattr(screening, "RULES", rules)
    if one.module == "questions":
        patch.setattr(screening, "open_questions", made["open_questions"])


def _of(made: dict[str, object], rule: object) -> object:
    assert isinstance(rule, FunctionType)
    return made[rule.__name__]


@pytest.mark.parametrize("one", BUGS, ids=lambda one: one.id)
def test_a_row_notices_the_bug(one: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [item for item in ROWS if item.code in one.codes]
    put(one, monkeypatch)

    assert any(said(item) != item.says for item in rows)


def test_every_module_with_rules_has_bugs() -> None:
    assert {rule.__module__.rpartition(".")[2] for rule in screening.RULES} <= {one.module for one in BUGS}


def test_a_bug_has_a_name_of_its_own() -> None:
    assert len({one.id for one in BUGS}) == len(BUGS)


def test_text_that_is_not_there_is_refused() -> None:
    one = Bug(module="care", what="nothing", text="no such text", instead="", codes=())

    with pytest.raises(ValueError, match="found 0 times"):
        seeded(one)
