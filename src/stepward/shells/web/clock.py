"""The clocks of this server: UTC, and one that goes on in suspend and belongs to this boot and process (H-20).

The only place of the pages that reads a clock for sessions. A test puts its own in with `use` before it serves; no
setting and no address reaches it.
"""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from stepward.core.sessions.instants import Instant

_BOOT: Final = uuid.uuid4().hex
_MONOTONIC: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _real() -> Instant:
    return Instant(at=datetime.now(UTC), monotonic=time.clock_gettime_ns(_MONOTONIC) // 1000, boot=_BOOT)


_source: Callable[[], Instant] = _real


def now() -> Instant:
    """Read both clocks."""
    return _source()


def use(source: Callable[[], Instant]) -> None:
    """Read another clock from now on."""
    global _source  # noqa: PLW0603 - one clock for one process
    _source = source
