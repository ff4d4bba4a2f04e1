"""A number that is known to lie between a least and a most; exact where both are the same."""

from dataclasses import dataclass
from fractions import Fraction

NOTHING = Fraction(0)


class Crossed(ValueError):
    """A least is more than its most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """At least, at most; the unit is that of whoever holds it."""

    least: Fraction = NOTHING
    most: Fraction = NOTHING

    def __post_init__(self) -> None:
        """Refuse a least above the most.

        Raises:
            Crossed: if it is.
        """
        if self.least is not self.most and self.least > self.most:
            msg = f"at least {self.least} is more than at most {self.most}"
            raise Crossed(msg)

    def __mul__(self, factor: Fraction | int) -> "Between":
        """Multiply by a plain number of zero or more."""
        return Between(least=self.least * factor, most=self.most * factor)

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing about it is in doubt."""
        return self.least == self.most

    def capped(self, most: Fraction) -> "Between":
        """Hold both ends below a bound that nature sets, as the volume of a container does."""
        return Between(least=min(self.least, most), most=min(self.most, most))

    def read_as(self, reading: Fraction) -> "Between":
        """Narrow to a reading that lies inside, widen to one that does not."""
        if self.least <= reading <= self.most:
            return exactly(reading)
        return Between(least=min(self.least, reading), most=max(self.most, reading))


def exactly(value: Fraction) -> Between:
    """Take a number without doubt."""
    return Between(least=value, most=value)


def total(parts: "tuple[Between, ...]") -> Between:
    """Add them all."""
    if not parts:
        return Between()
    least, most = parts[0].least, parts[0].most
    for part in parts[1:]:
        least, most = least + part.least, most + part.most
    return Between(least=least, most=most)
