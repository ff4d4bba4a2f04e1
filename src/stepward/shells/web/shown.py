"""Findings and sources as the pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stepward.adapters.catalogue.shipped import Source, sources
from stepward.core.findings import Finding, Severity, gravest_first
from stepward.core.quantities.place import day_words

_GRADES = {
    "": "read in full, as far as said here",
    "secondary": "secondary: restated by another publication",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSource:
    """A source in words: citation, where and when it was read, what was read of it, and how good the reading is."""

    id: str
    citation: str
    read_at: str
    read_on: str
    what: str
    grade: str
    doi: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that a finding asks for and a form can make: the words of its button, and a field with its value."""

    words: str
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """A finding beside its source, and the change that the page can make at once."""

    finding: Finding
    source: ShownSource
    change: Change | None = None

    @property
    def severity(self) -> str:
        """The word of the severity."""
        return self.finding.severity.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFindings:
    """All findings, gravest first, under one headline."""

    headline: str
    items: tuple[ShownFinding, ...]

    @property
    def grave(self) -> tuple[ShownFinding, ...]:
        """What blocks or needs a reason."""
        return tuple(item for item in self.items if item.finding.severity is not Severity.NOTE)

    @property
    def notes(self) -> tuple[ShownFinding, ...]:
        """What only informs."""
        return tuple(item for item in self.items if item.finding.severity is Severity.NOTE)


def shown_source(source_id: str) -> ShownSource:
    """Find a source; one that is not on file says so."""
    found = sources().get(source_id) or Source(id=source_id, citation=source_id, grade="not on file")
    return ShownSource(
        id=found.id,
        citation=found.citation,
        read_at=found.read_at,
        read_on=date_text(found.read_on),
        what=found.what,
        grade=_GRADES.get(found.grade, found.grade),
        doi=found.doi,
    )


def date_text(iso: str) -> str:
    """Write a date with the month in letters, 22 Nov 2026."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return day_words(day)


def shown_findings(findings: Iterable[Finding], changes: Mapping[str, Change] | None = None) -> ShownFindings:
    """Put findings beside their sources, and beside the changes that a page can make, by code."""
    every, made = gravest_first(tuple(findings)), changes or {}
    return ShownFindings(
        headline=headline(every),
        items=tuple(
            ShownFinding(finding=item, source=shown_source(item.source), change=made.get(item.code)) for item in every
        ),
    )


def headline(findings: Iterable[Finding]) -> str:
    """Count findings in words, and say whether any blocks: "1 caution, 6 notes, nothing blocks"."""
    counts = dict.fromkeys(Severity, 0)
    for item in findings:
        counts[item.severity] += 1
    blocks = counts.pop(Severity.BLOCK)
    words = [counted(number, severity.value.lower()) for severity, number in counts.items() if number]
    last = f"{counted(blocks, 'finding')} {'blocks' if blocks == 1 else 'block'}" if blocks else "nothing blocks"
    return ", ".join([last, *words] if blocks else [*words, last])


def counted(number: int, word: str) -> str:
    """Write a count with its word, plural where it is."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
