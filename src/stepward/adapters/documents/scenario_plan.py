"""The plan of a scenario file: written out in small, or made of a protocol, a drug and a target dose."""

from dataclasses import fields
from fractions import Fraction
from typing import Any

from stepward.adapters.documents.scenario_parts import Table
from stepward.core.quantities import Duration, parse_number, parse_ratio
from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.ordering import Choices
from stepward.core.sessions.plan import (
    ACCESS_LINE,
    REQUIRED_LINES,
    ResumeKind,
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
from stepward.usecases.planning import PlanRequest
from stepward.usecases.scenario_words import duration, in_unit
from stepward.usecases.scenarios import Ordered

CHECKLIST = (*sorted(REQUIRED_LINES), ACCESS_LINE)
_REQUEST = {
    key: key.replace("-", "_")
    for key in ("bag-volume", "final-rate", "pump-increment", "syringe-increment", "stock", "weight", "height")
}
_SETTINGS = {item.name.replace("_", "-"): item.name for item in fields(Settings)}


def read_plan(table: Table) -> SessionPlan | Ordered:
    """Read a plan of either kind."""
    found = _ordered(table) if "protocol" in table.left else _written(table)
    table.close()
    return found


def _ordered(table: Table) -> Ordered:
    words = {name: text for key, name in _REQUEST.items() if (text := table.text(key)) is not None}
    request = PlanRequest(
        protocol=table.needed("protocol"), drug=table.needed("drug"), target=table.needed("target"), **words
    )
    waits = [
        (item.whole("after-step") or 0, Duration(Fraction(item.must("wait", duration), MINUTE)))
        for item in table.tables("waits") or ()
    ]
    every = table.read("vitals-every", duration)
    choices = Choices(
        observation=Duration(Fraction(table.must("observation", duration), MINUTE)),
        resume_rule=_rule(table),
        vitals=_vitals(table),
        checklist=table.texts("checklist") or CHECKLIST,
        vitals_every=None if every is None else Duration(Fraction(every, MINUTE)),
        waits=tuple(waits),
        line=_line(table),
        patient_age=table.read("patient-age", parse_number),
        settings=_settings(table),
    )
    return Ordered(request, choices, table.whole("day"))


def _written(table: Table) -> SessionPlan:
    unit = table.needed("unit")
    solutions = _solutions(table, unit)
    steps = read_steps(table, solutions, unit)
    total = table.read("total", in_unit(unit))
    infused = any(step.kind is StepKind.INFUSION for step in steps)
    closes = table.flag("closes-on-total")
    return sealed(
        SessionPlan(
            drug=table.needed("drug"),
            unit=unit,
            steps=steps,
            solutions=solutions,
            ordered_total=sum((step.dose for step in steps), Fraction(0)) if total is None else total,
            signed_hash="",
            resume_rule=_rule(table),
            observation=table.must("observation", duration),
            closes_on_total=True if closes is None else closes,
            rate_limit=table.read("rate-limit", in_unit("mL/h")),
            dose_limit=table.read("dose-limit", in_unit(unit)),
            vitals=_vitals(table),
            checklist=table.texts("checklist") or (CHECKLIST if infused else CHECKLIST[:-1]),
            leads=tuple((item.needed("line"), item.must("time", duration)) for item in table.tables("leads") or ()),
            vitals_every=table.read("vitals-every", duration),
            line=_line(table),
            patient_age=table.read("patient-age", parse_number),
            settings=_settings(table),
        )
    )


def _solutions(table: Table, unit: str) -> tuple[SessionSolution, ...]:
    """Read solutions; without any there is one, of which one unit is one: single doses."""
    found = table.tables("solutions")
    if found is None:
        return (SessionSolution(number=1, strength=Fraction(1)),)
    solutions = []
    for number, item in enumerate(found, start=1):
        strength, volume = item.must("strength", in_unit(f"{unit}/mL")), item.read("volume", in_unit("mL"))
        item.close()
        solutions.append(SessionSolution(number=number, strength=strength, volume=volume))
    return tuple(solutions)


def read_steps(table: Table, solutions: tuple[SessionSolution, ...], unit: str) -> tuple[SessionStep, ...]:
    """Read the steps: a dose with its wait, or a rate with its time or its volume.

    Raises:
        UnreadableScenario: naming the step.
    """
    found = table.tables("steps")
    if not found:
        table.refuse("steps", "a list of steps")
    return tuple(_step(item, number, solutions, unit) for number, item in enumerate(found, start=1))


def _step(item: Table, number: int, solutions: tuple[SessionSolution, ...], unit: str) -> SessionStep:
    solution = item.whole("solution") or 1
    if solution > len(solutions):
        item.refuse("solution", "the number of a solution")
    dose = item.read("dose", in_unit(unit))
    if dose is not None:
        wait = item.read("wait", duration) or 0
        item.close()
        return SessionStep(number=number, kind=StepKind.DOSE, solution=solution, dwell=wait, dose=dose)
    rate, time, volume = (
        item.must("rate", in_unit("mL/h")),
        item.read("time", duration),
        item.read("volume", in_unit("mL")),
    )
    if (time is None) == (volume is None) or rate == 0:
        item.refuse("time", "a time or a volume, and a rate above 0")
    if volume is None:
        volume, dwell = rate * Fraction(time or 0, HOUR), time or 0
    else:
        dwell = -(-(volume / rate * HOUR).numerator // (volume / rate * HOUR).denominator)
    item.close()
    return SessionStep(
        number=number,
        kind=StepKind.INFUSION,
        solution=solution,
        dwell=dwell,
        dose=volume * solutions[solution - 1].strength,
        rate=rate,
        volume=volume,
        ends_by_volume=time is None,
    )


def _rule(table: Table) -> ResumeRule:
    item = table.table("resume")
    if item is None:
        table.refuse("resume", "the resume rule")
    kind = item.must("rule", ResumeKind)
    found = ResumeRule(
        kind=kind,
        source=item.needed("source"),
        steps=item.whole("steps") or 0,
        share=item.read("share", parse_ratio),
        after=item.read("after", duration) or 0,
        expects_reactions=item.flag("expects-reactions") or False,
        hold_limit=item.read("hold-limit", duration),
    )
    item.close()
    return found


def _vitals(table: Table) -> tuple[VitalLimit, ...]:
    item = table.table("vitals")
    if item is None:
        table.refuse("vitals", "the limits of the vital signs")
    found = []
    for name in tuple(item.left):
        limits = item.table(name)
        if limits is not None:
            low, high = limits.read("low", parse_number), limits.read("high", parse_number)
            found.append(VitalLimit(name=name, low=low, high=high))
            limits.close()
    return tuple(found)


def _line(table: Table) -> SessionLine | None:
    item = table.table("line")
    if item is None:
        return None
    branches = tuple(enumerate(map(in_unit("mL"), item.texts("branches") or ()), start=1))
    found = SessionLine(
        common=item.must("common", in_unit("mL")),
        branches=branches,
        primed_with=item.whole("primed-with") or 0,
        carrier=item.read("carrier", in_unit("mL/h")) or Fraction(0),
    )
    item.close()
    return found


def _settings(table: Table) -> Settings:
    item = table.table("settings")
    if item is None:
        return Settings()
    found: dict[str, Any] = {}
    for key, name in _SETTINGS.items():
        if key in item.left:
            value = item.flag(key) if name == "second_person_at_rate" else item.whole(key)
            found[name] = value
    item.close()
    return Settings(**found)
