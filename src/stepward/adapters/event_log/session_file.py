"""The statements on the file: one transaction for a command, plain reads for the rest.

Nothing here catches a failure: what a failed or unknown write means is decided by the log above it.

Source: STEPWARD-SAFETY, H-60 to H-64.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from stepward.adapters.event_log.schema import INSERT, SELECT, Connection, entry_of, row_of
from stepward.adapters.event_log.waiting import KEY_USED
from stepward.core.sessions.chain import BEGINNING, Head, Key, Moment, Stored, link
from stepward.usecases.event_logs import KeyUsed, MovedOn, PatientBusy, Waiting

POINTS: Final = ("before-begin", "begun", "first-inserted", "inserted", "committed", "reserve-released")
LOWEST = -(2**63)
MOVED_ON = "The session moved on since it was read. Look at it again, then decide."

_HEAD = "SELECT sequence, hash FROM event WHERE session_id = ? ORDER BY sequence DESC LIMIT 1"
_BY_KEY = f"{SELECT} AND key = ? ORDER BY sequence"
_IN_ORDER = f"{SELECT} AND sequence >= ? ORDER BY sequence"
_HOLD = "INSERT INTO under_way VALUES (?, ?) ON CONFLICT (session_id) DO UPDATE SET patient = excluded.patient"
_LET_GO = "DELETE FROM under_way WHERE session_id = ?"
_BEAT = (
    "INSERT INTO heartbeat VALUES (?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET "
    "at = excluded.at, monotonic_ns = excluded.monotonic_ns, boot = excluded.boot"
)


class SessionFile:
    """One connection, and what is asked of it; `point` is told where in a write it stands."""

    def __init__(self, connection: Connection, *, point: Callable[[str], None]) -> None:
        self.connection = connection
        self._point = point

    def write(self, batch: Waiting, *, after: int | None, recorded_at: str) -> tuple[Stored, ...]:
        """Write the drafts of a command, or find what the same command wrote before.

        Raises:
            MovedOn: if `after` is given and is not the newest entry.
            KeyUsed: if the key was used with another body.
            PatientBusy: if another session holds the patient.
            sqlite3.Error: if it was not written, or that is not known.
        """
        self._point("before-begin")
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            self._point("begun")
            found = self.answer(batch.session_id, batch.key)
            if found:
                self.connection.execute("ROLLBACK")
                return found
            entries = self._insert(batch, after=after, recorded_at=recorded_at)
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise
        self._point("committed")
        return entries

    def _insert(self, batch: Waiting, *, after: int | None, recorded_at: str) -> tuple[Stored, ...]:
        head = self.head(batch.session_id)
        if after is not None and after != head.sequence:
            raise MovedOn(MOVED_ON, newest=head.sequence)
        entries: list[Stored] = []
        for draft in batch.drafts:
            entry = link(head, draft, session_id=batch.session_id, key=batch.key, recorded_at=recorded_at)
            self.connection.execute(INSERT, row_of(entry))
            if not entries:
                self._point("first-inserted")
            entries.append(entry)
            head = Head(sequence=entry.sequence, hash=entry.hash)
            if draft.holds is not None:
                self._hold(batch.session_id, draft.holds)
        self._point("inserted")
        return tuple(entries)

    def _hold(self, session_id: str, patient: str) -> None:
        """Let a session hold its patient, or let go; the database lets one session hold a patient (H-16)."""
        if not patient:
            self.connection.execute(_LET_GO, (session_id,))
            return
        try:
            self.connection.execute(_HOLD, (session_id, patient))
        except sqlite3.IntegrityError as wrong:
            raise PatientBusy from wrong

    def head(self, session_id: str) -> Head:
        """Tell the newest entry of a session."""
        row = self.connection.execute(_HEAD, (session_id,)).fetchone()
        return BEGINNING if row is None else Head(sequence=row[0], hash=row[1])

    def entries(self, session_id: str, *, since: int = LOWEST) -> tuple[Stored, ...]:
        """Read the entries of a session as they stand, sound or not, from a sequence on."""
        return tuple(entry_of(row) for row in self.connection.execute(_IN_ORDER, (session_id, since)).fetchall())

    def version(self) -> int:
        """Give a number that is another as soon as any other connection wrote into the file."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def answer(self, session_id: str, key: Key) -> tuple[Stored, ...]:
        """Read what a command wrote.

        Raises:
            KeyUsed: if the key was used with another body.
        """
        rows = self.connection.execute(_BY_KEY, (session_id, key.name)).fetchall()
        found = tuple(entry_of(row) for row in rows)
        if found and found[0].body != key.body:
            raise KeyUsed(KEY_USED)
        return found

    def all_sessions(self) -> tuple[str, ...]:
        """List every session with any entry, whether its first is there or not."""
        return tuple(row[0] for row in self.connection.execute("SELECT DISTINCT session_id FROM event").fetchall())

    def total(self) -> int:
        """Count all entries."""
        return int(self.connection.execute("SELECT COUNT(*) FROM event").fetchone()[0])

    def edges(self, kinds: frozenset[str], *, behind: int) -> tuple[tuple[int, str, int, str], ...]:
        """List position, session, sequence and kind of the first entries, and of those of these kinds, in order."""
        marks = ", ".join("?" for _ in kinds)
        statement = (
            "SELECT position, session_id, sequence, kind FROM event "  # noqa: S608 - question marks only
            f"WHERE position > ? AND (sequence = 1 OR kind IN ({marks})) ORDER BY position"
        )
        return tuple(self.connection.execute(statement, (behind, *sorted(kinds))).fetchall())

    def changed(self, *, behind: int) -> tuple[tuple[int, str, int, str], ...]:
        """List the newest entry of every session with one behind a position: position, session, sequence, hash."""
        statement = (
            "SELECT MAX(position), session_id, MAX(sequence), hash FROM event WHERE position > ? GROUP BY session_id"
        )
        rows = self.connection.execute(statement, (behind,)).fetchall()
        return tuple((place, session, sequence, self.head(session).hash) for place, session, sequence, _ in rows)

    def beat(self, session_ids: Sequence[str], moment: Moment) -> None:
        """Overwrite the heartbeats of these sessions, all of them or none."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for session_id in session_ids:
                self.connection.execute(_BEAT, (session_id, moment.at, moment.monotonic_ns, moment.boot))
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    def beaten(self, session_id: str) -> Moment | None:
        """Read the heartbeat of a session."""
        row = self.connection.execute(
            "SELECT at, monotonic_ns, boot FROM heartbeat WHERE session_id = ?", (session_id,)
        ).fetchone()
        return None if row is None else Moment(at=row[0], monotonic_ns=row[1], boot=row[2])

    def settle(self) -> bool:
        """Move all that the WAL holds into the file, synced; tell whether all of it went.

        After a sync that failed, pages that look written may not be on the disk. Once this is true they are.
        """
        row = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(row[0] == 0)
