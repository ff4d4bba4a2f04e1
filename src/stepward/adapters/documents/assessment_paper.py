"""An assessment on paper, signed or not, and the comparison with immunotherapy: texts for their templates."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.metadata import version
from typing import Protocol as Port

from stepward.adapters.documents.case_words import case_rows, grade_groups, reaction_rows
from stepward.adapters.documents.paper import PAPERS, Paper
from stepward.adapters.documents.paper_words import Citation, Words, date_text, finding_row, moment_text, retold_words
from stepward.adapters.documents.screen_json import NEAR, NURSE, PLACES, VERDICTS, open_questions
from stepward.adapters.documents.standing_words import before_words
from stepward.adapters.documents.typesetting import typeset
from stepward.core.quantities.place import place_of
from stepward.core.reactions import Grade
from stepward.core.screening.assessment import Assessment, ScreenFinding, Verdict, When
from stepward.core.screening.case import Case

OPEN = {Verdict.PROCEED, Verdict.WITH_CONDITIONS, Verdict.NEEDS_ANSWERS}
TIMES = {
    When.BEFORE: "Before the day",
    When.TODAY: "Again on the day",
    When.BEDSIDE: "At the bedside before step 1",
    When.DURING: "Throughout",
    When.AFTER: "After the last dose",
}


class ComparedRow(Port):
    """What the paper needs of a row that compares two treatments."""

    @property
    def title(self) -> str:
        """What is compared."""

    @property
    def desensitization(self) -> str:
        """What holds for desensitization."""

    @property
    def immunotherapy(self) -> str:
        """What holds for immunotherapy."""

    @property
    def plain_title(self) -> str:
        """What is compared, in plain words."""

    @property
    def plain_desensitization(self) -> str:
        """The same of desensitization, in plain words."""

    @property
    def plain_immunotherapy(self) -> str:
        """The same of immunotherapy, in plain words."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWords:
    """Who signed, when, why the cautions are accepted, and the hash of what was signed."""

    name: str
    at: datetime
    reason: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHead:
    """What stands beside the assessment: what was told, titles of protocols, and the signature if there is one."""

    drug: str
    disease: str = ""
    dose: str = ""
    protocol_titles: Mapping[str, str]
    case: Case | None = None
    signed: SignedWords | None = None
    unit_name: str = ""
    software: str = ""
    start: time | None = None
    replaced: Words | None = None


def assessment_pdf(
    found: Assessment, head: AssessmentHead, *, paper: Paper, printed_at: datetime, sources: Mapping[str, Citation]
) -> bytes:
    """Write an assessment as one tagged PDF; equal inputs give equal bytes.

    Raises:
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    _known(paper)
    words = retold_words(assessment_words(found, head, sources=sources), place_of(printed_at))
    texts = words | {"paper": paper, "printed": moment_text(printed_at)}
    return typeset("assessment.typ", {"sheet": json.dumps(texts, ensure_ascii=False)}, printed_at=printed_at)


def comparison_pdf(
    rows: Sequence[ComparedRow],
    *,
    plain: bool,
    paper: Paper,
    printed_at: datetime,
    sources: Mapping[str, Citation],
) -> bytes:
    """Write desensitization beside immunotherapy as one page: for staff, or in plain words for patients.

    Raises:
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    _known(paper)
    numbers = _numbers(name for row in rows for name in row.sources)
    texts = {
        "paper": paper,
        "plain": plain,
        "maker": f"Stepward {version('stepward')}",
        "printed": moment_text(printed_at),
        "rows": [
            {
                "title": row.plain_title if plain else row.title,
                "left": row.plain_desensitization if plain else row.desensitization,
                "right": row.plain_immunotherapy if plain else row.immunotherapy,
                "marks": _marks("; ".join(row.sources), numbers),
            }
            for row in rows
        ],
        "sources": _source_rows(numbers, sources),
    }
    return typeset("comparison.typ", {"sheet": json.dumps(texts, ensure_ascii=False)}, printed_at=printed_at)


