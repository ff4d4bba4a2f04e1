from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import products
from stepward.core.preparation.judging import DrawOutOfOrder, FiguresMissing, SamePersonChecks, WorkIsBarred
from stepward.core.preparation.recipe import WeighingPoint
from stepward.core.preparation.work import Deed, DeedKind, SolutionState
from stepward.core.quantities import Mass
from stepward.usecases.making import (
    CheckIt,
    DrawIt,
    FinishIt,
    MovedOn,
    Pharmacy,
    PlanBlocks,
    UnknownOrder,
    VoidIt,
    WeighIt,
    act,
)
from stepward.usecases.planning import UnreadableRequest
from tests.usecases.pharmacy_keeping import (
    FIRST,
    NOW,
    ROOS,
    SILVA,
    MemoryDeeds,
    MemoryShelf,
    asked,
    block_the_line,
    do,
    make_all,
    opened,
    pharmacy,
    typed,
)


class TestAct:
    def test_makes_and_checks_a_solution(self) -> None:
        room = asked()
        make_all(room)
        do(room, CheckIt(vessel=FIRST, figures=typed(room)), person=SILVA)

        work = opened(room).works[0]
        assert work.state is SolutionState.CHECKED
        assert work.checker is not None
        assert (work.checker.person_id, work.checker.at) == ("2", NOW)
        assert all(item.agrees for item in work.figures)

    def test_h_52_one_wrong_figure_differs(self) -> None:
        room = asked()
        make_all(room)
        figures = typed(room)
        do(room, CheckIt(vessel=FIRST, figures=figures | {"strength on the vial": "100"}), person=SILVA)

        work = opened(room).works[0]
        assert work.state is SolutionState.DIFFERS
        assert [item.figure.what for item in work.differing] == ["strength on the vial"]

    def test_h_53_the_maker_does_not_check(self) -> None:
        room = asked()
        make_all(room)

        with pytest.raises(SamePersonChecks):
            do(room, CheckIt(vessel=FIRST, figures=typed(room)))

    @pytest.mark.parametrize("text", ["10,5", "1e1", "-10", "ten", "10 mg/mL", "１０", "1.5.0"])
    def test_h_39_a_figure_is_one_plain_number(self, text: str) -> None:
        room = asked()
        make_all(room)

        with pytest.raises(UnreadableRequest) as refused:
            do(room, CheckIt(vessel=FIRST, figures=typed(room) | {"strength on the vial": text}), person=SILVA)

        assert refused.value.field == "strength on the vial"
        assert opened(room).works[0].state is SolutionState.MADE

    @pytest.mark.parametrize("change", [{"strength on the vial": " "}, {"the weather": "5"}])
    def test_h_52_every_figure_is_read_and_no_other(self, change: dict[str, str]) -> None:
        room = asked()
        make_all(room)

        with pytest.raises(FiguresMissing):
            do(room, CheckIt(vessel=FIRST, figures=typed(room) | change), person=SILVA)

    def test_weighs_in_grams(self) -> None:
        bench = replace(products.bench(), balance=Mass(Fraction(100)))
        room = asked(pharmacy(shelf=MemoryShelf(bench)))
        for item in opened(room).works[0].draws:
            do(room, DrawIt(vessel=FIRST, number=item.number))

        do(room, WeighIt(vessel=FIRST, point=WeighingPoint.DRUG_IN, grams="12.5"))

        found = {item.weighing.point: item.found for item in opened(room).works[0].weighings}
        assert found[WeighingPoint.DRUG_IN] == Mass(Fraction(12500))

    def test_voids_and_begins_the_next_bag(self) -> None:
        room = asked()
        make_all(room)
        do(room, VoidIt(vessel=FIRST, reason="the bag leaks"))
        do(room, DrawIt(vessel=replace(FIRST, bag=2), number=1))

        work = opened(room).works[0]
        assert (work.bag, work.state) == (2, SolutionState.MAKING)

    def test_keeps_nothing_of_what_is_refused(self) -> None:
        room = asked()

        with pytest.raises(DrawOutOfOrder):
            do(room, DrawIt(vessel=FIRST, number=2))

        assert opened(room).deeds == ()

    def test_moves_on_when_another_person_acted_at_the_same_moment(self) -> None:
        room = asked()
        racing = replace(room, deeds=Racing(room))

        with pytest.raises(MovedOn):
            do(racing, DrawIt(vessel=FIRST, number=1))

        assert [deed.person_id for deed in opened(room).deeds] == ["2"]

    def test_refuses_an_unknown_order(self) -> None:
        with pytest.raises(UnknownOrder):
            act("nobody's", FinishIt(vessel=FIRST), ROOS, NOW, pharmacy=pharmacy())

    def test_h_43_a_block_bars_all_work_but_the_void(self, monkeypatch: pytest.MonkeyPatch) -> None:
        room = asked()
        make_all(room)
        block_the_line(monkeypatch)

        with pytest.raises(PlanBlocks):
            do(room, CheckIt(vessel=FIRST, figures={}), person=SILVA)
        do(room, VoidIt(vessel=FIRST, reason="the plan is blocked"))

        assert opened(room).deeds[-1].kind is DeedKind.VOIDED

    def test_h_43_nothing_is_made_without_syringes(self) -> None:
        shelf = MemoryShelf()
        room = asked(pharmacy(shelf=shelf))
        shelf.measures_with = replace(shelf.measures_with, syringes=())

        with pytest.raises(WorkIsBarred, match="No syringe is listed"):
            do(room, DrawIt(vessel=FIRST, number=1))


class Racing(MemoryDeeds):
    """Deeds to which another person adds one just before."""

    def __init__(self, room: Pharmacy) -> None:
        """Watch a room."""
        super().__init__()
        self.room = room

    def of_order(self, order_id: str, /) -> tuple[Deed, ...]:
        """List the deeds of the room."""
        return self.room.deeds.of_order(order_id)

    def append(self, order_id: str, deed: Deed, /) -> None:
        """Let the other person be first."""
        self.room.deeds.append(order_id, replace(deed, person_id=SILVA.id))
        self.room.deeds.append(order_id, deed)
