"""The record of a session: what a complete report needs, computed from the entries alone.

Source: STEPWARD-SAFETY, H-01, H-13, H-25 and H-69.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stepward.core.sessions.between import Between
from stepward.core.sessions.events import (
    Corrected,
    DecisionRenewed,
    DeliveryDoubted,
    DoseDoubted,
    Entry,
    Held,
    OrderCountersigned,
    PlanSigned,
    RateLowered,
    ReactionAmended,
    ReactionRecorded,
    ReducedDoseSigned,
    Restarted,
    Resumed,
    ResumeSigned,
    SampleTaken,
    SolutionChecked,
    SolutionHung,
    SolutionVoided,
    StepBegun,
    StopPressed,
)
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.instants import MINUTE, Instant, elapsed
from stepward.core.sessions.people import Signature
from stepward.core.sessions.session import Session, SessionReaction, State, Treatment, Vitals


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
    PLAN_CHANGED = "plan changed"
    VOIDED = "solution voided"
    REDUCED = "completed at a reduced dose"
    CORRECTED = "entry corrected"
    AMENDED = "reaction read anew"
    LATE = "entered late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One of them: when, at which entry, in which step, and how long or how much, in words of its entry."""

    kind: DeviationKind
    at: datetime
    sequence: int
    step: int | None = None
    duration: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it was: how the session stood after it, and the drug given until then."""

    entry: Entry
    state: State
    step: int
    rate: Fraction | None
    given: Between
    holds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGiven:
    """What a step was to give and what it gave, repeats included; `runs` counts how often it ran."""

    number: int
    planned: Fraction
    given: Between
    runs: int
    began_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One signature: for what, by whom, when."""

    signature: Signature
    at: datetime
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample and the microseconds since the reaction before it, where there was one."""

    kind: str
    at: datetime
    since_reaction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that a report of a session says."""

    session: Session
    lines: tuple[Line, ...]
    steps: tuple[StepGiven, ...]
    given: Between
    vitals: tuple[Vitals, ...]
    reactions: tuple[SessionReaction, ...]
    treatments: tuple[Treatment, ...]
    samples: tuple[Sample, ...]
    signatures: tuple[Signed, ...]
    deviations: tuple[Deviation, ...]


def record_of(entries: Iterable[Entry]) -> Record:
    """Tell everything that a report needs, from the entries in their order."""
    session, lines, deviations = Session(), list[Line](), list[Deviation]()
    for entry in entries:
        before, session = session, evolve(session, entry)
        deviations += _deviations(before, session, entry)
        lines.append(_line(session, entry))
    end = lines[-1].entry.at if lines else None
    return Record(
        session=session,
        lines=tuple(lines),
        steps=() if end is None else _steps(session, end),
        given=Between() if end is None else session.given.total(end),
        vitals=session.vitals,
        reactions=session.reactions,
        treatments=session.treatments,
        samples=tuple(_samples(lines)),
        signatures=tuple(_signatures(lines)),
        deviations=tuple(deviations),
    )


def _line(session: Session, entry: Entry) -> Line:
    causes = () if session.hold is None else session.hold.causes
    return Line(
        entry=entry,
        state=session.state,
        step=session.step,
        rate=session.rate if session.state is State.RUNNING else None,
        given=session.given.total(entry.at),
        holds=", ".join(cause.value for cause in causes),
    )


def _steps(session: Session, end: Instant) -> tuple[StepGiven, ...]:
    if session.plan is None:
        return ()
    found = []
    for step in session.plan.steps:
        runs = [run.began for run in session.given.runs if run.step == step.number]
        doses = [dose.at for dose in session.given.doses if dose.step == step.number]
        begun = [*runs, *doses]
        found.append(
            StepGiven(
                number=step.number,
                planned=step.dose,
                given=session.given.of_step(step.number, end),
                runs=len(begun),
                began_at=begun[0].at if begun else None,
            )
        )
    return tuple(found)


