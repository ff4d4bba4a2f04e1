"""For how many minutes a broken glass stays open (H-93)."""

from collections.abc import Mapping
from datetime import timedelta

from stepward.core.findings import Refusal

LEAST_MINUTES, MOST_MINUTES, MINUTES = 15, 120, 60
SETTING = "STEPWARD_GLASS_MINUTES"


class GlassUnfit(Refusal, ValueError):
    """The minutes of break-glass are not as their rule asks."""


def glass_for(environment: Mapping[str, str]) -> timedelta:
    """Read for how long emergency access lasts.

    Raises:
        GlassUnfit: if it is no whole number of the range.

    Source: STEPWARD-SAFETY, H-93.
    """
    text = environment.get(SETTING, str(MINUTES))
    minutes = int(text) if text.isascii() and text.isdigit() else 0
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        msg = f"{SETTING}: enter a whole number from {LEAST_MINUTES} to {MOST_MINUTES}."
        raise GlassUnfit(msg)
    return timedelta(minutes=minutes)
