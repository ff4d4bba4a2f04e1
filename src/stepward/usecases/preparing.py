"""Prepare: a request in words becomes recipes for the pharmacy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol as Port
from typing import TypeVar

from stepward.core.findings import Refusal
from stepward.core.preparation.bench import Bench, Filling
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.product import Product
from stepward.core.preparation.recipe import Outlook, Preparation, ReactionSteps
from stepward.core.preparation.weights import WATER_LIKE
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, Quantity, Volume
from stepward.usecases.planning import Catalogue, PlanRequest, UnreadableRequest, plan

_Kind = TypeVar("_Kind", bound=Quantity)
FILLINGS = {
    "withdraw": Filling.WITHDRAW_OVERFILL,
    "keep": Filling.KEEP_OVERFILL,
    "empty": Filling.EMPTY_CONTAINER,
}


class Shelf(Port):
    """Where products and the bench come from."""

    def product(self, product_id: str, /) -> Product:
        """Find a product by its id."""

    def products(self) -> Mapping[str, Product]:
        """List the products by id."""

    def bench(self) -> Bench:
        """Give what the pharmacy measures with."""


class NoProduct(Refusal, LookupError):
    """No product, or more than one, of this drug is on file, so one must be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationRequest:
    """What is asked beyond the plan, as text; empty text is not given.

    `extra` is the volume that lines take: `20 mL` for each solution, or `20 mL,5 mL,20 mL`. `overfill` is what the unit
    does with a bag's overfill: withdraw, keep, empty. `start_at` and `made_at` enter in the shell.
    """

    product: str = ""
    extra: str = ""
    overfill: str = ""
    diluent: str = ""
    storage: str = ""
    lead: str = ""
    start_at: datetime | None = None
    made_at: datetime | None = None
    reactions: ReactionSteps | None = None


def prepare_plan(
    request: PlanRequest, asked: PreparationRequest, *, catalogue: Catalogue, shelf: Shelf
) -> Preparation:  # fmt: skip
    """Plan, then say how the pharmacy makes it.

    Raises:
        UnreadableRequest: if a field cannot be read.
        NoProduct: if no product is named and the drug has not exactly one on file.
        Refusal: if the protocol or the product is unknown, or does not take what was given.
    """
    found = plan(request, catalogue=catalogue)
    numbers = tuple(item.number for item in found.exact.solutions)
    return prepare_for(found, asked, read_extra(asked.extra, numbers), shelf=shelf)


def prepare_for(
    found: Plan,
    asked: PreparationRequest,
    extra: Mapping[int, Volume],
    *,
    shelf: Shelf,
    product: Product | None = None,
) -> Preparation:
    """Say how the pharmacy makes a plan that is made already; `extra` is what the lines take, by solution.

    Raises:
        UnreadableRequest: if a field cannot be read.
        NoProduct: if no product is named and the drug has not exactly one on file.
        Refusal: if the product is unknown.
    """
    chosen = product or _product(found.order.drug, asked.product.strip(), shelf)
    bench = shelf.bench()
    bench = replace(
        bench,
        filling=_filling(asked.overfill) or bench.filling,
        diluent=asked.diluent.strip() or bench.diluent,
        density=bench.density or WATER_LIKE,
        lead=_lead(asked.lead) or bench.lead,
    )
    outlook = Outlook(
        start_at=asked.start_at, made_at=asked.made_at, storage=asked.storage.strip(), reactions=asked.reactions
    )
    return prepare(found, chosen, bench, extra, outlook)


def _product(drug: str, named: str, shelf: Shelf) -> Product:
    return shelf.product(named) if named else only_product(drug, shelf)


def only_product(drug: str, shelf: Shelf) -> Product:
    """Find the one product of a drug.

    Raises:
        NoProduct: if there is none, or more than one to choose from.
    """
    found = [item for item in shelf.products().values() if item.drug.casefold() == drug.casefold()]
    if len(found) == 1:
        return found[0]
    known = f"expected one of {', '.join(item.id for item in found)}" if found else "none of this drug is on file"
    msg = f"product: name the product of {drug}: {known}"
    raise NoProduct(msg)


def read_extra(text: str, numbers: tuple[int, ...]) -> dict[int, Volume]:
    """Read the extra volumes: one for all solutions, or one for each.

    Raises:
        UnreadableRequest: if they are not volumes, or not 1 or as many as there are solutions.
    """
    if not text.strip():
        return {}
    parts = [_read("extra", part, Volume) for part in text.split(",")]
    if len(parts) not in {1, len(numbers)}:
        field = "extra"
        raise UnreadableRequest(field, f"{text!r}: expected 1 or {len(numbers)} volumes")
    each = parts * len(numbers) if len(parts) == 1 else parts
    return dict(zip(numbers, each, strict=True))


def _filling(text: str) -> Filling | None:
    if not text.strip():
        return None
    found = FILLINGS.get(text.strip())
    if found is None:
        field = "overfill"
        raise UnreadableRequest(field, f"{text!r}: expected one of {', '.join(FILLINGS)}")
    return found


def _lead(text: str) -> Duration | None:
    return _read("lead", text, Duration) if text.strip() else None


def _read(field: str, text: str, kind: type[_Kind]) -> _Kind:
    try:
        return kind.parse(text.strip())
    except ValueError as error:
        raise UnreadableRequest(field, str(error)) from error
