"""What a card gives to one patient: exact, never above its most, drawn to a mark, and computed twice (H-35, H-88)."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount, DoseRule, Volume, Weight, round_to
from stepward.core.treatment.backwards import Drawn, check
from stepward.core.treatment.card import Dose, Measure, Medicine, Row, TreatmentCard, UnsoundCard

NO_WEIGHT = "The weight is not known. Weigh the patient, then this dose is computed."
NO_WEIGHT_FOR_CARD = "The weight is not known, so nothing says whether this card is meant for this patient."
NO_AGE_FOR_CARD = "The age is not known, so nothing says whether this card is meant for this patient."


class NotForThisPatient(Refusal):
    """The card is meant for other weights or ages."""


class NotMeasurable(Refusal):
    """A dose comes to less than can be measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDose:
    """One dose of this patient: what is meant, and what is drawn up, which the marks may make a little different."""

    meant: Amount
    given: Amount
    volume: Volume | None = None
    is_capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """A row for this patient: its dose, or both ends of its range; or what is missing to know it."""

    row: Row
    doses: tuple[GivenDose, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCard:
    """A card for this patient; `missing` is what is not known to tell whether it is meant for them."""

    card: TreatmentCard
    weight: Weight | None
    rows: tuple[GivenRow, ...]
    missing: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing and not any(row.missing for row in self.rows)


def doses_for(card: TreatmentCard, weight: Weight | None, *, years: int | None = None) -> GivenCard:
    """Compute what this patient gets; without a weight, the rows that need it say so and the others stand.

    Raises:
        NotForThisPatient: if the card is meant for other weights or ages.
        NotMeasurable: if a dose comes to less than can be measured.
        DosesDisagree: if the dose computed back from the mL differs by more than the declared rounding.
        UnsoundCard: if the weight is not above zero.
    """
    if weight is not None and weight.value <= 0:
        msg = "A weight is above zero."
        raise UnsoundCard(msg)
    return GivenCard(
        card=card,
        weight=weight,
        rows=tuple(_row(row, weight) for row in card.rows),
        missing=_whom(card, weight, years),
    )


def _whom(card: TreatmentCard, weight: Weight | None, years: int | None) -> tuple[str, ...]:
    whom, missing = card.for_whom, []
    if whom.weight_from is not None or whom.weight_to is not None:
        if weight is None:
            missing.append(NO_WEIGHT_FOR_CARD)
        elif (whom.weight_from and weight < whom.weight_from) or (whom.weight_to and weight > whom.weight_to):
            msg = f"“{card.title}” is not meant for {weight.people()}."
            raise NotForThisPatient(msg)
    if whom.years_from is not None or whom.years_to is not None:
        if years is None:
            missing.append(NO_AGE_FOR_CARD)
        elif years < (whom.years_from or 0) or (whom.years_to is not None and years > whom.years_to):
            msg = f"“{card.title}” is not meant for the age of {years}."
            raise NotForThisPatient(msg)
    return tuple(missing)


def _row(row: Row, weight: Weight | None) -> GivenRow:
    if not isinstance(row, Medicine) or row.dose is None:
        return GivenRow(row=row)
    if row.dose.is_per_kg and weight is None:
        return GivenRow(row=row, missing=NO_WEIGHT)
    found = [_given(row, row.dose, end, weight) for end in row.dose.ends]
    is_one = found[0].given == found[-1].given
    return GivenRow(row=row, doses=tuple(found[:1] if is_one else found))


def _given(row: Medicine, dose: Dose, end: DoseRule, weight: Weight | None) -> GivenDose:
    """Compute one dose forwards, and let it be checked backwards."""
    kg = weight.value if dose.is_per_kg and weight is not None else Fraction(1)
    wanted, most = end.amount * kg, dose.at_most
    is_capped = most is not None and wanted > most
    meant = most if most is not None and is_capped else wanted
    if row.measure is None:
        return GivenDose(meant=meant, given=meant, is_capped=is_capped)
    volume = _measured(row.name, meant, _ceiling(dose, kg), row.measure)
    given = row.measure.strength.in_volume(volume) if row.measure.strength else volume
    drawn = Drawn(ml=volume.value, increment=row.measure.increment.value, kg=kg if dose.is_per_kg else None)
    check(row.name, drawn, dose, end=end, strength=row.measure.strength)
    return GivenDose(meant=meant, given=given, volume=volume, is_capped=is_capped)


def _ceiling(dose: Dose, kg: Fraction) -> Amount | None:
    """Give what rounding may never pass: the most of one dose, and the upper end of a range."""
    ends = [] if dose.at_most is None else [dose.at_most]
    if dose.up_to is not None:
        ends.append(dose.up_to.amount * kg)
    return min(ends, key=lambda amount: amount.value, default=None)


def _measured(name: str, meant: Amount, ceiling: Amount | None, measure: Measure) -> Volume:
    """Round once to the nearest mark, and down to one where the nearest would pass the ceiling.

    Raises:
        NotMeasurable: if it comes to nothing.
    """
    step = measure.increment.value
    volume = Volume(round_to(_volume(meant, measure).value, step))
    if ceiling is not None and volume > (top := _volume(ceiling, measure)):
        volume = Volume(floor(top.value / step) * step)
    if volume.is_zero:
        msg = f"{name}: {meant.people()} is less than {measure.increment.people()} can measure."
        raise NotMeasurable(msg)
    return volume


def _volume(amount: Amount, measure: Measure) -> Volume:
    return measure.strength.volume_of(amount) if measure.strength is not None else Volume(amount.value)
