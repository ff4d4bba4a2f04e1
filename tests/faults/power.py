"""A disk that can lose its power: what was written and not synced may be there afterwards, or not, or torn.

Every file that SQLite opens goes through it. Writes are kept in their order until the file is synced; at the cut each
sector of what was not synced is kept or dropped by chance, as a disk that orders nothing would.

It can be full, too: once the files of its folder take more than its size, writing fails.
"""

import random
import sqlite3
from pathlib import Path
from typing import Any

import apsw

from stepward.adapters.event_log.schema import Cursor

SECTOR = 512
CODES = {apsw.FullError: sqlite3.SQLITE_FULL, apsw.BusyError: sqlite3.SQLITE_BUSY, apsw.IOError: sqlite3.SQLITE_IOERR}


class Disk(apsw.VFS):
    """A file system over the real one, with its own name; `room` is how many bytes its folder may take."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        self.room: int | None = None
        self.is_dead = False
        self.synced: dict[str, bytes] = {}
        self.unsynced: dict[str, list[tuple[int, bytes | None]]] = {}
        self.vfs_name = name
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> "File":  # noqa: N802 - as SQLite calls it
        """Open a file."""
        return File(self, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: FBT001, N802 - the same
        """Delete a file, durable at once."""
        self.check_alive()
        super().xDelete(name, sync)
        self.synced.pop(Path(name).name, None)
        self.unsynced.pop(Path(name).name, None)

    def check_alive(self) -> None:
        """Fail once the power is off."""
        if self.is_dead:
            raise apsw.IOError

    def check_room(self, more: int) -> None:
        """Fail where the folder would take more than there is."""
        if self.room is not None and self.taken() + more > self.room:
            raise apsw.FullError

    def taken(self) -> int:
        """Count what the files take that hold data; the shared memory and the lock hold none."""
        return sum(
            path.stat().st_size for path in self.folder.iterdir() if path.suffix != ".lock" and "shm" not in path.name
        )

    def cut(self, chance: random.Random, to: Path) -> None:
        """Take the power away, and put what the disk holds then into another folder."""
        self.is_dead = True
        to.mkdir()
        for name, content in self.synced.items():
            found = bytearray(content)
            for offset, data in self.unsynced.get(name, []):
                _keep_some(found, offset, data, chance)
            (to / name).write_bytes(found)


def _keep_some(found: bytearray, offset: int, data: bytes | None, chance: random.Random) -> None:
    """Do what was not synced, sector by sector, or leave it; without data the file ends at the offset."""
    if data is None:
        if chance.random() < 0.5:
            del found[offset:]
        return
    for start in range(0, len(data), SECTOR):
        if chance.random() < 0.5:
            part = data[start : start + SECTOR]
            at = offset + start
            found.extend(bytes(max(at + len(part) - len(found), 0)))
            found[at : at + len(part)] = part


class File(apsw.VFSFile):
    """One open file of such a disk."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self._name = self._path.name
        disk.synced.setdefault(self._name, b"")

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - as SQLite calls it
        """Write, not durable yet."""
        self._disk.check_alive()
        self._disk.check_room(max(offset + len(data) - self._path.stat().st_size, 0))
        super().xWrite(data, offset)
        self._disk.unsynced.setdefault(self._name, []).append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802 - the same
        """Shorten, not durable yet."""
        self._disk.check_alive()
        super().xTruncate(size)
        self._disk.unsynced.setdefault(self._name, []).append((size, None))

    def xSync(self, flags: int) -> None:  # noqa: N802 - the same
        """Make all of it durable."""
        self._disk.check_alive()
        super().xSync(flags)
        self._disk.synced[self._name] = self._path.read_bytes()
        self._disk.unsynced.pop(self._name, None)


class Wired:
    """A connection through such a disk, with the errors of sqlite3; `level` may weaken what the log sets."""

    def __init__(self, path: Path, disk: Disk, *, level: str = "FULL") -> None:
        self._connection = apsw.Connection(str(path), vfs=disk.vfs_name)
        self._level = level

    def execute(self, statement: str, values: Any = (), /) -> Cursor:
        """Run a statement."""
        is_weak = self._level != "FULL"
        if statement == "PRAGMA synchronous" and is_weak:
            statement = "SELECT 2"
        try:
            return self._connection.execute(
                statement.replace("synchronous = FULL", f"synchronous = {self._level}"), values
            )
        except apsw.Error as wrong:
            raised = sqlite3.OperationalError(type(wrong).__name__)
            raised.sqlite_errorcode = CODES.get(type(wrong), sqlite3.SQLITE_ERROR)
            raise raised from wrong

    def close(self) -> None:
        """Close it."""
        try:
            self._connection.close()
        except apsw.Error as wrong:
            raise sqlite3.OperationalError(type(wrong).__name__) from wrong
