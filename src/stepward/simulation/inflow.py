"""What enters the common volume over time, as arrays: the branches are plug flow, computed exactly by the core."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from stepward.core.delivery.line import (
    NOTHING,
    SALINE,
    Event,
    Flush,
    Hold,
    Infuse,
    Line,
    NewLine,
    UnsoundLine,
    run,
)
from stepward.core.quantities import Volume

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow:
    """Spans of unchanging flow (mL/h) and strength (drug per mL); a span without flow is a hold."""

    minutes: Floats
    flow: Floats
    strength: Floats

    @property
    def running(self) -> "Inflow":
        """Leave the holds out."""
        runs = self.flow > 0
        return Inflow(minutes=self.minutes[runs], flow=self.flow[runs], strength=self.strength[runs])

    @property
    def ends(self) -> Floats:
        """When each span ends, after the start at 0."""
        return np.concatenate(([0.0], np.cumsum(self.minutes)))

    @property
    def volumes(self) -> Floats:
        """The volume pumped when each span ends, after the start at 0."""
        return np.concatenate(([0.0], np.cumsum(self.flow * self.minutes / 60)))

    @property
    def doses(self) -> Floats:
        """The drug that has entered when each span ends, after the start at 0."""
        return np.concatenate(([0.0], np.cumsum(self.flow * self.minutes / 60 * self.strength)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When an event runs, with its flow."""

    start: Fraction
    end: Fraction
    flow: Fraction
    step: int


def schedule(events: Iterable[Event]) -> tuple[Span, ...]:
    """Tell when each event runs and at which total flow.

    Raises:
        UnsoundLine: for a new line: the dispersed and mixed models follow one line from start to end.
    """
    spans: list[Span] = []
    for event in events:
        now = spans[-1].end if spans else NOTHING
        spans.append(_span(event, now))
    return tuple(spans)


def _span(event: Event, now: Fraction) -> Span:
    match event:
        case Infuse():
            return Span(start=now, end=now + event.minutes, flow=event.rate + event.carrier, step=event.step)
        case Hold():
            return Span(start=now, end=now + event.minutes, flow=event.carrier, step=0)
        case Flush():
            end = now + event.volume * 60 / event.rate
            return Span(start=now, end=end, flow=event.rate + event.carrier, step=event.step)
        case NewLine():
            msg = "a new line is hung: expected one line from start to end"
            raise UnsoundLine(msg)
        case never:
            assert_never(never)


def inflow_of(line: Line, strengths: Mapping[int, Fraction], events: tuple[Event, ...]) -> Inflow:
    """Compute what enters the common volume of a line."""
    spans = schedule(events)
    entering = run(replace(line, common=Volume(NOTHING), primed_with=SALINE), strengths, events).pieces
    times = sorted({NOTHING, *(span.end for span in spans), *(piece.end for piece in entering)})
    starts = times[:-1]
    flows = _values_at(starts, [(span.start, span.flow) for span in spans if span.end > span.start])
    rates = _values_at(starts, [(piece.start, piece.dose_rate) for piece in entering])
    return Inflow(
        minutes=np.array([float(end - start) for start, end in zip(starts, times[1:], strict=True)]),
        flow=np.array([float(flow) for flow in flows]),
        strength=np.array([float(rate / flow) if flow else 0.0 for rate, flow in zip(rates, flows, strict=True)]),
    )


def _values_at(times: list[Fraction], changes: list[tuple[Fraction, Fraction]]) -> list[Fraction]:
    found = []
    position = 0
    for time in times:
        while position + 1 < len(changes) and changes[position + 1][0] <= time:
            position += 1
        found.append(changes[position][1] if changes else NOTHING)
    return found
