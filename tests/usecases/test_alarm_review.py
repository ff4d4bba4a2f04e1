"""How alarms did: counted from notes."""

from datetime import timedelta

from stepward.core.sessions.alarm_table import BEDSIDE_SILENT, SOUND_BLOCKED
from stepward.usecases.alarm_review import Review, Times, review, times
from stepward.usecases.alarms import EVERY_ALARM, Deed, Note
from tests.core.sessions.plans import START


def note(code: str, deed: Deed, seconds: float, *, since: float = 0) -> Note:
    return Note(
        condition=code, deed=deed, since=START + timedelta(seconds=since), at=START + timedelta(seconds=seconds)
    )


NOTES = {
    "a": (
        note(SOUND_BLOCKED, Deed.BEGAN, 0),
        note(SOUND_BLOCKED, Deed.SHOWN, 5),
        note(SOUND_BLOCKED, Deed.ACKNOWLEDGED, 10),
        note(SOUND_BLOCKED, Deed.ACKNOWLEDGED, 12),
        note(SOUND_BLOCKED, Deed.BEGAN, 100),
        note(SOUND_BLOCKED, Deed.ACKNOWLEDGED, 130),
        note(EVERY_ALARM, Deed.PAUSED, 131),
    ),
    "b": (
        note(BEDSIDE_SILENT, Deed.BEGAN, 0),
        note(BEDSIDE_SILENT, Deed.PASSED_ON, 0),
        note(BEDSIDE_SILENT, Deed.SHOWN, 2.05),
        note(BEDSIDE_SILENT, Deed.SHOWN, 4, since=2),
    ),
}


def test_h_89_counts_alarms_acknowledgments_and_pauses() -> None:
    found = review(NOTES)

    assert (found.sessions, found.began, found.acknowledged, found.pauses) == (2, 3, 2, 1)
    silent, blocked = found.rows
    assert (silent.row.code, silent.passed_on, silent.acknowledged) == (BEDSIDE_SILENT, 1, Times())
    assert (blocked.began, blocked.acknowledged) == (2, Times(count=2, middle=300, longest=300))


def test_h_82_counts_what_was_shown_late() -> None:
    silent, blocked = review(NOTES).rows

    assert (silent.shown, silent.shown_late) == (Times(count=2, middle=21, longest=21), 1)
    assert (blocked.shown, blocked.shown_late) == (Times(count=1, middle=50, longest=50), 0)


def test_is_nothing_without_notes() -> None:
    assert review({}) == Review(sessions=0, began=0, acknowledged=0, pauses=0, rows=())
    assert times([]) == Times()
