"""Rounding once to the devices, and the checks on what the patient then gets."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.protocols.plan import Devices
from stepward.core.protocols.protocol import Closing
from stepward.core.quantities import Rate, Strength, Volume
from tests.core.protocols import ladders
from tests.core.protocols.ladders import plan, pump


class TestRounding:
    def test_h_32_rounds_each_rate_once_and_keeps_the_recipe(self) -> None:
        found = plan(ladders.standard(), "400 mg", final_rate=Rate(Fraction(75)), devices=pump())

        assert found.as_set is not None
        assert [str(step.rate) for step in found.as_set.steps][:4] == ["1.9 mL/h", "4.7 mL/h", "9.4 mL/h", "18.8 mL/h"]
        assert found.as_set.solutions[2].strength == found.exact.solutions[2].strength
        assert str(found.as_set.solutions[2].infused) == "250 mL"
        assert str(found.as_set.total_dose) == "400.00395 mg"
        assert "SUM-01" in ladders.codes(found, "NOTE")

    def test_nothing_is_rounded_without_a_device_and_a_note_says_so(self) -> None:
        found = plan(ladders.standard())

        assert found.as_set is None
        assert found.effective is found.exact
        assert "PUMP-01" in ladders.codes(found, "NOTE")

    def test_a_ladder_of_plain_doses_has_nothing_to_round(self) -> None:
        assert plan(ladders.oral("1 mg", "2 mg"), "2 mg", devices=pump()).as_set is None

    @pytest.mark.parametrize(("increment", "code"), [("5 mL/h", "RATE-01"), ("100 mL/h", "RATE-01")])
    def test_h_32_a_rate_that_rounds_to_nothing_blocks(self, increment: str, code: str) -> None:
        assert code in ladders.codes(plan(ladders.standard(), devices=pump(increment)), "BLOCK")

    def test_h_31_rounding_beyond_the_limit_blocks(self) -> None:
        found = plan(ladders.standard(Closing.VOLUME), devices=pump("3 mL/h"))

        assert found.as_set is not None
        assert "JUMP-01" not in ladders.codes(found, "BLOCK")

    def test_shares_are_emptied_at_the_rounded_rate(self) -> None:
        found = plan(ladders.shares(), "600 mg", devices=pump("7 mL/h"))

        assert found.as_set is not None
        assert {str(step.rate) for step in found.as_set.steps} == {"98 mL/h"}
        assert found.as_set.total_dose == found.exact.total_dose

    def test_drawn_volumes_round_to_the_syringe(self) -> None:
        found = plan(ladders.vaccine(), "0.155 mL", devices=Devices(syringe_increment=Volume(Fraction(1, 10))))

        assert found.as_set is not None
        assert [str(step.volume) for step in found.as_set.steps] == ["0.1 mL", "0.1 mL", "0.1 mL"]

    def test_h_43_a_draw_that_rounds_to_nothing_blocks(self) -> None:
        syringe = Devices(syringe_increment=Volume(Fraction(1)))

        assert "VOL-03" in ladders.codes(plan(ladders.vaccine(), "0.155 mL", devices=syringe), "BLOCK")

    def test_solutions_are_made_of_what_the_syringe_draws(self) -> None:
        devices = pump(syringe_increment=Volume(Fraction(1, 10)), stock=Strength.parse("70 mg/mL"))

        found = plan(ladders.standard(), devices=devices)

        assert found.as_set is not None
        assert str(found.as_set.solutions[0].amount) == "21 mg"
        assert "VERIFY-01" not in ladders.codes(found)

    def test_h_43_a_stock_too_strong_to_measure_blocks(self) -> None:
        devices = pump(syringe_increment=Volume(Fraction(1)), stock=Strength.parse("100 mg/mL"))

        assert "VOL-03" in ladders.codes(plan(ladders.standard(), devices=devices), "BLOCK")

    def test_stock_of_another_kind_leaves_the_solution(self) -> None:
        devices = pump(syringe_increment=Volume(Fraction(1)), stock=Strength.parse("100 units/mL"))

        found = plan(ladders.standard(), devices=devices)

        assert found.as_set is not None
        assert found.as_set.solutions[0].amount == found.exact.solutions[0].amount

    @given(target=st.integers(10, 5000), final=st.integers(40, 160), increment=st.sampled_from(["0.01", "0.1", "0.5"]))
    def test_h_31_a_rounded_plan_is_within_tolerance_or_blocks(self, target: int, final: int, increment: str) -> None:
        found = plan(
            ladders.standard(), f"{target} mg", final_rate=Rate(Fraction(final)), devices=pump(f"{increment} mL/h")
        )

        assert found.as_set is not None
        difference = abs(found.as_set.total_dose.value - target) / target
        assert ("SUM-01" in ladders.codes(found, "BLOCK")) == (difference > Fraction(5, 1000))


class TestOrderOfFindings:
    def test_the_gravest_comes_first(self) -> None:
        ranks = [item.severity.rank for item in plan(ladders.standard(), volumes=(Volume(Fraction(15)),)).findings]

        assert ranks == sorted(ranks)
