"""The thread that asks the keeper of the log what is due, from the start of the server until its end.

Source: STEPWARD-SAFETY, H-23, H-62 and H-65.
"""

import logging
import threading
from collections.abc import Callable

from stepward.core.sessions.instants import Instant
from stepward.usecases.keeping import Keeper

EVERY_SECONDS = 1
PATIENCE_SECONDS = 30
_LOGGER = logging.getLogger("stepward.keeper")


class Watch:
    """One thread beside the server; what it finds wrong is said once in its log, without any words of a session."""

    def __init__(self, keeper: Keeper, clock: Callable[[], Instant], *, every: int = EVERY_SECONDS) -> None:
        self._keeper = keeper
        self._clock = clock
        self._every = every
        self._end = threading.Event()
        self._said: frozenset[str] = frozenset()
        self._thread = threading.Thread(target=self._run, name="keeper of the log", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Tell whether it still watches."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to watch."""
        self._say()
        self._thread.start()

    def stop(self) -> None:
        """End, with a last proof and a last checkpoint."""
        self._end.set()
        self._thread.join(PATIENCE_SECONDS)
        self._keeper.stop(self._clock())
        self._say()

    def _run(self) -> None:
        while not self._end.wait(self._every):
            try:
                self._keeper.tick(self._clock())
            except Exception:  # a keeper that ends would leave every session unwatched
                _LOGGER.exception("The keeper of the log goes on after a fault.")
            self._say()

    def _say(self) -> None:
        kept = self._keeper.kept
        found = {f"{duty.value}: {fault}" for duty, fault in kept.faults.items()}
        if kept.health is not None and not kept.health.may_run:
            found.add(f"no session may run. {kept.health.fault}".strip())
        for fault in sorted(found - self._said):
            _LOGGER.warning("The log of sessions: %s", fault)
        self._said = frozenset(found)
