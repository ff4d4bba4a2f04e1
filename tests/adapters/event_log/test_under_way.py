"""The table of patients with a session under way: made in a file from before it, and guarded like the others (H-16)."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stepward.adapters.event_log.files import FILE, connect, open_log
from stepward.adapters.event_log.schema import settings_fault

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    open_log(tmp_path / "log", clock=lambda: AT).close()
    return tmp_path / "log"


def test_h_16_a_file_from_before_gets_the_table(folder: Path) -> None:
    connection = connect(folder / FILE)
    connection.execute("DROP TABLE under_way")
    assert settings_fault(connection)

    log = open_log(folder, clock=lambda: AT)

    assert not log.start().fault
    assert not settings_fault(connection)
    log.close()
    connection.close()


def test_h_16_a_table_without_its_constraint_is_a_fault(folder: Path) -> None:
    connection = connect(folder / FILE)
    connection.execute("DROP TABLE under_way")
    connection.execute("CREATE TABLE under_way (session_id TEXT PRIMARY KEY NOT NULL, patient TEXT NOT NULL) STRICT")
    connection.close()

    log = open_log(folder, clock=lambda: AT)

    assert log.start().fault
    log.close()


def test_h_16_the_database_itself_lets_one_session_hold_a_patient(folder: Path) -> None:
    connection = connect(folder / FILE)
    connection.execute("INSERT INTO under_way VALUES ('one', 'P-invented')")

    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO under_way VALUES ('two', 'P-invented')")
    connection.close()
