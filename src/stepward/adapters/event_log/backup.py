"""A backup of the data and the log, taken while the server runs, and tried before anybody relies on it.

A backup is a folder: both databases as they stood at one moment each, the checkpoints as they stood just before, and
a list with the SHA-256 of each. It is made whole or not at all, and only after the log in it was opened again in
another place, with every page, chain, session and checkpoint checked. The keys are not in it.

Source: STEPWARD-SAFETY, H-70.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stepward.adapters.event_log.checkpoints import Checkpoints, gaps
from stepward.adapters.event_log.files import FILE, open_log
from stepward.adapters.event_log.reserve import sync_folder
from stepward.core.findings import Refusal
from stepward.usecases.event_logs import EventLog
from stepward.usecases.running import stands

FORMAT, VERSION = "stepward-backup", 1
MANIFEST, DATABASE, CHECKPOINTS = "backup.json", "stepward.sqlite3", "checkpoints"
FILES = (DATABASE, FILE, CHECKPOINTS)
SMALL = 65_536
MOST_BYTES = 100_000


class BackupUnfit(Refusal):
    """The backup is not what was kept, or does not hold; says what is wrong."""


class BackupRefused(Refusal):
    """The folder to write to is not empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where everything lies that a backup holds, and the key that signed the checkpoints."""

    database: Path
    log: Path
    checkpoints: Path
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a log held that was opened again: sessions, entries, and how many entries were signed."""

    sessions: int
    entries: int
    signed: int


def back_up(kept: Kept, folder: Path, *, at: datetime, software: str) -> Tried:
    """Write a backup and try it; the folder must not be there yet.

    Raises:
        BackupRefused: if the folder is there.
        BackupUnfit: if what was copied does not hold; nothing is left of it then.
    """
    if folder.exists():
        msg = f"{folder} is there already: name a new folder."
        raise BackupRefused(msg)
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _copy_file(kept.checkpoints, part / CHECKPOINTS)  # first: the log may hold more than was signed, never less
        _copy_database(kept.database, part / DATABASE)
        _copy_database(kept.log, part / FILE)
        found = _tried(part, kept.key)
        words = {
            "format": FORMAT, "version": VERSION, "software": software, "at": at.astimezone(UTC).isoformat(),
            "sessions": found.sessions, "entries": found.entries,
            "files": {name: _digest(part / name) for name in FILES},
        }  # fmt: skip
        _write(part / MANIFEST, json.dumps(words, indent=2).encode())
        sync_folder(part)
        part.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return found


def restore(folder: Path, kept: Kept) -> Tried:
    """Check a backup, then put it where nothing is yet.

    Raises:
        BackupUnfit: if it is not what was kept, does not hold, or later entries were signed.
        BackupRefused: if there is a log or a database already.
    """
    for path in (kept.database, kept.log):
        if path.exists():
            msg = f"{path} is there already: a backup is restored into an empty folder only."
            raise BackupRefused(msg)
    _check_files(folder)
    found = _tried(folder, kept.key)
    if kept.checkpoints.exists():
        _hold_against(folder, Checkpoints(kept.checkpoints, key=kept.key, clock=_no_clock))
    for name, path in ((CHECKPOINTS, kept.checkpoints), (DATABASE, kept.database), (FILE, kept.log)):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            part = path.with_name(f".{path.name}.part")
            _copy_file(folder / name, part)
            part.replace(path)
            sync_folder(path.parent)
    return found


def _check_files(folder: Path) -> None:
    try:
        with (folder / MANIFEST).open("rb") as file:
            words: dict[str, Any] = json.loads(file.read(MOST_BYTES))
        is_known = words["format"] == FORMAT and words["version"] == VERSION and words["files"].keys() == set(FILES)
        changed = [name for name in FILES if is_known and _digest(folder / name) != words["files"][name]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as wrong:
        msg = f"{folder}: this is no backup, or a file of it is missing."
        raise BackupUnfit(msg) from wrong
    if not is_known:
        msg = f"{folder}: the backup is of another version of the software."
        raise BackupUnfit(msg)
    if changed:
        msg = f"{folder}: {changed[0]} is not what was kept."
        raise BackupUnfit(msg)


def _tried(folder: Path, key: bytes) -> Tried:
    """Open the copies in another place, and check every page, chain, session and checkpoint (H-70)."""
    with closing(sqlite3.connect(f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as data:
        if _integrity(data) != "ok":
            msg = f"{DATABASE}: the copy is damaged."
            raise BackupUnfit(msg)
    return _hold_against(folder, Checkpoints(folder / CHECKPOINTS, key=key, clock=_no_clock))


def _integrity(data: sqlite3.Connection) -> str:
    try:
        return str(data.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError:
        return "damaged"


def _hold_against(folder: Path, checkpoints: Checkpoints) -> Tried:
    signed = checkpoints.read()
    with tempfile.TemporaryDirectory() as name:
        _copy_file(folder / FILE, Path(name) / FILE)
        log = open_log(Path(name), clock=lambda: datetime.now(UTC), reserve_size=SMALL, least_free=0)
        try:
            health = log.start()
            if health.fault or health.broken:
                msg = f"{FILE}: {health.fault or health.broken[0][1].fault.value}"
                raise BackupUnfit(msg)
            missing = gaps(signed, log.entries)
            if missing or log.total() < signed.total:
                msg = (
                    f"The checkpoints signed {signed.total} entries, the latest at {signed.at}, and not all of them "
                    "are in this backup. Use a later one, or move the file of checkpoints away and keep it."
                )
                raise BackupUnfit(msg)
            names = log.open_sessions(closed_by=frozenset())
            _replay(names, log)
            return Tried(sessions=len(names), entries=log.total(), signed=signed.total)
        finally:
            log.close()


def _replay(names: tuple[str, ...], log: EventLog) -> None:
    for name in names:
        try:
            stands(name, log)
        except Refusal as wrong:
            msg = f"{FILE}: a session was written by another version of the software."
            raise BackupUnfit(msg) from wrong


def _no_clock() -> datetime:
    msg = "what is only read has no clock"
    raise RuntimeError(msg)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database in use, as it stands at one moment."""
    if not source.is_file():
        msg = f"{source}: no database is there. STEPWARD_DATA_DIR names its folder; a demonstration is not backed up."
        raise BackupUnfit(msg)
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as data,
            closing(sqlite3.connect(target)) as copy,
        ):
            data.backup(copy)
    except sqlite3.Error as wrong:
        msg = f"{source}: the database cannot be copied."
        raise BackupUnfit(msg) from wrong
    _sync(target)


def _copy_file(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copyfile(source, target)
    else:
        target.touch()
    target.chmod(0o600)
    _sync(target)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _sync(path)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
