"""How a hold ends: what is still missing, whether a signature still stands, and where the session may go on.

Nothing goes on at a higher step, at a faster rate or with more drug than was held. The rate of the pump itself never
rises either: what the line still holds would reach the vein faster.

Source: STEPWARD-SAFETY, H-07, H-09 to H-14; each resume rule carries its own source.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from stepward.core.quantities.numbers import is_terminating
from stepward.core.sessions.clocks_right import put_right
from stepward.core.sessions.filling import to_come
from stepward.core.sessions.gates import (
    clock_trouble,
    is_hold_too_long,
    missing_vitals,
    outside_vitals,
)
from stepward.core.sessions.holds import HoldKind, ResumePoint
from stepward.core.sessions.instants import MINUTE, Instant, elapsed
from stepward.core.sessions.next_step import beginning, limits
from stepward.core.sessions.plan import ResumeKind, ResumeRule, SessionPlan, SessionStep, StepKind
from stepward.core.sessions.session import ResumeSignature, Session, State

HALF = Fraction(1, 2)
FINISH = "finish"
"""The rule of a point after which nothing is given any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that a resume still needs: its code is that of the refusal, its words say what to do."""

    code: str
    words: str


# ------------------------------------------------------------------------------------------------ the signature (H-10)


def resume_hash(plan: SessionPlan, version: int, point: ResumePoint) -> str:
    """Tell the hash that a resume signature stands for: the plan, the version that was seen, and the whole point."""
    parts = (
        "resume", plan.signed_hash, version, point.step, point.rate, point.dose, point.later_share, point.not_before,
        point.rule, point.source,
    )  # fmt: skip
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


def decision_hash(plan: SessionPlan, version: int) -> str:
    """Tell the hash that a renewed decision stands for: the plan and the version that was seen."""
    return hashlib.sha256(f"go on\n{plan.signed_hash}\n{version}".encode()).hexdigest()


def is_valid(signature: ResumeSignature, session: Session, now: Instant) -> bool:
    """Tell whether a signature still lets the session go on (H-10).

    It is void after its time, after any new reaction, hold, high alarm or plan, and after one use.
    """
    hold, plan = session.hold, session.plan
    if hold is None or plan is None or session.signature != signature:
        return False
    return (
        elapsed(signature.at, now).most <= plan.settings.signature_valid * MINUTE
        and signature.plan_hash == plan.signed_hash
        and signature.sequence == signature.version + 1
        and signature.sequence > hold.sequence
        and signature.signature.signed_hash == resume_hash(plan, signature.version, signature.point)
    )


# ------------------------------------------------------------------------------------------------- what is missing


def is_signature_needed(session: Session, now: Instant) -> bool:
    """Tell whether a resume needs a signature: after a clinical hold, and a technical one beyond its first limit."""
    hold = put_right(session, now).hold
    if hold is None or hold.kind is HoldKind.CLINICAL:
        return True
    return elapsed(hold.since, now).most > session.order.settings.hold_reminder * MINUTE


def missing_for_resume(session: Session, now: Instant) -> tuple[Missing, ...]:
    """List everything that a resume still needs, in the order in which it is done; the page shows this list."""
    if session.state is not State.HELD or session.hold is None:
        return (Missing(code="not-in-this-state", words="The session is not held: there is nothing to resume."),)
    return tuple(item for rule in NEEDS for item in rule(session, now))


def _clocks(session: Session, now: Instant) -> Iterator[Missing]:
    trouble = clock_trouble(session, now)
    if trouble is not None:
        yield Missing(code="clock-in-doubt", words=trouble.value)


def _pump(session: Session, _now: Instant) -> Iterator[Missing]:
    if session.hold is not None and (not session.hold.is_pump_stopped or session.given.open_run is not None):
        yield Missing(code="pump-may-run", words="Stop the pump by hand and confirm that it stands still.")


def _reactions(session: Session, _now: Instant) -> Iterator[Missing]:
    for reaction in session.open_reactions:
        yield Missing(code="reaction-open", words=f"Reaction {reaction.number} is open. Mark it as resolved.")


def _alarms(session: Session, _now: Instant) -> Iterator[Missing]:
    if session.is_alarmed:
        yield Missing(code="alarm-active", words="An alarm of high priority stands. See to it and reset it.")


def _vitals(session: Session, now: Instant) -> Iterator[Missing]:
    after = 0 if session.hold is None else session.hold.sequence
    missing = missing_vitals(session, now, after=after)
    if missing:
        yield Missing(code="vitals-missing", words=f"Take these vital signs now: {', '.join(missing)}.")
    outside = outside_vitals(session)
    if outside:
        words = f"Outside the limits: {', '.join(outside)}. Wait, or ask a physician to accept the value."
        yield Missing(code="vitals-outside", words=words)


def _decision(session: Session, now: Instant) -> Iterator[Missing]:
    if is_hold_too_long(session, now):
        yield Missing(code="decision-needed", words="Held too long: a physician decides anew, or the session is ended.")


def _opinion(session: Session, _now: Instant) -> Iterator[Missing]:
    if session.is_opinion_needed:
        yield Missing(code="opinion-needed", words="Ask a second physician for an opinion, or end the session.")


def _countersignature(session: Session, now: Instant) -> Iterator[Missing]:
    order = session.telephone
    if order is not None and elapsed(order.at, now).most > session.order.settings.countersign_within * MINUTE:
        yield Missing(code="countersign-needed", words="The order by telephone is not countersigned in time.")


def _signature(session: Session, now: Instant) -> Iterator[Missing]:
    if not is_signature_needed(session, now):
        return
    signature = session.signature
    if signature is None or not is_valid(signature, session, now):
        words = "A physician with the privilege to resume must sign."
        yield Missing(code="signature-needed", words=words)
        return
    left = wait_left(session, signature.point, now)
    if left > 0:
        words = f"Wait {-(-left // MINUTE)} min more before the dose is repeated."
        yield Missing(code="wait-needed", words=words)


NEEDS: tuple[Callable[[Session, Instant], Iterator[Missing]], ...] = (
    _clocks,
    _pump,
    _reactions,
    _alarms,
    _vitals,
    _decision,
    _opinion,
    _countersignature,
    _signature,
)


def wait_left(session: Session, point: ResumePoint, now: Instant) -> int:
    """Tell the microseconds until a point may begin, by the least that has passed since the last drug."""
    if not point.not_before or session.hold is None:
        return 0
    last = session.given.doses[-1].at if session.given.doses else session.hold.since
    return max(point.not_before - elapsed(last, now).least, 0)


# ------------------------------------------------------------------------------------------- where it may go on (H-11)


def resume_points(session: Session, rule: ResumeRule, now: Instant) -> tuple[ResumePoint, ...]:
    """List where a held session may go on by a rule, the highest first; none is above what was held (H-11, H-13).

    Where all is given there is one point: to finish.
    """
    if session.plan is None or session.hold is None or not 0 < session.step <= session.plan.last:
        return ()
    if is_all_given(session, now):
        return (finishing(session),)
    found = (_signed(point, rule) for point in KINDS[rule.kind](session, rule))
    return tuple(
        point
        for point in dict.fromkeys(found)
        if not is_above_held(session, point) and not passed_limit(session, point, now)
    )


def is_all_given(session: Session, now: Instant) -> bool:
    """Tell whether the held session is in its last step and nothing of it is left to give, at the worst (H-13).

    A single dose must have had its dwell, too.
    """
    if session.plan is None or session.step != session.plan.last or session.given.open_run is not None:
        return False
    step = session.plan.step(session.step)
    if step.kind is StepKind.DOSE:
        is_over = session.dwell.read(now).least >= step.dwell
        return is_over and session.given.of_step(step.number, now).most >= step.dose
    return bool(session.given.runs) and beginning(session, step.number, now).volume == 0


def finishing(session: Session) -> ResumePoint:
    """Write the point that lets nothing flow: the last step is over, and what the line holds may be flushed."""
    return ResumePoint(step=session.step, later_share=session.later_share, rule=FINISH)


def _signed(point: ResumePoint, rule: ResumeRule) -> ResumePoint:
    return replace(point, rule=rule.kind.value, source=rule.source)


def held_dose(session: Session) -> Fraction:
    """Tell the single dose that was held: the last one of the step, as it was given."""
    of_step = [item for item in session.given.doses if item.step == session.step]
    return of_step[-1].dose.most if of_step else session.order.step(session.step).dose


def intensity(session: Session, point: ResumePoint) -> Fraction:
    """Tell the drug per hour of an infusion, or the dose of a single one."""
    if point.rate is None:
        return point.dose or Fraction(0)
    return point.rate * session.order.solution(session.order.step(point.step).solution).strength


def is_above_held(session: Session, point: ResumePoint) -> bool:
    """Tell whether a point lies above what was held in any way: step, pump rate, drug per hour, dose, later rates."""
    if not 1 <= point.step <= session.step or not 0 < point.later_share <= session.later_share:
        return True
    step, held = session.order.step(point.step), session.order.step(session.step)
    if step.kind is not held.kind:
        return True
    if step.kind is StepKind.DOSE:
        most = min(held_dose(session), held.dose)
        return point.rate is not None or (point.dose is not None and not 0 < point.dose <= most)
    if point.dose is not None or point.rate is None or session.rate is None:
        return True
    at_held = ResumePoint(step=session.step, rate=session.rate)
    return not 0 < point.rate <= session.rate or intensity(session, point) > intensity(session, at_held)


def passed_limit(session: Session, point: ResumePoint, now: Instant) -> str:
    """Name the limit that a point would pass; nothing if it stays below all of them (H-13)."""
    step = session.order.step(point.step)
    if step.kind is StepKind.DOSE:
        given, dose = session.given.total(now).most + to_come(session), point.dose or Fraction(0)
        return next((name for name, limit in limits(session.order) if given + dose > limit), "")
    share = Fraction(1) if point.rate is None or step.rate is None else point.rate / step.rate
    return beginning(replace(session, later_share=share), point.step, now).passed


def volume_left(session: Session, point: ResumePoint, now: Instant) -> Fraction | None:
    """Tell the volume with which a step that ends by volume goes on; nothing for a timed one."""
    if point.rate is None:
        return None
    return beginning(session, point.step, now).volume


def _at(session: Session, step: SessionStep) -> ResumePoint:
    """Give a step at its planned rate or dose, and never above what was held."""
    if step.kind is StepKind.DOSE:
        dose = min(step.dose, held_dose(session))
        return ResumePoint(step=step.number, dose=dose, later_share=session.later_share)
    rate = _not_faster(session, (step.rate or Fraction(0)) * session.later_share)
    return ResumePoint(step=step.number, rate=rate, later_share=session.later_share)


def _not_faster(session: Session, rate: Fraction) -> Fraction:
    return rate if session.rate is None else min(rate, session.rate)


def _repeat(session: Session, _rule: ResumeRule) -> Iterator[ResumePoint]:
    yield _at(session, session.order.step(session.step))


def _back(session: Session, rule: ResumeRule) -> Iterator[ResumePoint]:
    """Go one step back, and further up to what the rule names; before the first step there is only the first."""
    for steps in range(1, rule.steps + 1):
        yield _at(session, session.order.step(max(session.step - steps, 1)))


def _share(session: Session, rule: ResumeRule) -> Iterator[ResumePoint]:
    """Give a share of the last tolerated dose or dose rate, on the highest step that is planned to give no more."""
    plan, share = session.order, rule.share or HALF
    if session.step == 1:
        return
    tolerated = intensity(session, _planned(session, plan.step(session.step - 1))) * share
    below = (
        step for step in plan.steps[: session.step - 1] if intensity(session, _planned(session, step)) <= tolerated
    )
    step = max(below, key=lambda item: item.number, default=plan.steps[0])
    if step.kind is StepKind.DOSE:
        yield ResumePoint(step=step.number, dose=tolerated, later_share=session.later_share)
        return
    rate = tolerated / plan.solution(step.solution).strength
    if not is_terminating(rate):
        rate = min(rate, (step.rate or Fraction(0)) * session.later_share)
    if is_terminating(rate):
        yield ResumePoint(step=step.number, rate=_not_faster(session, rate), later_share=session.later_share)


def _planned(session: Session, step: SessionStep) -> ResumePoint:
    if step.kind is StepKind.DOSE:
        return ResumePoint(step=step.number, dose=step.dose)
    return ResumePoint(step=step.number, rate=(step.rate or Fraction(0)) * session.later_share)


def _half(session: Session, rule: ResumeRule) -> Iterator[ResumePoint]:
    """Run the held step at a share of its rate, and all later ones too; a single dose has no rate."""
    if session.rate is not None:
        share = rule.share or HALF
        yield ResumePoint(step=session.step, rate=session.rate * share, later_share=session.later_share * share)


def _after(session: Session, rule: ResumeRule) -> Iterator[ResumePoint]:
    """Repeat the provoking dose when so much time has passed since it was given."""
    yield replace(_at(session, session.order.step(session.step)), not_before=rule.after)


def _named(session: Session, _rule: ResumeRule) -> Iterator[ResumePoint]:
    """List the highest that a physician may name, for each step."""
    for step in reversed(session.order.steps[: session.step]):
        yield _at(session, step)


KINDS: dict[ResumeKind, Callable[[Session, ResumeRule], Iterator[ResumePoint]]] = {
    ResumeKind.REPEAT_STEP: _repeat,
    ResumeKind.STEPS_BACK: _back,
    ResumeKind.SHARE_OF_TOLERATED: _share,
    ResumeKind.HALF_RATE: _half,
    ResumeKind.REPEAT_AFTER: _after,
    ResumeKind.PHYSICIAN: _named,
}
