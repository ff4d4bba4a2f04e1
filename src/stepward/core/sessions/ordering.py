"""A checked plan and the unit's choices become the order that a session runs; nothing that is missing is guessed.

Source: STEPWARD-SAFETY, H-03, H-13, H-15, H-31 and H-41.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan, PlannedSolution, PlannedStep
from stepward.core.protocols.protocol import TargetIs
from stepward.core.quantities import Amount, Duration, Rate
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.plan import (
    ResumeRule,
    SessionLine,
    SessionPlan,
    SessionSolution,
    SessionStep,
    StepKind,
    VitalLimit,
)
from stepward.core.sessions.sealing import sealed
from stepward.core.sessions.settings import Settings


class NotOrderable(Refusal, ValueError):
    """A plan cannot become an order; says which step, why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the unit decides for this patient and day.

    `waits` are the times between doses that the source leaves open, by step of the plan.
    """

    observation: Duration
    resume_rule: ResumeRule
    vitals: tuple[VitalLimit, ...]
    checklist: tuple[str, ...]
    leads: tuple[tuple[str, Duration], ...] = ()
    vitals_every: Duration | None = None
    waits: tuple[tuple[int, Duration], ...] = ()
    line: SessionLine | None = None
    patient_age: Fraction | None = None
    settings: Settings = field(default_factory=Settings)


def days_of(plan: Plan) -> tuple[int | None, ...]:
    """List the days of a plan in their order, one session each; a plan of one day has one without a number."""
    return tuple(dict.fromkeys(step.day for step in plan.effective.steps))


def plan_of(plan: Plan, choices: Choices, *, day: int | None = None) -> SessionPlan:
    """Write the order of one session: the whole plan, or one day of a course.

    Raises:
        NotOrderable: if the plan is blocked, given at home, of another day, or leaves something open.
    """
    if plan.is_blocked:
        msg = "The plan has findings that block it. Change the plan."
        raise NotOrderable(msg)
    steps = tuple(step for step in plan.effective.steps if step.day == day)
    if not steps:
        msg = "The plan has no steps on this day. Choose a day of the plan."
        raise NotOrderable(msg)
    for step in steps:
        _require_here(plan, step)
    is_whole = len(steps) == len(plan.effective.steps) and not any(item.is_at_home for item in plan.protocol.steps)
    closing = is_whole and plan.protocol.target_is is TargetIs.CUMULATIVE
    given = sum((step.dose.value for step in steps), Fraction(0))
    solutions = {item.number: item for item in plan.effective.solutions}
    product = max(solutions, default=0) + 1
    found = tuple(
        _step(plan, step, number=number, product=product, choices=choices, is_last=number == len(steps))
        for number, step in enumerate(steps, start=1)
    )
    used = dict.fromkeys(step.solution for step in found)
    return sealed(
        SessionPlan(
            drug=plan.order.drug,
            unit=steps[0].dose.unit,
            steps=found,
            solutions=tuple(_solution(number, solutions.get(number)) for number in sorted(used)),
            ordered_total=plan.order.target.amount.value if closing else given,
            signed_hash="",
            resume_rule=choices.resume_rule,
            observation=_microseconds(choices.observation),
            closes_on_total=closing,
            rate_limit=_rate_limit(plan),
            dose_limit=_dose_limit(plan, steps[0].dose),
            vitals=choices.vitals,
            checklist=choices.checklist,
            leads=tuple((line, _microseconds(lead)) for line, lead in choices.leads),
            vitals_every=None if choices.vitals_every is None else _microseconds(choices.vitals_every),
            line=choices.line,
            patient_age=choices.patient_age,
            settings=choices.settings,
        )
    )


def _microseconds(time: Duration) -> int:
    """Count whole microseconds, never fewer than the time has."""
    exact = time.value * MINUTE
    return -(-exact.numerator // exact.denominator)


def _require_here(plan: Plan, step: PlannedStep) -> None:
    source = next((item for item in plan.protocol.steps if item.number == step.number), None)
    if source is not None and source.is_at_home:
        msg = f"Step {step.number} is given at home in the source. A session runs supervised steps only."
        raise NotOrderable(msg)
    if step.delivers_nothing:
        msg = f"Step {step.number} only fills the line: what it gives cannot be counted. Choose another protocol."
        raise NotOrderable(msg)
    if step.drug not in {"", plan.order.drug}:
        msg = f"Step {step.number} gives a second drug. A session runs one drug."
        raise NotOrderable(msg)


def _step(  # noqa: PLR0913 - a step, its place, and the choices for what its source leaves open
    plan: Plan, step: PlannedStep, *, number: int, product: int, choices: Choices, is_last: bool
) -> SessionStep:
    solution = product if step.solution is None else step.solution
    if step.rate is None:
        dwell = _after(step, choices, is_last=is_last)
        return SessionStep(number=number, kind=StepKind.DOSE, solution=solution, dwell=dwell, dose=step.dose.value)
    if step.volume is None or step.duration is None or step.solution is None:
        msg = f"Step {step.number} has a rate, but its volume or time is open. Choose another protocol."
        raise NotOrderable(msg)
    source = plan.protocol.steps[step.number - 1]
    return SessionStep(
        number=number,
        kind=StepKind.INFUSION,
        solution=solution,
        dwell=_microseconds(step.duration) + (0 if step.wait is None else _microseconds(step.wait)),
        dose=step.dose.value,
        rate=step.rate.value,
        volume=step.volume.value,
        ends_by_volume=is_last or source.duration is None or step.wait is not None,
    )


def _after(step: PlannedStep, choices: Choices, *, is_last: bool) -> int:
    """Tell how long after a dose the next one may follow; where the source leaves it open, the unit must say."""
    chosen = dict(choices.waits).get(step.number)
    stated = [part for part in (step.duration, step.wait) if part is not None]
    if stated and chosen is not None:
        msg = f"The source states the time after step {step.number}. Leave the choice out."
        raise NotOrderable(msg)
    if not stated and chosen is None and not is_last:
        msg = f"The source leaves the time after step {step.number} open. Enter it."
        raise NotOrderable(msg)
    return sum(_microseconds(part) for part in (*stated, *([] if chosen is None else [chosen])))


def _solution(number: int, planned: PlannedSolution | None) -> SessionSolution:
    """Take a preparation of the plan, or the product itself, of which one unit is one."""
    if planned is None:
        return SessionSolution(number=number, strength=Fraction(1))
    volume = None if planned.volume is None else planned.volume.value
    return SessionSolution(number=number, strength=planned.strength.per_ml.value, volume=volume)


def _rate_limit(plan: Plan) -> Fraction | None:
    stated = (plan.protocol.limits.rate_at_most, None if plan.order.entry is None else plan.order.entry.rate_at_most)
    rates: list[Rate] = [rate for rate in stated if rate is not None]
    return min((rate.value for rate in rates), default=None)


def _dose_limit(plan: Plan, dose: Amount) -> Fraction | None:
    """Take the drug entry's limit, where it counts in the unit of the plan."""
    limit = None if plan.order.entry is None else plan.order.entry.dose_at_most
    if limit is None:
        return None
    if type(limit) is not type(dose):
        msg = "The dose limit of the drug entry is in another unit than the plan. Correct the drug entry."
        raise NotOrderable(msg)
    return limit.value