def _samples(lines: list[Line]) -> Iterable[Sample]:
    reaction: Instant | None = None
    for line in lines:
        if isinstance(line.entry.event, ReactionRecorded):
            reaction = line.entry.event.began_at or line.entry.at
        if isinstance(line.entry.event, SampleTaken):
            since = None if reaction is None else elapsed(reaction, line.entry.at).most
            yield Sample(kind=line.entry.event.kind, at=line.entry.at.at, since_reaction=since)


def _signatures(lines: list[Line]) -> Iterable[Signed]:
    for line in lines:
        event = line.entry.event
        if isinstance(event, PlanSigned | ResumeSigned | OrderCountersigned | DecisionRenewed | ReducedDoseSigned):
            yield Signed(signature=event.signature, at=line.entry.at.at, sequence=line.entry.sequence)


def _deviations(before: Session, after: Session, entry: Entry) -> Iterable[Deviation]:
    """Tell what one entry says was done otherwise."""
    plain = Deviation(kind=DeviationKind.LATE, at=entry.at.at, sequence=entry.sequence, step=before.step or None)
    if entry.late:
        yield plain
    if _leaves_step(before, after):
        yield from _overrun(before, entry, plain)
    yield from _told(before, entry, plain)


def _told(before: Session, entry: Entry, plain: Deviation) -> Iterable[Deviation]:  # noqa: C901, PLR0912 - one line each
    match entry.event:
        case StepBegun(repeat=True, step=step):
            yield replace(plain, kind=DeviationKind.REPEATED, step=step)
        case Resumed(point=point):
            yield replace(plain, kind=DeviationKind.REPEATED, step=point.step)
        case RateLowered(reason=reason):
            yield replace(plain, kind=DeviationKind.LOWERED, reason=reason)
        case StopPressed() | Held() | ReactionRecorded() if before.state is State.RUNNING:
            yield replace(plain, kind=DeviationKind.HELD)
        case SolutionChecked(exception=reason) | SolutionHung(exception=reason) if reason:
            yield replace(plain, kind=DeviationKind.EXCEPTION, reason=reason)
        case ResumeSigned(ordered_by=person) if person is not None:
            yield replace(plain, kind=DeviationKind.TELEPHONE)
        case DeliveryDoubted(duration=duration, reason=reason):
            yield replace(plain, kind=DeviationKind.DOUBT, duration=duration, reason=reason)
        case DoseDoubted(reason=reason):
            yield replace(plain, kind=DeviationKind.DOUBT, reason=reason)
        case Restarted(proven=proven):
            yield replace(plain, kind=DeviationKind.RESTART, duration=elapsed(proven, entry.at).most)
        case PlanSigned(reason=reason) if before.plan is not None:
            yield replace(plain, kind=DeviationKind.PLAN_CHANGED, reason=reason)
        case SolutionVoided(reason=reason):
            yield replace(plain, kind=DeviationKind.VOIDED, reason=reason)
        case ReducedDoseSigned():
            yield replace(plain, kind=DeviationKind.REDUCED)
        case Corrected(text=reason):
            yield replace(plain, kind=DeviationKind.CORRECTED, reason=reason)
        case ReactionAmended(reason=reason):
            yield replace(plain, kind=DeviationKind.AMENDED, reason=reason)
        case _:
            return


def _leaves_step(before: Session, after: Session) -> bool:
    return before.state is State.RUNNING and (after.state is not State.RUNNING or after.step != before.step)


def _overrun(before: Session, entry: Entry, plain: Deviation) -> Iterable[Deviation]:
    """Tell how long a step ran on after its dwell, where that is longer than the unit allows (H-26)."""
    step = before.current
    if step is None or step.ends_by_volume:
        return
    over = before.dwell.read(entry.at).most - step.dwell
    if over > before.order.settings.overdue_after * MINUTE:
        yield replace(plain, kind=DeviationKind.OVERRUN, duration=over)
