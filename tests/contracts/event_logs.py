"""Logs to try the contract on, and drafts of an invented session to write into them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.chain import Author, Draft, Key, Moment
from stepward.usecases.event_logs import EventLog

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
AT = "2026-03-01T08:00:00.000000+00:00"
SESSION = "S-invented-1"
SMALL_RESERVE = 65_536


def moment(seconds: int = 0) -> Moment:
    """Give a moment so many seconds into the session."""
    text = f"2026-03-01T08:{seconds // 60:02d}:{seconds % 60:02d}.000000+00:00"
    return Moment(at=text, monotonic_ns=seconds * 1_000_000_000, boot="boot-invented")


def draft(kind: str = "RateConfirmed", **fields: Any) -> Draft:
    """Give a draft of an invented nurse."""
    plain: dict[str, Any] = {
        "kind": kind,
        "data": {"step": 1, "rate": "12.5"},
        "moment": moment(),
        "author": Author(user="n.invented", role="nurse", device="tablet-1"),
        "software": "0.1.0",
    }
    return Draft(**{**plain, **fields})


def stop(**fields: Any) -> Draft:
    """Give a STOP."""
    return draft("StopPressed", **{"data": {}, "urgent": True, **fields})


def key(name: object, body: str = "body") -> Key:
    """Give a key."""
    return Key(name=str(name), body=body)


@contextmanager
def memory_log(_folder: Path) -> Iterator[EventLog]:
    """Lend a log in memory."""
    yield MemoryEventLog(clock=lambda: NOW)


@contextmanager
def sqlite_log(folder: Path) -> Iterator[EventLog]:
    """Lend a log in a file."""
    log = open_log(folder, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)
    yield log
    log.close()


LOGS = {"memory": memory_log, "sqlite": sqlite_log}
