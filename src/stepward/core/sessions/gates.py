"""What must be true before drug may flow: one small function for each thing, shared by start, advance and resume.

What lets drug flow counts the least of a time, what forbids it the most. Across a restart nothing is proven.

Source: STEPWARD-SAFETY, H-03, H-15, H-17, H-20 to H-22, H-52 and H-81.
"""

from enum import Enum
from fractions import Fraction

from stepward.core.sessions.clocks_right import put_right
from stepward.core.sessions.instants import MINUTE, SECOND, Instant, disagreement, elapsed
from stepward.core.sessions.people import Actor, Signature, Witness, is_same, plain_name
from stepward.core.sessions.plan import VitalLimit
from stepward.core.sessions.refusals import (
    AlarmActive,
    ClockInDoubt,
    NotController,
    ReactionOpen,
    ReasonMissing,
    SamePerson,
    SecondPersonMissing,
    SignatureDiffers,
    SolutionNotReady,
    VitalsMissing,
    VitalsOutside,
)
from stepward.core.sessions.session import Session, SolutionStage, Vitals


class ClockTrouble(Enum):
    """What is wrong with the clocks, in the words that are shown."""

    BEHIND = "The clock is behind the newest entry. Set the server's clock right."
    DIFFERENT = "The two clocks differ. Confirm the elapsed time against a second clock."
    RESTARTED = "The server restarted and the gap is not noted yet. Wait for the restart entry."


def clock_trouble(session: Session, now: Instant) -> ClockTrouble | None:
    """Tell whether the clocks can be trusted to let a session go on (H-21, H-22)."""
    if session.latest_at is not None and now.at < session.latest_at:
        return ClockTrouble.BEHIND
    anchor = session.clock_anchor
    if anchor is None:
        return None
    if anchor.boot != now.boot:
        return ClockTrouble.RESTARTED
    if disagreement(anchor, now) > session.order.settings.clock_difference * SECOND:
        return ClockTrouble.DIFFERENT
    return None


def require_clocks(session: Session, now: Instant) -> None:
    """Refuse to go on while the clocks are in doubt.

    Raises:
        ClockInDoubt: saying what to do.
    """
    trouble = clock_trouble(session, now)
    if trouble is not None:
        raise ClockInDoubt(trouble.value)


def require_control(session: Session, by: Actor) -> None:
    """Let only the one who controls go on, at the device that controls (H-17).

    Raises:
        NotController: if anybody else asks.
    """
    if not session.controller or (by.device, by.user) != (session.controller, session.controller_user):
        msg = "You do not control this session. Take control first, or ask the controller."
        raise NotController(msg)


def require_calm(session: Session) -> None:
    """Refuse while a reaction is open or an alarm of high priority stands.

    Raises:
        ReactionOpen: naming what to do.
        AlarmActive: naming what to do.
    """
    if session.open_reactions:
        msg = "A reaction is open. Mark it as resolved first."
        raise ReactionOpen(msg)
    if session.is_alarmed:
        msg = "An alarm of high priority stands. See to it and reset it first."
        raise AlarmActive(msg)


def latest_vital(session: Session, name: str) -> tuple[Fraction, Vitals] | None:
    """Find the newest value of a vital sign, and the reading that holds it."""
    for reading in reversed(session.vitals):
        for found, value in reading.values:
            if found == name:
                return value, reading
    return None


def is_fresh(session: Session, reading: Vitals, now: Instant) -> bool:
    """Tell whether a reading is new enough; one from before a restart is not."""
    limit = session.order.settings.vitals_fresh * MINUTE
    return reading.at.boot == now.boot and elapsed(reading.at, now).most <= limit


def missing_vitals(session: Session, now: Instant, *, after: int) -> tuple[str, ...]:
    """List the required vital signs without a fresh value that was entered after an entry."""
    missing = []
    for limit in session.order.vitals:
        found = latest_vital(session, limit.name)
        if found is None or found[1].sequence <= after or not is_fresh(session, found[1], now):
            missing.append(limit.name)
    return tuple(missing)


