"""What is asked for before the first drop: the plan, the solutions, the checklist, the sound and the control.

Source: STEPWARD-SAFETY, H-02, H-04, H-15, H-17, H-52, H-53 and H-85.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from stepward.core.sessions.events import (
    ChecklistTicked,
    ControlTaken,
    Event,
    SolutionChecked,
    SolutionHung,
    SolutionMade,
    SolutionVoided,
    SoundHeard,
)
from stepward.core.sessions.gates import require_reason, require_second
from stepward.core.sessions.identity import require_identity
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor, IdentityRead, Witness
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.refusals import NotController, NotInThisState, SamePerson, SessionRefusal, SolutionNotReady
from stepward.core.sessions.session import Session, SolutionNow, SolutionStage, State


class NoSuchLine(SessionRefusal):
    """The checklist has no such line."""

    code: ClassVar[str] = "no-such-line"


class TimeMissing(SessionRefusal):
    """A premedication is ticked without the time when it was given, or with one to come."""

    code: ClassVar[str] = "time-missing"


class PaperStale(SessionRefusal):
    """The plan on paper is not the one that is signed (H-69)."""

    code: ClassVar[str] = "paper-stale"


class DeviceUnknown(SessionRefusal):
    """The device has no name, so that nothing can be known to happen there."""

    code: ClassVar[str] = "device-unknown"


class LineUnknown(SessionRefusal):
    """A fresh line is filled with drug, and the order does not say how much it holds (H-13)."""

    code: ClassVar[str] = "line-unknown"


class AlreadyController(SessionRefusal):
    """The one who takes control has it."""

    code: ClassVar[str] = "already-controller"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeSolution:
    """A solution was made and stands ready to be checked; it keeps until `use_before`, where that is known."""

    number: int
    use_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSolution:
    """Another person than the maker checked a solution, or the exception says why not."""

    number: int
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangSolution:
    """A checked solution is hung, with a second person.

    `fresh_line`: with a fresh line that is filled with this solution up to the patient (H-13). `identity`: patient and
    bag as read (H-50, H-51).
    """

    number: int
    witness: Witness | None = None
    exception: str = ""
    fresh_line: bool = False
    identity: IdentityRead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidSolution:
    """A solution is thrown away."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TickChecklist:
    """A line of the checklist is true; `given_at` is when a premedication was given.

    `plan_hash` is what stands on the plan that was printed (H-69).
    """

    line: str
    given_at: datetime | None = None
    plan_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearSound:
    """The alarm is heard at this device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeControl:
    """This device controls from now on; `from_user` is who does so now, or nothing."""

    from_user: str = ""


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
    if command.use_before is not None and command.use_before.utcoffset() is None:
        msg = "Enter until when it keeps, with its offset."
        raise TimeMissing(msg)
    return (SolutionMade(number=command.number, use_before=command.use_before),)


def check_solution(session: Session, command: CheckSolution, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a check by somebody else than the maker, under any account (H-53)."""
    solution = solution_of(session, command.number)
    if solution.stage is not SolutionStage.MADE:
        msg = "This solution does not wait for a check. Make it first."
        raise SolutionNotReady(msg)
    if solution.made_by == by.user and not command.exception.strip():
        msg = "You made this solution. Ask somebody else to check it, or declare why not."
        raise SamePerson(msg)
    return (SolutionChecked(number=command.number, exception=command.exception),)


def hang_solution(session: Session, command: HangSolution, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept a checked solution with a second person; a stronger one only when its step is next."""
    if solution_of(session, command.number).stage is not SolutionStage.CHECKED:
        msg = "Only a checked solution that does not hang yet can be hung."
        raise SolutionNotReady(msg)
    due = {step.solution for step in session.order.steps[: session.step + 1]}
    if command.number not in due:
        msg = "This solution is for a later step. Hang it when its step is next."
        raise SolutionNotReady(msg)
    if command.fresh_line and session.order.line is None:
        msg = "The order does not say how much the line holds. Fill the fresh line with saline."
        raise LineUnknown(msg)
    require_second(by, command.witness, command.exception)
    typed = require_identity(session, command.identity, command.number, now)
    return (
        SolutionHung(
            number=command.number,
            witness=command.witness,
            exception=command.exception,
            fresh_line=command.fresh_line,
            typed=typed,
        ),
    )


def void_solution(session: Session, command: VoidSolution, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept that a solution is thrown away, but not while it runs."""
    if solution_of(session, command.number).stage in {SolutionStage.PLANNED, SolutionStage.VOIDED}:
        msg = "There is nothing to void: this solution is not made."
        raise SolutionNotReady(msg)
    if session.state is State.RUNNING and session.current is not None and session.current.solution == command.number:
        msg = "This solution is running. Press STOP first."
        raise SolutionNotReady(msg)
    require_reason(command.reason)
    return (SolutionVoided(number=command.number, reason=command.reason),)


def tick_checklist(session: Session, command: TickChecklist, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept a line of the checklist; a premedication with its time (H-15)."""
    if command.line not in session.order.checklist:
        msg = "The checklist has no such line."
        raise NoSuchLine(msg)
    if command.given_at is None and command.line in dict(session.order.leads):
        msg = "Enter when the premedication was given."
        raise TimeMissing(msg)
    if command.given_at is not None and (command.given_at.utcoffset() is None or command.given_at > now.at):
        msg = "Enter the time when it was given, with its offset; it cannot be later than now."
        raise TimeMissing(msg)
    if command.line == PAPER_LINE:
        _require_paper(session, command)
    elif not session.state.is_before_start:
        msg = "The session has started: only the plan on paper is ticked anew."
        raise NotInThisState(msg)
    return (ChecklistTicked(line=command.line, given_at=command.given_at, plan_hash=command.plan_hash),)


def _require_paper(session: Session, command: TickChecklist) -> None:
    if command.plan_hash != session.order.signed_hash:
        msg = "This paper is of another version of the plan. Print the plan that is signed."
        raise PaperStale(msg)


def _require_device(by: Actor) -> None:
    if not by.device:
        msg = "This device has no name. Sign in at a named device."
        raise DeviceUnknown(msg)


def hear_sound(session: Session, _command: HearSound, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept the sound where the session is controlled from, or before anybody controls it (H-85)."""
    _require_device(by)
    if session.controller not in {"", by.device}:
        msg = "Another device controls this session. Test the sound there, or take control."
        raise NotController(msg)
    return (SoundHeard(),)


def take_control(session: Session, command: TakeControl, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a take-over that names who controls now (H-17)."""
    _require_device(by)
    if (session.controller, session.controller_user) == (by.device, by.user):
        msg = "You control this session already."
        raise AlreadyController(msg)
    if command.from_user != session.controller_user:
        msg = "Somebody else controls this session now. Look again, then take over by name."
        raise NotController(msg)
    return (ControlTaken(device=by.device, from_user=command.from_user),)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    MakeSolution: make_solution,
    CheckSolution: check_solution,
    HangSolution: hang_solution,
    VoidSolution: void_solution,
    TickChecklist: tick_checklist,
    HearSound: hear_sound,
    TakeControl: take_control,
}
