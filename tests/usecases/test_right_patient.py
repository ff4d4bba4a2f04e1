"""Another patient or another bag: the command is refused, and an alarm of high priority stands in the log."""

import pytest

from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.commands_clock import WRONG_PATIENT_OR_PRODUCT
from stepward.core.sessions.commands_running import Start
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.identity import WrongPatient, WrongProduct
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import IdentityRead
from stepward.core.sessions.refusals import AlarmActive, SessionRefusal
from stepward.core.sessions.session import State
from stepward.usecases import running
from stepward.usecases.one_session import IdentityUnknown
from stepward.usecases.running import Sent
from tests.core.sessions.plans import ALLERGIST, NURSE, START, WITNESS, four_steps
from tests.core.sessions.test_identity import TEN, read, ready
from tests.usecases.test_running import logged


@pytest.mark.parametrize(("identity", "refusal"), [(read(patient="1"), WrongPatient), (read(2), WrongProduct)])
def test_h_50_a_mismatch_blocks_and_alarms(identity: IdentityRead, refusal: type[SessionRefusal]) -> None:
    ward = ready()
    log = logged(ward)
    command = Start(rate=TEN, witness=WITNESS, identity=identity)

    for expected in (refusal, AlarmActive):
        with pytest.raises(expected):
            running.act("s", command, by=NURSE, now=ward.now, sent=Sent(key="k", seen=ward.session.version), log=log)

    found = running.stands("s", log)
    assert found.state is State.VERIFIED
    assert [(item.condition, item.priority) for item in found.alarms] == [(WRONG_PATIENT_OR_PRODUCT, Priority.HIGH)]
    assert found.version == ward.session.version + 1


def test_h_50_the_alarm_bars_the_start_until_it_is_reset() -> None:
    ward = ready()
    log = logged(ward)
    wrong = Start(rate=TEN, witness=WITNESS, identity=read(patient="1"))
    with pytest.raises(WrongPatient):
        running.act("s", wrong, by=NURSE, now=ward.now, sent=Sent(key="k", seen=ward.session.version), log=log)
    right = Start(rate=TEN, witness=WITNESS, identity=read())

    with pytest.raises(SessionRefusal, match="alarm of high priority"):
        running.act("s", right, by=NURSE, now=ward.now, sent=Sent(key="l", seen=ward.session.version + 1), log=log)


def test_h_50_no_session_is_opened_for_nobody() -> None:
    log = MemoryEventLog(lambda: START)
    now = Instant(at=START, monotonic=0, boot="first")

    with pytest.raises(IdentityUnknown):
        running.open_session("s", four_steps(), by=ALLERGIST, now=now, key="k", log=log)

    assert log.entries("s") == ()
