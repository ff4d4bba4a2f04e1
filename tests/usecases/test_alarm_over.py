"""What the server knows of a condition when a person resets its alarm."""

from dataclasses import replace

import pytest

from stepward.core.sessions.commands_clock import ResetAlarm
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import Session
from stepward.usecases.alarm_over import told

HERE = Actor(user="nurse", name="Nurse (invented)", device="tablet")
CONTROLLED = Session(controller="tablet", sound_heard_on="tablet")


@pytest.mark.parametrize(
    ("condition", "session", "by", "is_recorded", "gone"),
    [
        ("not-recorded", CONTROLLED, HERE, True, True),
        ("not-recorded", CONTROLLED, HERE, False, False),
        ("log-broken", CONTROLLED, HERE, True, True),
        ("bedside-silent", CONTROLLED, HERE, True, True),
        ("bedside-silent", CONTROLLED, replace(HERE, device="desk"), True, False),
        ("bedside-silent", replace(CONTROLLED, controller=""), replace(HERE, device=""), True, False),
        ("sound-blocked", CONTROLLED, HERE, True, True),
        ("sound-blocked", replace(CONTROLLED, sound_heard_on=""), HERE, True, False),
        ("something-else", CONTROLLED, HERE, True, False),
    ],
)
def test_h_83_only_the_server_says_what_is_gone(
    condition: str, session: Session, by: Actor, *, is_recorded: bool, gone: bool
) -> None:
    claimed = ResetAlarm(condition=condition, is_gone=not gone)

    assert told(claimed, session, by, is_recorded=is_recorded) == ResetAlarm(condition=condition, is_gone=gone)


def test_leaves_other_commands_alone() -> None:
    assert told(Stop(), CONTROLLED, HERE, is_recorded=True) == Stop()
