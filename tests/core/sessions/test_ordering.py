"""A checked plan becomes an order: every number of it, and a refusal where anything is open."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from stepward.core.protocols.plan import DrugEntry, Plan
from stepward.core.protocols.protocol import ProtocolLimits, Step, TargetIs
from stepward.core.quantities import Activity, DoseRule, Duration, Mass, Rate
from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.ordering import Choices, NotOrderable, days_of, plan_of
from stepward.core.sessions.plan import SessionSolution, StepKind, UnsoundOrder, VitalLimit
from stepward.core.sessions.sealing import hash_of
from tests.core.protocols import ladders
from tests.core.sessions.plans import CHECKLIST, REPEAT

PULSE = VitalLimit(name="pulse", low=Fraction(50), high=Fraction(120))


def choices(**other: Any) -> Choices:
    """Choose as a unit does."""
    words: dict[str, Any] = {
        "observation": Duration(Fraction(30)), "resume_rule": REPEAT, "vitals": (PULSE,), "checklist": CHECKLIST,
    }  # fmt: skip
    return Choices(**(words | other))


def entry(**limits: Any) -> DrugEntry:
    """Put limits on file."""
    return DrugEntry(name="invented", display="invented", source="INVENTED", **limits)


def of_days(*days: int, **other: Any) -> Plan:
    """Plan doses by mouth on these days."""
    steps = tuple(
        Step(number=n, route="oral", dose=DoseRule.parse(f"{n} mg"), interval=ladders.QUARTER, day=day, **other)
        for n, day in enumerate(days, 1)
    )
    return ladders.plan(ladders.protocol((), steps, target_is=TargetIs.LAST_DOSE), f"{len(days)} mg")


class TestInfusion:
    """The standard ladder."""

    def test_takes_every_number_of_the_ladder(self) -> None:
        found = plan_of(ladders.plan(ladders.standard()), choices())

        assert [step.rate for step in found.steps[:4]] == [2, 5, 10, 20]
        assert [step.dwell for step in found.steps[:11]] == [15 * MINUTE] * 11
        assert found.steps[11].dwell == Fraction("174.375") * MINUTE
        assert [step.ends_by_volume for step in found.steps] == [False] * 11 + [True]
        assert [item.volume for item in found.solutions] == [250, 250, 250]
        assert found.ordered_total == sum(step.dose for step in found.steps) == 2000
        assert (found.drug, found.unit, found.observation) == ("invented", "mg", 30 * MINUTE)
        assert found.closes_on_total

    def test_takes_what_the_pump_can_do(self) -> None:
        found = plan_of(ladders.plan(ladders.standard(), devices=ladders.pump("3 mL/h")), choices())

        assert [step.rate for step in found.steps[:3]] == [3, 6, 9]

    def test_is_sealed_over_every_word(self) -> None:
        one = plan_of(ladders.plan(ladders.standard()), choices())
        other = plan_of(ladders.plan(ladders.standard()), choices(vitals=(replace(PULSE, high=Fraction(121)),)))

        assert one.signed_hash == hash_of(one)
        assert one.signed_hash != other.signed_hash

    def test_keeps_the_lowest_rate_limit(self) -> None:
        recipe = replace(ladders.standard(), limits=ProtocolLimits(rate_at_most=Rate(Fraction(90))))

        found = plan_of(ladders.plan(recipe, entry=entry(rate_at_most=Rate(Fraction(100)))), choices())

        assert found.rate_limit == 90

    def test_keeps_the_dose_limit(self) -> None:
        found = plan_of(ladders.plan(ladders.standard(), entry=entry(dose_at_most=Mass(Fraction(2500)))), choices())

        assert found.dose_limit == 2500

    def test_has_no_limit_that_nobody_states(self) -> None:
        found = plan_of(ladders.plan(ladders.standard(), entry=entry()), choices())

        assert (found.rate_limit, found.dose_limit) == (None, None)

    def test_ends_a_step_by_volume_where_the_source_empties_the_bag(self) -> None:
        recipe = ladders.shares()
        steps = tuple(replace(step, duration=None, rate=Rate(Fraction(50))) for step in recipe.steps)

        found = plan_of(ladders.plan(replace(recipe, steps=steps)), choices())

        assert all(step.ends_by_volume for step in found.steps)

    def test_waits_without_drug_after_the_volume(self) -> None:
        recipe = ladders.shares()
        steps = tuple(replace(step, wait=ladders.QUARTER) for step in recipe.steps)

        found = plan_of(ladders.plan(replace(recipe, steps=steps)), choices())

        assert found.steps[0].dwell == 75 * MINUTE
        assert found.steps[0].ends_by_volume

    def test_keeps_leads_and_the_longest_time_between_vitals(self) -> None:
        asked = choices(leads=(("premedication", Duration(Fraction(60))),), vitals_every=Duration(Fraction(15)))

        found = plan_of(ladders.plan(ladders.standard()), asked)

        assert found.leads == (("premedication", HOUR),)
        assert found.vitals_every == 15 * MINUTE

    @pytest.mark.parametrize("lead", [("nothing known", Fraction(60)), ("premedication", Fraction(-1))])
    def test_refuses_a_lead_time_that_hangs_nowhere(self, lead: tuple[str, Fraction]) -> None:
        with pytest.raises(UnsoundOrder):
            plan_of(ladders.plan(ladders.standard()), choices(leads=((lead[0], Duration(lead[1])),)))


class TestDoses:
    """Ladders of single doses."""

    def test_waits_the_interval_and_closes_on_nothing_where_the_last_dose_is_the_target(self) -> None:
        found = plan_of(ladders.plan(ladders.oral("1 mg", "10 mg", "100 mg"), "100 mg"), choices())

        assert {step.kind for step in found.steps} == {StepKind.DOSE}
        assert [step.dose for step in found.steps] == [1, 10, 100]
        assert [step.dwell for step in found.steps] == [15 * MINUTE] * 3
        assert found.ordered_total == 111
        assert not found.closes_on_total
        assert found.solutions == (SessionSolution(number=1, strength=Fraction(1)),)

    def test_gives_drops_from_their_solutions(self) -> None:
        plan = ladders.plan(ladders.vaccine(), "0.5 mL")

        found = plan_of(replace(plan, findings=()), choices())

        assert [step.solution for step in found.steps] == [1, 2, 2]
        assert found.unit == plan.effective.steps[0].dose.unit

    def test_asks_for_a_time_that_the_source_leaves_open(self) -> None:
        recipe = ladders.oral("1 mg", "10 mg")
        plan = ladders.plan(replace(recipe, steps=tuple(replace(s, interval=None) for s in recipe.steps)), "10 mg")

        with pytest.raises(NotOrderable, match="after step 1 open"):
            plan_of(plan, choices())

        found = plan_of(plan, choices(waits=((1, Duration(Fraction(20))),)))
        assert [step.dwell for step in found.steps] == [20 * MINUTE, 0]

    def test_h_04_takes_no_other_time_than_the_source_states(self) -> None:
        plan = ladders.plan(ladders.oral("1 mg", "10 mg"), "10 mg")

        with pytest.raises(NotOrderable, match="states the time after step 1"):
            plan_of(plan, choices(waits=((1, Duration(Fraction(1))),)))

    def test_never_counts_fewer_microseconds_than_the_time_has(self) -> None:
        third = Duration(Fraction(1, 3 * 10**9))
        recipe = ladders.oral("1 mg", "10 mg")
        steps = tuple(replace(step, interval=third) for step in recipe.steps)

        found = plan_of(ladders.plan(replace(recipe, steps=steps), "10 mg"), choices())

        assert found.steps[0].dwell == 1


class TestDays:
    """A course of more than one day."""

    def test_is_one_session_for_each_day(self) -> None:
        plan = of_days(1, 1, 2)

        assert days_of(plan) == (1, 2)
        assert [step.dose for step in plan_of(plan, choices(), day=1).steps] == [1, 2]
        second = plan_of(plan, choices(), day=2)
        assert [step.number for step in second.steps] == [1]
        assert second.steps[0].dose == 3
        assert second.ordered_total == 3

    @pytest.mark.parametrize("day", [None, 3])
    def test_refuses_another_day(self, day: int | None) -> None:
        with pytest.raises(NotOrderable, match="no steps on this day"):
            plan_of(of_days(1, 2), choices(), day=day)

    def test_of_a_plan_of_one_day_has_no_number(self) -> None:
        assert days_of(ladders.plan(ladders.standard())) == (None,)

    def test_does_not_close_on_the_target_where_the_source_goes_on_at_home(self) -> None:
        recipe = ladders.oral("1 mg", "10 mg", "100 mg", target_is=TargetIs.CUMULATIVE)
        steps = (*recipe.steps[:2], replace(recipe.steps[2], setting="home"))
        plan = replace(ladders.plan(replace(recipe, steps=steps), "111 mg"), findings=())

        found = plan_of(plan, choices())

        assert len(found.steps) == 2
        assert not found.closes_on_total


class TestRefusals:
    """What no session runs."""

    def test_of_a_blocked_plan(self) -> None:
        plan = ladders.plan(ladders.standard(), "2000 mg", entry=entry(dose_at_most=Mass(Fraction(1))))

        with pytest.raises(NotOrderable, match="block"):
            plan_of(plan, choices())

    def test_of_a_step_at_home(self) -> None:
        plan = of_days(1, 2)
        steps = (plan.protocol.steps[0], replace(plan.protocol.steps[1], setting="home"))

        with pytest.raises(NotOrderable, match="Step 2 is given at home"):
            plan_of(replace(plan, protocol=replace(plan.protocol, steps=steps)), choices(), day=2)

    def test_of_a_step_that_only_fills_the_line(self) -> None:
        plan = ladders.plan(ladders.standard())
        steps = (replace(plan.exact.steps[0], delivers_nothing=True), *plan.exact.steps[1:])

        with pytest.raises(NotOrderable, match="fills the line"):
            plan_of(replace(plan, exact=replace(plan.exact, steps=steps)), choices())

    def test_of_a_second_drug(self) -> None:
        plan = ladders.plan(ladders.standard())
        steps = (replace(plan.exact.steps[0], drug="another"), *plan.exact.steps[1:])

        with pytest.raises(NotOrderable, match="second drug"):
            plan_of(replace(plan, exact=replace(plan.exact, steps=steps)), choices())

    @pytest.mark.parametrize("field", ["volume", "duration", "solution"])
    def test_of_an_infusion_that_leaves_something_open(self, field: str) -> None:
        plan = ladders.plan(ladders.standard())
        nothing: dict[str, Any] = {field: None}
        steps = (replace(plan.exact.steps[0], **nothing), *plan.exact.steps[1:])

        with pytest.raises(NotOrderable, match="Step 1 has a rate"):
            plan_of(replace(plan, exact=replace(plan.exact, steps=steps)), choices())

    def test_of_a_limit_in_another_unit(self) -> None:
        plan = ladders.plan(ladders.standard())
        order = replace(plan.order, entry=entry(dose_at_most=Activity(Fraction(1))))

        with pytest.raises(NotOrderable, match="another unit"):
            plan_of(replace(plan, order=order), choices())

    def test_says_nothing_of_volumes_that_nobody_made(self) -> None:
        recipe = ladders.doubling_with_rest()

        found = plan_of(replace(ladders.plan(recipe, "100 mg"), findings=()), choices())

        assert found.solutions[0].volume is None
        assert [step.kind for step in found.steps[-2:]] == [StepKind.DOSE, StepKind.INFUSION]
        assert found.steps[-1].volume == 85
