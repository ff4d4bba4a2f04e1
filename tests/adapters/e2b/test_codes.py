"""Numbers and moments as files write them: exact where they fit, never zero for something, never past the calendar."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.e2b.codes import (
    UnwritableNumber,
    read_moment,
    read_number,
    written_moment,
    written_number,
)
from stepward.core.reports.parts import Partly, When


@pytest.mark.parametrize(
    ("value", "longest", "text"),
    [
        (Fraction(0), 8, "0"),
        (Fraction(500), 8, "500"),
        (Fraction("12.5"), 8, "12.5"),
        (Fraction("0.000125"), 8, "0.000125"),
        (Fraction(1, 3), 8, "0.333333"),
        (Fraction(2, 3), 8, "0.666667"),
        (Fraction(250, 7), 8, "35.71429"),
        (Fraction("999999.96"), 8, "1000000"),
        (Fraction(99999999), 8, "99999999"),
        (Fraction("-2.5"), 8, "-2.5"),
    ],
)
def test_h_32_a_number_is_exact_or_rounded_to_its_field(value: Fraction, longest: int, text: str) -> None:
    assert written_number(value, longest) == text


@pytest.mark.parametrize(("value", "longest"), [(Fraction(1, 10**9), 8), (Fraction(10**8), 8), (Fraction(1, 1000), 3)])
def test_h_32_what_would_be_zero_or_does_not_fit_is_refused(value: Fraction, longest: int) -> None:
    with pytest.raises(UnwritableNumber, match=f"cannot be written in {longest} characters"):
        written_number(value, longest)


@given(st.integers(0, 10**7), st.integers(0, 6))
def test_h_32_what_fits_comes_back_the_same(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    text = f"{number / 10**places:.{places}f}"
    if len(text) <= 8:
        assert read_number(written_number(value, 8)) == value


@given(st.fractions(min_value=Fraction(1, 1000), max_value=10**6))
def test_h_32_no_number_moves_by_more_than_half_of_its_last_digit(value: Fraction) -> None:
    text = written_number(value, 8)
    digits = len(text.partition(".")[2])
    assert len(text) <= 8
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize("text", ["", "1e5", "NaN", "1,5", "٣", ".5", "1.", "+1", "0x1", "9" * 31, None])
def test_what_is_no_plain_number_is_none(text: str | None) -> None:
    assert read_number(text) is None


MOMENTS = (
    (datetime(2026, 3, 2, 9, 14, 5, tzinfo=UTC), "20260302091405+0000"),
    (datetime(2026, 3, 2, 9, 14, tzinfo=timezone(timedelta(hours=-5, minutes=-30))), "20260302091400-0530"),
    (date(2026, 3, 2), "20260302"),
    (Partly(year=2026, month=3), "202603"),
    (Partly(year=2026), "2026"),
)


@pytest.mark.parametrize(("moment", "text"), MOMENTS)
def test_a_moment_is_as_precise_as_it_was(moment: When, text: str) -> None:
    assert written_moment(moment) == text
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", ["", "2026-03-02", "20261301", "20260230", "202613", "20260302250000", "0000", None])
def test_what_is_no_moment_is_none(text: str | None) -> None:
    assert read_moment(text) is None
