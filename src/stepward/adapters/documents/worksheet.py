"""The pharmacy's worksheet for two people: the work, a blind check page, and how each figure comes about."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stepward.adapters.documents import paper_line, worksheet_figures
from stepward.adapters.documents import worksheet_words as words
from stepward.adapters.documents.paper import PAPERS, Paper, foot_words
from stepward.adapters.documents.paper_words import Citation, Words, date_text, drug_name, finding_row, retold_words
from stepward.adapters.documents.typesetting import typeset
from stepward.core.findings import Refusal, Severity
from stepward.core.preparation.labels import PatientWords
from stepward.core.preparation.recipe import Preparation
from stepward.core.quantities.place import carried_offset, place_of
from stepward.usecases.veining import AtVein


class NothingToMake(Refusal):
    """A preparation that is blocked has no worksheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetHead:
    """What only the order knows. `caption` names what `order` is; without a patient the paper leaves room."""

    order: str
    caption: str = "Order"
    patient: PatientWords | None = None
    start_at: datetime | None = None
    unit_name: str = ""
    asked_by: str = ""


def worksheet_pdf(  # noqa: PLR0913 - what is made, and what only the caller knows: line, order, clock, sources
    preparation: Preparation,
    *,
    paper: Paper,
    priming: AtVein | None,
    head: WorksheetHead,
    printed_at: datetime,
    sources: Mapping[str, Citation],
) -> bytes:
    """Write the worksheet as one tagged PDF; equal inputs give equal bytes.

    Raises:
        NothingToMake: if plan or preparation is blocked, or nothing is made.
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)
    findings = (*preparation.findings, *preparation.plan.findings)
    block = next((item for item in findings if item.severity is Severity.BLOCK), None)
    if block is not None or not preparation.recipes:
        why = "" if block is None else f" {block.code}: {block.message}"
        msg = f"Nothing can be made, so no worksheet is printed.{why}"
        raise NothingToMake(msg)
    texts = worksheet_words(preparation, priming=priming, head=head, sources=sources)
    texts |= {"paper": paper}
    texts["foot"] = foot_words(preparation.plan, printed_at=printed_at, unit_name=head.unit_name)
    texts = retold_words(texts, place_of(printed_at))
    return typeset("worksheet.typ", {"sheet": json.dumps(texts, ensure_ascii=False)}, printed_at=printed_at)


def worksheet_words(
    made: Preparation, *, priming: AtVein | None, head: WorksheetHead, sources: Mapping[str, Citation]
) -> Words:
    """Collect all texts of the worksheet."""
    plan = made.plan
    figures = worksheet_figures.stock_rows(made)
    line = [] if priming is None else paper_line.figure_rows(priming)
    used = [*words.named_sources(made), *(str(row["source"]) for row in (*figures, *line)), worksheet_figures.METHOD]
    return {
        "drug": drug_name(plan),
        "target": plan.order.target.amount.people(),
        "unit": plan.order.target.amount.unit,
        "protocol": f"{plan.protocol.id}, version {plan.protocol.version}",
        "title": plan.protocol.title,
        "head": _head(head),
        "product": words.product_words(made),
        "stock": words.stock_words(made),
        "waves": words.wave_rows(made),
        "vessels": words.vessel_rows(made),
        "line": _line(priming),
        "checks": words.check_rows(made),
        "slips": words.slip_rows(made),
        "figures": [{"title": "Vials", "rows": figures}, *worksheet_figures.figure_sections(made)]
        + ([{"title": "Line", "rows": line}] if line else []),
        "findings": [finding_row(item) for item in made.findings],
        "sources": [_source(name, sources.get(name)) for name in dict.fromkeys(used)],
    }


def _head(head: WorksheetHead) -> Words:
    patient = head.patient
    start = head.start_at
    return {
        "order": head.order,
        "caption": head.caption,
        "asked_by": head.asked_by,
        "start": "" if start is None else f"{words.clock_words(start)} {start.year} {carried_offset(start)}",
        "patient": None
        if patient is None
        else {
            "name": patient.name,
            "born": date_text(patient.born),
            "identifier": patient.identifier,
            "is_invented": patient.is_invented,
        },
    }


def _line(found: AtVein | None) -> Words | None:
    if found is None:
        return None
    return {
        "rows": paper_line.priming_rows(found),
        "filling": " ".join(
            (paper_line.filling_sentence(found), *paper_line.flush_sentences(found.ladder, found.priming.flush))
        ),
        "never": paper_line.never_sentence(found),
        "cost": paper_line.cost_sentence(found),
    }


def _source(name: str, source: Citation | None) -> Words:
    if source is None:
        return {"id": name, "citation": "not in the catalogue of sources", "what": ""}
    return {"id": name, "citation": source.citation, "what": source.what}
