"""No clock rushes a session: set back and forth, changed for summer, asleep, restarted."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment
from stepward.core.sessions.commands_clock import ConfirmElapsed, ConfirmGap, NothingToConfirm, ServerRestarted
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.commands_running import Advance
from stepward.core.sessions.events import StopPressed
from stepward.core.sessions.instants import MINUTE, SECOND, Elapsed, Instant, NotUtc
from stepward.core.sessions.refusals import ClockInDoubt, SessionRefusal
from stepward.core.sessions.session import State
from tests.core.sessions.held import HIVES
from tests.core.sessions.plans import SERVER, Ward, running

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage",
    "America/Halifax", "America/St_Johns", "America/Havana", "America/Santiago", "America/Asuncion",
    "America/Nuuk", "Atlantic/Azores", "Atlantic/Bermuda", "Europe/London", "Europe/Dublin", "Europe/Lisbon",
    "Europe/Berlin", "Europe/Paris", "Europe/Athens", "Europe/Kyiv", "Europe/Chisinau", "Asia/Beirut",
    "Asia/Jerusalem", "Africa/Cairo", "Africa/Casablanca", "Australia/Sydney", "Australia/Adelaide",
    "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham",
)  # fmt: skip
"""Thirty zones whose clocks change."""
YEAR = 2024
"""A year that is over: every list of zones knows it."""
STEP_2 = Advance(step=2, rate=Fraction(20))
DWELL = 15 * MINUTE


def changes(zone: ZoneInfo) -> list[datetime]:
    """List when the offset of a zone changes in the year, to the quarter of an hour."""
    first, quarter = datetime(YEAR, 1, 1, tzinfo=UTC), timedelta(minutes=15)
    days = [first + timedelta(days=day) for day in range(366)]
    found = []
    for day in days:
        if day.astimezone(zone).utcoffset() != (day + timedelta(days=1)).astimezone(zone).utcoffset():
            while day.astimezone(zone).utcoffset() == (day + quarter).astimezone(zone).utcoffset():
                day += quarter  # noqa: PLW2901 - the search goes on within the day
            found.append(day + quarter)
    return found


def is_taken(ward: Ward) -> bool:
    """Ask for the next step with all else as it must be; a refusal changes nothing."""
    ward.calm()
    try:
        ward.do(STEP_2)
    except SessionRefusal:
        return False
    return True


def restarted(ward: Ward, *, seconds: int, claimed: int | None = None) -> Ward:
    """Lose the server now, and have it back after so many seconds, or at what its clock claims."""
    proven = ward.now
    ward.set_clock(seconds if claimed is None else claimed)
    ward.boot, ward.monotonic = f"{ward.boot} and another", 7
    return ward.do(ServerRestarted(proven=proven), SERVER)


def confirmed(ward: Ward) -> Ward:
    """Confirm the elapsed time where the clocks differ; where they do not, nothing is confirmed."""
    with suppress(SessionRefusal):
        ward.do(ConfirmElapsed(reason="wall clock"))
    return ward


class TestChangeOfLocalTime:
    """Local time is for display; a change of it is none of elapsed time."""

    @pytest.mark.parametrize("name", ZONES)
    def test_h_20_a_change_for_summer_or_winter_neither_shortens_nor_lengthens(self, name: str) -> None:
        zone = ZoneInfo(name)
        found = changes(zone)

        assert found
        for change in found:
            ward = running(utc=change - timedelta(minutes=5))
            before = ward.utc.astimezone(zone).replace(tzinfo=None)
            ward.wait(10)
            shown = ward.utc.astimezone(zone).replace(tzinfo=None) - before
            assert shown != timedelta(minutes=10)
            assert ward.session.dwell.read(ward.now) == Elapsed(least=10 * MINUTE, most=10 * MINUTE)
            assert not is_taken(ward.wait(microseconds=5 * MINUTE - 1))
            assert is_taken(ward.wait(microseconds=1))

    @pytest.mark.parametrize("name", ZONES)
    def test_h_20_local_time_is_refused(self, name: str) -> None:
        summer = next(when for when in changes(ZoneInfo(name)) if when.astimezone(ZoneInfo(name)).utcoffset())

        with pytest.raises(NotUtc):
            Instant(at=summer.astimezone(ZoneInfo(name)), monotonic=0, boot="first")


class TestClockThatIsSet:
    """The UTC clock goes back and forth under a session; the other clock does not know."""

    @pytest.mark.parametrize("seconds", [-86_400, -3_600, -60, 60, 3_600, 86_400])
    @pytest.mark.parametrize("waited", [0, 5, 14])
    def test_h_21_a_step_of_the_clock_brings_no_early_advance(self, seconds: int, waited: int) -> None:
        ward = running().wait(waited).set_clock(seconds)

        with pytest.raises(ClockInDoubt):
            ward.do(STEP_2)
        assert not is_taken(confirmed(ward))
        ward.wait(microseconds=(15 - waited) * MINUTE - 1)
        assert not is_taken(confirmed(ward))

    @pytest.mark.parametrize("seconds", [-3_600, 3_600])
    def test_h_22_stop_reaction_and_treatment_are_taken_whatever_the_clock_says(self, seconds: int) -> None:
        for command in (
            Stop(),
            RecordReaction(signs=HIVES),
            RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="intramuscular"),
        ):
            ward = running().wait(5).set_clock(seconds)
            before = ward.session.version

            ward.do(command)

            assert ward.session.version > before

    @pytest.mark.parametrize("seed", range(40))
    def test_h_20_no_order_of_clock_faults_shortens_a_dwell(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a repeatable choice
        ward = running()
        truly = 0
        for _ in range(30):
            if chance.random() < 0.5:
                ward.set_clock(chance.choice((-7_200, -600, -30, -3, -1, 1, 3, 30, 600, 7_200)))
            if chance.random() < 0.2:
                confirmed(ward)
            passed = chance.randint(0, 2 * MINUTE)
            truly += passed
            if is_taken(ward.wait(microseconds=passed)):
                assert truly >= DWELL
                break
        assert ward.session.state is State.RUNNING

    def test_h_20_the_clocks_of_a_sound_day_let_it_go_on_to_the_microsecond(self) -> None:
        ward = running().set_clock(1).wait(5).set_clock(-1).wait(5).set_clock(-1).wait(5)

        assert not is_taken(ward)
        assert is_taken(ward.wait(microseconds=SECOND))


class TestClaimOfADevice:
    """What a device says of the time stands beside the time of the server."""

    @pytest.mark.parametrize("minutes", [-10, 10])
    def test_h_24_a_stop_counts_from_the_time_of_the_server(self, minutes: int) -> None:
        ward = running().wait(12)
        claimed = Instant(at=ward.utc + timedelta(minutes=minutes), monotonic=3, boot="a tablet")

        ward.do(Stop(pressed_at=claimed))

        assert ward.entries[-1].event == StopPressed(pressed_at=claimed)
        assert ward.entries[-1].at == ward.now
        assert ward.session.hold is not None
        assert ward.session.hold.since == ward.now
        assert ward.session.given.total(ward.now).least == Fraction(12, 60)


class TestSleep:
    """A server that sleeps: the monotonic clock goes on, or it is one that does not."""

    def test_h_20_time_asleep_counts_where_both_clocks_went_on(self) -> None:
        ward = running().wait(1).wait(14)

        assert is_taken(ward)

    def test_h_21_time_asleep_that_one_clock_missed_blocks_and_counts_nothing(self) -> None:
        ward = running().wait(1).set_clock(14 * 60)

        with pytest.raises(ClockInDoubt):
            ward.do(STEP_2)
        assert not is_taken(confirmed(ward))
        assert ward.session.dwell.read(ward.now).least == 1 * MINUTE

    def test_h_21_time_asleep_counts_for_the_dose_that_may_be_given(self) -> None:
        ward = running().wait(1).set_clock(14 * 60)

        given = ward.session.given.total(ward.now)

        assert (given.least, given.most) == (Fraction(1, 60), Fraction(15, 60))


class TestRestart:
    """A restart proves nothing; a nurse may confirm the gap, never more than it was."""

    def test_h_23_a_gap_that_nobody_confirms_brings_no_advance(self) -> None:
        ward = restarted(running().wait(14), seconds=20)

        assert not is_taken(ward.wait(microseconds=MINUTE - 1))
        assert is_taken(ward.wait(microseconds=1))

    def test_h_23_a_gap_that_is_confirmed_counts_and_no_more(self) -> None:
        ward = restarted(running().wait(14), seconds=20).do(ConfirmGap(duration=20 * SECOND))

        assert not is_taken(ward.wait(microseconds=40 * SECOND - 1))
        assert is_taken(ward.wait(microseconds=1))

    def test_h_23_more_than_the_gap_is_never_confirmed(self) -> None:
        ward = restarted(running().wait(14), seconds=20)

        with pytest.raises(NothingToConfirm):
            ward.do(ConfirmGap(duration=20 * SECOND + 1))

    @pytest.mark.parametrize("claimed", [-3_600, 60, 3_600])
    def test_h_23_a_clock_that_is_wrong_after_the_restart_holds_the_session(self, claimed: int) -> None:
        ward = restarted(running().wait(14), seconds=20, claimed=claimed)

        assert ward.session.state is State.HELD
        assert not is_taken(ward.wait(1))

    @pytest.mark.parametrize("seed", range(20))
    def test_h_23_no_number_of_restarts_adds_up_to_an_advance(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a repeatable choice
        ward, proven = running(), 0
        for _ in range(20):
            passed = chance.randint(0, MINUTE)
            proven += passed
            restarted(ward.wait(microseconds=passed), seconds=chance.randint(0, 30))
            assert is_taken(ward) == (proven >= DWELL)
            if proven >= DWELL:
                break
        assert ward.session.state is State.RUNNING
