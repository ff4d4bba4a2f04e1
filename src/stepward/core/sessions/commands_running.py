"""Start, advance and a lower rate: the only commands after which drug flows on by plan, and each is exactly one step.

Nothing here shortens a dwell: every way to the next step asks for the whole dwell of this one, counted by the least.

Source: STEPWARD-SAFETY, H-03, H-04, H-13, H-15, H-17, H-20 to H-22, H-52 and H-85.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.sessions.events import Event, RateLowered, StepBegun
from stepward.core.sessions.gates import (
    require_calm,
    require_clocks,
    require_control,
    require_hung,
    require_reason,
    require_second,
    require_vitals,
)
from stepward.core.sessions.identity import require_identity
from stepward.core.sessions.instants import MICROSECOND, MINUTE, SECOND, Instant, elapsed
from stepward.core.sessions.next_step import NextStep, beginning, least_volume
from stepward.core.sessions.people import Actor, IdentityRead, Witness
from stepward.core.sessions.refusals import LimitPassed, RateDiffers, SessionRefusal
from stepward.core.sessions.session import Session, Tick


class StartStopped(SessionRefusal):
    """STOP was pressed before the start and nobody cleared it (H-05)."""

    code: ClassVar[str] = "start-stopped"


class ChecklistOpen(SessionRefusal):
    """A line of the checklist is not ticked (H-15)."""

    code: ClassVar[str] = "checklist-open"


class LeadTimeRuns(SessionRefusal):
    """A premedication was given too short a time ago."""

    code: ClassVar[str] = "lead-time-runs"


class SoundNotHeard(SessionRefusal):
    """Nobody heard the alarm at the device that controls (H-85)."""

    code: ClassVar[str] = "sound-not-heard"


class NotTheNextStep(SessionRefusal):
    """The step that was asked for is not the one after this one (H-03)."""

    code: ClassVar[str] = "not-the-next-step"


class DwellRuns(SessionRefusal):
    """The dwell of the running step is not over (H-03, H-04)."""

    code: ClassVar[str] = "dwell-runs"


class VolumeNotIn(SessionRefusal):
    """The volume of a step that ends by volume is not in."""

    code: ClassVar[str] = "volume-not-in"


class RateNotLower(SessionRefusal):
    """The rate is not lower than the one that runs."""

    code: ClassVar[str] = "rate-not-lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Begin step 1 at the rate read from the pump, or with the dose read from its label, with a second person.

    `identity`: patient and bag as read (H-50).
    """

    rate: Fraction | None = None
    dose: Fraction | None = None
    volume: Fraction | None = None
    witness: Witness | None = None
    exception: str = ""
    identity: IdentityRead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """Begin the next step, by its number, at the rate or with the dose that was read; `volume` is set on the pump."""

    step: int
    rate: Fraction | None = None
    dose: Fraction | None = None
    volume: Fraction | None = None
    witness: Witness | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerRate:
    """Go on with the running step at a lower rate, read from the pump."""

    rate: Fraction
    reason: str


