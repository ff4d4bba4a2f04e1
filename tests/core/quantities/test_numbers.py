"""Numbers as text: strict to read, unambiguous to print."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.quantities import (
    UnreadableNumber,
    exact_text,
    fixed_text,
    is_terminating,
    parse_number,
    parse_ratio,
    people_text,
    round_to,
    significant_text,
)

REFUSED = [
    "", " ", "-1", "+1", "1e3", "1E3", "4.0e-05", "NaN", "nan", "inf", "Infinity", "1,000", "1,5", "1.000.000", "1'000",
    "1 000", "1\u202f000", "1_000", ".5", "5.", "0x10", "١٢", "２０", "1\u200b0", "1\u00a0", "1234567890123", "½", "²",
    "1/2", "1\n", "\ufeff1",
]  # fmt: skip


class TestParseNumber:
    @pytest.mark.parametrize("text", REFUSED)
    def test_h_39_refuses_ambiguous_text(self, text: str) -> None:
        with pytest.raises(UnreadableNumber):
            parse_number(text)

    @pytest.mark.parametrize(
        ("text", "value"),
        [("0", Fraction(0)), ("2000", Fraction(2000)), ("0.5", Fraction(1, 2)), ("5.90", Fraction(59, 10)),
         ("007", Fraction(7)), ("123456789012", Fraction(123456789012))],
    )  # fmt: skip
    def test_reads_plain_decimals_exactly(self, text: str, value: Fraction) -> None:
        assert parse_number(text) == value


class TestParseRatio:
    @pytest.mark.parametrize(
        ("text", "value"), [("1/100", Fraction(1, 100)), ("1/4", Fraction(1, 4)), ("1", Fraction(1))]
    )
    def test_reads_fractions(self, text: str, value: Fraction) -> None:
        assert parse_ratio(text) == value

    @pytest.mark.parametrize("text", ["1/0", "1/", "/2", "1//2", "1 / 2", "-1/2", "1/2/3", "1.5/2"])
    def test_refuses_what_is_no_fraction(self, text: str) -> None:
        with pytest.raises(UnreadableNumber):
            parse_ratio(text)


class TestRoundTo:
    @pytest.mark.parametrize(
        ("value", "increment", "rounded"),
        [("1.875", "0.1", "1.9"), ("4.6875", "0.1", "4.7"), ("0.05", "0.1", "0.1"), ("0.0499", "0.1", "0"),
         ("0.25", "0.1", "0.3"), ("2.5", "1", "3"), ("7", "2", "8")],
    )  # fmt: skip
    def test_h_32_rounds_halves_up_to_the_increment(self, value: str, increment: str, rounded: str) -> None:
        assert round_to(Fraction(value), Fraction(increment)) == Fraction(rounded)

    @given(value=st.fractions(min_value=0, max_value=10**6), increment=st.fractions(min_value="1/1000", max_value=10))
    def test_is_never_further_than_half_an_increment(self, value: Fraction, increment: Fraction) -> None:
        rounded = round_to(value, increment)

        assert abs(rounded - value) <= increment / 2
        assert (rounded / increment).denominator == 1


class TestExactText:
    @given(value=st.fractions(min_value=0, max_value=10**9, max_denominator=10**6))
    def test_is_exact_where_it_ends_and_close_elsewhere(self, value: Fraction) -> None:
        written = Fraction(exact_text(value))

        if is_terminating(value):
            assert written == value
        else:
            assert abs(written - value) <= value / 10**9

    @pytest.mark.parametrize(
        ("value", "text"),
        [(Fraction(2000), "2000"), (Fraction(1, 25), "0.04"), (Fraction(1, 3), "0.333333333333"),
         (Fraction(339375, 1000), "339.375"), (Fraction(10**15, 3), "333333333333000"), (Fraction(0), "0")],
    )  # fmt: skip
    def test_has_no_separator_exponent_or_trailing_zero(self, value: Fraction, text: str) -> None:
        assert exact_text(value) == text


class TestPeopleText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [("1845.3618", "1,845.362"), ("2000", "2,000"), ("0.04", "0.04"), ("0.5", "0.5"), ("1.0", "1"), ("0", "0"),
         ("640000", "640,000"), ("0.00002", "0.00002"), ("0.000123456", "0.000123"), ("999.9996", "1,000"),
         ("0.0009", "0.0009"), ("0.001125", "0.00113"), ("0.0376", "0.0376"), ("0.99999", "1"),
         ("-1234.5", "-1234.5")],
    )  # fmt: skip
    def test_h_38_groups_thousands_and_drops_trailing_zeros(self, value: str, text: str) -> None:
        assert people_text(Fraction(value)) == text

    def test_h_38_takes_the_separator_of_the_site(self) -> None:
        assert people_text(Fraction(1234567), group="\u202f") == "1\u202f234\u202f567"

    @given(value=st.fractions(min_value="1/1000000000", max_value=10**9))
    def test_h_32_never_shows_a_small_amount_as_nothing(self, value: Fraction) -> None:
        assert Fraction(people_text(value).replace(",", "")) > 0


class TestFixedAndSignificantText:
    def test_fixed_keeps_its_decimals(self) -> None:
        assert fixed_text(Fraction("2.5"), 3) == "2.500"
        assert fixed_text(Fraction("-0.125"), 2) == "-0.12"
        assert fixed_text(Fraction(7), 0) == "7"

    def test_significant_counts_from_the_first_digit(self) -> None:
        assert significant_text(Fraction("0.000123456"), 3) == "0.000123"
        assert significant_text(Fraction(123456), 3) == "123000"
        assert significant_text(Fraction(0), 3) == "0"
