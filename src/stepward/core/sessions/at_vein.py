"""What reached the vein at any moment, and what the line held then: the runs of a session, played through its line.

The least and the most of each run are played apart: in plug flow more drug at the pump is never less at the vein.

Source: STEPWARD-SAFETY, H-13; INFUSION-LINE-MODELS.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.delivery.line import Delivered, Event, Flush, Hold, Infuse, Line, NewLine, run
from stepward.core.quantities import Volume
from stepward.core.sessions.between import NOTHING, Between
from stepward.core.sessions.given import Filling, Run
from stepward.core.sessions.instants import HOUR, MINUTE, Instant, elapsed
from stepward.core.sessions.plan import SessionLine
from stepward.core.sessions.session import Session

OTHERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AtVein:
    """The drug that reached the vein, and what is still between bag and vein."""

    reached: Between
    in_line: Between


def at_vein(session: Session, when: Instant, now: Instant) -> AtVein | None:
    """Tell what the vein got until a moment; nothing where the line is not known or no pump ran."""
    runs = tuple(item for item in session.given.runs if item.began.at <= when.at)
    if session.plan is None or session.plan.line is None or not runs:
        return None
    strengths, numbers = _numbered(session, runs)
    if session.plan.line.branches and any(number > OTHERS for number in numbers):
        return None
    line = _line(session.plan.line)
    carrier = session.plan.line.carrier
    least, most = (
        run(line, strengths, _events(session, runs, numbers, _Side(when=when, now=now, most=side, carrier=carrier)))
        for side in (False, True)
    )
    return AtVein(reached=_between(least.at_vein, most.at_vein), in_line=_between(_left(least), _left(most)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Which end is played, until when, as known now."""

    when: Instant
    now: Instant
    most: bool
    carrier: Fraction

    def of(self, amount: Between) -> Fraction:
        return amount.most if self.most else amount.least

    def minutes(self, start: Instant, end: Instant) -> Fraction:
        found = elapsed(start, end)
        return Fraction(found.most if self.most else found.least, MINUTE)


def _line(line: SessionLine) -> Line:
    return Line(
        common=Volume(line.common),
        branches={number: Volume(volume) for number, volume in line.branches},
        primed_with=line.primed_with,
    )


def _numbered(session: Session, runs: tuple[Run, ...]) -> tuple[dict[int, Fraction], tuple[int, ...]]:
    """Give the solutions that ran their numbers; one made anew in another strength gets a number of its own."""
    strengths = {item.number: item.strength for item in session.order.solutions}
    numbers = []
    for item in runs:
        number = item.solution
        if strengths.setdefault(number, item.strength) != item.strength:
            number = OTHERS + len(strengths)
            strengths[number] = item.strength
        numbers.append(number)
    return strengths, tuple(numbers)


def _events(session: Session, runs: tuple[Run, ...], numbers: tuple[int, ...], side: _Side) -> Iterable[Event]:
    """Play each run, then stand still until the next one, or until the moment that is asked for."""
    fresh = {filling.since_run: filling for filling in session.given.fillings}
    for index, (item, number) in enumerate(zip(runs, numbers, strict=True)):
        if index in fresh and _is_told_of(session, fresh[index]):
            yield NewLine(primed_with=fresh[index].solution)
        is_last = index + 1 == len(runs)
        end = side.when if is_last else runs[index + 1].began
        volume = side.of(volume_until(item, side.when, side.now) if is_last else item.volume(side.now))
        minutes = volume * 60 / item.rate
        if minutes > 0:
            yield Infuse(solution=number, rate=item.rate, minutes=minutes, step=item.step, carrier=side.carrier)
        rest = side.minutes(item.began, end) - minutes
        if rest > 0:
            yield Hold(minutes=rest, carrier=side.carrier)
    flush = session.flush
    if flush is not None and flush.at.at <= side.when.at:
        branches = dict(session.order.line.branches) if session.order.line is not None else {}
        through = numbers[-1] if numbers[-1] in branches else 0
        yield Flush(volume=flush.volume, rate=flush.rate or runs[-1].rate, through=through, step=runs[-1].step)


def _is_told_of(session: Session, filling: Filling) -> bool:
    """Tell a fresh line from the one that the order says was there before the start."""
    line = session.order.line
    return line is None or filling.since_run > 0 or filling.solution != line.primed_with


def volume_until(item: Run, when: Instant, now: Instant) -> Between:
    """Tell the mL that a run pumped until a moment that may lie in the past."""
    whole, since, flowed = item.volume(now), elapsed(when, now), elapsed(item.began, when)
    least = max(whole.least - item.rate * since.most / HOUR, NOTHING)
    if item.reading is None and not item.lost:
        sure = item.rate * min(item.sure.read(now).least, flowed.least) / HOUR
        least = max(least, min(sure, whole.least))
    is_beyond = item.reading is not None and item.reading.most > item.rate * elapsed(item.began, now).most / HOUR
    most = whole.most if is_beyond else min(whole.most, item.rate * flowed.most / HOUR)
    return Between(least=min(least, most), most=most)


def _between(one: Fraction, other: Fraction) -> Between:
    return Between(least=min(one, other), most=max(one, other))


def _left(delivered: Delivered) -> Fraction:
    return delivered.left_in_line
