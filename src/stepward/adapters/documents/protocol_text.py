"""Protocols for a terminal and as JSON: what the source prints, and what it leaves out."""

from collections.abc import Iterable, Mapping
from typing import Any
from typing import Protocol as Shape

from stepward.core.protocols.protocol import (
    Dilution,
    DoseOf,
    Evidence,
    FixedStrength,
    Protocol,
    Share,
    Solution,
    Step,
    Undiluted,
)
from stepward.core.quantities import people_text

EVIDENCE_WORDS = {
    Evidence.TABLE: "a source prints every row",
    Evidence.RULE: "a source states the complete rule",
    Evidence.TOTALS_ONLY: "only totals were read; check the rows before use",
    Evidence.ADDED_STEP: "a source prints the ladder; one step is added by arithmetic",
}


class Cited(Shape):
    """A source with its citation."""

    @property
    def citation(self) -> str:
        """Authors, title, place."""

    @property
    def read_at(self) -> str:
        """Where it was read."""


class Entry(Shape):
    """A piece of evidence that is no usable protocol."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def kind(self) -> str:
        """What it is for."""

    @property
    def drug(self) -> str:
        """Its drug."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks."""


def strength_text(solution: Solution) -> str:
    """Say how strong a solution is, as the protocol states it."""
    match solution.strength:
        case Dilution(fraction=fraction):
            return "full strength" if fraction == 1 else f"1:{people_text(1 / fraction)} of full strength"
        case Share(fraction=None):
            return "the rest of the dose"
        case Share(fraction=fraction) if fraction is not None:
            return f"{people_text(fraction * 100)} % of the dose"
        case FixedStrength(strength=strength):
            return str(strength)
        case Undiluted(fraction=fraction):
            return "undiluted product" if fraction == 1 else f"product diluted 1:{people_text(1 / fraction)}"
        case _:
            return ""


def step_parts(step: Step) -> dict[str, str]:
    """Say what the protocol states of a step, in the order in which staff read it."""
    parts = {
        "day": str(step.day or ""),
        "solution": str(step.solution or ""),
        "rate": str(step.rate or step.rate_of_drug or ""),
        "time": str(step.duration or ""),
        "volume": str(step.volume or ""),
        "dose": str(step.dose or ""),
        "wait": str(step.wait or ""),
        "interval": str(step.interval or ""),
        "condition": step.condition,
    }
    if step.rate_fraction is not None:
        parts["rate"] = "final rate" if step.rate_fraction == 1 else f"{step.rate_fraction} of the final rate"
    if step.rate_of_drug is not None:
        parts["rate"] = f"{step.rate_of_drug}/h"
    if step.dose_fraction is not None:
        parts["dose"] = f"{step.dose_fraction} of the target"
    if step.dose_is is DoseOf.REMAINDER:
        parts["dose"] = "the rest of the target"
    if step.delivers_nothing:
        parts["dose"] = "none: fills the line"
    if step.is_at_home:
        parts["condition"] = "the source continues at home; Stepward does not"
    return {key: value for key, value in parts.items() if value}


def catalogue_text(protocols: Iterable[Protocol], entries: Mapping[str, Entry]) -> str:
    """List everything, the desensitizations first."""
    every = sorted(protocols, key=lambda item: (not item.is_offered, item.id))
    width = max((len(item.id) for item in every), default=20) + 2
    lines = [f"{'ID':<{width}}{'EVIDENCE':<13}TITLE"]
    lines += [
        f"{item.id:<{width}}{item.evidence.value:<13}{item.title}"
        + ("" if item.is_offered else f" [{item.kind.words}, not a desensitization]")
        for item in every
    ]
    lines += ["", "Evidence entries, not usable as protocols (show ID says what is missing):"]
    lines += [f"{item.id}  {item.title}" for item in sorted(entries.values(), key=lambda item: item.id)]
    return "\n".join(lines)


