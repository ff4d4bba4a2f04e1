"""The log in SQLite: durable before the answer, and never written blind after a failure.

Where the file cannot be trusted the log is unwell until the process starts anew: it takes STOP, reaction and
treatment alone, keeps them in memory as NOT RECORDED, and writes them with their true time when the file takes them.

Source: STEPWARD-SAFETY, H-60 to H-68.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from typing import NoReturn, TypeVar

from stepward.adapters.event_log.found_sound import FoundSound
from stepward.adapters.event_log.open_ones import OpenOnes
from stepward.adapters.event_log.reserve import MEGABYTE
from stepward.adapters.event_log.schema import integrity_fault, prepare, settings_fault
from stepward.adapters.event_log.session_file import SessionFile
from stepward.adapters.event_log.surroundings import Health, Surroundings
from stepward.adapters.event_log.turn import BUSY
from stepward.adapters.event_log.waiting import WaitingLine
from stepward.core.sessions.chain import BEGINNING, Break, Draft, Head, Key, Moment, Stored, link
from stepward.usecases.event_logs import (
    BrokenChain,
    DiskIsFull,
    DiskIsLow,
    Kept,
    KeyUsed,
    LogBusy,
    LogRefusal,
    LogUnwell,
    Waiting,
    beside,
    check_drafts,
)

Found = TypeVar("Found")
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY = 0xFF
USE_PAPER = "The log cannot be trusted to keep. Use paper, and start the server anew."
FULL = "The disk is full. Only STOP, reactions and treatments are kept."
LOW = "Little space is left on the disk. No new session begins."


class SqliteEventLog:
    """A log in one file of SQLite, over connections of whoever makes them."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._line = WaitingLine()
        self._sound, self._open_ones = FoundSound(), OpenOnes()
        self._broken: dict[str, Break] = {}
        self._fault = ""
        self._is_full = False
        self._file: SessionFile | None = None
        try:
            with around.turn.to_write():
                self._open()
                self._make_reserve()
        except (LogBusy, sqlite3.Error) as wrong:
            self._fault = f"The log cannot be opened: {type(wrong).__name__}."

    # ------------------------------------------------------------------------------------------------------ reading

    def entries(self, session_id: str, /) -> tuple[Stored, ...]:
        """List the entries of a session in their order; none for a session nobody began.

        Raises:
            BrokenChain: if they are not those that were written.
            LogUnwell: if they cannot be read.
        """
        with self._around.turn.of_threads():
            found, where = self._read(lambda file: self._sound.read(session_id, file))
        if where is not None:
            self._broken[session_id] = where
            msg = f"Entry {where.sequence}: {where.fault.value}. Use paper."
            raise BrokenChain(msg, where=where, sound=found[: where.sequence - 1])
        return found

    def waiting(self, session_id: str, /) -> tuple[Waiting, ...]:
        """List what is taken but NOT RECORDED, in the order it happened."""
        return self._line.of(session_id)

    def answer(self, session_id: str, key: Key, /) -> Kept | None:
        """Tell what became of a command that was sent before; nothing if it never came.

        Raises:
            KeyUsed: if the key was used with another body.
            LogUnwell: if the log cannot be read.
        """
        waits = self._line.find(session_id, key)
        if waits is not None:
            return Kept(waiting=waits)
        with self._around.turn.of_threads():
            found = self._read(lambda file: file.answer(session_id, key))
        return Kept(entries=found) if found else None

    def open_sessions(self, *, closed_by: frozenset[str]) -> tuple[str, ...]:
        """List the sessions without an entry of the kinds that close one.

        Raises:
            LogUnwell: if the log cannot be read.
        """
        with self._around.turn.of_threads():
            return self._read(lambda file: self._open_ones.read(closed_by, file))

    def proven(self, session_id: str, /) -> Moment | None:
        """Tell until when the session was watched.

        Raises:
            LogUnwell: if the log cannot be read.
        """
        with self._around.turn.of_threads():
            return self._read(lambda file: file.beaten(session_id))

    def heads(self, session_ids: Sequence[str], /) -> dict[str, Head]:
        """Tell the newest entry of each of these sessions; the chain is not checked.

        Raises:
            LogUnwell: if the log cannot be read.
        """
        with self._around.turn.of_threads():
            return self._read(lambda file: {name: file.head(name) for name in session_ids})

    def changed(self, *, behind: int = 0) -> tuple[tuple[int, str, int, str], ...]:
        """List position, session, sequence and hash of the newest entry of each session changed since a position.

        Raises:
            LogUnwell: if the log cannot be read.
        """
        with self._around.turn.of_threads():
            return self._read(lambda file: file.changed(behind=behind))

    def total(self) -> int:
        """Count all entries.

        Raises:
            LogUnwell: if the log cannot be read.
        """
        with self._around.turn.of_threads():
            return self._read(SessionFile.total)

    def _read(self, look: Callable[[SessionFile], Found]) -> Found:
        if self._file is None:
            raise LogUnwell(USE_PAPER)
        try:
            return look(self._file)
        except sqlite3.Error as wrong:
            raise LogUnwell(USE_PAPER) from wrong

    # ------------------------------------------------------------------------------------------------------ writing

    def append(self, session_id: str, /, *, after: int, drafts: Sequence[Draft], key: Key) -> Kept:
        """Keep drafts behind the entry that the person saw; answer when they are durable.

        The same key with the same body gives the first answer and writes nothing. Urgent drafts go behind the newest
        entry whatever `after` says, and are NOT RECORDED yet where the file does not take them.

        Raises:
            MovedOn: if the newest entry is another.
            KeyUsed: if the key was used with another body.
            BrokenChain, DiskIsFull, DiskIsLow, LogBusy, LogUnwell: if it is not kept.

        None of these is raised for urgent drafts.
        """
        batch = Waiting(session_id=session_id, key=key, drafts=tuple(drafts))
        if check_drafts(drafts):
            return self._append_urgent(batch)
        self._line.find(session_id, key)
        with self._around.turn.to_write():
            try:
                self._refuse_unless_well(session_id, is_new=after == 0)
            except LogRefusal:
                found = self._known(batch)
                if found is None:
                    raise
                return found
            return Kept(entries=self._write(batch, after=after))

    def prove(self, session_ids: Sequence[str], moment: Moment, /) -> tuple[str, ...]:
        """Store that these sessions were watched until this moment, but for broken ones, and name them (H-23).

        Raises:
            LogBusy, LogUnwell, DiskIsFull: if nothing can be stored.
        """
        with self._around.turn.to_write():
            self._refuse_unless_well("", is_new=False)
            sound = tuple(name for name in session_ids if name not in self._broken)
            if self._file is None:
                raise LogUnwell(USE_PAPER)
            try:
                self._file.beat(sound, moment)
            except sqlite3.Error as wrong:
                self._judge(wrong)
            return sound

    def _refuse_unless_well(self, session_id: str, *, is_new: bool) -> None:
        if self._fault:
            raise LogUnwell(USE_PAPER)
        self._write_waiting()
        if self._is_full:
            raise DiskIsFull(FULL)
        if self._line.count():
            raise LogUnwell(USE_PAPER)
        if session_id in self._broken:
            where = self._broken[session_id]
            msg = f"Entry {where.sequence}: {where.fault.value}. Use paper."
            raise BrokenChain(msg, where=where)
        if is_new and self._around.free_bytes() < self._around.least_free:
            raise DiskIsLow(LOW)

    def _write(self, batch: Waiting, *, after: int | None) -> tuple[Stored, ...]:
        """Write once; on a failure look, and say what is known.

        Raises:
            LogBusy, DiskIsFull: if nothing was written, for sure.
            LogUnwell: if that is not sure, or the file is damaged.
        """
        if self._file is None:
            raise LogUnwell(USE_PAPER)
        try:
            return self._file.write(batch, after=after, recorded_at=self._now())
        except sqlite3.Error as wrong:
            return self._looked_again(batch, wrong)

    def _looked_again(self, batch: Waiting, wrong: sqlite3.Error) -> tuple[Stored, ...]:
        try:
            self._judge(wrong)
        except LogUnwell as unwell:
            if not self._reopen():
                unwell.recorded = None
                raise
            found = self._read(lambda file: file.answer(batch.session_id, batch.key))
            if not found:
                raise
            return found
        return ()

    def _judge(self, wrong: sqlite3.Error) -> NoReturn:
        """Say what a failure means: busy and full are known not to have written; all else is not."""
        code = getattr(wrong, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
        if code in _BUSY:
            raise LogBusy(BUSY) from wrong
        if code == sqlite3.SQLITE_FULL:
            self._is_full = True
            raise DiskIsFull(FULL) from wrong
        self._fault = f"A write failed: {type(wrong).__name__} {code}."
        raise LogUnwell(USE_PAPER) from wrong

    # ----------------------------------------------------------------------------------------------- urgent, waiting

    def _append_urgent(self, batch: Waiting) -> Kept:
        for draft in batch.drafts:  # what no file could ever take must not stand in line before others
            link(BEGINNING, draft, session_id=batch.session_id, key=batch.key, recorded_at=self._now())
        try:
            found = self._known(batch)
        except KeyUsed:
            batch = replace(batch, key=beside(batch.key))
            found = self._known(batch)
        if found is not None and found.is_recorded:
            return found
        self._line.join(batch)
        with suppress(LogBusy), self._around.turn.to_write():
            self._write_waiting()
        if self._line.find(batch.session_id, batch.key) is not None:
            return Kept(waiting=batch)
        try:
            return self._known(batch) or Kept(waiting=batch)
        except KeyUsed:
            return self._known(replace(batch, key=beside(batch.key))) or Kept(waiting=batch)

    def _known(self, batch: Waiting) -> Kept | None:
        try:
            return self.answer(batch.session_id, batch.key)
        except (LogUnwell, LogBusy):
            return None

    def _write_waiting(self) -> None:
        """Write what waits, the longest first, until the file does not take it."""
        if self._line.count() and self._fault and not self._reopen():
            return
        while (batch := self._line.first()) is not None:
            try:
                self._write_urgent(batch)
            except LogRefusal:
                return
            self._line.leave(batch)

    def _write_urgent(self, batch: Waiting) -> None:
        try:
            self._write(batch, after=None)
        except KeyUsed:
            self._write(replace(batch, key=beside(batch.key)), after=None)
        except DiskIsFull:
            if not self._release_reserve():
                raise
            self._write(batch, after=None)

    def _release_reserve(self) -> bool:
        """Give the reserve back to the disk; tell whether there was one."""
        reserve = self._around.reserve
        if reserve is None or not reserve.path.exists():
            return False
        with suppress(OSError):
            reserve.release()
        self._around.point("reserve-released")
        return True

    # ------------------------------------------------------------------------------------------------------- health

    def start(self) -> Health:
        """Check the file page by page and every chain, as a server does before it takes work (H-68)."""
        with suppress(LogBusy, LogUnwell), self._around.turn.of_threads():
            damage = self._read(lambda file: integrity_fault(file.connection))
            self._fault = self._fault or damage
            for session_id in self._read(SessionFile.all_sessions):
                with suppress(BrokenChain):
                    self.entries(session_id)
        return self.check()

    def check(self) -> Health:
        """Check settings, disk and chains, write what waits, make the reserve anew: once a minute (H-62, H-67)."""
        try:
            with self._around.turn.to_write():
                self._fault = self._fault or self._read(lambda file: settings_fault(file.connection))
                self._write_waiting()
                self._make_reserve()
                self._open_ones.forget()
        except LogBusy:
            pass
        except LogUnwell as unwell:
            self._fault = self._fault or str(unwell)
        for session_id in self._sound.forgotten():
            with suppress(LogRefusal):
                self.entries(session_id)
        free = self._around.free_bytes()
        return Health(
            fault=self._fault,
            free=free,
            is_full=self._is_full,
            is_low=free < self._around.least_free,
            not_recorded=self._line.count(),
            broken=tuple(self._broken.items()),
        )

    def close(self) -> None:
        """Let go of the file; what waits in memory is lost."""
        with self._around.turn.to_write():
            self._close()
        self._around.turn.close()

    def _make_reserve(self) -> None:
        """Make the reserve where there is room for it; without one the disk counts as full."""
        reserve = self._around.reserve
        if reserve is None:
            self._is_full = self._is_full and self._around.free_bytes() < MEGABYTE
            return
        has_room = reserve.is_there or self._around.free_bytes() >= 2 * reserve.size
        try:
            if has_room:
                reserve.make()
        except OSError:
            has_room = False
        self._is_full = not has_room

    def _now(self) -> str:
        return self._around.clock().astimezone(UTC).isoformat(timespec="microseconds")

    def _open(self) -> None:
        connection = self._around.connect()
        try:
            prepare(connection)
            fault = settings_fault(connection)
        except sqlite3.Error:
            connection.close()
            raise
        self._file = SessionFile(connection, point=self._around.point)
        self._sound.forget()
        self._open_ones.forget()
        self._fault = self._fault or fault

    def _reopen(self) -> bool:
        """Leave the connection that failed; tell whether a new one took all that was written before."""
        self._close()
        try:
            self._open()
            is_settled = self._file is not None and not settings_fault(self._file.connection) and self._file.settle()
        except sqlite3.Error:
            is_settled = False
        if not is_settled:  # what could be read now might not be on the disk
            self._close()
        return is_settled

    def _close(self) -> None:
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.connection.close()
        self._file = None
