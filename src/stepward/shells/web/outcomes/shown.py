"""What the page of outcomes shows: two tables that are never one, a chart of quarters, and delays."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from stepward.core.outcomes.chart import ControlChart, control_chart
from stepward.core.outcomes.outcome import Outcome
from stepward.core.outcomes.rates import (
    PatientRate,
    ProcedureRate,
    What,
    by_step,
    grouped,
    per_patient,
    per_procedure,
    ungraded,
)

EVERY = "all"
KEYS: dict[str, tuple[str, Callable[[Outcome], str]]] = {
    "drug": ("Drug", lambda one: one.drug),
    "protocol": ("Protocol", lambda one: one.protocol),
    "phenotype": ("First reaction", lambda one: one.phenotype),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its counts and its exact interval, in words."""

    counts: str
    percent: str
    interval: str
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table."""

    name: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One quarter of the chart, in places of percent for a picture and in words for a reader."""

    x: str
    y: str
    low: str
    high: str
    height: str
    quarter: str
    words: str
    is_outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOutcomes:
    """The whole page."""

    procedures: int
    patients: int
    whats: tuple[str, ...]
    per_procedure: tuple[Line, ...]
    per_patient: tuple[Line, ...]
    steps: tuple[tuple[str, int], ...]
    facts: tuple[tuple[str, str], ...]
    points: tuple[ChartPoint, ...]
    center: str
    center_at: str
    is_drawn: bool
    by: str


def shown(outcomes: Sequence[Outcome], by: str) -> ShownOutcomes:
    """Write the page, grouped by drug, protocol or kind of the first reaction."""
    title, key = KEYS[by]
    groups = {EVERY: tuple(outcomes), **grouped(outcomes, key)}
    chart = control_chart(outcomes, lambda one: one.has_breakthrough)
    return ShownOutcomes(
        procedures=len(outcomes),
        patients=len({one.patient for one in outcomes}),
        whats=tuple(what.value for what in What),
        per_procedure=tuple(
            Line(name=name, shares=tuple(_shares(found, per_procedure, ungraded(found)[0])))
            for name, found in groups.items()
        ),
        per_patient=tuple(
            Line(name=name, shares=tuple(_shares(found, per_patient, ungraded(found)[1])))
            for name, found in groups.items()
        ),
        steps=tuple(by_step(outcomes).items()),
        facts=_facts(outcomes),
        points=_points(chart),
        center=f"{chart.center:.0%}",
        center_at=f"{100 - chart.center * 100:.2f}%",
        is_drawn=chart.is_drawn,
        by=title,
    )


def _shares(
    found: Sequence[Outcome],
    rate: Callable[[Sequence[Outcome], What], ProcedureRate | PatientRate],
    unknown: int,
) -> Iterator[Share]:
    """Write all shares of a row; where a grade is not known, that of the severe ones is no number."""
    for what in What:
        told = share(rate(found, what))
        if what is What.SEVERE and unknown:
            told = replace(told, percent="", interval="", unknown=f"{unknown} not graded")
        yield told


def share(rate: ProcedureRate | PatientRate) -> Share:
    """Write a share with what it was counted of."""
    of = rate.procedures if isinstance(rate, ProcedureRate) else rate.patients
    if not of:
        return Share(counts="0 of 0", percent="", interval="")
    ends = rate.interval
    return Share(
        counts=f"{rate.count} of {of}",
        percent=f"{rate.count / of:.0%}",
        interval=f"{ends.low:.0%} to {ends.high:.0%}",
    )


def _facts(outcomes: Sequence[Outcome]) -> tuple[tuple[str, str], ...]:
    late = [one.late for one in outcomes if one.late is not None]
    overdue = sum(one.overdue_vitals for one in outcomes)
    made = [one.made for one in outcomes if one.made is not None]
    wasted = [one.wasted for one in outcomes if one.wasted is not None]
    facts = [("Longer than planned, median", f"{statistics.median(late):.0f} min")] if late else []
    facts.append(("Vital signs later than ordered", f"{overdue} times in {len(outcomes)} sessions"))
    if made:
        facts.append(
            ("Made and not given", f"{sum(wasted):,.0f} of {sum(made):,.0f} mL ({sum(wasted) / sum(made):.0%})")
        )
    return tuple(facts)


def _points(chart: ControlChart) -> tuple[ChartPoint, ...]:
    count = len(chart.points)
    return tuple(
        ChartPoint(
            x=f"{(place + 0.5) / count * 100:.2f}%",
            y=f"{100 - point.share * 100:.2f}%",
            low=f"{100 - point.low * 100:.2f}%",
            high=f"{100 - point.high * 100:.2f}%",
            height=f"{(point.high - point.low) * 100:.2f}%",
            quarter=point.quarter,
            words=f"{point.count} of {point.procedures}, chance alone {point.low:.0%} to {point.high:.0%}",
            is_outside=point.is_outside,
        )
        for place, point in enumerate(chart.points)
    )
