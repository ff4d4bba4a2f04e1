"""What a session books: as long as its plan and its watch, longer where it runs late, no longer once it is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.protocols.plan import Order
from stepward.core.protocols.planning import make_plan
from stepward.core.quantities import DoseRule, resolve
from stepward.core.sessions.session import Session, State
from stepward.usecases.booking import Booked, Needs, needs_of, visits_of

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
BEFORE = START - timedelta(hours=2)
BOOKED = Booked(
    id="s", start_at=START, needs=(Needs(offset=0, minutes=Fraction(300)),), solutions=3, bed="4", watch=Fraction(60)
)


def ends(booked: Booked, now: datetime) -> datetime:
    (visit,) = visits_of(booked, now)
    return visit.ends


def test_h_15_takes_the_chair_for_plan_and_watch() -> None:
    (visit,) = visits_of(BOOKED, BEFORE)

    assert (visit.begins, visit.ends, visit.to_make, visit.bed) == (START, START + timedelta(hours=6), 3, "4")


def test_h_15_a_part_of_a_microsecond_makes_no_stay_shorter() -> None:
    booked = replace(BOOKED, needs=(Needs(offset=0, minutes=Fraction(1, 7)),), watch=None)

    assert (ends(booked, BEFORE) - START) / timedelta(microseconds=1) * 7 >= 60_000_000


def test_h_15_without_a_time_the_chair_is_taken_until_midnight() -> None:
    assert ends(replace(BOOKED, needs=(Needs(offset=0, minutes=None),)), BEFORE) == START.replace(hour=0) + timedelta(
        days=1
    )


def test_h_15_one_that_has_not_begun_is_moved_on() -> None:
    late = START + timedelta(hours=1)

    assert ends(BOOKED, late) == late + timedelta(hours=6)
    assert ends(replace(BOOKED, session=Session(state=State.VERIFIED)), late) == late + timedelta(hours=6)


def test_h_15_one_of_another_day_that_never_began_is_not_moved() -> None:
    assert ends(BOOKED, START + timedelta(days=1)) == START + timedelta(hours=6)


def test_h_15_one_that_runs_late_keeps_its_chair() -> None:
    running = replace(BOOKED, session=Session(state=State.RUNNING))

    assert ends(running, START + timedelta(hours=2)) == START + timedelta(hours=6)
    assert ends(running, START + timedelta(hours=8)) == START + timedelta(hours=8)


def test_h_15_one_that_is_over_has_left() -> None:
    over = Session(state=State.COMPLETED, latest_at=START + timedelta(hours=4))

    assert ends(replace(BOOKED, session=over), START + timedelta(hours=5)) == START + timedelta(hours=4)
    assert ends(replace(BOOKED, session=over), START + timedelta(days=5)) == START + timedelta(hours=4)


def test_h_15_a_plan_over_days_comes_each_day_and_is_made_once() -> None:
    needs = (Needs(offset=0, minutes=Fraction(60)), Needs(offset=2, minutes=Fraction(30)))
    first, second = visits_of(replace(BOOKED, needs=needs), BEFORE)

    assert (second.begins - first.begins, first.to_make, second.to_make) == (timedelta(days=2), 3, 0)


@pytest.mark.parametrize("protocol", ["12-step", "16-step", "20-step"])
def test_h_15_needs_the_time_of_the_plan(protocol: str) -> None:
    target = resolve(DoseRule.parse("1000 mg"), weight=None, height=None)
    plan = make_plan(shipped.protocol(protocol), Order(drug="inventin", target=target))

    (need,) = needs_of(plan)
    assert need.offset == 0
    assert need.minutes == plan.effective.total_duration.value
