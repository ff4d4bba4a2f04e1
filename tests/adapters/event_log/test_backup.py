"""A backup holds what was kept, and is tried before anybody relies on it."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from stepward.adapters.event_log import backup
from stepward.adapters.event_log.backup import BackupRefused, BackupUnfit, Kept, back_up, restore
from stepward.adapters.event_log.checkpoints import Checkpoints, CheckpointsDiffer
from stepward.adapters.event_log.files import FILE, connect
from stepward.adapters.event_log.schema import STATEMENTS
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import Key
from stepward.core.sessions.storing import draft_of
from tests.adapters.event_log.test_guards import unguard
from tests.contracts.event_logs import NOW
from tests.core.sessions.plans import running as runs

SECRET = bytes(range(32))


def write(log: SqliteEventLog, session_id: str, count: int) -> None:
    """Write the first entries of an invented session."""
    for entry in runs(2).entries[:count]:
        draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
        key = Key(name=f"e{entry.sequence}", body="")
        log.append(session_id, after=entry.sequence - 1, drafts=(draft,), key=key)


class Site:
    """A server with its data, its log and its checkpoints."""

    def __init__(self, folder: Path, log: SqliteEventLog) -> None:
        self.folder, self.log = folder, log
        self.kept = Kept(
            database=folder / "data.sqlite3", log=folder / "log" / FILE, checkpoints=folder / "signed", key=SECRET
        )
        self.signs = Checkpoints(self.kept.checkpoints, key=SECRET, clock=lambda: NOW)
        self.data = connect(self.kept.database)
        self.data.execute("PRAGMA journal_mode = WAL")
        self.data.execute("CREATE TABLE plan (name TEXT)")
        self.data.execute("INSERT INTO plan VALUES ('invented')")

    def back_up(self, name: str = "backup", *, at: datetime = NOW) -> Path:
        back_up(self.kept, self.folder / name, at=at, software="1.0")
        return self.folder / name

    def elsewhere(self) -> Kept:
        new = self.folder / "new"
        return replace(self.kept, database=new / "data", log=new / "log" / FILE, checkpoints=new / "signed")


@pytest.fixture
def site(opened: Callable[[str], SqliteEventLog], tmp_path: Path) -> Iterator[Site]:
    log = opened("log")
    found = Site(tmp_path, log)
    write(log, "s", 4)
    found.signs.write(log)
    write(log, "t", 2)
    yield found
    found.data.close()


def test_h_70_holds_all_that_was_kept_while_the_server_writes_on(
    site: Site, opened: Callable[[str], SqliteEventLog]
) -> None:
    folder = site.back_up()
    write(site.log, "later", 1)
    new = site.elsewhere()

    found = restore(folder, new)

    assert (found.sessions, found.entries, found.signed) == (2, 6, 4)
    log = opened("new/log")
    assert log.start().may_run
    assert log.entries("s") == site.log.entries("s")
    assert log.entries("t") == site.log.entries("t")
    assert log.entries("later") == ()
    with closing(sqlite3.connect(new.database)) as data:
        assert data.execute("SELECT name FROM plan").fetchall() == [("invented",)]
    again = Checkpoints(new.checkpoints, key=SECRET, clock=lambda: NOW)
    assert again.read().total == 4
    assert again.write(log).total == 6


def test_says_what_it_holds_and_keeps_no_key(site: Site) -> None:
    folder = site.back_up()

    words = json.loads((folder / "backup.json").read_text())
    assert (words["entries"], words["sessions"], words["software"]) == (6, 2, "1.0")
    assert sorted(path.name for path in folder.iterdir()) == [
        "backup.json", "checkpoints", "sessions.sqlite3", "stepward.sqlite3",
    ]  # fmt: skip
    assert all(SECRET not in path.read_bytes() for path in folder.iterdir())


def test_h_70_of_a_broken_chain_is_not_made(site: Site) -> None:
    with closing(connect(site.kept.log)) as stranger:
        unguard(stranger)
        stranger.execute("UPDATE event SET user = 'someone' WHERE sequence = 2 AND session_id = 's'")

    with pytest.raises(BackupUnfit):
        site.back_up()
    assert not (site.folder / "backup").exists()
    assert list(site.folder.glob(".backup*")) == []


def test_h_70_of_a_log_that_lost_its_tail_is_not_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.signs.write(site.log)
    with closing(connect(site.kept.log)) as stranger:
        stranger.execute("DROP TRIGGER event_no_delete")
        stranger.execute("DELETE FROM event WHERE session_id = 't' AND sequence = 2")
        stranger.execute(STATEMENTS["event_no_delete"])

    with pytest.raises(BackupUnfit, match="checkpoints signed 6 entries"):
        site.back_up()
    with monkeypatch.context() as without:
        without.setattr(backup, "gaps", lambda *_: ())
        with pytest.raises(BackupUnfit, match="checkpoints signed 6 entries"):
            site.back_up()
    write(site.log, "later", 1)  # as many entries as were signed, and still not those
    with pytest.raises(BackupUnfit, match="checkpoints signed 6 entries"):
        site.back_up()


def test_h_70_with_the_key_of_another_site_is_not_made(site: Site) -> None:
    site.kept = replace(site.kept, key=bytes(32))

    with pytest.raises(CheckpointsDiffer):
        site.back_up()


def test_h_70_of_entries_that_cannot_be_replayed_is_not_made(site: Site) -> None:
    last = site.log.entries("t")[-1]
    draft = draft_of(
        runs(2).entries[0].event, runs(2).entries[0].at, runs(2).entries[0].actor, software="", urgent=False
    )
    site.log.append("t", after=last.sequence, drafts=(replace(draft, kind="unheard"),), key=Key(name="x", body=""))

    with pytest.raises(BackupUnfit, match="another version"):
        site.back_up()


@pytest.mark.parametrize("name", ["stepward.sqlite3", "sessions.sqlite3", "checkpoints"])
def test_h_70_that_was_changed_is_not_restored(site: Site, name: str) -> None:
    folder = site.back_up()
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)

    with pytest.raises(BackupUnfit, match=f"{name} is not what was kept"):
        restore(folder, site.elsewhere())
    assert not site.elsewhere().log.exists()


def test_h_70_that_was_changed_with_its_list_is_not_restored(site: Site) -> None:
    folder = site.back_up()
    with closing(connect(folder / "sessions.sqlite3")) as stranger:
        stranger.execute("PRAGMA journal_mode = DELETE")
        unguard(stranger)
        stranger.execute("UPDATE event SET user = 'someone' WHERE sequence = 2")
    words = json.loads((folder / "backup.json").read_text())
    words["files"]["sessions.sqlite3"] = backup._digest(folder / "sessions.sqlite3")
    (folder / "backup.json").write_text(json.dumps(words))

    with pytest.raises(BackupUnfit):
        restore(folder, site.elsewhere())
    assert not site.elsewhere().log.exists()


def test_h_70_is_not_restored_where_later_entries_were_signed(site: Site) -> None:
    folder = site.back_up()
    write(site.log, "later", 1)
    site.signs.write(site.log)
    new = site.elsewhere()
    new.checkpoints.parent.mkdir()
    shutil.copy(site.kept.checkpoints, new.checkpoints)

    with pytest.raises(BackupUnfit, match="signed 7 entries"):
        restore(folder, new)
    assert not new.log.exists()


def test_h_70_is_never_put_over_what_is_there(site: Site) -> None:
    folder = site.back_up()

    with pytest.raises(BackupRefused, match="empty folder"):
        restore(folder, site.kept)
    with pytest.raises(BackupRefused, match="name a new folder"):
        site.back_up()


def test_another_folder_is_no_backup(site: Site) -> None:
    (site.folder / "empty").mkdir()
    with pytest.raises(BackupUnfit, match="no backup"):
        restore(site.folder / "empty", site.elsewhere())
    folder = site.back_up()
    (folder / "backup.json").write_text('{"format":"stepward-backup","version":2,"files":{}}')
    with pytest.raises(BackupUnfit, match="another version"):
        restore(folder, site.elsewhere())


def test_a_database_that_is_not_there_is_said(site: Site) -> None:
    site.kept = replace(site.kept, database=site.folder / "nowhere")
    with pytest.raises(BackupUnfit, match="no database is there"):
        site.back_up()
