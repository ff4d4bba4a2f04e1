"""How a session ends: the last drug is in, the line is flushed, the patient was watched; or it is ended before.

Source: STEPWARD-SAFETY, H-02, H-05b, H-13, H-14, H-17 and H-18.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.sessions.commands_holding import ReadingImpossible
from stepward.core.sessions.commands_running import NotTheNextStep, VolumeNotIn, in_words, require_dwell
from stepward.core.sessions.events import Completed, Ended, Event, LastStepEnded, LineFlushed, ReducedDoseSigned
from stepward.core.sessions.filling import last_solution
from stepward.core.sessions.finishing import require_finish
from stepward.core.sessions.gates import (
    is_hold_too_long,
    require_calm,
    require_control,
    require_reason,
    require_signature,
)
from stepward.core.sessions.given import Run
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.next_step import closes
from stepward.core.sessions.people import Actor, Privilege, Signature
from stepward.core.sessions.plan import SessionPlan, StepKind
from stepward.core.sessions.refusals import MayNot, PumpMayRun, RateDiffers, SessionRefusal
from stepward.core.sessions.sealing import reduced_hash
from stepward.core.sessions.session import Session, State

WHOLE = 100


class FlushTooSmall(SessionRefusal):
    """The flush does not bring in what the line holds."""

    code: ClassVar[str] = "flush-too-small"


class AlreadyFlushed(SessionRefusal):
    """The line was flushed before."""

    code: ClassVar[str] = "already-flushed"


class ObservationRuns(SessionRefusal):
    """The patient is watched still (H-18)."""

    code: ClassVar[str] = "observation-runs"


class NotFlushed(SessionRefusal):
    """The line still holds drug (H-18)."""

    code: ClassVar[str] = "not-flushed"


class TooLittleGiven(SessionRefusal):
    """Less than the ordered total is given for sure, and no reduced dose is signed (H-18)."""

    code: ClassVar[str] = "too-little-given"


class MoreThanGiven(SessionRefusal):
    """A reduced dose is above what was given for sure, or nothing."""

    code: ClassVar[str] = "more-than-given"


class NotConfirmed(SessionRefusal):
    """To end a session takes two touches (H-05b)."""

    code: ClassVar[str] = "not-confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishLastStep:
    """The last step is over: by the clock, or by the `volume` that the pump shows.

    `is_empty`: the container is, so that a little less than the volume is enough.
    """

    volume: Fraction | None = None
    is_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushLine:
    """The line was flushed with so much, at a rate read from the pump."""

    volume: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """The session is completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignReducedDose:
    """A physician completes the session at a dose that was given; tolerance holds for this dose only."""

    total: Fraction
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession:
    """The session is over, for a reason; `confirmed` is the second touch."""

    reason: str
    confirmed: bool = False


