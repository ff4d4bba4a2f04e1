"""What the pharmacy measures with: syringes, bags, mixing containers, a balance. All of it is the unit's own."""

from dataclasses import dataclass, replace
from enum import Enum

from stepward.core.preparation.product import Density
from stepward.core.preparation.strokes import SITE, Measured, Stroke, Syringe, UnsoundBench, marks_of
from stepward.core.quantities import Duration, Mass, Volume

__all__ = ["Bag", "Bench", "Filling", "Measured", "Stroke", "Syringe", "UnsoundBench"]


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

        Strokes of different syringes may be combined; none is below the least volume of its syringe (H-43).
        """
        return marks_of(self.syringes).ways(volume)

    def measure(self, volume: Volume) -> Measured | None:
        """Measure a volume in the fewest strokes; nothing if no syringe measures it."""
        return next(iter(self.measures(volume)), None)

    def with_syringes(self, *syringes: Syringe) -> "Bench":
        """Take other syringes."""
        return replace(self, syringes=syringes)
