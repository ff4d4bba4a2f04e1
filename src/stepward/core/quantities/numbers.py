"""Numbers as text: read strictly, computed as fractions, printed without ambiguity (H-30, H-32, H-37 to H-39)."""

import re
from fractions import Fraction
from functools import lru_cache
from math import floor

from stepward.core.findings import Refusal

MOST_DIGITS = 12
SIGNIFICANT_DIGITS = 12
BASE = 10
FEWEST_DIGITS = 3
NARROW_SPACE = "\u202f"
_REMEMBERED = 4096
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PLAIN_FRACTION = re.compile(r"([0-9]{1,4})/([0-9]{1,9})")


class UnreadableNumber(Refusal, ValueError):
    """The text is not one unambiguous number."""


def parse_number(text: str) -> Fraction:
    """Read a plain decimal such as `2000` or `0.5`.

    Raises:
        UnreadableNumber: for separators, commas, exponents, signs, hidden or non-ASCII digits, over 12 digits.
    """
    if _PLAIN.fullmatch(text) is None:
        msg = f"{text!r} is not a plain number: expected digits with at most one decimal point"
        raise UnreadableNumber(msg)
    if sum(character.isdigit() for character in text) > MOST_DIGITS:
        msg = f"{text!r} has more than {MOST_DIGITS} digits"
        raise UnreadableNumber(msg)
    return Fraction(text)


def parse_ratio(text: str) -> Fraction:
    """Read a fraction such as `1/100` (also `1`, `0.5`); the parts of a tablet or of a dilution.

    Raises:
        UnreadableNumber: if it is neither a plain fraction nor a plain number.
    """
    match = _PLAIN_FRACTION.fullmatch(text)
    if match is None:
        return parse_number(text)
    numerator, denominator = (int(part) for part in match.groups())
    if denominator == 0:
        msg = f"{text!r} divides by zero"
        raise UnreadableNumber(msg)
    return Fraction(numerator, denominator)


def round_to(value: Fraction, increment: Fraction) -> Fraction:
    """Round to the nearest multiple of the increment, halves up: the one rounding rule of Stepward."""
    return floor(value / increment + Fraction(1, 2)) * increment


def is_terminating(value: Fraction) -> bool:
    """Tell whether the decimal expansion of the value ends."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def fixed_text(value: Fraction, places: int) -> str:
    """Write the value with exactly the given number of decimals, halves up."""
    scaled = int(round_to(value, Fraction(1, 10**places)) * 10**places)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _strip(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact_text(value: Fraction) -> str:
    """Write the value for machines: exact where its decimals end, else with 12 significant digits."""
    if is_terminating(value):
        places = 0
        while (value * 10**places).denominator != 1:
            places += 1
        return fixed_text(value, places)
    return significant_text(value, SIGNIFICANT_DIGITS)


def significant_text(value: Fraction, digits: int) -> str:
    """Write the value with the given number of significant digits and no trailing zero."""
    if value == 0:
        return "0"
    places = digits - 1
    magnitude = abs(value)
    while magnitude >= BASE:
        magnitude, places = magnitude / 10, places - 1
    while magnitude < 1:
        magnitude, places = magnitude * 10, places + 1
    if places <= 0:
        return str(int(round_to(value, Fraction(10**-places))))
    return _strip(fixed_text(value, places))


@lru_cache(maxsize=_REMEMBERED)
def people_text(value: Fraction, *, places: int = 3, group: str = ",") -> str:
    """Write the value for people: at most `places` decimals, no trailing zero, thousands grouped (H-38).

    A value below 1 keeps three significant digits: two small doses never look alike, and none is shown as 0.
    """
    small = 0 < abs(value) < 1
    text = significant_text(value, max(places, FEWEST_DIGITS)) if small else _strip(fixed_text(value, places))
    whole, dot, decimals = text.partition(".")
    return f"{int(whole):,}".replace(",", group) + dot + decimals if not whole.startswith("-") else text
