"""Orders of sessions: what is weighed is read back as it was written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stepward.core.quantities import Weight
from stepward.usecases.approving import Person
from stepward.usecases.orders import Patient
from stepward.usecases.session_orders import (
    OrderedBefore,
    SessionOrder,
    Stamp,
    Wanted,
    Weighed,
    WeightDoubted,
    order_session,
)

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class TestWeighed:
    @pytest.mark.parametrize("text", ["68 kg", "3.25 kg", "120 kg"])
    def test_h_36_is_read_back_as_the_amount_that_was_written(self, text: str) -> None:
        weight = Weight.parse(text)
        assert Weighed(weight=weight.people(), at=AT, by="T. Okafor").amount == weight
        assert Weighed(weight=text, at=AT, by="T. Okafor").amount == weight


BY = Person(id="1", name="T. Okafor (invented)", roles=frozenset())
SOMEBODY = Patient(
    id="p", family_name="Ruiz", given_names="Marta", identifier="INV 1", born_on=date(1971, 3, 14), is_invented=True
)


class Shelf:
    """Orders and patients, in a list."""

    def __init__(self) -> None:
        self.orders: list[SessionOrder] = []

    def patient(self, identifier: str, /) -> Patient | None:
        """Find nobody before the first order."""
        return SOMEBODY if self.orders and identifier == SOMEBODY.identifier else None

    def add(self, order: SessionOrder, /) -> None:
        """Keep it."""
        self.orders.append(order)

    def of_patient(self, patient_id: str, /) -> tuple[SessionOrder, ...]:
        """List the newest first."""
        return tuple(order for order in reversed(self.orders) if order.patient.id == patient_id)


def order(
    shelf: Shelf, weight: str = "68 kg", *, void: bool = False, again: bool = False, of: str = ""
) -> SessionOrder:
    weighed = Weighed(weight=weight, at=AT, by="T. Okafor")
    wanted = Wanted(
        patient=SOMEBODY,
        plan="kept",
        bed="4",
        start_at=AT + timedelta(hours=2),
        weighed=weighed,
        preparation=of,
        is_weight_repeated=again,
    )
    stamp = Stamp(id=f"s{len(shelf.orders)}", person=BY, at=AT)
    return order_session(wanted, stamp, patients=shelf, orders=shelf, is_void=lambda _session: void)  # type: ignore[arg-type]


class TestOneSession:
    def test_h_16_of_each_preparation(self) -> None:
        shelf = Shelf()
        order(shelf, of="prepared")

        with pytest.raises(OrderedBefore, match="at bed 4"):
            order(shelf, of="prepared")
        assert order(shelf, of="another").id == "s1"
        assert order(shelf, of="prepared", void=True).id == "s2"

    def test_h_16_sessions_without_a_preparation_are_not_compared(self) -> None:
        shelf = Shelf()
        order(shelf)

        assert order(shelf).id == "s1"


class TestWeight:
    @pytest.mark.parametrize("weight", ["19.99 kg", "401 kg"])
    def test_h_36_is_wanted_twice_outside_the_range_of_the_age(self, weight: str) -> None:
        with pytest.raises(WeightDoubted, match="does not fit the age"):
            order(Shelf(), weight)
        assert order(Shelf(), weight, again=True).weighed is not None

    @pytest.mark.parametrize("weight", ["20 kg", "400 kg"])
    def test_h_36_is_taken_at_the_ends_of_the_range(self, weight: str) -> None:
        assert order(Shelf(), weight).weighed is not None

    @pytest.mark.parametrize("weight", ["74.8 kg", "61.2 kg"])
    def test_h_36_is_wanted_twice_after_a_change_of_a_tenth(self, weight: str) -> None:
        shelf = Shelf()
        order(shelf)

        with pytest.raises(WeightDoubted, match=r"68.kg was measured before"):
            order(shelf, weight)
        assert order(shelf, weight, again=True).id == "s1"

    @pytest.mark.parametrize("weight", ["74.79 kg", "61.21 kg"])
    def test_h_36_a_smaller_change_is_taken(self, weight: str) -> None:
        shelf = Shelf()
        order(shelf)

        assert order(shelf, weight).id == "s1"

    def test_h_36_the_newest_weight_counts(self) -> None:
        shelf = Shelf()
        order(shelf)
        shelf.orders.append(replace(order(shelf), weighed=None))
        order(shelf, "80 kg", again=True)

        assert order(shelf, "81 kg").id == "s4"
