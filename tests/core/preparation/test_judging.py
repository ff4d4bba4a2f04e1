"""Every act in every state by either person; then each door one by one."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.findings import Finding, Refusal, Severity
from stepward.core.preparation import judging
from stepward.core.preparation.judging import Record
from stepward.core.preparation.recipe import WeighingPoint
from stepward.core.preparation.work import Deed, DeedKind, Hand, Reading, SolutionState, Vessel, task_of
from stepward.core.quantities import Mass, Volume
from tests.core.preparation.working import (
    FOURTH,
    FROM_SOURCE,
    MADE,
    OKAFOR,
    ROOS,
    SILVA,
    SOURCE,
    Bench,
    bench_in,
    by,
    readings,
)

S, K = SolutionState, DeedKind
Verdict = DeedKind | type[Refusal]
FIRST = Vessel(item=FOURTH)


def _draw(record: Record, vessel: Vessel, hand: Hand) -> Deed:
    return judging.draw(record, vessel, 1, by=hand)


def _weigh(record: Record, vessel: Vessel, hand: Hand) -> Deed:
    return judging.weigh(record, vessel, WeighingPoint.FINISHED, Mass(Fraction(1)), by=hand)


def _finish(record: Record, vessel: Vessel, hand: Hand) -> Deed:
    return judging.finish(record, vessel, by=hand)


def _check(record: Record, vessel: Vessel, hand: Hand) -> Deed:
    return judging.check(record, vessel, readings(FOURTH), by=hand)


def _except(record: Record, vessel: Vessel, hand: Hand) -> Deed:
    return judging.declare_exception(record, vessel, "nobody else is in", by=hand)


def _void(record: Record, vessel: Vessel, hand: Hand) -> Deed:
    return judging.void(record, vessel, "wrong vial", by=hand)


ACTS: tuple[Callable[[Record, Vessel, Hand], Deed], ...] = (_draw, _weigh, _finish, _check, _except, _void)
NO = judging.NotNow
MAKERS: dict[SolutionState, tuple[Verdict, ...]] = {
    S.TO_MAKE: (K.DREW, NO, NO, NO, NO, NO),
    S.MAKING: (judging.DrawOutOfOrder, K.WEIGHED, K.FINISHED, NO, NO, K.VOIDED),
    S.MADE: (NO, NO, NO, judging.SamePersonChecks, K.EXCEPTED, K.VOIDED),
    S.CHECKED: (NO, NO, NO, NO, NO, K.VOIDED),
    S.EXCEPTED: (NO, NO, NO, judging.SamePersonChecks, NO, K.VOIDED),
    S.DIFFERS: (NO, NO, NO, NO, NO, K.VOIDED),
    S.VOID: (K.DREW, NO, NO, NO, NO, NO),
}
OTHERS = MAKERS | {
    S.MADE: (NO, NO, NO, K.CHECKED, judging.SecondPersonIsThere, K.VOIDED),
    S.EXCEPTED: (NO, NO, NO, K.CHECKED, NO, K.VOIDED),
}
MATRIX = [
    (state, act, name, verdict)
    for name, table in ((ROOS, MAKERS), (OKAFOR, OTHERS))
    for state, verdicts in table.items()
    for act, verdict in zip(ACTS, verdicts, strict=True)
]
REFUSED = [(state, act, name) for state, act, name, verdict in MATRIX if not isinstance(verdict, DeedKind)]


class TestEveryAct:
    def test_has_a_verdict_in_every_state_for_either_person(self) -> None:
        assert len(MATRIX) == len(SolutionState) * len(ACTS) * 2

    @pytest.mark.parametrize(("state", "act", "name", "verdict"), MATRIX)
    def test_is_judged_by_state_and_person(
        self, state: SolutionState, act: Callable[[Record, Vessel, Hand], Deed], name: str, verdict: Verdict
    ) -> None:
        bench = bench_in(state)
        work, hand = bench.work(), by(name)
        assert work.state is state

        if isinstance(verdict, DeedKind):
            deed = act(bench.record, work.vessel, hand)
            assert (deed.kind, deed.number) == (verdict, len(bench.record.deeds) + 1)
            assert (deed.item, deed.bag) == (FOURTH, work.vessel.bag)
            assert (deed.person_id, deed.person_name, deed.at) == (hand.person_id, name, hand.at)
        else:
            with pytest.raises(verdict):
                act(bench.record, work.vessel, hand)

    @pytest.mark.parametrize(("state", "act", "name"), REFUSED)
    def test_refuses_in_short_sentences_that_open_a_door(
        self, state: SolutionState, act: Callable[[Record, Vessel, Hand], Deed], name: str
    ) -> None:
        bench = bench_in(state)

        with pytest.raises(Refusal) as refused:
            act(bench.record, bench.work().vessel, by(name))

        text = str(refused.value)
        assert text.startswith(("Solution 4", "All draws", "J. Roos", "T. Okafor"))
        assert all(len(sentence.split()) <= 20 for sentence in text.split(". "))

    @pytest.mark.parametrize("act", ACTS)
    def test_is_refused_for_a_bag_that_is_not_in_hand(self, act: Callable[[Record, Vessel, Hand], Deed]) -> None:
        bench = bench_in(SolutionState.VOID)

        with pytest.raises(judging.BagMovedOn, match=r"Solution 4 is at bag 2 now\."):
            act(bench.record, FIRST, by())


class TestDraw:
    def test_h_43_draws_are_done_in_their_order(self) -> None:
        bench = Bench()

        with pytest.raises(judging.DrawOutOfOrder, match="Draw 1 of solution 4 is next"):
            judging.draw(bench.record, FIRST, 2, by=by())

    def test_h_43_a_draw_is_not_done_twice(self) -> None:
        bench = Bench()
        bench.draw(1)

        with pytest.raises(judging.DrawOutOfOrder, match="Draw 2"):
            bench.draw(1)

    def test_h_43_a_draw_keeps_the_volume_that_was_drawn(self) -> None:
        assert Bench().draw(1).detail.drawn == task_of(MADE, FOURTH).draws[0].drawn

    @pytest.mark.parametrize("act", ACTS[:-1])
    def test_h_43_a_finding_that_blocks_bars_all_work(self, act: Callable[[Record, Vessel, Hand], Deed]) -> None:
        stop = Finding(
            code="PREP-04", severity=Severity.BLOCK, message="Too small to measure.", source="SITE", action="Change it."
        )
        bench = bench_in(SolutionState.MAKING)
        barred = replace(bench.record, made=replace(MADE, findings=(*MADE.findings, stop)))

        with pytest.raises(judging.WorkIsBarred, match=r"blocks\. Too small to measure\. Change it\.$"):
            act(barred, FIRST, by())

        assert judging.void(barred, FIRST, "barred", by=by()).kind is DeedKind.VOIDED

    def test_waits_for_what_it_is_drawn_from(self) -> None:
        bench = Bench()

        with pytest.raises(judging.SourceNotReady, match=r"drawn from intermediate A\. Make that first\."):
            bench.draw(1, FROM_SOURCE)

        bench.make(SOURCE)
        assert bench.draw(1, FROM_SOURCE).kind is DeedKind.DREW

    @pytest.mark.parametrize("spoil", ["void", "differ"])
    def test_waits_anew_once_its_source_is_void_or_differs(self, spoil: str) -> None:
        bench = Bench()
        bench.make(SOURCE)
        bench.void(SOURCE) if spoil == "void" else bench.check(SOURCE, factor=Fraction(10))

        with pytest.raises(judging.SourceNotReady):
            bench.draw(1, FROM_SOURCE)

    def test_does_not_go_on_by_a_recipe_that_changed(self) -> None:
        record = Record(made=MADE, deeds=(changed(Bench().draw(1)),))

        with pytest.raises(judging.BagNotSound, match="recipe that changed"):
            judging.draw(record, FIRST, 2, by=by())

    def test_does_not_draw_from_what_is_not_sound(self) -> None:
        bench = Bench()
        bench.make(SOURCE)
        deeds = (changed(bench.record.deeds[0]), *bench.record.deeds[1:])

        with pytest.raises(judging.SourceNotReady, match=r"^Intermediate A was drawn by a recipe that changed since\."):
            judging.draw(Record(made=MADE, deeds=deeds), Vessel(item=FROM_SOURCE), 1, by=by())


def changed(deed: Deed) -> Deed:
    """Say that a draw was done with another volume."""
    return replace(deed, detail=replace(deed.detail, drawn=Volume(Fraction(99))))


class TestWeigh:
    def test_waits_for_its_draw(self) -> None:
        bench = Bench()
        bench.draw(1)

        with pytest.raises(judging.NothingToWeigh, match=r"Do draw 2 of solution 4 first, then weigh\."):
            bench.weigh(1)

    def test_weighs_the_diluent_once_it_is_out(self) -> None:
        bench = Bench()
        bench.draw(1)

        assert bench.weigh(0).detail.point is WeighingPoint.DILUENT_OUT

    def test_refuses_a_point_where_no_weight_is_known(self) -> None:
        bench = bench_in(SolutionState.MAKING)

        with pytest.raises(judging.NothingToWeigh, match="No weight of solution 4 is known"):
            judging.weigh(bench.record, FIRST, WeighingPoint.DILUENT_IN, Mass(Fraction(1)), by=by())


class TestFinish:
    def test_waits_for_all_draws(self) -> None:
        bench = Bench()
        bench.draw(1)

        with pytest.raises(judging.DrawsMissing, match=r"Draw 2 of solution 4 is not done\. Do it, then finish\."):
            judging.finish(bench.record, FIRST, by=by())

    def test_h_43_waits_until_a_weighing_agrees(self) -> None:
        bench = bench_in(SolutionState.MAKING)
        bench.weigh(1, off_by=1)

        with pytest.raises(judging.WeighingIsOff, match="gain on adding drug of solution 4 is outside its tolerance"):
            judging.finish(bench.record, FIRST, by=by())

        bench.weigh(1)
        assert judging.finish(bench.record, FIRST, by=by()).kind is DeedKind.FINISHED

    def test_refuses_a_bag_whose_source_was_voided_since(self) -> None:
        bench = Bench()
        bench.make(SOURCE)
        bench.draw_all(FROM_SOURCE)
        bench.void(SOURCE)

        with pytest.raises(judging.BagNotSound, match="drawn from a bag that was voided or differs"):
            judging.finish(bench.record, Vessel(item=FROM_SOURCE), by=by())


class TestCheck:
    def test_h_52_equal_figures_are_checked(self) -> None:
        bench = bench_in(SolutionState.MADE)

        assert bench.check().kind is DeedKind.CHECKED
        assert bench.work().is_ready

    @pytest.mark.parametrize("factor", ["10", "0.1", "1.001"])
    def test_h_52_any_other_figure_differs(self, factor: str) -> None:
        bench = bench_in(SolutionState.MADE)

        assert bench.check(factor=Fraction(factor)).kind is DeedKind.DIFFERED
        assert bench.work().state is SolutionState.DIFFERS
        assert len(bench.work().differing) == 1

    def test_h_52_every_figure_is_read(self) -> None:
        bench = bench_in(SolutionState.MADE)
        read = readings(FOURTH)

        for some in (read[1:], (*read, read[0]), (*read, Reading(what="the weather", read=Volume(Fraction(1))))):
            with pytest.raises(judging.FiguresMissing, match="Read each figure once"):
                judging.check(bench.record, FIRST, some, by=by(SILVA))

    def test_h_52_a_missing_figure_is_named_without_its_value(self) -> None:
        bench = bench_in(SolutionState.MADE)

        with pytest.raises(judging.FiguresMissing) as refused:
            judging.check(bench.record, FIRST, readings(FOURTH)[1:], by=by(SILVA))

        assert "strength on the vial is not read" in str(refused.value)
        assert "100 mg" not in str(refused.value).replace("\u202f", " ").replace("\xa0", " ")

    def test_h_53_who_drew_does_not_check_what_another_finished(self) -> None:
        bench = Bench()
        bench.draw_all(hand=by(OKAFOR))
        bench.keep(judging.finish(bench.record, FIRST, by=by(ROOS)))

        for name in (OKAFOR, ROOS):
            with pytest.raises(judging.SamePersonChecks, match="A different person reads its figures"):
                bench.check(name=name)
        assert bench.check(name=SILVA).kind is DeedKind.CHECKED

    def test_h_53_a_second_account_of_the_same_name_does_not_check(self) -> None:
        bench = bench_in(SolutionState.MADE)
        again = replace(by(ROOS), person_id="another", name=f" {ROOS.upper()}")

        with pytest.raises(judging.SamePersonChecks):
            judging.check(bench.record, FIRST, readings(FOURTH), by=again)

    def test_h_53_accounts_without_a_name_are_told_apart_by_their_id(self) -> None:
        bench = Bench()
        nobody = replace(by(ROOS), name="")
        bench.make(hand=nobody)

        deed = judging.check(bench.record, FIRST, readings(FOURTH), by=replace(nobody, person_id="2"))

        assert deed.kind is DeedKind.CHECKED

    def test_h_53_who_made_only_the_voided_bag_may_check_the_next(self) -> None:
        bench = bench_in(SolutionState.VOID)
        bench.make(hand=by(SILVA))

        assert bench.check(name=ROOS).bag == 2

    def test_refuses_an_expired_bag(self) -> None:
        bench = bench_in(SolutionState.MADE)
        day = 24 * 60

        with pytest.raises(judging.BagNotSound, match=r"^Solution 4 has expired\. Void it and make the next bag\.$"):
            judging.check(bench.record, FIRST, readings(FOURTH), by=by(SILVA, day))

        last = judging.check(bench.record, FIRST, readings(FOURTH), by=by(SILVA, day - 1))
        assert last.kind is DeedKind.CHECKED


class TestDeclareException:
    def test_h_52_an_exception_is_kept_with_its_reason_and_never_as_a_check(self) -> None:
        bench = bench_in(SolutionState.MADE)

        deed = judging.declare_exception(bench.record, FIRST, "  nobody  else is in ", by=by())

        assert (deed.kind, deed.detail.reason) == (DeedKind.EXCEPTED, "nobody else is in")
        bench.keep(deed)
        assert bench.work().state is SolutionState.EXCEPTED
        assert bench.work().checker is None

    def test_h_52_a_second_person_may_still_check_later(self) -> None:
        bench = bench_in(SolutionState.EXCEPTED)
        bench.check()

        assert bench.work().state is SolutionState.CHECKED
        assert bench.work().exception is not None


class TestReason:
    @pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 401])
    def test_is_asked_for(self, text: str) -> None:
        bench = bench_in(SolutionState.MADE)

        for act in (judging.void, judging.declare_exception):
            with pytest.raises(judging.ReasonMissing):
                act(bench.record, FIRST, text, by=by())
