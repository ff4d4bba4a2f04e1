"""Where things lie on a dose chart: slots of time, axes and scales; what is drawn on them stands in `chart`.

Pixels are binary floating point; doses and minutes stay exact until they are placed.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from math import ceil, floor, log10
from statistics import median

from stepward.core.protocols.plan import Ladder, PlannedStep

LONG_STEP = 3
"""A last step longer than this many usual ones is drawn shortened."""
SHORTENED_TO = Fraction(2)
NARROWEST_SLOT = 7.0
"""Pixels; where a step would be narrower, all steps are drawn equally wide."""
MOST_DAYS_IN_TIME = 4
DAY_GAP = 26.0
TICK_WIDTH = 62.0
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14400)
DECADE_HEIGHT = 20.0
NEARLY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One step on the axis: where it begins, where its dose has been given, and where the next one begins."""

    step: PlannedStep
    day: int
    begin: Fraction
    end: Fraction
    until: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One day on the axis: minutes and the pixels that they lie at, and whether its end is drawn shortened."""

    day: int
    minutes: tuple[Fraction, ...]
    pixels: tuple[float, ...]
    is_shortened: bool = False

    def x(self, minute: Fraction) -> float:
        """Place a minute of this day; what lies outside is placed at the edge."""
        if minute <= self.minutes[0]:
            return self.pixels[0]
        for (left, right), (low, high) in zip(pairwise(self.minutes), pairwise(self.pixels), strict=True):
            if minute <= right:
                return low + float((minute - left) / (right - left)) * (high - low)
        return self.pixels[-1]

    @property
    def ticks(self) -> tuple[Fraction, ...]:
        """List round minutes of the part that is not shortened."""
        end, width = self.minutes[1], self.pixels[1] - self.pixels[0]
        most = max(floor(width / TICK_WIDTH), 1)
        step = next((item for item in TICKS if end / item <= most), TICKS[-1])
        return tuple(Fraction(item) for item in range(0, floor(end) + 1, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """The way across: minutes where the ladder tells them, else one equal place for each step."""

    slots: tuple[Slot, ...]
    stretches: tuple[Stretch, ...]
    is_time: bool

    def x(self, minute: Fraction, *, day: int = 1) -> float:
        """Place a minute of a day."""
        return self.stretch(day).x(minute)

    def stretch(self, day: int) -> Stretch:
        """Find the stretch of a day."""
        return next(item for item in self.stretches if item.day == day)

    @property
    def edges(self) -> tuple[float, float]:
        """Give the pixels of the left and the right end."""
        return self.stretches[0].pixels[0], self.stretches[-1].pixels[-1]

    @property
    def has_days(self) -> bool:
        """Tell whether more than one day is shown."""
        return len({slot.day for slot in self.slots}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAxis:
    """The way up: whole powers of ten from the bottom to the top of a panel."""

    low: int
    high: int
    top: float
    bottom: float

    @classmethod
    def holding(cls, values: tuple[Fraction, ...], *, top: float, bottom: float) -> "LogAxis":
        """Choose the powers of ten that hold all values that are more than zero."""
        found = [log10(value) for value in values if value > 0] or [0.0]
        low = ceil(min(found) - NEARLY) - 1  # always under the lowest value: nothing that is given lies on the ground
        return cls(low=low, high=max(ceil(max(found) - NEARLY), low + 1), top=top, bottom=bottom)

    def y(self, value: Fraction) -> float:
        """Place a value; what lies below the lowest power, zero too, is placed at the bottom."""
        if value <= 0:
            return self.bottom
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - self.top)

    @property
    def decades(self) -> tuple[Fraction, ...]:
        """List the powers of ten that get a line."""
        most = max(floor((self.bottom - self.top) / DECADE_HEIGHT), 1)
        stride = ceil((self.high - self.low) / most)
        return tuple(Fraction(10) ** power for power in range(self.low, self.high + 1, stride))


def time_axis(ladder: Ladder, *, left: float, right: float) -> TimeAxis:
    """Lay the steps out by the clock, or one by one where the clock is open, too long or too crowded."""
    slots = timed_slots(ladder)
    days = {slot.day for slot in slots or ()}
    if slots and len(days) <= MOST_DAYS_IN_TIME:
        axis = TimeAxis(slots=slots, stretches=_stretches(slots, left=left, right=right), is_time=True)
        if all(axis.x(slot.until, day=slot.day) - axis.x(slot.begin, day=slot.day) >= NARROWEST_SLOT for slot in slots):
            return axis
    numbered = tuple(
        Slot(step=step, day=day, begin=Fraction(place), end=Fraction(place + 1), until=Fraction(place + 1))
        for place, (step, day) in enumerate(zip(ladder.steps, _days(ladder), strict=True))
    )
    minutes = (Fraction(0), Fraction(len(numbered)))
    stretches = tuple(Stretch(day=day, minutes=minutes, pixels=(left, right)) for day in sorted(set(_days(ladder))))
    return TimeAxis(slots=numbered, stretches=stretches, is_time=False)


def _days(ladder: Ladder) -> list[int]:
    days, day = [], 1
    for step in ladder.steps:
        day = step.day if step.day is not None else day
        days.append(day)
    return days


def timed_slots(ladder: Ladder) -> tuple[Slot, ...] | None:
    """Place each step in minutes since the start of its day; nothing where a step before the last has no time."""
    slots: list[Slot] = []
    known: list[Fraction] = []
    for day, group in groupby(zip(_days(ladder), ladder.steps, strict=True), key=lambda pair: pair[0]):
        steps = [step for _, step in group]
        now = Fraction(0)
        for place, step in enumerate(steps, 1):
            if step.duration is None and step.wait is None and place < len(steps):
                return None
            end = now + (step.duration.value if step.duration is not None else 0)
            until = end + (step.wait.value if step.wait is not None else 0)
            if until == now:
                until = now + (median(known) if known else Fraction(15))
            known.append(until - now)
            slots.append(Slot(step=step, day=day, begin=now, end=end, until=until))
            now = until
    return tuple(slots)


def _stretches(slots: tuple[Slot, ...], *, left: float, right: float) -> tuple[Stretch, ...]:
    groups = [(day, list(group)) for day, group in groupby(slots, key=lambda slot: slot.day)]
    shown = [_shown(group) for _, group in groups]
    whole = sum((item[-1] for item in shown), Fraction(0))
    room = right - left - DAY_GAP * (len(groups) - 1)
    found, edge = [], left
    for (day, group), marks in zip(groups, shown, strict=True):
        pixels = tuple(edge + float(mark / whole) * room for mark in marks)
        minutes = (*marks[:-1], group[-1].until)
        found.append(Stretch(day=day, minutes=minutes, pixels=pixels, is_shortened=minutes != marks))
        edge = pixels[-1] + DAY_GAP
    return tuple(found)


def _shown(group: list[Slot]) -> tuple[Fraction, ...]:
    """Tell the minutes' worth of room up to the last step and to its end."""
    last = group[-1]
    lengths = [slot.until - slot.begin for slot in group[:-1]]
    usual = median(lengths) if lengths else Fraction(0)
    if lengths and last.until - last.begin > LONG_STEP * usual:
        return (Fraction(0), last.begin, last.begin + SHORTENED_TO * usual)
    return (Fraction(0), last.until)
