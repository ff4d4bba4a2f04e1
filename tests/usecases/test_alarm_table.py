"""The one table of alarms: priority from harm and onset, the same as everywhere."""

from dataclasses import fields

from stepward.core.sessions.alarm_table import BY_HARM, ROWS, TABLE, Harm, Onset
from stepward.core.sessions.alarm_table import priority_of as priority_in_use
from stepward.core.sessions.commands_clock import CONDITIONS
from stepward.core.sessions.conditions import Code
from stepward.core.sessions.holds import Priority
from stepward.usecases.alarms import BOUNDS, AlarmSettings, Standing


def test_h_80_every_priority_follows_from_harm_and_onset() -> None:
    assert {row.code: row.priority for row in TABLE} == {row.code: priority_in_use(row.code) for row in TABLE}
    assert ROWS.keys() == {code.value for code in Code} | CONDITIONS.keys()
    assert len(ROWS) == len(TABLE)


def test_h_80_more_harm_or_an_earlier_onset_is_never_less_urgent() -> None:
    order = list(Priority)
    grid = [[order.index(BY_HARM[harm, onset]) for onset in Onset] for harm in Harm]

    assert all(row == sorted(row) for row in grid)
    assert all(list(column) == sorted(column) for column in zip(*grid, strict=True))


def test_h_80_nobody_can_set_a_priority() -> None:
    assert {field.name for field in fields(AlarmSettings)} == set(BOUNDS)
    assert not {"priority", "priorities"} & {field.name for field in fields(Standing)}


def test_what_is_raised_by_name_says_what_to_do() -> None:
    computed = {code.value for code in Code}
    assert all(ROWS[code].words for code in CONDITIONS.keys() - computed)
