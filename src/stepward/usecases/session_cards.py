"""The treatment card of one session: computed for this patient when the plan is signed, and frozen in its words.

The frozen words are kept with their hash, keyed by session and by the plan that was signed with them. What is shown at
the bed and what a press records is read from them alone.

Source: STEPWARD-SAFETY, H-35, H-63 and H-88.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.quantities import Weight
from stepward.core.treatment import (
    Act,
    GivenCard,
    GivenDose,
    GivenRow,
    Medicine,
    NotForThisPatient,
    Remedy,
    Sample,
    TreatmentCard,
    doses_for,
)

MINUTE = 60


class NoCard(Refusal):
    """No treatment card in use is meant for this patient, or what it asks for is not known."""


class CardChanged(Refusal):
    """The kept words of a card are not those that were frozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenDose:
    """One dose in words: the amount, and the mL in the hand where they are another number."""

    amount: str
    volume: str = ""

    @property
    def words(self) -> str:
        """Both in one."""
        return f"{self.amount} ({self.volume})" if self.volume else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRow:
    """One row for this patient: a medicine with doses, an act, or a sample with its window in seconds."""

    what: str
    name: str
    source: str
    doses: tuple[FrozenDose, ...] = ()
    strength: str = ""
    rate: str = ""
    route: str = ""
    place: str = ""
    when: str = ""
    signs: tuple[str, ...] = ()
    again: int = 0
    most: int = 0
    window: tuple[int, ...] = ()

    @property
    def is_epinephrine(self) -> bool:
        """Tell whether this is the row that matters most."""
        return self.what == Remedy.EPINEPHRINE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenCard:
    """A card as it was when the plan was signed."""

    key: str
    title: str
    version: int
    approved_by: str
    weight: str
    rows: tuple[FrozenRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCard:
    """Frozen words, and the hash over them."""

    words: str
    sha256: str


class SessionCards(Port):
    """Where the cards of sessions are kept, for ever."""

    def add(self, session_id: str, plan_hash: str, kept: KeptCard, at: datetime, /) -> None:
        """Keep a card with the plan that is signed with it."""

    def newest(self, session_id: str, plan_hash: str, /) -> KeptCard | None:
        """Find the newest card that was kept with this plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """A card that the unit approved."""

    card: TreatmentCard
    version: int
    approved_by: str


def suited(cards: Iterable[InUse], weight: Weight | None, years: int) -> tuple[FrozenCard, ...]:
    """Compute every card that is meant for this patient.

    Raises:
        NoCard: if there is none, or if a dose cannot be computed because something is not known.
        NotMeasurable: if a dose comes to less than can be measured.
        DosesDisagree: if the two computations of a dose differ.
    """
    found = []
    for item in cards:
        try:
            given = doses_for(item.card, weight, years=years)
        except NotForThisPatient:
            continue
        if not given.is_whole:
            raise NoCard(next(iter([*given.missing, *(row.missing for row in given.rows if row.missing)])))
        found.append(frozen(given, version=item.version, approved_by=item.approved_by))
    if not found:
        msg = "No treatment card in use is meant for this patient. An allergist writes one in Unit, then sign."
        raise NoCard(msg)
    return tuple(found)


def frozen(given: GivenCard, *, version: int, approved_by: str) -> FrozenCard:
    """Write a computed card in words."""
    return FrozenCard(
        key=given.card.id,
        title=given.card.title,
        version=version,
        approved_by=approved_by,
        weight="" if given.weight is None else given.weight.people(),
        rows=tuple(_row(row) for row in given.rows),
    )


def _row(given: GivenRow) -> FrozenRow:
    row = given.row
    signs = tuple(sign.value for sign in row.signs)
    if isinstance(row, Act):
        return FrozenRow(what="act", name=row.words, source=row.source, when=row.when, signs=signs)
    if isinstance(row, Sample):
        window = tuple(int(time.value * MINUTE) for time in (row.best_from, row.best_to, row.latest))
        return FrozenRow(what="sample", name=row.name, source=row.source, when=row.when, signs=signs, window=window)
    return _medicine(row, given.doses, signs)


def _medicine(row: Medicine, doses: tuple[GivenDose, ...], signs: tuple[str, ...]) -> FrozenRow:
    strength = row.measure.strength if row.measure is not None else None
    return FrozenRow(
        what=row.remedy.value,
        name=row.name,
        source=row.source,
        doses=tuple(_dose(dose) for dose in doses),
        strength="" if strength is None else strength.people(),
        rate=row.rate,
        route=row.route,
        place=row.place,
        when=row.when,
        signs=signs,
        again=0 if row.repeat is None else int(row.repeat.after.value * MINUTE),
        most=0 if row.repeat is None or row.repeat.most is None else row.repeat.most,
    )


def _dose(dose: GivenDose) -> FrozenDose:
    is_told = dose.volume is not None and dose.volume != dose.given
    return FrozenDose(amount=dose.given.people(), volume=dose.volume.people() if dose.volume and is_told else "")


def kept(card: FrozenCard) -> KeptCard:
    """Freeze a card: its words with sorted keys, and the hash over them."""
    words = json.dumps(asdict(card), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return KeptCard(words=words, sha256=_hash(words))


def read_kept(found: KeptCard) -> FrozenCard:
    """Read a card as it was frozen.

    Raises:
        CardChanged: if the words are not those of the hash.
    """
    if _hash(found.words) != found.sha256:
        msg = "The treatment card of this session was changed. Use the card on paper."
        raise CardChanged(msg)
    content = json.loads(found.words)
    return FrozenCard(**content | {"rows": tuple(_read_row(row) for row in content["rows"])})


def _read_row(row: dict[str, Any]) -> FrozenRow:
    doses = tuple(FrozenDose(**dose) for dose in row["doses"])
    return FrozenRow(**row | {"doses": doses, "signs": tuple(row["signs"]), "window": tuple(row["window"])})


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
