"""The tables of the log, what guards them, and the settings without which it keeps nothing.

Source: STEPWARD-SAFETY, H-23, H-62 and H-63.
"""

import sqlite3
from contextlib import suppress
from operator import attrgetter
from typing import Any
from typing import Protocol as Port

from stepward.core.sessions.chain import FIELDS, NotCanonical, Stored, data_of, data_text


class Cursor(Port):
    """What a statement answers."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row of the database
        """Give the next row, or nothing."""

    def fetchall(self) -> list[Any]:
        """Give all rows."""


class Connection(Port):
    """A DB-API connection to SQLite in autocommit mode that any thread may use; its errors are those of sqlite3."""

    def execute(self, statement: str, values: Any = ..., /) -> Cursor:  # noqa: ANN401 - as DB-API has it
        """Run one statement."""

    def close(self) -> None:
        """Close it."""


_COLUMNS = ", ".join(
    f"{name} INTEGER NOT NULL" if name in {"schema", "sequence", "monotonic_ns"} else f"{name} TEXT NOT NULL"
    for name in FIELDS
)
STATEMENTS = {
    "event": f"CREATE TABLE event (position INTEGER PRIMARY KEY, {_COLUMNS}, UNIQUE (session_id, sequence)) STRICT",
    "event_key": "CREATE INDEX event_key ON event (session_id, key, sequence)",
    "event_no_update": (
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
    "event_no_delete": (
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
    "event_no_replace": (
        "CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS "
        "(SELECT 1 FROM event WHERE session_id = NEW.session_id AND sequence = NEW.sequence) "
        "OR EXISTS (SELECT 1 FROM event WHERE position = NEW.position) "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    ),
    "under_way": "CREATE TABLE under_way (session_id TEXT PRIMARY KEY NOT NULL, patient TEXT UNIQUE NOT NULL) STRICT",
    "heartbeat": (
        "CREATE TABLE heartbeat (session_id TEXT PRIMARY KEY NOT NULL, at TEXT NOT NULL, "
        "monotonic_ns INTEGER NOT NULL, boot TEXT NOT NULL) STRICT"
    ),
}
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_FULL = 2
_WORDS = attrgetter(*FIELDS)
_DATA = FIELDS.index("data")
INSERT = f"INSERT INTO event ({', '.join(FIELDS)}) VALUES ({', '.join('?' for _ in FIELDS)})"  # noqa: S608 - own names
SELECT = f"SELECT {', '.join(FIELDS)} FROM event WHERE session_id = ?"  # noqa: S608 - the same


def prepare(connection: Connection) -> None:
    """Set a new connection up, and make the tables where there are none."""
    for statement in _SETTINGS:
        connection.execute(statement).fetchall()
    if not _lacks(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name in _lacks(connection):
            connection.execute(STATEMENTS[name])
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise


def _lacks(connection: Connection) -> tuple[str, ...]:
    """List what a new file lacks, or one from before sessions were held by patient; any other gap is a fault."""
    found = _found(connection)
    if not found:
        return tuple(STATEMENTS)
    return ("under_way",) if found.keys() == STATEMENTS.keys() - {"under_way"} else ()


def settings_fault(connection: Connection) -> str:
    """Tell in words why the database would lose or change an entry; nothing to say where it would not (H-62)."""
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        return f"The log is in journal mode {mode}, and must be in WAL."
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if level < _FULL:
        return f"The log is at synchronous level {level}, and must be at FULL."
    if _found(connection) != STATEMENTS:
        return "The tables or guards of the log are not those that were made."
    return ""


def integrity_fault(connection: Connection) -> str:
    """Tell whether the file itself is damaged, page by page."""
    rows = connection.execute("PRAGMA integrity_check(1)").fetchall()
    return "" if [tuple(row) for row in rows] == [("ok",)] else "The file of the log is damaged."


def _found(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: statement for name, statement in rows if not name.startswith("sqlite_")}


def row_of(entry: Stored) -> tuple[Any, ...]:
    """Write an entry as a row."""
    words = list(_WORDS(entry))
    words[_DATA] = data_text(entry)
    return tuple(words)


def entry_of(row: tuple[Any, ...]) -> Stored:
    """Read an entry; data that is not in its one form is kept as text, where the chain finds it."""
    words = dict(zip(FIELDS, row, strict=True))
    with suppress(NotCanonical):
        words["data"] = data_of(words["data"])
    return Stored(**words)
