"""A clock that is set back, or forth, and then right again: nothing was longer, or shorter, than it truly was."""

from fractions import Fraction

import pytest

from stepward.core.sessions.clocks_right import put_right
from stepward.core.sessions.commands_clock import ConfirmElapsed
from stepward.core.sessions.commands_ending import FinishLastStep
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical, Stop
from stepward.core.sessions.commands_resuming import ResumeTechnical
from stepward.core.sessions.conditions import Code, due
from stepward.core.sessions.gates import hold_age
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.resuming import missing_for_resume
from stepward.core.sessions.session import State
from tests.core.sessions.plans import Ward, running

AN_HOUR = 3600


def held_while_off(seconds: int, *, put_back: bool = True) -> Ward:
    """Hold a session while its clock is off by so much, see the pump stand still, and set the clock right."""
    ward = running(2).wait(5).set_clock(seconds).do(HoldTechnical(cause=Cause.LINE)).wait(1)
    if put_back:
        ward.set_clock(-seconds)
    return ward.wait(1).do(ConfirmPumpStopped()).wait(1)


@pytest.mark.parametrize("seconds", [-AN_HOUR, AN_HOUR])
def test_h_20_a_hold_is_as_long_as_it_was_once_the_clock_is_right(seconds: int) -> None:
    ward = held_while_off(seconds)

    assert hold_age(ward.session, ward.now) == 3 * MINUTE


def test_h_20_a_hold_is_not_void_by_a_clock_that_was_put_right() -> None:
    ward = held_while_off(-2 * AN_HOUR)

    assert Code.HOLD_LIMIT not in {item.code for item in due(ward.session, ward.now)}
    ward.calm()
    assert missing_for_resume(ward.session, ward.now) == ()
    assert ward.do(ResumeTechnical(rate=Fraction(20))).session.state is State.RUNNING


@pytest.mark.parametrize("seconds", [-AN_HOUR, AN_HOUR])
def test_h_20_a_hold_is_told_right_before_anything_else_is_entered(seconds: int) -> None:
    ward = running(2).wait(5).set_clock(seconds).do(HoldTechnical(cause=Cause.LINE)).wait(1).set_clock(-seconds)

    assert hold_age(ward.session, ward.now) == MINUTE


@pytest.mark.parametrize("seconds", [-AN_HOUR, AN_HOUR])
def test_h_20_a_clock_that_stays_off_makes_no_hold_shorter_or_longer(seconds: int) -> None:
    ward = held_while_off(seconds, put_back=False).wait(61)

    assert hold_age(ward.session, ward.now) == 64 * MINUTE
    assert put_right(ward.session, ward.now) is ward.session


def test_h_20_what_was_confirmed_stands_at_the_longer_time() -> None:
    """A hold, then a jump that a person confirms: nobody knows which clock was right, so the hold counts the most."""
    ward = running(2).wait(5).do(HoldTechnical(cause=Cause.LINE)).do(ConfirmPumpStopped()).wait(5)
    ward.set_clock(AN_HOUR).do(ConfirmElapsed(reason="wall clock")).wait(1)

    assert hold_age(ward.session, ward.now) == 66 * MINUTE


def test_h_20_a_pump_in_doubt_did_not_run_for_an_hour_that_never_was() -> None:
    ward = held_while_off(-AN_HOUR)

    # 0.25 mg in step 1; 20 mL/h of 0.1 mg/mL surely not after 7 minutes
    assert ward.session.given.total(ward.now).most == Fraction("0.25") + 2 * Fraction(7, 60)


def test_h_20_a_dwell_that_a_clock_interrupts_counts_the_smaller_time() -> None:
    ward = running(2).wait(5).set_clock(-AN_HOUR).wait(1).set_clock(AN_HOUR).wait(1)

    assert ward.session.dwell.read(ward.now).least == 7 * MINUTE


def test_h_20_an_observation_that_began_with_a_wrong_clock_is_proven_when_it_is_right() -> None:
    ward = running(4)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell).set_clock(AN_HOUR).do(FinishLastStep())
    ward.wait(1).set_clock(-AN_HOUR).wait(20)

    assert put_right(ward.session, ward.now).observed.read(ward.now).least == 21 * MINUTE


def test_what_was_never_off_is_left_alone() -> None:
    ward = running(2).wait(5).do(Stop()).wait(5)

    assert put_right(ward.session, ward.now) is ward.session
