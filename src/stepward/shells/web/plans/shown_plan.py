"""A plan in the words of its page: title, sentence, key facts, chart, tables, findings."""

from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import assert_never

from django.utils.safestring import SafeString, mark_safe

from stepward.adapters.documents.chart import dose_chart
from stepward.adapters.documents.chart_axes import timed_slots
from stepward.adapters.documents.paper_words import drug_name, notes, planned_end, protocol_words
from stepward.core.protocols.dose_rules import rises
from stepward.core.protocols.facts import percent, reaches_target
from stepward.core.protocols.plan import Ladder, Plan
from stepward.core.protocols.protocol import TargetIs
from stepward.core.quantities import people_text
from stepward.shells.web.plans.lines import fillings, runs_on_a_pump
from stepward.shells.web.plans.shown_line import ShownLine, changes_of, shown_line
from stepward.shells.web.plans.steps import SolutionTable, Table, solution_table, step_table
from stepward.shells.web.shown import ShownFindings, ShownSource, counted, shown_findings, shown_source
from stepward.simulation import Band, second_opinion
from stepward.usecases.veining import AtVein

_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure at a glance."""

    label: str
    number: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """All that the page of a plan shows."""

    title: str
    sentence: str
    formula: str
    facts: tuple[Fact, ...]
    chart: SafeString
    table: Table | None
    is_whole: bool
    remarks: tuple[str, ...]
    sum_text: str
    solutions: SolutionTable | None
    findings: ShownFindings
    is_blocked: bool
    of_source: tuple[dict[str, object], ...]
    sources: tuple[ShownSource, ...]
    line: ShownLine | None = None
    asks_for_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThroughLine:
    """The line that a plan runs through: what the vein gets, and the title of its set; or why there is none."""

    at_vein: AtVein | None = None
    title: str = ""


def shown_plan(plan: Plan, *, start: time | None, through: ThroughLine | None = None) -> ShownPlan:
    """Put a plan into words, and what the vein gets of it through a line."""
    through = through or ThroughLine()
    ladder, unit = plan.effective, plan.order.target.amount.unit
    is_whole = bool(ladder.steps) and len(ladder.steps) == len(plan.protocol.planned_steps)
    at_vein = through.at_vein if is_whole else None
    band = _band(at_vein)
    picture = dose_chart(ladder, unit=unit, start=start, at_vein=at_vein, band=band) if is_whole else ""
    return ShownPlan(
        title=f"{drug_name(plan)} {plan.order.target.amount.people()}",
        sentence=_sentence(plan, start),
        formula=plan.order.target.formula,
        facts=_facts(plan, start) if is_whole else (),
        chart=mark_safe(picture),  # noqa: S308 - drawn by our own code, which escapes every text
        table=step_table(plan, start=start, vein=None if at_vein is None else at_vein.vein) if ladder.steps else None,
        is_whole=is_whole,
        remarks=_remarks(plan) if is_whole else (),
        sum_text=f"Steps 1 to {ladder.steps[-1].number} give {ladder.total_dose.people()}" if ladder.steps else "",
        solutions=solution_table(ladder) if ladder.solutions else None,
        findings=_findings(plan, at_vein),
        is_blocked=plan.is_blocked,
        of_source=tuple(protocol_words(plan)),
        sources=tuple(shown_source(item) for item in plan.protocol.sources),
        line=None if at_vein is None else shown_line(at_vein, title=through.title, band=band, unit=unit),
        asks_for_line=at_vein is None and is_whole and not plan.is_blocked and runs_on_a_pump(plan.protocol),
    )


def _band(at_vein: AtVein | None) -> Band | None:
    """Ask the other models where the drug can mix: in what the solutions share."""
    if at_vein is None or at_vein.line.common.is_zero:
        return None
    return second_opinion(at_vein.ladder, at_vein.line, carrier=at_vein.carrier)


def _findings(plan: Plan, at_vein: AtVein | None) -> ShownFindings:
    if at_vein is None:
        return shown_findings(plan.findings)
    changes = changes_of(at_vein, values=(value for value, _ in fillings(plan.protocol)))
    return shown_findings((*plan.findings, *at_vein.findings), changes)


def _remarks(plan: Plan) -> tuple[str, ...]:
    """Say how the numbers are to be read; the planned time stands among the key facts."""
    found = [text for text in notes(plan) if not text.startswith("Planned time")]
    if not plan.is_blocked:  # any disagreement of the two computations blocks
        found.append("Computed twice, forward and backward: equal.")
    return tuple(found)


def _sentence(plan: Plan, start: time | None) -> str:
    protocol, ladder = plan.protocol, plan.effective
    is_whole = len(ladder.steps) == len(protocol.planned_steps)
    rate = _final_rate(ladder) if is_whole else ""
    parts = [part for part in (_solutions_text(ladder), rate, protocol.route) if part]
    what = ", ".join(parts)
    begin = f" Start\u00a0{start:%H:%M}." if start is not None else ""
    return f"{protocol.id}, version {protocol.version}. {what[:1].upper()}{what[1:]}.{begin}"


def _solutions_text(ladder: Ladder) -> str:
    volumes = [item.volume.people() for item in ladder.solutions if item.volume is not None]
    if not volumes:
        return ""
    count = _COUNTS[len(volumes)] if len(volumes) < len(_COUNTS) else str(len(volumes))
    noun = "solution" if len(volumes) == 1 else "solutions"
    if len(set(volumes)) == 1:
        return f"{count} {noun} of {volumes[0]}"
    return f"{count} {noun} of {', '.join(volumes[:-1])} and {volumes[-1]}"


def _final_rate(ladder: Ladder) -> str:
    rate = ladder.steps[-1].rate if ladder.steps else None
    return "" if rate is None else f"final rate {rate.people()}"


def _facts(plan: Plan, start: time | None) -> tuple[Fact, ...]:
    return (_time(plan.effective, start), _first_dose(plan), _largest_rise(plan), _work(plan.effective), _total(plan))


def _time(ladder: Ladder, start: time | None) -> Fact:
    label, minutes = "Planned time", ladder.total_duration.value
    if timed_slots(ladder) is None or not minutes:
        return Fact(label=label, number=UNKNOWN, note="the source leaves times open")
    hours, rest = divmod(int(minutes), 60)
    days = len({step.day for step in ladder.steps if step.day is not None})
    note = f"{people_text(minutes)} min" + (f", over {days} days" if days > 1 else "")
    if end := planned_end(ladder, start=start):
        note += f", ends {end.removeprefix('Planned end ').removesuffix('.')}"
    return Fact(label=label, number=f"{hours}\u00a0h {rest}\u00a0min" if hours else f"{rest}\u00a0min", note=note)


def _first_dose(plan: Plan) -> Fact:
    first = next((step.dose for step in plan.effective.steps if not step.dose.is_zero), None)
    if first is None:
        return Fact(label="First dose", number=UNKNOWN)
    share = first.per(plan.order.target.amount)
    note = f"1/{people_text(1 / share, places=0)} of the target" if share < 1 else "the whole target"
    return Fact(label="First dose", number=people_text(first.value), unit=first.unit, note=note)


def _largest_rise(plan: Plan) -> Fact:
    label = "Largest rise"
    found = rises(plan.effective)
    if not found:
        return Fact(label=label, number="–", note="one step gives drug")
    number, (factor, _) = max(found.items(), key=lambda item: item[1][0])
    limit = people_text(plan.order.policy.factor_caution)
    return Fact(
        label=label, number=people_text(factor, places=2), unit="times", note=f"in step {number}, caution above {limit}"
    )


def _work(ladder: Ladder) -> Fact:
    label = "Work at the bedside"
    if all(step.rate is None for step in ladder.steps):
        days = len({step.day for step in ladder.steps if step.day is not None})
        return Fact(
            label=label,
            number=str(len(ladder.steps)),
            unit="doses" if len(ladder.steps) > 1 else "dose",
            note=f"over {days} days" if days > 1 else "each given by hand",
        )
    changes = [(a, b) for a, b in pairwise(ladder.steps) if (a.rate, a.solution) != (b.rate, b.solution)]
    fresh = sum(a.solution != b.solution for a, b in changes)
    return Fact(
        label=label,
        number=str(len(changes)),
        unit="rate change" if len(changes) == 1 else "rate changes",
        note=f"{fresh} with a new solution" if fresh else "all with one solution",
    )


def _total(plan: Plan) -> Fact:
    total, target = plan.effective.total_dose, plan.order.target.amount
    match plan.protocol.target_is:
        case TargetIs.CUMULATIVE:
            difference = reaches_target(plan.protocol, plan.effective, target)
            side = "more than" if difference.value > 0 else "short of"
            note = "exactly the target" if difference.is_zero else f"{percent(difference, target)} {side} the target"
        case TargetIs.LAST_DOSE:
            note = "the target is the last dose"
        case TargetIs.NONE:
            note = counted(len(plan.effective.steps), "step")
        case never:
            assert_never(never)
    return Fact(label="Total given", number=people_text(total.value), unit=total.unit, note=note)
