"""A plan as a file: PDF for the bedside, CSV and JSON for programs; never a patient in its name (H-97)."""

import json
from datetime import datetime, time
from typing import cast

from django.http import HttpResponse

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.paper import PAPERS, Paper, plan_pdf
from stepward.adapters.documents.plan_json import plan_json
from stepward.adapters.documents.seal import seal_of
from stepward.adapters.documents.tables import plan_csv
from stepward.core.protocols.plan import Plan
from stepward.shells.web import here
from stepward.usecases.standing import Standing
from stepward.usecases.veining import AtVein

KINDS = ("pdf", "csv", "json")


def paper_of(text: str) -> Paper:
    """Read the paper size; A4 where none is said."""
    return cast("Paper", text) if text in PAPERS else "a4"


def file_response(  # noqa: PLR0913 - what only the shell knows: clock, paper, unit, the line that was chosen
    plan: Plan,
    kind: str,
    *,
    paper: Paper,
    start: time | None,
    at: datetime,
    unit: str,
    at_vein: AtVein | None = None,
    standing: Standing | None = None,
) -> HttpResponse:
    """Write a plan as a file; its paper says what the chosen line makes of it, and on which assessment it stands.

    Raises:
        PlanIsBlocked: if a PDF is asked of a plan that a finding blocks.
        NothingToPrint: if the plan has no steps.
    """
    match kind:
        case "pdf":
            pdf = plan_pdf(
                plan,
                paper=paper,
                start=start,
                printed_at=here.place().here(at.replace(microsecond=0)),
                sources=shipped.sources(),
                unit_name=unit,
                at_vein=at_vein,
                standing=standing,
            )
            response = HttpResponse(pdf, content_type="application/pdf")
        case "csv":
            response = HttpResponse(plan_csv(plan), content_type="text/csv; charset=utf-8")
        case _:
            text = json.dumps(plan_json(plan), ensure_ascii=False, indent=2)
            response = HttpResponse(text, content_type="application/json")
    name = f"{plan.protocol.id}-{seal_of(plan, at_vein).hash[:8].lower()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
