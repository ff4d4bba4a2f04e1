"""Instants and the time between them, once at least and once at most.

Two clocks are read together: UTC, and a monotonic one that goes on in suspend and belongs to one boot and process. A
dwell counts the smaller difference, a dose that may not be passed counts the larger one.

Source: STEPWARD-SAFETY, H-20 to H-23.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stepward.core.findings import Refusal

MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


class NotUtc(Refusal, ValueError):
    """An instant carries no offset, or another than zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment on both clocks: UTC, and microseconds of the monotonic clock of one boot and process."""

    at: datetime
    monotonic: int
    boot: str

    def __post_init__(self) -> None:
        """Refuse local time.

        Raises:
            NotUtc: if the time is not in UTC.
        """
        if self.at.utcoffset() != timedelta():
            msg = "an instant is in UTC, with its offset"
            raise NotUtc(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """Microseconds between two instants: at least, at most."""

    least: int
    most: int

    def __add__(self, other: "Elapsed") -> "Elapsed":
        """Add time that follows."""
        return Elapsed(least=self.least + other.least, most=self.most + other.most)


NO_TIME = Elapsed(least=0, most=0)


def elapsed(start: Instant, end: Instant) -> Elapsed:
    """Tell the time between two instants; across a boot nothing of it is proven."""
    by_utc = (end.at - start.at) // MICROSECOND
    if start.boot != end.boot:
        return Elapsed(least=0, most=max(by_utc, 0))
    by_monotonic = end.monotonic - start.monotonic
    return Elapsed(least=max(min(by_utc, by_monotonic), 0), most=max(by_utc, by_monotonic, 0))


def disagreement(start: Instant, end: Instant) -> int:
    """Tell by how many microseconds the two clocks differ since an instant of the same boot."""
    return abs((end.at - start.at) // MICROSECOND - (end.monotonic - start.monotonic))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopwatch:
    """Time that was counted already, and since when it runs on; it stands still where `since` is nothing."""

    banked: Elapsed = NO_TIME
    since: Instant | None = None

    def read(self, now: Instant) -> Elapsed:
        """Tell the time counted until now."""
        return self.banked if self.since is None else self.banked + elapsed(self.since, now)

    def stood(self, at: Instant) -> "Stopwatch":
        """Stand still from an instant on."""
        return Stopwatch(banked=self.read(at))

    def restarted(self, proven: Instant, now: Instant) -> "Stopwatch":
        """Go on in another boot: the least counts what is proven, the most the gap too (H-23)."""
        if self.since is None:
            return self
        gap = max((now.at - proven.at) // MICROSECOND, 0)
        return Stopwatch(banked=self.read(proven) + Elapsed(least=0, most=gap), since=now)

    def forgot(self, time: int) -> "Stopwatch":
        """Take from the least what may not have counted; the most stays."""
        return Stopwatch(banked=Elapsed(least=self.banked.least - time, most=self.banked.most), since=self.since)

    def granted(self, time: int) -> "Stopwatch":
        """Count time that a person confirmed beside what is proven, never more than may have passed."""
        least = min(self.banked.least + time, self.banked.most)
        return Stopwatch(banked=Elapsed(least=least, most=self.banked.most), since=self.since)
