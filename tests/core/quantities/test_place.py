"""What a place reads on its wall, and which instant a typed time means (H-20, H-25)."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from stepward.core.quantities.place import (
    UTC_PLACE,
    ClockUnclear,
    Place,
    carried_offset,
    day_words,
    place_of,
    wall_clock,
)

NEW_YORK = Place(name="America/New_York", zone=ZoneInfo("America/New_York"))
BERLIN = Place(name="Europe/Berlin", zone=ZoneInfo("Europe/Berlin"))
LONDON = Place(name="Europe/London", zone=ZoneInfo("Europe/London"))
HAVANA = Place(name="America/Havana", zone=ZoneInfo("America/Havana"))
NOON = datetime(2026, 11, 22, 12, 5, 9, tzinfo=UTC)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class TestReading:
    def test_h_25_says_the_offset(self) -> None:
        assert UTC_PLACE.minute(NOON) == "22 Nov 2026, 12:05 UTC"
        assert BERLIN.minute(NOON) == "22 Nov 2026, 13:05 UTC+01:00"
        assert NEW_YORK.moment(NOON) == "22 Nov 2026, 07:05:09 UTC-05:00"
        assert LONDON.minute(NOON) == "22 Nov 2026, 12:05 UTC+00:00"
        assert (UTC_PLACE.said(NOON), BERLIN.said(NOON)) == ("UTC", "Europe/Berlin, UTC+01:00")
        assert (UTC_PLACE.stamp(NOON), BERLIN.stamp(NOON)) == ("22 Nov 2026 12:05:09", "22 Nov 2026 13:05:09+01:00")

    def test_h_20_takes_the_offset_of_the_instant_and_not_of_today(self) -> None:
        assert BERLIN.minute(utc(2026, 3, 29, 0, 59)) == "29 Mar 2026, 01:59 UTC+01:00"
        assert BERLIN.minute(utc(2026, 3, 29, 1, 0)) == "29 Mar 2026, 03:00 UTC+02:00"
        assert NEW_YORK.minute(utc(2026, 11, 1, 6, 30)) == "1 Nov 2026, 01:30 UTC-05:00"

    def test_h_20_a_time_that_the_wall_shows_twice_carries_its_offset(self) -> None:
        assert BERLIN.clock(utc(2026, 10, 25, 0, 30)) == "02:30+02:00"
        assert BERLIN.clock(utc(2026, 10, 25, 1, 30)) == "02:30+01:00"
        assert BERLIN.seconds(utc(2026, 10, 25, 1, 30)) == "02:30:00+01:00"
        assert BERLIN.clock(utc(2026, 10, 25, 2, 0)) == "03:00"

    def test_tells_the_day_of_the_place(self) -> None:
        assert NEW_YORK.day(utc(2026, 11, 23, 3, 0)) == date(2026, 11, 22)
        assert BERLIN.day(utc(2026, 11, 22, 23, 30)) == date(2026, 11, 23)

    def test_reads_an_instant_of_any_offset_and_none_without(self) -> None:
        assert BERLIN.clock(NOON.astimezone(timezone(timedelta(hours=9)))) == "13:05"
        with pytest.raises(ValueError, match="without its offset"):
            BERLIN.clock(NOON.replace(tzinfo=None))

    def test_writes_months_in_letters(self) -> None:
        assert [day_words(date(2026, month, 1))[2:5] for month in (1, 5, 12)] == ["Jan", "May", "Dec"]


class TestDays:
    @pytest.mark.parametrize(
        ("place", "day", "begins", "hours"),
        [
            (UTC_PLACE, date(2026, 3, 29), utc(2026, 3, 29), 24),
            (BERLIN, date(2026, 3, 29), utc(2026, 3, 28, 23), 23),
            (BERLIN, date(2026, 10, 25), utc(2026, 10, 24, 22), 25),
            (NEW_YORK, date(2026, 11, 1), utc(2026, 11, 1, 4), 25),
            (HAVANA, date(2026, 3, 8), utc(2026, 3, 8, 5), 23),
        ],
    )
    def test_a_day_begins_at_its_first_instant(self, place: Place, day: date, begins: datetime, hours: int) -> None:
        assert place.begins(day) == begins
        assert place.begins(day + timedelta(days=1)) - begins == timedelta(hours=hours)
        assert place.day(begins) == day
        assert place.day(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


class TestTyped:
    def test_reads_a_time_of_the_place(self) -> None:
        assert BERLIN.read(date(2026, 7, 1), "14:10") == utc(2026, 7, 1, 12, 10)
        assert NEW_YORK.read(date(2026, 11, 22), " 9:30 ") == utc(2026, 11, 22, 14, 30)
        assert NEW_YORK.read(date(2026, 11, 22), "20:00:05") == utc(2026, 11, 23, 1) + timedelta(seconds=5)
        assert UTC_PLACE.read(date(2026, 7, 1), "14:10") == utc(2026, 7, 1, 14, 10)

    def test_h_20_asks_about_a_time_that_was_there_twice(self) -> None:
        day = date(2026, 10, 25)
        with pytest.raises(ClockUnclear) as asked:
            BERLIN.read(day, "02:30")

        assert str(asked.value) == (
            "On 25 Oct 2026, 02:30 was there twice: the clock was changed. Write 02:30+02:00 or 02:30+01:00."
        )
        assert BERLIN.read(day, "02:30+02:00") == utc(2026, 10, 25, 0, 30)
        assert BERLIN.read(day, "02:30 UTC+01:00") == utc(2026, 10, 25, 1, 30)
        with pytest.raises(ClockUnclear, match=r"01:30 was there twice: .* 01:30-04:00 or 01:30-05:00\."):
            NEW_YORK.read(date(2026, 11, 1), "01:30")

    def test_h_20_asks_about_a_time_that_was_not_there(self) -> None:
        day = date(2026, 3, 29)
        with pytest.raises(ClockUnclear, match=r"02:30 was not there: .* Write 02:30\+01:00 or 02:30\+02:00\."):
            BERLIN.read(day, "02:30")

        assert BERLIN.read(day, "02:30+01:00") == utc(2026, 3, 29, 1, 30)
        assert BERLIN.read(day, "01:59") == utc(2026, 3, 29, 0, 59)
        assert BERLIN.read(day, "03:00") == utc(2026, 3, 29, 1, 0)

    def test_h_20_refuses_an_offset_of_another_place(self) -> None:
        with pytest.raises(ClockUnclear, match=r"the offset here is \+02:00, not -05:00"):
            BERLIN.read(date(2026, 7, 1), "14:10-05:00")
        with pytest.raises(ClockUnclear, match=r"the offset here is \+00:00, not \+02:00"):
            UTC_PLACE.read(date(2026, 7, 1), "14:10+02:00")

    @pytest.mark.parametrize("text", ["", "noon", "25:00", "12:60", "1430", "12:00:61", "12:00+2", "\u0661\u0662:00"])
    def test_refuses_what_is_no_time(self, text: str) -> None:
        with pytest.raises(ClockUnclear, match=r"Write the time as 14:10\."):
            BERLIN.read(date(2026, 7, 1), text)

    @pytest.mark.parametrize("place", [UTC_PLACE, BERLIN, NEW_YORK])
    def test_h_20_what_it_writes_it_reads_back(self, place: Place) -> None:
        for days in (utc(2026, 3, 28), utc(2026, 10, 24), utc(2026, 10, 31), utc(2026, 3, 7)):
            for minutes in range(0, 3 * 24 * 60, 7):
                at = days + timedelta(minutes=minutes)
                assert place.read(place.day(at), place.clock(at)) == at


class TestRetold:
    def test_h_20_writes_the_instants_of_a_sentence_as_the_place_reads_them(self) -> None:
        words = "The dose of 23 Nov 2026, 02:30 UTC came after 1 Nov 2026, 05:30:07 UTC (10 mg, 02:30)."

        assert UTC_PLACE.retold(words) == words
        assert NEW_YORK.retold(words) == (
            "The dose of 22 Nov 2026, 21:30 UTC-05:00 came after 1 Nov 2026, 01:30:07 UTC-04:00 (10 mg, 02:30)."
        )

    @pytest.mark.parametrize("text", ["31 Feb 2026, 10:00 UTC", "1 Nov 2026, 10:00 UTC+01:00", "10:00 UTC"])
    def test_leaves_what_is_no_instant_or_is_local_already(self, text: str) -> None:
        assert NEW_YORK.retold(text) == text


class TestCounting:
    def test_h_20_counts_on_exactly_from_the_offset_at_the_start(self) -> None:
        start = BERLIN.steady(utc(2026, 10, 25, 0, 30))

        assert (start, start.isoformat()) == (utc(2026, 10, 25, 0, 30), "2026-10-25T02:30:00+02:00")
        assert start + timedelta(hours=2) == utc(2026, 10, 25, 2, 30)
        assert wall_clock(start + timedelta(hours=2)) == "04:30"
        assert (carried_offset(start), carried_offset(utc(2026, 10, 25))) == ("UTC+02:00", "UTC")

    def test_h_20_the_second_day_begins_at_the_same_time_on_the_wall(self) -> None:
        assert BERLIN.days_later(utc(2026, 10, 24, 7, 30), 1) == utc(2026, 10, 25, 8, 30)
        assert BERLIN.days_later(utc(2026, 10, 24, 7, 30), 0) == utc(2026, 10, 24, 7, 30)
        assert UTC_PLACE.days_later(utc(2026, 10, 24, 7, 30), 3) == utc(2026, 10, 27, 7, 30)

    def test_h_20_finds_the_next_change_of_the_clock(self) -> None:
        day = timedelta(days=1)

        assert BERLIN.next_change(utc(2026, 10, 24, 22), day) == utc(2026, 10, 25, 1)
        assert BERLIN.next_change(utc(2026, 10, 25, 0, 59) + timedelta(seconds=59), day) == utc(2026, 10, 25, 1)
        assert BERLIN.next_change(utc(2026, 10, 25, 1), day) is None
        assert NEW_YORK.next_change(utc(2026, 11, 1, 3), day) == utc(2026, 11, 1, 6)
        assert UTC_PLACE.next_change(utc(2026, 10, 25), day) is None

    def test_tells_how_far_the_hand_has_gone_through_the_day(self) -> None:
        assert BERLIN.share(utc(2026, 11, 22, 11)) == Fraction(1, 2)

    def test_a_paper_shows_the_clock_that_its_print_carries(self) -> None:
        assert place_of(NOON).is_utc
        assert place_of(BERLIN.here(NOON)) == BERLIN
