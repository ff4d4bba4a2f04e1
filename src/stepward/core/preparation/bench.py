"""What the pharmacy measures with: syringes, bags, mixing containers, a balance. All of it is the unit's own."""

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import ceil

from stepward.core.findings import Refusal
from stepward.core.preparation.product import Density
from stepward.core.quantities import Duration, Mass, Volume, round_to

SITE = "SITE"
MOST_STROKES = 12


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

    `density` is that of the diluent, and stands in for the drug's own only where its label calls it aqueous; `diluent`
    is the one that the unit chose; `mixing` are the volumes in which an intermediate dilution may be made; `lead` is
    how long before use a solution must be ordered; `most_containers` bounds solutions and intermediates together.
    Solutions are drawn from one another only where `draw_from_solutions` says so, or where no other path exists:
    so each can be made when the patient has come as far.
    """

    syringes: tuple[Syringe, ...]
    bags: tuple[Bag, ...] = ()
    filling: Filling = Filling.WITHDRAW_OVERFILL
    mixing: tuple[Volume, ...] = ()
    balance: Mass | None = None
    density: Density | None = None
    diluent: str = ""
    most_containers: int | None = None
    lead: Duration | None = None
    draw_from_solutions: bool = False

    def bag_for(self, volume: Volume) -> Bag:
        """Take the smallest listed bag that is sold as this volume or more, else a bag of it with unknown overfill."""
        fitting = [bag for bag in self.bags if bag.nominal >= volume]
        return min(fitting, key=lambda bag: bag.nominal.value) if fitting else Bag(nominal=volume)

    def measures(self, volume: Volume) -> tuple[Measured, ...]:
        """List how a volume can be measured: fewest strokes first, and each further way only if it is closer.

        A stroke below the least volume of its syringe is no way (H-43).
        """
        found = [item for syringe in self.syringes if (item := _with(syringe, volume)) is not None]
        found.sort(key=lambda item: (len(item.strokes), _off(item, volume), item.syringe.graduation.value))
        ways: list[Measured] = []
        for item in found:
            if not ways or _off(item, volume) < _off(ways[-1], volume):
                ways.append(item)
        return tuple(ways)

    def measure(self, volume: Volume) -> Measured | None:
        """Measure a volume in the fewest strokes; nothing if no syringe measures it."""
        return next(iter(self.measures(volume)), None)

    def with_syringes(self, *syringes: Syringe) -> "Bench":
        """Take other syringes."""
        return replace(self, syringes=syringes)


def _with(syringe: Syringe, volume: Volume) -> Measured | None:
    """Split a volume into the fewest strokes of a syringe, as even as its marks allow."""
    if volume < syringe.least:
        return None
    rounded = syringe.round(volume)
    count = ceil(rounded.value / syringe.capacity.value)
    if count > MOST_STROKES:
        return None
    each, more = divmod(int(rounded.value / syringe.graduation.value), count)
    sizes = [each + 1] * more + [each] * (count - more)
    strokes = tuple(Volume(size * syringe.graduation.value) for size in sizes)
    fine = all(syringe.measures(stroke) for stroke in strokes)
    return Measured(volume=rounded, syringe=syringe, strokes=strokes) if fine else None


def _off(item: Measured, volume: Volume) -> Fraction:
    return abs(item.volume.value - volume.value)
