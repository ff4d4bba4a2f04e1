"""The place of the unit: its clock as the pages and the papers show it, from one setting (H-20, H-25)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from stepward.core.findings import Refusal
from stepward.core.quantities.place import UTC_PLACE, Place

SETTING = "STEPWARD_TIME_ZONE"
A_DAY = timedelta(days=1)


class NoSuchZone(Refusal, ValueError):
    """The zone of the place is not one that this machine knows."""


def place_of(environment: Mapping[str, str]) -> Place:
    """Read the zone of the place by its IANA name; UTC where nobody names one.

    Raises:
        NoSuchZone: if the name is unknown.

    Source: STEPWARD-SAFETY, H-20.
    """
    name = environment.get(SETTING, "").strip() or UTC_PLACE.name
    if name == UTC_PLACE.name:
        return UTC_PLACE
    try:
        return Place(name=name, zone=ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"{SETTING}: {name!r} is no time zone that this machine knows. Name one such as Europe/Berlin."
        raise NoSuchZone(msg) from None


def place() -> Place:
    """Tell the place of this unit."""
    found: Place = settings.PLACE
    return found


def day(at: datetime) -> date:
    """Tell which day it is here."""
    return place().day(at)


def clock(at: datetime) -> str:
    """Write a time to the minute."""
    return place().clock(at)


def seconds(at: datetime) -> str:
    """Write a time to the second."""
    return place().seconds(at)


def minute(at: datetime) -> str:
    """Write day, time and offset."""
    return place().minute(at)


def retold(text: str) -> str:
    """Write the instants of a sentence as they are read here."""
    return place().retold(text)


def shift(at: datetime) -> str:
    """Write by how many minutes the wall is ahead of UTC, and when and to what that changes within a day."""
    found, turns = place(), place().next_change(at, A_DAY)
    first = str(found.shift(at))
    return first if turns is None else f"{first} {turns.isoformat()} {found.shift(turns)}"
