"""What a point must be where a held session goes on: of the rule or named by a physician, never above what was held.

Source: STEPWARD-SAFETY, H-11, H-13 and H-52.
"""

from fractions import Fraction
from typing import ClassVar

from stepward.core.sessions.commands_signing import HigherThanHeld
from stepward.core.sessions.gates import require_hung, require_reason
from stepward.core.sessions.holds import ResumePoint
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.next_step import least_volume
from stepward.core.sessions.plan import ResumeKind
from stepward.core.sessions.refusals import LimitPassed, RateDiffers, SessionRefusal
from stepward.core.sessions.resuming import (
    finishing,
    is_above_held,
    is_all_given,
    passed_limit,
    resume_points,
    volume_left,
)
from stepward.core.sessions.session import Session

NAMED = ResumeKind.PHYSICIAN.value


class NotByTheRule(SessionRefusal):
    """A point is none of the resume rule, and no physician names it with a reason."""

    code: ClassVar[str] = "not-by-the-rule"


def require_point(session: Session, point: ResumePoint, reason: str, now: Instant) -> None:
    """Accept a point of the rule, or one that a physician names with a reason; never above what was held (H-11, H-13).

    Raises:
        HigherThanHeld: if it is above what was held in any way.
        LimitPassed: naming the limit.
        NotByTheRule: if it is not of the rule and not named.
    """
    if is_all_given(session, now) and point == finishing(session):
        return
    if is_above_held(session, point):
        msg = "This is above what was held. Choose a lower step, rate or dose."
        raise HigherThanHeld(msg)
    passed = passed_limit(session, point, now)
    if passed:
        msg = f"This would pass {passed}. Choose less, or sign a reduced dose."
        raise LimitPassed(msg)
    rule = session.order.resume_rule
    if point in resume_points(session, rule, now):
        return
    if point.rule != NAMED or (point.not_before and rule.kind is not ResumeKind.REPEAT_AFTER):
        msg = "The resume rule does not say this. Choose a point of the rule, or name one with a reason."
        raise NotByTheRule(msg)
    if rule.kind is not ResumeKind.PHYSICIAN:
        require_reason(reason)


def require_point_now(session: Session, point: ResumePoint, now: Instant) -> None:
    """Look once more at what may have changed since the signature: what was held, the limits, and the solution."""
    if is_above_held(session, point):
        msg = "This is above what was held. A physician must sign again."
        raise HigherThanHeld(msg)
    passed = passed_limit(session, point, now)
    if passed:
        msg = f"This would pass {passed}. A physician must sign less, or a reduced dose."
        raise LimitPassed(msg)
    require_hung(session, session.order.step(point.step).solution)


def require_read(point: ResumePoint, rate: Fraction | None, dose: Fraction | None) -> None:
    """Compare what was read with what is signed.

    Raises:
        RateDiffers: if it is something else.
    """
    if (rate, dose) != (point.rate, point.dose):
        msg = "What you read is not what is signed. Read the pump or the label again."
        raise RateDiffers(msg)


def require_volume(session: Session, point: ResumePoint, volume: Fraction | None, now: Instant) -> None:
    """Refuse a volume beyond what is left, or so small that it cuts the step short.

    Raises:
        LimitPassed: if it is beyond.
        RateDiffers: if it is too small.
    """
    if volume is None:
        return
    left = volume_left(session, point, now)
    if left is None or not 0 < volume <= left:
        msg = "The pump is set to more than is left, or this step is timed. Set it again."
        raise LimitPassed(msg)
    if volume < left * least_volume(session, point.step):
        msg = "The pump is set to less than the step still gives. Set what is left."
        raise RateDiffers(msg)
