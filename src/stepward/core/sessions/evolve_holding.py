"""What STOP, holds, reactions, resumes and the clock do to a session."""

from collections.abc import Callable
from math import ceil
from typing import Any

from stepward.core.sessions.between import Between
from stepward.core.sessions.changing import replace
from stepward.core.sessions.events import (
    AlarmRaised,
    AlarmReset,
    DecisionRenewed,
    DeliveryDoubted,
    DoseDoubted,
    ElapsedConfirmed,
    Entry,
    GapConfirmed,
    Held,
    OpinionGiven,
    OrderCountersigned,
    PumpStopped,
    Restarted,
    Resumed,
    ResumeSigned,
    StartCleared,
    StopPressed,
)
from stepward.core.sessions.evolve_running import begun, closed, without_paper
from stepward.core.sessions.given import Given
from stepward.core.sessions.holds import Cause, HoldKind, Priority
from stepward.core.sessions.instants import HOUR, MICROSECOND, Instant, Stopwatch
from stepward.core.sessions.people import Witness
from stepward.core.sessions.session import (
    Alarm,
    Hold,
    ResumeSignature,
    Session,
    State,
    TelephoneOrder,
)

MOST_CLINICAL_HOLDS = 3
PUMP_IS_RUNNING = "pump-may-run"


def held(session: Session, entry: Entry, kind: HoldKind, cause: Cause, *, is_counted: bool = True) -> Session:
    """Hold a running session, or add a cause to its hold; a clinical one wins.

    Drug may flow until the pump is seen to stand still: a high alarm says so until then (H-07). The third clinical
    hold asks for a second opinion (H-12).
    """
    before = session.hold
    if session.state is State.RUNNING:
        is_still = session.given.open_run is None
        hold = Hold(kind=kind, causes=(cause,), since=entry.at, is_pump_stopped=is_still)
    elif session.state is State.HELD and before is not None:
        causes = before.causes if cause in before.causes else (*before.causes, cause)
        hold = replace(before, kind=kind if kind is HoldKind.CLINICAL else before.kind, causes=causes)
    else:
        return session
    is_new = kind is HoldKind.CLINICAL and is_counted and not hold.is_counted
    count = session.clinical_holds + is_new
    found = replace(
        session,
        state=State.HELD,
        hold=replace(hold, sequence=entry.sequence, is_counted=hold.is_counted or is_new),
        clinical_holds=count,
        is_opinion_needed=session.is_opinion_needed or (is_new and count >= MOST_CLINICAL_HOLDS),
        given=doubted(session.given, entry.at),
        dwell=session.dwell.stood(entry.at),
        signature=None,
    )
    return found if hold.is_pump_stopped else with_alarm(found, PUMP_IS_RUNNING, Priority.HIGH, entry.at)


def doubted(given: Given, at: Instant) -> Given:
    """Put the run that is open in doubt."""
    run = given.open_run
    return given if run is None else given.with_last(run.doubted(at))


def stop_pressed(session: Session, _event: StopPressed, entry: Entry) -> Session:
    """Note STOP: a running session is held, one that has not started cannot start; nothing is ended (H-05)."""
    if session.state.is_before_start:
        return replace(session, is_start_stopped=True)
    return held(session, entry, HoldKind.CLINICAL, Cause.STOP)


def start_cleared(session: Session, _event: StartCleared, _entry: Entry) -> Session:
    """Note that a session that was stopped before its start may start."""
    return replace(session, is_start_stopped=False)


def hold_set(session: Session, event: Held, entry: Entry) -> Session:
    """Note that the session is held; a change of plan is no clinical hold of H-12."""
    return held(session, entry, event.kind, event.cause, is_counted=event.cause is not Cause.PLAN_CHANGE)


def pump_stopped(session: Session, event: PumpStopped, entry: Entry) -> Session:
    """Note that the pump is seen to stand still: from now on nothing flows for sure; it may be read later too."""
    given = session.given
    if given.runs and (given.open_run is not None or event.volume is not None):
        given = given.with_last(given.runs[-1].stood(entry.at, event.volume))
    hold = None if session.hold is None else replace(session.hold, is_pump_stopped=True)
    alarms = tuple(item for item in session.alarms if item.condition != PUMP_IS_RUNNING)
    return replace(session, given=given, hold=hold, alarms=alarms)


def delivery_doubted(session: Session, event: DeliveryDoubted, _entry: Entry) -> Session:
    """Note that for a while nothing may have flowed: the least forgets that time, the dwell and the dose alike."""
    if not session.given.runs:
        return session
    run = session.given.runs[-1]
    changed = replace(run, lost=run.lost + event.duration)
    if run.reading is not None:
        missed = min(run.rate * event.duration / HOUR, run.reading.least)
        changed = replace(run, reading=Between(least=run.reading.least - missed, most=run.reading.most))
    dwell = session.dwell.forgot(event.duration) if run.step == session.step else session.dwell
    return replace(session, given=session.given.with_last(changed), dwell=dwell)


def dose_doubted(session: Session, _event: DoseDoubted, _entry: Entry) -> Session:
    """Note that how much of the last single dose was kept is not known."""
    return replace(session, given=session.given.with_doubt()) if session.given.doses else session


def resume_signed(session: Session, event: ResumeSigned, entry: Entry) -> Session:
    """Note that a resume is signed; by telephone it awaits the physician's own signature."""
    physician = event.ordered_by or Witness(user=event.signature.user, name=event.signature.name)
    signature = ResumeSignature(
        point=event.point,
        signature=event.signature,
        physician=physician,
        version=event.version,
        plan_hash=event.plan_hash,
        at=entry.at,
        sequence=entry.sequence,
    )
    telephone = session.telephone
    if event.ordered_by is not None:
        telephone = TelephoneOrder(
            sequence=entry.sequence, at=entry.at, physician=physician, signed_hash=event.signature.signed_hash
        )
    return replace(session, signature=signature, telephone=telephone)


