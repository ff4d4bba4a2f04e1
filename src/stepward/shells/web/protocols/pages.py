"""What the page of a protocol shows, put into words and columns."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepward.adapters.documents.protocol_text import step_parts, strength_text
from stepward.adapters.documents.tables import time_text
from stepward.core.protocols.plan import Plan
from stepward.core.protocols.protocol import Closing, Evidence, Protocol, TargetIs
from stepward.core.quantities import people_text
from stepward.shells.web.lint.checking import verdict_words
from stepward.shells.web.lint.marked import Marked
from stepward.shells.web.lint.published import shown
from stepward.shells.web.plans.steps import Table, step_table
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.usecases.browsing import evidence_words
from stepward.usecases.consulting import Consulted

_MEANING = {
    Evidence.TABLE: "Every row was read in the source, and a test compares it with the printed table.",
    Evidence.RULE: "The source states a rule and no table. Every row below follows from the rule.",
    Evidence.TOTALS_ONLY: "Only totals were read. The rows are rebuilt from them, so every plan carries a caution.",
    Evidence.ADDED_STEP: "A source prints the ladder. One step is added by arithmetic, halfway between its neighbors.",
}
_TARGET_IS = {
    TargetIs.CUMULATIVE: "all doses together",
    TargetIs.LAST_DOSE: "the last dose",
    TargetIs.NONE: "no target of its own",
}
_UNTIL = {
    Closing.STRENGTH: "until the solution is empty",
    Closing.SHARES: "until the solution is empty",
    Closing.VOLUME: "until the target is reached",
}
_PARTS = {
    "day": "Day",
    "solution": "Solution",
    "rate": "Rate",
    "time": "Time",
    "volume": "Volume",
    "dose": "Dose",
    "wait": "Then wait",
    "interval": "Next after",
    "condition": "Only if",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure at a glance."""

    label: str
    number: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLadder:
    """The computed ladder, number by number."""

    caption: str
    table: Table
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The steps as the protocol states them; only the columns that it uses."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    solutions: tuple[str, ...]


def shown_ladder(plan: Plan) -> ShownLadder:
    """Put the ladder of a plan into columns."""
    return ShownLadder(
        caption=f"{plan.order.target.amount.people()}, as the source uses it",
        table=step_table(plan),
        time=time_text(plan.effective),
    )


def recipe(protocol: Protocol) -> Recipe:
    """Say what the protocol states of each step."""
    parts = [step_parts(step) for step in protocol.steps]
    used = [key for key in _PARTS if any(key in part for part in parts)]
    if _UNTIL.get(protocol.closing) and "rate" in parts[-1] and not {"time", "volume"}.intersection(parts[-1]):
        parts[-1]["time"] = _UNTIL[protocol.closing]
    rows = [
        (str(step.number), *(part.get(key, "–") for key in used))
        for step, part in zip(protocol.steps, parts, strict=True)
    ]
    solutions = (
        ", ".join([strength_text(item), *(str(text) for text in (item.volume, item.name, item.diluent) if text)])
        for item in protocol.solutions
    )
    return Recipe(
        heads=("Step", *(_PARTS[key] for key in used)),
        rows=tuple(rows),
        notes=tuple(f"Step {step.number}: {step.note}." for step in protocol.steps if step.note),
        solutions=tuple(solutions),
    )


def facts(consulted: Consulted) -> tuple[Fact, ...]:
    """Choose the five figures at a glance."""
    protocol, plan = consulted.protocol, consulted.example.plan
    signed = sum(act is not None for act in (consulted.approval.allergist, consulted.approval.pharmacist))
    return (
        Fact(label="Steps", number=str(len(protocol.steps)), note=protocol.route),
        Fact(
            label="Solutions",
            number=str(len(protocol.solutions)) if protocol.solutions else "–",
            note=f"final rate {protocol.final_rate.people()}" if protocol.final_rate else "",
        ),
        _target(protocol),
        _time(plan),
        Fact(label="Approved by this unit", number=f"{signed} of 2", note=consulted.approval.words),
    )


def _target(protocol: Protocol) -> Fact:
    if protocol.target is None:
        return Fact(label="Target of the source", number="–", note=_TARGET_IS[protocol.target_is])
    basis = protocol.target.basis.value
    unit = protocol.target.amount.unit + (f"/{basis}" if basis else "")
    number = people_text(protocol.target.amount.value)
    return Fact(label="Target of the source", number=number, unit=unit, note=_TARGET_IS[protocol.target_is])


def _time(plan: Plan | None) -> Fact:
    if plan is None or not plan.effective.steps:
        return Fact(label="Time of its example", number="–", note="not computed")
    minutes = plan.effective.total_duration
    hours, rest = divmod(int(minutes.value), 60)
    return Fact(label="Time of its example", number=f"{hours} h {rest} min", note=minutes.people())


def absent_rules(protocol: Protocol) -> str:
    """Name what is not on file from the source, in one sentence."""
    rules = {
        "a reaction rule": protocol.reaction_rule,
        "a tolerance rule": protocol.tolerance_rule,
        "premedication": protocol.premedication,
        "monitoring": protocol.monitoring,
    }
    absent = [name for name, value in rules.items() if not value]
    return f"Not on file from this source: {', '.join(absent)}." if absent else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """How good the evidence is, in words, and every source."""

    words: str
    meaning: str
    secondary: str
    sources: tuple[ShownSource, ...]


def evidence_shown(protocol: Protocol) -> EvidenceShown:
    """Say what kind of evidence this is and where it was read."""
    return EvidenceShown(
        words=evidence_words(protocol.evidence).capitalize(),
        meaning=_MEANING[protocol.evidence],
        secondary=protocol.secondary,
        sources=shown_sources(protocol.sources),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedShown:
    """The table as its source prints it, with what lint says of it."""

    title: str
    headline: str
    tone: str
    marked: Marked
    prose_errors: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]


def printed(table_id: str) -> PrintedShown | None:
    """Show a printed table with its marks; nothing where no cell of it was read."""
    found = shown(table_id)
    if found is None:
        return None
    report, marked = found
    headline, tone = verdict_words(report.result)
    head = {} if report.result is None else report.result.table.head
    return PrintedShown(
        title=marked.title,
        headline=headline,
        tone=tone,
        marked=marked,
        prose_errors=tuple(text for key, text in head.items() if key.startswith("prose_errors.")),
        outcomes=tuple((_outcome(key), text) for key, text in head.items() if key.startswith("outcomes.")),
    )


def _outcome(key: str) -> str:
    words = key.removeprefix("outcomes.").replace("_pct", ", %").replace("_", " ").replace(".", ", ")
    return words[:1].upper() + words[1:]


def shown_sources(ids: Iterable[str]) -> tuple[ShownSource, ...]:
    """Find sources in their order."""
    return tuple(shown_source(item) for item in ids)
