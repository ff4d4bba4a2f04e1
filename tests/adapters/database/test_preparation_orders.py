"""One contract for orders and deeds, held by the stores in memory and in the database."""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.models import User

from stepward.adapters.database import models
from stepward.adapters.database.append_only import AppendOnly
from stepward.adapters.database.preparation_orders import DatabaseDeeds, DatabaseOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.preparation.recipe import DrawnFrom, Liquid, WeighingPoint
from stepward.core.preparation.work import Deed, DeedKind, Detail, Reading
from stepward.core.quantities import Activity, Duration, Mass, Strength, Volume
from stepward.usecases.approving import Person
from stepward.usecases.orders import Deeds, MovedOn, Orders, PreparationOrder
from stepward.usecases.veining import LineRequest
from tests.usecases.pharmacy_keeping import KEPT, NOW, PATIENT, START, MemoryDeeds, MemoryOrders

pytestmark = pytest.mark.usefixtures("database")
EXACT = Fraction(1, 3)
DETAILS = {
    DeedKind.DREW: Detail(draw=2, drawn=Volume(EXACT)),
    DeedKind.WEIGHED: Detail(point=WeighingPoint.DRUG_IN, weight=Mass(Fraction(123456789012000))),
    DeedKind.FINISHED: Detail(),
    DeedKind.CHECKED: Detail(
        readings=(
            Reading(what="strength on the vial", read=Strength(Mass(Fraction(10)))),
            Reading(what="drawn from vial", read=Volume(EXACT)),
        )
    ),
    DeedKind.DIFFERED: Detail(readings=(Reading(what="strength on the vial", read=Strength(Activity(EXACT))),)),
    DeedKind.EXCEPTED: Detail(reason="alone on the night shift"),
    DeedKind.STATED: Detail(lasts=Duration(EXACT), reason="rule of the pharmacy"),
    DeedKind.VOIDED: Detail(reason="gefäß undicht"),
}


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Orders, deeds, and somebody who acts."""

    orders: Orders
    deeds: Deeds
    person: Person

    def order(self, **changes: object) -> PreparationOrder:
        """Write an order."""
        order = PreparationOrder(
            id="o1",
            plan=KEPT.id,
            patient=PATIENT,
            product="carboplatin-10-mg-ml",
            product_version="3",
            line=LineRequest(common_volume="18.5 mL", primed_with="solution-1", carrier="20 mL/h", line_set="ward"),
            start_at=START,
            overfill="withdraw",
            diluent="5 % dextrose",
            storage="fridge",
            asked_by=self.person,
            asked_at=NOW,
        )
        return replace(order, **changes)  # type: ignore[arg-type] # a test's own changes

    def deed(self, number: int = 1, kind: DeedKind = DeedKind.DREW) -> Deed:
        """Write a deed."""
        return Deed(
            number=number,
            item=DrawnFrom(liquid=Liquid.SOLUTION, number=1),
            bag=1,
            kind=kind,
            person_id=self.person.id,
            person_name=self.person.name,
            at=NOW,
            detail=DETAILS[kind],
        )


def in_memory() -> Stores:
    """Keep everything in memory."""
    return Stores(orders=MemoryOrders(), deeds=MemoryDeeds(), person=Person(id="1", name="J. Roos (invented)"))


def in_database() -> Stores:
    """Keep everything in the database."""
    DatabaseSharedPlans().add(KEPT)
    user = User.objects.create_user("roos")
    person = Person(id=str(user.pk), name="J. Roos (invented)")
    return Stores(orders=DatabaseOrders(), deeds=DatabaseDeeds(), person=person)


@pytest.fixture(params=[in_memory, in_database])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Lend either kind of store."""
    made: Stores = request.param()
    return made


class TestOrders:
    def test_give_back_what_was_added(self, stores: Stores) -> None:
        order = stores.order()

        stores.orders.add(order)

        assert stores.orders.find("o1") == order
        assert stores.orders.patient("INV-001") == PATIENT

    def test_give_back_an_order_without_a_line(self, stores: Stores) -> None:
        stores.orders.add(stores.order(line=None))

        found = stores.orders.find("o1")

        assert found is not None
        assert found.line is None

    def test_find_nothing_else(self, stores: Stores) -> None:
        assert stores.orders.find("o1") is None
        assert stores.orders.patient("INV-001") is None
        assert stores.orders.starting_from(NOW) == ()

    def test_are_listed_from_a_time_on_soonest_first(self, stores: Stores) -> None:
        for order_id, hours in (("c", 5), ("b", 0), ("a", 0), ("old", -1)):
            stores.orders.add(stores.order(id=order_id, start_at=START + timedelta(hours=hours)))

        assert [order.id for order in stores.orders.starting_from(START)] == ["a", "b", "c"]


class TestDeeds:
    def test_have_a_detail_of_every_kind(self) -> None:
        assert set(DETAILS) == set(DeedKind)

    def test_are_given_back_in_their_order(self, stores: Stores) -> None:
        stores.orders.add(stores.order())
        deeds = [stores.deed(number, kind) for number, kind in enumerate(DeedKind, 1)]
        of_intermediate = replace(deeds[0], number=len(deeds) + 1, item=DrawnFrom(liquid=Liquid.INTERMEDIATE, number=1))

        for deed in (*deeds, of_intermediate):
            stores.deeds.append("o1", deed)

        assert stores.deeds.of_order("o1") == (*deeds, of_intermediate)
        assert stores.deeds.of_order("o2") == ()

    def test_move_on_where_the_number_is_taken(self, stores: Stores) -> None:
        stores.orders.add(stores.order())
        stores.deeds.append("o1", stores.deed())

        with pytest.raises(MovedOn, match=r"at the same moment\. You see it now\."):
            stores.deeds.append("o1", stores.deed(kind=DeedKind.FINISHED))

        assert stores.deeds.of_order("o1") == (stores.deed(),)


class TestDatabase:
    def test_keeps_a_patient_once(self) -> None:
        stores = in_database()

        stores.orders.add(stores.order())
        stores.orders.add(stores.order(id="o2"))

        assert models.Patient.objects.count() == 1

    def test_changes_no_deed(self) -> None:
        stores = in_database()
        stores.orders.add(stores.order())
        stores.deeds.append("o1", stores.deed())
        row = models.PreparationDeed.objects.get()

        with pytest.raises(AppendOnly):
            row.save()
        with pytest.raises(AppendOnly):
            row.delete()

    def test_refuses_a_row_without_a_start(self) -> None:
        stores = in_database()
        stores.orders.add(stores.order())
        models.PreparationOrder(
            id="o2", plan_id=KEPT.id, patient_id=PATIENT.id, product_key="x", product_version="1",
            asked_by_id=int(stores.person.id), asked_by_name="x", asked_at=NOW,
        ).save()  # fmt: skip

        with pytest.raises(ValueError, match="order o2: start_at is missing"):
            stores.orders.find("o2")
