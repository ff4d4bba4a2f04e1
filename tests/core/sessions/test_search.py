"""The search finds no way around a dwell, a STOP or the ordered total; and it finds one where there is one."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from stepward.core.sessions import commands_running, conditions, evolve_holding
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.session import Session
from tests.core.sessions.plans import running
from tests.core.sessions.search import Hidden, Node, Violated, check, flow, search
from tests.core.sessions.search_plan import TICK, small_plan

SIZES = {"ci": 1_000_000, "soak": 3_000_000}
STATES = SIZES.get(os.environ.get("STEPWARD_CAMPAIGN", ""), 6_000)


def test_finds_no_way_around_any_rule() -> None:
    assert search(STATES) >= STATES


def untended_at_step_3() -> Node:
    """Let step 3 begin, with its pump running in truth."""
    ward = running(3, small_plan())
    run = ward.session.given.open_run
    assert run is not None
    given = ward.session.given.total(ward.now).most
    hidden = Hidden(is_flowing=True, rate=run.rate, strength=run.strength, left=run.limit, given=given)
    moved = replace(ward.session, clock_anchor=None)
    return At(session=moved, hidden=hidden, begun=ward.now)


@dataclass(frozen=True, slots=True)
class At(Node):
    """A node whose clocks go on from those of a ward."""

    begun: Instant | None = None

    @property
    def now(self) -> Instant:
        """Read both clocks."""
        assert self.begun is not None
        passed = self.hidden.time * TICK
        at = self.begun.at + timedelta(microseconds=passed)
        return Instant(at=at, monotonic=self.begun.monotonic + passed, boot=self.begun.boot)


def left_alone(node: Node) -> Node:
    """Let nobody do anything for 40 minutes, and check each of them."""
    for _ in range(40):
        node = replace(node, hidden=flow(node))
        check(node)
    return node


def test_h_13_a_pump_left_alone_passes_the_total_only_after_the_system_said_stop() -> None:
    node = left_alone(untended_at_step_3())

    assert node.hidden.given > node.session.order.ordered_total
    assert node.hidden.untended > 0


def test_finds_a_total_that_is_passed_unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tuple(rule for rule in conditions.RULES if rule is not conditions.ordered_total)
    monkeypatch.setattr(conditions, "RULES", rules)

    with pytest.raises(Violated, match="before anybody was told to stop"):
        left_alone(untended_at_step_3())


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
