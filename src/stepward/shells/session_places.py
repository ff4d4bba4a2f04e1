"""Where the log of sessions, its checkpoints and their key are, and the clock of this process.

Source: STEPWARD-SAFETY, H-20, H-23, H-62, H-65 and H-67.
"""

import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stepward.adapters.event_log.checkpoints import Checkpoints, read_key
from stepward.adapters.event_log.files import FILE, open_log
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.findings import Refusal
from stepward.core.sessions.chain import Stored
from stepward.core.sessions.instants import Instant

KEY_BYTES = 32
MEGABYTE = 1_000_000
LEAST_MEGABYTES, MOST_MEGABYTES, MEGABYTES = 50, 1_000_000, 500
LEAST_MINUTES, MOST_MINUTES, MINUTES = 1, 60, 10
NANOSECONDS = 1000
BOOT = secrets.token_hex(8)
"""The name of this process: nothing is proven across a start, so that a new process counts as a new boot."""


class PlacesUnfit(Refusal, ValueError):
    """A place or a number of the settings is not as its rule asks; says what sets it right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folder of the log, the file of checkpoints, their key, and the numbers of the rules."""

    folder: Path
    checkpoints: Path
    key: Path
    minutes: int = MINUTES
    least_free: int = MEGABYTES * MEGABYTE

    @property
    def is_apart(self) -> bool:
        """Tell whether the checkpoints are somewhere else than the data, as H-65 asks."""
        return not self.checkpoints.is_relative_to(self.folder.parent)


def places(environment: Mapping[str, str], data: Path) -> Places:
    """Read the places from the settings; what is not set lies in the data folder, but never among the log.

    Raises:
        PlacesUnfit: naming the setting and what it may be.
    """
    is_demonstration = environment.get("STEPWARD_DEMONSTRATION") == "1"
    folder = data / ("demonstration-sessions" if is_demonstration else "sessions")
    stem = "demonstration-checkpoints" if is_demonstration else "checkpoints"
    given = "" if is_demonstration else environment.get("STEPWARD_CHECKPOINTS", "")
    checkpoints = Path(given).resolve() if given else data / stem
    if checkpoints.is_relative_to(folder):
        msg = "STEPWARD_CHECKPOINTS: the checkpoints are kept apart from the log. Name a file outside its folder."
        raise PlacesUnfit(msg)
    return Places(
        folder=folder,
        checkpoints=checkpoints,
        key=Path(environment.get("STEPWARD_CHECKPOINT_KEY") or data / "checkpoints.key").resolve(),
        minutes=_whole(environment, "STEPWARD_CHECKPOINT_MINUTES", MINUTES, LEAST_MINUTES, MOST_MINUTES),
        least_free=MEGABYTE * _whole(environment, "STEPWARD_LEAST_FREE_MB", MEGABYTES, LEAST_MEGABYTES, MOST_MEGABYTES),
    )


def _whole(environment: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    text = environment.get(name, "") or str(usual)
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        msg = f"{name}: expected a whole number from {least} to {most}"
        raise PlacesUnfit(msg)
    return int(text)


def now() -> Instant:
    """Read both clocks; the monotonic one goes on in suspend (H-20)."""
    monotonic = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // NANOSECONDS
    return Instant(at=datetime.now(UTC), monotonic=monotonic, boot=BOOT)


def make_key(path: Path) -> None:
    """Make the key of the checkpoints where there is none, for nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(number, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


def open_session_log(at: Places) -> SqliteEventLog:
    """Open the log."""
    return open_log(at.folder, clock=lambda: datetime.now(UTC), least_free=at.least_free)


def open_checkpoints(at: Places) -> Checkpoints:
    """Open the file of checkpoints, with a key that is made once.

    Raises:
        KeyUnfit: if the key is too short, or others may read it.
    """
    make_key(at.key)
    at.checkpoints.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Checkpoints(at.checkpoints, key=read_key(at.key), clock=lambda: datetime.now(UTC))


def kept_session(environment: Mapping[str, str], session_id: str) -> tuple[Stored, ...]:
    """Read one session of the data folder; nothing where there is no log, or no such session.

    Raises:
        BrokenChain: if its entries are not those that were written.
    """
    at = places(environment, Path(environment.get("STEPWARD_DATA_DIR", "var")).resolve())
    if not (at.folder / FILE).is_file():
        return ()
    log = open_session_log(at)
    try:
        return log.entries(session_id)
    finally:
        log.close()
