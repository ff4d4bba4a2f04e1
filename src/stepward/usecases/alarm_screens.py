"""Which screens answer: at which station, of which session, who is signed in there, and whether it can be heard.

Kept in the memory of the server alone. After a start every screen has as long to answer as after its last answer.

Source: STEPWARD-SAFETY, H-85, H-86 and H-87.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from stepward.core.sessions.instants import MICROSECOND, SECOND, Instant
from stepward.usecases.alarms import Seen

SILENT_AFTER = 15 * SECOND
BLOCKED_AFTER = 5 * SECOND
"""A page that gives way to another is hidden for a moment; that is no trouble."""
FORGOTTEN_AFTER = 12 * 60 * 60 * SECOND


class Hearing(Enum):
    """Whether an alarm can be heard at a screen, as its page says."""

    READY = "ready"
    RELOADED = "reloaded"
    BLOCKED = "blocked"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One screen with a session: when it answered first and last, who is there, and since when nobody can hear it.

    `is_untested` from a reload until a person heard the sound, whatever the page says meanwhile (H-85).
    """

    person: str
    is_first: bool
    began: Instant
    latest: Instant
    hearing: Hearing = Hearing.READY
    trouble: Instant | None = None
    is_untested: bool = False


class Screens:
    """Every screen that answers, by session and station."""

    def __init__(self) -> None:
        self._screens: dict[tuple[str, str], Screen] = {}
        self._watched: dict[str, Instant] = {}
        self._lock = threading.Lock()

    def answered(  # noqa: PLR0913 - which session, where, who, when, and how it is heard
        self, session_id: str, station: str, *, person: str, is_first: bool, now: Instant, hearing: Hearing
    ) -> Screen:
        """Note that a screen answers. One that was loaded anew stays so until it is tested again."""
        with self._lock:
            before = self._screens.get((session_id, station))
            if before is not None and _since(before.latest, now) > SILENT_AFTER:
                before = replace(before, began=now)
            is_untested = hearing is Hearing.RELOADED or (before is not None and before.is_untested)
            if is_untested and hearing is Hearing.READY:
                hearing = Hearing.RELOADED
            trouble = None
            if hearing is not Hearing.READY:
                trouble = now if before is None or before.trouble is None else before.trouble
            found = Screen(
                person=person,
                is_first=is_first,
                began=now if before is None else before.began,
                latest=now,
                hearing=hearing,
                trouble=trouble,
                is_untested=is_untested,
            )
            self._screens[session_id, station] = found
            return found

    def heard(self, session_id: str, station: str) -> None:
        """Note that a person heard the sound at a station."""
        with self._lock:
            found = self._screens.get((session_id, station))
            if found is not None:
                heard = replace(found, hearing=Hearing.READY, trouble=None, is_untested=False)
                self._screens[session_id, station] = heard

    def seen_since(self, session_id: str, station: str, now: Instant) -> datetime:
        """Tell since when a screen shows a session."""
        found = self._screens.get((session_id, station))
        return now.at if found is None else found.began.at

    def silent_since(self, session_id: str, station: str, now: Instant) -> datetime | None:
        """Tell since when the screen of a session does not answer; nothing where it does.

        With a `station`, the one that controls, no other screen counts: another one is not at the bed.
        """
        with self._lock:
            watched = self._watched.setdefault(session_id, now)
            found = [
                screen.latest
                for (of, at), screen in self._screens.items()
                if of == session_id and (not station or at == station)
            ]
        since = min([watched, *found], key=lambda latest: _since(latest, now))
        return since.at if _since(since, now) >= SILENT_AFTER else None

    def blocked_since(self, session_id: str, station: str, now: Instant) -> datetime | None:
        """Tell since when nobody can hear the station that controls; nothing where it can be heard."""
        found = self._screens.get((session_id, station))
        if found is None or found.trouble is None or _since(found.trouble, now) < BLOCKED_AFTER:
            return None
        return found.trouble.at

    def others(self, session_id: str, now: Instant) -> tuple[Seen, ...]:
        """List the screens that answer and show other sessions, by station."""
        with self._lock:
            for key in [key for key, item in self._screens.items() if _since(item.latest, now) > FORGOTTEN_AFTER]:
                del self._screens[key]
            alive = {key: item for key, item in self._screens.items() if _since(item.latest, now) < SILENT_AFTER}
        here = {at for of, at in alive if of == session_id}
        found = {at: item for (_of, at), item in alive.items() if at not in here}
        return tuple(Seen(station=at, person=item.person, is_first=item.is_first) for at, item in sorted(found.items()))


def _since(start: Instant, now: Instant) -> int:
    """Tell how long ago it was, in microseconds, by the clock that nobody sets."""
    if start.boot != now.boot:
        return max((now.at - start.at) // MICROSECOND, 0)
    return now.monotonic - start.monotonic
