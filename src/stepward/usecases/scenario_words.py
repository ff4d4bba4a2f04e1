"""Words of a scenario file: times and amounts with their unit, read strictly."""

import re
from collections.abc import Callable
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import parse_ratio
from stepward.core.sessions.instants import HOUR, MINUTE, SECOND
from stepward.usecases.scenarios import Measured

_UNITS = {"h": HOUR, "min": MINUTE, "s": SECOND}
_TIME = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,6})?) (h|min|s)")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
_AMOUNT = re.compile(r"([0-9./]+) (\S.{0,19})")


class UnreadableScenario(Refusal, ValueError):
    """A scenario file is broken, or says something that is not of the format; says where and what was expected."""


def duration(text: str) -> int:
    """Read a time such as `90 min` or `1 h 30 min` in microseconds.

    Raises:
        UnreadableScenario: if it is none.
    """
    words = text.split(" ")
    parts = [_TIME.fullmatch(" ".join(words[place : place + 2])) for place in range(0, len(words), 2)]
    total = Fraction(0)
    for part in parts:
        if part is None:
            msg = "expected a time such as '90 min' or '1 h 30 min'"
            raise UnreadableScenario(msg)
        total += Fraction(part[1]) * _UNITS[part[2]]
    if total.denominator != 1:
        msg = "expected a time in whole microseconds"
        raise UnreadableScenario(msg)
    return int(total)


def clock(text: str) -> int:
    """Read the time since the start, as `1:05` or `1:05:30`, in microseconds.

    Raises:
        UnreadableScenario: if it is none.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        msg = "expected hours and minutes since the start, such as '1:05'"
        raise UnreadableScenario(msg)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * HOUR + minutes * MINUTE + seconds * SECOND


def measured(text: str) -> Measured:
    """Read a number with its unit, such as `12.5 mg`, `1/3 mg` or `80 mL/h`.

    Raises:
        UnreadableScenario: if it is none.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        msg = "expected a number and its unit, such as '12.5 mg'"
        raise UnreadableScenario(msg)
    return Measured(parse_ratio(match[1]), match[2])


def in_unit(unit: str) -> Callable[[str], Fraction]:
    """Make a reader of amounts in one unit."""

    def read(text: str) -> Fraction:
        found = measured(text)
        if found.unit != unit:
            msg = f"expected an amount in {unit}"
            raise UnreadableScenario(msg)
        return found.value

    return read
