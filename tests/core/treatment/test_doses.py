from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as samples
from hypothesis import strategies as st

from stepward.core.quantities import Basis, DoseRule, Mass, Strength, Volume, Weight, round_to
from stepward.core.treatment import (
    Act,
    Dose,
    DosesDisagree,
    ForWhom,
    Measure,
    Medicine,
    NotForThisPatient,
    NotMeasurable,
    UnsoundCard,
    doses_for,
)
from stepward.core.treatment.backwards import Drawn, check
from stepward.core.treatment.doses import NO_WEIGHT
from tests.core.treatment.cards import card, given, medicine

FLUID = medicine("10 mL/kg", most="1000 mL", strength="", mark="5 mL")


class TestOneDose:
    @pytest.mark.parametrize(
        ("row", "weight", "said"),
        [
            (medicine("0.01 mg/kg", most="0.5 mg"), "12 kg", [("0.12 mg", "0.12 mg", "0.12 mL", False)]),
            (medicine("0.01 mg/kg", most="0.5 mg"), "49.9 kg", [("0.499 mg", "0.5 mg", "0.5 mL", False)]),
            (medicine("0.01 mg/kg", most="0.5 mg"), "50 kg", [("0.5 mg", "0.5 mg", "0.5 mL", False)]),
            (medicine("0.01 mg/kg", most="0.5 mg"), "50.1 kg", [("0.5 mg", "0.5 mg", "0.5 mL", True)]),
            (medicine("0.01 mg/kg", most="0.5 mg"), "300 kg", [("0.5 mg", "0.5 mg", "0.5 mL", True)]),
            (medicine("0.01 mg/kg", most="0.5 mg"), "3.4 kg", [("0.034 mg", "0.03 mg", "0.03 mL", False)]),
            (medicine("0.01 mg/kg", most="0.5 mg"), "3.5 kg", [("0.035 mg", "0.04 mg", "0.04 mL", False)]),
            # the nearest mark is above the most: down to the mark below
            (medicine("0.01 mg/kg", most="0.3 mg", mark="0.07 mL"), "30 kg", [("0.3 mg", "0.28 mg", "0.28 mL", False)]),
            (medicine("0.01 mg/kg", most="0.27 mg", mark="0.1 mL"), "40 kg", [("0.27 mg", "0.2 mg", "0.2 mL", True)]),
            (medicine("0.5 mg"), None, [("0.5 mg", "0.5 mg", "0.5 mL", False)]),
            (medicine("50 mg", strength="50 mg/mL"), None, [("50 mg", "50 mg", "1 mL", False)]),
            (medicine("20 mg", strength="", mark=""), None, [("20 mg", "20 mg", "", False)]),
            (medicine("1000 mcg", strength="1 mg/mL"), None, [("1 mg", "1 mg", "1 mL", False)]),
            (FLUID, "68 kg", [("680 mL", "680 mL", "680 mL", False)]),
            (FLUID, "12.3 kg", [("123 mL", "125 mL", "125 mL", False)]),
            (FLUID, "120 kg", [("1000 mL", "1000 mL", "1000 mL", True)]),
        ],
    )
    def test_is_exact_capped_and_on_a_mark(
        self, row: Medicine, weight: str | None, said: list[tuple[str, str, str, bool]]
    ) -> None:
        found = given(row, weight)
        assert [
            (str(dose.meant), str(dose.given), str(dose.volume) if dose.volume else "", dose.is_capped)
            for dose in found
        ] == said

    @pytest.mark.parametrize(
        ("row", "weight", "said"),
        [
            (medicine("1 mg/kg", "2 mg/kg", "125 mg", "40 mg/mL", "0.1 mL"), "12 kg", ["0.3 mL", "0.6 mL"]),
            (medicine("1 mg/kg", "2 mg/kg", "125 mg", "62.5 mg/mL", "0.1 mL"), "68 kg", ["1.1 mL", "2 mL"]),
            (medicine("1 mg/kg", "2 mg/kg", "125 mg", "62.5 mg/mL", "0.1 mL"), "200 kg", ["2 mL"]),
            (medicine("0.3 mg", "0.5 mg"), None, ["0.3 mL", "0.5 mL"]),
            # the lower end never passes the upper one
            (medicine("0.26 mg", "0.28 mg", mark="0.25 mL"), None, ["0.25 mL"]),
            (medicine("0.19 mg", "0.2 mg", mark="0.15 mL"), None, ["0.15 mL"]),
        ],
    )
    def test_may_be_a_range(self, row: Medicine, weight: str | None, said: list[str]) -> None:
        assert [str(dose.volume) for dose in given(row, weight)] == said

    @pytest.mark.parametrize(
        ("row", "weight"),
        [
            (medicine("0.01 mg/kg", most="0.5 mg", mark="0.1 mL"), "4.9 kg"),
            (medicine("0.01 mg/kg", most="0.04 mg", mark="0.05 mL"), "20 kg"),
            (medicine("0.1 mg", mark="0.5 mL"), None),
        ],
    )
    def test_is_refused_where_it_cannot_be_measured(self, row: Medicine, weight: str | None) -> None:
        with pytest.raises(NotMeasurable, match="can measure"):
            given(row, weight)