def order_countersigned(session: Session, _event: OrderCountersigned, _entry: Entry) -> Session:
    """Note that the order by telephone is signed."""
    return replace(session, telephone=None)


def opinion_given(session: Session, event: OpinionGiven, _entry: Entry) -> Session:
    """Note that a second physician was asked; the next resume is signed by another one."""
    return replace(session, is_opinion_needed=False, opinion=event.physician)


def decision_renewed(session: Session, _event: DecisionRenewed, entry: Entry) -> Session:
    """Note that the plan goes on after a long hold; where it goes on is signed anew (H-10, H-14)."""
    if session.hold is None:
        return session
    return replace(session, hold=replace(session.hold, renewed_at=entry.at), signature=None)


def resumed(session: Session, event: Resumed, entry: Entry) -> Session:
    """Note that the session runs again; a timed step begins its dwell at zero (H-11)."""
    step = session.order.step(event.point.step)
    found = replace(
        session,
        state=State.RUNNING,
        step=step.number,
        begun_sequence=entry.sequence,
        rate=event.point.rate,
        later_share=session.later_share if event.kind is HoldKind.TECHNICAL else event.point.later_share,
        dwell=Stopwatch(since=entry.at),
        stretched=_slower(session, event),
        clock_anchor=entry.at,
        hold=None,
        signature=None,
        opinion=None,
        gap=0,
        given=closed(session.given, entry.at),
        ticks=session.ticks if event.kind is HoldKind.TECHNICAL else without_paper(session.ticks),
    )
    return begun(found, step, entry.at, rate=event.point.rate, dose=event.point.dose, volume=event.volume)


def _slower(session: Session, event: Resumed) -> int:
    """Tell the microseconds that a timed step needs beyond its dwell at a rate that a nurse had lowered.

    Where a physician signed the rate, the dose of its dwell is what was signed.
    """
    step, rate = session.order.step(event.point.step), event.point.rate
    if event.kind is HoldKind.CLINICAL or step.ends_by_volume or step.rate is None or not rate:
        return 0
    return max(ceil(step.dwell * (step.rate * session.later_share / rate - 1)), 0)


def elapsed_confirmed(session: Session, _event: ElapsedConfirmed, entry: Entry) -> Session:
    """Note that the clocks are compared from now on; what counted is the smaller time."""
    return replace(session, clock_anchor=entry.at)


def restarted(session: Session, event: Restarted, entry: Entry) -> Session:
    """Note a restart: what is not proven counts as zero for the dwell and in full for the dose (H-23)."""
    given, run = session.given, session.given.open_run
    if run is not None:
        watch = run.sure if run.sure.since is not None else run.unsure
        gone = watch.restarted(event.proven, entry.at)
        changed = replace(run, sure=gone) if run.sure.since is not None else replace(run, unsure=gone)
        given = given.with_last(changed)
    return replace(
        session,
        given=given,
        dwell=session.dwell.restarted(event.proven, entry.at),
        observed=session.observed.restarted(event.proven, entry.at),
        clock_anchor=entry.at,
        gap=session.gap + gap_since(event.proven, entry.at) if session.state is State.RUNNING else session.gap,
    )


def gap_since(proven: Instant, now: Instant) -> int:
    """Tell the microseconds between the last proven instant and the restart, by UTC: nothing else bridges a boot."""
    return max((now.at - proven.at) // MICROSECOND, 0)


def gap_confirmed(session: Session, event: GapConfirmed, _entry: Entry) -> Session:
    """Note that a nurse says how long the pump ran while the server was gone."""
    run = session.given.runs[-1] if session.given.runs else None
    given = session.given
    if run is not None and run.step == session.step:
        given = given.with_last(replace(run, sure=run.sure.granted(event.duration)))
    left = max(session.gap - event.duration, 0)
    return replace(session, given=given, dwell=session.dwell.granted(event.duration), gap=left)


def with_alarm(session: Session, condition: str, priority: Priority, at: Instant) -> Session:
    """Raise an alarm, once; a high one voids a signature (H-10)."""
    others = tuple(item for item in session.alarms if item.condition != condition)
    signature = None if priority is Priority.HIGH else session.signature
    return replace(
        session, alarms=(*others, Alarm(condition=condition, priority=priority, since=at)), signature=signature
    )


def alarm_raised(session: Session, event: AlarmRaised, entry: Entry) -> Session:
    """Note that a condition needs a person."""
    return with_alarm(session, event.condition, event.priority, entry.at)


def alarm_reset(session: Session, event: AlarmReset, _entry: Entry) -> Session:
    """Note that a person reset an alarm."""
    return replace(session, alarms=tuple(item for item in session.alarms if item.condition != event.condition))


APPLY: dict[type, Callable[[Session, Any, Entry], Session]] = {
    StopPressed: stop_pressed,
    StartCleared: start_cleared,
    Held: hold_set,
    PumpStopped: pump_stopped,
    DeliveryDoubted: delivery_doubted,
    DoseDoubted: dose_doubted,
    ResumeSigned: resume_signed,
    OrderCountersigned: order_countersigned,
    OpinionGiven: opinion_given,
    DecisionRenewed: decision_renewed,
    Resumed: resumed,
    ElapsedConfirmed: elapsed_confirmed,
    Restarted: restarted,
    GapConfirmed: gap_confirmed,
    AlarmRaised: alarm_raised,
    AlarmReset: alarm_reset,
}
