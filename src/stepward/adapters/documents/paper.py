"""A plan on paper: the bedside sheet, then a summary with chart, solutions, findings and sources."""

import json
from collections.abc import Mapping
from datetime import datetime, time
from importlib.metadata import version
from typing import Literal

import zxingcpp

from stepward.adapters.documents import chart_vein, paper_line
from stepward.adapters.documents import paper_words as words
from stepward.adapters.documents.chart import chart_of, dose_chart
from stepward.adapters.documents.chart import words as chart_words
from stepward.adapters.documents.chart_axes import timed_slots
from stepward.adapters.documents.paper_pages import VITALS_ROW, SheetPage, sheet_pages
from stepward.adapters.documents.seal import seal_of, seal_text
from stepward.adapters.documents.standing_words import standing_lines, standing_sources, standing_words
from stepward.adapters.documents.typesetting import typeset
from stepward.core.findings import Refusal, Severity
from stepward.core.protocols.plan import Ladder, Plan
from stepward.core.quantities.place import place_of
from stepward.usecases.standing import Standing
from stepward.usecases.veining import AtVein

Paper = Literal["a4", "us-letter"]
PAPERS = ("a4", "us-letter")
LONGEST_WITH_SPARE = 160
"""Letters; up to here a module of the code stays at least 0.5 mm wide with level M."""


class PlanIsBlocked(Refusal):
    """A plan with a BLOCK is never printed."""


class NothingToPrint(Refusal):
    """A plan without steps has no sheet."""


def plan_pdf(  # noqa: PLR0913 - plan, paper, and what only the caller knows: clock, sources, unit
    plan: Plan,
    *,
    paper: Paper,
    start: time | None,
    printed_at: datetime,
    sources: Mapping[str, words.Citation],
    unit_name: str = "",
    at_vein: AtVein | None = None,
    standing: Standing | None = None,
) -> bytes:
    """Write bedside sheet and summary as one tagged PDF; equal inputs give equal bytes.

    `at_vein` is what the chosen line makes of this plan: the sheet then says how the line is filled and flushed.
    `standing` is the signed assessment behind it; without one the sheet says that none stands behind it.

    Raises:
        PlanIsBlocked: if any finding blocks the plan.
        NothingToPrint: if the plan has no steps.
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    texts = sheet_words(plan, paper=paper, start=start, sources=sources, at_vein=at_vein, standing=standing)
    texts["foot"] = foot_words(plan, printed_at=printed_at, unit_name=unit_name, at_vein=at_vein)
    texts = words.retold_words(texts, place_of(printed_at))
    return typeset("plan.typ", inputs_of(plan, texts, start=start, at_vein=at_vein), printed_at=printed_at)


def inputs_of(plan: Plan, texts: words.Words, *, start: time | None, at_vein: AtVein | None = None) -> dict[str, str]:
    """Give the templates what they need: the texts, the chart and the code."""
    unit = plan.order.target.amount.unit
    return {
        "plan": json.dumps(texts, ensure_ascii=False),
        "chart": dose_chart(plan.effective, unit=unit, start=start, theme="paper", at_vein=at_vein),
        "code": code_svg(seal_text(seal_of(plan, at_vein))),
    }


def sheet_words(  # noqa: PLR0913 - the same without clock and unit
    plan: Plan,
    *,
    paper: Paper,
    start: time | None,
    sources: Mapping[str, words.Citation],
    at_vein: AtVein | None = None,
    standing: Standing | None = None,
) -> words.Words:
    """Collect all texts of the sheet and the summary.

    Raises:
        PlanIsBlocked: if any finding blocks the plan.
        NothingToPrint: if the plan has no steps.
        ValueError: if the paper is unknown.
    """
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)
    if plan.is_blocked:
        first = next(item for item in plan.findings if item.severity is Severity.BLOCK)
        msg = f"The plan is blocked, so no sheet is printed. {first.code}: {first.message}"
        raise PlanIsBlocked(msg)
    ladder, unit = plan.effective, plan.order.target.amount.unit
    if not ladder.steps:
        msg = "The plan has no steps, so no sheet is printed."
        raise NothingToPrint(msg)
    monitoring = words.monitoring_words(plan)
    box = paper_line.box_words(plan, at_vein)
    vein = paper_line.vein_words(at_vein) if at_vein is not None else None
    lines = words.head_lines(plan) + words.line_count(" ".join(words.notes(plan, start=start))) - 1
    assessed = standing_words(standing)
    lines += paper_line.box_lines(box) + standing_lines(assessed)
    rows = words.sheet_rows(ladder, start=start)
    pages = sheet_pages(rows, paper=paper, lines=lines + words.line_count(monitoring))
    if len(pages) > 1 and monitoring:
        pages, monitoring = sheet_pages(rows, paper=paper, lines=lines), ""
    return {
        "paper": paper,
        "head": words.head_words(plan),
        "unit": unit,
        "columns": words.columns(ladder, unit=unit, has_clock=start is not None and timed_slots(ladder) is not None),
        "pages": [_page_words(page, count=len(ladder.steps)) for page in pages],
        "notes": words.notes(plan, start=start),
        "monitoring": monitoring,
        "solutions": words.solution_rows(ladder),
        "findings": words.finding_rows(plan),
        "protocol_words": words.protocol_words(plan),
        "sources": words.source_rows(
            plan, sources, *(() if at_vein is None else paper_line.sources_of(at_vein)), *standing_sources(standing)
        ),
        "assessed": assessed,
        "box": box,
        "vein": vein,
        "chart_words": _chart_words(ladder, unit, at_vein),
    }


def _chart_words(ladder: Ladder, unit: str, at_vein: AtVein | None) -> str:
    """Say in words what the chart shows, for those who hear the document."""
    chart = chart_of(ladder, unit=unit, theme="paper")
    ordered = " ".join(chart_words(ladder, chart))
    if at_vein is None or not chart_vein.can_show(chart):
        return ordered
    return " ".join([*chart_vein.vein_words(at_vein, unit=unit), f"Ordered: {ordered}"])


def _page_words(page: SheetPage, *, count: int) -> words.Words:
    first, last = page.steps[0], page.steps[-1]
    name = f"Step {first}" if first == last else f"Steps {first} to {last}"
    return {"rows": page.rows, "heights": page.heights, "vitals_row": VITALS_ROW, "name": f"{name} of {count}"}


def foot_words(plan: Plan, *, printed_at: datetime, unit_name: str, at_vein: AtVein | None = None) -> words.Words:
    """Say what stands at the foot of every page."""
    maker = f"Stepward {version('stepward')}"
    return {
        "plan": f"{plan.protocol.id}, version {plan.protocol.version}",
        "maker": f"{unit_name} · {maker}" if unit_name else maker,
        "hash": seal_of(plan, at_vein).short_hash,
        "printed": words.moment_text(printed_at),
    }


def code_svg(text: str) -> str:
    """Draw a text as a QR code with its quiet zone; a long text gives up spare modules, so that each stays large."""
    level = "M" if len(text) <= LONGEST_WITH_SPARE else "L"
    return zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level=level).to_svg(add_quiet_zones=True)
