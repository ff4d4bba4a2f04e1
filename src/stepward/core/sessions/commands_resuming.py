"""How a hold ends: the signature, the order by telephone, the second opinion, the decision, and the resume itself.

A clinical hold ends only by a signature that still stands, with two people at the bedside and everything of H-09 there.

Source: STEPWARD-SAFETY, H-09 to H-14, H-17, H-52 and H-92.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.sessions.events import (
    DecisionRenewed,
    Event,
    OpinionGiven,
    OrderCountersigned,
    Resumed,
    ResumeSigned,
)
from stepward.core.sessions.gates import (
    require_control,
    require_second,
    require_signature,
)
from stepward.core.sessions.holds import HoldKind, ResumePoint
from stepward.core.sessions.identity import require_identity
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor, IdentityRead, Privilege, Signature, Witness, is_same
from stepward.core.sessions.plan import StepKind
from stepward.core.sessions.points import (
    NotByTheRule,
    require_point,
    require_point_now,
    require_read,
    require_volume,
)
from stepward.core.sessions.refusals import (
    AlarmActive,
    ClockInDoubt,
    MayNot,
    NotInThisState,
    PumpMayRun,
    ReactionOpen,
    SamePerson,
    SecondPersonMissing,
    SessionRefusal,
    VitalsMissing,
    VitalsOutside,
)
from stepward.core.sessions.resuming import (
    FINISH,
    Missing,
    decision_hash,
    is_signature_needed,
    missing_for_resume,
    resume_hash,
)
from stepward.core.sessions.session import Session


class SignatureNeeded(SessionRefusal):
    """No signature that still stands lets the session go on (H-09, H-10)."""

    code: ClassVar[str] = "signature-needed"


class DecisionNeeded(SessionRefusal):
    """The hold was too long: the plan is void until a physician decides anew (H-14)."""

    code: ClassVar[str] = "decision-needed"


class OpinionNeeded(SessionRefusal):
    """A second physician's opinion is needed (H-12)."""

    code: ClassVar[str] = "opinion-needed"


class CountersignNeeded(SessionRefusal):
    """An order by telephone waits for the physician's own signature (H-09)."""

    code: ClassVar[str] = "countersign-needed"


class WaitNeeded(SessionRefusal):
    """The rule repeats the dose only after so much time (H-14)."""

    code: ClassVar[str] = "wait-needed"


class NotReadBack(SessionRefusal):
    """An order by telephone was not read back (H-09)."""

    code: ClassVar[str] = "not-read-back"


class NothingOrdered(SessionRefusal):
    """There is no order by telephone that waits for this physician."""

    code: ClassVar[str] = "nothing-ordered"


class NotTechnicalHold(SessionRefusal):
    """The hold is clinical, or was too long for the nurse alone (H-09)."""

    code: ClassVar[str] = "not-technical-hold"


