"""Plans for the tests of what leaves Stepward: one for each way in which a ladder is shown."""

from dataclasses import replace
from datetime import UTC, datetime, time
from fractions import Fraction

from stepward.adapters.catalogue import shipped
from stepward.core.findings import Finding, Severity
from stepward.core.protocols.plan import Ladder, Plan, PlannedStep
from stepward.core.quantities import Duration, Mass, Rate, Volume
from stepward.usecases.planning import PlanRequest
from stepward.usecases.planning import plan as make
from tests.core.protocols import ladders

PRINTED_AT = datetime(2026, 11, 22, 8, 40, 12, tzinfo=UTC)
START = time(9, 30)


def standard(drug: str = "ceftazidime", target: str = "2000 mg", **other: str) -> Plan:
    """Plan the 12-step ladder."""
    return make(PlanRequest(protocol="12-step", drug=drug, target=target, **other), catalogue=shipped)


def twenty() -> Plan:
    """Plan the 20-step ladder, which takes two pages."""
    return make(PlanRequest(protocol="20-step", drug="carboplatin", target="450 mg"), catalogue=shipped)


def oral() -> Plan:
    """Plan single doses."""
    return ladders.plan(ladders.oral("1 mg", "2.5 mg", "5 mg", "10 mg", "20 mg"), "20 mg")


def in_days(plan: Plan, *, steps_a_day: int) -> Plan:
    """Spread a plan's steps over days."""
    steps = tuple(replace(step, day=1 + place // steps_a_day) for place, step in enumerate(plan.exact.steps))
    return replace(plan, exact=replace(plan.exact, steps=steps), as_set=None)


def with_line_fill(plan: Plan) -> Plan:
    """Let the first step only fill the line."""
    first, *rest = plan.exact.steps
    nothing = first.dose * 0
    filled = replace(first, dose=nothing, cumulative_dose=nothing, delivers_nothing=True)
    return replace(plan, exact=replace(plan.exact, steps=(filled, *rest)), as_set=None)


def with_findings(plan: Plan, *findings: Finding) -> Plan:
    """Give a plan these findings alone."""
    return replace(plan, findings=findings)


def finding(severity: Severity, message: str = "A sentence.") -> Finding:
    """Make a finding."""
    return Finding(code="TEST-01", severity=severity, message=message, source="STEPWARD-METHOD")


def ladder_of(count: int, *, minutes: int = 15) -> Ladder:
    """Make a ladder of so many steps that double, four to a solution."""
    given, steps = Fraction(0), []
    for number in range(1, count + 1):
        dose = Fraction(2) ** number / 1000
        given += dose
        steps.append(
            PlannedStep(
                number=number, route="iv", solution=(number + 3) // 4, rate=Rate(Fraction(10)),
                duration=Duration(Fraction(minutes)), volume=Volume(Fraction(5, 2)), dose=Mass(dose),
                cumulative_dose=Mass(given),
            )
        )  # fmt: skip
    return Ladder(solutions=(), steps=tuple(steps), none_yet=Mass(Fraction(0)))
