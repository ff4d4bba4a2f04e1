"""The time that the step card counts: the step, over the hour, overdue, the observation, and nothing at the end."""

from datetime import UTC, datetime, timedelta

from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.plan import SessionStep
from stepward.shells.web.bedside.shown.room import Room, clock
from stepward.shells.web.bedside.shown.timing import Timing, timing
from stepward.usecases.approving import Person
from stepward.usecases.session_orders import SessionOrder
from tests.core.sessions.plans import NURSE, Ward, observing, running
from tests.web.sessions import somebody_invented

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ORDER = SessionOrder(
    id="s",
    patient=somebody_invented("s"),
    plan="p",
    bed="4",
    start_at=AT,
    ordered_by=Person(id="1", name="T. Okafor", roles=frozenset()),
    ordered_at=AT,
)


def shown(ward: Ward, step: SessionStep | None = None) -> Timing:
    session = ward.session
    current = step or session.current
    assert current is not None
    return timing(Room(order=ORDER, session=session, now=ward.now, by=NURSE, drug="d", target="t"), current)


class TestStep:
    def test_counts_minutes_and_seconds_from_what_the_log_says(self) -> None:
        ward = running(1)
        began = clock(ward.utc)
        found = shown(ward.wait(1))
        assert (found.began, found.unit) == (began, "min left")
        assert found.ends_at == ward.utc + timedelta(microseconds=found.left)

    def test_says_when_it_is_over_by_a_minute_and_counts_down_no_more(self) -> None:
        ward = running(1)
        length = shown(ward).length
        assert shown(ward.wait(length // MINUTE)).text == "0:00"
        found = shown(ward.wait(2))
        assert (found.text, found.unit, found.ends_at) == ("+2:00", "over", None)


class TestObservation:
    def test_counts_the_observation_and_keeps_its_begin(self) -> None:
        ward = observing()
        began, found = clock(ward.utc), shown(ward)
        assert (found.left, found.length) == (ward.session.order.observation, ward.session.order.observation)
        assert found.unit == ("to watch" if found.left >= HOUR else "min to watch")
        later = shown(ward.wait(5))
        assert later.left == found.left - 5 * MINUTE
        assert later.began == began