class TestWeight:
    def test_that_is_missing_is_asked_for_and_fixed_rows_stand(self) -> None:
        rows = (medicine("0.01 mg/kg", most="0.5 mg"), medicine("0.5 mg"), Act(words="Lie flat.", source="Test"))
        found = doses_for(card(*rows), None)
        assert [row.missing for row in found.rows] == [NO_WEIGHT, "", ""]
        assert [len(row.doses) for row in found.rows] == [0, 1, 0]
        assert not found.is_whole
        assert doses_for(card(*rows), Weight.parse("68 kg")).is_whole

    def test_is_above_zero(self) -> None:
        with pytest.raises(UnsoundCard, match="above zero"):
            doses_for(card(medicine("0.5 mg")), Weight(Fraction(0)))

    @pytest.mark.parametrize(
        ("weight", "years", "fits"),
        [("10 kg", 1, True), ("40 kg", 12, True), ("9.99 kg", 5, False), ("40.01 kg", 5, False), ("20 kg", 13, False),
         ("20 kg", 0, False)],
    )  # fmt: skip
    def test_and_age_fit_the_card(self, weight: str, years: int, *, fits: bool) -> None:
        whom = ForWhom(weight_from=Weight.parse("10 kg"), weight_to=Weight.parse("40 kg"), years_from=1, years_to=12)
        child = card(medicine("0.01 mg/kg", most="0.5 mg"), for_whom=whom)
        if fits:
            assert doses_for(child, Weight.parse(weight), years=years).missing == ()
        else:
            with pytest.raises(NotForThisPatient, match="not meant for"):
                doses_for(child, Weight.parse(weight), years=years)

    def test_and_age_are_asked_for_where_the_card_is_not_for_everybody(self) -> None:
        whom = ForWhom(weight_from=Weight.parse("10 kg"), years_to=12)
        found = doses_for(card(medicine("0.5 mg"), for_whom=whom), None)
        assert len(found.missing) == 2
        assert not found.is_whole
        assert found.rows[0].doses


MARKS = st.sampled_from([Fraction(1, 100), Fraction(1, 20), Fraction(1, 10), Fraction(1), Fraction(7, 100)])


@st.composite
def drawn_rows(draw: st.DrawFn) -> tuple[Medicine, Weight]:
    number = st.fractions(min_value=Fraction(1, 1000), max_value=50, max_denominator=1000)
    low, more, most, per_ml = draw(number), draw(number), draw(number), draw(number)
    basis = draw(st.sampled_from([Basis.WHOLE, Basis.PER_KG]))
    is_range = draw(st.booleans())
    top = low + more if is_range else low
    rule = DoseRule(amount=Mass(low), basis=basis)
    up_to = DoseRule(amount=Mass(top), basis=basis) if is_range else None
    limit = Mass(top + most) if basis is Basis.WHOLE else Mass(most * 20)
    dose = Dose(amount=rule, up_to=up_to, at_most=limit)
    measure = Measure(increment=Volume(draw(MARKS)), strength=Strength(Mass(per_ml)))
    weight = Weight(draw(st.fractions(min_value=Fraction(1, 2), max_value=300, max_denominator=100)))
    return Medicine(name="X", source="Test", dose=dose, measure=measure), weight


@samples(drawn_rows())
def test_h_35_both_ways_agree_and_nothing_passes_the_most(drawn: tuple[Medicine, Weight]) -> None:
    row, weight = drawn
    assert row.dose is not None
    assert row.dose.at_most is not None
    assert row.measure is not None
    assert row.measure.strength is not None
    try:
        found = doses_for(card(row), weight).rows[0].doses
    except NotMeasurable:
        return
    step = row.measure.increment.value
    for dose in found:
        assert dose.volume is not None
        assert dose.volume.value > 0
        assert (dose.volume.value / step).denominator == 1
        assert dose.given.value == dose.volume.value * row.measure.strength.per_ml.value
        assert dose.given.value <= row.dose.at_most.value
        exact = dose.meant.value / row.measure.strength.per_ml.value
        assert dose.volume.value == round_to(exact, step) or 0 < exact - dose.volume.value < step


class TestBackwards:
    ROW = medicine("0.01 mg/kg", "0.02 mg/kg", most="0.5 mg")

    @pytest.mark.parametrize(
        ("ml", "kg", "agrees"),
        [("0.12", 12, True), ("0.13", 12, False), ("0.11", 12, False), ("1.2", 12, False), ("0.012", 12, False),
         ("0.5", 80, True), ("0.51", 80, False), ("0.49", 80, False), ("0.8", 80, False), ("0", 12, False),
         ("0.12", None, False)],
    )  # fmt: skip
    def test_finds_a_volume_that_is_not_the_dose(self, ml: str, kg: int | None, *, agrees: bool) -> None:
        drawn = Drawn(ml=Fraction(ml), increment=Fraction(1, 100), kg=None if kg is None else Fraction(kg))
        dose, strength = self.ROW.dose, Strength.parse("1 mg/mL")
        assert dose is not None
        if agrees:
            check("X", drawn, dose, end=dose.amount, strength=strength)
        else:
            with pytest.raises(DosesDisagree, match="The card is not used"):
                check("X", drawn, dose, end=dose.amount, strength=strength)

    def test_h_35_refuses_the_card_where_the_ways_differ(self, monkeypatch: Any) -> None:
        monkeypatch.setattr("stepward.core.treatment.doses.round_to", lambda value, step: round_to(value, step) + step)
        with pytest.raises(DosesDisagree):
            given(self.ROW, "12 kg")
