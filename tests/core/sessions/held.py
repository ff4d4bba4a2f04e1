"""A session that is held, and what brings it on again: shared by the tests of holds."""

from fractions import Fraction

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import RecordReaction, ResolveReaction
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.core.sessions.commands_resuming import OrderByTelephone, Resume, SignResume
from stepward.core.sessions.holds import ResumePoint
from stepward.core.sessions.people import Actor, Privilege
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.resuming import resume_hash, resume_points
from tests.core.sessions.plans import ALLERGIST, NURSE, WITNESS, Ward, person, running, signature

HIVES = (Sign.HIVES,)
SHOCK = (Sign.HYPOTENSION, Sign.COLLAPSE)
OTHER = person("other", Privilege.SIGN, Privilege.RUN, Privilege.RESUME)


def held(step: int = 3, plan: SessionPlan | None = None, *, after: int = 5) -> Ward:
    """Press STOP some minutes after a step began, and confirm that the pump stands still."""
    return running(step, plan).wait(after).do(Stop()).do(ConfirmPumpStopped())


def reacted(step: int = 3, plan: SessionPlan | None = None, *, signs: tuple[Sign, ...] = HIVES) -> Ward:
    """Record a reaction five minutes after a step began, stop the pump and resolve it."""
    return over(running(step, plan).wait(5), signs=signs)


def over(ward: Ward, *, signs: tuple[Sign, ...] = HIVES) -> Ward:
    """Record a reaction, stop the pump and resolve it."""
    ward.do(RecordReaction(signs=signs)).do(ConfirmPumpStopped()).wait(10)
    return ward.do(ResolveReaction(number=len(ward.session.reactions)))


def first_point(ward: Ward) -> ResumePoint:
    """Take the highest point of the rule."""
    return resume_points(ward.session, ward.session.order.resume_rule, ward.now)[0]


def signing(ward: Ward, point: ResumePoint, by: Actor = ALLERGIST, reason: str = "") -> SignResume:
    """Sign a point as the session stands."""
    signed = resume_hash(ward.session.order, ward.session.version, point)
    return SignResume(point=point, signature=signature(by, signed, "resume"), reason=reason)


def telephoning(
    ward: Ward, point: ResumePoint, physician: Actor = ALLERGIST, *, is_read_back: bool = True
) -> OrderByTelephone:
    """Take an order by telephone as the session stands."""
    signed = resume_hash(ward.session.order, ward.session.version, point)
    return OrderByTelephone(
        point=point,
        signature=signature(NURSE, signed, "order by telephone"),
        physician=physician,
        witness=WITNESS,
        is_read_back=is_read_back,
    )


def signed(ward: Ward, point: ResumePoint | None = None, by: Actor = ALLERGIST) -> Ward:
    """Take vital signs within limits and sign a point, the first of the rule if none is named."""
    ward.calm()
    return ward.do(signing(ward, point or first_point(ward), by), by)


def resuming(ward: Ward) -> Resume:
    """Read what is signed from the pump, with a second person."""
    signature_now = ward.session.signature
    point = ResumePoint(step=1, rate=Fraction(10)) if signature_now is None else signature_now.point
    return Resume(rate=point.rate, dose=point.dose, witness=WITNESS)


def resumed(ward: Ward, point: ResumePoint | None = None) -> Ward:
    """Sign and resume."""
    signed(ward, point)
    return ward.do(resuming(ward))
