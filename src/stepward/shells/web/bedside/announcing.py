"""What live pages are told, and the one thread that finds it out: a short text for each session, and nothing else.

The text changes when the session has a new entry, or when something about its alarms is to be shown anew. One question
to the log, four times a second, serves every page of the process; what the alarms are was found by the keeper.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable

from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.findings import Refusal
from stepward.core.sessions.instants import Instant
from stepward.shells.web import clock
from stepward.shells.web.bedside.alarm_book import AlarmBook, PassedOn, book
from stepward.shells.web.session_log import session_log
from stepward.usecases.running import stands

LOOK_S, WORD_S, FRESH_S, REST_S, LETTERS = 0.25, 1.0, 3.0, 60.0, 12
Page = tuple[str, str]
ALL: Page = ("", "")
_LOG = logging.getLogger("stepward.web")


def announcement(version: int, alarms: str) -> str:
    """Write the version and a word for its alarms as a short text without any patient data (H-97)."""
    return f"{version}-{alarms}"


class Announcer:
    """The newest version of every session, and the words of their alarms for each station that asks; it rests unasked.

    What a page asks is answered from memory, never from the log: the thread finds it out.
    """

    def __init__(
        self,
        log: Callable[[], SqliteEventLog] = session_log,
        alarms: Callable[[], AlarmBook] = book,
        now: Callable[[], Instant] = clock.now,
    ) -> None:
        """Look at a log and a book of alarms."""
        self._log, self._book, self._now = log, alarms, now
        self._versions: dict[str, int] = {}
        self._words: dict[Page, str] = {}
        self._asked: dict[Page, float] = {}
        self._place, self._worded, self._looked = 0, 0.0, 0.0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def of(self, session_id: str, station: str) -> str:
        """Tell what a page of one session at one station is told now; empty where that is not found out yet."""
        word = self._ask((session_id, station))
        return announcement(self._versions.get(session_id, 0), word) if word and self._is_fresh() else ""

    def of_all(self) -> str:
        """Tell what a page of all sessions is told now; empty where that is not found out yet."""
        word = self._ask(ALL)
        return word if self._is_fresh() else ""

    def look(self) -> None:
        """Ask the log once which sessions have something new, and once a second find the words anew."""
        for place, session_id, sequence, _digest in self._log().changed(behind=self._place):
            self._versions[session_id] = sequence
            self._place = max(self._place, place)
        now = time.monotonic()
        is_due = now - self._worded >= WORD_S
        self._worded = now if is_due else self._worded
        self._find([page for page, at in list(self._asked.items()) if is_due or page not in self._words], now)
        self._looked = now

    def _find(self, pages: list[Page], now: float) -> None:
        """Find the words of these pages; one that nobody asks for any more is forgotten."""
        told = self._book().passed_on() if pages else {}
        for page in pages:
            if now - self._asked[page] > REST_S:
                self._asked.pop(page, None)
                self._words.pop(page, None)
            elif page == ALL:
                self._words[page] = self._word_of_all()
            else:
                self._words[page] = self._word(*page, told)

    def _word(self, session_id: str, station: str, told: PassedOn) -> str:
        log, now = self._log(), self._now()
        found = self._book().attended().get(session_id)
        if found is None:
            found = self._book().picture(session_id, stands(session_id, log), now, log)
        return self._book().word(session_id, station, found, now, told=told)

    def _word_of_all(self) -> str:
        words = [(name, self._versions.get(name, 0), seen.items) for name, seen in self._book().attended().items()]
        newest = max(self._versions.values(), default=0), len(self._versions)
        return hashlib.sha256(repr((newest, sorted(words, key=str))).encode()).hexdigest()[:LETTERS]

    def _ask(self, page: Page) -> str:
        self._asked[page] = time.monotonic()
        if self._thread is None or not self._thread.is_alive():
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                    self._thread.start()
        return self._words.get(page, "")

    def _is_fresh(self) -> bool:
        """Tell whether the log was looked at lately: a page is not told that all is well by a thread that hangs."""
        return time.monotonic() - self._looked <= FRESH_S

    def _run(self) -> None:
        """Look until nobody has asked for a while."""
        while self._asked and time.monotonic() - max(list(self._asked.values())) < REST_S:
            try:
                self.look()
            except Refusal:
                _LOG.warning("The announcer could not read the log; it goes on.")
            time.sleep(LOOK_S)


_ANNOUNCER = Announcer()


def announcer() -> Announcer:
    """Give the announcer of this process."""
    return _ANNOUNCER
