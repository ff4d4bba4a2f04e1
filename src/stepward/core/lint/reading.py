"""Printed cells as numbers with their rounding, and intervals of what they can mean."""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Self

_NUMBER = re.compile(
    r"(?P<digits>[0-9]{1,3}(?:[,  ' ][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"(?:[eE](?P<exponent>[+-]?[0-9]{1,2}))?"
)
_PLAIN = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18}))?")
_NO_UNIT = re.compile(r"(to|-|–|\+|/ ?[0-9]|of|x|×|or)\b|[0-9+–.,:;/='-]")
_TWO_READINGS = re.compile(r"\b(or|to) [0-9]")
_LEADING_ZERO = re.compile(r"0[0-9]*[^0-9.]")
_SEPARATORS = re.compile("[,  ' ]")
_STRENGTH = re.compile(
    r"(?P<number>[0-9][0-9,.  ]*(?:\+[0-9.]+)?)\s*(?P<unit>[a-zA-Zµ]+(?:/m2|/kg)?)\s*/\s*(?P<volume>[0-9.]+)?\s*mL"
)
FEW_DIGITS = 2
COARSE, FINE = Fraction(1, 20), Fraction(1, 40)  # what two digits round away at most; what three and more do, with room
KINDS = ("mg", "units")
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
    """A printed number: value, what it may be off by, decimals, the unit text behind it, and half its last place."""

    value: Fraction
    half: Fraction
    decimals: int
    unit: str = ""
    text: str = ""
    place: Fraction = Fraction(0)
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what the cell can mean as printed rounding."""
        object.__setattr__(self, "place", self.place or self.half)
        object.__setattr__(self, "span", Span(max(Fraction(0), self.value - self.half), self.value + self.half))

    def meaning(self, half: Fraction) -> Self:
        """Give the same number with another rounding."""
        return replace(self, half=half)

    def times(self, factor: Fraction) -> Self:
        """Give the same number in another unit."""
        return replace(self, value=self.value * factor, half=self.half * factor, place=self.place * factor)

    @property
    def digits(self) -> int:
        """How many significant digits are printed, without zeros at either end."""
        match = _NUMBER.match(self.text)
        text = "" if match is None else match["digits"]
        return len("".join(letter for letter in text if letter.isdigit()).strip("0"))


def read_number(text: str) -> Number | None:
    """Read a cell that is one number with or without a unit; nothing for words, ranges, sums and two readings."""
    cell = text.strip()
    if not cell[:1].isdigit():
        return None
    plain = _PLAIN.fullmatch(cell)
    if plain is not None:
        decimals = len(plain[2] or "")
        scale = 10**decimals
        value = Fraction(int(plain[1] + (plain[2] or "")), scale)
        return Number(value, Fraction(1, 2 * scale), decimals, "", cell)
    match = _NUMBER.match(cell)
    if match is None:
        return None
    rest = cell[match.end() :].strip()
    if _NO_UNIT.match(rest) or _TWO_READINGS.search(rest) or _LEADING_ZERO.match(match["digits"]):
        return None
    digits = _SEPARATORS.sub("", match["digits"])
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


def as_column(numbers: list[Number]) -> list[Number]:
    """Give the cells of a column what they can mean as their column prints them.

    A column of varied decimals that never end in a zero drops its zeros: `0.3` under `0.0625` may well be 0.3000. There
    a cell is at most off by its own rounding, and by no more than a column of so many digits would round away.
    """
    decimals = sorted((number.decimals for number in numbers), reverse=True)
    if len(set(decimals)) <= 1 or any(has_trailing_zero(number) for number in numbers):
        return numbers
    finest = Fraction(1, 2) / Fraction(10) ** decimals[1]  # one cell alone may be a slip of the point
    share = COARSE if max(number.digits for number in numbers) <= FEW_DIGITS else FINE
    return [
        number.meaning(limit) if (limit := max(finest, number.value * share)) < number.half else number
        for number in numbers
    ]


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
    return replace(number.times(times / scale), unit=dose_unit)
