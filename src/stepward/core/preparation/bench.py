"""What the pharmacy measures with: syringes, bags, mixing containers, a balance. All of it is the unit's own."""

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import ceil

from stepward.core.findings import Refusal
from stepward.core.preparation.product import Density
from stepward.core.quantities import Duration, Mass, Volume, round_to

SITE = "SITE"


class UnsoundBench(Refusal, ValueError):
    """A syringe or a bag makes no sense; says which and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syringe:
    """One size of syringe: nothing is drawn below the least volume that it measures (H-43)."""

    name: str
    capacity: Volume
    graduation: Volume
    least: Volume
    source: str = SITE

    def __post_init__(self) -> None:
        """Refuse marks that do not fit the syringe.

        Raises:
            UnsoundBench: naming the syringe.
        """
        whole = self.graduation.value > 0 and (self.capacity.value / self.graduation.value).denominator == 1
        if not whole or not self.graduation <= self.least <= self.capacity:
            msg = f"syringe {self.name}: expected graduation ≤ least volume ≤ capacity, and whole marks to the top"
            raise UnsoundBench(msg)

    def round(self, volume: Volume) -> Volume:
        """Round to the nearest mark."""
        return Volume(round_to(volume.value, self.graduation.value))

    def measures(self, volume: Volume) -> bool:
        """Tell whether one draw of exactly this volume is on a mark and neither too small nor too large."""
        return self.least <= volume <= self.capacity and (volume.value / self.graduation.value).denominator == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A volume as a syringe measures it, in one stroke or several."""

    volume: Volume
    syringe: Syringe
    strokes: tuple[Volume, ...]


class Filling(Enum):
    """What the unit does with the overfill that a bag is sold with."""

    WITHDRAW_OVERFILL = "withdraw the overfill"
    KEEP_OVERFILL = "keep the overfill"
    EMPTY_CONTAINER = "fill an empty container"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A bag of diluent: what is printed on it and what it holds beyond that; unknown overfill is asked for."""

    nominal: Volume
    overfill: Volume | None = None
    source: str = SITE

    def __post_init__(self) -> None:
        """Refuse an empty bag and a negative overfill.

        Raises:
            UnsoundBench: naming the bag.
        """
        if self.nominal.value <= 0 or (self.overfill is not None and self.overfill.value < 0):
            msg = f"bag of {self.nominal}: expected more than 0 mL, and an overfill of 0 mL or more"
            raise UnsoundBench(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything that preparation measures with; `None` is unknown and asked for where it matters.

    `mixing` are the volumes in which an intermediate dilution may be made; `lead` is how long before it is hung a
    solution must be ordered; `most_containers` bounds solutions and intermediates together.
    """

    syringes: tuple[Syringe, ...]
    bags: tuple[Bag, ...] = ()
    filling: Filling = Filling.WITHDRAW_OVERFILL
    mixing: tuple[Volume, ...] = ()
    balance: Mass | None = None
    diluent_density: Density | None = None
    most_containers: int | None = None
    lead: Duration | None = None

    def bag_for(self, volume: Volume) -> Bag:
        """Take the smallest listed bag that is sold as this volume or more, else a bag of it with unknown overfill."""
        fitting = [bag for bag in self.bags if bag.nominal >= volume]
        return min(fitting, key=lambda bag: bag.nominal.value) if fitting else Bag(nominal=volume)

    def measure(self, volume: Volume) -> Measured | None:
        """Round a volume to the finest syringe that holds it; above the largest one, in several strokes.

        Returns nothing for a volume that no syringe measures.
        """
        found = [
            (syringe, rounded)
            for syringe in self.syringes
            if syringe.least <= volume <= syringe.capacity and syringe.measures(rounded := syringe.round(volume))
        ]
        if found:
            syringe, rounded = min(found, key=lambda item: (item[0].graduation.value, item[0].capacity.value))
            return Measured(volume=rounded, syringe=syringe, strokes=(rounded,))
        largest = max(self.syringes, key=lambda item: item.capacity.value, default=None)
        if largest is None or volume <= largest.capacity:
            return None
        return _in_strokes(largest, largest.round(volume))

    def with_syringes(self, *syringes: Syringe) -> "Bench":
        """Take other syringes."""
        return replace(self, syringes=syringes)


def _in_strokes(syringe: Syringe, volume: Volume) -> Measured:
    """Split a volume into the fewest strokes, as even as the marks allow, so that none is too small to measure."""
    count = ceil(volume.value / syringe.capacity.value)
    marks = int(volume.value / syringe.graduation.value)
    each, more = divmod(marks, count)
    sizes = [each + 1] * more + [each] * (count - more)
    strokes = tuple(Volume(Fraction(size) * syringe.graduation.value) for size in sizes)
    return Measured(volume=volume, syringe=syringe, strokes=strokes)
