from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import products
from stepward.core.findings import Refusal
from stepward.core.preparation.product import Product
from stepward.core.preparation.work import SolutionState
from stepward.core.quantities import Volume
from stepward.usecases.making import (
    ExceptIt,
    LineIsAsked,
    OtherPatient,
    Patient,
    Pharmacy,
    PlanBlocks,
    PreparationOrder,
    StartIsPast,
    UnknownOrder,
    ask,
    open_order,
    queue,
)
from stepward.usecases.planning import UnreadableRequest
from stepward.usecases.preparing import prepare_for
from stepward.usecases.sharing import SharedPlan, UnknownPlan
from stepward.usecases.veining import LineRequest, vein_of
from tests.usecases.pharmacy_keeping import (
    ASKED,
    FIRST,
    KEPT,
    NOW,
    PATIENT,
    SILVA,
    START,
    THIRD,
    MemoryShelf,
    asked,
    block_the_line,
    do,
    make_all,
    opened,
    other_plan,
    pharmacy,
    stamp,
)


class Sets:
    """One line set with a volume, and one without."""

    def common_volume(self, key: str, /) -> Volume | None:
        """Find the volume."""
        return Volume(Fraction(20)) if key == "ward" else None


class TestAsk:
    def test_keeps_the_words_and_freezes_the_version_of_the_product(self) -> None:
        room = asked()

        order = opened(room).order

        assert (order.plan, order.product, order.product_version) == ("kept", "carboplatin-10-mg-ml", "1")
        assert order.line == LineRequest(common_volume="20 mL")
        assert (order.patient, order.start_at, order.overfill) == (PATIENT, START, "withdraw")
        assert (order.asked_by, order.asked_at) == (SILVA, NOW)

    def test_takes_the_only_product_where_none_is_named(self) -> None:
        order = ask(replace(ASKED, product=""), stamp(), pharmacy=pharmacy())

        assert order.product == "carboplatin-10-mg-ml"

    def test_h_41_freezes_the_volume_of_a_line_set(self) -> None:
        room = replace(pharmacy(other_plan(common_volume="", line_set="ward")), line_sets=Sets())

        assert ask(ASKED, stamp(), pharmacy=room).line == LineRequest(common_volume="20 mL", line_set="ward")

    @pytest.mark.parametrize(
        ("plan", "refusal", "says"),
        [
            (other_plan(common_volume=""), LineIsAsked, "Choose the line on the plan, then ask the pharmacy."),
            (other_plan(common_volume="", line_set="nobody's"), UnreadableRequest, "line-set"),
            (other_plan(bag_volume="5 mL"), PlanBlocks, "A finding blocks this plan, so nothing is made for it."),
            (other_plan(id="another"), UnknownPlan, "No plan is kept"),
        ],
    )
    def test_refuses_a_plan_that_cannot_be_made(self, plan: SharedPlan, refusal: type, says: str) -> None:
        room = replace(pharmacy(plan), line_sets=Sets())

        with pytest.raises(refusal, match=says):
            ask(ASKED, stamp(), pharmacy=room)

        assert opened_orders(room) == ()

    def test_refuses_what_the_vein_must_not_get(self, monkeypatch: pytest.MonkeyPatch) -> None:
        block_the_line(monkeypatch)

        with pytest.raises(PlanBlocks, match=r"The line takes too much\.$"):
            ask(ASKED, stamp(), pharmacy=pharmacy())

    def test_asks_no_line_of_a_plan_without_a_pump(self) -> None:
        shelf = MemoryShelf()
        shelf.approve(replace(products.product("carboplatin-10-mg-ml"), id="tablets", drug="aspirin"))
        plan = other_plan(protocol="aspirin-10-dose-15-min", drug="aspirin", target="325 mg", common_volume="")
        plan = replace(plan, bag_volume="", final_rate="")
        room = pharmacy(plan, shelf=shelf)

        order = ask(replace(ASKED, product="tablets"), stamp(), pharmacy=room)

        assert order.line is None
        assert opened(room).at_vein is None
        assert opened(room).is_blocked
        assert [row.is_blocked for row in queue(NOW, pharmacy=room)] == [True]

    def test_refuses_a_start_in_the_past(self) -> None:
        with pytest.raises(StartIsPast, match=r"Choose a later day or time\."):
            ask(replace(ASKED, start_at=NOW - timedelta(seconds=1)), stamp(), pharmacy=pharmacy())

    def test_knows_a_patient_again(self) -> None:
        room = asked()
        again = replace(PATIENT, id="p2", family_name=" moreau ")

        order = ask(replace(ASKED, patient=again), stamp("o2"), pharmacy=room)

        assert order.patient == PATIENT

    @pytest.mark.parametrize(
        "other",
        [
            replace(PATIENT, family_name="Morel"),
            replace(PATIENT, given_names="Leo"),
            replace(PATIENT, born_on=PATIENT.born_on + timedelta(days=1)),
        ],
    )
    def test_refuses_an_identifier_of_another_patient(self, other: Patient) -> None:
        room = asked()

        with pytest.raises(OtherPatient, match="INV-001 is on file with another name or date of birth"):
            ask(replace(ASKED, patient=other), stamp("o2"), pharmacy=room)

        assert len(opened_orders(room)) == 1

    @pytest.mark.parametrize("change", [{"overfill": "perhaps"}, {"product": ""}])
    def test_refuses_what_it_cannot_read(self, change: Mapping[str, str]) -> None:
        shelf = MemoryShelf()
        shelf.approve(replace(products.product("carboplatin-10-mg-ml"), id="second"))

        with pytest.raises(Refusal):
            ask(replace(ASKED, **change), stamp(), pharmacy=pharmacy(shelf=shelf))  # type: ignore[arg-type] # words


