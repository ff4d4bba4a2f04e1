"""The line between bag and vein as the order form offers it: the unit's sets, examples, or another volume."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepward.adapters.catalogue.line_sets import line_sets
from stepward.core.delivery.line_set import LineSet
from stepward.core.protocols.protocol import Protocol, Step
from stepward.core.quantities import Volume
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.shells.web.unit.shelf import unit_line_sets
from stepward.usecases.veining import OWN, SALINE

OTHER = "other"
FIRST = "solution-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLine:
    """A line set to choose: its volume and where that comes from; an example is of no unit."""

    key: str
    title: str
    volume: Volume
    branch: Volume | None
    is_example: bool
    sources: tuple[ShownSource, ...]

    @property
    def label(self) -> str:
        """The set with its volume."""
        own = f", and {self.branch.people()} each" if self.branch is not None else ""
        return f"{self.title}, {self.volume.people()}{own}"


def offered_lines() -> tuple[OfferedLine, ...]:
    """List the line sets that this unit approved; the shipped ones, as examples, where it has approved none."""
    of_unit = tuple(_offered(unit_line_sets().line_sets().values(), is_example=False))
    return of_unit or tuple(_offered(line_sets().values(), is_example=True))


def _offered(sets: Iterable[LineSet], *, is_example: bool) -> Iterable[OfferedLine]:
    for item in sets:
        branch = None if item.branch is None else item.branch.volume
        is_known = item.branch is None or branch is not None
        if item.common is not None and is_known:
            yield OfferedLine(
                key=item.id,
                title=item.title,
                volume=item.common,
                branch=branch,
                is_example=is_example,
                sources=tuple(shown_source(source) for source in item.sources),
            )


def line_title(key: str, offered: Iterable[OfferedLine]) -> str:
    """Give the title of a line set; nothing where it is not offered any more."""
    return next((item.title for item in offered if item.key == key), "")


def fillings(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """List what a line may be filled with; one of its own for each makes sense from two solutions on."""
    found = ((SALINE, "Saline"), (FIRST, "Solution 1"))
    return (*found, (OWN, "Own line each")) if len(protocol.solutions) > 1 else found


def runs_on_a_pump(protocol: Protocol) -> bool:
    """Tell whether every step is an infusion of a solution, so that a line lies between it and the vein."""
    return all(_is_infused(step) for step in protocol.planned_steps)


def _is_infused(step: Step) -> bool:
    has_rate = any(item is not None for item in (step.rate, step.rate_fraction, step.rate_of_drug, step.duration))
    return step.solution is not None and has_rate and "intravenous" in step.route
