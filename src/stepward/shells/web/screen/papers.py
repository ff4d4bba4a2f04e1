"""Assessments on paper, and desensitization beside immunotherapy, on screen and on paper."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward import __version__
from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.immunotherapy import Comparison, comparison
from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.assessment_paper import AssessmentHead, SignedWords, assessment_pdf, comparison_pdf
from stepward.adapters.documents.case_json import case_of
from stepward.adapters.documents.paper_words import Words
from stepward.core.screening.assessment import Assessment
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.screen.answers import Answers, first
from stepward.shells.web.screen.case_data import case_data
from stepward.shells.web.screen.drafts import SCREENS, draft_of
from stepward.shells.web.screen.replaced import changes_of
from stepward.shells.web.screen.shown import so_far
from stepward.shells.web.screen.signing import signed_page
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.usecases.assessing import NotAsSigned, SignedAssessment, open_signed

NOT_A_TIME = "Write the time of step 1 with two digits each, such as 09:30. Nothing was printed."
LONGEST_START = 20
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
READS = ("allergist", "prescriber", "nurse", "charge nurse", "pharmacist", "auditor")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLine:
    """One row of the comparison with its sources."""

    row: Comparison
    sources: tuple[ShownSource, ...]


@open_to(*SCREENS)
@require_safe
def draft_pdf(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Give the assessment of answers that are not signed; the paper says so."""
    draft = draft_of(request, draft_id)
    found = so_far(draft.answers).found
    if found is None:
        raise Http404
    return _file(request, found, _head(found, draft.answers, case_data(draft.answers)), name="assessment-not-signed")


@open_to(*READS)
@require_safe
def signed_pdf(request: HttpRequest, assessment_id: str) -> HttpResponse:
    """Give a signed assessment, from its frozen text alone."""
    signed = DatabaseAssessments().find(assessment_id)
    if signed is None:
        raise Http404
    try:
        opened = open_signed(signed)
    except NotAsSigned as refusal:
        return render(request, "screen/broken.html", {"sentence": str(refusal)}, status=500)
    written = request.GET.get("start", "").strip()
    if written and _start(written) is None:
        return signed_page(request, opened, start=written[:LONGEST_START], wrong=NOT_A_TIME)
    head = _head(
        opened.assessment,
        opened.answers,
        opened.case,
        signed=signed,
        software=opened.software,
        start=_start(written),
        replaced=changes_of(opened, DatabaseAssessments()),
    )
    return _file(request, opened.assessment, head, name=f"assessment-{signed.sheet.sha256[:8]}")


@open_to("anyone")
@require_safe
def immunotherapy(request: HttpRequest) -> HttpResponse:
    """Show desensitization beside immunotherapy, for staff and in plain words."""
    lines = tuple(
        ComparedLine(row=row, sources=tuple(shown_source(name) for name in row.sources)) for row in comparison()
    )
    return render(request, "screen/immunotherapy.html", {"lines": lines})


@open_to("anyone")
@require_safe
def immunotherapy_pdf(request: HttpRequest, words: str) -> HttpResponse:
    """Give the comparison as one page: for staff, or in plain words for patients."""
    pdf = comparison_pdf(
        comparison(),
        plain=words == "plain",
        paper=paper_of(request.GET.get("paper", "")),
        printed_at=here.place().here(timezone.now().replace(microsecond=0)),
        sources=shipped.sources(),
    )
    return _response(pdf, f"desensitization-and-immunotherapy-{words}")


def _head(  # noqa: PLR0913 - what was told, and what only a signed one has
    found: Assessment,
    answers: Answers,
    told: Mapping[str, Any],
    *,
    signed: SignedAssessment | None = None,
    software: str = __version__,
    start: time | None = None,
    replaced: Words | None = None,
) -> AssessmentHead:
    known = shipped.protocol_ids()
    dose = " ".join(item for item in (first(answers, "target_number"), first(answers, "target_unit")) if item)
    return AssessmentHead(
        drug=first(answers, "drug"),
        disease=first(answers, "disease"),
        dose=dose,
        case=case_of(told)[0],
        protocol_titles={item.id: shipped.protocol(item.id).title for item in found.protocols if item.id in known},
        signed=None
        if signed is None
        else SignedWords(
            name=signed.signer_name, at=signed.signed_at, reason=signed.reason, sha256=signed.sheet.sha256
        ),
        unit_name=unit_name(),
        software=software,
        start=start,
        replaced=replaced,
    )


def _start(text: str) -> time | None:
    """Read the clock time of step 1; nothing where it is not written as 09:30."""
    match = _CLOCK.fullmatch(text)
    return None if match is None else time(int(match[1]), int(match[2]))


def _file(request: HttpRequest, found: Assessment, head: AssessmentHead, *, name: str) -> HttpResponse:
    pdf = assessment_pdf(
        found,
        head,
        paper=paper_of(request.GET.get("paper", "")),
        printed_at=here.place().here(timezone.now().replace(microsecond=0)),
        sources=shipped.sources(),
    )
    return _response(pdf, name)


def _response(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
