"""Repair what a line does to a plan: which line is filled with what, how the last drug comes in, what it costs.

Each solution gets a line of its own, filled with that solution up to the patient; the lines meet at the vein. Then
plug flow delivers what is ordered. What the lines hold is thrown away, except in the last one: there saline pushes the
last drug in, at the rate of the last step, and stands for the same volume from the bag.

Source: INFUSION-LINE-MODELS, plug flow; LINE-CLEARING-2005 for a line that was filled with saline first.
"""

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from stepward.core.delivery.line import NOTHING, SALINE, Event, Flush, Infuse, Line, UnsoundLine, run
from stepward.core.delivery.profile import Rise, jumps
from stepward.core.delivery.pushes import content_of_common
from stepward.core.delivery.vein import Vein, at_vein, events_of, filling_steps, strengths_of, vein_of
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Amount, Duration, Rate, Volume

NO_VOLUME = Volume(NOTHING)
CLEARING_VOLUMES = Fraction(6)  # the upper figure of 5 to 6 inner volumes; plug flow alone would need one


class Start(Enum):
    """What a new line holds before it is filled with drug: air, or saline."""

    DRY = "dry"
    SALINE = "saline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One line to fill: with which solution, how many mL run in, how many of them run out at the end and away."""

    solution: int
    holds: Volume
    run_in: Volume
    discard: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFlush:
    """The last drug, pushed by saline, and the highest rate it may run at.

    `instead` stands for the last mL of the bag inside the last step; `after_end` runs when the step is over, and brings
    what a shared volume still holds of the ordered dose.
    """

    solution: int
    rate: Rate
    instead: Volume
    after_end: Volume = NO_VOLUME

    @property
    def volume(self) -> Volume:
        """All saline that is pushed."""
        return self.instead + self.after_end

    @property
    def minutes(self) -> Duration:
        """How long the saline runs."""
        return Duration(self.volume.value * 60 / self.rate.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimingPlan:
    """How the lines are filled and flushed, what that costs, and the proof: the plan run through the repaired lines.

    `taken` is what the lines take besides what the steps give, by solution. `extra` is what of it the pharmacy makes
    beyond the plan, 0 where the bag's rest has it to spare; `thrown_away` is all drug in that. `shared` is the volume
    that no filling repairs.
    """

    fills: tuple[Fill, ...]
    shared: Volume
    flush: EndFlush | None
    taken: dict[int, Volume]
    extra: dict[int, Volume]
    thrown_away: Amount
    before: Vein
    after: Vein
    rises: tuple[Rise, ...]

    @property
    def given(self) -> Amount:
        """All drug that reaches the vein, flush included."""
        return type(self.thrown_away)(self.after.delivered.at_vein)

    @property
    def gives_every_step(self) -> bool:
        """Tell whether each step now gives just what it is ordered to."""
        return all(step.at_vein == step.ordered for step in self.after.steps)

    @property
    def unplanned(self) -> tuple[Rise, ...]:
        """List the rises that nobody orders and that the repair leaves."""
        return tuple(rise for rise in self.rises if not rise.is_planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the repair has to live with: a shared volume that stays, a carrier, and what new lines hold."""

    shared: Volume = NO_VOLUME
    carrier: Rate | None = None
    start: Start = Start.DRY


def priming_plan(ladder: Ladder, line: Line, setting: Setting | None = None) -> PrimingPlan:
    """Make the priming and flushing plan of a ladder for a line, and prove it by running it.

    Raises:
        UnsoundLine: if the ladder has no steps, or the shared volume is below zero or more than the line has.
    """
    setting = setting or Setting()
    if not ladder.steps:
        msg = "the plan has no steps: there is no line to fill"
        raise UnsoundLine(msg)
    if not NOTHING <= setting.shared.value <= line.common.value:
        msg = f"the shared volume is {setting.shared}: expected 0 mL to the {line.common} of the line"
        raise UnsoundLine(msg)
    repaired = _repaired(ladder, line, setting)
    held = {} if filling_steps(ladder) else repaired.branches
    fills = tuple(_fill(number, holds, setting.start) for number, holds in held.items() if holds.value > 0)
    flush = _end_flush(ladder, repaired)
    after = _proof(ladder, repaired, flush, setting.carrier)
    missing = ladder.total_dose.value - after.delivered.at_vein
    if flush is not None and missing > 0 and not setting.shared.is_zero:
        flush = _completed(flush, missing, repaired, after)
        after = _proof(ladder, repaired, flush, setting.carrier)
    if flush is not None and flush.volume.is_zero:
        flush = None
    taken = _taken(fills, flush, repaired)
    extra = _extra(ladder, taken)
    return PrimingPlan(
        fills=fills,
        shared=setting.shared,
        flush=flush,
        taken=taken,
        extra=extra,
        thrown_away=_drug(ladder, extra),
        before=at_vein(ladder, line, carrier=setting.carrier),
        after=after,
        rises=jumps(after, ladder),
    )


def _used(ladder: Ladder) -> tuple[int, ...]:
    """List the solutions in the order of their first step."""
    return tuple(dict.fromkeys(step.solution for step in ladder.steps if step.solution is not None))


def _repaired(ladder: Ladder, line: Line, setting: Setting) -> Line:
    """Give each solution the way from bag to vein as a line of its own, but for what stays shared."""
    solutions = _used(ladder)
    own = line.common - setting.shared
    with_carrier = setting.carrier is not None and not setting.carrier.is_zero
    return Line(
        common=setting.shared,
        branches={number: line.branches.get(number, NO_VOLUME) + own for number in solutions},
        primed_with=SALINE if with_carrier or not solutions or filling_steps(ladder) else solutions[0],
        branches_primed=not filling_steps(ladder),
    )


def _fill(solution: int, holds: Volume, start: Start) -> Fill:
    run_in = holds if start is Start.DRY else holds * CLEARING_VOLUMES
    return Fill(solution=solution, holds=holds, run_in=run_in, discard=run_in - holds)


def _end_flush(ladder: Ladder, repaired: Line) -> EndFlush | None:
    """Let saline push the last drug in, for no longer than the last step: its rate is the highest allowed."""
    last = ladder.steps[-1]
    if filling_steps(ladder):
        return None  # what fills the line is more than the ordered dose: it stays there
    if last.rate is None or last.solution is None or last.duration is None:
        return None
    way = repaired.branches.get(last.solution, NO_VOLUME)
    instead = min(way, last.rate.during(last.duration))
    if instead.is_zero and repaired.common.is_zero:
        return None
    return EndFlush(solution=last.solution, rate=last.rate, instead=instead)


def _completed(flush: EndFlush, missing: Fraction, repaired: Line, after: Vein) -> EndFlush:
    """Push on after the end until the ordered dose is in, or the shared volume is through."""
    held = content_of_common(after.delivered) / repaired.common.value
    more = repaired.common.value if held == 0 else min(repaired.common.value, missing / held)
    return replace(flush, after_end=Volume(more))


def _proof(ladder: Ladder, repaired: Line, flush: EndFlush | None, carrier: Rate | None) -> Vein:
    return vein_of(ladder, repaired, run(repaired, strengths_of(ladder), _events(ladder, flush, carrier)))


def _events(ladder: Ladder, flush: EndFlush | None, carrier: Rate | None) -> list[Event]:
    flow = NOTHING if carrier is None else carrier.value
    events = list(events_of(ladder, carrier=flow))
    last = events[-1]
    if flush is None or not isinstance(last, Infuse):
        return events
    rate, instead = flush.rate.value, flush.instead.value
    minutes = last.minutes - instead * 60 / rate
    events[-1:] = [replace(last, minutes=minutes)] if minutes > 0 else []
    if instead > 0:
        through = flush.solution
        events.append(Flush(volume=instead, rate=rate, through=through, step=last.step, carrier=flow))
    if not flush.after_end.is_zero:
        events.append(Flush(volume=flush.after_end.value, rate=rate))
    return events


def _taken(fills: tuple[Fill, ...], flush: EndFlush | None, repaired: Line) -> dict[int, Volume]:
    """Tell what leaves the bags besides the steps: what runs into the lines, less what the flush saves."""
    taken = {fill.solution: fill.run_in for fill in fills}
    if repaired.primed_with != SALINE and not repaired.common.is_zero:
        taken[repaired.primed_with] = taken.get(repaired.primed_with, NO_VOLUME) + repaired.common
    if flush is not None:
        taken[flush.solution] = taken.get(flush.solution, NO_VOLUME) - flush.instead
    return {number: volume for number, volume in taken.items() if not volume.is_zero}


def _extra(ladder: Ladder, taken: dict[int, Volume]) -> dict[int, Volume]:
    """Tell what of it must be made beyond the plan: what the rest of the bag does not hold."""
    solutions = {item.number: item for item in ladder.solutions}
    return {number: solutions[number].beyond(volume) for number, volume in taken.items()}


def _drug(ladder: Ladder, volumes: dict[int, Volume]) -> Amount:
    strengths = strengths_of(ladder)
    held = sum((volume.value * strengths[number] for number, volume in volumes.items()), NOTHING)
    return type(ladder.none_yet)(held)
