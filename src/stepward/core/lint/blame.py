"""Rate or time: which of the two is wrong where the volume that they give is."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.lint.guilt import digits, fits_column, likelihood, simplest
from stepward.core.lint.ladder import ReadLadder, Row
from stepward.core.lint.reading import Span, read_number
from stepward.core.lint.result import plain_text

USUAL, PROVEN = 5, 6
HOUR = 60


def points_for(ladder: ReadLadder, row: Row, key: str, right: Span) -> int:
    """Score how likely a cell of a step is a slip of an expected value: by its digits, and by its column."""
    number, expected = row.numbers[key], simplest(right)
    before, after = ladder.around(row, key)
    gain = fits_column(expected, before, after) - fits_column(number.value, before, after)
    return likelihood(number, right, is_set=_is_set(row, key)) + 2 * gain


def _is_set(row: Row, key: str) -> bool:
    """Tell whether a table sets a cell, so that a round number is likely; what follows from others has any digits."""
    if key == "volume_mL":
        return row.pumped is None
    return key == "rate_mL_h" or (key == row.time_key and (row.is_timed or key == "hours"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A cell that is wrong if the others are right, what it should be, why, and how likely a slip it is."""

    key: str
    printed: Fraction
    expected: Fraction
    words: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A volume that is known: what it can be, the value to compute with, and what it is known from."""

    span: Span
    value: Fraction
    text: str


def blame_pump(ladder: ReadLadder, row: Row, volume: Known) -> Blame:
    """Blame rate or time of a step whose volume is known: the one that most else speaks against."""
    rate, time = row.numbers["rate_mL_h"], row.numbers[row.time_key]
    unit, per_hour = ("min", Fraction(HOUR)) if row.time_key == "minutes" else ("h", Fraction(1))
    minutes = row.minutes
    right_rate = None if minutes is None else (volume.span * Span.exact(Fraction(HOUR))).over(minutes)
    right_time = (volume.span * Span.exact(per_hour)).over(Span.exact(rate.value))
    for_rate = -PROVEN if right_rate is None else points_for(ladder, row, "rate_mL_h", right_rate)
    for_time = -PROVEN if right_time is None else points_for(ladder, row, row.time_key, right_time)
    for_time += 0 if right_time is None else _usual(ladder, row, right_time)
    if right_time is None or (right_rate is not None and for_rate >= for_time):
        expected = simplest(right_rate or volume.span)
        words = f"{volume.text} in {row.printed.get(row.time_key)} {unit} is {plain_text(expected)} mL/h."
        return Blame(key="rate_mL_h", printed=rate.value, expected=expected, words=words, points=for_rate)
    computed = volume.value * per_hour / rate.value
    expected = computed if digits(computed) <= digits(time.value) + 1 else simplest(right_time)
    words = f"{volume.text} at {row.printed.get('rate_mL_h')} mL/h takes {plain_text(expected)} {unit}."
    return Blame(key=row.time_key, printed=time.value, expected=expected, words=words, points=for_time)


def _usual(ladder: ReadLadder, row: Row, right: Span) -> int:
    """Weigh what the column and the total time say of a time that may be wrong."""
    time = row.numbers[row.time_key]
    total = read_number(ladder.table.head.get("total_minutes", ""))
    others = [other.minutes for other in ladder.rows if other is not row]
    if total is not None and row.time_key == "minutes" and None not in others:
        rest = Span(total.value - total.half, total.value + 2 * total.half)
        for other in others:
            rest -= other or Span.exact(Fraction(0))
        if rest.meets(time.span):
            return -PROVEN
        if rest.meets(right):
            return PROVEN
    every = Counter(other.numbers[row.time_key].value for other in ladder.rows if row.time_key in other.numbers)
    usual, count = every.most_common(1)[0]
    if count == 1 or row.is_last:
        return 1
    if time.value == usual:
        return -USUAL
    return USUAL if right.low <= usual <= right.high else 0
