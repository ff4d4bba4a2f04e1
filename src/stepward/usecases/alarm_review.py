"""How alarms did, for review: how many, how soon they were shown and acknowledged, how often passed on and paused.

Source: STEPWARD-SAFETY, H-82, H-87 and H-89.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stepward.core.sessions.alarm_table import TABLE, Row, priority_of
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.instants import MICROSECOND, SECOND
from stepward.usecases.alarms import Deed, Note

SHOWN_WITHIN = {Priority.HIGH: 2, Priority.MEDIUM: 5, Priority.LOW: 10}
"""Seconds from the commit to each screen of the session (H-82)."""
TENTHS = SECOND // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long something took, in tenths of a second: how often, the middle one and the longest."""

    count: int = 0
    middle: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One condition: how often it began, and what became of it."""

    row: Row
    began: int
    shown: Times
    shown_late: int
    acknowledged: Times
    passed_on: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All conditions that came up, the most urgent first, and the pauses of the sound."""

    sessions: int
    began: int
    acknowledged: int
    pauses: int
    rows: tuple[Reviewed, ...]


def review(notes: Mapping[str, Sequence[Note]]) -> Review:
    """Count the notes of all sessions."""
    rows = tuple(found for row in TABLE if (found := _reviewed(row, notes)) is not None)
    order = list(Priority)
    return Review(
        sessions=len(notes),
        began=sum(row.began for row in rows),
        acknowledged=sum(row.acknowledged.count for row in rows),
        pauses=sum(note.deed is Deed.PAUSED for each in notes.values() for note in each),
        rows=tuple(sorted(rows, key=lambda found: order.index(found.row.priority))),
    )


def _reviewed(row: Row, notes: Mapping[str, Sequence[Note]]) -> Reviewed | None:
    mine = [[note for note in each if note.condition == row.code] for each in notes.values()]
    flat = [note for each in mine for note in each]
    began = sum(note.deed is Deed.BEGAN for note in flat)
    if not began:
        return None
    shown = [_tenths(note.since, note.at) for note in flat if note.deed is Deed.SHOWN]
    limit = SHOWN_WITHIN[priority_of(row.code)] * 10
    return Reviewed(
        row=row,
        began=began,
        shown=times(shown),
        shown_late=sum(tenths > limit for tenths in shown),
        acknowledged=times([tenths for each in mine for tenths in _acknowledged(each)]),
        passed_on=sum(note.deed is Deed.PASSED_ON for note in flat),
    )


def _acknowledged(notes: Sequence[Note]) -> Iterator[int]:
    """Tell how long each took from its beginning until the first person acknowledged it."""
    began: datetime | None = None
    for note in notes:
        if note.deed is Deed.BEGAN:
            began = note.at
        elif note.deed is Deed.ACKNOWLEDGED and began is not None:
            yield _tenths(began, note.at)
            began = None


def times(tenths: Sequence[int]) -> Times:
    """Sum up how long something took; of two in the middle the longer one."""
    if not tenths:
        return Times()
    found = sorted(tenths)
    return Times(count=len(found), middle=found[len(found) // 2], longest=found[-1])


def _tenths(start: datetime, end: datetime) -> int:
    """Count tenths of a second, rounded up."""
    return max(-(-((end - start) // MICROSECOND) // TENTHS), 0)
