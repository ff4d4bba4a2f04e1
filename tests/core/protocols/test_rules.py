"""The checks of a plan, below, at and above each limit."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from stepward.core.findings import Finding, Severity
from stepward.core.protocols.dose_rules import rises
from stepward.core.protocols.plan import DrugEntry, Order, Plan, Policy
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import (
    Closing,
    Evidence,
    KnownError,
    Protocol,
    ProtocolLimits,
    Share,
    Solution,
    Step,
    TargetIs,
    UnsoundProtocol,
)
from stepward.core.protocols.rules import RULES
from stepward.core.quantities import DoseRule, Duration, Height, Rate, Strength, Volume, Weight, parse_amount, resolve
from tests.core.protocols import ladders
from tests.core.protocols.ladders import codes, oral, plan, pump, standard


def found(result: Plan, code: str) -> Finding:
    return next(item for item in result.findings if item.code == code)


def entry(**limits: object) -> DrugEntry:
    return DrugEntry(name="invented", display="inVENTed", source="LABEL", **limits)  # type: ignore[arg-type]


class TestDoseJumps:
    @pytest.mark.parametrize(
        ("doses", "severity"),
        [
            (("1 mg", "3 mg"), None),
            (("1 mg", "3.1 mg"), "NOTE"),
            (("1 mg", "10 mg"), "NOTE"),
            (("1 mg", "10.1 mg"), "BLOCK"),
        ],
    )
    def test_h_33_a_printed_rise_is_a_note_up_to_ten(self, doses: tuple[str, ...], severity: str | None) -> None:
        result = plan(oral(*doses), doses[-1])

        assert [item.severity.value for item in result.findings if item.code == "JUMP-01"] == (
            [severity] if severity else []
        )

    @pytest.mark.parametrize(("factor", "severity"), [("3", None), ("3.1", "CAUTION"), ("11", "BLOCK")])
    def test_h_33_a_rise_that_no_source_prints_is_a_caution(self, factor: str, severity: str | None) -> None:
        recipe = replace(oral("1 mg", f"{factor} mg"), evidence=Evidence.TOTALS_ONLY)

        result = plan(recipe, f"{factor} mg")

        assert [item.severity.value for item in result.findings if item.code == "JUMP-01"] == (
            [severity] if severity else []
        )

    def test_h_33_above_the_printed_factor_blocks(self) -> None:
        solutions = (
            Solution(number=1, strength=Share(fraction=Fraction(1, 5)), volume=Volume(Fraction(100))),
            Solution(number=2, strength=Share(fraction=None), volume=Volume(Fraction(100))),
        )
        hour = Duration(Fraction(60))
        steps = tuple(Step(number=n, route="iv", solution=n, rate=Rate(Fraction(100)), duration=hour) for n in (1, 2))
        recipe = ladders.protocol(solutions, steps, closing=Closing.SHARES)

        as_printed = plan(recipe, "100 mg")
        wider = plan(recipe, "100 mg", volumes=(Volume(Fraction(100)), Volume(Fraction(80))))

        assert found(as_printed, "JUMP-01").severity is Severity.NOTE
        assert found(wider, "JUMP-01").severity is Severity.BLOCK
        assert "the source prints 4 at most" in found(wider, "JUMP-01").message

    def test_h_33_a_printed_fall_is_a_note_and_another_a_caution(self) -> None:
        recipe = oral("2 mg", "1 mg")

        assert found(plan(recipe, "1 mg"), "FALL-01").severity is Severity.NOTE
        thin = replace(recipe, evidence=Evidence.TOTALS_ONLY)
        assert found(plan(thin, "1 mg"), "FALL-01").severity is Severity.CAUTION

    def test_infusions_are_judged_by_dose_rate_and_not_by_the_long_last_dose(self) -> None:
        ladder = plan(standard()).exact

        assert max(factor for factor, _ in rises(ladder).values()) == Fraction(5, 2)
        assert {what for _, what in rises(ladder).values()} == {"dose rate"}

    def test_h_33_a_step_that_takes_time_is_judged_by_dose_rate_without_a_pump_rate_too(self) -> None:
        steps = (
            Step(number=1, route="iv", dose=DoseRule.parse("1 mg"), duration=Duration(Fraction(10))),
            Step(number=2, route="iv", dose=DoseRule.parse("144 mg"), duration=Duration(Fraction(1440))),
        )

        assert rises(plan(ladders.protocol((), steps), "145 mg").exact) == {2: (Fraction(1), "dose rate")}

    def test_a_step_that_gives_nothing_is_not_compared(self) -> None:
        steps = (
            Step(number=1, route="iv", dose=DoseRule.parse("1 mg")),
            Step(number=2, route="iv", delivers_nothing=True, volume=Volume(Fraction(22))),
            Step(number=3, route="iv", dose=DoseRule.parse("2 mg")),
        )

        assert rises(plan(ladders.protocol((), steps), "3 mg").exact) == {3: (Fraction(2), "dose")}

    def test_h_33_rounding_to_the_pump_is_never_called_printed(self) -> None:
        result = plan(standard(), final_rate=Rate(Fraction(75)), devices=pump("3 mL/h"))

        found_here = [item for item in result.findings if item.code == "JUMP-01"]
        assert found_here
        assert all(item.severity is not Severity.NOTE for item in found_here)


class TestSize:
    @pytest.mark.parametrize(("kg", "blocks"), [("0.2", True), ("0.3", False), ("400", False), ("401", True)])
    def test_h_36_an_implausible_weight_blocks_where_the_dose_depends_on_it(self, kg: str, *, blocks: bool) -> None:
        rule, weight = DoseRule.parse("5 mg/kg"), Weight(Fraction(kg))
        target = resolve(rule, weight=weight, height=None)

        result = make_plan(standard(), Order(drug="invented", target=target, weight=weight))

        assert ("SIZE-01" in codes(result, "BLOCK")) is blocks

    def test_h_36_elsewhere_it_is_a_caution(self) -> None:
        assert "SIZE-01" in codes(plan(standard(), weight=Weight(Fraction(7000))), "CAUTION")

    def test_h_36_an_implausible_height_blocks_a_dose_per_m2(self) -> None:
        rule, weight, height = DoseRule.parse("375 mg/m2"), Weight(Fraction(70)), Height(Fraction(17))
        target = resolve(rule, weight=weight, height=height)

        result = make_plan(standard(), Order(drug="invented", target=target, weight=weight, height=height))

        assert "SIZE-01" in codes(result, "BLOCK")


class TestSmallTargets:
    @pytest.mark.parametrize(("target", "blocks"), [("1 ng", False), ("0.9 ng", True)])
    def test_a_target_below_the_smallest_unit_blocks(self, target: str, *, blocks: bool) -> None:
        assert ("DOSE-02" in codes(plan(standard(), target), "BLOCK")) is blocks


class TestDevices:
    def test_a_syringe_without_stock_is_said(self) -> None:
        syringe = pump(syringe_increment=Volume(Fraction(1, 10)))
        stock = pump(stock=Strength.parse("100 mg/mL"))

        assert "syringe is given but not the strength" in found(plan(standard(), devices=syringe), "PUMP-02").message
        assert "stock is given but not the syringe" in found(plan(standard(), devices=stock), "PUMP-02").message

    def test_a_pump_that_cannot_do_it_leaves_the_exact_plan_and_one_finding_a_step(self) -> None:
        result = plan(standard(), devices=pump("5 mL/h"))

        assert result.as_set is None
        assert len(result.effective.steps) == 12
        assert "PUMP-01" not in codes(result)
        steps = [item.step for item in result.findings if item.code == "RATE-01"]
        assert len(steps) == len(set(steps))


class TestSum:
    @pytest.mark.parametrize(
        ("target", "severity"), [("3 mg", None), ("3.01 mg", "CAUTION"), ("3.1 mg", "BLOCK"), ("2.9 mg", "BLOCK")]
    )
    def test_h_31_a_fixed_ladder_reaches_its_target_or_says_by_how_much_not(
        self, target: str, severity: str | None
    ) -> None:
        result = plan(oral("1 mg", "2 mg", target_is=TargetIs.CUMULATIVE), target)

        assert [item.severity.value for item in result.findings if item.code == "SUM-01"] == (
            [severity] if severity else []
        )

    def test_says_by_how_much(self) -> None:
        message = found(plan(oral("1 mg", "2 mg"), "2.5 mg"), "SUM-01").message

        assert message == "The last dose is 0.5 mg (20\u00a0%) short of the target of 2.5\u00a0mg; the limit is 0.5 %."

    def test_a_ladder_without_target_is_not_judged_by_it(self) -> None:
        assert "SUM-01" not in codes(plan(oral("1 mg", "2 mg", target_is=TargetIs.NONE), "50 mg"))

    def test_the_total_stands_beside_a_last_dose(self) -> None:
        assert "3\u00a0mg" in found(plan(oral("1 mg", "2 mg"), "2 mg"), "SUM-04").message


class TestFirstDose:
    @pytest.mark.parametrize(("rate", "severity"), [(79, "NOTE"), (80, "NOTE"), (81, "CAUTION")])
    def test_h_33_more_than_the_printed_share_is_a_caution(self, rate: int, severity: str) -> None:
        result = plan(standard(), final_rate=Rate(Fraction(rate)))

        assert found(result, "START-01").severity.value == severity

    def test_h_33_a_target_printed_per_m2_is_compared_for_this_patient(self) -> None:
        per_m2 = replace(standard(), target=DoseRule.parse("1000 mg/m2"))

        result = plan(per_m2, final_rate=Rate(Fraction(81)))

        assert found(result, "START-01").severity.value == "CAUTION"

    def test_an_assumed_pattern_is_never_called_printed(self) -> None:
        recipe = replace(standard(), evidence=Evidence.TOTALS_ONLY)

        message = found(plan(recipe, final_rate=Rate(Fraction(160))), "START-01").message

        assert "of the assumed pattern" in message

    def test_names_the_share(self) -> None:
        assert found(plan(standard()), "START-01").message == "The first dose is 0.04\u00a0mg, 1/50,000 of the target."


class TestStrength:
    @pytest.mark.parametrize(("target", "blocks"), [("250000 mg", False), ("260000 mg", True), ("10000000 mg", True)])
    def test_no_ml_holds_more_than_it_weighs(self, target: str, *, blocks: bool) -> None:
        assert ("CONC-01" in codes(plan(standard(), target), "BLOCK")) is blocks

    @pytest.mark.parametrize(("most", "blocks"), [("7.93704 mg/mL", False), ("7.9 mg/mL", True)])
    def test_h_33_the_label_has_a_hard_maximum(self, most: str, *, blocks: bool) -> None:
        result = plan(standard(), entry=entry(strength_at_most=Strength.parse(most)))

        assert ("CONC-02" in codes(result, "BLOCK")) is blocks

    @pytest.mark.parametrize(
        ("least", "says"),
        [
            ("0.08 mg/mL", None),
            ("0.09 mg/mL", "Solution 1 (0.08\u00a0mg/mL) is below the minimum that the label states, 0.09\u00a0mg/mL"),
            ("1 mg/mL", "Solution 1 (0.08\u00a0mg/mL) and solution 2 (0.8\u00a0mg/mL) are below"),
        ],
    )
    def test_h_33_below_the_label_is_a_caution(self, least: str, says: str | None) -> None:
        result = plan(standard(), entry=entry(strength_at_least=Strength.parse(least)))

        if says is None:
            assert "CONC-03" not in codes(result)
        else:
            assert found(result, "CONC-03").severity is Severity.CAUTION
            assert says in found(result, "CONC-03").message


class TestRate:
    @pytest.mark.parametrize(("final", "blocks"), [(4, False), (3, True)])
    def test_slower_than_any_usual_pump_blocks(self, final: int, *, blocks: bool) -> None:
        assert ("RATE-01" in codes(plan(standard(), final_rate=Rate(Fraction(final))), "BLOCK")) is blocks

    def test_a_finer_pump_may_go_slower(self) -> None:
        result = plan(standard(), final_rate=Rate(Fraction(3)), devices=pump("0.01 mL/h"))

        assert "RATE-01" not in codes(result)

    @pytest.mark.parametrize("where", ["pump", "protocol", "label"])
    def test_h_33_names_whose_maximum_is_passed_and_by_how_much(self, where: str) -> None:
        most = Rate(Fraction(75))
        recipe = standard()
        words: dict[str, Any] = {}
        if where == "protocol":
            recipe = replace(recipe, limits=ProtocolLimits(rate_at_most=most))
        elif where == "pump":
            words = {"devices": pump(pump_maximum=most)}
        else:
            words = {"entry": entry(rate_at_most=most)}

        result = found(plan(recipe, **words), "RATE-02")

        assert (result.severity, result.step) == (Severity.BLOCK, 12)
        limit = "the maximum that the label states" if where == "label" else f"the {where}'s maximum"
        assert f"5\u00a0mL/h above {limit}" in result.message


class TestLimits:
    @pytest.mark.parametrize(("most", "blocks"), [("2000 mg", False), ("1999 mg", True)])
    def test_h_33_the_dose_limit_of_the_drug_entry(self, most: str, *, blocks: bool) -> None:
        result = plan(standard(), entry=entry(dose_at_most=parse_amount(most)))

        assert ("DOSE-01" in codes(result, "BLOCK")) is blocks

    @pytest.mark.parametrize(("minutes", "blocks"), [("339.375", False), ("339", True)])
    def test_the_time_against_stability(self, minutes: str, *, blocks: bool) -> None:
        recipe = replace(standard(), limits=ProtocolLimits(stability_at_most=Duration(Fraction(minutes))))

        assert ("TIME-01" in codes(plan(recipe), "BLOCK")) is blocks
        assert "TIME-02" not in codes(plan(recipe))

    def test_the_time_against_the_drug_entry(self) -> None:
        assert "TIME-01" in codes(plan(standard(), entry=entry(infusion_at_most=Duration(Fraction(60)))), "BLOCK")

    def test_an_unknown_stability_is_said(self) -> None:
        assert "TIME-02" in codes(plan(standard()), "NOTE")

    @pytest.mark.parametrize(("limit", "code"), [(None, "FLUID-01"), ("4", "FLUID-01"), ("3.9", "FLUID-02")])
    def test_fluid_per_kg(self, limit: str | None, code: str) -> None:
        policy = Policy(fluid_caution_ml_per_kg=None if limit is None else Fraction(limit))

        result = plan(standard(), weight=Weight(Fraction("69.5")), policy=policy)

        assert "4 mL per kg" in found(result, code).message


class TestOpenIntervals:
    def test_an_interval_that_no_source_states_is_a_caution(self) -> None:
        steps = tuple(Step(number=n, route="oral", dose=DoseRule.parse(f"{n} mg")) for n in (1, 2, 3))

        result = plan(ladders.protocol((), steps, target_is=TargetIs.LAST_DOSE), "3 mg")

        assert found(result, "TIME-03").message == "The source does not state the time after steps 1 to 2."

    def test_single_and_scattered_steps_are_named(self) -> None:
        steps = tuple(
            Step(number=n, route="oral", dose=DoseRule.parse(f"{n} mg"), wait=ladders.QUARTER if n == 2 else None)
            for n in (1, 2, 3, 4)
        )

        result = plan(ladders.protocol((), steps[:3], target_is=TargetIs.LAST_DOSE), "3 mg")
        more = plan(ladders.protocol((), steps, target_is=TargetIs.LAST_DOSE), "4 mg")

        assert "after step 1." in found(result, "TIME-03").message
        assert "after steps 1, 3." in found(more, "TIME-03").message


class TestEvidence:
    def test_totals_only_is_a_caution_on_every_plan(self) -> None:
        assert "EVID-01" in codes(plan(replace(standard(), evidence=Evidence.TOTALS_ONLY)), "CAUTION")

    def test_second_hand_is_said(self) -> None:
        result = plan(replace(standard(), secondary="from a restatement."))

        assert found(result, "EVID-02").message == "Read second hand: from a restatement."

    def test_known_errors_of_the_source_are_named(self) -> None:
        error = KnownError(where="step 1", printed="3", computed="2", why="A slip.")
        recipe = replace(standard(), known_errors=(error,), target=DoseRule.parse("2000 mg"))

        assert "prints 3 for step 1" in found(plan(recipe), "EVID-03").message
        assert "EVID-03" not in codes(plan(recipe, "600 mg"))

    def test_a_known_error_that_touches_the_patient_is_a_caution(self) -> None:
        error = KnownError(where="bag 3", printed="0.01", computed="0.015", why="", matters=True)
        recipe = replace(standard(), known_errors=(error,), target=DoseRule.parse("2000 mg"))

        assert "EVID-04" in codes(plan(recipe), "CAUTION")

    @pytest.mark.parametrize(
        ("drugs", "recipe", "severity"),
        [((), standard(), None), (("Invented drug",), standard(), None), (("carboplatin",), standard(), "CAUTION"),
         (("aspirin",), oral("1 mg", "2000 mg"), "BLOCK")],
    )  # fmt: skip
    def test_another_drug_is_said(self, drugs: tuple[str, ...], recipe: Protocol, severity: str | None) -> None:
        result = plan(replace(recipe, drugs=drugs))

        assert [item.severity.value for item in result.findings if item.code == "DRUG-01"] == (
            [severity] if severity else []
        )


class TestVolumes:
    def test_what_is_left_over_is_said(self) -> None:
        assert "9.25 of 250\u00a0mL of solution 1" in found(plan(standard()), "VOL-02").message

    def test_one_left_over(self) -> None:
        recipe = standard()
        bags = (Volume(Fraction("9.25")), Volume(Fraction(250)), Volume(Fraction(250)))

        assert "solution 2 is used" in found(plan(recipe, volumes=bags), "VOL-02").message
        assert "VOL-04" in codes(plan(recipe, volumes=bags))

    def test_nothing_left_over_is_not_said(self) -> None:
        assert "VOL-02" not in codes(plan(ladders.shares(), "600 mg"))


class TestRules:
    def test_each_rule_is_listed_once_and_documented(self) -> None:
        assert len(set(RULES)) == len(RULES)
        assert all(rule.__doc__ for rule in RULES)


class TestProtocol:
    def test_refuses_what_contradicts_itself(self) -> None:
        recipe = standard()
        with pytest.raises(UnsoundProtocol, match="needs a source"):
            replace(recipe, sources=())
        with pytest.raises(UnsoundProtocol, match="needs steps"):
            replace(recipe, steps=())
        with pytest.raises(UnsoundProtocol, match="numbered from 1"):
            replace(recipe, steps=recipe.steps[1:])
        with pytest.raises(UnsoundProtocol, match="solution 3, which is not there"):
            replace(recipe, solutions=recipe.solutions[:2])

    def test_knows_whether_it_scales(self) -> None:
        assert standard().scales_with_target
        assert not oral("1 mg").scales_with_target
