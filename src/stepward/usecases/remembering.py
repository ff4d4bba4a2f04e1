"""Replay stored entries, and remember how a session stood, so that the next command reads only what is new.

The hash of an entry stands for all entries up to it, once the chain was checked: what is remembered under it cannot be
of other entries. Only a log that checked its chain may ask.

Source: STEPWARD-SAFETY, H-01 and H-64.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from stepward.core.sessions.chain import Stored
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import entry_of

MOST = 2048


class Memory:
    """The sessions that were replayed last, by the hash of their newest entry."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def replayed(self, entries: Sequence[Stored]) -> Session:
        """Tell how a session stands after all its entries, in their order."""
        start, session = self._newest(entries)
        if start == len(entries):
            return session
        found = replay(map(entry_of, entries[start:]), session)
        with self._lock:
            self._found[entries[-1].hash] = found
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found

    def _newest(self, entries: Sequence[Stored]) -> tuple[int, Session]:
        """Find the newest entry after which the session is remembered."""
        with self._lock:
            for place in range(len(entries), 0, -1):
                digest = entries[place - 1].hash
                if digest in self._found:
                    self._found.move_to_end(digest)
                    return place, self._found[digest]
        return 0, Session()


_MEMORY = Memory()


def replayed(entries: Sequence[Stored]) -> Session:
    """Tell how a session stands after all its entries, whose chain was checked."""
    return _MEMORY.replayed(entries)
