"""The second computation: from the mL in the syringe back to the dose for each kg, by a way of its own (H-35)."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import Basis, DoseRule, Strength
from stepward.core.treatment.card import Dose


class DosesDisagree(Refusal):
    """Forwards and backwards differ by more than the declared rounding; the card is not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is in the syringe: mL, the least mL that it marks, and the kg of the patient where the dose is per kg."""

    ml: Fraction
    increment: Fraction
    kg: Fraction | None


def check(name: str, drawn: Drawn, dose: Dose, *, end: DoseRule, strength: Strength | None) -> None:
    """Compute back from the mL, and compare with what the card says.

    The declared rounding is half a mark; it is less than a whole mark only where the next mark would pass the most of
    one dose or the upper end of a range.

    Raises:
        DosesDisagree: saying why.
    """
    per_ml = Fraction(1) if strength is None else strength.per_ml.value
    kg = drawn.kg if end.basis is Basis.PER_KG else Fraction(1)
    if kg is None or drawn.ml <= 0 or (drawn.ml / drawn.increment).denominator != 1:
        msg = f"{name}: the volume is on no mark, or the weight is missing. The card is not used."
        raise DosesDisagree(msg)
    limits = [] if dose.at_most is None else [dose.at_most.value / kg]
    top = min([end.amount.value, *limits])
    if dose.up_to is not None:
        limits.append(dose.up_to.amount.value)
    back, mark = drawn.ml * per_ml / kg, drawn.increment * per_ml / kg
    if any(back > limit for limit in limits):
        msg = f"{name}: the syringe holds more than one dose may be. The card is not used."
        raise DosesDisagree(msg)
    is_held_down = any(back + mark > limit for limit in limits)
    if back - top > mark / 2 or (top - back > mark / 2 and not (is_held_down and top - back < mark)):
        msg = f"{name}: computed back, the dose is not the one on the card. The card is not used."
        raise DosesDisagree(msg)
