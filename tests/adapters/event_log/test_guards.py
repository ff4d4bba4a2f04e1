"""The file itself refuses what the log never does, and the log refuses a file that would not."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stepward.adapters.event_log.files import FILE, connect
from stepward.adapters.event_log.schema import STATEMENTS
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import FIELDS, Break, Fault, first_break
from stepward.usecases.event_logs import BrokenChain, LogUnwell
from tests.adapters.event_log.failing import Disk, log_on
from tests.contracts.event_logs import SESSION, draft, key, stop


def copy(verb: str, *, end: str = "", **changes: str) -> str:
    """Write a statement that copies the second entry with some columns changed."""
    names = (*FIELDS, *(name for name in changes if name not in FIELDS))
    values = ", ".join(changes.get(name, name) for name in names)
    return f"{verb} INTO event ({', '.join(names)}) SELECT {values} FROM event WHERE sequence = 2 {end}"  # noqa: S608 - our own names


@pytest.fixture
def log(opened: Callable[[str], SqliteEventLog]) -> SqliteEventLog:
    found = opened("log")
    for number in range(3):
        found.append(SESSION, after=number, drafts=[draft(data={"step": number})], key=key(number))
    return found


@pytest.fixture
def stranger(log: SqliteEventLog, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    assert log.total() == 3
    connection = connect(tmp_path / "log" / FILE)
    yield connection
    connection.close()


def unguard(connection: sqlite3.Connection) -> None:
    for name, statement in STATEMENTS.items():
        if "TRIGGER" in statement:
            connection.execute(f"DROP TRIGGER {name}")


class TestTheFile:
    @pytest.mark.parametrize("recursive", ["ON", "OFF"])
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE event SET kind = 'Other' WHERE sequence = 2",
            "UPDATE event SET sequence = 9 WHERE sequence = 3",
            "DELETE FROM event WHERE sequence = 3",
            "DELETE FROM event",
            copy("INSERT OR REPLACE"),
            copy("REPLACE"),
            copy("INSERT OR IGNORE"),
            copy("INSERT", end="ON CONFLICT DO UPDATE SET kind = 'Other'"),
            copy("REPLACE", position="2", sequence="77"),
        ],
    )
    def test_h_63_refuses_every_change(
        self, log: SqliteEventLog, stranger: sqlite3.Connection, statement: str, recursive: str
    ) -> None:
        before = log.entries(SESSION)
        stranger.execute(f"PRAGMA recursive_triggers = {recursive}")

        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            stranger.execute(statement)
        assert log.entries(SESSION) == before

    def test_h_63_without_its_guard_would_be_overwritten_in_silence(
        self, log: SqliteEventLog, stranger: sqlite3.Connection
    ) -> None:
        stranger.execute("DROP TRIGGER event_no_replace")
        stranger.execute("PRAGMA recursive_triggers = OFF")
        stranger.execute(copy("REPLACE", kind="'Other'"))

        with pytest.raises(BrokenChain):
            log.entries(SESSION)

    def test_takes_no_text_for_a_number(self, stranger: sqlite3.Connection) -> None:
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
            stranger.execute(copy("INSERT", sequence="'five'"))


class TestABrokenChain:
    def test_h_64_is_named_and_refuses_all_but_stop(self, log: SqliteEventLog, stranger: sqlite3.Connection) -> None:
        unguard(stranger)
        stranger.execute("UPDATE event SET data = '{\"step\":9}' WHERE sequence = 2")

        with pytest.raises(BrokenChain) as refusal:
            log.entries(SESSION)
        assert refusal.value.where == Break(sequence=2, fault=Fault.CONTENT)
        assert [entry.sequence for entry in refusal.value.sound] == [1]
        with pytest.raises(BrokenChain):
            log.append(SESSION, after=3, drafts=[draft()], key=key("x"))

        kept = log.append(SESSION, after=0, drafts=[stop()], key=key("stop"))

        assert kept.is_recorded
        assert kept.entries[0].sequence == 4
        assert log.append("S-invented-2", after=0, drafts=[draft()], key=key(1)).is_recorded

    @pytest.mark.parametrize("text", ['{"step": 1}', '{"step":1,"step":1}', '{"step":1.0}', "{", "[]"])
    def test_is_seen_in_data_that_reads_the_same(
        self, log: SqliteEventLog, stranger: sqlite3.Connection, text: str
    ) -> None:
        unguard(stranger)
        stranger.execute("UPDATE event SET data = ? WHERE sequence = 2", (text,))

        with pytest.raises(BrokenChain) as refusal:
            log.entries(SESSION)
        assert refusal.value.where == Break(sequence=2, fault=Fault.FORM)

    def test_h_68_is_found_at_the_start(
        self, log: SqliteEventLog, stranger: sqlite3.Connection, opened: Callable[[str], SqliteEventLog]
    ) -> None:
        assert log.start().may_run
        unguard(stranger)
        stranger.execute("DELETE FROM event WHERE sequence = 1")

        health = opened("log").start()

        assert health.broken == ((SESSION, Break(sequence=1, fault=Fault.MISSING)),)
        assert "guards" in health.fault
        assert not health.may_run

    def test_with_bytes_that_are_no_text_cannot_be_read(
        self, log: SqliteEventLog, stranger: sqlite3.Connection
    ) -> None:
        unguard(stranger)
        stranger.execute("UPDATE event SET reason = CAST(x'FF' AS TEXT) WHERE sequence = 2")

        with pytest.raises(LogUnwell):
            log.entries(SESSION)
        assert log.append(SESSION, after=0, drafts=[stop()], key=key("stop")).is_recorded


class TestADamagedFile:
    @pytest.mark.parametrize("place", [0, 30, 4096, 8192 + 9, 3 * 4096])
    def test_h_68_is_found_at_the_start_and_still_takes_stop(
        self, opened: Callable[[str], SqliteEventLog], tmp_path: Path, place: int
    ) -> None:
        first = opened("log")
        for number in range(40):
            first.append(SESSION, after=number, drafts=[draft(data={"number": number})], key=key(number))
        first.close()
        path = tmp_path / "log" / FILE
        content = bytearray(path.read_bytes())
        content[place : place + 60] = b"\xa5" * 60
        path.write_bytes(content)

        log = opened("log")
        health = log.start()

        assert not health.may_run or health.broken
        with pytest.raises((LogUnwell, BrokenChain)):
            log.append(SESSION, after=len(content), drafts=[draft()], key=key("x"))
        kept = log.append(SESSION, after=0, drafts=[stop()], key=key("stop"))
        assert kept.is_recorded or log.waiting(SESSION)

    def test_h_68_is_told_by_the_database_itself(self, tmp_path: Path) -> None:
        disk = Disk()
        log = log_on(disk, tmp_path)
        disk.settings["PRAGMA integrity_check(1)"] = "row 3 missing from index"

        assert "damaged" in log.start().fault
        log.close()

    def test_that_cannot_be_made_leaves_nothing_half_made(self, tmp_path: Path) -> None:
        disk = Disk()
        disk.before["CREATE TRIGGER event_no_delete"] = sqlite3.SQLITE_IOERR
        assert "cannot be opened" in log_on(disk, tmp_path).start().fault
        disk.before.clear()

        log = log_on(disk, tmp_path)

        assert log.start().may_run
        log.close()


class TestSettings:
    @pytest.mark.parametrize(
        ("pragma", "value", "words"),
        [
            ("PRAGMA journal_mode", "delete", "WAL"),
            ("PRAGMA synchronous", 1, "FULL"),
            ("PRAGMA synchronous", 0, "FULL"),
        ],
    )
    def test_h_62_are_checked_each_minute_and_refuse_all_but_stop(
        self, tmp_path: Path, pragma: str, value: object, words: str
    ) -> None:
        disk = Disk()
        log = log_on(disk, tmp_path)
        assert log.start().may_run
        disk.settings[pragma] = value

        health = log.check()

        assert words in health.fault
        assert not health.may_run
        with pytest.raises(LogUnwell):
            log.append(SESSION, after=0, drafts=[draft()], key=key(1))
        assert not log.append(SESSION, after=0, drafts=[stop()], key=key(2)).is_recorded
        log.close()

    @pytest.mark.parametrize("name", [name for name in STATEMENTS if "_no_" in name])
    def test_h_63_guards_that_are_gone_are_noticed(
        self, log: SqliteEventLog, stranger: sqlite3.Connection, name: str
    ) -> None:
        assert log.check().may_run
        stranger.execute(f"DROP TRIGGER {name}")

        assert "guards" in log.check().fault
        with pytest.raises(LogUnwell):
            log.append(SESSION, after=3, drafts=[draft()], key=key("x"))

    def test_of_a_new_log_are_wal_full_and_guarded(self, log: SqliteEventLog) -> None:
        assert first_break(log.entries(SESSION)) is None
        assert log.check().fault == ""
