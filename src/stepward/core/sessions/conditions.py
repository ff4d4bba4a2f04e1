"""What needs a person now: computed from session and clock, never stored; each has one fixed priority.

An alarm counts the most of a time, so that it comes rather too early than too late; the end of the observation counts
the least.

Source: STEPWARD-SAFETY, H-07, H-09, H-13, H-14, H-21, H-22, H-26, H-80, H-81 and H-85.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from stepward.core.sessions.filling import to_come
from stepward.core.sessions.gates import (
    clock_trouble,
    hold_age,
    hold_limit,
    latest_vital,
    missing_vitals,
    outside_vitals,
)
from stepward.core.sessions.holds import HoldKind, Priority
from stepward.core.sessions.instants import HOUR, MINUTE, Instant, elapsed
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.session import Session, State


class Code(Enum):
    """The conditions, by the code that machines see."""

    PUMP_MAY_RUN = "pump-may-run"
    TOTAL_PASSED = "total-passed"
    TOTAL_NEAR = "total-near"
    STEP_OVERDUE = "step-overdue"
    VITALS_OUTSIDE = "vitals-outside"
    VITALS_STALE = "vitals-stale"
    VITALS_DUE = "vitals-due"
    HOLD_LIMIT = "hold-limit"
    HOLD_REMINDER = "hold-reminder"
    CLOCK_TROUBLE = "clock-trouble"
    COUNTERSIGN_OVERDUE = "countersign-overdue"
    SOUND_NOT_HEARD = "sound-not-heard"
    OBSERVATION_OVER = "observation-over"
    PAPER_STALE = "paper-stale"


PRIORITY = {
    Code.PUMP_MAY_RUN: Priority.HIGH,
    Code.TOTAL_PASSED: Priority.HIGH,
    Code.VITALS_OUTSIDE: Priority.HIGH,
    Code.TOTAL_NEAR: Priority.MEDIUM,
    Code.STEP_OVERDUE: Priority.MEDIUM,
    Code.VITALS_STALE: Priority.MEDIUM,
    Code.VITALS_DUE: Priority.LOW,
    Code.HOLD_LIMIT: Priority.MEDIUM,
    Code.HOLD_REMINDER: Priority.LOW,
    Code.CLOCK_TROUBLE: Priority.MEDIUM,
    Code.COUNTERSIGN_OVERDUE: Priority.MEDIUM,
    Code.SOUND_NOT_HEARD: Priority.MEDIUM,
    Code.OBSERVATION_OVER: Priority.LOW,
    Code.PAPER_STALE: Priority.LOW,
}
"""Harm by onset: HIGH where drug may flow that must not; never changed by a user (H-80)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that needs a person: what, how urgent, since when, and what to do."""

    code: Code
    since: datetime
    words: str

    @property
    def priority(self) -> Priority:
        """How urgent it is."""
        return PRIORITY[self.code]


def due(session: Session, now: Instant) -> tuple[Condition, ...]:
    """List what needs a person now, the most urgent first."""
    if session.plan is None:
        return ()
    found = (condition for rule in RULES for condition in rule(session, now))
    order = list(Priority)
    return tuple(sorted(found, key=lambda condition: order.index(condition.priority)))


def _ago(now: Instant, microseconds: int) -> datetime:
    return now.at - timedelta(microseconds=max(microseconds, 0))


def pump_may_run(session: Session, now: Instant) -> Iterator[Condition]:
    """Ask until the pump is confirmed stopped, in a hold and after the end (H-07)."""
    run = session.given.open_run
    if session.state is State.HELD and session.hold is not None and not session.hold.is_pump_stopped:
        since = session.hold.since.at
    elif session.state.is_final and run is not None:
        since = now.at if run.unsure.since is None else run.unsure.since.at
    else:
        return
    yield Condition(code=Code.PUMP_MAY_RUN, since=since, words="Stop the pump by hand now, then confirm it.")


def ordered_total(session: Session, now: Instant) -> Iterator[Condition]:
    """Warn before a step that overruns passes the ordered total, and when it has (H-13)."""
    run, plan = session.given.open_run, session.order
    if run is None or not plan.closes_on_total:
        return
    most = session.given.total(now).most + to_come(session)
    if most > plan.ordered_total:
        yield Condition(
            code=Code.TOTAL_PASSED, since=now.at, words="More than the ordered total may be given. Press STOP."
        )
    elif run.limit is None or session.step < plan.last:
        ahead = run.rate * run.strength * plan.settings.overdue_after * MINUTE / HOUR
        if most + ahead > plan.ordered_total:
            words = "This step overruns and will pass the ordered total. Advance or press STOP."
            yield Condition(code=Code.TOTAL_NEAR, since=now.at, words=words)


def step_overdue(session: Session, now: Instant) -> Iterator[Condition]:
    """Warn when a step runs on past its dwell (H-26); the last one of an infusion ends by volume."""
    step = session.current
    if session.state is not State.RUNNING or step is None:
        return
    over = session.dwell.read(now).most - session.dwell_needed - session.order.settings.overdue_after * MINUTE
    if over >= 0:
        words = f"Step {step.number} is overdue. Advance, finish or hold."
        yield Condition(code=Code.STEP_OVERDUE, since=_ago(now, over), words=words)


def vitals_wanted(session: Session, now: Instant) -> Iterator[Condition]:
    """Ask for vital signs before an advance or a resume, and warn when they are missing then (H-81)."""
    step, fresh = session.current, session.order.settings.vitals_fresh * MINUTE
    if session.state is State.RUNNING and step is not None and step.number < session.order.last:
        late, after = session.dwell.read(now).most - session.dwell_needed, session.begun_sequence
    elif session.state is State.HELD and session.hold is not None and session.hold.kind is HoldKind.CLINICAL:
        late, after = elapsed(session.hold.since, now).most - fresh, 0
    else:
        return
    missing = missing_vitals(session, now, after=after)
    if not missing or late < -fresh:
        return
    words = f"Take these vital signs now: {', '.join(missing)}."
    code = Code.VITALS_STALE if late >= 0 else Code.VITALS_DUE
    yield Condition(code=code, since=_ago(now, late if late >= 0 else late + fresh), words=words)


def vitals_outside(session: Session, _now: Instant) -> Iterator[Condition]:
    """Call a person while drug runs and a device reads a vital sign outside this patient's limits (H-81, H-98).

    What a person enters holds the session at once, so that this is never said of it.
    """
    if session.state is State.RUNNING and (names := outside_vitals(session)):
        since = max(found[1].at.at for name in names if (found := latest_vital(session, name)) is not None)
        words = f"Outside the limits: {', '.join(names)}. Look at the patient, then hold or measure again."
        yield Condition(code=Code.VITALS_OUTSIDE, since=since, words=words)


def vitals_interval(session: Session, now: Instant) -> Iterator[Condition]:
    """Warn when the order's longest time between two readings has passed while drug runs or is watched."""
    every = session.order.vitals_every
    if every is None or session.state not in {State.RUNNING, State.HELD, State.OBSERVING}:
        return
    found = [latest_vital(session, limit.name) for limit in session.order.vitals]
    ages = [every if item is None else elapsed(item[1].at, now).most for item in found]
    late = max(ages, default=0) - every
    if late >= 0:
        words = "The time between two readings of vital signs has passed. Take them now."
        yield Condition(code=Code.VITALS_STALE, since=_ago(now, late), words=words)


