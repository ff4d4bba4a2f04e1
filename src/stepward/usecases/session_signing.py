"""Put the signature to what a person signs in a session: over the plan, the version and the point that were shown.

Whoever calls has asked for the password at this moment (H-92).

Source: STEPWARD-SAFETY, H-09, H-10, H-14, H-18 and H-92.
"""

from fractions import Fraction

from stepward.core.sessions.commands_ending import SignReducedDose
from stepward.core.sessions.commands_resuming import Countersign, OrderByTelephone, RenewDecision, SignResume
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.holds import ResumePoint
from stepward.core.sessions.people import Actor, Signature, Witness
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.resuming import decision_hash, resume_hash
from stepward.core.sessions.sealing import reduced_hash
from stepward.core.sessions.session import Session


def signature_of(by: Actor, meaning: str, signed_hash: str) -> Signature:
    """Sign by name and role, for a meaning, over what a hash stands for."""
    return Signature(user=by.user, name=by.name, role=by.role, meaning=meaning, signed_hash=signed_hash)


def signing_plan(plan: SessionPlan, by: Actor, *, reason: str = "") -> SignPlan:
    """Sign an order, the first one or a change of it."""
    return SignPlan(plan=plan, signature=signature_of(by, "sign the plan", plan.signed_hash), reason=reason)


def signing_resume(session: Session, point: ResumePoint, by: Actor, *, reason: str = "") -> SignResume:
    """Sign where a held session goes on."""
    signed = resume_hash(session.order, session.version, point)
    return SignResume(point=point, signature=signature_of(by, "resume", signed), reason=reason)


def ordering_by_telephone(  # noqa: PLR0913 - who orders, who writes, who hears, and what
    session: Session,
    point: ResumePoint,
    by: Actor,
    *,
    physician: Actor,
    witness: Witness | None,
    is_read_back: bool,
    reason: str = "",
) -> OrderByTelephone:
    """Write an order that was given by telephone, signed by the one who takes it."""
    signed = resume_hash(session.order, session.version, point)
    return OrderByTelephone(
        point=point,
        signature=signature_of(by, "order taken by telephone", signed),
        physician=physician,
        witness=witness,
        is_read_back=is_read_back,
        reason=reason,
    )


def countersigning(session: Session, by: Actor) -> Countersign:
    """Sign what was ordered by telephone; nothing ordered is refused by the rules, not here."""
    signed = "" if session.telephone is None else session.telephone.signed_hash
    return Countersign(signature=signature_of(by, "countersign the order by telephone", signed))


def renewing_decision(session: Session, by: Actor) -> RenewDecision:
    """Decide after a long hold that the plan goes on."""
    return RenewDecision(
        signature=signature_of(by, "go on after a long hold", decision_hash(session.order, session.version))
    )


def signing_reduced_dose(session: Session, total: Fraction, by: Actor) -> SignReducedDose:
    """Complete at the dose that was given."""
    signed = reduced_hash(session.order, session.version, total)
    return SignReducedDose(total=total, signature=signature_of(by, "complete at the reduced dose", signed))
