"""Vital signs that a device sends: they alarm and bar, and never change a running session (H-60, H-81, H-98)."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from stepward.core.sessions.commands_charting import RecordVitals
from stepward.core.sessions.commands_clock import RaiseAlarm
from stepward.core.sessions.commands_running import Advance
from stepward.core.sessions.conditions import PRIORITY, Code, due
from stepward.core.sessions.events import VitalsTaken
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.matrix import MATRIX
from stepward.core.sessions.people import Actor, Privilege
from stepward.core.sessions.refusals import VitalsOutside
from stepward.core.sessions.roles import ROLES
from stepward.core.sessions.session import State
from stepward.core.sessions.turns import STATION
from stepward.core.sessions.vitals import EnterTwice, Values
from tests.core.sessions.examples import WARDS
from tests.core.sessions.plans import CALM, NURSE, SERVER, Ward, running

MONITOR = Actor(user="m1", name="Monitor, bed 4", privileges=ROLES[STATION], device="m1", role=STATION)
LOW = (("pulse", Fraction(80)), ("systolic pressure", Fraction(70)))


def codes(ward: Ward) -> list[Code]:
    """List what needs a person."""
    return [item.code for item in due(ward.session, ward.now)]


class TestMessage:
    def test_h_98_of_a_device_may_record_vital_signs_and_nothing_else(self) -> None:
        allowed = {kind.__name__ for kind, row in MATRIX.items() if row.privileges & MONITOR.privileges}

        assert allowed == {"RecordVitals"}
        assert MONITOR.privileges == {Privilege.MEASURE}

    def test_h_98_never_changes_a_running_session(self) -> None:
        ward = running(2)

        ward.do(RecordVitals(values=LOW), MONITOR)

        assert ward.session.state is State.RUNNING
        assert isinstance(ward.entries[-1].event, VitalsTaken)
        assert codes(ward)[0] is Code.VITALS_OUTSIDE
        assert PRIORITY[Code.VITALS_OUTSIDE] is Priority.HIGH

    @pytest.mark.parametrize("values", [LOW, CALM], ids=["outside", "calm"])
    @pytest.mark.parametrize("state", State)
    def test_h_98_changes_nothing_but_the_vital_signs_in_any_state(self, state: State, values: Values) -> None:
        ward = WARDS[state]()
        before = ward.session

        ward.do(RecordVitals(values=values), MONITOR)

        changed = {
            item.name for item in fields(before) if getattr(before, item.name) != getattr(ward.session, item.name)
        }
        assert changed <= {"vitals", "version", "latest_at"}
        assert ward.session.vitals[-1].device == "Monitor, bed 4"
        assert ward.session.vitals[:-1] == before.vitals

    def test_h_98_bars_the_next_step_while_it_is_outside(self) -> None:
        ward = running(2).wait(15).do(RecordVitals(values=LOW), MONITOR)

        with pytest.raises(VitalsOutside):
            ward.do(Advance(step=3, rate=ward.session.order.step(3).rate))

    def test_h_81_what_a_person_enters_holds_at_once(self) -> None:
        ward = running(2).do(RecordVitals(values=LOW), NURSE)

        assert ward.session.state is State.HELD
        assert Code.VITALS_OUTSIDE not in codes(ward)

    def test_h_81_is_over_with_the_next_value_inside(self) -> None:
        ward = running(2).do(RecordVitals(values=LOW), MONITOR).wait(1)
        assert ward.utc != due(ward.session, ward.now)[0].since

        ward.do(RecordVitals(values=CALM), MONITOR)

        assert Code.VITALS_OUTSIDE not in codes(ward)

    def test_h_81_implausible_values_of_a_device_are_never_taken(self) -> None:
        with pytest.raises(EnterTwice):
            running(2).do(RecordVitals(values=(("systolic pressure", Fraction(300)),)), MONITOR)


class TestTurn:
    def test_h_60_stands_still_for_values_of_a_device_and_for_alarms(self) -> None:
        ward = running(2)
        turn = ward.session.turn
        assert turn == ward.session.version

        ward.do(RecordVitals(values=CALM), MONITOR).do(RaiseAlarm(condition="bedside-silent"), SERVER)

        assert ward.session.turn == turn
        assert ward.session.version == turn + 2

    def test_h_60_goes_on_with_what_a_person_does(self) -> None:
        ward = running(2).do(RecordVitals(values=CALM), MONITOR)

        ward.do(RecordVitals(values=CALM), replace(NURSE, role="nurse"))

        assert ward.session.turn == ward.session.version
