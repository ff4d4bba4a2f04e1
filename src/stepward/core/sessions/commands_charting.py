"""What is charted at the bedside: reactions, vital signs, treatments, samples and words, in every state (H-02).

A reaction holds a running session by itself, and so does a vital sign outside its limits: nobody must think of it.

Source: STEPWARD-SAFETY, H-02, H-03, H-08, H-12, H-63, H-81 and H-92.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.at_vein import at_vein
from stepward.core.sessions.events import (
    Corrected,
    Event,
    HandedOver,
    Held,
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
from stepward.core.sessions.gates import is_accepted, latest_vital, require_reason
from stepward.core.sessions.grading import GRAVE, Graded, graded
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import HOUR, Instant
from stepward.core.sessions.people import Actor, Privilege, Witness
from stepward.core.sessions.refusals import SamePerson, SessionRefusal
from stepward.core.sessions.session import Session, SessionReaction, State
from stepward.core.sessions.vitals import USUAL_SYSTOLIC, Values, require_believed, require_possible

LONGEST_TEXT = 4000
LONGEST_AGO = 7 * 24 * HOUR
HOLDABLE = frozenset({State.RUNNING, State.HELD})


class NoSuchReaction(SessionRefusal):
    """There is no reaction of this number, or it is over."""

    code: ClassVar[str] = "no-such-reaction"


class TimeUnfit(SessionRefusal):
    """A reaction is said to begin in the future, or many days ago."""

    code: ClassVar[str] = "time-unfit"


class NothingToAccept(SessionRefusal):
    """The newest value is within its limits, or the bound is not on its side."""

    code: ClassVar[str] = "nothing-to-accept"


class NoSuchEntry(SessionRefusal):
    """The log has no entry of this number."""

    code: ClassVar[str] = "no-such-entry"


class TextUnfit(SessionRefusal):
    """A text is empty or too long."""

    code: ClassVar[str] = "text-unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReaction:
    """A reaction of any grade: signs as far as known, values as read, and how many microseconds ago it began."""

    signs: tuple[Sign, ...] = ()
    values: Values = ()
    ago: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendReaction:
    """A reaction is read anew: all its signs and values; a lower grade needs a reason."""

    number: int
    signs: tuple[Sign, ...]
    values: Values = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveReaction:
    """A reaction is over."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVitals:
    """Vital signs as read; `again` is the second entry that implausible values need."""

    values: Values
    again: Values = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptValue:
    """A physician accepts the newest value of a vital sign, until it is worse than `until`."""

    name: str
    until: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTreatment:
    """A rescue medication was given: what, how much with its unit, and by which route."""

    medicine: str
    dose: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSample:
    """A sample was taken, as tryptase."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Words of a person."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterFromPaper:
    """What was written on paper while the screen was gone, and when it happened (H-69)."""

    text: str
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The care of the patient passes to another person."""

    to: Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """An earlier entry was wrong: which, and what is right; the entry stays."""

    sequence: int
    text: str


def require_text(*texts: str) -> None:
    """Refuse empty texts and endless ones.

    Raises:
        TextUnfit: if one is.
    """
    if any(not text.strip() or len(text) > LONGEST_TEXT for text in texts):
        msg = f"Write something, up to {LONGEST_TEXT} characters."
        raise TextUnfit(msg)


