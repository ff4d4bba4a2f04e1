"""A command checks only what is new, and still no entry changes unseen."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stepward.adapters.event_log import files
from stepward.adapters.event_log.files import FILE, connect
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import Break, Fault
from stepward.usecases.event_logs import BrokenChain
from tests.adapters.event_log.test_guards import unguard
from tests.contracts.event_logs import SESSION, draft, key

CHANGED = "UPDATE event SET data = '{\"step\":9}' WHERE sequence = 2"


class Counted:
    """A connection that counts the rows of entries it gave; `file` is the connection itself."""

    def __init__(self, path: Path) -> None:
        self.file = connect(path)
        self.rows = 0

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> "Counted":
        self._cursor = self.file.execute(statement, values)
        self._is_entries = "sequence >= ?" in statement
        return self

    def fetchone(self) -> object:
        return self._cursor.fetchone()

    def fetchall(self) -> list[object]:
        found = self._cursor.fetchall()
        self.rows += len(found) if self._is_entries else 0
        return found

    def close(self) -> None:
        self.file.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    found: list[Counted] = []

    def counted(path: Path) -> Counted:
        found.append(Counted(path))
        return found[-1]

    monkeypatch.setattr(files, "connect", counted)
    return found


@pytest.fixture
def log(made: list[Counted], opened: Callable[[str], SqliteEventLog]) -> SqliteEventLog:
    found = opened("log")
    for number in range(5):
        found.append(SESSION, after=number, drafts=[draft(data={"step": number})], key=key(number))
    assert len(made) == 1
    assert len(found.entries(SESSION)) == 5
    made[0].rows = 0
    return found


@pytest.fixture
def stranger(log: SqliteEventLog, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    assert log.total() == 5
    connection = connect(tmp_path / "log" / FILE)
    yield connection
    connection.close()


def test_reads_only_what_is_new(log: SqliteEventLog, made: list[Counted]) -> None:
    log.append(SESSION, after=5, drafts=[draft(), draft()], key=key("new"))

    assert [entry.sequence for entry in log.entries(SESSION)] == [1, 2, 3, 4, 5, 6, 7]
    assert made[0].rows == 3  # the newest that was known, and two
    assert len(log.entries(SESSION)) == 7
    assert made[0].rows == 4


def test_h_64_reads_all_once_another_connection_wrote(log: SqliteEventLog, stranger: sqlite3.Connection) -> None:
    unguard(stranger)
    stranger.execute(CHANGED)

    with pytest.raises(BrokenChain) as refusal:
        log.entries(SESSION)
    assert refusal.value.where == Break(sequence=2, fault=Fault.CONTENT)


def test_h_64_reads_all_once_the_newest_stands_otherwise(log: SqliteEventLog, made: list[Counted]) -> None:
    unguard(made[0].file)
    made[0].file.execute("UPDATE event SET reason = 'other' WHERE sequence = 5")

    with pytest.raises(BrokenChain) as refusal:
        log.entries(SESSION)
    assert refusal.value.where.sequence == 5


def test_h_64_finds_a_tail_that_is_gone_and_what_does_not_follow(log: SqliteEventLog, made: list[Counted]) -> None:
    unguard(made[0].file)
    made[0].file.execute("DELETE FROM event WHERE sequence = 5")
    assert [entry.sequence for entry in log.entries(SESSION)] == [1, 2, 3, 4]

    log.append(SESSION, after=4, drafts=[draft()], key=key("new"))
    made[0].file.execute("UPDATE event SET previous = ? WHERE sequence = 5", ("1" * 64,))
    with pytest.raises(BrokenChain):
        log.entries(SESSION)


def test_h_64_reads_all_anew_each_minute(log: SqliteEventLog, made: list[Counted]) -> None:
    unguard(made[0].file)
    made[0].file.execute(CHANGED)
    assert len(log.entries(SESSION)) == 5  # the same connection wrote, which only the log itself does

    assert log.check().broken == ((SESSION, Break(sequence=2, fault=Fault.CONTENT)),)
    with pytest.raises(BrokenChain):
        log.entries(SESSION)


def test_remembers_no_more_sessions_than_it_may(
    log: SqliteEventLog, made: list[Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log._sound, "_most", 8)
    for number in range(8):
        log.append(f"S-{number}", after=0, drafts=[draft()], key=key(1))
        log.entries(f"S-{number}")
    made[0].rows = 0

    assert len(log.entries(SESSION)) == 5
    assert made[0].rows == 5
