"""The log of sessions of this server: one for the process, beside its database, opened when it is first asked for."""

import threading
from datetime import datetime
from pathlib import Path

from django.conf import settings

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.shells.web import clock

FOLDER = "sessions"
_lock = threading.Lock()
_open: dict[Path, SqliteEventLog] = {}


def folder() -> Path:
    """Tell where the log is kept; that of a demonstration apart from that of a unit."""
    name = f"{FOLDER}-demonstration" if settings.IS_DEMONSTRATION else FOLDER
    return Path(settings.DATA_DIR) / name


def log() -> SqliteEventLog:
    """Give the log of this server."""
    where = folder()
    with _lock:
        found = _open.get(where)
        if found is None:
            found = _open[where] = open_log(where, clock=_utc)
            found.start()
        return found


def close() -> None:
    """Let go of every log that was opened."""
    with _lock:
        for found in _open.values():
            found.close()
        _open.clear()


def _utc() -> datetime:
    return clock.now().at
