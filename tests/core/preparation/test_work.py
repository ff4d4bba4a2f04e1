"""What the deeds make of a solution, and that no order of acts ever checks a bag by one person alone."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stepward.core.findings import Refusal
from stepward.core.preparation import judging
from stepward.core.preparation.judging import Record, SamePersonChecks, SourceNotReady
from stepward.core.preparation.recipe import DrawnFrom, Liquid, WeighingPoint
from stepward.core.preparation.slips import Figure
from stepward.core.preparation.work import (
    IS_MADE,
    DeedKind,
    FigureWork,
    NotMadeHere,
    SolutionState,
    Vessel,
    is_same,
    state_of,
    task_of,
    works_of,
)
from stepward.core.quantities import Activity, Mass, Quantity, Strength, Volume
from tests.core.preparation.working import (
    FOURTH,
    FROM_SOURCE,
    MADE,
    NINE,
    OKAFOR,
    ROOS,
    SILVA,
    SOURCE,
    Bench,
    bench_in,
    by,
    made,
    readings,
)

TWENTY = made("20-step")


class TestTaskOf:
    def test_asks_for_the_draws_weights_and_figures_of_a_solution(self) -> None:
        task, recipe = task_of(MADE, FOURTH), MADE.recipes[3]

        assert task.draws == recipe.draws
        assert task.weighings == recipe.weighings
        assert [figure.what for figure in task.figures] == [
            "strength on the vial",
            "diluent taken out",
            "drawn from vial",
        ]
        assert task.source is None

    def test_asks_for_diluent_then_drug_of_an_intermediate(self) -> None:
        task, mix = task_of(MADE, SOURCE), MADE.intermediates[0]

        assert task.draws == (mix.diluent, mix.drug)
        assert [(one.what, one.expected) for one in task.figures] == [
            ("strength on the vial", Strength.parse("100 mg/mL")),
            ("diluent put in", mix.diluent.drawn),
            ("drawn from vial", mix.drug.drawn),
        ]

    def test_reads_no_vial_where_an_intermediate_is_drawn_from_another(self) -> None:
        mix = replace(MADE.intermediates[0], drug=replace(MADE.intermediates[0].drug, source=SOURCE))
        second = replace(mix, number=2)
        preparation = replace(MADE, intermediates=(*MADE.intermediates, second))

        task = task_of(preparation, DrawnFrom(liquid=Liquid.INTERMEDIATE, number=2))

        assert [figure.what for figure in task.figures] == ["diluent put in", "drawn from intermediate A"]
        assert task.source == SOURCE

    @pytest.mark.parametrize("liquid", [Liquid.SOLUTION, Liquid.INTERMEDIATE, Liquid.VIAL])
    def test_refuses_what_is_not_made(self, liquid: Liquid) -> None:
        with pytest.raises(NotMadeHere, match=r"^This preparation has no "):
            task_of(MADE, DrawnFrom(liquid=liquid, number=9))


class TestIsSame:
    @pytest.mark.parametrize(
        ("expected", "read", "same"),
        [
            (Volume.parse("2.5 mL"), Volume.parse("2.5 mL"), True),
            (Volume.parse("2.5 mL"), Volume.parse("2.501 mL"), False),
            (Volume.parse("2.5 mL"), Volume.parse("25 mL"), False),
            (Volume(Fraction(1, 3)), Volume.parse("0.333 mL"), True),
            (Volume(Fraction(1, 3)), Volume.parse("0.33 mL"), False),
            (Strength(Mass(Fraction(1000, 106))), Strength.parse("9.434 mg/mL"), True),
            (Strength(Mass(Fraction(1000, 106))), Strength.parse("9.43 mg/mL"), False),
            (Volume(Fraction(12345)), Volume.parse("12345 mL"), True),
            (Strength.parse("10 mg/mL"), Volume.parse("10 mL"), False),
            (Strength.parse("10 mg/mL"), Strength(Activity(Fraction(10))), False),
        ],
    )
    def test_compares_exactly_or_as_written(
        self, expected: Quantity | Strength, read: Quantity | Strength, *, same: bool
    ) -> None:
        assert is_same(expected, read) is same

    def test_says_nothing_before_it_is_read(self) -> None:
        figure = Figure(solution=1, what="drawn from vial", expected=Volume.parse("1 mL"))

        assert FigureWork(figure=figure).agrees is None


class TestStateOf:
    @pytest.mark.parametrize("state", list(SolutionState))
    def test_is_read_from_the_deeds(self, state: SolutionState) -> None:
        work = bench_in(state).work()

        assert work.state is state
        assert work.vessel == Vessel(item=FOURTH, bag=2 if state is SolutionState.VOID else 1)
        assert (work.maker is not None) is (state not in {SolutionState.TO_MAKE, SolutionState.MAKING})
        assert work.is_ready is (state in {SolutionState.CHECKED, SolutionState.EXCEPTED})

    def test_tells_who_drew_what_and_when(self) -> None:
        bench = Bench()
        bench.draw(1, hand=by(OKAFOR, 3))

        work = bench.work()

        first, second = work.draws
        assert first.deed is not None
        assert (first.deed.person_name, first.deed.at) == (OKAFOR, NINE + timedelta(minutes=3))
        assert second.deed is None
        assert work.next_draw == second

    def test_shows_the_last_weight_beside_the_expected_one(self) -> None:
        bench = bench_in(SolutionState.MAKING)
        bench.weigh(0, off_by=1)
        assert [item.agrees for item in bench.work().weighings] == [False, None, None]
        assert [item.weighing.point for item in bench.work().off] == [WeighingPoint.DILUENT_OUT]

        bench.weigh(0)

        assert [item.agrees for item in bench.work().weighings] == [True, None, None]
        assert bench.work().weighings[0].found == bench.work().weighings[0].weighing.expected

    @pytest.mark.parametrize(("off_by", "agrees"), [(-1, True), (1, False)])
    def test_agrees_up_to_the_tolerance(self, off_by: int, *, agrees: bool) -> None:
        bench = bench_in(SolutionState.MAKING)
        bench.weigh(2, off_by=off_by)

        assert bench.work().weighings[2].agrees is agrees

    def test_expires_so_long_after_it_was_finished(self) -> None:
        bench = bench_in(SolutionState.CHECKED)
        day = 24 * 60

        assert bench.work().expires_at == NINE + timedelta(days=1)
        assert [bench.work(minutes=m).is_expired for m in (day - 1, day, day + 1)] == [False, True, True]
        assert [bench.work(minutes=m).is_ready for m in (day - 1, day)] == [True, False]

    def test_has_no_expiry_where_none_is_known(self) -> None:
        bench = Bench()
        bench.make(SOURCE)

        assert bench.work(SOURCE).expires_at is None
        assert not bench.work(SOURCE, minutes=10**6).is_expired

    def test_begins_anew_after_a_void_and_keeps_the_reason(self) -> None:
        bench = bench_in(SolutionState.DIFFERS)
        bench.void()
        bench.draw(1)

        work = bench.work()

        assert (work.state, work.bag) == (SolutionState.MAKING, 2)
        assert [item.deed is not None for item in work.draws] == [True, False]
        assert [(item.bag, item.reason) for item in work.voided] == [(1, "the bag leaks")]
        assert work.differing == ()
        assert work.vessel.words == "solution 4, bag 2"

    @pytest.mark.parametrize("spoil", ["void", "differ"])
    def test_taints_what_was_drawn_from_a_bag_found_wrong_later(self, spoil: str) -> None:
        bench = Bench()
        bench.make(SOURCE)
        bench.make(FROM_SOURCE)
        assert bench.work(FROM_SOURCE).source_unchecked

        bench.void(SOURCE) if spoil == "void" else bench.check(SOURCE, factor=Fraction(2))

        assert bench.work(FROM_SOURCE).tainted
        assert not bench.work(FROM_SOURCE).is_ready
        assert bench.work(FROM_SOURCE).trouble == "was drawn from a bag that was voided or differs"

    def test_is_ready_only_when_what_it_was_drawn_from_was_checked_too(self) -> None:
        bench = Bench()
        bench.make(SOURCE)
        bench.make(FROM_SOURCE)
        with pytest.raises(SourceNotReady, match="Check that first"):
            bench.check(FROM_SOURCE)

        bench.check(SOURCE)
        bench.check(FROM_SOURCE)

        assert bench.work(FROM_SOURCE).is_ready
        assert not bench.work(FROM_SOURCE).source_unchecked

    def test_h_52_who_only_weighed_it_is_a_maker_too(self) -> None:
        bench = Bench()
        bench.draw_all()
        work = bench.work()
        weighing = work.weighings[0].weighing
        bench.keep(judging.weigh(bench.record, work.vessel, weighing.point, weighing.expected, by=by(SILVA)))
        bench.keep(judging.finish(bench.record, bench.work().vessel, by=by()))

        with pytest.raises(SamePersonChecks):
            bench.check(name=SILVA)

    def test_stays_tainted_when_the_next_bag_of_its_source_is_made(self) -> None:
        bench = Bench()
        bench.make(SOURCE)
        bench.make(FROM_SOURCE)
        bench.void(SOURCE)
        bench.make(SOURCE)

        assert bench.work(FROM_SOURCE).tainted
        assert not bench.work(SOURCE).tainted

    def test_taints_nothing_drawn_from_the_next_bag(self) -> None:
        bench = Bench()
        bench.make(SOURCE)
        bench.void(SOURCE)
        bench.make(SOURCE)
        bench.make(FROM_SOURCE)

        assert not bench.work(FROM_SOURCE).tainted

    def test_taints_through_an_intermediate_drawn_from_another(self) -> None:
        first = MADE.intermediates[0]
        middle = DrawnFrom(liquid=Liquid.INTERMEDIATE, number=2)
        second = replace(first, number=2, drug=replace(first.drug, source=SOURCE))
        recipe = replace(MADE.recipes[0], drug=replace(MADE.recipes[0].drug, source=middle))
        order = (SOURCE, middle, *MADE.making_order[1:])
        bench = Bench(
            replace(MADE, intermediates=(first, second), recipes=(recipe, *MADE.recipes[1:]), making_order=order)
        )
        for item in (SOURCE, middle, FROM_SOURCE):
            bench.make(item)
        assert not bench.work(FROM_SOURCE).tainted

        bench.void(SOURCE)

        assert bench.work(middle).tainted
        assert bench.work(FROM_SOURCE).tainted

    def test_marks_a_bag_drawn_by_a_recipe_that_changed(self) -> None:
        bench = bench_in(SolutionState.CHECKED)
        deed = bench.record.deeds[1]

        for detail in (replace(deed.detail, drawn=Volume(Fraction(1))), replace(deed.detail, draw=3)):
            deeds = (bench.record.deeds[0], replace(deed, detail=detail), *bench.record.deeds[2:])
            work = state_of(MADE, FOURTH, deeds, now=NINE)
            assert work.recipe_changed
            assert not work.is_ready


class TestWorksOf:
    def test_follow_the_order_of_the_making(self) -> None:
        assert [work.item for work in works_of(TWENTY, (), now=NINE)] == list(TWENTY.making_order)

    def test_keep_deeds_on_what_is_no_longer_made(self) -> None:
        bench = bench_in(SolutionState.MADE)
        fewer = replace(MADE, making_order=(), recipes=(), intermediates=())

        (work,) = works_of(fewer, bench.record.deeds, now=NINE)

        assert (work.item, work.state) == (FOURTH, SolutionState.MADE)
        assert not work.is_ready
        record = Record(made=fewer, deeds=bench.record.deeds)
        assert judging.void(record, work.vessel, "no longer asked for", by=by()).kind is DeedKind.VOIDED


ITEMS = st.sampled_from(MADE.making_order)
PEOPLE = st.sampled_from([ROOS, SILVA, OKAFOR])


class TheBench(RuleBasedStateMachine):
    """People act at random; whatever is refused leaves no deed."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        super().__init__()
        self.bench = Bench()
        self.minute = 0

    def _try(self, item: DrawnFrom, name: str, act: str, *words: object) -> None:
        self.minute += 1
        before, hand = self.bench.work(item), by(name, self.minute)
        try:
            deed = getattr(judging, act)(self.bench.record, before.vessel, *words, by=hand)
        except Refusal:
            return
        self.bench.keep(deed)
        if before.state in {SolutionState.CHECKED, SolutionState.DIFFERS}:
            assert deed.kind is DeedKind.VOIDED

    @rule(item=ITEMS, name=PEOPLE, number=st.integers(1, 3))
    def draw(self, item: DrawnFrom, name: str, number: int) -> None:
        self._try(item, name, "draw", number)

    @rule(item=ITEMS, name=PEOPLE)
    def make(self, item: DrawnFrom, name: str) -> None:
        for number in range(1, len(task_of(MADE, item).draws) + 1):
            self._try(item, name, "draw", number)
        self._try(item, name, "finish")

    @rule(item=ITEMS, name=PEOPLE, point=st.sampled_from(list(WeighingPoint)), mg=st.integers(0, 300_000))
    def weigh(self, item: DrawnFrom, name: str, point: WeighingPoint, mg: int) -> None:
        self._try(item, name, "weigh", point, Mass(Fraction(mg)))

    @rule(item=ITEMS, name=PEOPLE)
    def finish(self, item: DrawnFrom, name: str) -> None:
        self._try(item, name, "finish")

    @rule(item=ITEMS, name=PEOPLE, factor=st.sampled_from([1, 1, 10]))
    def check(self, item: DrawnFrom, name: str, factor: int) -> None:
        self._try(item, name, "check", readings(item, factor=Fraction(factor)))

    @rule(item=ITEMS, name=PEOPLE)
    def declare_exception(self, item: DrawnFrom, name: str) -> None:
        self._try(item, name, "declare_exception", "alone")

    @rule(item=ITEMS, name=PEOPLE)
    def void(self, item: DrawnFrom, name: str) -> None:
        self._try(item, name, "void", "dropped")

    @invariant()
    def nobody_checks_what_they_made(self) -> None:
        for work in works_of(MADE, self.bench.record.deeds, now=NINE):
            if work.checker is not None:
                assert work.checker.person_id not in {deed.person_id for deed in work.makers}
                assert len({deed.person_id for deed in (work.checker, *work.makers)}) > 1

    @invariant()
    def whatever_is_made_was_drawn_in_full_and_weighs_right(self) -> None:
        for work in works_of(MADE, self.bench.record.deeds, now=NINE):
            if work.state in IS_MADE:
                assert work.next_draw is None
                assert not work.off

    @invariant()
    def deeds_are_numbered_without_a_gap(self) -> None:
        numbers = [deed.number for deed in self.bench.record.deeds]
        assert numbers == list(range(1, len(numbers) + 1))


class TestTheBench(TheBench.TestCase):  # type: ignore[misc, valid-type] # made by Hypothesis
    settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