def opened_orders(room: Pharmacy) -> tuple[PreparationOrder, ...]:
    """List every order."""
    return room.orders.starting_from(NOW - timedelta(days=365))


class TestOpenOrder:
    def test_computes_plan_line_and_recipes_again(self) -> None:
        found = opened(asked())

        assert found.at_vein is not None
        assert found.at_vein == vein_of(found.plan, LineRequest(common_volume="20 mL"))
        taken, extra = found.at_vein.priming.taken, found.at_vein.priming.extra
        recipes = {recipe.solution: recipe for recipe in found.preparation.recipes}
        assert {number: item.for_line for number, item in recipes.items() if item.for_line.value} == taken
        assert {number: recipes[number].extra for number in extra} == extra
        again = prepare_for(found.plan, found.order.request, taken, shelf=MemoryShelf())
        assert found.preparation == again
        assert [work.state for work in found.works] == [SolutionState.TO_MAKE] * 3
        assert (found.notice, found.exceptions, found.is_blocked) == ("", 0, False)

    def test_refuses_an_unknown_order(self) -> None:
        with pytest.raises(UnknownOrder):
            open_order("nobody's", now=NOW, pharmacy=pharmacy())

    def test_h_41_keeps_the_version_of_the_product_and_tells_of_a_newer_one(self) -> None:
        shelf = MemoryShelf()
        room = asked(pharmacy(shelf=shelf))
        before = opened(room)

        shelf.approve(newer(before.preparation.product))

        after = opened(room)
        assert after.preparation == before.preparation
        assert after.notice.startswith("The unit uses version 2 of ")
        assert after.notice.endswith("This order keeps 1: a pharmacist decides.")

    def test_h_41_tells_that_the_product_is_no_longer_approved(self) -> None:
        shelf = MemoryShelf()
        room = asked(pharmacy(shelf=shelf))
        del shelf.approved["carboplatin-10-mg-ml"]

        assert opened(room).notice.startswith("The unit no longer approves ")

    def test_counts_exceptions(self) -> None:
        room = asked()
        make_all(room)
        do(room, ExceptIt(vessel=FIRST, reason="alone on the night shift"))

        assert opened(room).exceptions == 1


def newer(product: Product) -> Product:
    """Write a second version of a product, of half the strength."""
    return replace(product, version="2", strength=None)


class TestQueue:
    def test_lists_the_soonest_first_and_forgets_yesterday_s(self) -> None:
        room = pharmacy()
        for order_id, hours in (("late", 9), ("soon", 1), ("now", 0)):
            ask(replace(ASKED, start_at=NOW + timedelta(hours=hours)), stamp(order_id), pharmacy=room)

        assert [row.order.id for row in queue(NOW, pharmacy=room)] == ["now", "soon", "late"]
        assert [row.order.id for row in queue(NOW + timedelta(hours=25), pharmacy=room)] == ["soon", "late"]

    def test_counts_states_and_says_which_hours_press(self) -> None:
        room = asked()
        (before,) = queue(NOW, pharmacy=room)
        made = opened(room).preparation
        make_all(room, THIRD)

        (row,) = queue(NOW, pharmacy=room)

        third = made.recipes[2].beyond_use.make_not_before  # nothing is known of weaker solutions
        assert before.make_not_before == third == NOW + timedelta(minutes=39, seconds=23)
        assert before.use_by is None
        assert row.title == KEPT.title
        assert row.counts[SolutionState.MADE] == 1
        assert row.counts[SolutionState.TO_MAKE] == 2
        assert sum(row.counts.values()) == 3
        assert row.make_not_before is None
        assert row.use_by == opened(room).works[2].expires_at == NOW + timedelta(hours=8)
        assert row.opened == opened(room)

    def test_says_why_an_order_cannot_be_opened(self) -> None:
        room = asked()
        gone = pharmacy(other_plan(id="another"))

        (row,) = queue(NOW, pharmacy=replace(room, shared_plans=gone.shared_plans))

        assert row.trouble == "No plan is kept at this address."
        assert row.opened is None