def assessment_words(found: Assessment, head: AssessmentHead, *, sources: Mapping[str, Citation]) -> Words:
    """Collect all texts of an assessment; sources are numbered in the order in which they are named."""
    numbers = _numbers(_named(found))
    kind = found.phenotype
    return {
        "drug": head.drug,
        "disease": head.disease,
        "dose": head.dose,
        "verdict": VERDICTS[found.verdict],
        "place": PLACES[found.care_level] if found.verdict in OPEN else "none while this stands",
        "kind": kind.kind.value.replace("-", " ").capitalize(),
        "because": ", ".join(kind.because),
        "unknown": ", ".join(kind.unknown),
        "kind_marks": _marks(kind.source, numbers),
        "policy": found.policy_version,
        "maker": " · ".join(
            item for item in (head.unit_name, f"Stepward {head.software or version('stepward')}") if item
        ),
        "signed": _signed(head.signed),
        "replaced": head.replaced,
        "findings": [_finding(item, numbers) for item in found.findings],
        "protocols": [
            {
                "title": head.protocol_titles.get(item.id, item.id),
                "words": item.why,
                "marks": _marks(item.source, numbers),
            }
            for item in found.protocols
        ],
        "told": [] if head.case is None else case_rows(head.case),
        "reactions": []
        if head.case is None
        else [{"drug": item.drug, "told": reaction_rows(item)} for item in head.case.reactions or ()],
        "care": [
            {"words": item.words, "marks": _marks(item.source, numbers)}
            for item in found.checklist
            if item.id in {NURSE, NEAR} and found.verdict in OPEN
        ],
        "open": list(open_questions(found)),
        "grade_groups": [
            {"title": title, "rows": _grades(grades, numbers)} for title, grades in grade_groups(found, head.case)
        ],
        "premedication": [
            {
                "title": item.name,
                "words": item.words,
                "at": before_words(item.minutes_before, head.start),
                "marks": _marks(item.source, numbers),
            }
            for item in found.premedication
        ],
        "medicines": _lines(((item.name, item.effect, item.source) for item in found.medicines), numbers),
        "excipients": _lines(((item.name, item.words, item.source) for item in found.excipients), numbers),
        "checklist": [
            {
                "when": TIMES[when],
                "lines": [
                    {"words": item.words, "marks": _marks(item.source, numbers)}
                    for item in found.checklist
                    if item.when is when
                ],
            }
            for when in When
            if any(item.when is when for item in found.checklist)
        ],
        "sources": _source_rows(numbers, sources),
    }


def _known(paper: str) -> None:
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)


def _signed(signed: SignedWords | None) -> Words | None:
    if signed is None:
        return None
    return {"name": signed.name, "at": moment_text(signed.at), "reason": signed.reason, "hash": signed.sha256}


def _finding(item: ScreenFinding, numbers: Mapping[str, int]) -> Words:
    return finding_row(item) | {
        "source": _marks("; ".join((item.source, *item.also)), numbers),
        "holds": "today" if item.holds.value == "today" else "",
    }


def _grades(grades: Iterable[Grade], numbers: Mapping[str, int]) -> list[Words]:
    return [
        {
            "scale": item.scale.value,
            "shown": item.shown,
            "words": "" if item.words == item.shown else item.words,
            "because": ", ".join(item.because),
            "unknown": ", ".join(item.unknown),
            "marks": _marks(item.source, numbers),
        }
        for item in grades
    ]


def _lines(rows: Iterable[tuple[str, str, str]], numbers: Mapping[str, int]) -> list[Words]:
    return [{"title": title, "words": words, "marks": _marks(source, numbers)} for title, words, source in rows]


def _split(names: str) -> list[str]:
    """List the sources that a text names; what each is for stands before it, as in "cut-offs SEVERITY-TABLE-2020"."""
    return [name.split()[-1] for name in names.split(";") if name.strip()]


def _named(found: Assessment) -> Iterable[str]:
    """Name every source in the order of the page."""
    for finding in found.findings:
        yield from (*_split(finding.source), *finding.also)
    for names in (
        found.phenotype.source,
        *(item.source for item in found.protocols),
        *(item.source for item in found.premedication),
        *(item.source for item in found.medicines),
        *(item.source for item in found.excipients),
        *(item.source for item in found.grades),
        *(item.source for item in found.checklist),
    ):
        yield from _split(names)


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}


def _marks(names: str, numbers: Mapping[str, int]) -> str:
    """Write the numbers of sources in brackets, as in [1, 4]."""
    found = sorted({numbers[name] for name in _split(names)})
    return f"[{', '.join(str(number) for number in found)}]" if found else ""


def _source_rows(numbers: Mapping[str, int], sources: Mapping[str, Citation]) -> list[Words]:
    return [_source_row(number, name, sources.get(name)) for name, number in numbers.items()]


def _source_row(number: int, name: str, source: Citation | None) -> Words:
    if source is None:
        return {"number": str(number), "id": name, "citation": "not in the catalogue of sources", "read": ""}
    read = f"Read {date_text(_day(source.read_on))}." if source.read_on else ""
    return {"number": str(number), "id": name, "citation": source.citation, "read": read}


def _day(text: str) -> date:
    return date.fromisoformat(text)
