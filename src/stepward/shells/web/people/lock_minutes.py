"""After how many minutes without use a station locks (H-94)."""

from collections.abc import Mapping
from datetime import timedelta

from stepward.core.findings import Refusal

LEAST_MINUTES, MOST_MINUTES, MINUTES = 1, 10, 3
SETTING = "STEPWARD_LOCK_MINUTES"


class LockUnfit(Refusal, ValueError):
    """The minutes of the lock are not as their rule asks."""


def lock_after(environment: Mapping[str, str]) -> timedelta:
    """Read after how many minutes a station locks.

    Raises:
        LockUnfit: if it is no whole number of the range.

    Source: STEPWARD-SAFETY, H-94.
    """
    text = environment.get(SETTING, str(MINUTES))
    minutes = int(text) if text.isascii() and text.isdigit() else 0
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        msg = f"{SETTING}: enter a whole number from {LEAST_MINUTES} to {MOST_MINUTES}."
        raise LockUnfit(msg)
    return timedelta(minutes=minutes)
