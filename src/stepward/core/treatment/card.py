"""The unit's own treatment card: what is done in a reaction, in its order; it ships without a dose (H-88)."""

from dataclasses import dataclass
from enum import Enum

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount, Basis, DoseRule, Duration, Sprays, Strength, Tablets, Volume, Weight
from stepward.core.reactions.signs import Sign


class UnsoundCard(Refusal, ValueError):
    """A card contradicts itself, or leaves out what a dose cannot do without; says which row."""


class Remedy(Enum):
    """The usual medicines of a reaction; a card may hold any other."""

    EPINEPHRINE = "epinephrine"
    OXYGEN = "oxygen"
    FLUID = "fluid"
    ANTIHISTAMINE = "antihistamine"
    STEROID = "steroid"
    BRONCHODILATOR = "bronchodilator"
    GLUCAGON = "glucagon"
    OTHER = "medicine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One dose: an amount, for the whole patient or each kg; where it is a range, `up_to` is its upper end.

    `at_most` is hard: no patient gets more in one dose.
    """

    amount: DoseRule
    up_to: DoseRule | None = None
    at_most: Amount | None = None

    @property
    def ends(self) -> tuple[DoseRule, ...]:
        """The dose, or the two ends of its range."""
        return (self.amount,) if self.up_to is None else (self.amount, self.up_to)

    @property
    def is_per_kg(self) -> bool:
        """Tell whether the weight is needed."""
        return self.amount.basis is Basis.PER_KG


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How a dose is drawn up: the strength of what is in the hand, and the least mL that the syringe or pump marks."""

    increment: Volume
    strength: Strength | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """After how long a dose may be given again, and how often at most where the unit says so."""

    after: Duration
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine, its name as the unit writes it; given by `dose`, or by `rate` in words such as `6 L/min`."""

    name: str
    source: str
    remedy: Remedy = Remedy.OTHER
    dose: Dose | None = None
    measure: Measure | None = None
    rate: str = ""
    route: str = ""
    place: str = ""
    repeat: Repeat | None = None
    when: str = ""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that is done, in the unit's words."""

    words: str
    source: str
    when: str = ""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Blood that is drawn in a window after the onset: best from, best to, and never later than `latest`."""

    name: str
    best_from: Duration
    best_to: Duration
    latest: Duration
    source: str
    when: str = ""
    signs: tuple[Sign, ...] = ()


Row = Medicine | Act | Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class ForWhom:
    """Whom a card is meant for: least and most weight and age in whole years, both ends included."""

    weight_from: Weight | None = None
    weight_to: Weight | None = None
    years_from: int | None = None
    years_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentCard:
    """A card of the unit: its rows in their order, each with its source in words."""

    id: str
    title: str
    rows: tuple[Row, ...]
    for_whom: ForWhom = ForWhom()
    is_invented: bool = False

    def __post_init__(self) -> None:
        """Refuse a card that contradicts itself.

        Raises:
            UnsoundCard: naming the row.
        """
        if not self.title.strip() or not self.rows:
            msg = "A treatment card has a title and at least one row."
            raise UnsoundCard(msg)
        _check_whom(self.for_whom)
        for number, row in enumerate(self.rows, 1):
            _check_row(row, f"Row {number}")


def _check_whom(whom: ForWhom) -> None:
    low, high = whom.weight_from, whom.weight_to
    if any(end is not None and end.value <= 0 for end in (low, high)) or (low and high and low > high):
        msg = "For whom: the least weight is above zero, and not above the most."
        raise UnsoundCard(msg)
    first, last = whom.years_from, whom.years_to
    if any(end is not None and end < 0 for end in (first, last)) or (
        first is not None and last is not None and first > last
    ):
        msg = "For whom: the least age is not above the most."
        raise UnsoundCard(msg)


def _check_row(row: Row, where: str) -> None:
    name = row.words if isinstance(row, Act) else row.name
    if not name.strip():
        msg = f"{where}: it has no name."
        raise UnsoundCard(msg)
    where = f"{where}, {name}"
    if not row.source.strip():
        msg = f"{where}: name its source."
        raise UnsoundCard(msg)
    if isinstance(row, Sample):
        if not 0 <= row.best_from.value <= row.best_to.value <= row.latest.value or row.latest.is_zero:
            msg = f"{where}: the window runs from the first time to the last, the latest after both."
            raise UnsoundCard(msg)
    elif isinstance(row, Medicine):
        _check_medicine(row, where)


def _check_medicine(row: Medicine, where: str) -> None:
    if row.dose is None and not row.rate.strip():
        msg = f"{where}: give its dose, or its rate in words."
        raise UnsoundCard(msg)
    if row.repeat is not None and (
        row.repeat.after.value <= 0 or (row.repeat.most is not None and row.repeat.most < 1)
    ):
        msg = f"{where}: it is repeated after a time above zero, and at least once."
        raise UnsoundCard(msg)
    if row.dose is not None:
        _check_dose(row.dose, where)
        _check_measure(row.dose, row.measure, where)
    elif row.measure is not None:
        msg = f"{where}: it has no dose, so no strength and no least volume."
        raise UnsoundCard(msg)


def _check_dose(dose: Dose, where: str) -> None:
    first, last, most = dose.ends[0], dose.ends[-1], dose.at_most
    if any(end.basis is Basis.PER_M2 for end in dose.ends) or first.basis is not last.basis:
        msg = f"{where}: a dose is for the whole patient or for each kg, both ends alike."
        raise UnsoundCard(msg)
    amounts = [end.amount for end in dose.ends] + ([] if most is None else [most])
    if any(type(amount) is not type(first.amount) for amount in amounts):
        msg = f"{where}: dose, upper end and most are amounts of one kind."
        raise UnsoundCard(msg)
    if any(amount.value <= 0 for amount in amounts):
        msg = f"{where}: a dose is above zero."
        raise UnsoundCard(msg)
    if dose.up_to is not None and not first.amount < last.amount:
        msg = f"{where}: the upper end is above the lower end."
        raise UnsoundCard(msg)
    if dose.is_per_kg and most is None:
        msg = f"{where}: a dose for each kg says how much one dose is at most."
        raise UnsoundCard(msg)
    if not dose.is_per_kg and most is not None and last.amount > most:
        msg = f"{where}: the dose is above the most that one dose may be."
        raise UnsoundCard(msg)


def _check_measure(dose: Dose, measure: Measure | None, where: str) -> None:
    amount = dose.amount.amount
    is_ml = isinstance(amount, Volume)
    if measure is None:
        if is_ml or dose.is_per_kg:
            msg = f"{where}: say the strength and the least volume that can be measured."
            raise UnsoundCard(msg)
        return
    if measure.increment.value <= 0:
        msg = f"{where}: the least volume that can be measured is above zero."
        raise UnsoundCard(msg)
    if isinstance(amount, Tablets | Sprays):
        msg = f"{where}: tablets and sprays are counted, not measured in mL."
        raise UnsoundCard(msg)
    if is_ml != (measure.strength is None):
        msg = f"{where}: a dose in mL has no strength, any other dose has one."
        raise UnsoundCard(msg)
    if measure.strength is not None and (
        type(measure.strength.per_ml) is not type(amount) or measure.strength.per_ml.value <= 0
    ):
        msg = f"{where}: dose and strength are amounts of one kind, above zero."
        raise UnsoundCard(msg)
