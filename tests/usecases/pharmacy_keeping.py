"""What the tests of the pharmacy's work share: people, a kept plan, a shelf, and stores in memory."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stepward.adapters.catalogue import products, shipped
from stepward.core.findings import Finding, Severity
from stepward.core.preparation.bench import Bench
from stepward.core.preparation.product import Product
from stepward.core.preparation.recipe import DrawnFrom, Liquid
from stepward.core.preparation.work import Deed, Vessel
from stepward.usecases import making
from stepward.usecases.approving import Person
from stepward.usecases.making import (
    Command,
    DrawIt,
    FinishIt,
    MovedOn,
    Opened,
    OrderRequest,
    Patient,
    Pharmacy,
    PreparationOrder,
    Stamp,
    act,
    ask,
    open_order,
)
from stepward.usecases.sharing import SharedPlan
from stepward.usecases.veining import AtVein, vein_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
START = NOW + timedelta(hours=3)
ROOS, SILVA = Person(id="1", name="J. Roos (invented)"), Person(id="2", name="P. Silva (invented)")
PATIENT = Patient(
    id="p1", family_name="Moreau", given_names="Lea", identifier="INV-001", born_on=date(1971, 3, 14), is_invented=True
)
KEPT = SharedPlan(
    id="kept",
    created_at=NOW,
    protocol="12-step",
    drug="carboplatin",
    target="600 mg",
    bag_volume="250 mL",
    final_rate="80 mL/h",
    title="carboplatin 600 mg, 12-step",
    common_volume="20 mL",
)
FIRST = Vessel(item=DrawnFrom(liquid=Liquid.SOLUTION, number=1))
THIRD = Vessel(item=DrawnFrom(liquid=Liquid.SOLUTION, number=3))
BLOCK = Finding(code="X", severity=Severity.BLOCK, message="The line takes too much.", source="SITE")
ASKED = OrderRequest(plan="kept", patient=PATIENT, start_at=START, product="carboplatin-10-mg-ml", overfill="withdraw")


class MemoryPlans:
    """Kept plans in a dictionary."""

    def __init__(self, *plans: SharedPlan) -> None:
        """Keep these."""
        self.kept = {plan.id: plan for plan in plans}

    def add(self, shared: SharedPlan, /) -> None:
        """Keep a plan."""
        self.kept[shared.id] = shared

    def find(self, plan_id: str, /) -> SharedPlan | None:
        """Find a plan."""
        return self.kept.get(plan_id)


class MemoryOrders:
    """Orders and their patients in a dictionary."""

    def __init__(self) -> None:
        """Begin empty."""
        self.kept: dict[str, PreparationOrder] = {}

    def add(self, order: PreparationOrder, /) -> None:
        """Keep an order."""
        self.kept[order.id] = order

    def find(self, order_id: str, /) -> PreparationOrder | None:
        """Find an order."""
        return self.kept.get(order_id)

    def starting_from(self, since: datetime, /) -> tuple[PreparationOrder, ...]:
        """List the orders that start later, earliest first."""
        found = [order for order in self.kept.values() if order.start_at >= since]
        return tuple(sorted(found, key=lambda order: (order.start_at, order.id)))

    def patient(self, identifier: str, /) -> Patient | None:
        """Find a patient of any order."""
        return next((o.patient for o in self.kept.values() if o.patient.identifier == identifier), None)


class MemoryDeeds:
    """Deeds in a dictionary."""

    def __init__(self) -> None:
        """Begin empty."""
        self.kept: dict[str, tuple[Deed, ...]] = {}

    def of_order(self, order_id: str, /) -> tuple[Deed, ...]:
        """List the deeds of an order."""
        return self.kept.get(order_id, ())

    def append(self, order_id: str, deed: Deed, /) -> None:
        """Keep a deed once."""
        if any(kept.number == deed.number for kept in self.of_order(order_id)):
            msg = "Another person acted on this order at the same moment. You see it now."
            raise MovedOn(msg)
        self.kept[order_id] = (*self.of_order(order_id), deed)


class MemoryShelf:
    """The shipped products, as if the unit had approved them; versions can change."""

    def __init__(self, bench: Bench | None = None) -> None:
        """Begin with one version of each."""
        self.approved: dict[str, Product] = dict(products.products())
        self.versions = {(item.id, item.version): item for item in self.approved.values()}
        self.measures_with = bench or products.bench()

    def product(self, product_id: str, /) -> Product:
        """Find an approved product."""
        return self.approved[product_id]

    def products(self) -> dict[str, Product]:
        """List the approved products."""
        return self.approved

    def product_of(self, product_id: str, version: str, /) -> Product:
        """Find a product in one version."""
        return self.versions[product_id, version]

    def bench(self) -> Bench:
        """Give the bench."""
        return self.measures_with

    def approve(self, product: Product) -> None:
        """Use another version from now on."""
        self.versions[product.id, product.version] = product
        self.approved[product.id] = product


def pharmacy(*plans: SharedPlan, shelf: MemoryShelf | None = None) -> Pharmacy:
    """Bring everything together in memory."""
    return Pharmacy(
        catalogue=shipped,
        shared_plans=MemoryPlans(*(plans or (KEPT,))),
        shelf=shelf or MemoryShelf(),
        orders=MemoryOrders(),
        deeds=MemoryDeeds(),
    )


def stamp(order_id: str = "o1", person: Person = SILVA) -> Stamp:
    """Name an order, who asks and when."""
    return Stamp(id=order_id, person=person, at=NOW)


def other_plan(**words: str) -> SharedPlan:
    """Keep the plan with other words."""
    return replace(KEPT, **words)  # type: ignore[arg-type] # only words are changed


def asked(room: Pharmacy | None = None) -> Pharmacy:
    """Ask for the kept plan."""
    room = room or pharmacy()
    ask(ASKED, stamp(), pharmacy=room)
    return room


def opened(room: Pharmacy, minutes: int = 0) -> Opened:
    """Open the order."""
    return open_order("o1", now=NOW + timedelta(minutes=minutes), pharmacy=room)


def do(room: Pharmacy, *commands: Command, person: Person = ROOS) -> None:
    """Act, one after the other."""
    for command in commands:
        act("o1", command, person, NOW, pharmacy=room)


def make_all(room: Pharmacy, vessel: Vessel = FIRST) -> None:
    """Draw everything and finish."""
    work = next(item for item in opened(room).works if item.item == vessel.item)
    do(room, *(DrawIt(vessel=vessel, number=item.number) for item in work.draws), FinishIt(vessel=vessel))


def typed(room: Pharmacy) -> dict[str, str]:
    """Type the figures of solution 1 as they are."""
    return {item.figure.what: item.figure.expected.exact for item in opened(room).works[0].figures}


def block_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the vein gets be blocked from now on."""

    def blocked(*words: object, **more: object) -> AtVein:
        found = vein_of(*words, **more)  # type: ignore[arg-type] # as it was called
        return replace(found, findings=(BLOCK,))

    monkeypatch.setattr(making, "vein_of", blocked)
