"""Thresholds of pressure, saturation and temperature: below, at, above, unknown."""

from fractions import Fraction
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.reactions import Sign, pressure, saturation, temperature
from stepward.core.reactions.pressure import (
    AGE,
    LOWEST,
    NEWBORN,
    USUAL,
    fallen_pressure,
    fell,
    hypotension,
    is_low,
    low_limit,
    low_pressure,
)
from tests.core.reactions.made import ADULT, reaction


class TestLowLimit:
    @pytest.mark.parametrize(
        ("age", "limit"),
        [
            ("0", None),
            ("1/13", None),
            ("1/12", 70),
            ("11/12", 70),
            ("1", 72),
            ("2", 74),
            ("5.9", 80),
            ("10", 90),
            ("10.99", 90),
            ("11", 90),
            ("17", 90),
            ("18", 90),
            ("56", 90),
        ],
    )
    def test_goes_by_age(self, age: str, limit: int | None) -> None:
        assert low_limit(Fraction(age)) == limit

    def test_never_falls_with_age(self) -> None:
        limits = [limit for months in range(1, 250) if (limit := low_limit(Fraction(months, 12))) is not None]

        assert limits == sorted(limits)


class TestLow:
    @pytest.mark.parametrize(
        ("sbp", "age", "low"),
        [
            (89, 56, True),
            (90, 56, False),
            (91, 56, False),
            (69, "1/2", True),
            (70, "1/2", False),
            (79, 5, True),
            (80, 5, False),
            (None, 56, None),
            (60, 0, None),
            (69, None, True),
            (70, None, None),
            ("89.9", None, None),
            (90, None, False),
        ],
    )
    def test_is_below_the_limit(self, sbp: Any, age: Any, *, low: bool | None) -> None:
        given_age = None if age is None else Fraction(age)

        assert is_low(None if sbp is None else Fraction(sbp), age_years=given_age) is low


class TestFall:
    @pytest.mark.parametrize(
        ("lowest", "baseline", "expected"),
        [
            (91, 130, False),
            ("90.9", 130, True),
            (92, 130, False),
            (0, 0, False),
            (None, 130, None),
            (91, None, None),
        ],
    )
    def test_is_more_than_30_percent(self, lowest: Any, baseline: Any, *, expected: bool | None) -> None:
        values = [None if value is None else Fraction(value) for value in (lowest, baseline)]

        assert fell(values[0], baseline=values[1]) is expected


class TestPressure:
    @pytest.mark.parametrize(
        ("lowest", "baseline", "hypotensive"),
        [(78, 130, True), (95, 140, True), (85, 100, True), (78, None, True), (118, None, None), (118, 126, False)],
    )
    def test_is_hypotensive_by_either(self, lowest: int, baseline: int | None, *, hypotensive: bool | None) -> None:
        given = reaction(sbp_lowest=lowest, sbp_baseline=baseline)

        assert pressure(given, age_years=ADULT).hypotensive is hypotensive
        assert hypotension(given, age_years=ADULT).holds is hypotensive

    def test_takes_the_sign_for_low_whatever_was_measured(self) -> None:
        given = reaction(Sign.HYPOTENSION, sbp_lowest=118, sbp_baseline=126)

        assert hypotension(given, age_years=ADULT).because == ("hypotension",)

    def test_says_what_it_rests_on(self) -> None:
        given = reaction(sbp_lowest="78.5", sbp_baseline=130)

        found = hypotension(given, age_years=ADULT)

        assert found.because == ("systolic pressure 78.5 mmHg", "systolic pressure 78.5 from 130 mmHg")

    @pytest.mark.parametrize(
        ("lowest", "age", "missing"), [(None, 56, LOWEST), (80, None, AGE), (60, 0, NEWBORN)]
    )  # fmt: skip
    def test_says_what_is_missing_for_the_age(self, lowest: int | None, age: int | None, missing: str) -> None:
        found = low_pressure(reaction(sbp_lowest=lowest), age_years=None if age is None else Fraction(age))

        assert found.unknown == (missing,)

    @pytest.mark.parametrize(("lowest", "missing"), [(None, LOWEST), (100, USUAL)])
    def test_says_what_is_missing_for_the_fall(self, lowest: int | None, missing: str) -> None:
        assert fallen_pressure(reaction(sbp_lowest=lowest)).unknown == (missing,)


class TestSaturation:
    @pytest.mark.parametrize(("percent", "low"), [(91, True), (92, True), ("92.1", False), (None, None)])
    def test_is_low_up_to_92_percent(self, percent: Any, *, low: bool | None) -> None:
        assert saturation.low_saturation(reaction(spo2_lowest=percent)).holds is low


class TestFever:
    @pytest.mark.parametrize(("celsius", "hot"), [("37.9", False), (38, True), ("38.1", True), (None, None)])
    def test_is_38_degrees_or_more(self, celsius: Any, *, hot: bool | None) -> None:
        assert temperature.fever(reaction(temperature_c=celsius)).holds is hot

    def test_is_also_a_sign(self) -> None:
        assert temperature.fever(reaction(Sign.FEVER, temperature_c="36.7")).because == ("fever",)


class TestSources:
    @pytest.mark.parametrize("source", [saturation.SOURCE, temperature.SOURCE, "AAP-ANAPHYLAXIS-TABLE"])
    def test_are_on_file(self, source: str) -> None:
        assert source in shipped.sources()
