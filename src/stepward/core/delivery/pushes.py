"""What the drug still in the line does when staff act: step back, or push a flush by hand."""

from dataclasses import dataclass, replace
from fractions import Fraction

from stepward.core.delivery.line import NOTHING, Delivered, Event, Infuse, Line, Piece, UnsoundLine, run
from stepward.core.delivery.vein import events_of, strengths_of
from stepward.core.protocols.plan import Ladder, PlannedStep
from stepward.core.quantities import Amount, Duration, Rate, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBack:
    """What a step-back first pushes into the vein: the content of the line, at the rate of the lower step.

    `minutes` is how long the vein gets something else than the lower step orders; `dose` is what it gets in that
    time, `ordered` what the lower step would give, `factor` the largest dose rate against the ordered one (`None` where
    that is nothing).
    """

    from_step: int
    to_step: int
    rate: Rate
    minutes: Duration
    dose: Amount
    ordered: Amount
    factor: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPush:
    """What a flush pushed by hand delivers: the drug in the common volume, as fast as the hand is.

    `ordered_minutes` is how long the running step would take to give as much; `rate` and `factor` are known only
    where it is known how long the push takes.
    """

    after_step: int
    volume: Volume
    dose: Amount
    ordered_minutes: Duration | None
    rate: Rate | None
    factor: Fraction | None


def step_back(
    ladder: Ladder, line: Line, from_step: int, to_step: int, *, carrier: Rate | None = None
) -> StepBack:  # fmt: skip
    """Compute what is delivered first when `from_step` has run and `to_step` is set, with a carrier running or not.

    Raises:
        UnsoundLine: if a step is not there, or the second is not the lower one.
    """
    start, back = _step(ladder, from_step), _step(ladder, to_step)
    if back.number >= start.number:
        msg = f"a step back goes to a lower step: expected one below {from_step}, not {to_step}"
        raise UnsoundLine(msg)
    flow = NOTHING if carrier is None else carrier.value
    infuse = _infusion(ladder, to_step)
    way = line.common.value + line.branches.get(infuse.solution, Volume(NOTHING)).value
    before = _until(ladder, from_step, flow)
    none_yet = type(ladder.none_yet)
    ordered_rate = infuse.rate * strengths_of(ladder)[infuse.solution]
    pieces: list[Piece] = []
    if way > 0:
        longer = replace(infuse, minutes=way * 60 / infuse.rate, step=-1, carrier=flow)
        played = run(line, strengths_of(ladder), [*before, longer])
        pieces = _unsettled([piece for piece in played.pieces if piece.step == -1], ordered_rate)
    minutes = sum((piece.minutes for piece in pieces), NOTHING)
    return StepBack(
        from_step=from_step,
        to_step=to_step,
        rate=Rate(infuse.rate),
        minutes=Duration(minutes),
        dose=none_yet(sum((piece.drug for piece in pieces), NOTHING)),
        ordered=none_yet(ordered_rate * minutes / 60),
        factor=_largest_factor(pieces, ordered_rate),
    )


def hand_push(
    ladder: Ladder,
    line: Line,
    *,
    after_step: int,
    within: Duration | None = None,
    carrier: Rate | None = None,
) -> HandPush:
    """Compute what a flush of the common volume by hand delivers after a step; `within` is how long the push takes.

    A carrier that ran beside the drug has thinned what the line holds.

    Raises:
        UnsoundLine: if the step is not there, or the push takes no time.
    """
    if within is not None and within.value <= 0:
        msg = f"the push takes {within}: expected more than zero"
        raise UnsoundLine(msg)
    step = _infusion(ladder, after_step)
    flow = NOTHING if carrier is None else carrier.value
    dose = content_of_common(run(line, strengths_of(ladder), _until(ladder, after_step, flow)))
    ordered_rate = step.rate * strengths_of(ladder)[step.solution]
    rate = None if within is None else Rate(line.common.value * 60 / within.value)
    return HandPush(
        after_step=after_step,
        volume=line.common,
        dose=type(ladder.none_yet)(dose),
        ordered_minutes=Duration(dose * 60 / ordered_rate) if ordered_rate > 0 else None,
        rate=rate,
        factor=dose * 60 / within.value / ordered_rate if within is not None and ordered_rate > 0 else None,
    )


def content_of_common(delivered: Delivered) -> Fraction:
    """Give the drug in the common volume at the end: all that is left, less what the branches hold."""
    return delivered.left_in_line - delivered.left_in_branches


def _unsettled(pieces: list[Piece], ordered_rate: Fraction) -> list[Piece]:
    while pieces and pieces[-1].dose_rate == ordered_rate:
        pieces = pieces[:-1]
    return pieces


def _largest_factor(pieces: list[Piece], ordered_rate: Fraction) -> Fraction | None:
    if ordered_rate == 0:
        return None
    return max((piece.dose_rate / ordered_rate for piece in pieces), default=Fraction(1))


def _step(ladder: Ladder, number: int) -> PlannedStep:
    found = next((step for step in ladder.steps if step.number == number), None)
    if found is None:
        msg = f"step {number} is not among the steps of the plan"
        raise UnsoundLine(msg)
    return found


def _infusion(ladder: Ladder, number: int, flow: Fraction = NOTHING) -> Infuse:
    _step(ladder, number)
    return next(
        event for event in events_of(ladder, carrier=flow) if isinstance(event, Infuse) and event.step == number
    )


def _until(ladder: Ladder, number: int, flow: Fraction) -> list[Event]:
    """Give the events up to the end of a step."""
    events = list(events_of(ladder, carrier=flow))
    return events[: events.index(_infusion(ladder, number, flow)) + 1]
