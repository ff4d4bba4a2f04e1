"""Forward from the dose: every way of closing the sum, exact to the last digit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.protocols.build import build
from stepward.core.protocols.fitting import DoesNotFit
from stepward.core.protocols.protocol import Closing, Dilution, Kind, Protocol, Solution, Step
from stepward.core.quantities import DoseRule, Duration, Mass, Rate, Strength, Volume, Weight
from tests.core.protocols import ladders
from tests.core.protocols.ladders import mg, order, plan

CEFTAZIDIME = [
    ("2", "0.5", "0.04", "0.04"),
    ("5", "1.25", "0.1", "0.14"), ("10", "2.5", "0.2", "0.34"), ("20", "5", "0.4", "0.74"),
    ("5", "1.25", "1", "1.74"), ("10", "2.5", "2", "3.74"), ("20", "5", "4", "7.74"), ("40", "10", "8", "15.74"),
    ("10", "2.5", "19.8426", "35.5826"), ("20", "5", "39.6852", "75.2678"), ("40", "10", "79.3704", "154.6382"),
    ("80", "232.5", "1845.3618", "2000"),
]  # fmt: skip


class TestStandardLadder:
    def test_h_31_gives_the_golden_table(self) -> None:
        ladder = plan(ladders.standard()).exact

        rows = [(str(step.rate), str(step.volume), str(step.dose), str(step.cumulative_dose)) for step in ladder.steps]

        assert rows == [(f"{r} mL/h", f"{v} mL", f"{d} mg", f"{c} mg") for r, v, d, c in CEFTAZIDIME]
        assert str(ladder.total_duration) == "339.375 min"
        assert str(ladder.solutions[2].strength) == "7.93704 mg/mL"
        assert [str(item.infused) for item in ladder.solutions] == ["9.25 mL", "18.75 mL", "250 mL"]

    def test_all_rates_scale_with_the_final_rate(self) -> None:
        ladder = plan(ladders.standard(), "400 mg", final_rate=Rate(Fraction(75))).exact

        assert str(ladder.solutions[0].infused) == "8.671875 mL"
        assert str(ladder.solutions[1].infused) == "17.578125 mL"
        assert str(ladder.solutions[2].amount) == "397.04875 mg"

    @given(
        target=st.fractions(min_value="1/10", max_value=10000),
        rate=st.fractions(min_value=20, max_value=200),
        closing=st.sampled_from([Closing.STRENGTH, Closing.VOLUME]),
    )
    def test_h_31_the_doses_sum_to_the_target_exactly(self, target: Fraction, rate: Fraction, closing: Closing) -> None:
        rule = DoseRule.parse("1 mg")
        asked = order("1 mg", final_rate=Rate(rate))
        target_dose = type(asked.target)(amount=Mass(target), rule=rule)

        ladder, findings = build(
            ladders.standard(closing), type(asked)(drug="x", target=target_dose, final_rate=Rate(rate))
        )

        assert not findings
        assert ladder.total_dose == Mass(target)
        assert sum((step.dose.value for step in ladder.steps), Fraction(0)) == target

    def test_volume_closing_keeps_full_strength_and_cuts_the_last_step(self) -> None:
        ladder = plan(ladders.standard(Closing.VOLUME)).exact

        assert str(ladder.solutions[2].strength) == "8 mg/mL"
        assert str(ladder.steps[-1].volume) == "230.5325 mL"
        assert str(ladder.steps[-1].duration) == "172.899375 min"
        assert ladder.total_dose == mg("2000 mg")

    def test_open_closing_is_a_finding_and_the_plan_goes_as_far_as_it_can(self) -> None:
        found = plan(ladders.standard(Closing.OPEN))

        assert found.is_blocked
        assert "OPEN-01" in ladders.codes(found, "BLOCK")
        assert len(found.exact.steps) == 11

    def test_one_volume_serves_all_and_each_may_differ(self) -> None:
        each = plan(ladders.standard(), volumes=(Volume.parse("50 mL"), Volume.parse("50 mL"), Volume.parse("250 mL")))

        assert [str(item.amount) for item in each.exact.solutions] == ["4 mg", "40 mg", "1984.26 mg"]
        assert str(each.exact.steps[0].dose) == "0.04 mg"
        with pytest.raises(DoesNotFit, match="expected 1 or 3 bag volumes, not 2"):
            plan(ladders.standard(), volumes=(Volume.parse("50 mL"), Volume.parse("50 mL")))


class TestShares:
    def test_every_solution_is_emptied_and_the_last_takes_the_rest(self) -> None:
        ladder = plan(ladders.shares(), "600 mg").exact

        assert [str(item.amount) for item in ladder.solutions] == ["0.6 mg", "6 mg", "60 mg", "533.4 mg"]
        assert [str(step.rate) for step in ladder.steps] == ["100 mL/h"] * 4
        assert ladder.total_dose == mg("600 mg")

    def test_an_unstated_volume_is_asked_for(self) -> None:
        recipe = ladders.shares()
        first = Solution(number=1, strength=recipe.solutions[0].strength)

        found = plan(ladders.protocol((first, *recipe.solutions[1:]), recipe.steps, closing=Closing.SHARES), "600 mg")

        assert ladders.codes(found, "BLOCK") == ["OPEN-02"]
        assert found.exact.steps == ()


class TestFixedLadders:
    def test_the_last_dose_takes_the_rest(self) -> None:
        ladder = plan(ladders.doubling_with_rest(), "100 mg").exact

        assert [str(step.dose) for step in ladder.steps] == ["1 mg", "2 mg", "4 mg", "8 mg", "85 mg"]
        assert str(ladder.steps[-1].duration) == "85 min"
        assert [str(step.wait) for step in ladder.steps[:4]] == ["15 min"] * 4

    def test_a_target_below_the_first_doses_blocks(self) -> None:
        found = plan(ladders.doubling_with_rest(), "15 mg")

        assert ladders.codes(found, "BLOCK") == ["SUM-03"]
        assert len(found.exact.steps) == 4

    def test_oral_doses_have_neither_rate_nor_volume(self) -> None:
        step = plan(ladders.oral("1 mg", "3 mg", "10 mg"), "10 mg").exact.steps[1]

        assert (step.rate, step.volume, step.dose, str(step.wait)) == (None, None, mg("3 mg"), "15 min")

    def test_drops_of_a_product_count_as_undiluted(self) -> None:
        ladder = plan(ladders.vaccine(), "0.155 mL").exact

        assert [str(step.dose) for step in ladder.steps] == ["0.005 mL", "0.05 mL", "0.1 mL"]

    def test_a_dose_per_kg_asks_for_the_weight(self) -> None:
        recipe = ladders.oral("1 mg", "1 mg/kg")

        assert ladders.codes(plan(recipe, "70 mg"), "BLOCK") == ["OPEN-03"]
        assert plan(recipe, "70 mg", weight=Weight(Fraction(70))).exact.steps[1].dose == mg("70 mg")

    def test_a_rate_of_drug_gives_the_dose_without_a_volume(self) -> None:
        step = Step(number=1, route="iv", rate_of_drug=mg("30 mg"), duration=Duration(Fraction(10)))

        ladder = plan(ladders.protocol((), (step,)), "5 mg").exact

        assert (ladder.steps[0].dose, ladder.steps[0].rate) == (mg("5 mg"), None)

    def test_a_share_of_the_target_scales(self) -> None:
        steps = tuple(
            Step(number=n, route="oral", dose_fraction=Fraction(text)) for n, text in enumerate(("1/10", "9/10"), 1)
        )

        ladder = plan(ladders.protocol((), steps), "50 mg").exact

        assert [str(step.dose) for step in ladder.steps] == ["5 mg", "45 mg"]

    def test_a_dose_that_nobody_states_is_open(self) -> None:
        found = plan(ladders.protocol((), (Step(number=1, route="oral"),)), "5 mg")

        assert ladders.codes(found, "BLOCK") == ["OPEN-01"]


class TestLineFill:
    def test_fills_the_line_and_gives_nothing(self) -> None:
        recipe = ladders.standard(Closing.VOLUME)
        filling = Step(number=1, route="iv", solution=1, rate=Rate(Fraction(88)), duration=Duration(Fraction(15)),
                       delivers_nothing=True)  # fmt: skip
        renumbered = [
            Step(number=step.number + 1, route="iv", solution=step.solution, rate_fraction=step.rate_fraction,
                 duration=step.duration)
            for step in recipe.steps
        ]  # fmt: skip

        ladder = plan(
            ladders.protocol(recipe.solutions, (filling, *renumbered), closing=Closing.VOLUME,
                             final_rate=Rate(Fraction(80)))
        ).exact  # fmt: skip

        assert ladder.steps[0].dose.is_zero
        assert str(ladder.steps[0].volume) == "22 mL"
        assert str(ladder.solutions[0].infused) == "31.25 mL"
        assert ladder.total_dose == mg("2000 mg")


class TestStepsThatAreNotPlanned:
    def test_home_and_conditional_steps_are_left_out_and_named(self) -> None:
        steps = (
            Step(number=1, route="oral", dose=DoseRule.parse("1 mg"), interval=ladders.QUARTER),
            Step(number=2, route="oral", dose=DoseRule.parse("2 mg"), interval=ladders.QUARTER),
            Step(number=3, route="oral", dose=DoseRule.parse("4 mg"), condition="no reaction"),
            Step(number=4, route="oral", dose=DoseRule.parse("8 mg"), setting="home"),
        )

        found = plan(ladders.protocol((), steps), "3 mg")

        assert [step.number for step in found.exact.steps] == [1, 2]
        assert {"HOME-01", "COND-01"} <= set(ladders.codes(found, "NOTE"))


class TestRefusals:
    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DESENSITIZATION])
    def test_only_a_desensitization_is_planned(self, kind: Kind) -> None:
        recipe = ladders.standard()

        with pytest.raises(DoesNotFit, match="not a desensitization"):
            plan(ladders.protocol(recipe.solutions, recipe.steps, kind=kind, final_rate=recipe.final_rate))

    @pytest.mark.parametrize(
        ("recipe", "target", "words"),
        [
            (ladders.standard(), "250 mL", "the target dose is in mL"),
            (ladders.standard(), "2 tablets", "the target dose is in tablets"),
            (ladders.oral("1 mg"), "100 units", "invented is in mg"),
            (ladders.vaccine(), "5 mg", "invented is in mL"),
        ],
    )
    def test_a_target_of_another_kind_is_refused(self, recipe: Protocol, target: str, words: str) -> None:
        with pytest.raises(DoesNotFit, match=words):
            plan(recipe, target)

    def test_choices_that_the_source_fixes_are_refused(self) -> None:
        with pytest.raises(DoesNotFit, match="no final rate to choose"):
            plan(ladders.oral("1 mg"), "1 mg", final_rate=Rate(Fraction(80)))
        with pytest.raises(DoesNotFit, match="no bag volume to choose"):
            plan(ladders.oral("1 mg"), "1 mg", volumes=(Volume(Fraction(250)),))

    def test_a_missing_final_rate_is_asked_for(self) -> None:
        recipe = ladders.standard()

        with pytest.raises(DoesNotFit, match="needs a final rate"):
            plan(ladders.protocol(recipe.solutions, recipe.steps, closing=Closing.STRENGTH))


class TestClosingBeyondTheBag:
    def test_a_bag_that_the_steps_exceed_blocks(self) -> None:
        found = plan(ladders.standard(), volumes=(Volume(Fraction(15)),))

        assert set(ladders.codes(found, "BLOCK")) == {"VOL-01"}

    def test_first_solutions_that_give_all_block(self) -> None:
        solutions = tuple(
            Solution(number=n, strength=Dilution(fraction=Fraction(1)), volume=Volume(Fraction(10))) for n in (1, 2)
        )
        steps = (
            Step(number=1, route="iv", solution=1, rate=Rate(Fraction(60)), duration=Duration(Fraction(10))),
            Step(number=2, route="iv", solution=2, rate=Rate(Fraction(60))),
        )

        found = plan(ladders.protocol(solutions, steps, closing=Closing.STRENGTH), "10 mg")

        assert ladders.codes(found, "BLOCK") == ["SUM-03"]


def test_undetermined_strengths_are_not_listed() -> None:
    found = plan(ladders.standard(), volumes=(Volume(Fraction(15)),))

    assert all(isinstance(item.strength, Strength) for item in found.exact.solutions)
