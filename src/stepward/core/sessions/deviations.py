"""What was done otherwise than ordered, or without a second person: told from each entry, guessed from none.

Source: STEPWARD-SAFETY, H-09, H-13, H-26, H-52 and H-69.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from stepward.core.sessions.events import (
    Corrected,
    DecisionRenewed,
    DeliveryDoubted,
    DoseDoubted,
    ElapsedConfirmed,
    Entry,
    PaperEntered,
    PlanSigned,
    RateLowered,
    ReactionAmended,
    ReducedDoseSigned,
    Restarted,
    Resumed,
    ResumeSigned,
    SolutionVoided,
    StartCleared,
    StepBegun,
    ValueAccepted,
)
from stepward.core.sessions.instants import MICROSECOND, MINUTE, elapsed
from stepward.core.sessions.session import Session, State


class DeviationKind(Enum):
    """What was done otherwise than ordered, or without a second person."""

    OVERRUN = "step ran on"
    REPEATED = "step repeated"
    LOWERED = "rate lowered"
    HELD = "held"
    EXCEPTION = "no second person"
    TELEPHONE = "ordered by telephone"
    DOUBT = "delivery in doubt"
    RESTART = "server restarted"
    CLOCK = "time confirmed by a person"
    PLAN_CHANGED = "plan changed"
    VOIDED = "solution voided"
    CLEARED = "started after STOP"
    ACCEPTED = "value outside its limits accepted"
    RENEWED = "decided anew after a long hold"
    REDUCED = "completed at a reduced dose"
    CORRECTED = "entry corrected"
    AMENDED = "reaction read anew"
    LATE = "entered late"
    TYPED = "patient or bag typed, not scanned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One of them: when, at which entry, in which step, and how long or why, in words of its entry.

    `duration` is in microseconds; a hold that is not over has none.
    """

    kind: DeviationKind
    at: datetime
    sequence: int
    step: int | None = None
    duration: int | None = None
    reason: str = ""


def deviations_of(before: Session, after: Session, entry: Entry) -> Iterable[Deviation]:
    """Tell what one entry says was done otherwise."""
    plain = Deviation(kind=DeviationKind.LATE, at=entry.at.at, sequence=entry.sequence, step=before.step or None)
    if entry.late:
        yield plain
    if _leaves_step(before, after):
        yield from _overrun(before, entry, plain)
    if before.hold is None and after.hold is not None:
        causes = ", ".join(cause.value for cause in after.hold.causes)
        yield replace(plain, kind=DeviationKind.HELD, reason=causes)
    exception = getattr(entry.event, "exception", "")
    if exception:
        yield replace(plain, kind=DeviationKind.EXCEPTION, step=_step_of(entry) or plain.step, reason=exception)
    typed = getattr(entry.event, "typed", "")
    if typed:
        yield replace(plain, kind=DeviationKind.TYPED, step=_step_of(entry) or plain.step, reason=typed)
    if type(entry.event) in _TOLD:
        yield from _TOLD[type(entry.event)](before, entry.event, entry, plain)


def _step_of(entry: Entry) -> int | None:
    """Tell which step begins with an entry; nothing where it is about another thing."""
    match entry.event:
        case StepBegun(step=step):
            return step
        case Resumed(point=point):
            return point.step
        case _:
            return None


def _leaves_step(before: Session, after: Session) -> bool:
    return before.state is State.RUNNING and (after.state is not State.RUNNING or after.step != before.step)


def _overrun(before: Session, entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    """Tell how long a step ran on after its dwell, where that is longer than the unit allows (H-26)."""
    step = before.order.step(before.step)
    over = before.dwell.read(entry.at).most - before.dwell_needed
    if not step.ends_by_volume and over > before.order.settings.overdue_after * MINUTE:
        yield replace(plain, kind=DeviationKind.OVERRUN, duration=over)


Told = Callable[[Session, Any, Any, Deviation], Iterable[Deviation]]


def _always(kind: DeviationKind) -> Told:
    """Make the function that tells one kind, with the reason of its event where it has one."""

    def told(_before: Session, event: object, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
        yield replace(plain, kind=kind, reason=getattr(event, "reason", ""))

    return told


def _begun(_before: Session, event: StepBegun, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    if event.repeat:
        yield replace(plain, kind=DeviationKind.REPEATED, step=event.step)


def _resumed(before: Session, event: Resumed, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    """Tell that a step that counts its time began anew, and that it runs slower than planned."""
    point = event.point
    step = before.order.step(point.step)
    if not step.ends_by_volume:
        yield replace(plain, kind=DeviationKind.REPEATED, step=step.number, reason=point.rule)
    if point.rate is not None and step.rate is not None and point.rate < step.rate:
        yield replace(plain, kind=DeviationKind.LOWERED, step=step.number, reason=point.rule)


def _telephone(_before: Session, event: ResumeSigned, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    if event.ordered_by is not None:
        yield replace(plain, kind=DeviationKind.TELEPHONE, reason=event.reason)


def _doubted(
    _before: Session, event: DeliveryDoubted | DoseDoubted, _entry: Entry, plain: Deviation
) -> Iterable[Deviation]:
    duration, reason = getattr(event, "duration", None), event.reason
    yield replace(plain, kind=DeviationKind.DOUBT, duration=duration, reason=reason)


def _restarted(_before: Session, event: Restarted, entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    yield replace(plain, kind=DeviationKind.RESTART, duration=elapsed(event.proven, entry.at).most)


def _signed_anew(before: Session, event: PlanSigned, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    if before.plan is not None:
        yield replace(plain, kind=DeviationKind.PLAN_CHANGED, reason=event.reason)


def _corrected(_before: Session, event: Corrected, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    yield replace(plain, kind=DeviationKind.CORRECTED, reason=f"entry {event.sequence}: {event.text}")


def _from_paper(_before: Session, event: PaperEntered, entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    """Tell that an entry came from paper, and how long after what it tells (H-69)."""
    passed = (entry.at.at - event.happened_at) // MICROSECOND
    yield replace(plain, at=event.happened_at, duration=passed, reason=event.text)


def _accepted(_before: Session, event: ValueAccepted, _entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    yield replace(plain, kind=DeviationKind.ACCEPTED, reason=event.name)


_TOLD: dict[type, Told] = {
    StepBegun: _begun,
    Resumed: _resumed,
    RateLowered: _always(DeviationKind.LOWERED),
    ResumeSigned: _telephone,
    DeliveryDoubted: _doubted,
    DoseDoubted: _doubted,
    Restarted: _restarted,
    ElapsedConfirmed: _always(DeviationKind.CLOCK),
    PlanSigned: _signed_anew,
    SolutionVoided: _always(DeviationKind.VOIDED),
    StartCleared: _always(DeviationKind.CLEARED),
    ValueAccepted: _accepted,
    DecisionRenewed: _always(DeviationKind.RENEWED),
    ReducedDoseSigned: _always(DeviationKind.REDUCED),
    Corrected: _corrected,
    PaperEntered: _from_paper,
    ReactionAmended: _always(DeviationKind.AMENDED),
}
