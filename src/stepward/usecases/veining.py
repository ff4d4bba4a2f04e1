"""Vein: what the patient really receives of a plan, or of a printed table, through a line."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol as Port

from stepward.core.delivery.findings import vein_findings
from stepward.core.delivery.line import Line, UnsoundLine
from stepward.core.delivery.priming import NO_VOLUME, PrimingPlan, Setting, Start, priming_plan
from stepward.core.delivery.repair_findings import repair_findings
from stepward.core.delivery.vein import Vein, at_vein, line_of
from stepward.core.findings import Finding, gravest_first
from stepward.core.lint.ladder import read_ladder
from stepward.core.protocols.plan import Ladder, Plan, PlannedSolution, PlannedStep
from stepward.core.protocols.printed import PrintedTable
from stepward.core.quantities import Activity, Amount, Duration, Mass, NotAboveZero, Rate, Strength, Volume
from stepward.usecases.planning import Catalogue, PlanRequest, UnreadableRequest, plan

SALINE, OWN = "saline", "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """The line in words: its common volume, each solution's own branch, what it is filled with, a carrier's flow.

    It is filled with `saline`, with `solution-1`, or with its `own`: each solution then has such a line to itself.
    `line_set` names the set that the volume is of; where the volume is not said with it, it is looked up.
    A branch is filled with its own solution up to where the solutions meet.
    `shared_volume` is what all solutions share even when each has a line of its own; a new line `starts` dry or filled
    with saline.
    """

    common_volume: str = ""
    primed_with: str = SALINE
    carrier: str = ""
    line_set: str = ""
    shared_volume: str = ""
    branch_volume: str = ""
    starts: str = ""


class LineSets(Port):
    """Where the volume of a line set comes from."""

    def common_volume(self, key: str, /) -> Volume | None:
        """Find the volume from the meeting point to the vein; nothing where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtVein:
    """What the vein gets, beside the ladder that was ordered, what repairs it, and findings in a nurse's words."""

    ladder: Ladder
    line: Line
    vein: Vein
    priming: PrimingPlan
    findings: tuple[Finding, ...]
    carrier: Rate | None = None
    plan: Plan | None = None


def vein_of_plan(request: PlanRequest, line: LineRequest, *, catalogue: Catalogue) -> AtVein:
    """Compute what the vein gets of a plan.

    Raises:
        UnreadableRequest: if a field cannot be read.
        Refusal: if the protocol is unknown, or has steps that no pump runs.
    """
    return vein_of(plan(request, catalogue=catalogue), line)


def vein_of(plan: Plan, line: LineRequest, *, line_sets: LineSets | None = None) -> AtVein:
    """Compute what the vein gets of a plan that is made already; pages, paper and preparation go this one way.

    Raises:
        UnreadableRequest: if the line cannot be read, or the volume of its set is not known.
        Refusal: if the plan has steps that no pump runs.
    """
    return replace(_through(plan.effective, with_volume(line, line_sets)), plan=plan)


def with_volume(line: LineRequest, line_sets: LineSets | None) -> LineRequest:
    """Say the volume of a line set where only the set is named.

    Raises:
        UnreadableRequest: if the volume of the set is not known.
    """
    if line.common_volume.strip() or not line.line_set:
        return line
    volume = None if line_sets is None else line_sets.common_volume(line.line_set)
    if volume is None:
        field = "line-set"
        raise UnreadableRequest(field, f"the volume of {line.line_set!r} is not known: expected a volume in mL")
    return replace(line, common_volume=str(volume))


def vein_of_table(table: PrintedTable, line: LineRequest) -> AtVein:
    """Compute what the vein gets of a printed table, as printed.

    Raises:
        UnreadableRequest: if the line cannot be read.
        UnsoundLine: if the table lacks rates, times or strengths.
    """
    return _through(ladder_of_table(table), line)