def start(session: Session, command: Start, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept the start of step 1 when everything of H-15 is there."""
    require_control(session, by)
    if session.is_start_stopped:
        msg = "STOP was pressed before the start. A named person must clear it."
        raise StartStopped(msg)
    require_clocks(session, now)
    require_calm(session)
    _require_checklist(session, now)
    if session.sound_heard_on != session.controller:
        msg = "Test the alarm sound at this device first."
        raise SoundNotHeard(msg)
    require_hung(session, session.order.step(1).solution)
    require_vitals(session, now)
    require_second(by, command.witness, command.exception)
    typed = require_identity(session, command.identity, session.order.step(1).solution, now)
    begun = _begin(beginning(session, 1, now), command, repeat=False, least=least_volume(session, 1))
    return (replace(begun, typed=typed),)


def _require_checklist(session: Session, now: Instant) -> None:
    plan = session.order
    missing = [line for line in plan.checklist if line not in session.ticked]
    if missing:
        msg = f"Complete the checklist: {', '.join(missing)}."
        raise ChecklistOpen(msg)
    leads = dict(plan.leads)
    for tick in session.ticks:
        left = leads.get(tick.line, 0) - since_given(tick, now)
        if left > 0:
            msg = f"Wait {in_words(left)}: the premedication needs its lead time ({tick.line})."
            raise LeadTimeRuns(msg)


def since_given(tick: Tick, now: Instant) -> int:
    """Tell the microseconds since a premedication: by claim until it was entered, by the least since then."""
    claimed = 0 if tick.given_at is None else max((tick.at.at - tick.given_at) // MICROSECOND, 0)
    return claimed + elapsed(tick.at, now).least


def advance(session: Session, command: Advance, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept exactly the next step, when everything of H-03 is there."""
    require_control(session, by)
    plan = session.order
    if session.step >= plan.last or command.step != session.step + 1:
        msg = f"Step {session.step} of {plan.last} runs. Only the step after it can begin."
        raise NotTheNextStep(msg)
    require_clocks(session, now)
    require_dwell(session, now)
    require_volume_in(session, now)
    require_calm(session)
    require_vitals(session, now, after=session.begun_sequence)
    require_hung(session, plan.step(command.step).solution)
    if plan.settings.second_person_at_rate:
        require_second(by, command.witness, command.exception)
    repeat = command.step <= session.highest_step
    least = least_volume(session, command.step)
    return (_begin(beginning(session, command.step, now), command, repeat=repeat, least=least),)


def dwell_left(session: Session, now: Instant) -> int:
    """Tell the microseconds that the running step must still run, by the least of what has passed."""
    return max(session.dwell_needed - session.dwell.read(now).least, 0)


def require_dwell(session: Session, now: Instant) -> None:
    """Refuse before the whole dwell has passed for sure (H-03, H-04, H-20).

    Raises:
        DwellRuns: saying how long it still runs.
    """
    left = dwell_left(session, now)
    if left > 0:
        msg = f"Step {session.step} must run {in_words(left)} longer."
        raise DwellRuns(msg)


def require_volume_in(session: Session, now: Instant) -> None:
    """Refuse before the volume of a step that ends by volume is in for sure.

    Raises:
        VolumeNotIn: if it is not.
    """
    run, step = session.given.open_run, session.order.step(session.step)
    if run is not None and step.ends_by_volume and run.limit is not None and run.volume(now).least < run.limit:
        msg = f"The volume of step {session.step} is not in yet. Let it run."
        raise VolumeNotIn(msg)


def _begin(planned: NextStep, command: Start | Advance, *, repeat: bool, least: Fraction) -> StepBegun:
    """Compare what was read blind with what is planned, and name the limit that forbids it."""
    if planned.passed:
        msg = f"Step {planned.number} would pass {planned.passed}. End the session or sign a reduced dose."
        raise LimitPassed(msg)
    is_dose = planned.rate is None
    expected = (None, planned.dose) if is_dose else (planned.rate, None)
    if (command.rate, command.dose) != expected:
        what = "dose" if is_dose else "rate"
        msg = f"The {what} that you entered is not the planned {what}. Read it again."
        raise RateDiffers(msg)
    if command.volume is not None:
        _require_volume(planned, command.volume, least)
    return StepBegun(
        step=planned.number,
        rate=command.rate,
        dose=command.dose,
        witness=command.witness,
        volume=command.volume,
        repeat=repeat,
        exception=command.exception,
    )


def _require_volume(planned: NextStep, volume: Fraction, least: Fraction) -> None:
    if planned.volume is None or volume <= 0:
        msg = "This step does not end by a volume. Leave the volume out."
        raise RateDiffers(msg)
    if volume > planned.volume:
        msg = f"The pump is set beyond {planned.binding}. Set a smaller volume."
        raise LimitPassed(msg)
    if volume < planned.volume * least:
        msg = "The pump is set to less than the step gives. Set the planned volume."
        raise RateDiffers(msg)


def lower_rate(session: Session, command: LowerRate, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a lower rate with its reason; the step goes on until its planned dose is in (H-04)."""
    require_control(session, by)
    if session.rate is None or not 0 < command.rate < session.rate:
        msg = "Only a rate below the running one can be set here."
        raise RateNotLower(msg)
    require_reason(command.reason)
    return (RateLowered(rate=command.rate, reason=command.reason),)


def in_words(duration: int) -> str:
    """Tell a time in minutes and seconds, rounded up, so that nobody is called too early."""
    minutes, seconds = divmod(-(-duration // SECOND), MINUTE // SECOND)
    parts = ([f"{minutes} min"] if minutes else []) + ([f"{seconds} s"] if seconds else [])
    return " ".join(parts)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    Start: start,
    Advance: advance,
    LowerRate: lower_rate,
}
