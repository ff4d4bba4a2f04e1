"""Which entries were read and found sound, so that a command checks only what is new.

What was found sound is used again only while the database says that no other connection wrote, and while the newest
entry stands as it stood, byte for byte. Once a minute all of it is read and checked anew (H-62).

Source: STEPWARD-SAFETY, H-64.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator

from stepward.adapters.event_log.session_file import SessionFile
from stepward.core.sessions.chain import Break, Stored, first_break

MOST, BREATH_S = 1024, 0.001


class FoundSound:
    """The entries of the sessions that were read last, and the version of the file at which they were sound."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[str, tuple[int, tuple[Stored, ...]]] = OrderedDict()

    def read(self, session_id: str, file: SessionFile) -> tuple[tuple[Stored, ...], Break | None]:
        """Read the entries of a session and tell where their chain breaks first, if it does."""
        version = file.version()  # before the entries: what is written between is read again next time
        found = self._with_newer(session_id, version, file)
        where = None
        if found is None:
            found = file.entries(session_id)
            where = first_break(found)
        self._keep(session_id, version, found if where is None else ())
        return found, where

    def _with_newer(self, session_id: str, version: int, file: SessionFile) -> tuple[Stored, ...] | None:
        """Add what is new to what is known; nothing where that is not sure to be sound."""
        with self._lock:
            at, known = self._found.get(session_id, (None, ()))
        if at != version or not known:
            return None
        newest, *newer = file.entries(session_id, since=known[-1].sequence) or (None,)
        if newest != known[-1] or first_break(newer, after=known[-1]) is not None:
            return None
        return (*known, *newer) if newer else known

    def _keep(self, session_id: str, version: int, found: tuple[Stored, ...]) -> None:
        with self._lock:
            self._found.pop(session_id, None)
            if found:
                self._found[session_id] = (version, found)
            while len(self._found) > self._most:
                self._found.popitem(last=False)

    def forget(self) -> None:
        """Forget all."""
        with self._lock:
            self._found.clear()

    def forgotten(self) -> Iterator[str]:
        """Forget all, and name the sessions that were known, with a breath before each for others."""
        with self._lock:
            names = tuple(self._found)
        self.forget()
        for name in names:
            time.sleep(BREATH_S)
            yield name
