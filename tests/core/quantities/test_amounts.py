"""Amounts with units: exact, never mixed, checked against an independent library."""

from fractions import Fraction
from itertools import product

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.findings import Refusal
from stepward.core.quantities import (
    Activity,
    Duration,
    Height,
    Mass,
    NotAboveZero,
    Quantity,
    Rate,
    Sprays,
    Strength,
    Tablets,
    UnreadableQuantity,
    Volume,
    Weight,
    parse_amount,
)

KINDS: tuple[type[Quantity], ...] = (Mass, Activity, Volume, Tablets, Sprays, Rate, Duration, Weight, Height)
PINT_NAMES = {
    "mcg": "microgram", "ng": "nanogram", "mg": "milligram", "g": "gram", "mL": "milliliter", "L": "liter",
    "mL/h": "milliliter/hour", "mL/min": "milliliter/minute", "min": "minute", "h": "hour", "days": "day",
    "kg": "kilogram", "cm": "centimeter", "m": "meter",
}  # fmt: skip
ORACLE: pint.UnitRegistry[Fraction] = pint.UnitRegistry(non_int_type=Fraction)
COMPARED = [(kind, unit) for kind in KINDS for unit in kind.reads if unit in PINT_NAMES]
POSITIVE = st.fractions(min_value="1/1000000", max_value=10**9)


class TestAgainstPint:
    @pytest.mark.parametrize(("kind", "unit"), COMPARED)
    @given(number=st.decimals(min_value="0.001", max_value=10**6, places=3))
    def test_conversions_are_equal(self, kind: type[Quantity], unit: str, number: object) -> None:
        ours = kind.parse(f"{number:f} {unit}")

        theirs = ORACLE.Quantity(Fraction(str(number)), PINT_NAMES[unit]).to(PINT_NAMES[kind.unit])

        assert ours.value == theirs.magnitude

    @given(rate=POSITIVE, minutes=POSITIVE)
    def test_volume_pumped_is_equal(self, rate: Fraction, minutes: Fraction) -> None:
        ours = Rate(rate).during(Duration(minutes))

        theirs = ORACLE.Quantity(rate, "milliliter/hour") * ORACLE.Quantity(minutes, "minute")

        assert ours.value == theirs.to("milliliter").magnitude

    @given(strength=POSITIVE, volume=POSITIVE)
    def test_drug_in_a_volume_is_equal(self, strength: Fraction, volume: Fraction) -> None:
        ours = Strength(Mass(strength)).in_volume(Volume(volume))

        theirs = ORACLE.Quantity(strength, "milligram/milliliter") * ORACLE.Quantity(volume, "milliliter")

        assert ours.value == theirs.to("milligram").magnitude


class TestArithmetic:
    @pytest.mark.parametrize(("one", "other"), [pair for pair in product(KINDS, KINDS) if pair[0] is not pair[1]])
    def test_h_30_kinds_never_mix(self, one: type[Quantity], other: type[Quantity]) -> None:
        with pytest.raises(TypeError):
            _ = one(Fraction(1)) + other(Fraction(1))
        with pytest.raises(TypeError):
            _ = one(Fraction(1)) < other(Fraction(1))

    @pytest.mark.parametrize("kind", KINDS)
    def test_h_30_binary_floating_point_is_refused(self, kind: type[Quantity]) -> None:
        with pytest.raises(TypeError):
            kind(0.1)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            kind(True)  # type: ignore[arg-type]

    def test_adds_compares_and_divides(self) -> None:
        assert Mass(3) - Mass(1) == Mass(2)  # type: ignore[arg-type]
        assert Mass.parse("1 g").per(Mass.parse("250 mg")) == 4
        assert Mass.parse("1 mg") <= Mass.parse("1000 mcg") >= Mass.parse("1 mg")
        assert Mass.parse("2 mg") > Mass.parse("1 mg") < Mass.parse("2 mg")
        assert Mass.parse("0 mg").is_zero

    @given(value=POSITIVE, kind=st.sampled_from(KINDS))
    def test_text_is_read_back(self, value: Fraction, kind: type[Quantity]) -> None:
        amount = kind(Fraction(round(value * 1000), 1000))

        assert amount.value == 0 or len(str(amount)) > 20 or kind.parse(str(amount)) == amount


class TestParse:
    @pytest.mark.parametrize(
        "text",
        ["2000", "mg", "2000mg", "2000  mg", "2000 µg", "5 ug", "5 U", "5 IU", "5 cc", "5 MG", "5 mg/kg", "5 lb"],
    )
    def test_h_38_refuses_units_that_are_misread(self, text: str) -> None:
        with pytest.raises(UnreadableQuantity):
            parse_amount(text)

    def test_every_refusal_is_a_refusal(self) -> None:
        with pytest.raises(Refusal):
            Mass.parse("1,5 mg")

    @pytest.mark.parametrize(
        ("text", "amount"),
        [("20 ng", Mass(Fraction(1, 50000))), ("60 mcg", Mass(Fraction(6, 100))), ("2 g", Mass(Fraction(2000))),
         ("640000 units", Activity(Fraction(640000))), ("1/4 tablet", Tablets(Fraction(1, 4))),
         ("2 sprays", Sprays(Fraction(2))), ("0.05 mL", Volume(Fraction(1, 20)))],
    )  # fmt: skip
    def test_reads_every_unit_of_a_dose(self, text: str, amount: Quantity) -> None:
        assert parse_amount(text) == amount


class TestStrength:
    @pytest.mark.parametrize(
        ("text", "per_ml"),
        [("0.08 mg/mL", Mass(Fraction(8, 100))), ("40 mg/0.8 mL", Mass(Fraction(50))),
         ("250 mg/5 mL", Mass(Fraction(50))),
         ("160 units/mL", Activity(Fraction(160)))],
    )  # fmt: skip
    def test_reads_an_amount_in_a_volume(self, text: str, per_ml: Quantity) -> None:
        assert Strength.parse(text).per_ml == per_ml

    def test_refuses_no_volume(self) -> None:
        with pytest.raises(UnreadableQuantity):
            Strength.parse("5 mg")
        with pytest.raises(NotAboveZero):
            Strength.parse("5 mg/0 mL")

    def test_h_30_units_are_not_measured_in_mg(self) -> None:
        with pytest.raises(TypeError):
            Strength.parse("5 mg/mL").volume_of(Activity(Fraction(5)))

    def test_writes_both_texts(self) -> None:
        strength = Strength.parse("7.93704 mg/mL")

        assert (strength.people(), str(strength)) == ("7.937\u00a0mg/mL", "7.93704 mg/mL")
