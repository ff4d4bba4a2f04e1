"""Which screens answer, and which can be heard."""

from dataclasses import replace

import pytest

from stepward.core.sessions.instants import MICROSECOND, SECOND, Instant
from stepward.usecases.alarm_screens import Hearing, Screens
from stepward.usecases.alarms import Seen
from tests.core.sessions.plans import Ward

START = Ward().now


def after(seconds: int) -> Instant:
    return replace(START, at=START.at + seconds * SECOND * MICROSECOND, monotonic=START.monotonic + seconds * SECOND)


def answer(screens: Screens, seconds: int, hearing: Hearing = Hearing.READY, *, of: str = "s", at: str = "bed") -> None:
    screens.answered(of, at, person=at.upper(), is_first=at == "office", now=after(seconds), hearing=hearing)


@pytest.fixture
def screens() -> Screens:
    found = Screens()
    answer(found, 0)
    return found


class TestSilent:
    def test_h_86_after_fifteen_seconds_without_an_answer(self, screens: Screens) -> None:
        assert screens.silent_since("s", "bed", after(0)) is None
        assert screens.silent_since("s", "bed", after(14)) is None
        assert screens.silent_since("s", "bed", after(15)) == START.at
        answer(screens, 16)
        assert screens.silent_since("s", "bed", after(30)) is None

    def test_h_86_another_screen_is_not_at_the_bed(self, screens: Screens) -> None:
        screens.silent_since("s", "bed", after(0))
        answer(screens, 20, at="desk")
        assert screens.silent_since("s", "bed", after(20)) is not None
        assert screens.silent_since("s", "", after(20)) is None

    def test_h_86_a_screen_of_another_session_does_not_count(self, screens: Screens) -> None:
        screens.silent_since("s", "bed", after(0))
        answer(screens, 20, of="other")
        assert screens.silent_since("s", "bed", after(20)) is not None

    def test_h_86_a_server_that_started_waits_as_long(self) -> None:
        screens = Screens()
        assert screens.silent_since("s", "bed", after(100)) is None
        assert screens.silent_since("s", "bed", after(114)) is None
        assert screens.silent_since("s", "bed", after(115)) == after(100).at

    def test_h_86_is_counted_by_the_clock_that_nobody_sets(self, screens: Screens) -> None:
        screens.silent_since("s", "bed", after(0))
        late = replace(after(15), at=START.at)
        assert screens.silent_since("s", "bed", late) is not None


class TestHeard:
    @pytest.mark.parametrize("hearing", [Hearing.BLOCKED, Hearing.HIDDEN, Hearing.RELOADED])
    def test_h_85_a_screen_that_cannot_be_heard_is_told(self, screens: Screens, hearing: Hearing) -> None:
        assert screens.blocked_since("s", "bed", after(60)) is None
        answer(screens, 60, hearing)
        assert screens.blocked_since("s", "bed", after(64)) is None
        answer(screens, 65, hearing)
        assert screens.blocked_since("s", "bed", after(65)) == after(60).at
        assert screens.blocked_since("s", "desk", after(65)) is None

    def test_h_85_a_page_that_gives_way_to_another_is_no_trouble(self, screens: Screens) -> None:
        answer(screens, 60, Hearing.HIDDEN)
        answer(screens, 61)
        assert screens.blocked_since("s", "bed", after(70)) is None

    def test_h_85_a_reload_asks_for_a_new_test(self, screens: Screens) -> None:
        answer(screens, 60, Hearing.RELOADED)
        answer(screens, 61)
        assert screens.blocked_since("s", "bed", after(70)) is not None
        screens.heard("s", "bed")
        assert screens.blocked_since("s", "bed", after(70)) is None
        answer(screens, 71)
        assert screens.blocked_since("s", "bed", after(80)) is None

    @pytest.mark.parametrize("between", [Hearing.BLOCKED, Hearing.HIDDEN])
    def test_h_85_only_a_test_ends_a_reload(self, screens: Screens, between: Hearing) -> None:
        answer(screens, 60, Hearing.RELOADED)
        answer(screens, 61, between)
        answer(screens, 62)
        assert screens.blocked_since("s", "bed", after(70)) is not None
        screens.heard("s", "bed")
        answer(screens, 71)
        assert screens.blocked_since("s", "bed", after(80)) is None

    def test_a_test_at_a_screen_that_never_answered_is_nothing(self, screens: Screens) -> None:
        screens.heard("s", "desk")
        assert screens.blocked_since("s", "desk", after(70)) is None


class TestOthers:
    def test_h_87_are_those_that_answer_and_show_another_session(self, screens: Screens) -> None:
        answer(screens, 1, of="other", at="office")
        answer(screens, 1, of="other", at="bed")
        answer(screens, 1, of="other", at="desk")
        assert screens.others("s", after(2)) == (Seen("desk", "DESK"), Seen("office", "OFFICE", is_first=True))
        assert screens.others("s", after(17)) == ()

    def test_are_forgotten_after_a_day_of_work(self, screens: Screens) -> None:
        screens.others("s", after(13 * 60 * 60))
        assert screens.seen_since("s", "bed", after(13 * 60 * 60)) == after(13 * 60 * 60).at


def test_h_82_a_screen_that_comes_back_counts_from_then(screens: Screens) -> None:
    answer(screens, 10)
    assert screens.seen_since("s", "bed", after(11)) == START.at
    answer(screens, 40)
    assert screens.seen_since("s", "bed", after(41)) == after(40).at
    assert screens.seen_since("s", "desk", after(41)) == after(41).at
