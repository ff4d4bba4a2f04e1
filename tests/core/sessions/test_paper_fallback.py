"""The plan on paper: there before the start, in the version that is signed, and entered late with its own time."""

from datetime import timedelta

import pytest

from stepward.core.sessions.commands_charting import EnterFromPaper, TextUnfit, TimeUnfit
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical, Stop
from stepward.core.sessions.commands_planning import PaperStale, TickChecklist
from stepward.core.sessions.commands_resuming import ResumeTechnical
from stepward.core.sessions.commands_running import ChecklistOpen, Start
from stepward.core.sessions.commands_signing import OrderIncomplete
from stepward.core.sessions.conditions import Code, due
from stepward.core.sessions.deviations import DeviationKind
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.record import record_of
from stepward.core.sessions.refusals import NotInThisState
from stepward.core.sessions.session import State
from tests.core.sessions import held
from tests.core.sessions.plans import CHECKLIST, WITNESS, Ward, four_steps, ready, running
from tests.core.sessions.test_identity import TEN, identified

ON_PAPER = four_steps(checklist=(*CHECKLIST, PAPER_LINE))
SHORTER = four_steps(checklist=(*CHECKLIST, PAPER_LINE), observation=30 * MINUTE)


def printed(ward: Ward) -> TickChecklist:
    """Print the plan as it is signed now."""
    return TickChecklist(line=PAPER_LINE, plan_hash=ward.session.order.signed_hash)


def codes(ward: Ward) -> set[Code]:
    return {item.code for item in due(ward.session, ward.now)}


def test_h_69_an_order_for_a_patient_needs_the_plan_on_paper() -> None:
    with pytest.raises(OrderIncomplete, match="paper"):
        Ward().sign(identified(checklist=CHECKLIST))


@pytest.mark.parametrize("plan_hash", ["", SHORTER.signed_hash])
def test_h_69_paper_of_another_version_is_not_ticked(plan_hash: str) -> None:
    with pytest.raises(PaperStale):
        ready(ON_PAPER).do(TickChecklist(line=PAPER_LINE, plan_hash=plan_hash))


def test_h_69_a_changed_plan_makes_the_paper_stale_and_bars_the_start() -> None:
    ward = ready(ON_PAPER).sign(SHORTER, reason="shorter")

    with pytest.raises(ChecklistOpen, match="paper"):
        ward.do(Start(rate=TEN, witness=WITNESS))
    assert ward.do(printed(ward)).do(Start(rate=TEN, witness=WITNESS)).session.step == 1


def test_h_69_a_plan_changed_in_a_hold_is_printed_anew() -> None:
    ward = running(2, ON_PAPER).wait(5).do(Stop()).do(ConfirmPumpStopped())
    assert Code.PAPER_STALE not in codes(ward)
    ward.sign(SHORTER, reason="shorter")

    assert Code.PAPER_STALE in codes(ward)
    assert Code.PAPER_STALE not in codes(ward.do(printed(ward)))


def test_h_69_paper_is_old_after_a_resume_that_a_physician_signed() -> None:
    ward = held.resumed(held.held(plan=ON_PAPER))

    assert Code.PAPER_STALE in codes(ward)
    assert Code.PAPER_STALE not in codes(ward.do(printed(ward)))


def test_h_69_paper_stays_right_after_a_technical_hold() -> None:
    ward = running(2, ON_PAPER).wait(5).do(HoldTechnical(cause=Cause.PUMP)).do(ConfirmPumpStopped()).calm()
    ward.do(ResumeTechnical(rate=ward.session.order.step(2).rate))

    assert ward.session.state is State.RUNNING
    assert Code.PAPER_STALE not in codes(ward)


def test_h_69_nothing_else_is_ticked_once_it_runs() -> None:
    with pytest.raises(NotInThisState):
        running(2, ON_PAPER).do(TickChecklist(line="consent"))


def test_h_69_what_was_on_paper_carries_its_own_time_and_that_of_its_entry() -> None:
    ward = running(2).wait(10)
    happened = ward.utc - timedelta(minutes=7)
    ward.do(EnterFromPaper(text="pulse 80, read from paper", happened_at=happened))

    (found,) = (item for item in record_of(ward.entries).deviations if item.kind is DeviationKind.LATE)

    assert (found.at, found.duration, found.reason) == (happened, 7 * MINUTE, "pulse 80, read from paper")
    assert ward.entries[-1].at.at == ward.utc


def test_h_69_paper_counts_for_nothing_that_is_judged() -> None:
    ward = running(2).wait(10)
    before = ward.session.vitals

    assert ward.do(EnterFromPaper(text="pulse 80", happened_at=ward.utc)).session.vitals == before


@pytest.mark.parametrize("minutes", [-1, 8 * 24 * 60])
def test_h_69_paper_is_neither_of_the_future_nor_of_long_ago(minutes: int) -> None:
    ward = running(2)

    with pytest.raises(TimeUnfit):
        ward.do(EnterFromPaper(text="pulse 80", happened_at=ward.utc - timedelta(minutes=minutes)))
    with pytest.raises(TimeUnfit):
        ward.do(EnterFromPaper(text="pulse 80", happened_at=ward.utc.replace(tzinfo=None)))
    with pytest.raises(TextUnfit):
        ward.do(EnterFromPaper(text=" ", happened_at=ward.utc))
