"""A process that writes until it is killed: `python -m tests.faults.writer FOLDER POINT VISIT`.

After each answer of the log it prints key, sequence and hash of what it was told is durable. At the given visit of a
named point it kills itself as the kernel would; with the point `none` it goes on until another kills it, and ends by
itself after many commands.
"""

import os
import signal
import sys
from pathlib import Path

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.sqlite import SqliteEventLog
from tests.adapters.event_log.failing import Disk, log_on
from tests.contracts.event_logs import NOW, SESSION, SMALL_RESERVE, draft, key, stop

MOST = 3_000


class Death:
    """Kill this process at one visit of a point."""

    def __init__(self, name: str, visit: int) -> None:
        self._name = name
        self._left = visit

    def __call__(self, name: str) -> None:
        """Count a visit."""
        self._left -= name == self._name
        if name == self._name and self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FullWhileReserved(Disk):
    """A disk that is full as long as the reserve stands on it."""

    def __init__(self, reserve: Path) -> None:
        super().__init__()
        self._reserve = reserve

    def fails(self, statement: str, table: dict[str, int]) -> int | None:
        """Fail to insert, with the code of a full disk."""
        is_insert = statement.startswith("INSERT INTO event") and table is self.before
        return 13 if is_insert and self._reserve.exists() else None


def opened(folder: Path, point: str, visit: int) -> SqliteEventLog:
    """Open the log with the death in it."""
    death = Death(point, visit)
    if point == "reserve-released":
        return log_on(FullWhileReserved(folder / "reserve"), folder, point=death)
    return open_log(folder, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0, point=death)


def main(folder: Path, point: str, visit: int) -> None:
    """Write and tell."""
    log = opened(folder, point, visit)
    newest = len(log.entries(SESSION))
    for number in range(newest, newest + MOST):
        is_urgent = number % 5 == 0 or point == "reserve-released"
        drafts = [stop(), stop()] if is_urgent else [draft(data={"number": number})]
        kept = log.append(SESSION, after=newest, drafts=drafts, key=key(f"command-{newest}"))
        if not kept.is_recorded:
            raise SystemExit(f"command {newest} was not recorded")  # noqa: EM102 - ends the process
        for entry in kept.entries:
            os.write(1, f"{entry.key} {entry.sequence} {entry.hash}\n".encode())
            newest = entry.sequence


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
