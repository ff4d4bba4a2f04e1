"""`stepward backup` and `stepward restore`, as somebody types them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stepward.shells.cli import main
from stepward.shells.session_places import make_key, open_checkpoints, open_session_log, places


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a data folder with an empty log and a signed line."""
    found = tmp_path / "data"
    for name in ("STEPWARD_DATABASE_URL", "STEPWARD_DEMONSTRATION", "STEPWARD_CHECKPOINTS", "STEPWARD_CHECKPOINT_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("STEPWARD_DATA_DIR", str(found))
    at = places({}, found)
    log = open_session_log(at)
    open_checkpoints(at).write(log)
    log.close()
    with closing(sqlite3.connect(found / "stepward.sqlite3")) as database:
        database.execute("CREATE TABLE plan (name TEXT)")
    return found


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["stepward", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_h_70_what_was_backed_up_is_restored_into_an_empty_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "backup"
    assert run(monkeypatch, "backup", str(folder)) == 0
    assert capsys.readouterr().out == f"{folder} is written and was tried: 0 sessions, 0 entries, 0 of them signed.\n"

    assert run(monkeypatch, "restore", str(folder)) == 2
    assert "is there already: a backup is restored into an empty folder only." in capsys.readouterr().err

    new = tmp_path / "new"
    monkeypatch.setenv("STEPWARD_DATA_DIR", str(new))
    assert run(monkeypatch, "restore", str(folder)) == 2
    assert "the key of the checkpoints is not there" in capsys.readouterr().err
    make_key(new / "checkpoints.key")
    (new / "checkpoints.key").write_bytes((data / "checkpoints.key").read_bytes())
    assert run(monkeypatch, "restore", str(folder)) == 0
    assert capsys.readouterr().out == f"{folder} is restored: 0 sessions, 0 entries, 0 of them signed.\n"
    assert (new / "sessions" / "sessions.sqlite3").exists()
    assert open_checkpoints(places({}, new)).read().number == 1


@pytest.mark.usefixtures("data")
def test_another_database_is_left_to_its_own_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "backup", str(tmp_path / "b"), "--database", "postgresql://u:p@h/n") == 2
    assert "PostgreSQL" in capsys.readouterr().err
