"""Amounts with their unit: one class and one unit a kind, fractions inside, never converted between kinds (H-30)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from stepward.core.findings import Refusal
from stepward.core.quantities.numbers import exact_text, parse_number, parse_ratio, people_text


class UnreadableQuantity(Refusal, ValueError):
    """The text is not a number with a unit of the kind that is expected."""


class NotAboveZero(Refusal, ValueError):
    """An amount that must be more than zero is not."""


@dataclass(frozen=True, slots=True, order=False)
class Quantity:
    """A number of one unit; subclasses name the unit and the unit texts that they read."""

    value: Fraction
    unit: ClassVar[str] = ""
    reads: ClassVar[dict[str, Fraction]] = {}

    def __post_init__(self) -> None:
        """Refuse anything but an exact number: binary floating point has no place in a dose."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            object.__setattr__(self, "value", Fraction(self.value))
        if not isinstance(self.value, Fraction):
            msg = f"{type(self).__name__} takes a Fraction, not {type(self.value).__name__}"
            raise TypeError(msg)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `number unit`, for example `2.5 mg`.

        Raises:
            UnreadableQuantity: if the number is ambiguous or the unit is of another kind.
        """
        number, _, unit = text.strip().partition(" ")
        if unit not in cls.reads:
            expected = ", ".join(cls.reads)
            msg = f"{text!r}: expected a number, one space and a unit of {expected}"
            raise UnreadableQuantity(msg)
        return cls(_read_number(number, cls) * cls.reads[unit])

    def _same(self, other: object) -> Fraction:
        if type(other) is not type(self):
            msg = f"{type(self).__name__} and {type(other).__name__} do not combine"
            raise TypeError(msg)
        return other.value

    def __add__(self, other: Self) -> Self:
        """Add an amount of the same kind."""
        return type(self)(self.value + self._same(other))

    def __sub__(self, other: Self) -> Self:
        """Take away an amount of the same kind."""
        return type(self)(self.value - self._same(other))

    def __mul__(self, factor: Fraction | int) -> Self:
        """Multiply by a plain number."""
        return type(self)(self.value * factor)

    def __truediv__(self, divisor: Fraction | int) -> Self:
        """Divide by a plain number."""
        return type(self)(self.value / divisor)

    def per(self, other: Self) -> Fraction:
        """Divide by an amount of the same kind."""
        return self.value / self._same(other)

    def __lt__(self, other: Self) -> bool:
        """Compare with an amount of the same kind."""
        return self.value < self._same(other)

    def __le__(self, other: Self) -> bool:
        """Compare with an amount of the same kind."""
        return self.value <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        """Compare with an amount of the same kind."""
        return self.value > self._same(other)

    def __ge__(self, other: Self) -> bool:
        """Compare with an amount of the same kind."""
        return self.value >= self._same(other)

    @property
    def is_zero(self) -> bool:
        """Tell whether there is none of it."""
        return self.value == 0

    @property
    def exact(self) -> str:
        """Write the number for machines, without the unit."""
        return exact_text(self.value)

    def people(self, *, places: int = 3, group: str = ",") -> str:
        """Write number and unit for people (H-38)."""
        return f"{people_text(self.value, places=places, group=group)}\u00a0{self.unit}"

    def __str__(self) -> str:
        """Write number and unit as plain text that `parse` reads."""
        return f"{self.exact} {self.unit}"


def _read_number(text: str, kind: type) -> Fraction:
    if text[:1] in {"-", "\N{MINUS SIGN}"} and text[1:2].isdigit():
        msg = f"{text!r}: must be more than zero"
        raise NotAboveZero(msg)
    return parse_ratio(text) if kind is Tablets else parse_number(text)


class Amount(Quantity):
    """How much drug: a mass, units of activity, mL of a product, tablets or sprays."""

    __slots__ = ()


class Mass(Amount):
    """A mass of drug in mg."""

    __slots__ = ()
    unit = "mg"
    reads: ClassVar[dict[str, Fraction]] = {
        "ng": Fraction(1, 10**6),
        "mcg": Fraction(1, 1000),
        "mg": Fraction(1),
        "g": Fraction(1000),
    }

    @property
    def mg(self) -> Fraction:
        """The mass in mg."""
        return self.value


class Activity(Amount):
    """Units of biological activity; never converted to mass, nor to the units of another drug."""

    __slots__ = ()
    unit = "units"
    reads: ClassVar[dict[str, Fraction]] = {"units": Fraction(1), "unit": Fraction(1)}

    @property
    def units(self) -> Fraction:
        """The number of units."""
        return self.value


class Volume(Amount):
    """A volume in mL; as a dose, mL of the undiluted product (vaccines, antitoxins)."""

    __slots__ = ()
    unit = "mL"
    reads: ClassVar[dict[str, Fraction]] = {"mL": Fraction(1), "L": Fraction(1000)}

    @property
    def ml(self) -> Fraction:
        """The volume in mL."""
        return self.value


class Tablets(Amount):
    """Tablets and parts of tablets, for example `1/4 tablet`."""

    __slots__ = ()
    unit = "tablets"
    reads: ClassVar[dict[str, Fraction]] = {"tablets": Fraction(1), "tablet": Fraction(1)}


class Sprays(Amount):
    """Whole actuations of a nasal spray."""

    __slots__ = ()
    unit = "sprays"
    reads: ClassVar[dict[str, Fraction]] = {"sprays": Fraction(1), "spray": Fraction(1)}


class Rate(Quantity):
    """A pump rate in mL/h."""

    __slots__ = ()
    unit = "mL/h"
    reads: ClassVar[dict[str, Fraction]] = {"mL/h": Fraction(1), "mL/min": Fraction(60)}

    @property
    def ml_per_h(self) -> Fraction:
        """The rate in mL/h."""
        return self.value

    def during(self, duration: "Duration") -> Volume:
        """Tell the volume pumped in a duration."""
        return Volume(self.value * duration.value / 60)


class Duration(Quantity):
    """A duration in minutes."""

    __slots__ = ()
    unit = "min"
    reads: ClassVar[dict[str, Fraction]] = {"min": Fraction(1), "h": Fraction(60), "days": Fraction(1440)}

    @property
    def minutes(self) -> Fraction:
        """The duration in minutes."""
        return self.value


class Weight(Quantity):
    """A body weight in kg; pounds are never read (H-36)."""

    __slots__ = ()
    unit = "kg"
    reads: ClassVar[dict[str, Fraction]] = {"kg": Fraction(1)}


class Height(Quantity):
    """A body height in cm."""

    __slots__ = ()
    unit = "cm"
    reads: ClassVar[dict[str, Fraction]] = {"cm": Fraction(1), "m": Fraction(100)}


def parse_amount(text: str) -> Amount:
    """Read an amount of drug in any unit that a dose may have.

    Raises:
        UnreadableQuantity: if number or unit are not of an amount.
    """
    unit = text.strip().partition(" ")[2]
    kinds: tuple[type[Amount], ...] = (Mass, Activity, Volume, Tablets, Sprays)
    for kind in kinds:
        if unit in kind.reads:
            return kind.parse(text)
    msg = f"{text!r}: expected a number, one space and a unit of ng, mcg, mg, g, units, mL, tablets, sprays"
    raise UnreadableQuantity(msg)


@dataclass(frozen=True, slots=True)
class Strength:
    """A concentration: how much drug one mL holds."""

    per_ml: Amount

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2.5 mg/mL`, `160 units/mL` or `40 mg/0.8 mL`.

        Raises:
            UnreadableQuantity: if it is not an amount in a volume.
        """
        amount, slash, volume = text.strip().rpartition("/")
        if not slash:
            msg = f"{text!r}: expected an amount per mL such as '2.5 mg/mL'"
            raise UnreadableQuantity(msg)
        divisor = Volume.parse(volume if volume[:1].isdigit() else f"1 {volume}")
        if divisor.is_zero:
            msg = f"{text!r}: the volume is zero"
            raise NotAboveZero(msg)
        return cls(parse_amount(amount) / divisor.value)

    @classmethod
    def of(cls, amount: Amount, volume: Volume) -> Self:
        """Tell the strength of an amount in a volume."""
        return cls(amount / volume.value)

    def in_volume(self, volume: Volume) -> Amount:
        """Tell how much drug a volume holds."""
        return self.per_ml * volume.value

    def volume_of(self, amount: Amount) -> Volume:
        """Tell which volume holds an amount of the same kind."""
        if type(amount) is not type(self.per_ml):
            msg = f"{type(amount).__name__} is not measured in {self.per_ml.unit}"
            raise TypeError(msg)
        return Volume(amount.value / self.per_ml.value)

    @property
    def unit(self) -> str:
        """The unit, for example mg/mL."""
        return f"{self.per_ml.unit}/mL"

    @property
    def exact(self) -> str:
        """Write the number for machines, without the unit."""
        return self.per_ml.exact

    def people(self, *, places: int = 3, group: str = ",") -> str:
        """Write number and unit for people."""
        return f"{self.per_ml.people(places=places, group=group)}/mL"

    def __str__(self) -> str:
        """Write number and unit as plain text that `parse` reads."""
        return f"{self.exact} {self.unit}"
