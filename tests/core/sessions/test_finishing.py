"""STOP when the last volume is in already: all is given, a physician says so, and the session finishes properly."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical, Stop
from stepward.core.sessions.commands_resuming import Resume, ResumeTechnical, SignatureNeeded
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.points import NotByTheRule
from stepward.core.sessions.resuming import FINISH, finishing, is_all_given, resume_points
from stepward.core.sessions.session import State
from tests.core.sessions.held import HIVES, first_point, over, signing
from tests.core.sessions.plans import ALLERGIST, WITNESS, Ward, four_doses, four_steps, running

FINISHED = FinishLastStep()
FLUSH = FlushLine(volume=Fraction(3), rate=Fraction(20))


def stopped(*, short_of: int = 0) -> Ward:
    """Press STOP when the last volume is in, or so many minutes before, and see the pump stand still."""
    ward = running(4)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell + MINUTE).wait(-short_of)
    return ward.do(Stop()).do(ConfirmPumpStopped())


def signed(ward: Ward) -> Ward:
    """Take vital signs, and sign that all is given."""
    ward.calm()
    return ward.do(signing(ward, first_point(ward)), ALLERGIST)


def test_h_13_all_is_given_where_nothing_is_left_of_the_last_step() -> None:
    ward = stopped()

    assert is_all_given(ward.session, ward.now)
    assert [point.rule for point in resume_points(ward.session, ward.session.order.resume_rule, ward.now)] == [FINISH]
    assert not is_all_given(stopped(short_of=30).session, ward.now)
    assert not is_all_given(running(3).wait(60).do(Stop()).do(ConfirmPumpStopped()).session, ward.now)


def test_h_18_a_session_stopped_when_all_was_given_can_be_completed() -> None:
    ward = signed(stopped()).do(FINISHED)
    found = ward.session

    assert (found.state, found.hold, found.signature, found.alarms) == (State.OBSERVING, None, None, ())
    completed = ward.do(FLUSH).wait(61).do(Complete()).session
    assert completed.state is State.COMPLETED
    assert completed.given.total(ward.now).most == 100


def test_h_09_a_clinical_hold_finishes_by_signature_alone() -> None:
    ward = stopped().calm()

    with pytest.raises(SignatureNeeded):
        ward.do(FINISHED)


def test_h_09_a_hold_finishes_only_when_the_reaction_is_over_and_vital_signs_are_taken() -> None:
    ward = running(4)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell + MINUTE)
    over(ward, signs=HIVES).do(signing(ward, first_point(ward)), ALLERGIST)

    with pytest.raises(refusals.VitalsMissing):
        ward.do(FINISHED)


def test_h_09_a_technical_hold_finishes_without_a_signature() -> None:
    ward = running(4)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell + MINUTE).do(HoldTechnical(cause=Cause.PUMP))
    ward.do(ConfirmPumpStopped()).calm()

    assert ward.do(FINISHED).session.state is State.OBSERVING


def test_h_09_the_pump_is_seen_to_stand_still_first() -> None:
    ward = running(4)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell + MINUTE).do(Stop()).calm()

    with pytest.raises(refusals.NotInThisState):
        ward.do(FINISHED)


def test_h_18_what_is_left_is_not_finished_in_a_hold() -> None:
    ward = stopped(short_of=30).calm()
    ward.do(signing(ward, first_point(ward)), ALLERGIST)

    with pytest.raises(refusals.NotInThisState, match="left to give"):
        ward.do(FINISHED)
    with pytest.raises(refusals.SessionRefusal):
        ward.do(signing(ward, finishing(ward.session)), ALLERGIST)


def test_h_13_no_drug_flows_after_all_is_given() -> None:
    ward = signed(stopped())

    with pytest.raises(NotByTheRule, match="All is given"):
        ward.do(Resume(witness=WITNESS))
    other = running(4)
    other.wait(microseconds=other.session.order.steps[-1].dwell + MINUTE).do(HoldTechnical(cause=Cause.PUMP))
    other.do(ConfirmPumpStopped()).calm()
    with pytest.raises(refusals.LimitPassed):
        other.do(ResumeTechnical(rate=Fraction(40)))


def test_h_11_another_point_cannot_be_signed_as_finished() -> None:
    ward = stopped().calm()
    point = replace(finishing(ward.session), step=3)

    with pytest.raises(refusals.SessionRefusal):
        ward.do(signing(ward, point), ALLERGIST)


def test_h_18_a_last_single_dose_finishes_after_its_dwell() -> None:
    plan = four_doses()
    early = running(4, plan).wait(10).do(Stop())
    late = running(4, plan).wait(91).do(Stop())

    assert not is_all_given(early.session, early.now)
    assert signed(late).do(FINISHED).session.state is State.OBSERVING


def test_a_plan_that_closes_on_no_total_finishes_by_its_volume() -> None:
    plan = four_steps(closes_on_total=False)
    ward = running(4, plan)
    ward.wait(microseconds=plan.steps[-1].dwell + MINUTE).do(Stop()).do(ConfirmPumpStopped())

    assert signed(ward).do(FINISHED).session.state is State.OBSERVING
