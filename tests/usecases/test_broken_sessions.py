"""A session whose chain broke comes back held, and takes STOP, reactions and treatments."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment, RecordVitals, WriteNote
from stepward.core.sessions.commands_clock import LOG_BROKEN
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.conditions import Code, due
from stepward.core.sessions.events import VitalsTaken
from stepward.core.sessions.holds import Cause, HoldKind, Priority
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.session import Session, State
from stepward.usecases import running
from stepward.usecases.event_logs import BrokenChain
from stepward.usecases.running import CameBack, Sent
from tests.core.sessions.plans import NURSE, Ward, ready
from tests.core.sessions.plans import running as runs
from tests.usecases.test_running import logged

URGENT = (
    Stop(),
    RecordReaction(signs=(Sign.HIVES,)),
    RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="intramuscular"),
)


class Broken:
    """A log whose last entry but one was changed, and the moment after a restart."""

    def __init__(self, ward: Ward, *, place: int = -1) -> None:
        self.ward, self.log = ward, logged(ward)
        kept = self.log._entries["s"]
        kept[place] = replace(kept[place], user="someone")
        self.now = Instant(at=ward.utc + timedelta(seconds=5), monotonic=7, boot="second")

    def back(self) -> CameBack:
        (found,) = running.come_back(self.now, self.log)
        return found

    def session(self) -> Session:
        found = self.back().session
        assert found is not None
        return found


def at_step_2() -> Ward:
    return runs(2).wait(5).calm()


def test_h_68_a_session_with_a_broken_chain_comes_back_held() -> None:
    found = Broken(at_step_2()).back()

    assert found.broken is not None
    assert found.session is not None
    assert (found.session.state, found.session.step) == (State.HELD, 2)
    assert found.session.hold is not None
    assert (found.session.hold.kind, found.session.hold.causes) == (HoldKind.TECHNICAL, (Cause.RESTART,))


def test_h_68_a_broken_session_with_vital_signs_outside_is_held_for_the_patient() -> None:
    ward = runs(2).wait(5).note(VitalsTaken(values=(("pulse", Fraction(150)),)), NURSE).calm()

    hold = Broken(ward).session().hold

    assert hold is not None
    assert hold.kind is HoldKind.CLINICAL


def test_h_64_a_broken_chain_raises_a_high_alarm_that_stays() -> None:
    broken = Broken(at_step_2())
    session = broken.session()

    assert (LOG_BROKEN, Priority.HIGH) in {(item.condition, item.priority) for item in session.alarms}
    assert Code.PUMP_MAY_RUN in {item.code for item in due(session, broken.now)}


def test_h_64_a_session_that_may_have_started_behind_the_break_cannot_start() -> None:
    session = Broken(ready()).session()

    assert session.state is State.VERIFIED
    assert session.is_start_stopped


def test_h_64_nothing_is_known_where_the_first_entry_is_broken() -> None:
    assert Broken(at_step_2(), place=0).session().is_start_stopped


@pytest.mark.parametrize("command", URGENT)
def test_h_64_a_broken_session_takes_stop_reaction_and_treatment(command: object) -> None:
    broken = Broken(at_step_2())
    known = broken.session()

    answer = running.act("s", command, by=NURSE, now=broken.now, sent=Sent(key="k"), log=broken.log, known=known)

    assert answer.session.state is State.HELD
    assert answer.is_recorded


@pytest.mark.parametrize("command", [WriteNote(text="x"), RecordVitals(values=(("pulse", Fraction(80)),))])
def test_h_64_a_broken_session_refuses_all_else(command: object) -> None:
    broken = Broken(at_step_2())
    known = broken.session()

    with pytest.raises(BrokenChain):
        running.act(
            "s",
            command,
            by=NURSE,
            now=broken.now,
            sent=Sent(key="k", seen=known.version),
            log=broken.log,
            known=known,
        )
