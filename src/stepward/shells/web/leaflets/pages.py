"""The sheets for a patient: read on the screen in any language, and printed; each look and print is noted (H-93)."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.leaflet_files import CODES, languages
from stepward.adapters.database.own_reports import DatabaseOwnReports
from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.leaflet_paper import LeafletHead, leaflet_pdf, leaflet_words
from stepward.core.findings import Refusal
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.bedside.doors import note
from stepward.shells.web.bedside.shown.banner import banner
from stepward.shells.web.ids import new_id
from stepward.shells.web.leaflets.about import AFTER, BEFORE, CONSENT, REPORT, About, about, sheet_of
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.prepare.words import patient_words
from stepward.shells.web.prepare.workers import holds
from stepward.shells.web.record.reading import note_once
from stepward.shells.web.tolerance.one import NOTES
from stepward.usecases import own_reports
from stepward.usecases.approving import Person
from stepward.usecases.leaflets import Language
from stepward.usecases.own_reports import SIGNS, OwnReport

REFUSED = 422
TITLES = {
    BEFORE: "Before the session",
    CONSENT: "Consent",
    AFTER: "After the session",
    REPORT: "The patient's own report",
}


@open_to(*SEES)
@require_safe
def show(request: HttpRequest, order_id: str, code: str = CODES[0]) -> HttpResponseBase:
    """Show the sheets in one language."""
    return _page(request, order_id, code)


@open_to(*NOTES)
@require_POST
def tell(request: HttpRequest, order_id: str, code: str) -> HttpResponseBase:
    """Keep what the patient tells, as a note for the team; the session stays as it is."""
    found, person = about(request, order_id), person_of(request.user)
    if found.room is None or person is None:
        raise Http404
    try:
        own_reports.tell(_report(request, order_id, person), DatabaseOwnReports())
    except own_reports.NothingTold as refusal:
        return _page(request, order_id, code, sentence=str(refusal))
    note(found.room, "entered the patient's report")
    return HttpResponseRedirect(reverse("leaflets-in", args=[order_id, code]))


def _report(request: HttpRequest, order_id: str, person: Person) -> OwnReport:
    began, taken, words = (request.POST.get(name, "").strip() for name in ("began", "taken", "words"))
    return OwnReport(
        id=new_id(),
        session=order_id,
        signs=tuple(request.POST.getlist("signs")),
        began=began,
        taken=taken,
        words=words,
        by=person,
        at=clock.now().at,
    )


def told_of(order_id: str) -> tuple[dict[str, object], ...]:
    """List what the patient told, in English for the team."""
    words = languages()[CODES[0]].words
    return tuple(
        {"report": item, "signs": "; ".join(words[key] for key in item.signs)}
        for item in DatabaseOwnReports().of_session(order_id)
    )


def _page(request: HttpRequest, order_id: str, code: str, *, sentence: str = "") -> HttpResponseBase:
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
        "sheets": [_shown(found, kind, language) for kind in TITLES if kind not in {AFTER, REPORT} or found.room],
        "told": () if found.room is None else told_of(order_id),
        "signs": [(key, languages()[code].words[key]) for key in SIGNS],
        "may_tell": found.room is not None and holds(request, NOTES),
        "ask": {key: language.words[f"report_{key}"] for key in ("signs", "began", "taken", "words")},
        "sentence": sentence,
    }
    return with_station(request, render(request, "leaflets/sheets.html", page, status=REFUSED if sentence else 200))


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
        printed_at=here.place().here(timezone.now().replace(microsecond=0)),
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
    """Find a language, with the clock of this place.

    Raises:
        Http404: if none ships under this code.
    """
    found = languages().get(code)
    if found is None:
        raise Http404
    return replace(found, place=here.place())