def _through(ladder: Ladder, request: LineRequest) -> AtVein:
    try:
        common = Volume.parse(request.common_volume)
        branch = _branch(request)
        line = (
            _own_lines(ladder, common + branch)
            if request.primed_with == OWN
            else _with_branches(line_of(common, primed_with=request.primed_with), ladder, branch)
        )
    except ValueError as error:
        field = "primed-with" if isinstance(error, UnsoundLine) else "common-volume"
        raise UnreadableRequest(field, str(error)) from error
    try:
        carrier = Rate.parse(request.carrier) if request.carrier else None
    except ValueError as error:
        field = "carrier"
        raise UnreadableRequest(field, str(error)) from error
    for field, quantity in (("common-volume", common), ("carrier", carrier)):
        if quantity is not None and quantity.is_zero:
            raise UnreadableRequest(field, str(NotAboveZero(f"{quantity}: must be more than zero")))
    if not ladder.steps:
        msg = "the plan has no steps: there is nothing to compute"
        raise UnsoundLine(msg)
    vein = at_vein(ladder, line, carrier=carrier)
    priming = priming_plan(ladder, line, _setting(request, line, carrier))
    repairs = repair_findings(ladder, line, priming, carrier=carrier)
    findings = (*vein_findings(ladder, line, vein), *repairs)
    return AtVein(
        ladder=ladder, line=line, vein=vein, priming=priming, findings=gravest_first(findings), carrier=carrier
    )


def _branch(request: LineRequest) -> Volume:
    """Read the volume of each solution's own branch; nothing said is none.

    Raises:
        UnreadableRequest: if it cannot be read.
    """
    if not request.branch_volume:
        return NO_VOLUME
    try:
        return Volume.parse(request.branch_volume)
    except ValueError as error:
        field = "branch-volume"
        raise UnreadableRequest(field, str(error)) from error


def _with_branches(line: Line, ladder: Ladder, branch: Volume) -> Line:
    """Give each solution its own branch, filled with it, where there is one."""
    if branch.is_zero:
        return line
    return replace(line, branches={item.number: branch for item in ladder.solutions})


def _setting(request: LineRequest, line: Line, carrier: Rate | None) -> Setting:
    """Read what the repair has to live with.

    Raises:
        UnreadableRequest: if it cannot be read, or more is shared than the line holds.
    """
    field = "shared-volume"
    try:
        shared = Volume.parse(request.shared_volume) if request.shared_volume else NO_VOLUME
    except ValueError as error:
        raise UnreadableRequest(field, str(error)) from error
    if shared > line.common:
        raise UnreadableRequest(field, f"{shared}: expected 0 mL to the {line.common} of the line")
    try:
        start = Start(request.starts or Start.DRY.value)
    except ValueError as error:
        field = "line-starts"
        raise UnreadableRequest(field, f"{request.starts!r}: expected dry or saline") from error
    return Setting(shared=shared, carrier=carrier, start=start)


def _own_lines(ladder: Ladder, volume: Volume) -> Line:
    """Give each solution a line of this volume, filled with it up to the patient, where the lines meet."""
    return Line(common=Volume(Fraction(0)), branches={item.number: volume for item in ladder.solutions})


def ladder_of_table(table: PrintedTable) -> Ladder:
    """Take the rates, times and strengths of a printed table as a ladder.

    Raises:
        UnsoundLine: naming the first step without rate, time or strength.
    """
    read = read_ladder(table)
    kind = Activity if read.dose_unit.casefold().startswith(("unit", "iu")) else Mass
    names = {name: number for number, name in enumerate(read.solutions, 1)}
    strengths: dict[int, Strength] = {}
    steps: list[PlannedStep] = []
    given: Amount = kind(Fraction(0))
    for number, row in enumerate(read.rows, 1):
        rate, strength = row.numbers.get("rate_mL_h"), read.strength(row)
        if rate is None or row.minutes is None or strength is None:
            msg = f"step {row.printed.name} of {table.id} has no rate, time or strength: expected all three"
            raise UnsoundLine(msg)
        solution = names.get(row.printed.get("solution"), 1)
        printed = read.solutions.get(row.printed.get("solution"))
        value = printed.strength.value if printed is not None and printed.strength is not None else strength.middle
        strengths[solution] = Strength(kind(value))
        volume = Volume(rate.value * row.minutes.middle / 60)
        dose = strengths[solution].in_volume(volume)
        given = given + dose
        steps.append(
            PlannedStep(
                number=number,
                route=table.head.get("route", ""),
                solution=solution,
                rate=Rate(rate.value),
                duration=Duration(row.minutes.middle),
                volume=volume,
                dose=dose,
                cumulative_dose=given,
            )
        )
    solutions = tuple(_made(number, strength, steps) for number, strength in sorted(strengths.items()))
    return Ladder(solutions=solutions, steps=tuple(steps), none_yet=kind(Fraction(0)))


def _made(number: int, strength: Strength, steps: list[PlannedStep]) -> PlannedSolution:
    used = sum((step.volume.value for step in steps if step.solution == number and step.volume), Fraction(0))
    return PlannedSolution(number=number, name="", volume=None, strength=strength, amount=None, infused=Volume(used))