def catalogue_json(protocols: Iterable[Protocol], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """List everything as one object."""
    return {
        "protocols": [
            {"id": item.id, "version": item.version, "title": item.title, "kind": item.kind.value,
             "evidence": item.evidence.value, "route": item.route, "drugs": list(item.drugs),
             "steps": len(item.steps), "sources": list(item.sources)}
            for item in protocols
        ],
        "evidence_entries": [entry_json(item) for item in entries.values()],
    }  # fmt: skip


def entry_json(entry: Entry) -> dict[str, Any]:
    """Write an evidence entry as an object."""
    return {"id": entry.id, "title": entry.title, "kind": entry.kind, "drug": entry.drug, "usable": False,
            "missing": list(entry.missing)}  # fmt: skip


def entry_text(entry: Entry) -> str:
    """Write an evidence entry for a terminal."""
    lines = [entry.title, f"{entry.id}: {entry.kind}, {entry.drug}", "", "Not usable as a protocol. Missing:"]
    return "\n".join([*lines, *(f"  {item}" for item in entry.missing)])


def protocol_text(protocol: Protocol, sources: Mapping[str, Cited]) -> str:
    """Write a protocol for a terminal."""
    lines = [
        protocol.title,
        f"{protocol.id}, version {protocol.version}: {protocol.kind.words}, {protocol.route}",
        f"Evidence: {protocol.evidence.value} ({EVIDENCE_WORDS[protocol.evidence]})",
        f"Target: {protocol.target or 'the unit chooses'} ({protocol.target_is.value})",
        f"Closing of the sum: {protocol.closing.value}",
    ]
    lines += [f"Drugs: {', '.join(protocol.drugs)}"] if protocol.drugs else []
    lines += [f"Final rate: {protocol.final_rate}"] if protocol.final_rate else []
    lines += ["", *(_solution_line(item) for item in protocol.solutions)] if protocol.solutions else []
    lines.append("")
    for step in protocol.steps:
        lines.append(
            f"Step {step.number:>2}  " + ", ".join(f"{key} {value}" for key, value in step_parts(step).items())
        )
        lines += [f"         {step.note}"] if step.note else []
    blocks = {
        "Known errors of the source": [f"{item.where}: printed {item.printed}, computed {item.computed}. {item.why}"
                                       for item in protocol.known_errors],
        "Missing": list(protocol.missing),
        "Reaction rule, as printed": [protocol.reaction_rule] if protocol.reaction_rule else [],
        "Tolerance rule, as printed": [protocol.tolerance_rule] if protocol.tolerance_rule else [],
        "Premedication, as printed by the source": list(protocol.premedication),
        "Monitoring, as printed": list(protocol.monitoring),
        "Notes": list(protocol.notes),
        "Sources": [f"{item}: {sources[item].citation} {sources[item].read_at}".strip() if item in sources else item
                    for item in protocol.sources],
    }  # fmt: skip
    for title, items in blocks.items():
        lines += ["", f"{title}:", *(f"  {item}" for item in items)] if items else []
    return "\n".join(lines)


def _solution_line(solution: Solution) -> str:
    parts = [
        strength_text(solution),
        *(str(item) for item in (solution.volume, solution.name, solution.diluent) if item),
    ]
    return f"Solution {solution.number}: {', '.join(parts)}"


def protocol_json(protocol: Protocol, sources: Mapping[str, Cited]) -> dict[str, Any]:
    """Write a protocol as one object."""
    return {
        "id": protocol.id,
        "version": protocol.version,
        "title": protocol.title,
        "kind": protocol.kind.value,
        "evidence": protocol.evidence.value,
        "route": protocol.route,
        "drugs": list(protocol.drugs),
        "target": str(protocol.target) if protocol.target else None,
        "target_is": protocol.target_is.value,
        "closing": protocol.closing.value,
        "final_rate": str(protocol.final_rate) if protocol.final_rate else None,
        "solutions": [
            {
                "number": item.number,
                "strength": strength_text(item),
                "volume": str(item.volume) if item.volume else None,
            }
            for item in protocol.solutions
        ],
        "steps": [{"number": step.number, "route": step.route, **step_parts(step)} for step in protocol.steps],
        "known_errors": [
            {"where": item.where, "printed": item.printed, "computed": item.computed, "why": item.why}
            for item in protocol.known_errors
        ],
        "missing": list(protocol.missing),
        "sources": [
            {"id": item, "citation": sources[item].citation if item in sources else ""} for item in protocol.sources
        ],
    }
