"""What the log needs of the world around it, and what it tells of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stepward.adapters.event_log.reserve import MEGABYTE, Reserve
from stepward.adapters.event_log.schema import Connection
from stepward.adapters.event_log.turn import Turn
from stepward.core.sessions.chain import Break


def nothing(_: str) -> None:
    """Do nothing at a point of a write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the log needs of the world: connections, the clock, whose turn it is, the disk."""

    connect: Callable[[], Connection]
    clock: Callable[[], datetime]
    turn: Turn
    free_bytes: Callable[[], int]
    reserve: Reserve | None = None
    least_free: int = 500 * MEGABYTE
    point: Callable[[str], None] = nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the log is: what is wrong with it in words, space left, what is NOT RECORDED, sessions that are broken."""

    fault: str
    free: int
    is_full: bool
    is_low: bool
    not_recorded: int
    broken: tuple[tuple[str, Break], ...] = ()

    @property
    def may_run(self) -> bool:
        """Tell whether sessions may run."""
        return not self.fault and not self.is_full and not self.not_recorded
