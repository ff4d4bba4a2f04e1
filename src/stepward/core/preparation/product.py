"""A product as its label states it: what was not read is absent, and absent is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount, Duration, Strength, Volume


class UnsoundProduct(Refusal, ValueError):
    """A product contradicts itself or holds an amount that must be more than zero; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Grams in a mL, and how far it may be off as a share; an assumption says so in its source."""

    g_per_ml: Fraction
    tolerance: Fraction
    source: str

    def __post_init__(self) -> None:
        """Refuse a density of zero and a tolerance that is no share.

        Raises:
            UnsoundProduct: saying which.
        """
        if self.g_per_ml <= 0 or not 0 <= self.tolerance < 1:
            msg = "a density is more than zero, and its tolerance a share from 0 to below 1"
            raise UnsoundProduct(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Powder:
    """A vial of powder: what it holds, what it is dissolved in, and the volume that the powder itself takes up.

    Labels state the volume that can be withdrawn rather than the displacement; either gives the strength.
    `labeled_strength` is the approximate concentration that some labels print beside it.
    """

    amount: Amount
    reconstitute_with: Volume | None = None
    displacement: Volume | None = None
    withdrawable: Volume | None = None
    labeled_strength: Strength | None = None
    solvent: str = ""

    @property
    def volume(self) -> Volume | None:
        """The volume that the dissolved vial gives; nothing where the label does not determine it."""
        if self.withdrawable is not None:
            return self.withdrawable
        if self.reconstitute_with is None or self.displacement is None:
            return None
        return self.reconstitute_with + self.displacement


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How long a dilution keeps: for which strengths, in which diluent (none named: any allowed), stored how."""

    lasts: Duration
    storage: str
    source: str
    diluent: str = ""
    strength_at_least: Strength | None = None
    strength_at_most: Strength | None = None

    def covers(self, strength: Strength, *, diluent: str) -> bool:
        """Tell whether a dilution of this strength in this diluent is one that was stated stable.

        Where no least strength is stated, nothing is known of weaker dilutions, so none is covered.
        """
        value = strength.per_ml.value
        least, most = self.strength_at_least, self.strength_at_most
        return (
            self.diluent in {"", diluent}
            and least is not None
            and value >= least.per_ml.value
            and (most is None or value <= most.per_ml.value)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product of one maker; `None` and empty text are unknown, never no.

    `containers` are the volumes of the vials that are drawn from; `sources` names the source of each fact by its field.
    """

    id: str
    drug: str
    name: str
    version: str
    maker: str = ""
    strength: Strength | None = None
    powder: Powder | None = None
    containers: tuple[Volume, ...] = ()
    diluents: tuple[str, ...] = ()
    strength_at_least: Strength | None = None
    strength_at_most: Strength | None = None
    stabilities: tuple[Stability, ...] = ()
    overfill: Volume | None = None
    density: Density | None = None
    aqueous: bool | None = None
    hazardous: bool | None = None
    pvc: str = ""
    filter: str = ""
    light: str = ""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse zero amounts, and a strength beside a powder that gives another.

        Raises:
            UnsoundProduct: naming the field.
        """
        known: dict[str, Fraction] = {f"container {n}": item.value for n, item in enumerate(self.containers, 1)}
        if self.strength is not None:
            known["strength"] = self.strength.per_ml.value
        if self.powder is not None:
            known["powder amount"] = self.powder.amount.value
        for name, value in known.items():
            if value <= 0:
                msg = f"product {self.id}: the {name} must be more than zero"
                raise UnsoundProduct(msg)

    @property
    def stock(self) -> Strength | None:
        """The strength of what is drawn from the vial: as labeled, or as the dissolved powder gives it."""
        if self.strength is not None:
            return self.strength
        volume = self.powder.volume if self.powder is not None else None
        return None if self.powder is None or volume is None else Strength.of(self.powder.amount, volume)

    @property
    def vial_volumes(self) -> tuple[Volume, ...]:
        """The volumes that the vials give, smallest first."""
        volume = self.powder.volume if self.powder is not None else None
        found = self.containers or (() if volume is None else (volume,))
        return tuple(sorted(found, key=lambda item: item.value))

    def source_of(self, fact: str) -> str:
        """Name the source of a fact; empty where none is on file."""
        return self.sources.get(fact, "")
