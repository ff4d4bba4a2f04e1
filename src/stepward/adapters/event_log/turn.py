"""Whose turn it is to write: one thread of one process, and never for longer than can be waited for.

SQLite up to 3.51.2 can damage a file in WAL mode when two connections write and checkpoint at the same moment (its
"WAL-reset bug"). Whoever writes holds a lock file from before the transaction until after the checkpoint it may cause,
so there is no such moment.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stepward.usecases.event_logs import LogBusy

_LOOK_AGAIN = 0.0005


class Turn:
    """A lock of threads, and of processes where a path is given; the end of a process ends its turn."""

    def __init__(self, path: Path | None = None, *, patience: float = 5.0) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.RLock()
        self._number: int | None = None

    @contextmanager
    def of_threads(self) -> Iterator[None]:
        """Hold the connection against the other threads of this process.

        Raises:
            LogBusy: if they do not let go of it.
        """
        if not self._lock.acquire(timeout=self._patience):
            raise LogBusy(BUSY)
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def to_write(self) -> Iterator[None]:
        """Hold the file against everybody.

        Raises:
            LogBusy: if another process does not let go of it.
        """
        end = time.monotonic() + self._patience
        with self.of_threads():
            if self._path is None:
                yield
                return
            if self._number is None:
                self._number = _opened(self._path)
            _lock(self._number, end)
            try:
                yield
            finally:
                fcntl.flock(self._number, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the lock file."""
        if self._number is not None:
            os.close(self._number)
        self._number = None


BUSY = "Another process holds the log. Nothing was written: try again."


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as wrong:
        raise LogBusy(BUSY) from wrong


def _lock(number: int, end: float) -> None:
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            if time.monotonic() >= end:
                raise LogBusy(BUSY) from taken
            time.sleep(_LOOK_AGAIN)
        else:
            return
