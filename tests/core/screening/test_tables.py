"""The tables are whole: every code has a row where it speaks and a row where it is silent."""

import re
from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents import case_json, json_parts
from stepward.core.screening import screening
from tests.core.screening import (
    test_table_airway,
    test_table_bars,
    test_table_care,
    test_table_choosing,
    test_table_formulation,
    test_table_indication,
    test_table_late,
    test_table_medicines,
    test_table_naming,
    test_table_penicillin,
    test_table_plausible,
    test_table_premedication,
    test_table_questions,
    test_table_reader,
)

ROWS = (
    *test_table_airway.ROWS,
    *test_table_bars.ROWS,
    *test_table_care.ROWS,
    *test_table_choosing.ROWS,
    *test_table_formulation.ROWS,
    *test_table_indication.ROWS,
    *test_table_late.ROWS,
    *test_table_medicines.ROWS,
    *test_table_naming.ROWS,
    *test_table_penicillin.ROWS,
    *test_table_plausible.ROWS,
    *test_table_premedication.ROWS,
    *test_table_questions.ROWS,
    *test_table_reader.ROWS,
)
MODULES = (
    *Path(screening.__file__).parent.glob("*.py"),
    Path(case_json.__file__),
    Path(json_parts.__file__),
)
CODES = sorted({code for path in MODULES for code in re.findall(r'"([A-Z]{3,4}-\d{2})"', path.read_text())})

NEVER_UNKNOWN = {"EXC-08", "IND-11", "PRE-01", "PRE-03", "PRE-04", "READ-01"}
"""Codes that depend on no fact of the case that can be unknown: on a name that is given, or on the unit's choices."""


@pytest.mark.parametrize("code", sorted({*CODES} - NEVER_UNKNOWN))
def test_a_code_has_a_row_for_what_is_unknown(code: str) -> None:
    states = [one.state for one in ROWS if one.code == code]
    changes = [repr(one.changes) for one in ROWS if one.code == code]

    assert any("unknown" in text or "not asked" in text for text in states) or any("None" in text for text in changes)


@pytest.mark.parametrize("code", CODES)
def test_a_code_speaks_in_one_row_and_is_silent_in_another(code: str) -> None:
    assert {bool(one.says) for one in ROWS if one.code == code} == {True, False}


def test_every_row_is_of_a_code_and_has_its_own_name() -> None:
    assert {one.code for one in ROWS} == set(CODES)
    assert len({one.id for one in ROWS}) == len(ROWS)


def test_every_source_of_a_row_is_on_file() -> None:
    assert {one.says.split()[-1] for one in ROWS if one.says} <= set(shipped.sources())
