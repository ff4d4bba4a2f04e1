"""Connections that fail where a test says, and a log over them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stepward.adapters.event_log.files import connect
from stepward.adapters.event_log.reserve import Reserve
from stepward.adapters.event_log.schema import Connection, Cursor
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.adapters.event_log.surroundings import Surroundings
from stepward.adapters.event_log.turn import Turn
from tests.contracts.event_logs import NOW, SMALL_RESERVE

PLENTY = 10**12


def failure(code: int) -> sqlite3.OperationalError:
    """Make an error as the library raises it."""
    wrong = sqlite3.OperationalError("made by a test")
    wrong.sqlite_errorcode = code
    return wrong


class Disk:
    """Which statements fail: by their beginning, with an error code; before they are done, or after."""

    def __init__(self) -> None:
        self.before: dict[str, int] = {}
        self.after: dict[str, int] = {}
        self.settings: dict[str, object] = {}
        self.free = PLENTY

    def fails(self, statement: str, table: dict[str, int]) -> int | None:
        """Find the error of a statement."""
        return next((code for start, code in table.items() if statement.startswith(start)), None)


class Failing:
    """A connection on such a disk."""

    def __init__(self, connection: sqlite3.Connection, disk: Disk) -> None:
        self._connection = connection
        self._disk = disk

    def execute(self, statement: str, values: Any = (), /) -> Cursor:
        """Run a statement, or fail."""
        code = self._disk.fails(statement, self._disk.before)
        if code is not None:
            raise failure(code)
        if statement in self._disk.settings:
            return self._connection.execute("SELECT ?", (self._disk.settings[statement],))
        found = self._connection.execute(statement, values)
        code = self._disk.fails(statement, self._disk.after)
        if code is not None:
            raise failure(code)
        return found

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def log_on(
    disk: Disk, folder: Path, *, reserve: bool = True, least_free: int = 0, point: Callable[[str], None] | None = None
) -> SqliteEventLog:
    """Open a log on a disk that fails."""

    def made() -> Connection:
        code = disk.fails("connect", disk.before)
        if code is not None:
            raise failure(code)
        return Failing(connect(folder / "log"), disk)

    return SqliteEventLog(
        Surroundings(
            connect=made,
            clock=lambda: NOW,
            turn=Turn(folder / "lock", patience=0.05),
            free_bytes=lambda: disk.free,
            reserve=Reserve(path=folder / "reserve", size=SMALL_RESERVE) if reserve else None,
            least_free=least_free,
            point=point or (lambda _: None),
        )
    )
