"""What the clocks, the server and the alarms ask for: elapsed time confirmed, a restart noted, an alarm reset.

Nothing here lets drug flow, and nothing here keeps anybody from STOP.

Source: STEPWARD-SAFETY, H-20 to H-23, H-50, H-66, H-68, H-80, H-83 and H-86.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from stepward.core.sessions.conditions import Code, due
from stepward.core.sessions.events import (
    AlarmRaised,
    AlarmReset,
    ElapsedConfirmed,
    Event,
    GapConfirmed,
    Held,
    Restarted,
)
from stepward.core.sessions.evolve_holding import PUMP_IS_RUNNING, gap_since
from stepward.core.sessions.gates import ClockTrouble, clock_trouble, outside_vitals
from stepward.core.sessions.holds import Cause, HoldKind, Priority
from stepward.core.sessions.instants import SECOND, Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.refusals import ClockInDoubt, PumpMayRun, SessionRefusal
from stepward.core.sessions.session import Session, State

WRONG_PATIENT_OR_PRODUCT = "wrong-patient-or-product"
LOG_BROKEN, DEVICE_UNSURE = "log-broken", "device-unsure"
CONDITIONS: dict[str, Priority] = {
    LOG_BROKEN: Priority.HIGH,
    Code.TOTAL_PASSED.value: Priority.HIGH,
    Code.VITALS_OUTSIDE.value: Priority.HIGH,
    DEVICE_UNSURE: Priority.HIGH,
    Code.CLOCK_TROUBLE.value: Priority.MEDIUM,
    WRONG_PATIENT_OR_PRODUCT: Priority.HIGH,
    "bedside-silent": Priority.HIGH,
    "not-recorded": Priority.HIGH,
    "sound-blocked": Priority.MEDIUM,
}
"""What is raised by name and latches; the priority is fixed here and by nobody else (H-80)."""
COMPUTED = frozenset(code.value for code in Code)


class NotRestarted(SessionRefusal):
    """The server did not restart since the last proven instant."""

    code: ClassVar[str] = "not-restarted"


class NothingToConfirm(SessionRefusal):
    """There is no gap, no difference of the clocks, or less of it than was said."""

    code: ClassVar[str] = "nothing-to-confirm"


class AlarmUnknown(SessionRefusal):
    """No alarm of this name is on the list, or it is not raised."""

    code: ClassVar[str] = "alarm-unknown"


class ConditionStands(SessionRefusal):
    """The condition of an alarm is not gone (H-83)."""

    code: ClassVar[str] = "condition-stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmElapsed:
    """A person read a second clock and confirms that what counts as elapsed has passed."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRestarted:
    """The server came back; `proven` is the instant of the last heartbeat, in the boot before."""

    proven: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmGap:
    """A nurse saw that the pump ran for so many microseconds while the server was gone."""

    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlarm:
    """A condition of the list is there."""

    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAlarm:
    """A named person resets an alarm; `is_gone` is what the server knows of a condition that no session can compute."""

    condition: str
    is_gone: bool = False


def confirm_elapsed(session: Session, command: ConfirmElapsed, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept that the smaller time has passed; a clock that is behind the log must be set right first (H-21, H-22).

    Raises:
        ClockInDoubt: if confirming cannot help.
        NothingToConfirm: if the clocks agree.
    """
    trouble = clock_trouble(session, now)
    if trouble is None:
        msg = "The clocks agree. There is nothing to confirm."
        raise NothingToConfirm(msg)
    if trouble is not ClockTrouble.DIFFERENT:
        raise ClockInDoubt(trouble.value)
    return (ElapsedConfirmed(reason=command.reason),)


def server_restarted(session: Session, command: ServerRestarted, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Note a restart; a running session is held if the gap is long or unknown, for the patient if vitals breach (H-68).

    Raises:
        NotRestarted: if it is the same boot.
    """
    if command.proven.boot == now.boot:
        msg = "The server did not restart since that instant."
        raise NotRestarted(msg)
    restarted = Restarted(proven=command.proven)
    if session.state is not State.RUNNING or not is_gap_long(session, command.proven, now):
        return (restarted,)
    kind = HoldKind.CLINICAL if outside_vitals(session) else HoldKind.TECHNICAL
    return (restarted, Held(kind=kind, cause=Cause.RESTART))


def is_gap_long(session: Session, proven: Instant, now: Instant) -> bool:
    """Tell whether a gap is longer than the unit allows; a clock behind the log or the proof makes it unknown."""
    is_behind = now.at < proven.at or (session.latest_at is not None and now.at < session.latest_at)
    return is_behind or gap_since(proven, now) > session.order.settings.restart_gap * SECOND


def confirm_gap(session: Session, command: ConfirmGap, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept how long the pump ran in the gap, never more than the gap itself (H-23).

    Raises:
        NothingToConfirm: if there is less of a gap.
    """
    if not 0 < command.duration <= session.gap:
        msg = "The gap was shorter, or is confirmed already. Enter how long the pump ran in it."
        raise NothingToConfirm(msg)
    return (GapConfirmed(duration=command.duration),)


def raise_alarm(_session: Session, command: RaiseAlarm, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a condition of the list, with the priority of the list.

    Raises:
        AlarmUnknown: if it is not on it.
    """
    if command.condition not in CONDITIONS:
        msg = "The list of alarms has no such condition."
        raise AlarmUnknown(msg)
    return (AlarmRaised(condition=command.condition, priority=CONDITIONS[command.condition]),)


def reset_alarm(session: Session, command: ResetAlarm, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept a reset once the condition is gone (H-83).

    Raises:
        AlarmUnknown: if no such alarm stands.
        PumpMayRun: if it is that of the pump, which only the confirmed stop ends.
        ConditionStands: if the condition is still there.
    """
    if command.condition not in {alarm.condition for alarm in session.alarms}:
        msg = "No such alarm stands. There is nothing to reset."
        raise AlarmUnknown(msg)
    if command.condition == PUMP_IS_RUNNING:
        msg = "Stop the pump by hand and confirm that it stands still."
        raise PumpMayRun(msg)
    if _stands(session, command, now):
        msg = "The condition is still there. See to it first."
        raise ConditionStands(msg)
    return (AlarmReset(condition=command.condition),)


def _stands(session: Session, command: ResetAlarm, now: Instant) -> bool:
    """Tell whether a condition is still there; a refused read of another patient or bag is over once it was refused."""
    if command.condition == WRONG_PATIENT_OR_PRODUCT:
        return False
    if command.condition in COMPUTED:
        return command.condition in {item.code.value for item in due(session, now)}
    return not command.is_gone


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    ConfirmElapsed: confirm_elapsed,
    ServerRestarted: server_restarted,
    ConfirmGap: confirm_gap,
    RaiseAlarm: raise_alarm,
    ResetAlarm: reset_alarm,
}
