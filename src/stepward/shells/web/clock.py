"""The clock of the pages: that of the server, or another that a test puts in before it serves (H-20).

No setting and no address reaches it.
"""

from collections.abc import Callable

from stepward.core.sessions.instants import Instant
from stepward.shells import session_places

_source: Callable[[], Instant] = session_places.now


def now() -> Instant:
    """Read both clocks."""
    return _source()


def use(source: Callable[[], Instant]) -> None:
    """Read another clock from now on."""
    global _source  # noqa: PLW0603 - one clock for one process
    _source = source