def hold_too_long(session: Session, now: Instant) -> Iterator[Condition]:
    """Remind of a hold, and say when it has voided the plan (H-14)."""
    if session.hold is None:
        return
    age = hold_age(session, now)
    beyond = age - hold_limit(session)
    if beyond > 0:
        words = "Held too long: the plan is void. A physician decides anew, or the session is ended."
        yield Condition(code=Code.HOLD_LIMIT, since=_ago(now, beyond), words=words)
    reminder = age - session.order.settings.hold_reminder * MINUTE
    if reminder > 0 >= beyond:
        words = "The session is still held. Resume it or end it."
        yield Condition(code=Code.HOLD_REMINDER, since=_ago(now, reminder), words=words)


def clocks_in_doubt(session: Session, now: Instant) -> Iterator[Condition]:
    """Say that the clocks do not agree: nothing advances, everything can be stopped (H-21, H-22)."""
    trouble = clock_trouble(session, now)
    if trouble is not None and not session.state.is_final:
        yield Condition(code=Code.CLOCK_TROUBLE, since=now.at, words=trouble.value)


def countersign_overdue(session: Session, now: Instant) -> Iterator[Condition]:
    """Ask for the physician's own signature on an order by telephone (H-09)."""
    if session.telephone is None:
        return
    late = elapsed(session.telephone.at, now).most - session.order.settings.countersign_within * MINUTE
    if late > 0:
        words = "The order by telephone is not countersigned. Ask the physician to sign it."
        yield Condition(code=Code.COUNTERSIGN_OVERDUE, since=_ago(now, late), words=words)


def sound_not_heard(session: Session, now: Instant) -> Iterator[Condition]:
    """Ask for a sound test where the session is controlled from, while drug may run (H-85)."""
    if session.state in {State.RUNNING, State.HELD} and session.sound_heard_on != session.controller:
        words = "The alarm was not heard at this device. Test the sound."
        yield Condition(code=Code.SOUND_NOT_HEARD, since=now.at, words=words)


def observation_over(session: Session, now: Instant) -> Iterator[Condition]:
    """Say that the patient was watched long enough (H-18)."""
    over = session.observed.read(now).least - session.order.observation
    if session.state is State.OBSERVING and over >= 0:
        words = "The observation is over. Complete the session."
        yield Condition(code=Code.OBSERVATION_OVER, since=_ago(now, over), words=words)


def paper_stale(session: Session, now: Instant) -> Iterator[Condition]:
    """Ask for the plan on paper anew after a change of the plan, or of where it goes on (H-69)."""
    is_on = session.state in {State.RUNNING, State.HELD}
    if is_on and PAPER_LINE in session.order.checklist and PAPER_LINE not in session.ticked:
        words = "The plan on paper is old. Print it anew."
        yield Condition(code=Code.PAPER_STALE, since=now.at, words=words)


RULES: tuple[Callable[[Session, Instant], Iterator[Condition]], ...] = (
    pump_may_run,
    ordered_total,
    step_overdue,
    vitals_wanted,
    vitals_outside,
    vitals_interval,
    hold_too_long,
    clocks_in_doubt,
    countersign_overdue,
    sound_not_heard,
    observation_over,
    paper_stale,
)
