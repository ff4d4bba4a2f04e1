"""The signature on a plan: the first one, and a change of it.

A change is a new version. While a session is held, the hold stays, and the held step is never faster than it was.

Source: STEPWARD-SAFETY, H-03, H-04, H-11, H-13, H-15, H-34 and H-92.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.sessions.events import Event, Held, PlanSigned
from stepward.core.sessions.filling import planned_filling
from stepward.core.sessions.gates import require_reason, require_signature
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor, Signature
from stepward.core.sessions.plan import SessionPlan, SessionStep, StepKind, required_lines
from stepward.core.sessions.refusals import LimitPassed, SessionRefusal, SignatureDiffers
from stepward.core.sessions.sealing import is_sealed
from stepward.core.sessions.session import Session, State


class OrderIncomplete(SessionRefusal):
    """An order lacks a line of the checklist or the limits of the vital signs."""

    code: ClassVar[str] = "order-incomplete"


class OtherDrug(SessionRefusal):
    """A changed plan is for another drug, or counts it in another unit."""

    code: ClassVar[str] = "other-drug"


class OtherPatient(SessionRefusal):
    """A changed plan is for another patient, or for nobody known (H-50)."""

    code: ClassVar[str] = "other-patient"


class HigherThanHeld(SessionRefusal):
    """A changed plan would bring the held session above what it ran at (H-11)."""

    code: ClassVar[str] = "higher-than-held"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPlan:
    """A physician signs a plan, the first one or a change with its reason."""

    plan: SessionPlan
    signature: Signature
    reason: str = ""


def sign_plan(session: Session, command: SignPlan, by: Actor, _now: Instant) -> tuple[Event, ...]:
    """Accept a whole order within its hard limits, signed over its own hash by the person who asks."""
    plan = command.plan
    if not is_sealed(plan):
        msg = "The plan was changed after its hash was taken. Open it and sign again."
        raise SignatureDiffers(msg)
    require_signature(command.signature, by, plan.signed_hash)
    _require_whole(plan)
    _require_limits(plan)
    signed = PlanSigned(plan=plan, signature=command.signature, reason=command.reason)
    if session.plan is None:
        return (signed,)
    require_reason(command.reason)
    if (plan.drug, plan.unit) != (session.order.drug, session.order.unit):
        msg = "A changed plan keeps its drug and unit. Open another session for another drug."
        raise OtherDrug(msg)
    before = session.order.identity
    if before is not None and (plan.identity is None or plan.identity.patient != before.patient):
        msg = "A changed plan keeps its patient. Open another session for another patient."
        raise OtherPatient(msg)
    if session.state is not State.HELD:
        return (signed,)
    _require_not_higher(session, plan)
    return (signed, Held(kind=HoldKind.CLINICAL, cause=Cause.PLAN_CHANGE, reason=command.reason))


def _require_whole(plan: SessionPlan) -> None:
    lacking = required_lines(plan) - frozenset(plan.checklist)
    if lacking:
        msg = f"The checklist lacks: {', '.join(sorted(lacking))}."
        raise OrderIncomplete(msg)
    if not plan.vitals or any(item.low is None and item.high is None for item in plan.vitals):
        msg = "Set the limits of each vital sign from the baseline."
        raise OrderIncomplete(msg)


def _require_limits(plan: SessionPlan) -> None:
    if plan.rate_limit is not None:
        for step in plan.steps:
            if step.rate is not None and step.rate > plan.rate_limit:
                msg = f"Step {step.number} is above the rate limit of the drug entry. Lower its rate."
                raise LimitPassed(msg)
    filled = planned_filling(plan)
    planned = sum((step.dose for step in plan.steps), Fraction(0))
    most = plan.ordered_total if plan.closes_on_total else max(planned + filled, plan.ordered_total)
    if plan.dose_limit is not None and max(planned, most) > plan.dose_limit:
        msg = "The plan is above the dose limit of the drug entry. Lower the target dose."
        raise LimitPassed(msg)
    if plan.closes_on_total and planned + filled - plan.steps[-1].dose >= plan.ordered_total:
        msg = "The steps before the last one leave nothing of the ordered total. Check the steps."
        raise LimitPassed(msg)


def _require_not_higher(session: Session, plan: SessionPlan) -> None:
    """Compare what the held step and all before it give with what was held."""
    held = session.order.step(session.step)
    most = _intensity(session.order, held, session.rate)
    for step in plan.steps[: session.step]:
        if step.kind is not held.kind or _intensity(plan, step, step.rate) > most:
            msg = f"Step {step.number} would be above what was held. Lower it."
            raise HigherThanHeld(msg)
    if len(plan.steps) < session.step:
        msg = f"The plan ends before the held step {session.step}. Keep that step."
        raise HigherThanHeld(msg)
    new = plan.step(session.step)
    if new.rate is not None and session.rate is not None and new.rate > session.rate:
        msg = f"Step {session.step} would run faster than it was held. Lower its rate."
        raise HigherThanHeld(msg)


def _intensity(plan: SessionPlan, step: SessionStep, rate: Fraction | None) -> Fraction:
    """Tell the drug per hour of an infusion, or the dose of a single one."""
    if step.kind is StepKind.DOSE or rate is None:
        return step.dose
    return rate * plan.solution(step.solution).strength


JUDGE: dict[type, Callable[[Session, Any, Actor, Instant], tuple[Event, ...]]] = {SignPlan: sign_plan}
