"""How likely a printed number is a slip of another: ten times, swapped digits, one digit wrong."""

from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from stepward.core.lint.reading import Number, Span
from stepward.core.quantities import fixed_text

MOST_PLACES = 12
BOTH, NEAR = 2, 25
TENFOLD, SWAPPED, ONE_DIGIT, TENTH = 4, 4, 3, 2
TENTHS = (Fraction(10, 11), Fraction(10, 9))
POWERS = tuple(Fraction(10) ** power for power in (-3, -2, -1, 1, 2, 3))


def simplest(span: Span) -> Fraction:
    """Give the value of a span with the fewest decimals, nearest to its middle."""
    if span.low == span.high:
        return span.low
    middle = (span.low + span.high) / 2
    for places in range(MOST_PLACES + 1):
        scale = 10**places
        low, high = ceil(span.low * scale), floor(span.high * scale)
        if low <= high:
            return Fraction(min(max(round(middle * scale), low), high), scale)
    return middle


def digits(value: Fraction) -> int:
    """Count the significant digits that a value needs."""
    for places in range(MOST_PLACES + 1):
        if (value * 10**places).denominator == 1:
            return len(str(int(value * 10**places)).strip("0"))
    return MOST_PLACES


def likelihood(printed: Number, expected: Span, *, is_set: bool = True) -> int:
    """Score how likely `printed` is a slip of an expected value: known slips first; of what is set, round numbers."""
    right = simplest(expected)
    if right <= 0:
        return -TENFOLD
    points = _slip(printed, expected, right)
    if not is_set:
        return points
    needs, has = digits(right), digits(printed.value)
    return points + 2 * (needs < has) - 3 * (needs > has + 1) - 2 * (needs == has + 1)


def _slip(printed: Number, expected: Span, right: Fraction) -> int:
    if printed.value == 0:
        return 0
    if any(_scaled(printed, power).meets(expected) for power in POWERS):
        return TENFOLD
    scale = 10**printed.decimals
    best = Fraction(round(right * scale), scale)
    if 2 * abs(best - right) * scale < 1:
        one, other = fixed_text(printed.value, printed.decimals), fixed_text(best, printed.decimals)
        points = _changed(one, other) if len(one) == len(other) else 0
        if points:
            return points
    return TENTH if any(_scaled(printed, factor).meets(expected) for factor in TENTHS) else 0


def _scaled(number: Number, factor: Fraction) -> Span:
    half = Fraction(1, 2) / 10**number.decimals
    return Span((number.value - half) * factor, (number.value + half) * factor)


def _changed(one: str, other: str) -> int:
    differing = [index for index, (left, over) in enumerate(zip(one, other, strict=True)) if left != over]
    if len(differing) <= 1:
        return ONE_DIGIT if differing else 0
    first, last = differing[0], differing[-1]
    is_swap = len(differing) == BOTH and one[first] == other[last] and one[last] == other[first]
    return SWAPPED if is_swap else 0


def fits_column(value: Fraction, before: list[Fraction], after: list[Fraction]) -> int:
    """Score how well a value continues the column of its solution: it rises, and by a factor seen beside it."""
    if value <= 0:
        return 0
    points = int(all(other < value for other in before[-1:]) and all(value < other for other in after[:1]))
    ratios = [two / one for one, two in (*pairwise(before), *pairwise(after)) if one]
    steps = [value / other for other in before[-1:] if other] + [other / value for other in after[:1]]
    if len(steps) == BOTH and not ratios:
        ratios = steps[:1]
        steps = steps[1:]
    return points + sum(any(abs(step - ratio) * NEAR <= ratio for ratio in ratios) for step in steps)
