"""The exact interval of a share: how far the true one may lie from the one that was counted.

Clopper and Pearson's interval: at each end, what was counted, or more of it, would be seen with half of the remaining
probability. It is never too short, and for few sessions it is long, which is the truth about few sessions.

Source: CLOPPER-1934.
"""

import math
from dataclasses import dataclass

_STEPS, _HALVINGS, _CLOSE, _TINY = 2_000, 100, 1e-15, 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The ends of an interval of a share, each from 0 to 1."""

    low: float
    high: float


def exact_interval(count: int, of: int, *, level: float = 0.95) -> Interval:
    """Find the exact interval of `count` in `of`; of none, everything is possible.

    Raises:
        ValueError: if more was counted than there is, or the level is not between 0 and 1.
    """
    if not 0 <= count <= of or not 0 < level < 1:
        msg = f"{count} in {of} at a level of {level}: expected 0 to {of}, and a level between 0 and 1"
        raise ValueError(msg)
    rest = (1 - level) / 2
    low = 0.0 if count == 0 else _solved(rest, count, of - count + 1)
    high = 1.0 if count == of else _solved(1 - rest, count + 1, of - count)
    return Interval(low=low, high=high)


def _solved(share: float, first: int, second: int) -> float:
    """Find where the beta distribution holds a share below, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if beta_below(middle, first, second) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, first: float, second: float) -> float:
    """Tell how much of a beta distribution lies below x: its continued fraction, on the side where that is short."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (first + 1) / (first + second + 2):
        return 1 - beta_below(1 - x, second, first)
    log_front = (
        math.lgamma(first + second)
        - math.lgamma(first)
        - math.lgamma(second)
        + first * math.log(x)
        + second * math.log1p(-x)
    )
    return math.exp(log_front) * _fraction(x, first, second) / first


def _fraction(x: float, first: float, second: float) -> float:
    """Compute the continued fraction of the incomplete beta function, from its beginning on."""
    top, below = 1.0, 1 - (first + second) * x / (first + 1)
    below = 1 / _apart(below)
    found = below
    for step in range(1, _STEPS):
        for part in (_even(x, first, second, step), _odd(x, first, second, step)):
            below = 1 / _apart(1 + part * below)
            top = _apart(1 + part / top)
            found *= top * below
        if abs(top * below - 1) < _CLOSE:
            break
    return found


def _even(x: float, first: float, second: float, step: int) -> float:
    return step * (second - step) * x / ((first + 2 * step - 1) * (first + 2 * step))


def _odd(x: float, first: float, second: float, step: int) -> float:
    return -(first + step) * (first + second + step) * x / ((first + 2 * step) * (first + 2 * step + 1))


def _apart(value: float) -> float:
    """Keep a divisor away from nothing."""
    return value if abs(value) > _TINY else _TINY
