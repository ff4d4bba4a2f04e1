"""Target doses per body size."""

from decimal import Decimal, getcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.quantities import (
    DoseRule,
    Height,
    Mass,
    NotAboveZero,
    SizeNeeded,
    UnreadableQuantity,
    Weight,
    body_surface_m2,
    resolve,
)

W70, H170 = Weight(Fraction(70)), Height(Fraction(170))


class TestDoseRule:
    @pytest.mark.parametrize("text", ["2000 mg", "10 mg/kg", "375 mg/m2", "10000 units/m2", "20 ng"])
    def test_text_is_read_back(self, text: str) -> None:
        rule = DoseRule.parse(text)

        assert DoseRule.parse(str(rule)) == rule

    @pytest.mark.parametrize("text", ["10 mg/lb", "10 kg", "10 mg/m²", "mg/kg", "10 mL/h"])
    def test_refuses_what_is_no_dose(self, text: str) -> None:
        with pytest.raises(UnreadableQuantity):
            DoseRule.parse(text)

    def test_refuses_zero(self) -> None:
        with pytest.raises(NotAboveZero):
            DoseRule.parse("0 mg/kg")


class TestBodySurface:
    def test_is_mosteller_rounded_once(self) -> None:
        assert body_surface_m2(W70, H170) == Fraction("1.82")

    @given(kg=st.integers(2, 300), cm=st.integers(40, 220))
    def test_agrees_with_decimal_square_root(self, kg: int, cm: int) -> None:
        getcontext().prec = 50
        exact = (Decimal(kg) * cm / 3600).sqrt()

        assert abs(body_surface_m2(Weight(Fraction(kg)), Height(Fraction(cm))) - Fraction(exact)) <= Fraction(1, 200)


class TestResolve:
    def test_names_the_formula(self) -> None:
        target = resolve(DoseRule.parse("375 mg/m2"), weight=W70, height=H170)

        assert target.amount == Mass(Fraction("682.5"))
        assert target.formula == "375 mg/m2 × 1.82 m2 (Mosteller)"

    def test_per_kg_needs_no_height(self) -> None:
        assert resolve(DoseRule.parse("10 mg/kg"), weight=W70, height=None).amount == Mass(Fraction(700))

    @pytest.mark.parametrize(("text", "weight"), [("10 mg/kg", None), ("375 mg/m2", None), ("375 mg/m2", W70)])
    def test_asks_for_the_size_that_is_missing(self, text: str, weight: Weight | None) -> None:
        with pytest.raises(SizeNeeded):
            resolve(DoseRule.parse(text), weight=weight, height=None)
