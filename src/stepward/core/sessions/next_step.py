"""The next step as it may begin now: computed on the worse end of what was given, the binding limit named.

Source: STEPWARD-SAFETY, H-03, H-11 and H-13.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.sessions.between import NOTHING
from stepward.core.sessions.evolve_running import container_left
from stepward.core.sessions.filling import to_come
from stepward.core.sessions.instants import HOUR, Instant
from stepward.core.sessions.plan import SessionPlan, SessionStep, StepKind
from stepward.core.sessions.session import Session

ORDERED_TOTAL = "the ordered total"
DOSE_LIMIT = "the dose limit of the drug entry"
CONTAINER = "what the container holds"
PLANNED = "what the step is planned to give"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step that would begin now: the rate or dose to be read, and what it gives at most.

    `volume` is what the pump is set to at most, where it ends by volume. `binding` names what bounds the dose; `passed`
    the limit that it would pass, so that it is refused.
    """

    number: int
    rate: Fraction | None
    planned: Fraction
    dose: Fraction
    volume: Fraction | None = None
    binding: str = PLANNED
    passed: str = ""

    @property
    def is_shortened(self) -> bool:
        """Tell whether it gives less than planned, because of what was given besides (H-13)."""
        return self.dose < self.planned


def next_step(session: Session, now: Instant) -> NextStep | None:
    """Tell how the next step may begin now; nothing after the last one."""
    if session.plan is None or session.step >= session.plan.last:
        return None
    return beginning(session, session.step + 1, now)


def beginning(session: Session, number: int, now: Instant) -> NextStep:
    """Tell how a step may begin now."""
    plan = session.order
    step = plan.step(number)
    rate = None if step.rate is None else step.rate * session.later_share
    left = {name: limit - session.given.total(now).most - to_come(session) for name, limit in limits(plan)}
    planned = _planned(session, step, now)
    if closes(plan, step):
        return _closing(session, step, rate=rate, planned=planned, left=left, now=now)
    worst = max(planned, _by_dwell(session, step))
    passed = next((name for name, rest in left.items() if worst > rest), "")
    volume = planned / plan.solution(step.solution).strength if step.ends_by_volume else None
    return NextStep(number=number, rate=rate, planned=planned, dose=planned, volume=volume, passed=passed)


def closes(plan: SessionPlan, step: SessionStep) -> bool:
    """Tell whether a step ends at the ordered total."""
    return plan.closes_on_total and step.number == plan.last


def least_volume(session: Session, number: int) -> Fraction:
    """Tell the share of a planned volume that a pump is set to at the least, so that no typed number cuts a step short.

    The last step may be set in parts: what lacks at the end is judged when the session is completed (H-18).
    """
    plan = session.order
    return Fraction(0) if number == plan.last else Fraction(plan.settings.complete_percent, 100)


def limits(plan: SessionPlan) -> Iterator[tuple[str, Fraction]]:
    """List the limits of the whole dose, by name: the ordered total where the sum closes on it, and the drug's own."""
    if plan.closes_on_total:
        yield ORDERED_TOTAL, plan.ordered_total
    if plan.dose_limit is not None:
        yield DOSE_LIMIT, plan.dose_limit


def _planned(session: Session, step: SessionStep, now: Instant) -> Fraction:
    """Tell what the step is planned to give: less at a share of its rate, and the rest only where it ends by volume."""
    if step.kind is StepKind.DOSE:
        return step.dose
    if step.ends_by_volume:
        strength = session.order.solution(step.solution).strength
        return max(step.dose - session.given.going_on(step.number, now).most * strength, NOTHING)
    return step.dose * session.later_share


def _by_dwell(session: Session, step: SessionStep) -> Fraction:
    """Tell what a timed infusion gives in its dwell, whatever dose is written beside it."""
    if step.rate is None or step.ends_by_volume:
        return NOTHING
    volume = step.rate * session.later_share * step.dwell / HOUR
    return volume * session.order.solution(step.solution).strength


def _closing(  # noqa: PLR0913 - one value for each thing that bounds the last step
    session: Session,
    step: SessionStep,
    *,
    rate: Fraction | None,
    planned: Fraction,
    left: dict[str, Fraction],
    now: Instant,
) -> NextStep:
    """Close the sum: an infusion goes on to the ordered total, a single dose is never more than planned."""
    bounds = dict(left)
    strength = session.order.solution(step.solution).strength
    if step.kind is StepKind.DOSE:
        bounds[PLANNED] = planned
    elif (rest := container_left(session, step.solution, now)) is not None:
        bounds[CONTAINER] = rest * strength
    name, dose = min(bounds.items(), key=lambda item: item[1])
    volume = dose / strength if step.kind is StepKind.INFUSION else None
    return NextStep(
        number=step.number,
        rate=rate,
        planned=planned,
        dose=max(dose, NOTHING),
        volume=None if volume is None else max(volume, NOTHING),
        binding=name,
        passed=name if dose <= 0 else "",
    )
