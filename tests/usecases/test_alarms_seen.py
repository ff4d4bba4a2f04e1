"""What a person acknowledges is silenced, and nothing else (H-07, H-83)."""

from datetime import timedelta

import pytest

from stepward.core.sessions.alarm_table import (
    BEDSIDE_SILENT,
    SOUND_BLOCKED,
)
from stepward.core.sessions.commands_clock import RaiseAlarm
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.core.sessions.holds import Priority
from stepward.usecases import alarms
from stepward.usecases.alarms import (
    Deed,
    Facts,
    Sound,
)
from tests.core.sessions.plans import SERVER, running
from tests.usecases.alarm_keeping import BED, DOCTOR, NURSE_AT_DESK, PUMP, Attendant, silent


@pytest.fixture
def stopped() -> Attendant:
    """A session that was stopped and whose pump nobody saw stand still."""
    found = Attendant(running(2).wait(1).do(Stop()), NURSE_AT_DESK, DOCTOR)
    found.attend()
    return found


class TestAcknowledged:
    def test_h_07_sounds_until_the_pump_is_seen_to_stand_still(self, stopped: Attendant) -> None:
        assert stopped.sound() == Sound(pattern=Priority.HIGH)
        stopped.ward.do(ConfirmPumpStopped())
        stopped.attend()
        assert PUMP not in {item.code for item in stopped.items()}
        assert stopped.deeds()[-1] == (PUMP, Deed.ENDED)

    def test_h_83_silences_what_is_active_and_hides_nothing(self, stopped: Attendant) -> None:
        before = stopped.items()
        stopped.acknowledge()
        assert stopped.sound() == Sound()
        assert stopped.items() == before
        assert stopped.attend(1).notes == ()

    def test_h_83_a_page_silences_only_what_it_showed(self) -> None:
        found = Attendant(running(2))
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        found.attend()
        page = found.shown()
        found.wait(3)
        found.ward.do(Stop())
        found.attend()

        found.acknowledge(page)
        assert found.deeds(Deed.ACKNOWLEDGED) == [(SOUND_BLOCKED, Deed.ACKNOWLEDGED)]
        assert found.sound() == Sound(pattern=Priority.HIGH)

    def test_h_83_a_page_without_an_alarm_silences_none(self, stopped: Attendant) -> None:
        stopped.acknowledge(alarms.Shown(codes=frozenset({SOUND_BLOCKED}), at=stopped.ward.now.at))
        assert stopped.deeds(Deed.ACKNOWLEDGED) == []

    def test_h_83_a_page_does_not_silence_what_ended_and_came_again(self, stopped: Attendant) -> None:
        page = alarms.Shown(codes=stopped.shown().codes, at=stopped.items()[0].since - timedelta(seconds=1))
        stopped.acknowledge(page)
        assert stopped.deeds(Deed.ACKNOWLEDGED) == []

    def test_h_07_a_pump_that_may_run_sounds_again_until_it_is_stopped(self, stopped: Attendant) -> None:
        stopped.acknowledge()
        stopped.attend(119)
        assert stopped.sound() == Sound()
        stopped.attend(1)
        assert stopped.sound() == Sound(pattern=Priority.HIGH)
        assert (PUMP, Deed.PASSED_ON) in stopped.deeds()

    def test_h_83_does_not_silence_what_comes_later(self, stopped: Attendant) -> None:
        stopped.acknowledge()
        stopped.facts = silent(stopped.ward.now.at)
        assert stopped.sound() == Sound(pattern=Priority.HIGH)
        stopped.attend()
        assert stopped.sound() == Sound(pattern=Priority.HIGH)

    def test_h_83_ends_when_the_condition_ends(self) -> None:
        found = Attendant(running(2))
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        found.attend()
        found.acknowledge()
        found.attend(1)
        assert found.sound() == Sound()

        found.facts = Facts()
        found.attend(1)
        found.wait(1)
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        assert found.sound() == Sound(pattern=Priority.MEDIUM)
        assert (SOUND_BLOCKED, Deed.BEGAN) in [(note.condition, note.deed) for note in found.attend().notes]

    def test_h_83_ends_even_if_nobody_saw_it_gone(self) -> None:
        found = Attendant(running(2))
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        found.attend()
        found.acknowledge()
        found.wait(5)
        found.facts = Facts(sound_blocked_since=found.ward.now.at)
        found.wait(1)
        assert found.sound() == Sound(pattern=Priority.MEDIUM)

    def test_says_who_and_where_even_before_the_keeper_noted_it(self) -> None:
        found = Attendant(running(2).do(Stop()))
        found.acknowledge()
        assert [(note.deed, note.person, note.station) for note in found.notes] == [
            (Deed.BEGAN, "", ""),
            (Deed.ACKNOWLEDGED, "A. Nurse", BED),
        ]
        found.acknowledge()
        assert len(found.notes) == 2
        assert found.attend(1).notes == ()

    def test_h_83_a_reset_waits_in_silence_once_it_was_acknowledged(self) -> None:
        found = Attendant(running(2))
        found.facts = silent(found.ward.now.at)
        found.ward.do(RaiseAlarm(condition=BEDSIDE_SILENT), SERVER)
        found.attend()
        found.acknowledge()
        found.facts = Facts()
        found.attend(1)
        assert [item.is_gone for item in found.items()] == [True]
        assert found.sound() == Sound()
        assert found.attend(1).notes == ()
