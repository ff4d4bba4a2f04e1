"""What live pages are told: versions and words for alarms, from memory; nothing of a patient (H-82, H-97)."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from stepward.core.sessions.instants import Instant
from stepward.shells.web.bedside import announcing
from stepward.shells.web.bedside.announcing import ALL, Announcer
from stepward.usecases.event_logs import LogUnwell

NOW = Instant(at=datetime(2026, 11, 22, 8, tzinfo=UTC), monotonic=0, boot="first")


class Log:
    """A log that tells what changed, and counts how often it is asked."""

    def __init__(self) -> None:
        self.heads: list[tuple[int, str, int, str]] = []
        self.asked = 0

    def changed(self, *, behind: int = 0) -> tuple[tuple[int, str, int, str], ...]:
        self.asked += 1
        return tuple(item for item in self.heads if item[0] > behind)


class Book:
    """A book of alarms whose word is set by the test."""

    def __init__(self) -> None:
        self.said = "quiet"
        self.found = 0

    def attended(self) -> dict[str, Any]:
        return {"s": SimpleNamespace(items=(self.said,)), "t": SimpleNamespace(items=())}

    def passed_on(self) -> dict[str, Any]:
        return {}

    def word(self, session_id: str, station: str, *_rest: object, told: object) -> str:
        del told
        self.found += 1
        return f"{session_id}.{station}.{self.said}"


class Told:
    """An announcer without its thread, and what it looks at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log, self.book, self.time = Log(), Book(), 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.time)
        log, book = self.log, self.book
        self.announcer = Announcer(lambda: log, lambda: book, lambda: NOW)  # type: ignore[arg-type,return-value] # enough of both
        self.announcer._thread = SimpleNamespace(is_alive=lambda: True)  # type: ignore[assignment] # none is begun

    def of(self, session_id: str = "s", station: str = "a") -> str:
        return self.announcer.of(session_id, station)

    def look(self, seconds: float = 0.0) -> None:
        self.time += seconds
        self.announcer.look()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(monkeypatch)


class TestAnnouncer:
    def test_says_nothing_before_it_looked(self, told: Told) -> None:
        assert told.of() == ""

        told.look()

        assert told.of() == "0-s.a.quiet"

    def test_h_82_says_each_new_entry_at_the_next_look(self, told: Told) -> None:
        told.of()
        told.log.heads = [(1, "s", 1, "x"), (2, "s", 2, "y"), (3, "t", 1, "z")]
        told.look()
        assert told.of().startswith("2-")

        told.log.heads.append((4, "s", 3, "w"))
        told.look(0.25)

        assert told.of().startswith("3-")

    def test_asks_the_log_once_for_all_pages(self, told: Told) -> None:
        for station in "abcdefgh":
            told.of(station=station)
        told.look()

        assert told.log.asked == 1
        assert told.book.found == 8

    def test_h_84_finds_the_words_anew_each_second(self, told: Told) -> None:
        told.of()
        told.look()
        told.book.said = "loud"
        told.look(0.5)
        assert told.of() == "0-s.a.quiet"

        told.look(0.5)

        assert told.of() == "0-s.a.loud"

    def test_h_86_falls_silent_when_nobody_looks_at_the_log_any_more(self, told: Told) -> None:
        told.of()
        told.look()
        told.time += announcing.FRESH_S + 0.1

        assert told.of() == ""
        assert told.announcer.of_all() == ""

    def test_forgets_a_page_that_is_closed(self, told: Told) -> None:
        told.of()
        told.look()
        told.look(announcing.REST_S + 1)

        assert told.announcer._words == {}

    def test_tells_the_board_of_every_session(self, told: Told) -> None:
        told.announcer.of_all()
        told.look()
        first = told.announcer.of_all()
        told.log.heads = [(1, "t", 1, "x")]
        told.look(1)
        second = told.announcer.of_all()
        told.book.said = "loud"
        told.look(1)

        assert len({first, second, told.announcer.of_all(), ""}) == 4
        assert ALL in told.announcer._words

    def test_goes_on_where_the_log_cannot_be_read(self, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
        looks: list[int] = []

        def look() -> None:
            message = "no disk"
            looks.append(1)
            told.time += announcing.REST_S / 2
            raise LogUnwell(message)

        told.of()
        monkeypatch.setattr(told.announcer, "look", look)
        monkeypatch.setattr(time, "sleep", lambda _seconds: None)

        told.announcer._run()

        assert len(looks) == 2
