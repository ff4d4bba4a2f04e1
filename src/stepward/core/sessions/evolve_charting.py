"""What is charted: reactions, vitals, treatments, samples and words; accepted in every state (H-02)."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from stepward.core.sessions.changing import replace
from stepward.core.sessions.events import (
    Corrected,
    Entry,
    HandedOver,
    NoteWritten,
    PaperEntered,
    ReactionAmended,
    ReactionRecorded,
    ReactionResolved,
    SampleTaken,
    TreatmentGiven,
    ValueAccepted,
    VitalsTaken,
)
from stepward.core.sessions.evolve_holding import held
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.session import (
    AcceptedValue,
    Sample,
    Session,
    SessionReaction,
    State,
    Treatment,
    Vitals,
)
from stepward.core.sessions.turns import STATION

GRAVE = 3


def reaction_recorded(session: Session, event: ReactionRecorded, entry: Entry) -> Session:
    """Any reaction holds a running session at once; after the last step it asks about tolerance (H-08).

    Its number is its place: two that were recorded at the same moment stay two.
    """
    reaction = SessionReaction(
        number=len(session.reactions) + 1,
        step=session.step or None,
        signs=event.signs,
        values=event.values,
        grades=event.grades,
        brown=event.brown,
        at=entry.at if event.began_at is None else event.began_at,
        sequence=entry.sequence,
        expected=event.expected,
        at_vein=event.at_vein,
    )
    found = replace(
        session,
        reactions=(*session.reactions, reaction),
        signature=None,
        is_opinion_needed=session.is_opinion_needed or (_is_grave(event.brown) and not event.expected),
        is_tolerance_asked=session.is_tolerance_asked or session.state in {State.OBSERVING, State.COMPLETED},
    )
    return held(found, entry, HoldKind.CLINICAL, Cause.REACTION, is_counted=not event.expected)


def _is_grave(brown: int | None) -> bool:
    return brown is not None and brown >= GRAVE


def reaction_amended(session: Session, event: ReactionAmended, _entry: Entry) -> Session:
    """Note that a reaction is read anew; what was recorded first stays in the log."""
    reactions = tuple(
        replace(item, signs=event.signs, values=event.values, grades=event.grades, brown=event.brown)
        if item.number == event.number
        else item
        for item in session.reactions
    )
    expected = any(item.expected for item in session.reactions if item.number == event.number)
    needed = session.is_opinion_needed or (_is_grave(event.brown) and not expected)
    return replace(session, reactions=reactions, is_opinion_needed=needed, signature=None)


def reaction_resolved(session: Session, event: ReactionResolved, _entry: Entry) -> Session:
    """Note that a reaction is over."""
    reactions = tuple(
        replace(item, is_open=False) if item.number == event.number else item for item in session.reactions
    )
    return replace(session, reactions=reactions)


def vitals_taken(session: Session, event: VitalsTaken, entry: Entry) -> Session:
    """Keep what was read; an accepted value that is passed is accepted no more."""
    read = dict(event.values)
    accepted = tuple(item for item in session.accepted if not _passes(session, item, read))
    device = entry.actor.name if entry.actor.role == STATION else ""
    vitals = Vitals(values=event.values, at=entry.at, sequence=entry.sequence, device=device)
    return replace(session, vitals=(*session.vitals, vitals), accepted=accepted)


def _passes(session: Session, accepted: AcceptedValue, read: dict[str, Fraction]) -> bool:
    """Tell whether a value is worse than the one that a physician accepts, on the side of its limit."""
    value = read.get(accepted.name)
    if value is None:
        return False
    above = any(
        item.name == accepted.name and item.high is not None and accepted.value > item.high
        for item in session.order.vitals
    )
    return value > accepted.until if above else value < accepted.until


def value_accepted(session: Session, event: ValueAccepted, entry: Entry) -> Session:
    """Note that a physician accepts a value by name."""
    others = tuple(item for item in session.accepted if item.name != event.name)
    new = AcceptedValue(name=event.name, value=event.value, until=event.until, by=entry.actor.user)
    return replace(session, accepted=(*others, new))


def treatment_given(session: Session, event: TreatmentGiven, entry: Entry) -> Session:
    """Note that a rescue medication was given."""
    treatment = Treatment(
        medicine=event.medicine,
        dose=event.dose,
        route=event.route,
        at=entry.at,
        sequence=entry.sequence,
        by=entry.actor.name,
    )
    return replace(session, treatments=(*session.treatments, treatment))


def sample_taken(session: Session, event: SampleTaken, entry: Entry) -> Session:
    """Note that a sample was taken."""
    sample = Sample(kind=event.kind, at=entry.at, sequence=entry.sequence, by=entry.actor.name)
    return replace(session, samples=(*session.samples, sample))


def written(session: Session, _event: NoteWritten | PaperEntered | HandedOver | Corrected, _entry: Entry) -> Session:
    """Words change nothing but the record."""
    return session


APPLY: dict[type, Callable[[Session, Any, Entry], Session]] = {
    ReactionRecorded: reaction_recorded,
    ReactionAmended: reaction_amended,
    ReactionResolved: reaction_resolved,
    VitalsTaken: vitals_taken,
    ValueAccepted: value_accepted,
    TreatmentGiven: treatment_given,
    SampleTaken: sample_taken,
    NoteWritten: written,
    PaperEntered: written,
    HandedOver: written,
    Corrected: written,
}
