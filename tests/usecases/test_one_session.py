"""One session under way for a patient: refused at the check of the second one, and free again after the end."""

from dataclasses import replace

import pytest

from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.commands_planning import CheckSolution, MakeSolution, VoidSolution
from stepward.core.sessions.commands_signing import OtherPatient
from stepward.core.sessions.instants import MINUTE, Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.plan import BedsideIdentity
from stepward.core.sessions.sealing import sealed
from stepward.core.sessions.session import State
from stepward.usecases import running
from stepward.usecases.one_session import PatientHasSession
from stepward.usecases.running import Answer, Sent
from stepward.usecases.session_signing import signing_plan
from tests.core.sessions.plans import ALLERGIST, PHARMACIST, START, TECHNICIAN
from tests.core.sessions.test_identity import WHO, identified

NOW = Instant(at=START, monotonic=0, boot="first")
OTHER = BedsideIdentity(patient="7713", second="1990-01-01", order="K7M3")


class Unit:
    """A unit that plans sessions for its patients."""

    def __init__(self) -> None:
        self.log = MemoryEventLog(lambda: START)

    def ask(self, session: str, command: object, by: Actor) -> Answer:
        seen = running.stands(session, self.log).version
        sent = Sent(key=f"{session} {seen}", seen=seen)
        return running.act(session, command, by=by, now=NOW, sent=sent, log=self.log)

    def made(self, session: str, identity: BedsideIdentity | None = WHO) -> None:
        plan = sealed(identified(identity=identity, session=session))
        running.open_session(session, plan, by=ALLERGIST, now=NOW, key="open", log=self.log)
        self.ask(session, MakeSolution(number=1), TECHNICIAN)

    def check(self, session: str) -> State:
        return self.ask(session, CheckSolution(number=1), PHARMACIST).session.state


@pytest.fixture
def unit() -> Unit:
    found = Unit()
    found.made("one")
    found.made("two")
    assert found.check("one") is State.VERIFIED
    return found


def test_h_16_a_second_session_of_a_patient_is_planned_but_not_under_way(unit: Unit) -> None:
    with pytest.raises(PatientHasSession):
        unit.check("two")

    assert running.stands("two", unit.log).state is State.PREPARED


def test_h_16_another_patient_is_free(unit: Unit) -> None:
    unit.made("other", OTHER)

    assert unit.check("other") is State.VERIFIED


def test_h_16_the_end_makes_room(unit: Unit) -> None:
    unit.ask("one", EndSession(reason="wish", confirmed=True), ALLERGIST)

    assert unit.check("two") is State.VERIFIED


def test_h_16_a_solution_thrown_away_makes_room(unit: Unit) -> None:
    unit.ask("one", VoidSolution(number=1, reason="leaks"), PHARMACIST)

    assert unit.check("two") is State.VERIFIED


def test_h_16_a_repeated_command_gets_its_first_answer(unit: Unit) -> None:
    sent = Sent(key="one 2", seen=2)
    again = running.act("one", CheckSolution(number=1), by=PHARMACIST, now=NOW, sent=sent, log=unit.log)

    assert again.session.state is State.VERIFIED


def test_h_16_a_session_keeps_its_patient(unit: Unit) -> None:
    for identity in (OTHER, None):
        plan = sealed(identified(identity=identity, session="one", observation=30 * MINUTE))

        with pytest.raises(OtherPatient):
            unit.ask("one", signing_plan(plan, ALLERGIST, reason="other"), ALLERGIST)
    same = sealed(identified(identity=replace(WHO, order="K7M9"), session="one"))
    unit.ask("one", signing_plan(same, ALLERGIST, reason="new labels"), ALLERGIST)
