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
    """Everything that one preparation starts from; `extra` is what lines take of each solution besides the steps."""

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

    def planned(self, solution: PlannedSolution) -> Volume:
        """Tell the plan's volume; what the steps use, where it states none."""
        return solution.volume if solution.volume is not None else solution.infused

    def for_line(self, solution: PlannedSolution) -> Volume:
        """Tell what lines take of a solution."""
        return self.extra.get(solution.number, Volume(NOTHING))

    def beyond(self, solution: PlannedSolution, given: Volume = Volume(NOTHING)) -> Volume:  # noqa: B008 - frozen
        """Tell what is made beyond the plan, for lines and for what is `given` to other solutions.

        Only what the bag lacks is added: lines and draws take first what would be discarded.
        """
        return self._as_given(solution).beyond(self.for_line(solution) + given)

    def _as_given(self, solution: PlannedSolution) -> PlannedSolution:
        """Take the solution as the steps use it on the unit's devices."""
        return next(item for item in self.plan.effective.solutions if item.number == solution.number)

    def _spare(self, solution: PlannedSolution) -> Volume:
        """Tell what the lines leave of what would be discarded."""
        rest = self._as_given(solution).discarded
        left = NOTHING if rest is None else rest.value - self.for_line(solution).value
        return Volume(max(left, NOTHING))

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
        bag = self.bag(solution)
        holds = NOTHING if bag is None else bag.nominal.value + (bag.overfill.value if bag.overfill else NOTHING)
        volume = self.planned(solution) + self.beyond(solution) + self.kept(solution)
        return Need(
            solution=solution.number,
            strength=solution.strength.per_ml.value,
            volume=volume.value,
            holds=holds,
            spare=self._spare(solution).value,
        )