def finish_last_step(session: Session, command: FinishLastStep, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept the end of the last step: its volume, or its dwell where it has none; in a hold once all is given."""
    require_control(session, by)
    step = session.order.step(session.step)
    if step.number != session.order.last:
        msg = f"Step {step.number} is not the last one. Advance when its dwell is over."
        raise NotTheNextStep(msg)
    if session.state is State.HELD:
        require_finish(session, now)
        return (LastStepEnded(),)
    run = session.given.open_run
    if run is not None and run.limit is not None and (step.ends_by_volume or closes(session.order, step)):
        _require_volume(run, run.limit, session.order.settings.complete_percent, command, now)
    else:
        require_dwell(session, now)
        _require_possible(run, command, now)
    return (LastStepEnded(volume=command.volume),)


def _require_possible(run: Run | None, command: FinishLastStep, now: Instant) -> None:
    """Refuse a reading that the time does not allow, so that no typed number shortens a step (H-04)."""
    if command.volume is not None and (run is None or command.volume < 0 or command.volume > run.by_clock(now).most):
        msg = "The pump cannot have given this yet. Read it again, or press STOP."
        raise ReadingImpossible(msg)


def _require_volume(run: Run, limit: Fraction, percent: int, command: FinishLastStep, now: Instant) -> None:
    """Ask for the whole volume; an empty container may lack what completion may lack (H-18)."""
    _require_possible(run, command, now)
    read = run.volume(now).least if command.volume is None else command.volume
    share = percent if command.is_empty and command.volume is not None else WHOLE
    if read * WHOLE < limit * share:
        msg = "The volume of the last step is not in yet. Let it run, or read the pump."
        raise VolumeNotIn(msg)


def line_volume(session: Session) -> Fraction:
    """Tell the mL that the line holds after the last run."""
    line = session.order.line
    if line is None:
        return Fraction(0)
    return line.common + dict(line.branches).get(last_solution(session), Fraction(0))


def flush_line(session: Session, command: FlushLine, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a flush of all that the line holds, not faster than the last run."""
    require_control(session, by)
    if session.is_flushed:
        msg = "The line was flushed already."
        raise AlreadyFlushed(msg)
    if command.volume <= 0 or command.volume < line_volume(session):
        msg = "The flush is smaller than what the line holds. Flush with more."
        raise FlushTooSmall(msg)
    if not session.given.runs or not 0 < command.rate <= session.given.runs[-1].rate:
        msg = "Flush at the last rate or slower: the line still holds drug."
        raise RateDiffers(msg)
    return (LineFlushed(volume=command.volume, rate=command.rate),)


def needs_flush(plan: SessionPlan) -> bool:
    """Tell whether drug may stand in a line: something is infused."""
    return any(step.kind is StepKind.INFUSION for step in plan.steps)


def complete(session: Session, _command: Complete, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept the completion when everything of H-18 is there."""
    require_control(session, by)
    require_calm(session)
    left = session.order.observation - session.observed.read(now).least
    if left > 0:
        msg = f"Watch the patient for {in_words(left)} more."
        raise ObservationRuns(msg)
    if needs_flush(session.order) and not session.is_flushed:
        msg = "The line holds drug. Flush it first."
        raise NotFlushed(msg)
    if not is_enough(session, now):
        msg = "Less than the ordered total is given for sure. A physician may sign the reduced dose."
        raise TooLittleGiven(msg)
    return (Completed(),)


def is_enough(session: Session, now: Instant) -> bool:
    """Tell whether the ordered total, or the reduced dose that was signed, is given at the least."""
    given = session.given.total(now).least
    if session.reduced_total is not None:
        return given >= session.reduced_total
    return given * WHOLE >= session.order.ordered_total * session.order.settings.complete_percent


def sign_reduced_dose(session: Session, command: SignReducedDose, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept a dose that was given for sure as the end of the session, by a physician's signature."""
    require_signature(command.signature, by, reduced_hash(session.order, session.version, command.total))
    require_calm(session)
    _require_pump_stopped(session)
    if not 0 < command.total <= session.given.total(now).least:
        msg = "The reduced dose is more than was given for sure. Sign the dose that is shown."
        raise MoreThanGiven(msg)
    return (ReducedDoseSigned(total=command.total, signature=command.signature),)


def _require_pump_stopped(session: Session) -> None:
    if session.given.open_run is not None:
        msg = "The pump may still run. Stop it by hand and confirm it."
        raise PumpMayRun(msg)


def end_session(session: Session, command: EndSession, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept the final end by two touches, with a reason, once the pump is seen to stand still."""
    if not by.may(Privilege.END) and not is_hold_too_long(session, now):
        msg = "A nurse may end the session only after the limit of a hold. Ask the physician."
        raise MayNot(msg)
    if not command.confirmed:
        msg = "Touch a second time to end the session for good."
        raise NotConfirmed(msg)
    require_reason(command.reason)
    _require_pump_stopped(session)
    return (Ended(reason=command.reason),)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    FinishLastStep: finish_last_step,
    FlushLine: flush_line,
    Complete: complete,
    SignReducedDose: sign_reduced_dose,
    EndSession: end_session,
}
