"""Orders to the pharmacy: for whom, of which kept plan, from which product; and where orders and deeds are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.preparation.product import Product
from stepward.core.preparation.work import Deed
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.usecases.approving import Person
from stepward.usecases.planning import Catalogue
from stepward.usecases.preparing import PreparationRequest, Shelf
from stepward.usecases.sharing import SharedPlans
from stepward.usecases.veining import LineRequest, LineSets


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whom it is made for; an invented person is marked."""

    id: str
    family_name: str
    given_names: str
    identifier: str
    born_on: date
    is_invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationOrder:
    """What the pharmacy is asked to make, in words; the product's version and the line's volume are frozen (H-41)."""

    id: str
    plan: str
    patient: Patient
    product: str
    product_version: str
    line: LineRequest | None
    start_at: datetime
    overfill: str
    diluent: str
    storage: str
    asked_by: Person
    asked_at: datetime

    @property
    def request(self) -> PreparationRequest:
        """What is asked of the pharmacy beyond the plan."""
        return PreparationRequest(
            product=self.product,
            overfill=self.overfill,
            diluent=self.diluent,
            storage=self.storage,
            start_at=self.start_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What a person asks: a kept plan, for whom, from which product, when; the line is the plan's own."""

    plan: str
    patient: Patient
    start_at: datetime
    product: str = ""
    overfill: str = ""
    diluent: str = ""
    storage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the shell gives to an order: a new id, who asks, and when."""

    id: str
    person: Person
    at: datetime


class FrozenShelf(Shelf, Port):
    """A shelf that also remembers the older versions of its products."""

    def product_of(self, product_id: str, version: str, /) -> Product:
        """Find a product as it was in one version."""


class Orders(Port):
    """Where orders are kept, for ever."""

    def add(self, order: PreparationOrder, /) -> None:
        """Keep an order, and its patient if new."""

    def find(self, order_id: str, /) -> PreparationOrder | None:
        """Find an order by its id."""

    def starting_from(self, since: datetime, /) -> tuple[PreparationOrder, ...]:
        """List the orders whose step 1 starts at this time or later, earliest first."""

    def patient(self, identifier: str, /) -> Patient | None:
        """Find a patient by the identifier of the unit's records."""


class Deeds(Port):
    """Where deeds are kept, for ever."""

    def of_order(self, order_id: str, /) -> tuple[Deed, ...]:
        """List the deeds of an order, oldest first."""

    def append(self, order_id: str, deed: Deed, /) -> None:
        """Keep a deed under its number.

        Raises:
            MovedOn: if another deed has this number.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Pharmacy:
    """Everything that the work of the pharmacy reads and writes."""

    catalogue: Catalogue
    shared_plans: SharedPlans
    shelf: FrozenShelf
    orders: Orders
    deeds: Deeds
    line_sets: LineSets | None = None
    place: Place = UTC_PLACE


class UnknownOrder(Refusal, LookupError):
    """No order is kept under this id."""


class MovedOn(Refusal):
    """Another person acted at the same moment: look again, then decide."""


class PlanBlocks(Refusal):
    """A finding blocks the plan, so nothing is made for it."""


class LineIsAsked(Refusal):
    """The plan is an infusion, and no line is chosen."""


class OtherPatient(Refusal):
    """The identifier is on file with another name or date of birth."""


class StartIsPast(Refusal):
    """The start lies before the order."""