def record_reaction(session: Session, command: RecordReaction, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept any reaction; it holds a running session in the same entry (H-08).

    Raises:
        TimeUnfit: if it is said to begin in the future, or before any session could.
    """
    if not 0 <= command.ago <= LONGEST_AGO:
        msg = "A reaction of this session began between its start and now. Enter since when."
        raise TimeUnfit(msg)
    began = _before(now, command.ago)
    found = _graded(session, command.signs, command.values, began)
    vein = at_vein(session, began, now)
    return (
        ReactionRecorded(
            number=len(session.reactions) + 1,
            signs=command.signs,
            values=found.values,
            grades=found.shown,
            brown=found.brown,
            expected=is_expected(session, found),
            at_vein=None if vein is None else vein.reached,
            began_at=began,
        ),
    )


def _before(now: Instant, ago: int) -> Instant:
    return Instant(at=now.at - timedelta(microseconds=ago), monotonic=now.monotonic - ago, boot=now.boot)


def _graded(session: Session, signs: tuple[Sign, ...], values: Values, began: Instant) -> Graded:
    if values:
        require_possible(values, also=frozenset({USUAL_SYSTOLIC}))
    return graded(session, signs, values, began=began)


def is_expected(session: Session, found: Graded) -> bool:
    """Tell whether the protocol's own rule expects such a reaction; a grave or ungraded one is never expected."""
    rule = None if session.plan is None else session.plan.resume_rule
    return rule is not None and rule.expects_reactions and found.brown is not None and found.brown < GRAVE


def amend_reaction(session: Session, command: AmendReaction, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a reaction read anew: higher at once, and it holds; lower with a reason (H-08)."""
    before = _reaction(session, command.number)
    old = graded(session, before.signs, before.values, began=before.at)
    new = _graded(session, command.signs, command.values, before.at)
    if new.is_lower_than(old):
        require_reason(command.reason)
    amended = ReactionAmended(
        number=command.number,
        signs=command.signs,
        values=new.values,
        grades=new.shown,
        brown=new.brown,
        reason=command.reason,
    )
    if session.state is State.RUNNING and new.is_higher_than(old):
        return (amended, Held(kind=HoldKind.CLINICAL, cause=Cause.REACTION))
    return (amended,)


def _reaction(session: Session, number: int) -> SessionReaction:
    found = next((item for item in session.reactions if item.number == number), None)
    if found is None:
        msg = "There is no reaction of this number. Choose one of the session."
        raise NoSuchReaction(msg)
    return found


def resolve_reaction(session: Session, command: ResolveReaction, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept that an open reaction is over.

    Raises:
        NoSuchReaction: if it is over already, or never was.
    """
    if not _reaction(session, command.number).is_open:
        msg = "This reaction is resolved already. Record a new one if it came back."
        raise NoSuchReaction(msg)
    return (ReactionResolved(number=command.number),)


def record_vitals(session: Session, command: RecordVitals, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Keep what was read; outside the limits of this patient it holds the session for the patient (H-03, H-81).

    A message of a device never changes a running session: its values bar the next step, and alarm (H-98).
    """
    asked = frozenset() if session.plan is None else session.plan.required_vitals
    require_possible(command.values, also=asked)
    require_believed(command.values, command.again)
    taken = VitalsTaken(values=command.values, entered_twice=bool(command.again))
    if by.may(Privilege.RUN) and session.state in HOLDABLE and breaches(session, command.values):
        return (taken, Held(kind=HoldKind.CLINICAL, cause=Cause.VITALS))
    return (taken,)


def breaches(session: Session, values: Values) -> tuple[str, ...]:
    """List the vital signs that are outside the limits of this patient and not accepted by name."""
    read = dict(values)
    return tuple(
        limit.name
        for limit in session.order.vitals
        if limit.name in read
        and not limit.allows(read[limit.name])
        and not is_accepted(session, limit, read[limit.name])
    )


def accept_value(session: Session, command: AcceptValue, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept the newest value of a vital sign that is outside its limits, with a bound on the same side.

    Raises:
        NothingToAccept: if it is not, or the bound lies elsewhere.
    """
    limit = next((item for item in session.order.vitals if item.name == command.name), None)
    found = latest_vital(session, command.name)
    if limit is None or found is None or limit.allows(found[0]):
        msg = "The newest value is not outside the limits. There is nothing to accept."
        raise NothingToAccept(msg)
    value, is_above = found[0], limit.high is not None and found[0] > limit.high
    if command.until < value if is_above else command.until > value:
        msg = "The bound must be the value itself or beyond it. Enter how far it may go."
        raise NothingToAccept(msg)
    return (ValueAccepted(name=command.name, value=value, until=command.until),)


def record_treatment(_session: Session, command: RecordTreatment, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Keep what was given."""
    require_text(command.medicine, command.dose, command.route)
    return (TreatmentGiven(medicine=command.medicine, dose=command.dose, route=command.route),)


def take_sample(_session: Session, command: TakeSample, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Keep that a sample was taken."""
    require_text(command.kind)
    return (SampleTaken(kind=command.kind),)


def write_note(_session: Session, command: WriteNote, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Keep the words."""
    require_text(command.text)
    return (NoteWritten(text=command.text),)


def enter_from_paper(_session: Session, command: EnterFromPaper, _by: Actor, now: Instant) -> tuple[Event, ...]:
    """Keep what a paper says, with its own time; it counts for nothing that is judged.

    Raises:
        TimeUnfit: if the time has no offset, lies in the future or many days ago.
    """
    require_text(command.text)
    when = command.happened_at
    if when.utcoffset() is None or not timedelta() <= now.at - when <= timedelta(microseconds=LONGEST_AGO):
        msg = "Enter when it happened, with its offset; not later than now."
        raise TimeUnfit(msg)
    return (PaperEntered(text=command.text, happened_at=when.astimezone(UTC)),)


def hand_over(_session: Session, command: HandOver, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a hand-over to somebody else, by name.

    Raises:
        SamePerson: if nobody else is named.
    """
    if not command.to.user or command.to.user == by.user:
        msg = "Name the other person who takes over."
        raise SamePerson(msg)
    return (HandedOver(to=command.to),)


def correct(session: Session, command: Correct, _by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a correction of an entry that is there (H-63).

    Raises:
        NoSuchEntry: if it is not.
    """
    if not 1 <= command.sequence <= session.version:
        msg = "The log has no entry of this number. Choose one that is shown."
        raise NoSuchEntry(msg)
    require_text(command.text)
    return (Corrected(sequence=command.sequence, text=command.text),)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    RecordReaction: record_reaction,
    AmendReaction: amend_reaction,
    ResolveReaction: resolve_reaction,
    RecordVitals: record_vitals,
    AcceptValue: accept_value,
    RecordTreatment: record_treatment,
    TakeSample: take_sample,
    WriteNote: write_note,
    EnterFromPaper: enter_from_paper,
    HandOver: hand_over,
    Correct: correct,
}
