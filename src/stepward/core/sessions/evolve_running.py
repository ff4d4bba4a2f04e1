"""What the plan, the solutions, the steps and the end do to a session."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Any

from stepward.core.sessions.between import exactly
from stepward.core.sessions.changing import replace
from stepward.core.sessions.events import (
    ChecklistTicked,
    Completed,
    ControlTaken,
    Ended,
    Entry,
    LastStepEnded,
    LineFlushed,
    PlanSigned,
    RateLowered,
    ReducedDoseSigned,
    SolutionChecked,
    SolutionHung,
    SolutionMade,
    SolutionVoided,
    SoundHeard,
    StepBegun,
)
from stepward.core.sessions.filling import branch_behind, filled_anew, first_filled, to_come
from stepward.core.sessions.given import Given, Run, SingleDose
from stepward.core.sessions.instants import Instant, Stopwatch
from stepward.core.sessions.plan import PAPER_LINE, SessionStep, StepKind
from stepward.core.sessions.session import FlushNow, Session, SolutionNow, SolutionStage, State, Tick

READY = {SolutionStage.CHECKED, SolutionStage.HUNG}


def plan_signed(session: Session, event: PlanSigned, _entry: Entry) -> Session:
    """Take a new plan; what was made for solutions that are the same stands."""
    before = {} if session.plan is None else {item.number: item for item in session.plan.solutions}
    solutions = tuple(
        session.solution(item.number) if before.get(item.number) == item else _anew(session, item.number)
        for item in event.plan.solutions
    )
    found = replace(
        session,
        plan=event.plan,
        plan_version=session.plan_version + 1,
        solutions=solutions,
        signature=None,
        telephone=session.telephone,
        ticks=tuple(item for item in without_paper(session.ticks) if item.line in event.plan.checklist),
    )
    line = event.plan.line
    if session.plan is not None and session.given.runs and line is not None and line != session.plan.line:
        found = replace(found, given=filled_anew(session, event.plan, line, line.primed_with))
    if session.state.is_before_start:
        return replace(found, state=stage_of(replace(found, state=State.SIGNED)))
    return found


def without_paper(ticks: tuple[Tick, ...]) -> tuple[Tick, ...]:
    """Take back what was said of the plan on paper: it is of an older version now (H-69)."""
    return tuple(item for item in ticks if item.line != PAPER_LINE)


def _anew(session: Session, number: int) -> SolutionNow:
    """Plan a solution that is new or changed: the bag that was made of the other one is void."""
    before = next((item for item in session.solutions if item.number == number), None)
    return SolutionNow(number=number, voided=() if before is None else _thrown_away(before))


def stage_of(session: Session) -> State:
    """Tell which state before the start the solutions stand for; later solutions may be made in waves (H-02)."""
    if session.plan is None or not session.state.is_before_start:
        return session.state
    first = session.solution(session.plan.steps[0].solution)
    if first.stage in READY:
        return State.VERIFIED
    made = any(item.stage not in {SolutionStage.PLANNED, SolutionStage.VOIDED} for item in session.solutions)
    return State.PREPARED if made else State.SIGNED


def _with_solution(session: Session, solution: SolutionNow) -> Session:
    solutions = tuple(solution if item.number == solution.number else item for item in session.solutions)
    found = replace(session, solutions=solutions)
    return replace(found, state=stage_of(found))


def solution_made(session: Session, event: SolutionMade, entry: Entry) -> Session:
    """Note that a solution is made, by this person."""
    voided = session.solution(event.number).voided
    made = SolutionNow(
        number=event.number,
        stage=SolutionStage.MADE,
        made_by=entry.actor.user,
        since_run=len(session.given.runs),
        bag=max(voided, default=0) + 1,
        voided=voided,
        use_before=event.use_before,
    )
    return _with_solution(session, made)


def solution_checked(session: Session, event: SolutionChecked, entry: Entry) -> Session:
    """Note that a solution is checked, by this person."""
    before = session.solution(event.number)
    return _with_solution(session, replace(before, stage=SolutionStage.CHECKED, checked_by=entry.actor.user))


def solution_hung(session: Session, event: SolutionHung, _entry: Entry) -> Session:
    """Note that a solution is on the pump, with a fresh line that is filled with it where one was taken."""
    found = _with_solution(session, replace(session.solution(event.number), stage=SolutionStage.HUNG))
    line = session.order.line
    if not event.fresh_line or line is None:
        return found
    return replace(found, given=filled_anew(session, session.order, line, event.number))


def solution_voided(session: Session, event: SolutionVoided, _entry: Entry) -> Session:
    """Note that a solution is thrown away: it is made anew or never."""
    voided = _thrown_away(session.solution(event.number))
    return _with_solution(session, SolutionNow(number=event.number, stage=SolutionStage.VOIDED, voided=voided))


def _thrown_away(solution: SolutionNow) -> tuple[int, ...]:
    """List the bags that no label may bring back; one that was never made is none (H-51)."""
    is_made = solution.stage not in {SolutionStage.PLANNED, SolutionStage.VOIDED}
    return (*solution.voided, solution.bag) if is_made else solution.voided


def checklist_ticked(session: Session, event: ChecklistTicked, entry: Entry) -> Session:
    """One more line is ticked, or one is ticked anew."""
    others = tuple(item for item in session.ticks if item.line != event.line)
    return replace(session, ticks=(*others, _tick(event, entry)))


def _tick(event: ChecklistTicked, entry: Entry) -> Tick:
    return Tick(line=event.line, at=entry.at, given_at=event.given_at, plan_hash=event.plan_hash)


def sound_heard(session: Session, _event: SoundHeard, entry: Entry) -> Session:
    """Note that the alarm was heard at this device."""
    return replace(session, sound_heard_on=entry.actor.device)


def control_taken(session: Session, event: ControlTaken, entry: Entry) -> Session:
    """One device controls; its sound must be heard there (H-85)."""
    heard = session.sound_heard_on if session.sound_heard_on == event.device else ""
    return replace(session, controller=event.device, controller_user=entry.actor.user, sound_heard_on=heard)


def step_begun(session: Session, event: StepBegun, entry: Entry) -> Session:
    """Note that a step begins: the run before it ends, its own begins, and its dwell counts from zero."""
    step = session.order.step(event.step)
    given = closed(session.given, entry.at)
    found = replace(
        session,
        state=State.RUNNING,
        step=event.step,
        highest_step=max(session.highest_step, event.step),
        begun_sequence=entry.sequence,
        rate=event.rate,
        dwell=Stopwatch(since=entry.at),
        stretched=0,
        clock_anchor=entry.at,
        hold=None,
        gap=0,
        given=given,
    )
    return begun(found, step, entry.at, rate=event.rate, dose=event.dose, volume=event.volume)


def begun(  # noqa: PLR0913 - a step begins with a rate and its volume, or with a dose
    session: Session,
    step: SessionStep,
    at: Instant,
    *,
    rate: Fraction | None,
    dose: Fraction | None,
    volume: Fraction | None = None,
) -> Session:
    """Let drug flow at a rate until a volume is in, or count a dose that was given; a resume may give none."""
    if step.kind is StepKind.DOSE:
        if dose is None:
            return session
        single = SingleDose(step=step.number, solution=step.solution, dose=exactly(dose), at=at)
        return replace(session, given=session.given.with_dose(single))
    if rate is None:
        return session
    limits = [limit for limit in (volume, volume_limit(session, step, at)) if limit is not None]
    run = Run(
        step=step.number,
        solution=step.solution,
        strength=session.order.solution(step.solution).strength,
        rate=rate,
        began=at,
        sure=Stopwatch(since=at),
        limit=min(limits, default=None),
    )
    return replace(session, given=first_filled(session).with_run(run))


def volume_limit(session: Session, step: SessionStep, at: Instant) -> Fraction | None:
    """Tell after which volume the pump stands still: what the container holds, and in the last step the ordered total.

    The last step is shortened by what repeats, overruns and a filled line may have given at most, or will (H-13).
    """
    solution = session.order.solution(step.solution)
    limits = []
    if (left := container_left(session, solution.number, at)) is not None:
        limits.append(left)
    if step.number == session.order.last and session.order.closes_on_total:
        left = session.order.ordered_total - session.given.total(at).most - to_come(session)
        limits.append(max(left, Fraction(0)) / solution.strength)
    elif step.ends_by_volume and step.volume is not None:
        limits.append(max(step.volume - session.given.going_on(step.number, at).most, Fraction(0)))
    return min(limits, default=None)


def container_left(session: Session, number: int, at: Instant) -> Fraction | None:
    """Tell the most that the container of a solution may still hold; runs before it was made took nothing of it."""
    volume = session.order.solution(number).volume
    if volume is None:
        return None
    runs = (run for run in session.given.runs[session.solution(number).since_run :] if run.solution == number)
    return max(volume - sum((run.volume(at).least for run in runs), Fraction(0)), Fraction(0))


def closed(given: Given, at: Instant, reading: Fraction | None = None) -> Given:
    """Close the run that is open, at what the pump shows where it was read."""
    run = given.open_run
    return given if run is None else given.with_last(run.stood(at, reading))


def rate_lowered(session: Session, event: RateLowered, entry: Entry) -> Session:
    """Note that the running step goes on slower, until its dose is in; the pump keeps the volume it was set to."""
    step, run = session.order.step(session.step), session.given.open_run
    left = None if run is None or run.limit is None else run.limit - run.volume(entry.at).least
    stretched = session.stretched + (0 if step.ends_by_volume else _slower(session, event.rate, entry.at))
    found = replace(session, given=closed(session.given, entry.at), rate=event.rate, stretched=stretched)
    return begun(found, step, entry.at, rate=event.rate, dose=None, volume=left)


def _slower(session: Session, rate: Fraction, at: Instant) -> int:
    """Tell the microseconds by which the rest of a timed step lasts longer at a lower rate."""
    rest = max(session.dwell_needed - session.dwell.read(at).least, 0)
    return ceil(rest * ((session.rate or rate) / rate - 1))


def last_step_ended(session: Session, event: LastStepEnded, entry: Entry) -> Session:
    """Note that the last drug is in; the patient is watched."""
    given = closed(session.given, entry.at, event.volume)
    return replace(
        session,
        state=State.OBSERVING,
        given=flushed(session, given) if event.flushed else given,
        dwell=session.dwell.stood(entry.at),
        observed=Stopwatch(since=entry.at),
        dose_ended_at=ended_at(session, entry),
        is_flushed=event.flushed,
        rate=None,
        hold=None,
        signature=None,
        opinion=None,
    )


def flushed(session: Session, given: Given) -> Given:
    """Count what the branch behind the last solution held: the flush brought it in."""
    return replace(given, flushed=branch_behind(session))


def line_flushed(session: Session, event: LineFlushed, entry: Entry) -> Session:
    """Note that what the line held is in."""
    flush = FlushNow(at=entry.at, volume=event.volume, rate=event.rate)
    return replace(session, is_flushed=True, given=flushed(session, session.given), flush=flush)


def reduced_dose_signed(session: Session, event: ReducedDoseSigned, entry: Entry) -> Session:
    """Note that a physician completes at what was given; the patient is watched from now on."""
    watched = session.observed if session.state is State.OBSERVING else Stopwatch(since=entry.at)
    return replace(
        session,
        state=State.OBSERVING,
        hold=None,
        signature=None,
        given=closed(session.given, entry.at),
        dwell=session.dwell.stood(entry.at),
        observed=watched,
        rate=None,
        reduced_total=event.total,
        dose_ended_at=session.dose_ended_at or ended_at(session, entry),
    )


def ended_at(session: Session, entry: Entry) -> datetime:
    """Tell when the drug ended, the earlier time where that is not sure: when it was held, else now (H-90)."""
    return entry.at.at if session.hold is None else min(session.hold.since.at, entry.at.at)


def completed(session: Session, _event: Completed, entry: Entry) -> Session:
    """Everything is given and watched; final."""
    return replace(session, state=State.COMPLETED, observed=session.observed.stood(entry.at))


def ended(session: Session, _event: Ended, entry: Entry) -> Session:
    """Note that the session is over; drug may have flowed until the pump is seen to stand still."""
    run = session.given.open_run
    given = session.given if run is None else session.given.with_last(run.doubted(entry.at))
    return replace(
        session,
        state=State.STOPPED,
        given=given,
        hold=None,
        signature=None,
        dwell=session.dwell.stood(entry.at),
        observed=session.observed.stood(entry.at),
        ended_by=entry.actor,
    )


APPLY: dict[type, Callable[[Session, Any, Entry], Session]] = {
    PlanSigned: plan_signed,
    SolutionMade: solution_made,
    SolutionChecked: solution_checked,
    SolutionHung: solution_hung,
    SolutionVoided: solution_voided,
    ChecklistTicked: checklist_ticked,
    SoundHeard: sound_heard,
    ControlTaken: control_taken,
    StepBegun: step_begun,
    RateLowered: rate_lowered,
    LastStepEnded: last_step_ended,
    LineFlushed: line_flushed,
    ReducedDoseSigned: reduced_dose_signed,
    Completed: completed,
    Ended: ended,
}
