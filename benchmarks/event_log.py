"""Time the log of sessions, beside the bare durable commits of SQLite on the same disk in the same run."""

import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stepward.adapters.event_log.files import open_log
from stepward.core.sessions.chain import Author, Draft, Key, Moment

EVENTS = 500
ROUNDS = 5
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


def bare(folder: Path) -> float:
    """Commit rows of the same size with synchronous FULL and nothing else; give commits per second."""
    with closing(sqlite3.connect(folder / "bare", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
        start = time.perf_counter()
        for _ in range(EVENTS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO row (text) VALUES (?)", ("x" * 700,))
            connection.execute("COMMIT")
        return EVENTS / (time.perf_counter() - start)


def kept(folder: Path) -> tuple[float, float]:
    """Append as many events, one command each; give events per second, and the seconds to read them again."""
    log = open_log(folder / "log", clock=lambda: datetime.now(UTC), least_free=0)
    start = time.perf_counter()
    for number in range(EVENTS):
        log.append(SESSION, after=number, drafts=[draft(number)], key=Key(name=str(number), body="invented"))
    rate = EVENTS / (time.perf_counter() - start)
    start = time.perf_counter()
    log.entries(SESSION)
    read = time.perf_counter() - start
    log.close()
    return rate, read


def measure_event_log() -> list[dict[str, Any]]:
    """Take the figures of this room; each is the fields of a figure."""
    rates, raw, reads = [], [], []
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):  # by turns, so that what else the disk does falls on both
            folder = Path(name) / str(number)
            folder.mkdir()
            raw.append(bare(folder))
            rate, read = kept(folder)
            rates.append(rate)
            reads.append(read)
    middle = ROUNDS // 2
    rate, bare_rate, read = sorted(rates)[middle], sorted(raw)[middle], sorted(reads)[middle]
    return [
        {"name": "events per second into the log, durable", "value": rate, "unit": "/s", "peer":
         "bare durable commits of SQLite", "peer_value": bare_rate, "aim": "at least 50 % of the bare commits"},
        {"name": f"read a session of {EVENTS} events and check its chain", "value": read * 1000, "unit": "ms",
         "peer": "one durable commit", "peer_value": 1000 / bare_rate, "aim": "at most 20 ms"},
    ]  # fmt: skip
