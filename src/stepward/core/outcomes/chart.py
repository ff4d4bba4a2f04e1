"""A control chart of a share: quarter by quarter beside what chance alone would do.

The limits of a quarter are exact: outside of them lies what chance would bring with a probability of 0.00135 at each
side, as three standard deviations do of a normal distribution. Fewer than ten points are numbers, not a chart.

Source: BENNEYAN-2003; the limits are arithmetic (STEPWARD-METHOD).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stepward.core.outcomes.outcome import Outcome

TAIL, FEWEST = 0.00135, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One quarter: how many of how many, and between which shares chance alone would leave it."""

    quarter: str
    count: int
    procedures: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that was counted."""
        return self.count / self.procedures

    @property
    def is_outside(self) -> bool:
        """Tell whether it lies where chance hardly ever would."""
        return not self.low <= self.share <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """Points in their order around the share of all; `is_drawn` only where there are enough."""

    center: float
    points: tuple[Point, ...]

    @property
    def is_drawn(self) -> bool:
        """Tell whether there are enough points for a chart."""
        return len(self.points) >= FEWEST


def control_chart(outcomes: Iterable[Outcome], counts: Callable[[Outcome], bool]) -> ControlChart:
    """Chart a share by quarters."""
    found = dict[str, list[bool]]()
    for one in outcomes:
        found.setdefault(quarter(one), []).append(counts(one))
    every = sum(map(len, found.values()))
    center = sum(map(sum, found.values())) / every if every else 0.0
    return ControlChart(
        center=center,
        points=tuple(
            Point(
                quarter=name,
                count=sum(found[name]),
                procedures=len(found[name]),
                low=_quantile(len(found[name]), center, TAIL) / len(found[name]),
                high=_quantile(len(found[name]), center, 1 - TAIL) / len(found[name]),
            )
            for name in sorted(found)
        ),
    )


def quarter(one: Outcome) -> str:
    """Name the quarter of a year."""
    return f"{one.started_at.year} Q{(one.started_at.month + 2) // 3}"


def _quantile(of: int, share: float, below: float) -> int:
    """Find the smallest count that is reached with at least this probability, of a binomial distribution."""
    if share in {0.0, 1.0}:
        return int(share * of)
    total = 0.0
    for count in range(of + 1):
        log = math.lgamma(of + 1) - math.lgamma(count + 1) - math.lgamma(of - count + 1)
        total += math.exp(log + count * math.log(share) + (of - count) * math.log1p(-share))
        if total >= below:
            return count
    return of
