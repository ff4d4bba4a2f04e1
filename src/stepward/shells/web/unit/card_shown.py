"""A treatment card as a page shows it: what it gives for a weight, in the words of the bedside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.core.findings import Refusal
from stepward.core.quantities import Duration, Weight
from stepward.core.treatment import Act, GivenDose, GivenRow, Medicine, Row, Sample, TreatmentCard, doses_for

TRIED = ("68 kg", "12 kg", "")
CAPPED = "the most of one dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row for one patient: what, how much in amount and mL, how, and what is missing."""

    name: str
    dose: str = ""
    volume: str = ""
    notes: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A card as it comes out for one weight, or why it does not."""

    title: str
    rows: tuple[ShownRow, ...] = ()
    missing: tuple[str, ...] = ()
    refused: str = ""


def tried(key: str, content: Mapping[str, Any]) -> tuple[Tried, ...]:
    """Show what a card gives for two weights, and without one."""
    card = UnitReader().treatment_card(key, content)
    return tuple(_tried(card, text) for text in TRIED)


def card_note(card: TreatmentCard) -> str:
    """Say for whom a card is meant, and how long it is."""
    whom, parts = card.for_whom, []
    if whom.weight_from is not None or whom.weight_to is not None:
        ends = (whom.weight_from, whom.weight_to)
        parts.append(_between(*("" if end is None else end.people() for end in ends)))
    if whom.years_from is not None or whom.years_to is not None:
        years = ("" if end is None else str(end) for end in (whom.years_from, whom.years_to))
        parts.append(f"{_between(*years)} years")
    count = len(card.rows)
    return f"for {' and '.join(parts) or 'everybody'}, {count} {'row' if count == 1 else 'rows'}"


def shown_row(row: GivenRow) -> ShownRow:
    """Write one row in words."""
    return ShownRow(
        name=row.row.words if isinstance(row.row, Act) else row.row.name,
        dose=_ends(tuple(dose.given.people() for dose in row.doses)),
        volume=_volume(row.doses),
        notes=(*_how(row.row), *_rounded(row.doses)),
        missing=row.missing,
    )


def _tried(card: TreatmentCard, text: str) -> Tried:
    weight = Weight.parse(text) if text else None
    title = "Weight not known" if weight is None else f"For {weight.people()}"
    try:
        found = doses_for(card, weight, years=card.for_whom.years_from or card.for_whom.years_to)
    except Refusal as refusal:
        return Tried(title=title, refused=str(refusal))
    return Tried(title=title, rows=tuple(shown_row(row) for row in found.rows), missing=found.missing)


def _how(row: Row) -> tuple[str, ...]:
    found = []
    if isinstance(row, Medicine):
        found.append(", ".join(text for text in (row.route, row.place, row.rate) if text))
        if row.repeat is not None:
            most = f", {row.repeat.most} doses at most" if row.repeat.most is not None else ""
            found.append(f"again after {_minutes(row.repeat.after)}{most}")
    elif isinstance(row, Sample):
        found.append(f"best {row.best_from.exact} to {_minutes(row.best_to)} after the onset")
        found.append(f"not later than {_minutes(row.latest)}")
    if row.when:
        found.append(f"when {row.when.removeprefix('when ')}")
    if row.signs:
        found.append(f"for {', '.join(sign.value for sign in row.signs)}")
    return tuple(text for text in found if text)


def _rounded(doses: tuple[GivenDose, ...]) -> tuple[str, ...]:
    found = []
    if doses and doses[-1].is_capped:
        found.append(CAPPED if len(doses) == 1 else f"up to {CAPPED}")
    changed = [dose for dose in doses if dose.given != dose.meant]
    if changed:
        found.append(f"computed {_ends(tuple(dose.meant.people() for dose in changed))}, measured to the mark")
    return tuple(found)


def _volume(doses: tuple[GivenDose, ...]) -> str:
    told = tuple(dose.volume.people() for dose in doses if dose.volume is not None and dose.volume != dose.given)
    return _ends(told)


def _minutes(time: Duration) -> str:
    return time.people()


def _ends(texts: tuple[str, ...]) -> str:
    return " to ".join(dict.fromkeys(texts))


def _between(low: str, high: str) -> str:
    return f"{low} to {high}" if low and high else f"{low} and more" if low else f"up to {high}"
