"""The plan that the search runs: four steps of two minutes each."""

from fractions import Fraction

from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.plan import SessionPlan, SessionSolution, SessionStep, StepKind, VitalLimit
from tests.core.sessions.plans import four_steps

TICK = MINUTE


def small_plan() -> SessionPlan:
    """Write a plan whose steps take two ticks, so that every order of events fits a search."""
    steps = tuple(
        SessionStep(
            number=number,
            kind=StepKind.INFUSION,
            solution=1 if number < 3 else 2,
            dwell=2 * TICK,
            dose=dose,
            rate=rate,
            volume=rate * 2 / 60,
            ends_by_volume=number == 4,
        )
        for number, rate, dose in (
            (1, Fraction(6), Fraction(1, 50)),
            (2, Fraction(12), Fraction(1, 25)),
            (3, Fraction(6), Fraction(1, 5)),
            (4, Fraction(60), Fraction(2)),
        )
    )
    return four_steps(
        steps=steps,
        solutions=(
            SessionSolution(number=1, strength=Fraction(1, 10), volume=Fraction(20)),
            SessionSolution(number=2, strength=Fraction(1), volume=Fraction(20)),
        ),
        ordered_total=sum((step.dose for step in steps), Fraction(0)),
        observation=2 * TICK,
        vitals=(VitalLimit(name="pulse", low=Fraction(50), high=Fraction(120)),),
    )
