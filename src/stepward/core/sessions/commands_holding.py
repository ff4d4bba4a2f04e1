"""What holds a session, and what is seen of the pump: STOP, holds, the pump that stands still, and drug in doubt.

STOP is never refused for a reason, a version or a dialog. It ends nothing.

Source: STEPWARD-SAFETY, H-05 to H-07, H-09 and H-13.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.sessions.events import (
    DeliveryDoubted,
    DoseDoubted,
    Event,
    Held,
    PumpStopped,
    StartCleared,
    StopPressed,
)
from stepward.core.sessions.gates import require_reason
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import Session

TECHNICAL = frozenset({Cause.LINE, Cause.PUMP, Cause.BAG, Cause.TRANSFER})


class NothingStopped(SessionRefusal):
    """The start of the session is not blocked by STOP."""

    code: ClassVar[str] = "nothing-stopped"


class NotTechnical(SessionRefusal):
    """The cause is none of a technical hold."""

    code: ClassVar[str] = "not-technical"


class ReadingImpossible(SessionRefusal):
    """A reading is below zero, more than the container holds, or of a pump that never ran."""

    code: ClassVar[str] = "reading-impossible"


class NothingToDoubt(SessionRefusal):
    """No drug was given that can be doubted, or not for so long."""

    code: ClassVar[str] = "nothing-to-doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Somebody presses STOP; `pressed_at` is what a cut device claims (H-24, H-86)."""

    pressed_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearStart:
    """A named person lets a session start that was stopped before."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTechnical:
    """The line, the pump, the bag or a transfer asks for a hold."""

    cause: Cause
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldClinical:
    """A person is concerned for the patient."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPumpStopped:
    """A person sees that the pump stands still; `volume` is what it shows as given since the run began, in mL."""

    volume: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtDelivery:
    """For so many microseconds drug may not have flowed: a clamp found shut, a pump found off."""

    duration: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtDose:
    """The last single dose may not have been kept."""

    reason: str


def stop(_session: Session, command: Stop, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept STOP, always (H-05)."""
    return (StopPressed(pressed_at=command.pressed_at),)


def clear_start(session: Session, command: ClearStart, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept that the start is free again, with a reason.

    Raises:
        NothingStopped: if nobody pressed STOP.
    """
    if not session.is_start_stopped:
        msg = "Nobody pressed STOP before the start. There is nothing to clear."
        raise NothingStopped(msg)
    require_reason(command.reason)
    return (StartCleared(reason=command.reason),)


def hold_technical(_session: Session, command: HoldTechnical, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a technical hold for one of its causes.

    Raises:
        NotTechnical: if the cause is another.
    """
    if command.cause not in TECHNICAL:
        msg = "A technical hold is for line, pump, bag or transfer. Press STOP for the patient."
        raise NotTechnical(msg)
    return (Held(kind=HoldKind.TECHNICAL, cause=command.cause, reason=command.reason),)


def hold_clinical(_session: Session, command: HoldClinical, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a hold for the patient, with its reason; STOP needs none."""
    require_reason(command.reason)
    return (Held(kind=HoldKind.CLINICAL, cause=Cause.CONCERN, reason=command.reason),)


def confirm_pump_stopped(session: Session, command: ConfirmPumpStopped, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept that the pump stands still; what it shows narrows the doubt, or widens it.

    Raises:
        ReadingImpossible: if the reading cannot be of this pump.
    """
    if command.volume is not None:
        _require_possible(session, command.volume)
    return (PumpStopped(volume=command.volume),)


def _require_possible(session: Session, volume: Fraction) -> None:
    if not session.given.runs:
        msg = "No pump ran yet. Leave the volume out."
        raise ReadingImpossible(msg)
    holds = session.order.solution(session.given.runs[-1].solution).volume
    if volume < 0 or (holds is not None and volume > holds):
        msg = "The container holds less than this volume. Read the pump again."
        raise ReadingImpossible(msg)


def doubt_delivery(session: Session, command: DoubtDelivery, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept that drug may not have flowed for a while, never for longer than the run.

    Raises:
        NothingToDoubt: if no pump ran for so long.
    """
    require_reason(command.reason)
    sure = session.given.runs[-1].sure.read(now).most if session.given.runs else 0
    if not 0 < command.duration <= sure:
        msg = "The pump did not run for so long. Enter since when drug may not have flowed."
        raise NothingToDoubt(msg)
    return (DeliveryDoubted(duration=command.duration, reason=command.reason),)


def doubt_dose(session: Session, command: DoubtDose, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept that a single dose may not have been kept.

    Raises:
        NothingToDoubt: if none was given.
    """
    require_reason(command.reason)
    if not session.given.doses:
        msg = "No single dose was given yet."
        raise NothingToDoubt(msg)
    return (DoseDoubted(reason=command.reason),)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    Stop: stop,
    ClearStart: clear_start,
    HoldTechnical: hold_technical,
    HoldClinical: hold_clinical,
    ConfirmPumpStopped: confirm_pump_stopped,
    DoubtDelivery: doubt_delivery,
    DoubtDose: doubt_dose,
}
