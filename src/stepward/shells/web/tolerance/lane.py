"""One patient's time as a lane: doses given, the next one due, the end of the window, on an axis that all share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from stepward.core.tolerance.standing import State, Tolerance
from stepward.shells.web import here

BEFORE, AHEAD = timedelta(hours=24), timedelta(hours=48)
NEAR_THE_END = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the axis; a day is named at its midnight."""

    at: str
    time: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A span of the clock around now; places are shares of it in percent, as text."""

    begins: datetime
    ends: datetime
    now: str
    now_words: str
    ticks: tuple[Tick, ...]

    def place(self, at: datetime) -> float:
        """Tell where an instant lies, in percent of the span, at its ends where it lies outside."""
        share = (at - self.begins) / (self.ends - self.begins) * 100
        return min(max(share, 0.0), 100.0)

    def shows(self, at: datetime) -> bool:
        """Tell whether an instant lies within the span."""
        return self.begins <= at <= self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Places in percent, as text; `open_to` is empty where nobody is tolerant, `closes` where it lies outside."""

    doses: tuple[str, ...]
    open_from: str
    open_width: str
    due: str
    closes: str
    words: str
    words_at: str
    is_left: bool


def axis_of(now: datetime) -> Axis:
    """Lay the axis around now, with lines at noon and midnight."""
    begins, ends = now - BEFORE, now + AHEAD
    axis = Axis(begins=begins, ends=ends, now="", now_words="", ticks=())
    return Axis(
        begins=begins,
        ends=ends,
        now=_percent(axis.place(now)),
        now_words=f"now {here.clock(now)}",
        ticks=tuple(
            Tick(at=_percent(axis.place(at)), time=here.clock(at), day=day)
            for at, day in _noons_and_midnights(begins, ends)
            if begins < at < ends
        ),
    )


def _noons_and_midnights(begins: datetime, ends: datetime) -> Iterator[tuple[datetime, str]]:
    """List them as the wall of the place shows them; a midnight with its day."""
    place = here.place()
    day = place.day(begins)
    while (midnight := place.begins(day)) < ends:
        yield midnight, place.short(midnight).rpartition(" ")[0]
        yield place.read(day, "12:00"), ""
        day += timedelta(days=1)


def lane_of(found: Tolerance, axis: Axis) -> Lane:
    """Lay out how tolerance stands."""
    given = [dose.end for dose in found.counted]
    if found.since is not None:
        given = [found.since, *given]
    is_open = found.lapses_at is not None and found.since is not None and found.state is not State.NEVER
    left = axis.place(found.since) if is_open and found.since is not None else 0.0
    right = axis.place(found.lapses_at) if is_open and found.lapses_at is not None else left
    words, at, is_left = _words(found, axis)
    return Lane(
        doses=tuple(_percent(axis.place(at)) for at in given if axis.shows(at)),
        open_from=_percent(left),
        open_width=_percent(right - left) if right > left else "",
        due=_at(found.next_due_at, axis) if _counts(found) else "",
        closes=_at(found.lapses_at, axis) if is_open else "",
        words=words,
        words_at=_percent(at),
        is_left=is_left,
    )


def _counts(found: Tolerance) -> bool:
    return found.state in {State.TOLERANT, State.DUE}


def _at(at: datetime | None, axis: Axis) -> str:
    return "" if at is None or not axis.shows(at) else _percent(axis.place(at))


def _words(found: Tolerance, axis: Axis) -> tuple[str, float, bool]:
    """Write what stands under the lane, where, and whether it ends there instead of beginning."""
    if found.lapses_at is None:
        return "no window is counted" if found.state is State.LAPSED else "no window is known", 50.0, False
    place = axis.place(found.lapses_at)
    verb = "closed" if found.state is State.LAPSED else "closes"
    return f"{verb} {short(found.lapses_at)}", place, place > NEAR_THE_END


def short(at: datetime) -> str:
    """Write a time with its day."""
    return here.place().short(at)


def labelled(at: datetime) -> str:
    """Write a time with its day and offset."""
    return here.place().short_labelled(at)


def _percent(share: float) -> str:
    return f"{share:.2f}%"
