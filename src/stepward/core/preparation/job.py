"""What one preparation starts from, and what it wants of each solution."""

from collections.abc import Mapping
from dataclasses import dataclass

from stepward.core.preparation.bench import Bag, Bench, Filling
from stepward.core.preparation.fills import NOTHING, Need
from stepward.core.preparation.product import Product
from stepward.core.preparation.recipe import Outlook
from stepward.core.protocols.plan import Plan, PlannedSolution
from stepward.core.quantities import Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything that one preparation starts from."""

    plan: Plan
    product: Product
    bench: Bench
    extra: Mapping[int, Volume]
    outlook: Outlook

    @property
    def diluent(self) -> str:
        """The diluent that the unit chose, or the only one that the label allows; empty is to be asked."""
        allowed = self.product.diluents
        return self.bench.diluent or (allowed[0] if len(allowed) == 1 else "")

    def made(self, solution: PlannedSolution) -> tuple[Volume, Volume]:
        """Tell the plan's volume (what the steps use, where it states none) and what lines take beyond it."""
        extra = self.extra.get(solution.number, Volume(NOTHING))
        return solution.volume if solution.volume is not None else solution.infused, extra

    def bag(self, solution: PlannedSolution) -> Bag | None:
        """Take the bag that a solution is made in; nothing where an empty container is filled."""
        if self.bench.filling is Filling.EMPTY_CONTAINER or solution.volume is None:
            return None
        return self.bench.bag_for(solution.volume)

    def kept(self, solution: PlannedSolution) -> Volume:
        """Tell how much of the bag's overfill stays in it."""
        bag = self.bag(solution)
        keeps = self.bench.filling is Filling.KEEP_OVERFILL and bag is not None and bag.overfill is not None
        return bag.overfill if keeps and bag is not None and bag.overfill is not None else Volume(NOTHING)

    def need(self, solution: PlannedSolution) -> Need:
        """Say what is wanted of a solution."""
        planned, extra = self.made(solution)
        bag = self.bag(solution)
        holds = NOTHING if bag is None else bag.nominal.value + (bag.overfill.value if bag.overfill else NOTHING)
        volume = planned + extra + self.kept(solution)
        return Need(
            solution=solution.number, strength=solution.strength.per_ml.value, volume=volume.value, holds=holds
        )  # fmt: skip
