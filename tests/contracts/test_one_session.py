"""Every log lets one session hold a patient, and writes nothing where another one does (H-16)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from stepward.core.sessions.chain import Draft
from stepward.usecases.event_logs import EventLog, PatientBusy
from tests.contracts.event_logs import LOGS, draft, key


@pytest.fixture(params=sorted(LOGS))
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    with LOGS[request.param](tmp_path) as found:
        yield found


def holding(patient: str) -> Draft:
    """Hold an invented patient, or let go of one."""
    return replace(draft(), holds=patient)


def hold(log: EventLog, session: str, patient: str = "P-invented") -> None:
    """Hold a patient behind the newest entry."""
    after = len(log.entries(session))
    log.append(session, after=after, drafts=[draft(), holding(patient)], key=key(after))


def test_h_16_one_session_holds_a_patient(log: EventLog) -> None:
    hold(log, "one")

    with pytest.raises(PatientBusy):
        hold(log, "two")

    assert log.entries("two") == ()


def test_h_16_a_session_may_hold_the_same_patient_again_and_another_one_instead(log: EventLog) -> None:
    hold(log, "one")
    hold(log, "one")
    hold(log, "one", "Q-invented")
    hold(log, "two")

    with pytest.raises(PatientBusy):
        hold(log, "two", "Q-invented")


def test_h_16_who_lets_go_makes_room(log: EventLog) -> None:
    hold(log, "one")
    hold(log, "one", "")
    hold(log, "two")

    assert len(log.entries("two")) == 2


def test_h_16_what_is_refused_leaves_the_first_one_holding(log: EventLog) -> None:
    hold(log, "one")
    hold(log, "two", "Q-invented")

    with pytest.raises(PatientBusy):
        hold(log, "two")
    with pytest.raises(PatientBusy):
        hold(log, "three")
    with pytest.raises(PatientBusy):
        hold(log, "three", "Q-invented")


def test_h_16_one_of_many_at_once_holds_the_patient(log: EventLog) -> None:
    def try_once(number: int) -> bool:
        try:
            log.append(f"s{number}", after=0, drafts=[holding("P-invented")], key=key(number))
        except PatientBusy:
            return False
        return True

    with ThreadPoolExecutor(8) as clients:
        won = list(clients.map(try_once, range(8)))

    assert won.count(True) == 1


def test_h_16_a_draft_that_holds_nobody_changes_nothing(log: EventLog) -> None:
    hold(log, "one")
    log.append("one", after=2, drafts=[draft()], key=key("more"))

    with pytest.raises(PatientBusy):
        hold(log, "two")
