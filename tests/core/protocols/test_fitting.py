"""Which orders a protocol has no use for."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from stepward.core.protocols.fitting import DoesNotFit
from stepward.core.protocols.plan import Devices
from stepward.core.protocols.planning import make_plan
from stepward.core.quantities import DoseRule, Mass, Rate, Strength, Volume
from tests.core.protocols.ladders import oral, order, shares, standard

ZERO = Fraction(0)


class TestZero:
    @pytest.mark.parametrize(
        ("other", "name"),
        [
            ({"final_rate": Rate(ZERO)}, "final rate"),
            ({"volumes": (Volume(ZERO),)}, "bag volume 1"),
            ({"devices": Devices(pump_increment=Rate(ZERO))}, "pump increment"),
            ({"devices": Devices(syringe_increment=Volume(ZERO))}, "syringe increment"),
            ({"devices": Devices(stock=Strength(Mass(ZERO)))}, "stock"),
        ],
    )
    def test_what_is_zero_is_refused(self, other: dict[str, Any], name: str) -> None:
        with pytest.raises(DoesNotFit, match=f"the {name} must be more than zero, not 0 "):
            make_plan(standard(), order(**other))

    def test_a_target_of_zero_is_refused(self) -> None:
        asked = order()

        with pytest.raises(DoesNotFit, match="target dose must be more than zero, not 0 mg"):
            make_plan(standard(), replace(asked, target=replace(asked.target, amount=Mass(ZERO))))


class TestUnits:
    def test_shares_of_a_drug_counted_in_units_take_no_mass(self) -> None:
        recipe = replace(shares(), drugs=("inventase",), target=DoseRule.parse("10000 units/m2"))

        with pytest.raises(DoesNotFit, match="the target dose is in mg; invented is in units"):
            make_plan(recipe, order("100 mg"))

    def test_bags_of_any_drug_take_mass_and_units(self) -> None:
        assert make_plan(shares(), order("100 mg")).exact.total_dose == Mass(Fraction(100))
        assert make_plan(shares(), order("100 units")).exact.total_dose.unit == "units"


class TestSteps:
    @pytest.mark.parametrize("words", [{"setting": "home"}, {"condition": "only in summer"}])
    def test_a_protocol_without_a_step_in_the_unit_is_refused(self, words: dict[str, str]) -> None:
        recipe = oral("1 mg", "2 mg")
        elsewhere = replace(recipe, steps=tuple(replace(step, **words) for step in recipe.steps))  # type: ignore[arg-type]

        with pytest.raises(DoesNotFit, match="no step that is given in the unit"):
            make_plan(elsewhere, order("2 mg"))
