"""What the log says and does when a write fails, or nobody knows whether it did."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import NotCanonical
from stepward.usecases.event_logs import DiskIsFull, DiskIsLow, KeyUsed, LogBusy, LogUnwell
from tests.adapters.event_log.failing import PLENTY, Disk, log_on
from tests.contracts.event_logs import AT, SESSION, SMALL_RESERVE, draft, key, moment, stop

IO = sqlite3.SQLITE_IOERR_FSYNC
FULL = sqlite3.SQLITE_FULL


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def log(disk: Disk, tmp_path: Path) -> Iterator[SqliteEventLog]:
    found = log_on(disk, tmp_path)
    found.append(SESSION, after=0, drafts=[draft()], key=key(1))
    yield found
    disk.before.clear()
    disk.after.clear()
    found.close()


def kinds(log: SqliteEventLog) -> list[str]:
    return [entry.kind for entry in log.entries(SESSION)]


class TestAWriteThatFails:
    @pytest.mark.parametrize("statement", ["BEGIN", "INSERT INTO event", "COMMIT"])
    def test_h_66_leaves_the_log_unwell_until_it_is_opened_anew(
        self, log: SqliteEventLog, disk: Disk, tmp_path: Path, statement: str
    ) -> None:
        disk.before[statement] = IO

        with pytest.raises(LogUnwell) as refusal:
            log.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2))

        assert refusal.value.recorded is False
        disk.before.clear()
        with pytest.raises(LogUnwell):
            log.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2))
        with pytest.raises(LogUnwell):
            log.prove([SESSION], moment(9))
        assert kinds(log) == ["RateConfirmed"]
        assert not log.check().may_run
        again = log_on(disk, tmp_path)
        assert again.start().may_run
        assert again.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2)).is_recorded
        again.close()

    def test_h_66_is_not_written_twice_when_it_was_written_all_the_same(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.after["COMMIT"] = IO

        kept = log.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2))

        assert kept.is_recorded
        assert kinds(log) == ["RateConfirmed", "Advanced"]
        with pytest.raises(LogUnwell):
            log.append(SESSION, after=2, drafts=[draft("Advanced")], key=key(3))

    @pytest.mark.parametrize("second", ["connect", "PRAGMA wal_checkpoint"])
    def test_h_66_is_unknown_when_it_cannot_be_looked_up(self, log: SqliteEventLog, disk: Disk, second: str) -> None:
        disk.after["COMMIT"] = IO
        disk.before[second] = IO

        with pytest.raises(LogUnwell) as refusal:
            log.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2))

        assert refusal.value.recorded is None

    def test_because_another_holds_the_file_wrote_nothing(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.before["BEGIN"] = sqlite3.SQLITE_BUSY

        with pytest.raises(LogBusy):
            log.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2))

        disk.before.clear()
        assert log.check().may_run
        assert log.append(SESSION, after=1, drafts=[draft("Advanced")], key=key(2)).is_recorded

    def test_of_a_heartbeat_is_told(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.before["INSERT INTO heartbeat"] = IO

        with pytest.raises(LogUnwell):
            log.prove([SESSION], moment(9))
        assert log.proven(SESSION) is None


class TestUrgent:
    def test_h_66_waits_in_memory_with_its_true_time_until_the_file_takes_it(
        self, log: SqliteEventLog, disk: Disk
    ) -> None:
        disk.before |= {"BEGIN": IO, "connect": IO}

        kept = log.append(SESSION, after=1, drafts=[stop(moment=moment(7))], key=key(2))
        late = log.append(SESSION, after=0, drafts=[draft("ReactionRecorded", urgent=True)], key=key(3))

        assert not kept.is_recorded
        assert [item.key.name for item in log.waiting(SESSION)] == ["2", "3"]
        assert log.answer(SESSION, key(2)) == kept
        assert log.check().not_recorded == 2
        assert late.waiting is not None
        disk.before.clear()

        health = log.check()

        assert health.not_recorded == 0
        assert not health.may_run
        assert log.waiting(SESSION) == ()
        assert kinds(log) == ["RateConfirmed", "StopPressed", "ReactionRecorded"]
        assert log.entries(SESSION)[1].occurred_at == "2026-03-01T08:00:07.000000+00:00"
        assert log.entries(SESSION)[1].recorded_at == AT
        again = log.append(SESSION, after=9, drafts=[stop()], key=key(2))
        assert again.entries == log.entries(SESSION)[1:2]

    def test_h_66_is_written_once_when_its_commit_is_unknown(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.after["COMMIT"] = IO
        disk.before["connect"] = IO
        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(2)).is_recorded
        disk.after.clear()
        disk.before.clear()

        kept = log.append(SESSION, after=1, drafts=[stop()], key=key(2))

        assert kept.is_recorded
        assert kinds(log) == ["RateConfirmed", "StopPressed"]

    def test_h_66_is_taken_by_a_log_that_never_opened(self, disk: Disk, tmp_path: Path) -> None:
        disk.before["connect"] = IO
        log = log_on(disk, tmp_path)

        assert "cannot be opened" in log.start().fault
        assert not log.append(SESSION, after=0, drafts=[stop()], key=key(1)).is_recorded
        assert not log.append(SESSION, after=0, drafts=[stop()], key=key(1)).is_recorded
        for look in (
            lambda: log.entries(SESSION),
            lambda: log.proven(SESSION),
            log.total,
            log.changed,
            lambda: log.heads([SESSION]),
        ):
            with pytest.raises(LogUnwell):
                look()
        with pytest.raises(LogUnwell):
            log.append(SESSION, after=0, drafts=[draft()], key=key(2))
        disk.before.clear()
        assert log.check().not_recorded == 0
        assert kinds(log) == ["StopPressed"]
        log.close()

    def test_waits_when_another_holds_the_file(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.before["BEGIN"] = sqlite3.SQLITE_BUSY
        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(2)).is_recorded
        with pytest.raises(LogUnwell):
            log.append(SESSION, after=1, drafts=[draft()], key=key(3))
        disk.before.clear()

        with pytest.raises(Exception, match="moved on"):
            log.append(SESSION, after=1, drafts=[draft()], key=key(3))
        assert kinds(log) == ["RateConfirmed", "StopPressed"]

    def test_waits_when_another_thread_hangs_in_the_middle_of_a_write(self, disk: Disk, tmp_path: Path) -> None:
        inside, go_on = threading.Event(), threading.Event()

        def point(name: str) -> None:
            if name == "inserted" and threading.current_thread() is hanging:
                inside.set()
                assert go_on.wait(10)

        log = log_on(disk, tmp_path, point=point)
        hanging = threading.Thread(
            target=log.append, args=(SESSION,), kwargs={"after": 0, "drafts": [draft()], "key": key(1)}
        )
        hanging.start()
        assert inside.wait(10)

        with pytest.raises(LogBusy):
            log.append(SESSION, after=0, drafts=[draft()], key=key(2))
        assert not log.append(SESSION, after=0, drafts=[stop()], key=key(3)).is_recorded
        go_on.set()
        hanging.join(10)
        assert log.check().not_recorded == 0
        assert kinds(log) == ["RateConfirmed", "StopPressed"]
        log.close()

    def test_h_66_is_not_said_to_be_recorded_while_the_wal_cannot_be_settled(
        self, log: SqliteEventLog, disk: Disk
    ) -> None:
        disk.after["COMMIT"] = IO
        disk.settings["PRAGMA wal_checkpoint(TRUNCATE)"] = 1

        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(2)).is_recorded
        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(2)).is_recorded
        with pytest.raises(LogUnwell):
            log.entries(SESSION)
        disk.after.clear()
        disk.settings.clear()

        assert log.append(SESSION, after=1, drafts=[stop()], key=key(2)).is_recorded
        assert kinds(log) == ["RateConfirmed", "StopPressed"]

    def test_is_taken_where_no_lock_file_can_be_made(self, disk: Disk, tmp_path: Path) -> None:
        (tmp_path / "lock").mkdir()
        log = log_on(disk, tmp_path)

        assert not log.check().may_run
        assert not log.append(SESSION, after=0, drafts=[stop()], key=key(1)).is_recorded
        (tmp_path / "lock").rmdir()
        assert log.check().not_recorded == 0
        log.close()

    def test_is_taken_under_a_key_that_turns_out_to_be_used(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.before |= {"SELECT": IO, "connect": IO}
        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(1, "stop")).is_recorded
        with pytest.raises(KeyUsed):
            log.append(SESSION, after=1, drafts=[draft()], key=key(1, "third"))
        disk.before.clear()

        assert log.check().not_recorded == 0
        assert kinds(log) == ["RateConfirmed", "StopPressed"]
        assert log.append(SESSION, after=1, drafts=[stop()], key=key(1, "stop")).is_recorded
        assert kinds(log) == ["RateConfirmed", "StopPressed"]

    def test_that_no_file_could_hold_does_not_stand_in_the_line(self, log: SqliteEventLog) -> None:
        with pytest.raises(NotCanonical):
            log.append(SESSION, after=1, drafts=[stop(data={"rate": 0.5})], key=key(2))

        assert log.waiting(SESSION) == ()


class TestAFullDisk:
    def test_h_67_still_takes_stop_from_the_reserve(self, log: SqliteEventLog, disk: Disk, tmp_path: Path) -> None:
        reserve = tmp_path / "reserve"
        disk.before["INSERT INTO event"] = FULL
        with pytest.raises(DiskIsFull):
            log.append(SESSION, after=1, drafts=[draft()], key=key(2))
        assert reserve.stat().st_size == SMALL_RESERVE
        disk.fails = lambda statement, table: (  # type: ignore[method-assign]
            FULL if statement.startswith("INSERT INTO event") and table is disk.before and reserve.exists() else None
        )

        kept = log.append(SESSION, after=1, drafts=[stop()], key=key(3))

        assert kept.is_recorded
        assert not reserve.exists()
        with pytest.raises(DiskIsFull):
            log.append(SESSION, after=2, drafts=[draft()], key=key(4))
        with pytest.raises(DiskIsFull):
            log.prove([SESSION], moment(1))
        assert log.append(SESSION, after=0, drafts=[stop()], key=key(5)).is_recorded

    def test_h_61_still_gives_the_first_answer_again(self, log: SqliteEventLog, disk: Disk, tmp_path: Path) -> None:
        first = log.entries(SESSION)
        (tmp_path / "reserve").unlink()
        disk.free = 0
        assert log.check().is_full

        assert log.append(SESSION, after=0, drafts=[draft()], key=key(1)).entries == first
        with pytest.raises(DiskIsFull):
            log.append(SESSION, after=1, drafts=[draft()], key=key(2))

    def test_h_67_is_over_once_the_reserve_is_there_again(
        self, log: SqliteEventLog, disk: Disk, tmp_path: Path
    ) -> None:
        (tmp_path / "reserve").unlink()
        disk.free = 2 * SMALL_RESERVE - 1
        assert log.check().is_full
        with pytest.raises(DiskIsFull):
            log.append(SESSION, after=1, drafts=[draft()], key=key(2))
        disk.free = 2 * SMALL_RESERVE

        assert log.check().may_run
        assert (tmp_path / "reserve").stat().st_blocks * 512 >= SMALL_RESERVE
        assert log.append(SESSION, after=1, drafts=[draft()], key=key(2)).is_recorded

    def test_keeps_stop_in_memory_when_the_reserve_is_gone_too(self, log: SqliteEventLog, disk: Disk) -> None:
        disk.before["INSERT INTO event"] = FULL
        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(2)).is_recorded
        assert not log.append(SESSION, after=1, drafts=[stop()], key=key(3)).is_recorded
        disk.before.clear()

        assert log.check().may_run
        assert kinds(log) == ["RateConfirmed", "StopPressed", "StopPressed"]

    def test_without_a_reserve_is_full_until_there_is_room(self, disk: Disk, tmp_path: Path) -> None:
        log = log_on(disk, tmp_path, reserve=False)
        disk.before["INSERT INTO event"] = FULL
        assert not log.append(SESSION, after=0, drafts=[stop()], key=key(1)).is_recorded
        disk.before.clear()
        disk.free = 10
        assert log.check().is_full
        disk.free = PLENTY
        assert log.check().may_run
        log.close()

    def test_h_67_begins_no_session_when_little_is_left(self, disk: Disk, tmp_path: Path) -> None:
        log = log_on(disk, tmp_path, least_free=1000 + SMALL_RESERVE * 2)
        log.append(SESSION, after=0, drafts=[draft()], key=key(1))
        disk.free = 999 + SMALL_RESERVE * 2

        assert log.check().is_low
        assert log.check().may_run
        with pytest.raises(DiskIsLow):
            log.append("S-invented-2", after=0, drafts=[draft()], key=key(1))
        assert log.append(SESSION, after=1, drafts=[draft()], key=key(2)).is_recorded
        assert log.append("S-invented-3", after=0, drafts=[stop()], key=key(1)).is_recorded
        disk.free += 1
        assert log.append("S-invented-2", after=0, drafts=[draft()], key=key(1)).is_recorded
        log.close()

    def test_where_the_reserve_cannot_be_written_counts_as_full(
        self, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(28, "made by a test")

        monkeypatch.setattr("stepward.adapters.event_log.reserve.os.fsync", fail)
        log = log_on(disk, tmp_path)

        assert log.check().is_full
        assert not (tmp_path / "reserve").exists()
        log.close()


class TestTurn:
    def test_of_another_process_is_waited_for_and_not_for_ever(
        self, log: SqliteEventLog, disk: Disk, tmp_path: Path
    ) -> None:
        other: Callable[[], SqliteEventLog] = lambda: log_on(disk, tmp_path)  # noqa: E731 - a log with a lock of its own
        with log._around.turn.to_write():
            second = other()
            assert "LogBusy" in second.start().fault
            assert not second.append(SESSION, after=0, drafts=[stop()], key=key(9)).is_recorded
        assert second.check().not_recorded == 0
        assert kinds(log) == ["RateConfirmed", "StopPressed"]
        second.close()
