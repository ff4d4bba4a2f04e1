"""What is asked for before the first drop: the plan, the solutions, the checklist, the sound and the control.

Source: STEPWARD-SAFETY, H-02, H-04, H-15, H-17, H-52, H-53 and H-85.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stepward.core.sessions.events import Event, SolutionMade
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.refusals import SolutionNotReady
from stepward.core.sessions.session import Session, SolutionNow, SolutionStage


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeSolution:
    """A solution was made and stands ready to be checked."""

    number: int


def solution_of(session: Session, number: int) -> SolutionNow:
    """Find how a solution stands.

    Raises:
        SolutionNotReady: if the plan has no such solution.
    """
    found = next((item for item in session.solutions if item.number == number), None)
    if found is None:
        msg = "The plan has no solution of this number. Choose one of the plan."
        raise SolutionNotReady(msg)
    return found


def make_solution(session: Session, command: MakeSolution, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a solution that was not made yet, or that was thrown away."""
    if solution_of(session, command.number).stage not in {SolutionStage.PLANNED, SolutionStage.VOIDED}:
        msg = "This solution is made already. Void it before another is made."
        raise SolutionNotReady(msg)
    return (SolutionMade(number=command.number),)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    MakeSolution: make_solution,
}
