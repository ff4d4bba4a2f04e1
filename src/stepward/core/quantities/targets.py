"""Target doses: a plain amount, or one per kg or per m2 that a body size turns into an amount."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import isqrt
from typing import Self

from stepward.core.quantities.amounts import (
    Amount,
    Height,
    NotAboveZero,
    UnreadableQuantity,
    Volume,
    Weight,
    parse_amount,
)
from stepward.core.quantities.numbers import round_to

AREA_INCREMENT = Fraction(1, 100)


class Basis(Enum):
    """What a dose is counted by."""

    WHOLE = ""
    PER_KG = "kg"
    PER_M2 = "m2"


class SizeNeeded(UnreadableQuantity):
    """The dose depends on a weight or height that was not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRule:
    """A dose as it is ordered: an amount, for the whole patient, each kg or each m2."""

    amount: Amount
    basis: Basis

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2000 mg`, `10 mg/kg` or `375 mg/m2`.

        Raises:
            UnreadableQuantity: if it is not an amount, or has a unit that is not a dose.
            NotAboveZero: if it is zero.
        """
        body, slash, per = text.strip().rpartition("/")
        if slash and per in {Basis.PER_KG.value, Basis.PER_M2.value}:
            rule = cls(amount=parse_amount(body), basis=Basis(per))
        else:
            rule = cls(amount=parse_amount(text), basis=Basis.WHOLE)
        if rule.amount.is_zero:
            msg = f"{text!r}: a dose must be more than zero"
            raise NotAboveZero(msg)
        return rule

    def __str__(self) -> str:
        """Write the rule as text that `parse` reads."""
        return f"{self.amount}/{self.basis.value}" if self.basis is not Basis.WHOLE else str(self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDose:
    """The full therapeutic amount and, where it came from a body size, how."""

    amount: Amount
    rule: DoseRule
    formula: str = ""


def body_surface_m2(weight: Weight, height: Height) -> Fraction:
    """Compute the body surface in m2 from kg and cm, rounded once to 0.01 m2.

    Source: MOSTELLER-1987: square root of (height in cm times weight in kg over 3600).
    """
    square = height.value * weight.value / 3600
    scale = 10**8
    root = Fraction(isqrt(int(square * scale * scale)), scale)
    return round_to(root, AREA_INCREMENT)


def resolve(rule: DoseRule, *, weight: Weight | None, height: Height | None) -> TargetDose:
    """Turn a dose rule into the amount for this body size.

    Raises:
        SizeNeeded: if a weight or height is missing.
    """
    if rule.basis is Basis.WHOLE:
        return TargetDose(amount=rule.amount, rule=rule)
    if weight is None:
        msg = f"'{rule}' needs the weight in kg"
        raise SizeNeeded(msg)
    if rule.basis is Basis.PER_KG:
        formula = f"{rule} × {weight.people()}"
        return TargetDose(amount=rule.amount * weight.value, rule=rule, formula=formula)
    if height is None:
        msg = f"'{rule}' needs the height in cm"
        raise SizeNeeded(msg)
    area = body_surface_m2(weight, height)
    formula = f"{rule} × {Volume(area).people(places=2).split(chr(160), maxsplit=1)[0]} m2 (Mosteller)"
    return TargetDose(amount=rule.amount * area, rule=rule, formula=formula)
