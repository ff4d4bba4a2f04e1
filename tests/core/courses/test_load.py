"""The load of a day: counted like with a clock in the hand, and nothing beyond the capacity passes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stepward.core.courses.load import Capacities, DayLoad, Visit, day_load, nurses_for

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
END = BEGIN + timedelta(days=1)
UNIT = Capacities(chairs=2, nurses=1, patients_per_nurse=3, solutions=8)


def at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def visit(begins: float, ends: float, *, bed: str = "", to_make: int = 3) -> Visit:
    return Visit(id=f"{begins}-{ends}-{bed}", begins=at(begins), ends=at(ends), bed=bed, to_make=to_make)


def load(*visits: Visit, unit: Capacities = UNIT) -> DayLoad:
    return day_load(visits, BEGIN, END, unit)


def test_h_15_nobody_asks_for_nothing() -> None:
    found = load()

    assert (found.visits, found.peak, found.to_make, found.is_over) == ((), None, 0, False)


def test_h_15_who_comes_as_another_leaves_takes_the_same_chair() -> None:
    found = load(visit(8, 12, bed="1"), visit(12, 16, bed="1"), unit=replace(UNIT, chairs=1))

    assert not found.is_over
    assert found.peak is not None
    assert found.peak.patients == 1


def test_h_15_three_in_two_chairs_are_told_from_when_to_when() -> None:
    found = load(visit(8, 12), visit(9, 13), visit(10, 11))

    (span,) = found.beyond_chairs
    assert (span.begins, span.ends, span.patients) == (at(10), at(11), 3)
    assert not found.beyond_nurses


def test_h_15_pieces_beside_each_other_are_one_stretch_with_its_most() -> None:
    found = load(visit(8, 12), visit(8, 12), visit(9, 11), visit(10, 11))

    (span,) = found.beyond_chairs
    assert (span.begins, span.ends, span.patients) == (at(9), at(11), 4)


def test_h_15_one_nurse_more_for_a_patient_left_over() -> None:
    assert [nurses_for(patients, 2) for patients in range(4)] == [0, 1, 1, 2]


def test_h_15_the_pharmacy_works_for_the_day_on_which_a_stay_begins() -> None:
    found = load(visit(-3, 2, to_make=9), visit(8, 9, to_make=4), visit(23, 30, to_make=4))

    assert (found.to_make, found.is_beyond_pharmacy, len(found.visits)) == (8, False, 3)
    assert load(visit(8, 9, to_make=9)).is_beyond_pharmacy


def test_h_15_a_bed_is_not_taken_twice() -> None:
    found = load(visit(8, 12, bed="Chair A"), visit(11, 14, bed="chair a "), visit(8, 14, bed="B"), visit(8, 14))

    (clash,) = found.clashes
    assert (clash.begins, clash.ends) == (at(11), at(12))
    assert found.is_over


def test_h_15_what_the_unit_has_not_said_is_not_judged() -> None:
    found = load(*[visit(8, 12, to_make=50)] * 9, unit=Capacities())

    assert found.peak is not None
    assert (found.peak.patients, found.to_make, found.is_over) == (9, 450, False)


@given(
    stays=st.lists(st.tuples(st.integers(-30, 60), st.integers(0, 40)), max_size=12),
    chairs=st.integers(0, 5),
    nurses=st.integers(0, 3),
    each=st.integers(1, 3),
)
def test_h_15_counts_like_a_clock_by_hand(stays: list[tuple[int, int]], chairs: int, nurses: int, each: int) -> None:
    visits = [visit(begins / 2, (begins + length) / 2) for begins, length in stays]
    found = load(*visits, unit=Capacities(chairs=chairs, nurses=nurses, patients_per_nurse=each, solutions=100))

    most = 0
    for half in range(48):
        moment = at(half / 2)
        there = sum(item.begins <= moment < item.ends for item in visits)
        most = max(most, there)
        assert (there > chairs) == any(span.begins <= moment < span.ends for span in found.beyond_chairs)
        assert (there > nurses * each) == any(span.begins <= moment < span.ends for span in found.beyond_nurses)
    assert (found.peak.patients if found.peak else 0) == most
    assert all(BEGIN <= span.begins < span.ends <= END for span in (*found.beyond_chairs, *found.beyond_nurses))