def is_accepted(session: Session, limit: VitalLimit, value: Fraction) -> bool:
    """Tell whether a physician accepts a value outside this limit: on the same side, and not yet passed."""
    for item in session.accepted:
        if item.name != limit.name:
            continue
        low, high = min(item.value, item.until), max(item.value, item.until)
        is_below = limit.low is not None and item.value < limit.low and low <= value < limit.low
        is_above = limit.high is not None and item.value > limit.high and limit.high < value <= high
        if is_below or is_above:
            return True
    return False


def outside_vitals(session: Session) -> tuple[str, ...]:
    """List the vital signs whose newest value is outside this patient's limits and not accepted."""
    outside = []
    for limit in session.order.vitals:
        found = latest_vital(session, limit.name)
        if found is not None and not limit.allows(found[0]) and not is_accepted(session, limit, found[0]):
            outside.append(limit.name)
    return tuple(outside)


def require_vitals(session: Session, now: Instant, *, after: int = 0) -> None:
    """Refuse without every required vital sign, entered after an entry, fresh, and within limits or accepted.

    Raises:
        VitalsMissing: naming them.
        VitalsOutside: naming them.
    """
    if missing := missing_vitals(session, now, after=after):
        msg = f"Take these vital signs now: {', '.join(missing)}."
        raise VitalsMissing(msg)
    if outside := outside_vitals(session):
        msg = f"Outside the limits: {', '.join(outside)}. Hold, or ask a physician to accept the value."
        raise VitalsOutside(msg)


def require_hung(session: Session, number: int) -> None:
    """Refuse to run from a solution that is not checked and hung by two.

    Raises:
        SolutionNotReady: if it is not.
    """
    if session.solution(number).stage is not SolutionStage.HUNG:
        msg = f"Solution {number} is not hung. Check it and hang it with a second person."
        raise SolutionNotReady(msg)


def require_second(by: Actor, witness: Witness | None, exception: str) -> None:
    """Ask for a second person, who is another one, or for a declared exception with its reason (H-52).

    Raises:
        SamePerson: if both are one.
        SecondPersonMissing: if there is neither.
    """
    if witness is None:
        if not exception.strip():
            msg = "Name the second person, or declare why there is none."
            raise SecondPersonMissing(msg)
    elif not witness.user.strip() or not plain_name(witness.name):
        msg = "Name the second person, or declare why there is none."
        raise SecondPersonMissing(msg)
    elif is_same(witness, Witness(user=by.user, name=by.name)):
        msg = "The second person must be somebody else."
        raise SamePerson(msg)


def hold_age(session: Session, now: Instant) -> int:
    """Tell the most microseconds since a session was held, or since it was decided anew; zero if it is not held."""
    hold = put_right(session, now).hold
    return 0 if hold is None else elapsed(hold.renewed_at or hold.since, now).most


def hold_limit(session: Session) -> int:
    """Tell after which microseconds of a hold the plan is void; the protocol's own rule stands before the setting."""
    plan = session.order
    return plan.settings.hold_limit * MINUTE if plan.resume_rule.hold_limit is None else plan.resume_rule.hold_limit


def is_hold_too_long(session: Session, now: Instant) -> bool:
    """Tell whether the plan is void until a new signed decision (H-14)."""
    return session.hold is not None and hold_age(session, now) > hold_limit(session)


def require_signature(signature: Signature, by: Actor, signed_hash: str) -> None:
    """Ask for the own signature, over this text (H-92).

    Raises:
        SignatureDiffers: if it is another person's, or over something else.
    """
    if signature.signed_hash != signed_hash:
        msg = "The plan is not the one that was shown. Open it and sign again."
        raise SignatureDiffers(msg)
    if (signature.user, signature.name) != (by.user, by.name):
        msg = "The signature is of another person. Sign for yourself."
        raise SignatureDiffers(msg)


def require_reason(reason: str) -> None:
    """Ask for a reason.

    Raises:
        ReasonMissing: if there is none.
    """
    if not reason.strip():
        msg = "Give a reason."
        raise ReasonMissing(msg)
