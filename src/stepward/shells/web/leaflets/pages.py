"""The sheets for a patient: read on the screen in any language, and printed; each look and print is noted (H-93)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.leaflet_files import CODES, languages
from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.leaflet_paper import LeafletHead, leaflet_pdf, leaflet_words
from stepward.core.findings import Refusal
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.bedside.doors import note
from stepward.shells.web.bedside.shown.banner import banner
from stepward.shells.web.leaflets.about import AFTER, BEFORE, CONSENT, About, about, sheet_of
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.prepare.words import patient_words
from stepward.shells.web.record.reading import note_once
from stepward.usecases.leaflets import Language

REFUSED = 422
TITLES = {BEFORE: "Before the session", CONSENT: "Consent", AFTER: "After the session"}


@open_to(*SEES)
@require_safe
def show(request: HttpRequest, order_id: str, code: str = CODES[0]) -> HttpResponseBase:
    """Show the sheets in one language."""
    found, language = about(request, order_id), _language(code)
    if found.room is not None:
        note_once(found.room, "opened the patient's sheets")
    page = {
        "id": order_id,
        "is_session": found.room is not None,
        "drug": found.drug,
        "target": found.plan.order.target.amount.people(),
        "banner": None if found.room is None else banner(found.room),
        "code": code,
        "languages": [(item.code, item.name) for item in languages().values()],
        "is_reviewed": language.is_reviewed,
        "sheets": [_shown(found, kind, language) for kind in TITLES if kind != AFTER or found.room],
    }
    return with_station(request, render(request, "leaflets/sheets.html", page))


@open_to(*SEES)
@require_safe
def pdf(request: HttpRequest, order_id: str, code: str, which: str) -> HttpResponse:
    """Give a sheet as PDF."""
    found, language = about(request, order_id), _language(code)
    if which not in TITLES:
        raise Http404
    try:
        sheet = sheet_of(found, which, language)
    except Refusal as refusal:
        return render(request, "leaflets/refused.html", {"id": order_id, "refusal": str(refusal)}, status=REFUSED)
    patient = None
    if found.room is not None:
        note(found.room, f"printed the sheet {which}, {code}")
        patient = patient_words(found.room.order.patient)
    content = leaflet_pdf(
        sheet,
        language,
        LeafletHead(patient=patient, unit_name=unit_name()),
        paper=paper_of(request.GET.get("paper", "")),
        printed_at=timezone.now().replace(microsecond=0),
        sources=shipped.sources(),
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="patient-sheet-{which}-{code}.pdf"'
    return response


def _shown(found: About, kind: str, language: Language) -> dict[str, object]:
    """Show a sheet as its paper has it, or say why there is none."""
    shown: dict[str, object] = {"kind": kind, "name": TITLES[kind]}
    try:
        sheet = sheet_of(found, kind, language)
    except Refusal as refusal:
        return shown | {"refusal": str(refusal)}
    return shown | {"words": leaflet_words(sheet, language, shipped.sources())}


def _language(code: str) -> Language:
    """Find a language.

    Raises:
        Http404: if none ships under this code.
    """
    found = languages().get(code)
    if found is None:
        raise Http404
    return found
