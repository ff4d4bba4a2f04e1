"""Urgent drafts that no file took yet, in the order they happened: NOT RECORDED.

Source: STEPWARD-SAFETY, H-66.
"""

import threading
from collections import deque

from stepward.usecases.event_logs import Key, KeyUsed, Waiting


class WaitingLine:
    """What waits for the file, in memory alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: deque[Waiting] = deque()

    def join(self, waiting: Waiting) -> None:
        """Put drafts at the end, unless they wait already."""
        with self._lock:
            if self._found(waiting.session_id, waiting.key) is None:
                self._line.append(waiting)

    def first(self) -> Waiting | None:
        """Tell what waits longest."""
        with self._lock:
            return self._line[0] if self._line else None

    def leave(self, waiting: Waiting) -> None:
        """Take out what is recorded now."""
        with self._lock:
            self._line.remove(waiting)

    def of(self, session_id: str) -> tuple[Waiting, ...]:
        """List what waits of a session."""
        with self._lock:
            return tuple(item for item in self._line if item.session_id == session_id)

    def find(self, session_id: str, key: Key) -> Waiting | None:
        """Find drafts by the key of their command.

        Raises:
            KeyUsed: if the key was used with another body.
        """
        with self._lock:
            return self._found(session_id, key)

    def count(self) -> int:
        """Count what waits."""
        with self._lock:
            return len(self._line)

    def _found(self, session_id: str, key: Key) -> Waiting | None:
        for item in self._line:
            if item.session_id == session_id and item.key.name == key.name:
                if item.key != key:
                    raise KeyUsed(KEY_USED)
                return item
        return None


KEY_USED = "This key was used for a command that said something else."
