"""What the vein gets of a plan: when the first drug comes, which steps give nothing, where the dose rate jumps."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.delivery.line import (
    NOTHING,
    SALINE,
    Delivered,
    Event,
    Hold,
    Infuse,
    Line,
    Piece,
    UnsoundLine,
    run,
)
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Amount, Rate, Volume

WINDOW = Fraction(15)
NONE = Volume(NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A rise of what reaches the vein: how many times, and from which minute."""

    factor: Fraction
    at_minutes: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAtVein:
    """What a step was ordered to give and what reached the vein while it ran."""

    number: int
    ordered: Amount
    at_vein: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushNeeded:
    """The flush that brings in what the line still holds, and the highest rate it may run at."""

    volume: Volume
    rate: Rate
    brings: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Vein:
    """The figures of a plan at the vein, before any flush."""

    delivered: Delivered
    first_drug_minutes: Fraction | None
    silent_steps: tuple[int, ...]
    largest_jump: Jump | None
    largest_instant_jump: Jump | None
    left_in_line: Amount
    left_share: Fraction
    steps: tuple[StepAtVein, ...]
    flush: FlushNeeded | None


def events_of(ladder: Ladder, *, carrier: Fraction = NOTHING) -> tuple[Event, ...]:
    """Turn the steps of a ladder, and the waits between them, into what the pump does.

    Raises:
        UnsoundLine: if a step has no rate or time, so that no pump runs it.
    """
    events: list[Event] = []
    for step in ladder.steps:
        if step.rate is None or step.duration is None or step.solution is None:
            msg = f"step {step.number} has no rate, time and solution: the line is computed for infusions"
            raise UnsoundLine(msg)
        events.append(
            Infuse(
                solution=step.solution,
                rate=step.rate.value,
                minutes=step.duration.value,
                step=step.number,
                carrier=carrier,
            )
        )
        if step is not ladder.steps[-1] and step.wait is not None and not step.wait.is_zero:
            events.append(Hold(minutes=step.wait.value, carrier=carrier))
    return tuple(events)


def filling_steps(ladder: Ladder) -> tuple[int, ...]:
    """List the steps that only fill the line: the line of a plan that has them must not be primed besides."""
    return tuple(step.number for step in ladder.steps if step.delivers_nothing)


def at_vein(ladder: Ladder, line: Line, *, carrier: Rate | None = None) -> Vein:
    """Compute what the vein gets of a ladder through a line, exactly, in plug flow.

    Raises:
        UnsoundLine: if the ladder has steps that no pump runs, or the line makes no sense.

    Source: INFUSION-LINE-MODELS.
    """
    flow = NOTHING if carrier is None else carrier.value
    return vein_of(ladder, line, run(line, strengths_of(ladder), events_of(ladder, carrier=flow)))


def strengths_of(ladder: Ladder) -> dict[int, Fraction]:
    """Give the drug per mL of each solution, by number."""
    return {item.number: item.strength.per_ml.value for item in ladder.solutions}


def vein_of(ladder: Ladder, line: Line, delivered: Delivered) -> Vein:
    """Compare what came out of a line with what the ladder orders."""
    none_yet, total = ladder.none_yet, ladder.total_dose
    steps = tuple(
        StepAtVein(
            number=step.number,
            ordered=step.dose,
            at_vein=_amount(none_yet, sum((p.drug for p in delivered.pieces if p.step == step.number), NOTHING)),
        )
        for step in ladder.steps
    )
    left = _amount(none_yet, delivered.left_in_line)
    last = ladder.steps[-1].rate
    return Vein(
        delivered=delivered,
        first_drug_minutes=first_drug(delivered.pieces),
        silent_steps=tuple(item.number for item in steps if item.at_vein.is_zero and not item.ordered.is_zero),
        largest_jump=largest_window_jump(delivered.pieces),
        largest_instant_jump=largest_instant_jump(delivered.pieces),
        left_in_line=left,
        left_share=left.per(total) if total.value else NOTHING,
        steps=steps,
        flush=_flush(ladder, line, delivered, last),
    )


def _flush(ladder: Ladder, line: Line, delivered: Delivered, rate: Rate | None) -> FlushNeeded | None:
    """Bring in what the common volume holds, and behind it what the last solution's own branch holds."""
    if rate is None or line.common.is_zero:
        return None
    last = ladder.steps[-1].solution
    branch = line.branches.get(last, NONE) if last is not None else NONE
    own = Fraction(0) if last is None else branch.value * strengths_of(ladder)[last]
    held = delivered.left_in_line - delivered.left_in_branches + own
    return FlushNeeded(volume=line.common + branch, rate=rate, brings=_amount(ladder.none_yet, held))


def _amount(kind: Amount, value: Fraction) -> Amount:
    return type(kind)(value)


def first_drug(pieces: Iterable[Piece]) -> Fraction | None:
    """Tell after how many minutes the first drug reaches the vein."""
    return next((piece.start for piece in pieces if piece.dose_rate > 0), None)


def windows(pieces: tuple[Piece, ...], width: Fraction = WINDOW) -> list[Fraction]:
    """Tell the drug that reaches the vein in consecutive windows from the start."""
    if not pieces:
        return []
    count = -(-pieces[-1].end // width)
    found = [NOTHING] * int(count)
    for piece in pieces:
        number = int(piece.start // width)
        start = piece.start
        while start < piece.end:
            end = min(piece.end, (number + 1) * width)
            found[number] += piece.dose_rate * (end - start) / 60
            start, number = end, number + 1
    return found


def largest_window_jump(pieces: tuple[Piece, ...]) -> Jump | None:
    """Find the largest ratio of drug in consecutive 15-minute windows, leaving out those before the first drug."""
    best: Jump | None = None
    given = windows(pieces)
    for number in range(1, len(given)):
        if given[number - 1] > 0:
            factor = given[number] / given[number - 1]
            if best is None or factor > best.factor:
                best = Jump(factor=factor, at_minutes=number * WINDOW)
    return best


def largest_instant_jump(pieces: tuple[Piece, ...]) -> Jump | None:
    """Find the largest rise of the dose rate itself from one moment to the next."""
    best: Jump | None = None
    before = NOTHING
    for piece in pieces:
        if before > 0 and piece.dose_rate > before and (best is None or piece.dose_rate / before > best.factor):
            best = Jump(factor=piece.dose_rate / before, at_minutes=piece.start)
        before = piece.dose_rate
    return best


def line_of(common: Volume, *, primed_with: str = "saline") -> Line:
    """Make a line of one common volume, filled with `saline` or `solution-N`.

    Raises:
        UnsoundLine: if it is filled with something else.
    """
    if primed_with == "saline":
        return Line(common=common, primed_with=SALINE)
    number = primed_with.removeprefix("solution-")
    if number == primed_with or not (number.isascii() and number.isdigit()):
        msg = f"primed with {primed_with!r}: expected saline or solution-1"
        raise UnsoundLine(msg)
    return Line(common=common, primed_with=int(number))
