"""The given dose a second time, by other means: a timeline of marks, in whole numbers, from the entries alone.

It shares no line with the sums of the session. All amounts are counted in one grain of drug, so small that every
rate, volume and dose of the log is a whole number of it; all times are whole microseconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from stepward.core.sessions.events import (
    DeliveryDoubted,
    DoseDoubted,
    ElapsedConfirmed,
    Ended,
    Entry,
    GapConfirmed,
    Held,
    LastStepEnded,
    PlanSigned,
    PumpStopped,
    RateLowered,
    ReactionRecorded,
    ReducedDoseSigned,
    Restarted,
    Resumed,
    SolutionMade,
    StepBegun,
    StopPressed,
)
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.plan import SessionPlan, StepKind

IN_AN_HOUR = 3600 * 10**6
ERA = datetime(2000, 1, 1, tzinfo=UTC)


class Point(NamedTuple):
    """A place on the timeline: both clocks in microseconds, and the boot of the second one."""

    utc: int
    steady: int
    boot: str


def point(instant: Instant) -> Point:
    """Put an instant on the timeline."""
    return Point((instant.at - ERA) // timedelta(microseconds=1), instant.monotonic, instant.boot)


def span(start: Point, end: Point) -> tuple[int, int]:
    """Tell how long it was between two points, at least and at most."""
    wall = end.utc - start.utc
    if start.boot != end.boot:
        return 0, max(wall, 0)
    low, high = sorted((wall, end.steady - start.steady))
    return max(low, 0), max(high, 0)


class Mark(NamedTuple):
    """What befell a flow: `doubt`, `boot`, `shut`, `read`, `lost` or `granted`; `value` is a time or an amount."""

    what: str
    at: Point
    value: int = 0
    proven: Point | None = None


@dataclass(slots=True)
class Flow:
    """Drug at one speed, in grains per microsecond, until a `cap`."""

    step: int
    solution: int
    strength: Fraction
    speed: int
    began: Point
    cap: int | None = None
    marks: list[Mark] = field(default_factory=list)

    def is_shut(self) -> bool:
        """Tell whether it was seen to stand still."""
        return any(mark.what == "shut" for mark in self.marks)


@dataclass(slots=True)
class Tally:
    """The time of a flow while its marks are read: surely, and in doubt."""

    since: Point | None
    is_sure: bool = True
    low: int = 0
    high: int = 0
    maybe: int = 0

    def until(self, end: Point) -> None:
        """Count the time up to a point, and go on from there."""
        if self.since is not None:
            low, high = span(self.since, end)
            self.add(low, high)
            self.since = end

    def add(self, low: int, high: int) -> None:
        """Count time, surely or in doubt."""
        if self.is_sure:
            self.low, self.high = self.low + low, self.high + high
        else:
            self.maybe += high


def amount(flow: Flow, now: Point) -> tuple[int, int]:
    """Tell the grains that a flow gave until now."""
    tally, lost, shown = Tally(since=flow.began), 0, None
    for mark in flow.marks:
        match mark.what:
            case "doubt" if tally.is_sure and tally.since is not None:
                tally.until(mark.at)
                tally.is_sure = False
            case "boot" if tally.since is not None:
                assert mark.proven is not None
                tally.until(mark.proven)
                tally.add(0, max(mark.at.utc - mark.proven.utc, 0))
                tally.since = mark.at
            case "right" if tally.since is not None:
                tally.since = mark.at
            case "shut":
                tally.until(mark.at)
                tally.since = None
            case "granted":
                tally.low = min(tally.low + mark.value, tally.high)
            case "lost":
                lost += mark.value
                if shown is not None:
                    shown = shown[0] - min(flow.speed * mark.value, shown[0]), shown[1]
            case "read":
                low, high = shown or _by_time(flow, tally, lost)
                shown = (
                    (mark.value,) * 2 if low <= mark.value <= high else (min(low, mark.value), max(high, mark.value))
                )
            case _:
                pass
    tally.until(now)
    return shown or _by_time(flow, tally, lost)


def _by_time(flow: Flow, tally: Tally, lost: int) -> tuple[int, int]:
    low, high = flow.speed * max(tally.low - lost, 0), flow.speed * (tally.high + tally.maybe)
    return (low, high) if flow.cap is None else (min(low, flow.cap), min(high, flow.cap))


@dataclass(slots=True)
class Book:
    """All flows and doses of a log, in grains."""

    grain: int
    plan: SessionPlan | None = None
    step: int = 0
    flows: list[Flow] = field(default_factory=list)
    doses: list[tuple[int, int, int]] = field(default_factory=list)
    made: dict[int, int] = field(default_factory=dict)
    anchor: Point | None = None

    def drift(self, at: Point) -> int:
        """Tell by how much the clocks drifted apart since they were compared."""
        assert self.anchor is not None
        return abs((at.utc - self.anchor.utc) - (at.steady - self.anchor.steady))

    def set_right(self, at: Point) -> None:
        """Where the clocks agree now and did not when the open flow was marked, tell that mark by the steady clock."""
        flow, anchor = self.open_flow(), self.anchor
        if flow is None or anchor is None or self.plan is None or anchor.boot != at.boot:
            return
        apart = self.plan.settings.clock_difference * 10**6
        since = next((mark.at for mark in reversed(flow.marks) if mark.what in {"doubt", "boot", "right"}), flow.began)
        after = since.steady - anchor.steady
        if self.drift(at) <= apart and since.boot == anchor.boot and after > 0 and self.drift(since) > apart:
            flow.marks.append(Mark("right", Point(anchor.utc + after, since.steady, since.boot)))

    def grains(self, drug: Fraction) -> int:
        """Write an amount of drug in grains.

        Raises:
            AssertionError: if it is none.
        """
        whole = drug * self.grain
        assert whole.denominator == 1
        return whole.numerator

    def total(self, now: Point, step: int | None = None) -> tuple[int, int]:
        """Add up a step, or all of them."""
        parts = [amount(flow, now) for flow in self.flows if step in {None, flow.step}]
        parts += [(low, high) for number, low, high in self.doses if step in {None, number}]
        return sum(low for low, _ in parts), sum(high for _, high in parts)

    def mark(self, what: str, at: Point, value: int = 0, proven: Point | None = None) -> None:
        """Mark the newest flow; what is in doubt cannot be doubted again."""
        if self.flows and not (what == "doubt" and any(mark.what == "doubt" for mark in self.flows[-1].marks)):
            self.flows[-1].marks.append(Mark(what, at, value, proven))

    def open_flow(self) -> Flow | None:
        """Find the flow that may still run."""
        return self.flows[-1] if self.flows and not self.flows[-1].is_shut() else None


def begin(book: Book, at: Point, rate: Fraction | None, dose: Fraction | None, caps: list[int]) -> None:
    """Begin a flow, or note a dose; a flow ends at the smallest of its caps."""
    assert book.plan is not None
    step = book.plan.steps[book.step - 1]
    if step.kind is StepKind.DOSE:
        if dose is not None:
            book.doses.append((step.number, book.grains(dose), book.grains(dose)))
        return
    if rate is None:
        return
    strength = strengths(book.plan)[step.solution]
    caps = [*caps, *natural_caps(book, at)]
    flow = Flow(
        step=step.number,
        solution=step.solution,
        strength=strength,
        speed=book.grains(rate * strength / IN_AN_HOUR),
        began=at,
        cap=min(caps) if caps else None,
    )
    book.flows.append(flow)


def natural_caps(book: Book, at: Point) -> Iterator[int]:
    """List what a flow cannot pass: what is in the container, and what is left of its step or of the whole."""
    assert book.plan is not None
    step = book.plan.steps[book.step - 1]
    strength = strengths(book.plan)[step.solution]
    held = {item.number: item.volume for item in book.plan.solutions}[step.solution]
    if held is not None:
        out = [flow for flow in book.flows[book.made.get(step.solution, 0) :] if flow.solution == step.solution]
        assert all(flow.strength == strength for flow in out)
        yield max(book.grains(held * strength) - sum(amount(flow, at)[0] for flow in out), 0)
    if step.number == len(book.plan.steps) and book.plan.closes_on_total:
        yield max(book.grains(book.plan.ordered_total) - book.total(at)[1], 0)
    elif step.ends_by_volume and step.volume is not None:
        gone = 0
        for flow in reversed(book.flows):
            if flow.step != step.number:
                break
            gone += amount(flow, at)[1]
        yield max(book.grains(step.volume * strength) - gone, 0)


def strengths(plan: SessionPlan) -> dict[int, Fraction]:
    """Tell the drug in each mL of each solution."""
    return {item.number: item.strength for item in plan.solutions}


def note(book: Book, entry: Entry) -> None:  # noqa: C901, PLR0912 - one case for each event that touches drug
    """Write one entry into the book."""
    at, event = point(entry.at), entry.event
    book.set_right(at)
    if isinstance(event, StepBegun | Resumed | ElapsedConfirmed | Restarted):
        book.anchor = at
    match event:
        case PlanSigned():
            book.plan = event.plan
        case SolutionMade():
            book.made[event.number] = len(book.flows)
        case StepBegun() | Resumed():
            book.mark("shut", at)
            where = event if isinstance(event, StepBegun) else event.point
            book.step = where.step
            begin(book, at, where.rate, where.dose, set_volume(book, event.volume))
        case RateLowered():
            before = book.open_flow()
            left = [] if before is None or before.cap is None else [before.cap - amount(before, at)[0]]
            book.mark("shut", at)
            begin(book, at, event.rate, None, left)
        case LastStepEnded() | PumpStopped():
            book.mark("shut", at)
            if event.volume is not None and (book.flows and (isinstance(event, PumpStopped) or _just_shut(book))):
                book.mark("read", at, book.grains(event.volume * book.flows[-1].strength))
        case ReducedDoseSigned():
            book.mark("shut", at)
        case StopPressed() | Held() | ReactionRecorded() | Ended():
            book.mark("doubt", at)
        case DeliveryDoubted():
            book.mark("lost", at, event.duration)
        case DoseDoubted():
            if book.doses:
                step, _, high = book.doses[-1]
                book.doses[-1] = step, 0, high
        case Restarted():
            book.mark("boot", at, proven=point(event.proven))
        case GapConfirmed():
            if book.flows and book.flows[-1].step == book.step:
                book.mark("granted", at, event.duration)
        case _:
            pass


def _just_shut(book: Book) -> bool:
    return sum(mark.what == "shut" for mark in book.flows[-1].marks) == 1


def set_volume(book: Book, volume: Fraction | None) -> list[int]:
    """Tell what the pump was set to, in grains."""
    assert book.plan is not None
    if volume is None:
        return []
    solution = book.plan.steps[book.step - 1].solution
    return [book.grains(volume * strengths(book.plan)[solution])]


def grain_of(entries: Iterable[Entry]) -> int:
    """Find a grain of which every amount of the log is a whole number."""
    plans = [entry.event.plan for entry in entries if isinstance(entry.event, PlanSigned)]
    all_strengths = {item.strength for plan in plans for item in plan.solutions}
    drug: set[Fraction | None] = {plan.ordered_total for plan in plans}
    volumes = {item.volume for plan in plans for item in plan.solutions}
    volumes |= {item.volume for plan in plans for item in plan.steps}
    rates: set[Fraction | None] = set()
    for entry in entries:
        for holder in (entry.event, getattr(entry.event, "point", None)):
            rates.add(getattr(holder, "rate", None))
            drug.add(getattr(holder, "dose", None))
            volumes.add(getattr(holder, "volume", None))
    found = 1
    for amount_ in drug:
        found = found if amount_ is None else lcm(found, amount_.denominator)
    for strength in all_strengths:
        for volume in volumes:
            found = found if volume is None else lcm(found, (volume * strength).denominator)
        for rate in rates:
            found = found if rate is None else lcm(found, (rate * strength / IN_AN_HOUR).denominator)
    return found


def given(entries: Sequence[Entry], now: Instant, step: int | None = None) -> tuple[Fraction, Fraction]:
    """Tell the least and the most of the drug given, by a step or by all, as the entries say."""
    book = Book(grain=grain_of(entries))
    for entry in entries:
        note(book, entry)
    low, high = book.total(point(now), step)
    return Fraction(low, book.grain), Fraction(high, book.grain)
