"""The record of a session: what a complete report needs, computed from the entries alone.

Source: STEPWARD-SAFETY, H-01, H-13, H-25 and H-69.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from stepward.core.sessions.at_vein import at_vein
from stepward.core.sessions.between import Between
from stepward.core.sessions.deviations import Deviation, DeviationKind, deviations_of
from stepward.core.sessions.events import (
    DecisionRenewed,
    Entry,
    OrderCountersigned,
    PlanSigned,
    ReducedDoseSigned,
    Resumed,
    ResumeSigned,
    SampleTaken,
    StepBegun,
)
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.instants import Elapsed, Instant, elapsed
from stepward.core.sessions.people import Signature
from stepward.core.sessions.session import Session, SessionReaction, State, Tick, Treatment, Vitals


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
    """What a step was to give and what it gave, repeats included; `runs` counts how often it was begun.

    `at_vein` is all drug that reached the vein until the step was left; nothing where the line is not known.
    """

    number: int
    planned: Fraction
    given: Between
    runs: int
    began_at: datetime | None = None
    at_vein: Between | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One signature: for what, by whom, when."""

    signature: Signature
    at: datetime
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A treatment or a sample, and the time since the onset of the reaction before it, where there was one."""

    what: str
    at: datetime
    sequence: int
    reaction: int | None = None
    since_onset: Elapsed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that a report of a session says."""

    session: Session
    lines: tuple[Line, ...]
    steps: tuple[StepGiven, ...]
    given: Between
    at_vein: Between | None
    premedication: tuple[Tick, ...]
    vitals: tuple[Vitals, ...]
    reactions: tuple[SessionReaction, ...]
    treatments: tuple[Timed, ...]
    samples: tuple[Timed, ...]
    signatures: tuple[Signed, ...]
    deviations: tuple[Deviation, ...]


def record_of(entries: Iterable[Entry]) -> Record:
    """Tell everything that a report needs, from the entries in their order."""
    session, lines, deviations = Session(), list[Line](), list[Deviation]()
    for entry in entries:
        before, session = session, evolve(session, entry)
        if before.hold is not None and session.hold is None:
            _end_hold(deviations, before.hold.since, entry.at)
        deviations += deviations_of(before, session, entry)
        lines.append(_line(session, entry))
    return Record(
        session=session,
        lines=tuple(lines),
        steps=tuple(_steps(session, lines)),
        given=lines[-1].given if lines else Between(),
        at_vein=_reached(session, lines[-1].entry.at, lines[-1].entry.at) if lines else None,
        premedication=tuple(tick for tick in session.ticks if tick.given_at is not None),
        vitals=session.vitals,
        reactions=session.reactions,
        treatments=tuple(_treatment(session, item) for item in session.treatments),
        samples=tuple(_samples(session, lines)),
        signatures=tuple(_signatures(lines)),
        deviations=tuple(deviations),
    )


def _end_hold(deviations: list[Deviation], since: Instant, end: Instant) -> None:
    """Say of the newest hold how long it was, at most."""
    place = max(place for place, item in enumerate(deviations) if item.kind is DeviationKind.HELD)
    deviations[place] = replace(deviations[place], duration=elapsed(since, end).most)


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


def _steps(session: Session, lines: list[Line]) -> Iterable[StepGiven]:
    if session.plan is None:
        return
    end = lines[-1].entry.at
    for step in session.plan.steps:
        begun = [line.entry.at for line in lines if _begins(line.entry, step.number)]
        left = max((place for place, line in enumerate(lines) if line.step == step.number), default=None)
        yield StepGiven(
            number=step.number,
            planned=step.dose,
            given=session.given.of_step(step.number, end),
            runs=len(begun),
            began_at=begun[0].at if begun else None,
            at_vein=None if left is None else _reached(session, lines[min(left + 1, len(lines) - 1)].entry.at, end),
        )


def _begins(entry: Entry, step: int) -> bool:
    match entry.event:
        case StepBegun(step=number):
            return number == step
        case Resumed(point=point):
            return point.step == step
        case _:
            return False


def _reached(session: Session, when: Instant, now: Instant) -> Between | None:
    found = at_vein(session, when, now)
    return None if found is None else found.reached


def _treatment(session: Session, item: Treatment) -> Timed:
    words = ", ".join(part for part in (item.medicine, item.dose, item.route) if part)
    return _timed(session, words, item.at, item.sequence)


def _samples(session: Session, lines: list[Line]) -> Iterable[Timed]:
    for line in lines:
        if isinstance(line.entry.event, SampleTaken):
            yield _timed(session, line.entry.event.kind, line.entry.at, line.entry.sequence)


def _timed(session: Session, what: str, at: Instant, sequence: int) -> Timed:
    """Count from the newest onset before; a reaction may have been written down after its treatment."""
    before = [item for item in session.reactions if item.at.at <= at.at]
    if not before:
        return Timed(what=what, at=at.at, sequence=sequence)
    onset = max(before, key=lambda item: item.at.at)
    return Timed(
        what=what, at=at.at, sequence=sequence, reaction=onset.number, since_onset=elapsed(onset.at, at)
    )  # fmt: skip


def _signatures(lines: list[Line]) -> Iterable[Signed]:
    for line in lines:
        event = line.entry.event
        if isinstance(event, PlanSigned | ResumeSigned | OrderCountersigned | DecisionRenewed | ReducedDoseSigned):
            yield Signed(signature=event.signature, at=line.entry.at.at, sequence=line.entry.sequence)
