"""What a session says of its last full dose: a completed one alone, with the earlier end where it is not sure."""

from datetime import timedelta
from fractions import Fraction

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import RecordReaction, ResolveReaction
from stepward.core.sessions.commands_ending import Complete, EndSession, FinishLastStep, FlushLine, SignReducedDose
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.last_dose import LastFullDose, last_full_dose
from stepward.core.sessions.sealing import reduced_hash
from tests.core.sessions.plans import ALLERGIST, Ward, observing, running, signature

FLUSH = FlushLine(volume=Fraction(3), rate=Fraction(20))
REACTION = RecordReaction(signs=(Sign.HIVES,))


def test_h_90_a_completed_session_says_its_dose_and_when_it_ended() -> None:
    ward = observing()
    ended = ward.utc
    ward.wait(2).do(FLUSH).wait(61)
    assert last_full_dose(ward.session) is None

    assert last_full_dose(ward.do(Complete()).session) == LastFullDose(
        dose=Fraction(100), ended_at=ended, is_reduced=False, is_asked=False
    )


def test_h_90_a_reduced_dose_counts_from_when_it_was_held() -> None:
    ward = running(4).wait(30).do(HoldTechnical(cause=Cause.LINE))
    held = ward.utc
    ward.wait(5).do(ConfirmPumpStopped()).wait(5)
    total = Fraction(20)
    signed = reduced_hash(ward.session.order, ward.session.version, total)
    ward.do(SignReducedDose(total=total, signature=signature(ALLERGIST, signed)), ALLERGIST)

    found = last_full_dose(ward.do(FLUSH).wait(61).do(Complete()).session)

    assert found == LastFullDose(dose=total, ended_at=held, is_reduced=True, is_asked=False)


def test_h_90_a_dose_reduced_while_the_patient_is_watched_counts_from_its_end() -> None:
    ward = observing()
    ended = ward.utc
    ward.wait(5)
    signed = reduced_hash(ward.session.order, ward.session.version, Fraction(50))
    ward.do(SignReducedDose(total=Fraction(50), signature=signature(ALLERGIST, signed)), ALLERGIST)

    assert ward.session.dose_ended_at == ended


def test_h_91_a_stopped_session_never_says_a_dose() -> None:
    ward = observing().wait(5).do(EndSession(reason="wish", confirmed=True), ALLERGIST)

    assert ward.session.dose_ended_at is not None
    assert last_full_dose(ward.session) is None


def test_h_91_a_reaction_afterwards_puts_tolerance_in_question_for_good() -> None:
    for ward in (_completed().do(REACTION), _completed(reacted=True)):
        found = last_full_dose(ward.session)

        assert found is not None
        assert found.is_asked


def test_h_90_a_session_held_at_its_end_counts_from_the_hold() -> None:
    ward = running(4)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell + 1).do(HoldTechnical(cause=Cause.PUMP))
    held = ward.utc
    ward.do(ConfirmPumpStopped()).wait(2).calm().do(FinishLastStep())

    assert ward.session.dose_ended_at == held
    assert ward.utc == held + timedelta(minutes=2)


def _completed(*, reacted: bool = False) -> Ward:
    ward = observing().do(FLUSH)
    if reacted:
        ward.do(REACTION).do(ResolveReaction(number=1))
    return ward.wait(61).do(Complete())
