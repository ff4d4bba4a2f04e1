"""What becomes of alarms, with a clock that the test steps and notes that it keeps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stepward.core.sessions.alarm_table import (
    BEDSIDE_SILENT,
    NOT_RECORDED,
    ROWS,
    SOUND_BLOCKED,
)
from stepward.core.sessions.commands_clock import LOG_BROKEN, WRONG_PATIENT_OR_PRODUCT, RaiseAlarm
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.events import AlarmReset
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.settings import OutOfBounds
from stepward.usecases import alarms
from stepward.usecases.alarms import (
    BOUNDS,
    GONE,
    AlarmSettings,
    Attended,
    Deed,
    Facts,
    Sound,
)
from tests.core.sessions.plans import SERVER, observing, running
from tests.usecases.alarm_keeping import BED, DESK, DOCTOR, NURSE_AT_DESK, OFFICE, PUMP, Attendant, silent


@pytest.fixture
def stopped() -> Attendant:
    """A session that was stopped and whose pump nobody saw stand still."""
    found = Attendant(running(2).wait(1).do(Stop()), NURSE_AT_DESK, DOCTOR)
    found.attend()
    return found


class TestStanding:
    def test_is_nothing_in_a_calm_session(self) -> None:
        found = Attendant(running())
        assert found.items() == ()
        assert found.attend() == Attended()
        assert found.sound() == Sound()

    def test_h_83_a_high_alarm_stays_when_its_condition_is_gone(self) -> None:
        ward = running(2)
        ward.do(RaiseAlarm(condition=BEDSIDE_SILENT), SERVER)
        found = Attendant(ward)
        (item,) = found.items()
        assert (item.code, item.is_gone, item.words) == (BEDSIDE_SILENT, True, GONE + ROWS[BEDSIDE_SILENT].why)

        found.facts = silent(ward.now.at)
        (item,) = found.items()
        assert (item.is_gone, item.words) == (False, ROWS[BEDSIDE_SILENT].words)

        found.facts = Facts()
        ward.note(AlarmReset(condition=BEDSIDE_SILENT))
        assert found.items() == ()

    @pytest.mark.parametrize(
        ("code", "is_over"), [(LOG_BROKEN, False), (WRONG_PATIENT_OR_PRODUCT, True), (NOT_RECORDED, True)]
    )
    def test_h_83_a_broken_record_is_never_over_by_itself(self, code: str, *, is_over: bool) -> None:
        found = Attendant(running(2).do(RaiseAlarm(condition=code), SERVER))
        assert [item.is_gone for item in found.items()] == [is_over]

    def test_h_83_a_silent_bed_is_not_over_because_nobody_watches_it(self) -> None:
        found = Attendant(observing().do(RaiseAlarm(condition=BEDSIDE_SILENT), SERVER))
        found.facts = silent(found.ward.now.at)
        assert [item.is_gone for item in found.items() if item.code == BEDSIDE_SILENT] == [False]

    def test_h_85_a_bed_that_cannot_be_heard_is_an_alarm_while_drug_may_flow(self) -> None:
        found = Attendant(running(2))
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        assert [(item.code, item.priority) for item in found.items()] == [(SOUND_BLOCKED, Priority.MEDIUM)]
        found.ward = observing()
        assert found.items() == ()

    def test_h_66_what_is_not_recorded_stands(self) -> None:
        found = Attendant(observing())
        found.facts = Facts(not_recorded_since=found.ward.now.at)
        assert [(item.code, item.is_gone) for item in found.items()] == [(NOT_RECORDED, False)]

    def test_h_86_a_bed_is_watched_while_drug_may_flow(self) -> None:
        found = Attendant(observing())
        found.facts = silent(found.ward.now.at)
        assert found.items() == ()
        found.ward = running(2)
        assert [item.code for item in found.items()] == [BEDSIDE_SILENT]


class TestRaised:
    def test_h_83_high_alarms_are_raised_in_the_log_once(self) -> None:
        found = Attendant(running(2))
        found.facts = silent(found.ward.now.at)
        assert found.attend().raised == (BEDSIDE_SILENT,)

        found.ward.do(RaiseAlarm(condition=BEDSIDE_SILENT), SERVER)
        assert found.attend().raised == ()

    def test_h_83_medium_alarms_end_with_their_condition(self) -> None:
        found = Attendant(running(2))
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        assert found.attend().raised == ()
        assert [item.code for item in found.items()] == [SOUND_BLOCKED]
        found.facts = Facts()
        assert found.attend(1).notes[0].deed is Deed.ENDED
        assert found.items() == ()

    def test_what_the_log_raises_itself_is_not_raised_again(self, stopped: Attendant) -> None:
        assert [item.code for item in stopped.items()] == [PUMP]
        assert stopped.attend().raised == ()


class TestPaused:
    def test_h_84_counts_down_at_one_station(self, stopped: Attendant) -> None:
        stopped.pause()
        assert (stopped.left(), stopped.left(DESK)) == (120, 0)
        assert (stopped.sound(), stopped.sound(DESK)) == (Sound(), Sound(pattern=Priority.HIGH))
        stopped.wait(59)
        assert stopped.left() == 61

    def test_h_84_lasts_at_most_two_minutes(self) -> None:
        found = Attendant(running(2))
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        found.attend()
        found.pause()
        found.attend(119)
        assert found.left() == 1
        found.attend(1)
        assert found.left() == 0
        assert found.sound() == Sound(pattern=Priority.MEDIUM)

    def test_h_84_ends_with_a_new_alarm_at_once(self, stopped: Attendant) -> None:
        stopped.pause()
        stopped.facts = silent(stopped.ward.now.at)
        assert stopped.left() == 0
        stopped.attend()
        assert stopped.left() == 0

    def test_h_84_ends_when_an_alarm_is_passed_on(self, stopped: Attendant) -> None:
        stopped.attend(30)
        stopped.pause()
        assert stopped.attend(30).notes[0].deed is Deed.PASSED_ON
        assert stopped.left() == 0

    def test_h_84_ends_when_the_clock_is_set_back(self, stopped: Attendant) -> None:
        stopped.pause()
        stopped.ward.set_clock(-60)
        assert alarms.pause_left((), stopped.notes, stopped.ward.now, station=BED) == 0

    @pytest.mark.parametrize("name", sorted(BOUNDS))
    def test_h_84_a_setting_lies_within_its_bounds(self, name: str) -> None:
        bounds = BOUNDS[name]
        for value in (bounds.least, bounds.most):
            assert getattr(replace(AlarmSettings(), **{name: value}), name) == value
        for value in (bounds.least - 1, bounds.most + 1):
            with pytest.raises(OutOfBounds, match=bounds.rule):
                replace(AlarmSettings(), **{name: value})

    def test_h_84_bounds_are_those_of_the_rules(self) -> None:
        assert {name: bounds[:2] for name, bounds in BOUNDS.items()} == {
            "pause_most": (30, 120),
            "stale_sound": (10, 60),
            "pass_on_after": (15, 120),
            "low_again": (2, 10),
        }


class TestPassedOn:
    def test_h_87_goes_to_the_next_station_and_person_step_by_step(self, stopped: Attendant) -> None:
        assert stopped.attend(59).notes == ()
        told = [stopped.attend(seconds).notes for seconds in (1, 59, 1, 60)]
        assert [[(note.deed, note.station, note.person) for note in notes] for notes in told] == [
            [(Deed.PASSED_ON, OFFICE, "C. Charge")],
            [],
            [(Deed.PASSED_ON, DESK, "B. Nurse")],
            [(Deed.PASSED_ON, "", "")],
        ]

    def test_h_87_stops_once_it_is_acknowledged(self, stopped: Attendant) -> None:
        stopped.acknowledge()
        stopped.attend(119)
        assert stopped.deeds(Deed.PASSED_ON) == []

    def test_h_87_stops_for_good_where_it_is_no_pump_that_may_run(self) -> None:
        found = Attendant(running(2), NURSE_AT_DESK)
        found.ward.do(RaiseAlarm(condition=WRONG_PATIENT_OR_PRODUCT), SERVER)
        found.attend()
        found.acknowledge()
        found.attend(600)
        assert (WRONG_PATIENT_OR_PRODUCT, Deed.PASSED_ON) not in found.deeds()

    def test_h_87_only_high_alarms(self) -> None:
        found = Attendant(running(2), NURSE_AT_DESK)
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        found.attend()
        found.attend(200)
        assert found.deeds(Deed.PASSED_ON) == []

    def test_h_87_goes_on_when_the_clock_is_set_back(self, stopped: Attendant) -> None:
        stopped.ward.set_clock(-60)
        assert stopped.attend().notes[0].deed is Deed.PASSED_ON

    def test_h_86_a_silent_bed_is_passed_on_at_once(self) -> None:
        found = Attendant(running(2), NURSE_AT_DESK)
        found.facts = silent(found.ward.now.at)
        assert [(note.deed, note.station) for note in found.attend().notes] == [
            (Deed.BEGAN, ""),
            (Deed.PASSED_ON, DESK),
        ]
        assert found.attend(1).notes == ()


class TestLow:
    def overdue(self) -> Attendant:
        """An observation that is over: a condition of low priority."""
        found = Attendant(observing())
        found.ward.wait(1000)
        assert {item.priority for item in found.items()} == {Priority.LOW}
        return found

    def test_h_89_sounds_once_and_again_after_five_minutes(self) -> None:
        found = self.overdue()
        assert found.sound() == Sound()
        assert [note.deed for note in found.attend().notes] == [Deed.BEGAN, Deed.SOUNDED]
        first = found.sound()
        assert first.pattern is Priority.LOW
        assert found.attend(299).notes == ()
        assert found.sound() == first
        assert [note.deed for note in found.attend(1).notes] == [Deed.SOUNDED]
        assert found.sound() != first

    def test_h_89_does_not_sound_again_because_it_came_back(self) -> None:
        found = self.overdue()
        found.attend()
        over, found.ward = found.ward, observing()
        assert [note.deed for note in found.attend().notes] == [Deed.ENDED]
        found.ward = over
        assert [note.deed for note in found.attend(10).notes] == [Deed.BEGAN]

    def test_h_89_an_acknowledged_one_stays_silent(self) -> None:
        found = self.overdue()
        found.attend()
        found.acknowledge()
        assert found.attend(301).notes == ()
        assert found.sound() == Sound()


class TestShown:
    def test_h_82_is_noted_once_for_each_station_with_its_delay(self, stopped: Attendant) -> None:
        opened = stopped.ward.now.at - timedelta(minutes=3)
        stopped.wait(1)
        for station in (BED, BED, DESK):
            stopped.notes += alarms.shown(
                stopped.items(), stopped.notes, stopped.ward.now, station=station, seen_since=opened, person="A. Nurse"
            )
        told = [note for note in stopped.notes if note.deed is Deed.SHOWN]
        assert [note.station for note in told] == [BED, DESK]
        assert {alarms.seconds(note.since, note.at) for note in told} == {1}

    def test_h_82_a_page_that_opened_later_counts_from_then(self, stopped: Attendant) -> None:
        stopped.wait(100)
        opened = stopped.ward.now.at - timedelta(seconds=2)
        (note,) = alarms.shown(
            stopped.items(), stopped.notes, stopped.ward.now, station=BED, seen_since=opened, person=""
        )
        assert note.since == opened
