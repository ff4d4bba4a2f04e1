"""Printed cells as numbers with their rounding, and intervals of what they can mean."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Self

_NUMBER = re.compile(
    r"(?P<digits>[0-9]{1,3}(?:[,  ' ][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"(?:[eE](?P<exponent>[+-]?[0-9]{1,2}))?"
)
_STRENGTH = re.compile(
    r"(?P<number>[0-9][0-9,.  ]*(?:\+[0-9.]+)?)\s*(?P<unit>[a-zA-Zµ]+(?:/m2|/kg)?)\s*/\s*(?P<volume>[0-9.]+)?\s*mL"
)
KINDS = ("mg", "units")
_REMEMBERED = 4096
_SCALES = {
    "mg": ("mg", Fraction(1)),
    "units": ("units", Fraction(1)),
    "ng": ("mg", Fraction(1, 10**6)),
    "mcg": ("mg", Fraction(1, 1000)),
    "ug": ("mg", Fraction(1, 1000)),
    "µg": ("mg", Fraction(1, 1000)),
    "microgram": ("mg", Fraction(1, 1000)),
    "g": ("mg", Fraction(1000)),
    "iu": ("units", Fraction(1)),
    "unit": ("units", Fraction(1)),
    "miu": ("units", Fraction(10**6)),
}


@dataclass(frozen=True, slots=True)
class Span:
    """All values from `low` to `high`."""

    low: Fraction
    high: Fraction

    @classmethod
    def exact(cls, value: Fraction) -> Self:
        """Make the span of one value."""
        return cls(value, value)

    def meets(self, other: "Span") -> bool:
        """Tell whether the spans have a value in common."""
        return self.low <= other.high and other.low <= self.high

    def both(self, other: "Span") -> "Span":
        """Give the common part; the spans must meet."""
        return Span(max(self.low, other.low), min(self.high, other.high))

    def __add__(self, other: "Span") -> "Span":
        """Add two spans of values of at least zero."""
        return Span(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Span") -> "Span":
        """Take away a span."""
        return Span(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Span") -> "Span":
        """Multiply two spans of values of at least zero."""
        return Span(self.low * other.low, self.high * other.high)

    def over(self, other: "Span") -> "Span | None":
        """Divide by a span of values above zero."""
        return None if other.low <= 0 else Span(self.low / other.high, self.high / other.low)

    @property
    def middle(self) -> Fraction:
        """The value in the middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its value, half a unit of its last place, how many decimals, and the unit text behind it."""

    value: Fraction
    half: Fraction
    decimals: int
    unit: str = ""
    text: str = ""
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what the cell can mean as printed rounding."""
        object.__setattr__(self, "span", self.within(self.half))

    def within(self, half: Fraction) -> Span:
        """Give what the cell can mean when its column is printed to this precision."""
        return Span(max(Fraction(0), self.value - half), self.value + half)


@lru_cache(maxsize=_REMEMBERED)
def read_number(text: str) -> Number | None:
    """Read a cell that is one number with or without a unit; nothing for words, ranges and sums."""
    cell = text.strip()
    match = _NUMBER.match(cell)
    if match is None:
        return None
    rest = cell[match.end() :].strip()
    if re.match(r"(to|-|–|\+|/ ?[0-9]|of|x|×|or)\b|[0-9+–.,:;/=-]", rest):
        return None
    digits = re.sub(r"[,  ' ]", "", match["digits"])
    exponent = int(match["exponent"] or 0)
    decimals = len(digits.partition(".")[2]) - exponent
    half = Fraction(1, 2) / Fraction(10) ** decimals
    value = Fraction(digits) * Fraction(10) ** exponent
    return Number(value, half, max(decimals, 0), rest, cell)


def has_trailing_zero(number: Number) -> bool:
    """Tell whether the decimals as printed end in a zero."""
    digits = _NUMBER.match(number.text)
    return digits is not None and "." in digits["digits"] and digits["digits"].endswith("0")


def unit_of(text: str) -> tuple[str, Fraction]:
    """Give the base unit of a unit text and how many of it one is."""
    word = text.strip().split(" ", maxsplit=1)[0].rstrip(".,;")
    return _SCALES.get(word.casefold(), (word, Fraction(1)))


@lru_cache(maxsize=_REMEMBERED)
def read_strength(text: str, dose_unit: str) -> Number | None:
    """Read `0.1 mg/mL (160 IU/mL)` as the strength in the unit that the doses have."""
    wanted, scale = unit_of(dose_unit or "mg")
    found = []
    for match in _STRENGTH.finditer(text):
        plain = match["number"].replace("+", " ").split()
        number = read_number(plain[-1] if "+" in match["number"] else match["number"].strip())
        volume = Fraction(match["volume"]) if match["volume"] else Fraction(1)
        if number is None or volume == 0:
            continue
        unit, times = unit_of(match["unit"])
        factor = times / volume / scale
        found.append((unit, Number(number.value * factor, number.half * factor, number.decimals, unit, number.text)))
    same = [number for unit, number in found if unit == wanted]
    return same[0] if same else found[0][1] if len(found) == 1 else None


def finest(numbers: list[Number]) -> Fraction | None:
    """Give half a unit of the finest place of a column whose numbers drop trailing zeros; nothing for another style."""
    decimals = {number.decimals for number in numbers}
    if len(decimals) == 1 or not decimals or any(has_trailing_zero(number) for number in numbers):
        return None
    return Fraction(1, 2) / Fraction(10) ** max(decimals)


@lru_cache(maxsize=_REMEMBERED)
def read_amount(text: str, dose_unit: str) -> Number | None:
    """Read an amount in the unit of the doses; nothing where its own unit is of another kind."""
    number = read_number(text)
    if number is None or not number.unit or not dose_unit:
        return number
    own, times = unit_of(number.unit)
    wanted, scale = unit_of(dose_unit)
    if number.unit.partition(" ")[0] == dose_unit.partition(" ")[0] or (own, times) == (wanted, scale):
        return number
    if own not in KINDS or wanted not in KINDS:
        return number
    if own != wanted:
        return None
    factor = times / scale
    return Number(number.value * factor, number.half * factor, number.decimals, dose_unit, number.text)