REFUSALS: dict[str, type[SessionRefusal]] = {
    kind.code: kind
    for kind in (
        NotInThisState, ClockInDoubt, PumpMayRun, ReactionOpen, AlarmActive, VitalsMissing, VitalsOutside,
        DecisionNeeded, OpinionNeeded, CountersignNeeded, SignatureNeeded, WaitNeeded,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SignResume:
    """A physician signs where the session goes on; a point beside the rule is named with a reason."""

    point: ResumePoint
    signature: Signature
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderByTelephone:
    """A physician orders a resume by telephone: read back, witnessed, and signed by the one who takes the order."""

    point: ResumePoint
    signature: Signature
    physician: Actor
    witness: Witness | None
    is_read_back: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersign:
    """The physician signs what was ordered by telephone."""

    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion:
    """A second physician advises to go on: in person under the own account, or by telephone by name."""

    physician: Witness
    by_telephone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewDecision:
    """A physician decides after a long hold that the plan goes on."""

    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Go on where it was signed, at the rate or with the dose that was read, with a second person."""

    rate: Fraction | None = None
    dose: Fraction | None = None
    volume: Fraction | None = None
    witness: Witness | None = None
    exception: str = ""
    identity: IdentityRead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTechnical:
    """Go on with the same step after a short technical hold, at the rate that was read."""

    rate: Fraction | None = None
    volume: Fraction | None = None
    identity: IdentityRead | None = None


def sign_resume(session: Session, command: SignResume, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept the signature of the one who may resume, over plan, version and point (H-09, H-10, H-92)."""
    require_signature(command.signature, by, resume_hash(session.order, session.version, command.point))
    require_point(session, command.point, command.reason, now)
    _require_other_than_opinion(session, Witness(user=by.user, name=by.name))
    return (
        ResumeSigned(
            point=command.point,
            signature=command.signature,
            version=session.version,
            plan_hash=session.order.signed_hash,
            reason=command.reason,
        ),
    )


def _require_other_than_opinion(session: Session, physician: Witness) -> None:
    if session.opinion is not None and is_same(session.opinion, physician):
        msg = "The second opinion is of the same physician. Another one must sign."
        raise SamePerson(msg)


def order_by_telephone(session: Session, command: OrderByTelephone, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept an order by telephone: of one who may resume, read back, and heard by a second person (H-09)."""
    physician = Witness(user=command.physician.user, name=command.physician.name)
    if not command.physician.may(Privilege.RESUME):
        msg = "This physician may not order a resume. Call one who holds the privilege."
        raise MayNot(msg)
    if session.telephone is not None:
        msg = "An earlier order by telephone is not countersigned. Ask the physician to sign it first."
        raise CountersignNeeded(msg)
    if not command.is_read_back:
        msg = "Read the order back to the physician, then confirm it."
        raise NotReadBack(msg)
    taker, witness = Witness(user=by.user, name=by.name), command.witness
    if witness is None or not witness.user:
        msg = "A second person must hear the order. Name who did."
        raise SecondPersonMissing(msg)
    if is_same(taker, witness) or is_same(witness, physician) or is_same(taker, physician):
        msg = "The one who orders, the one who writes and the witness are three people."
        raise SamePerson(msg)
    require_signature(command.signature, by, resume_hash(session.order, session.version, command.point))
    require_point(session, command.point, command.reason, now)
    _require_other_than_opinion(session, physician)
    return (
        ResumeSigned(
            point=command.point,
            signature=command.signature,
            version=session.version,
            plan_hash=session.order.signed_hash,
            witness=witness,
            ordered_by=physician,
            reason=command.reason,
        ),
    )


def countersign(session: Session, command: Countersign, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept the own signature of the physician who ordered by telephone, late too.

    Raises:
        NothingOrdered: if nothing waits for this physician.
    """
    order = session.telephone
    if order is None or order.physician.user != by.user:
        msg = "No order by telephone of yours waits for a signature."
        raise NothingOrdered(msg)
    require_signature(command.signature, by, order.signed_hash)
    return (OrderCountersigned(sequence=order.sequence, signature=command.signature),)


def give_opinion(session: Session, command: GiveOpinion, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept the opinion of a second physician, by name; not of the one who signed the resume (H-12)."""
    physician = command.physician
    if not physician.name.strip():
        msg = "Name the physician who gave the opinion."
        raise SecondPersonMissing(msg)
    is_own = is_same(physician, Witness(user=by.user, name=by.name))
    if is_own and not by.may(Privilege.SIGN, Privilege.RESUME):
        msg = "Only a physician can give the second opinion."
        raise MayNot(msg)
    if not is_own and not command.by_telephone:
        msg = "The second physician must sign in, or give the opinion by telephone."
        raise SamePerson(msg)
    if session.signature is not None and is_same(session.signature.physician, physician):
        msg = "This physician signed the resume. Ask another one for the opinion."
        raise SamePerson(msg)
    return (OpinionGiven(physician=physician, by_telephone=command.by_telephone),)


def renew_decision(session: Session, command: RenewDecision, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a new signed decision after a long hold (H-14)."""
    require_signature(command.signature, by, decision_hash(session.order, session.version))
    return (DecisionRenewed(signature=command.signature),)


def require_nothing_missing(missing: tuple[Missing, ...]) -> None:
    """Refuse with the first thing that a resume still needs.

    Raises:
        SessionRefusal: of that thing.
    """
    if missing:
        raise REFUSALS[missing[0].code](missing[0].words)


def resume(session: Session, command: Resume, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept a resume where it was signed, once everything is there, with two people at the bedside (H-09, H-52).

    Raises:
        SignatureNeeded: if no signature stands.
    """
    require_control(session, by)
    require_nothing_missing(missing_for_resume(session, now))
    if session.signature is None:
        msg = "A physician with the privilege to resume must sign where to go on."
        raise SignatureNeeded(msg)
    point = session.signature.point
    if point.rule == FINISH:
        msg = "All is given. Finish the last step; no drug may flow."
        raise NotByTheRule(msg)
    require_point_now(session, point, now)
    require_second(by, command.witness, command.exception)
    require_read(point, command.rate, command.dose)
    require_volume(session, point, command.volume, now)
    typed = require_identity(session, command.identity, session.order.step(point.step).solution, now)
    return (
        Resumed(
            point=point,
            kind=HoldKind.CLINICAL,
            witness=command.witness,
            volume=command.volume,
            exception=command.exception,
            typed=typed,
        ),
    )


def resume_technical(session: Session, command: ResumeTechnical, by: Actor, now: Instant) -> tuple[Event, ...]:
    """Accept that the nurse goes on with the same step, at the same rate, after a short technical hold (H-09).

    A single dose that was given is not given again: its dwell begins anew.

    Raises:
        NotTechnicalHold: if the hold is clinical, or longer than the first limit of H-14.
    """
    require_control(session, by)
    if is_signature_needed(session, now):
        msg = "This hold ends only by a physician's signature."
        raise NotTechnicalHold(msg)
    require_nothing_missing(missing_for_resume(session, now))
    is_dose = session.order.step(session.step).kind is StepKind.DOSE
    rate = None if is_dose else session.rate
    point = ResumePoint(step=session.step, rate=rate, later_share=session.later_share, rule=HoldKind.TECHNICAL.value)
    require_point_now(session, point, now)
    require_read(point, command.rate, None)
    require_volume(session, point, command.volume, now)
    typed = require_identity(session, command.identity, session.order.step(point.step).solution, now)
    return (Resumed(point=point, kind=HoldKind.TECHNICAL, volume=command.volume, typed=typed),)


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {
    SignResume: sign_resume,
    OrderByTelephone: order_by_telephone,
    Countersign: countersign,
    GiveOpinion: give_opinion,
    RenewDecision: renew_decision,
    Resume: resume,
    ResumeTechnical: resume_technical,
}
