"""The log as a folder holds it: the file of SQLite, the lock file and the reserve, side by side.

Source: STEPWARD-SAFETY, H-62 and H-67.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from stepward.adapters.event_log.reserve import MEGABYTE, Reserve, free_bytes, sync_folder
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.adapters.event_log.surroundings import Surroundings, nothing
from stepward.adapters.event_log.turn import Turn

FILE, LOCK, RESERVE = "sessions.sqlite3", "sessions.lock", "sessions.reserve"
PATIENCE = 5.0


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection as the log needs it: it begins no transaction by itself, and any thread may use it."""
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def open_log(
    folder: Path,
    *,
    clock: Callable[[], datetime],
    reserve_size: int = 16 * MEGABYTE,
    least_free: int = 500 * MEGABYTE,
    point: Callable[[str], None] = nothing,
) -> SqliteEventLog:
    """Open the log of a folder, and make it where there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = SqliteEventLog(
        Surroundings(
            connect=lambda: connect(folder / FILE),
            clock=clock,
            turn=Turn(folder / LOCK, patience=PATIENCE),
            free_bytes=lambda: free_bytes(folder),
            reserve=Reserve(path=folder / RESERVE, size=reserve_size),
            least_free=least_free,
            point=point,
        )
    )
    sync_folder(folder)
    return log
