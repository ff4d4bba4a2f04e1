"""Time the log of sessions, beside the bare durable commits of SQLite on the same disk in the same run."""

import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import Author, Draft, Key, Moment

EVENTS = 500
ROUNDS = 5
TURN = 10
SESSION = "S-invented"


def draft(number: int) -> Draft:
    """Give an event of an ordinary size."""
    return Draft(
        kind="VitalsTaken",
        data={"number": number, "systolic": "120", "diastolic": "80", "pulse": "72", "saturation": "98", "note": ""},
        moment=Moment(at="2026-03-01T08:00:00.000000+00:00", monotonic_ns=number, boot="boot-invented"),
        author=Author(user="n.invented", role="nurse", device="tablet-1"),
        software="0.1.0",
    )


def bare(folder: Path) -> sqlite3.Connection:
    """Open a file that is as durable as the log, and nothing else."""
    connection = sqlite3.connect(folder / "bare", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
    return connection


def commit(connection: sqlite3.Connection, numbers: range) -> float:
    """Commit rows of the size of an event, one by one; give the seconds."""
    start = time.perf_counter()
    for _ in numbers:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO row (text) VALUES (?)", ("x" * 900,))
        connection.execute("COMMIT")
    return time.perf_counter() - start


def append(log: SqliteEventLog, numbers: range) -> float:
    """Append events, one command each; give the seconds."""
    start = time.perf_counter()
    for number in numbers:
        log.append(SESSION, after=number, drafts=[draft(number)], key=Key(name=str(number), body="invented"))
    return time.perf_counter() - start


def once(folder: Path) -> tuple[float, float, float]:
    """Give events per second of the log and of the bare file, and the seconds to read the session again.

    They write by turns of a few events, so that what else the disk does falls on both.
    """
    log = open_log(folder / "log", clock=lambda: datetime.now(UTC), least_free=0)
    with closing(bare(folder)) as connection:
        turns = [range(first, first + TURN) for first in range(0, EVENTS, TURN)]
        taken = [(append(log, turn), commit(connection, turn)) for turn in turns]
    start = time.perf_counter()
    log.entries(SESSION)
    read = time.perf_counter() - start
    log.close()
    return EVENTS / sum(ours for ours, _ in taken), EVENTS / sum(theirs for _, theirs in taken), read


def measure_event_log() -> list[dict[str, Any]]:
    """Take the figures of this room; each is the fields of a figure."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(number) for number in range(ROUNDS)]
        for folder in folders:
            folder.mkdir()
        rounds = [once(folder) for folder in folders]
    rate, bare_rate, read = (statistics.median(figures) for figures in zip(*rounds, strict=True))
    return [
        {"name": "events per second into the log, durable", "value": rate, "unit": "/s", "peer":
         "bare durable commits of SQLite", "peer_value": bare_rate, "aim": "at least 50 % of the bare commits"},
        {"name": f"read a session of {EVENTS} events and check its chain", "value": read * 1000, "unit": "ms",
         "peer": "one durable commit", "peer_value": 1000 / bare_rate, "aim": "at most 20 ms"},
    ]  # fmt: skip
