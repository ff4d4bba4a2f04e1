"""The reserve file: space that is taken before it is needed, so that a STOP commits on a full disk.

Source: STEPWARD-SAFETY, H-67.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
_BLOCK = 512
_CHUNK = bytes(range(1, 256)) * 257


def free_bytes(folder: Path) -> int:
    """Tell the space left on the disk of a folder."""
    return shutil.disk_usage(folder).free


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """A file of a size, written out byte by byte."""

    path: Path
    size: int = 16 * MEGABYTE

    @property
    def is_there(self) -> bool:
        """Tell whether all of it is there, and takes its space on the disk."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            return False
        return state.st_size == self.size and state.st_blocks * _BLOCK >= self.size

    def make(self) -> None:
        """Write it, unless all of it is there.

        Raises:
            OSError: if the disk has no room for it; nothing of it is left then.
        """
        if self.is_there:
            return
        try:
            with self.path.open("wb") as file:
                for start in range(0, self.size, len(_CHUNK)):
                    file.write(_CHUNK[: self.size - start])
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.path.unlink(missing_ok=True)
            raise
        sync_folder(self.path.parent)

    def release(self) -> None:
        """Give the space back to the disk."""
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)
