"""Cards of tests; their numbers are of nobody's card."""

from typing import Any

from stepward.core.quantities import DoseRule, Strength, Volume, Weight, parse_amount
from stepward.core.treatment import Dose, GivenDose, Measure, Medicine, TreatmentCard, doses_for


def medicine(
    dose: str, up_to: str = "", most: str = "", strength: str = "1 mg/mL", mark: str = "0.01 mL", **others: Any
) -> Medicine:
    """Write one row in words."""
    return Medicine(
        name="EPINEPHrine",
        source="Card 3 of a test",
        dose=Dose(
            amount=DoseRule.parse(dose),
            up_to=DoseRule.parse(up_to) if up_to else None,
            at_most=parse_amount(most) if most else None,
        ),
        measure=Measure(increment=Volume.parse(mark), strength=Strength.parse(strength) if strength else None)
        if mark
        else None,
        **others,
    )


def card(*rows: Any, **others: Any) -> TreatmentCard:
    """Put rows on a card."""
    return TreatmentCard(id="test", title="Card of a test", rows=rows, **others)


def given(row: Medicine, weight: str | None) -> tuple[GivenDose, ...]:
    """Tell what one row gives to a patient."""
    (found,) = doses_for(card(row), None if weight is None else Weight.parse(weight)).rows
    return found.doses
