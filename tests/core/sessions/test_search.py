"""The search finds no way around a dwell, a STOP or the ordered total; and it finds one where there is one."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from stepward.core.sessions import commands_running, evolve_holding
from stepward.core.sessions.session import Session
from tests.core.sessions.search import Violated, search

SIZES = {"ci": 1_000_000, "soak": 3_000_000}
STATES = SIZES.get(os.environ.get("STEPWARD_CAMPAIGN", ""), 6_000)


def test_finds_no_way_around_any_rule() -> None:
    assert search(STATES) >= STATES


def nothing(*_: Any, **__: Any) -> None:
    """Ask for nothing."""


def unheld(session: Session, *_: Any, **__: Any) -> Session:
    """Forget to hold."""
    return session


@pytest.mark.parametrize(
    ("where", "name", "instead", "says"),
    [
        (commands_running, "require_dwell", nothing, "a step was shortened"),
        (evolve_holding, "doubted", lambda given, _at: given, "is not within"),
        (evolve_holding, "held", unheld, "after STOP without a signed resume"),
    ],
)
def test_finds_a_seeded_bug(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, instead: Callable[..., object], says: str
) -> None:
    monkeypatch.setattr(where, name, instead)

    with pytest.raises(Violated, match=says):
        search(20_000)
