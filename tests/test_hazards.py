"""Every rule in force has a test that is named for it and a seeded bug, and the page of them is the newest."""

import re

import pytest

from tests.hazards import ASKS, LATER, PAGE, SCOPE, Row, all_bugs, page, rows


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.rule)
def test_has_a_test_and_a_seeded_bug(row: Row) -> None:
    assert row.tests, "write a test that is named for it"
    assert row.bugs, "seed a bug"
    assert row.caught, "run `python -m tests.hazards --run`"


def test_every_rule_in_scope_is_told() -> None:
    assert ASKS.keys() | LATER.keys() >= SCOPE
    assert not ASKS.keys() & LATER.keys()


def test_every_seeded_bug_is_of_a_rule_on_the_page() -> None:
    told = PAGE.read_text(encoding="utf-8").partition("## Not yet in force")[0]

    assert not [bug for bug in all_bugs() if f"\n| {bug.rule} " not in told]


def test_the_page_is_the_newest() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_rows_of_earlier_rules_stay() -> None:
    by_hand = PAGE.read_text(encoding="utf-8").partition("## Sessions")[0]

    assert len(re.findall(r"^\| H-\d+", by_hand, flags=re.MULTILINE)) >= 18
