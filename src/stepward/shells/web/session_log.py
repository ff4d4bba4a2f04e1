"""The log of sessions as the pages use it: one for this process, opened when it is first asked for.

`serve` starts the keeper on the same log; docs/event-log.md says what a page may ask of it.
"""

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from django.conf import settings

from stepward import __version__
from stepward.shells.session_places import Places, open_checkpoints, open_session_log
from stepward.shells.watch import Watch
from stepward.shells.web import clock
from stepward.usecases.keeping import Keeper

if TYPE_CHECKING:
    from collections.abc import Callable

    from stepward.adapters.event_log.sqlite import SqliteEventLog
    from stepward.core.sessions.instants import Instant


@cache
def session_log() -> "SqliteEventLog":
    """Give the log of this process."""
    return open_session_log(settings.SESSION_PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """The keeper of this process, and the thread that asks it."""

    keeper: Keeper
    watch: Watch

    def stop(self) -> None:
        """Sign and prove what there is, and let go of the log."""
        self.watch.stop()
        session_log().close()
        session_log.cache_clear()
        _STARTED.clear()


_STARTED: list[Watching] = []


def start_watching(attend: "Callable[[Instant, SqliteEventLog], object] | None" = None) -> Watching:
    """Check the log, bring open sessions back, and begin to keep it (H-68); `attend` looks after the alarms.

    Raises:
        LogRefusal: if the open sessions cannot be brought back.
        KeyUnfit: if the key of the checkpoints is too short, or others may read it.
    """
    at: Places = settings.SESSION_PLACES
    log, checkpoints = session_log(), open_checkpoints(at)
    attends = None if attend is None else partial(_attends, attend, log)
    keeper = Keeper(log, lambda: checkpoints.write(log), minutes=at.minutes, attend=attends)
    keeper.start(clock.now(), software=__version__)
    found = Watching(keeper=keeper, watch=Watch(keeper, clock.now))
    found.watch.start()
    _STARTED.append(found)
    return found


def _attends(attend: "Callable[[Instant, SqliteEventLog], object]", log: "SqliteEventLog", now: "Instant") -> None:
    attend(now, log)


def keeper() -> Keeper | None:
    """Give the keeper of this process; nothing where none was started."""
    return _STARTED[-1].keeper if _STARTED else None
