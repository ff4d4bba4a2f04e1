"""The clock on the wall of one place: how an instant is read there, and which instant a typed time means.

Instants are counted in UTC; what a place shows is only read. A time that the wall showed twice, or never, is asked for.

Source: STEPWARD-SAFETY, H-20 and H-25.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from fractions import Fraction

from stepward.core.findings import Refusal

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TYPED = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*(?:UTC)?\s*([+-])(\d{2}):(\d{2}))?", re.ASCII)
_DAY = rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})"
_TOLD = re.compile(_DAY + r"(,?) (\d\d):(\d\d)(:\d\d)? UTC(?:\+00:00)?(?![+\w-])", re.ASCII)
_MIDNIGHT = time(0)


class ClockUnclear(Refusal, ValueError):
    """A typed time names no instant, or two; the message says what to write."""


class ClockChanged(ClockUnclear):
    """A typed time names two instants, or none, as the clock was changed; the message offers both offsets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place by the name of its zone, and the clock on its wall."""

    name: str = "UTC"
    zone: tzinfo = UTC

    @property
    def is_utc(self) -> bool:
        """Tell whether the place reads UTC, so that its times need no other word."""
        return self.name == "UTC"

    def here(self, at: datetime) -> datetime:
        """Write an instant as the wall shows it: to be read, never to be counted with (H-20).

        Raises:
            ValueError: if it has no offset.
        """
        if at.tzinfo is None:
            msg = "a time without its offset from UTC cannot be shown"
            raise ValueError(msg)
        return at.astimezone(self.zone)

    def day(self, at: datetime) -> date:
        """Tell which day it is."""
        return self.here(at).date()

    def label(self, at: datetime) -> str:
        """Name the offset that holds at an instant: UTC, or UTC+01:00."""
        return "UTC" if self.is_utc else f"UTC{self._offset(at)}"

    def offset(self, at: datetime) -> str:
        """Write the offset in numbers, in UTC as well: UTC+00:00."""
        return f"UTC{self._offset(at)}"

    def said(self, at: datetime, until: datetime | None = None) -> str:
        """Name the place and its offset: UTC, or Europe/Berlin, UTC+01:00; both where a span holds a change."""
        if self.is_utc:
            return "UTC"
        first, last = self.label(at), self.label(until or at)
        return f"{self.name}, {first}" if first == last else f"{self.name}, {first}, then {last}"

    def clock(self, at: datetime) -> str:
        """Write the time to the minute; one that the wall shows twice carries its offset."""
        return f"{self.here(at):%H:%M}{self._offset(at) if self._is_twice(at) else ''}"

    def seconds(self, at: datetime) -> str:
        """Write the time to the second; one that the wall shows twice carries its offset."""
        return f"{self.here(at):%H:%M:%S}{self._offset(at) if self._is_twice(at) else ''}"

    def labelled(self, at: datetime) -> str:
        """Write the time to the minute with its offset: 14:10 UTC+01:00."""
        return f"{self.here(at):%H:%M} {self.label(at)}"

    def day_words(self, at: datetime) -> str:
        """Write the day with the month in letters: 22 Nov 2026."""
        return day_words(self.day(at))

    def minute(self, at: datetime) -> str:
        """Write day, time and offset: 22 Nov 2026, 14:10 UTC. The part of a minute falls off: nobody comes too late."""
        return f"{self.day_words(at)}, {self.labelled(at)}"

    def moment(self, at: datetime) -> str:
        """Write day, time to the second, and offset: 22 Nov 2026, 14:10:05 UTC."""
        return f"{self.day_words(at)}, {self.here(at):%H:%M:%S} {self.label(at)}"

    def stamp(self, at: datetime) -> str:
        """Write day and time to the second for a column that names the place; elsewhere than UTC with +01:00."""
        return f"{self.day_words(at)} {self.here(at):%H:%M:%S}{'' if self.is_utc else self._offset(at)}"

    def short(self, at: datetime) -> str:
        """Write day and time without the year: 22 Nov 14:10; the page says the offset."""
        return f"{day_words(self.day(at)).rpartition(' ')[0]} {self.clock(at)}"

    def short_labelled(self, at: datetime) -> str:
        """Write day and time without the year, with the offset: 22 Nov 14:10 UTC."""
        return f"{day_words(self.day(at)).rpartition(' ')[0]} {self.labelled(at)}"

    def steady(self, at: datetime) -> datetime:
        """Give an instant the offset that holds then, for good: counting on from it stays exact over a change."""
        return at.astimezone(timezone(self.here(at).utcoffset() or timedelta()))

    def share(self, at: datetime) -> Fraction:
        """Tell how far the hand of the wall has gone through the day."""
        wall = self.here(at)
        return Fraction((wall.hour * 60 + wall.minute) * 60 + wall.second, 24 * 60 * 60)

    def days_later(self, at: datetime, days: int) -> datetime:
        """Tell the instant at which the wall shows the same time so many days later."""
        wall = self.here(at).replace(tzinfo=None, fold=0) + timedelta(days=days)
        return at if not days else wall.replace(tzinfo=self.zone).astimezone(UTC)

    def shift(self, at: datetime) -> int:
        """Tell by how many minutes the wall is ahead of UTC."""
        return int((self.here(at).utcoffset() or timedelta()).total_seconds()) // 60

    def next_change(self, at: datetime, within: timedelta) -> datetime | None:
        """Tell when the clock is changed next, to the minute; nothing where it stays."""
        first = at.replace(second=0, microsecond=0)
        least, most = 0, int(within.total_seconds()) // 60
        if self.shift(first) == self.shift(first + timedelta(minutes=most)):
            return None
        while most - least > 1:
            middle = (least + most) // 2
            is_same = self.shift(first + timedelta(minutes=middle)) == self.shift(first)
            least, most = (middle, most) if is_same else (least, middle)
        return first + timedelta(minutes=most)

    def begins(self, day: date) -> datetime:
        """Tell the instant in UTC at which a day begins; where midnight fell out, the first that the day had."""
        wall = datetime.combine(day, _MIDNIGHT, tzinfo=self.zone)
        first = wall.astimezone(UTC)
        if self.day(first) >= day:
            return first
        return wall.replace(fold=1).astimezone(UTC) + self._gap(wall)

    def read(self, day: date, text: str) -> datetime:
        """Read a typed time of a day as an instant in UTC; 02:30+01:00 says which of two.

        Raises:
            ClockUnclear: if it is no time, the wall showed it twice or never, or the offset is not of this place.
        """
        found, wall = _typed(day, text)
        offsets = self._offsets(wall)
        if found[4] is None:
            if len(offsets) > 1:
                raise ClockChanged(self._ask(wall, offsets))
            return (wall - offsets[0]).replace(tzinfo=UTC)
        offset = timedelta(hours=int(found[5]), minutes=int(found[6])) * (-1 if found[4] == "-" else 1)
        if offset not in offsets:
            words = " or ".join(_signed(item) for item in offsets)
            msg = f"On {day_words(day)} at {wall:%H:%M} the offset here is {words}, not {_signed(offset)}."
            raise ClockChanged(msg)
        return (wall - offset).replace(tzinfo=UTC)

    def retold(self, text: str) -> str:
        """Write the instants of a sentence, 22 Nov 2026, 14:10 UTC, as this place reads them."""
        return text if self.is_utc else _TOLD.sub(self._retold, text)

    def _retold(self, found: re.Match[str]) -> str:
        month = MONTHS.index(found[2]) + 1
        second = int((found[7] or ":00")[1:])
        try:
            at = datetime(int(found[3]), month, int(found[1]), int(found[5]), int(found[6]), second, tzinfo=UTC)
        except ValueError:
            return found[0]
        day, _, rest = (self.moment(at) if found[7] else self.minute(at)).partition(",")
        return f"{day}{found[4]}{rest}"

    def _offsets(self, wall: datetime) -> tuple[timedelta, ...]:
        """List the offsets under which a time of the wall may be meant: one as a rule, two in the hour of a change."""
        both = (self._at(wall.replace(fold=0)), self._at(wall.replace(fold=1)))
        return tuple(dict.fromkeys(both))

    def _at(self, wall: datetime) -> timedelta:
        return wall.replace(tzinfo=self.zone).utcoffset() or timedelta()

    def _gap(self, wall: datetime) -> timedelta:
        """Tell how much of the clock fell out at a time that was not there."""
        return self._at(wall.replace(fold=1, tzinfo=None)) - self._at(wall.replace(fold=0, tzinfo=None))

    def _is_twice(self, at: datetime) -> bool:
        return len(self._offsets(self.here(at).replace(tzinfo=None))) > 1

    def _offset(self, at: datetime) -> str:
        return _signed(self.here(at).utcoffset() or timedelta())

    def _ask(self, wall: datetime, offsets: tuple[timedelta, ...]) -> str:
        """Ask which of two instants is meant, with both in words that can be typed."""
        first, second = (f"{wall:%H:%M}{_signed(item)}" for item in offsets)
        what = "was there twice" if offsets[0] > offsets[1] else "was not there"
        return f"On {day_words(wall.date())}, {wall:%H:%M} {what}: the clock was changed. Write {first} or {second}."


def _typed(day: date, text: str) -> tuple[re.Match[str], datetime]:
    """Read the clock that was typed, without asking yet which instant it means."""
    msg = "Write the time as 14:10."
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise ClockUnclear(msg)
    try:
        return found, datetime.combine(day, time(int(found[1]), int(found[2]), int(found[3] or 0)))
    except ValueError as wrong:
        raise ClockUnclear(msg) from wrong


def day_words(day: date) -> str:
    """Write a day with the month in letters, the same in every language of the machine: 22 Nov 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def wall_clock(at: datetime) -> str:
    """Write the time that an instant carries itself, with the offset that whoever made it chose: 14:10."""
    return f"{at:%H:%M}"


def carried_offset(at: datetime) -> str:
    """Name the offset that an instant carries itself: UTC, or UTC+01:00."""
    offset = at.utcoffset()
    return f"UTC{_signed(offset)}" if offset else "UTC"


def _signed(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign, whole = "-" if minutes < 0 else "+", abs(minutes)
    return f"{sign}{whole // 60:02d}:{whole % 60:02d}"


UTC_PLACE = Place()


def place_of(at: datetime) -> Place:
    """Tell whose clock an instant carries: that of the place where a paper is printed."""
    return Place(name=str(at.tzinfo), zone=at.tzinfo or UTC)
