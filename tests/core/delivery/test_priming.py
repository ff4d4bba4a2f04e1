"""How a line is repaired: filled, flushed, paid for, and proven by running it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.delivery.line import Flush, Infuse, Line, UnsoundLine, run
from stepward.core.delivery.priming import PrimingPlan, Setting, Start, priming_plan
from stepward.core.delivery.profile import jumps
from stepward.core.delivery.vein import at_vein, line_of
from stepward.core.quantities import Mass, Rate, Volume
from tests.core.protocols import ladders

CEFTAZIDIME = ladders.plan(ladders.standard()).exact


def ml(text: str) -> Volume:
    return Volume(Fraction(text))


def repaired(common: str = "20", setting: Setting | None = None) -> PrimingPlan:
    return priming_plan(CEFTAZIDIME, line_of(ml(common)), setting)


def balance(plan: PrimingPlan) -> Fraction:
    delivered = plan.after.delivered
    return delivered.infused + delivered.primed - delivered.at_vein - delivered.left_in_line


class TestPrimingPlan:
    @pytest.mark.parametrize("common", ["0.3", "1", "2", "5", "10", "20", "40"])
    def test_a_line_for_each_solution_gives_every_step_as_ordered(self, common: str) -> None:
        plan = repaired(common)

        assert plan.gives_every_step
        assert plan.given == CEFTAZIDIME.total_dose
        assert plan.unplanned == ()
        assert plan.after.first_drug_minutes == 0

    def test_names_line_solution_volume_and_waste(self) -> None:
        plan = repaired("20")

        assert [(fill.solution, fill.run_in, fill.discard) for fill in plan.fills] == [
            (1, ml("20"), ml("0")),
            (2, ml("20"), ml("0")),
            (3, ml("20"), ml("0")),
        ]

    def test_takes_first_what_would_be_discarded(self) -> None:
        plan = repaired("20")

        assert plan.taken == {1: ml("20"), 2: ml("20")}
        assert plan.extra == {1: ml("0"), 2: ml("0")}
        assert plan.thrown_away == Mass(Fraction(0))

    def test_makes_beyond_the_plan_only_what_the_bags_lack(self) -> None:
        plan = repaired("300")

        assert plan.taken[2] == ml("300")
        assert plan.extra[1] == ml("309.25") - ml("250")
        assert plan.extra[2] == ml("318.75") - ml("250")

    def test_adds_all_where_the_plan_states_no_volume(self) -> None:
        solutions = tuple(replace(item, volume=None) for item in CEFTAZIDIME.solutions)
        plan = priming_plan(replace(CEFTAZIDIME, solutions=solutions), line_of(ml("20")))

        assert plan.extra == plan.taken == {1: ml("20"), 2: ml("20")}
        assert plan.thrown_away == Mass(Fraction("17.6"))

    def test_costs_more_where_saline_is_in_the_line(self) -> None:
        plan = repaired("20", Setting(start=Start.SALINE))

        assert plan.fills[0].discard == ml("100")
        assert plan.taken == {1: ml("120"), 2: ml("120"), 3: ml("100")}
        assert plan.extra == {1: ml("0"), 2: ml("0"), 3: ml("100")}

    def test_flushes_no_faster_than_the_last_step(self) -> None:
        flush = repaired("20").flush

        assert flush is not None
        assert (flush.rate, flush.volume) == (Rate(Fraction(80)), ml("20"))
        assert flush.minutes.value == 15

    def test_what_comes_out_of_the_bags_is_what_is_made(self) -> None:
        plan = repaired("20")

        made = CEFTAZIDIME.total_dose + Mass(Fraction("17.6"))
        delivered = plan.after.delivered
        assert Mass(delivered.infused + delivered.primed) == made
        assert balance(plan) == 0

    @pytest.mark.parametrize("carrier", [None, Rate(Fraction(10))])
    def test_a_shared_volume_is_not_repaired_but_the_dose_is_complete(self, carrier: Rate | None) -> None:
        plan = repaired("20", Setting(shared=ml("0.5"), carrier=carrier))

        assert not plan.gives_every_step
        assert plan.unplanned
        assert plan.given == CEFTAZIDIME.total_dose
        assert balance(plan) == 0

    def test_no_volume_needs_no_plan(self) -> None:
        plan = repaired("0")

        assert (plan.fills, plan.flush, plan.extra, plan.gives_every_step) == ((), None, {}, True)

    def test_a_line_longer_than_the_last_step_is_flushed_for_that_step_only(self) -> None:
        flush = repaired("300").flush

        assert flush is not None
        assert flush.instead == CEFTAZIDIME.steps[-1].volume

    @pytest.mark.parametrize("shared", ["-1", "21"])
    def test_refuses_a_shared_volume_outside_the_line(self, shared: str) -> None:
        with pytest.raises(UnsoundLine, match="shared volume"):
            repaired("20", Setting(shared=ml(shared)))

    def test_what_is_shared_altogether_is_flushed_after_the_end(self) -> None:
        flush = repaired("20", Setting(shared=ml("20"))).flush

        assert flush is not None
        assert flush.instead.is_zero
        assert flush.after_end > ml("19")

    def test_one_solution_in_one_line_needs_no_flush(self) -> None:
        first = CEFTAZIDIME.steps[:4]
        ladder = replace(CEFTAZIDIME, solutions=CEFTAZIDIME.solutions[:1], steps=first)

        plan = priming_plan(ladder, line_of(ml("5")), Setting(shared=ml("5")))

        assert plan.gives_every_step
        assert plan.flush is None
        assert (plan.taken, plan.extra) == ({1: ml("5")}, {1: ml("0")})

    def test_refuses_doses_that_no_pump_runs(self) -> None:
        with pytest.raises(UnsoundLine, match="step 1 has no rate"):
            priming_plan(ladders.plan(ladders.oral("1 mg"), "1 mg").exact, line_of(ml("1")))

    def test_refuses_a_plan_without_steps(self) -> None:
        empty = type(CEFTAZIDIME)(solutions=(), steps=(), none_yet=CEFTAZIDIME.none_yet)

        with pytest.raises(UnsoundLine, match="no steps"):
            priming_plan(empty, line_of(ml("1")))


class TestJumps:
    def test_without_volume_all_rises_are_planned(self) -> None:
        rises = jumps(at_vein(CEFTAZIDIME, line_of(ml("0"))), CEFTAZIDIME)

        assert len(rises) == 12
        assert all(rise.is_planned for rise in rises)

    def test_a_front_of_the_next_solution_is_nobodys_order(self) -> None:
        rises = jumps(at_vein(CEFTAZIDIME, line_of(ml("10"), primed_with="solution-1")), CEFTAZIDIME)

        fronts = [rise for rise in rises if rise.factor == 10]
        assert [rise.planned for rise in fronts] == [1]
        assert [rise.against_planned for rise in fronts] == [10]
        assert fronts[0].step == 8

    def test_an_arrival_after_nothing_has_no_factor(self) -> None:
        first = jumps(at_vein(CEFTAZIDIME, line_of(ml("10"))), CEFTAZIDIME)[0]

        assert (first.at_minutes, first.is_planned) == (Fraction(69), False)
        assert first.factor is None
        assert first.against_planned is None


class TestFlushThroughABranch:
    def test_saline_pushes_the_branch_before_the_common_volume(self) -> None:
        line = Line(common=ml("1"), branches={1: ml("4")}, primed_with=0)

        delivered = run(line, {1: Fraction(2)}, [Flush(volume=Fraction(5), rate=Fraction(60), through=1, step=7)])

        assert [piece.minutes for piece in delivered.pieces] == [1, 4]
        assert [piece.dose_rate for piece in delivered.pieces] == [0, 120]
        assert {piece.step for piece in delivered.pieces} == {7}
        assert delivered.left_in_line == 0

    def test_what_the_branches_hold_is_told_apart(self) -> None:
        line = Line(common=ml("1"), branches={1: ml("4")}, primed_with=1)

        delivered = run(line, {1: Fraction(2)}, [Infuse(solution=1, rate=Fraction(60), minutes=Fraction(1))])

        assert delivered.left_in_line == 10
        assert delivered.left_in_branches == 8
