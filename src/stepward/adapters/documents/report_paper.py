"""Reports on a reaction on paper: the fields of MedWatch, the incident report, and the letter to the physician.

The fields carry the letters and names of FDA's form; the drawing is Stepward's own. What is not known leaves room.

Source: FDA-3500-INSTRUCTIONS, FDA-3500-FIELDS.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from stepward.adapters.documents.paper import PAPERS, Paper
from stepward.adapters.documents.paper_words import Words, date_text, moment_text, retold_words
from stepward.adapters.documents.report_words import (
    age,
    amount_given,
    criteria,
    dates_of_use,
    day,
    history,
    initials,
    lot,
    others,
    outcome,
    qualified,
    sex,
    tests,
    treatments,
    when,
    words_of,
)
from stepward.adapters.documents.typesetting import typeset
from stepward.core.preparation.labels import PatientWords
from stepward.core.quantities import people_text
from stepward.core.quantities.place import place_of
from stepward.core.reports.parts import Action, Qualification, Role
from stepward.core.reports.report import SafetyReport

HASH_LETTERS = 16
OWN_DRAWING = (
    "These are the fields of FDA's form, set by Stepward. Copy them to FDA's own form, or to its page for reports. "
    "Field names as read on 23 Nov 2026; newer forms may count them otherwise."
)
ACTIVE = (
    "The allergy entry stays active. Tolerance after a desensitization is temporary and ends when doses are missed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHead:
    """What stands around a report: version, hash, unit, and the patient where the paper stays in the house."""

    version: str
    sha256: str
    unit: str
    bed: str = ""
    patient: PatientWords | None = None
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One field: its name as on the form, and what it says; empty leaves room to write."""

    name: str
    text: str
    wide: bool = False

    @property
    def words(self) -> Words:
        return {"name": self.name, "text": self.text, "wide": self.wide}


def report_pdf(words: Words, *, paper: Paper, printed_at: datetime) -> bytes:
    """Set a report as one tagged PDF; equal inputs give equal bytes.

    Raises:
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)
    sheet = retold_words(words, place_of(printed_at)) | {"paper": paper, "printed": moment_text(printed_at)}
    return typeset("report.typ", {"sheet": json.dumps(sheet, ensure_ascii=False)}, printed_at=printed_at)


def _sheet(report: SafetyReport, head: ReportHead, **changed: object) -> Words:
    patient = head.patient
    return {
        "kind": "",
        "title": "",
        "lead": "",
        "case": report.case.unique.strip("-"),
        "initials": initials(report),
        "patient": None
        if patient is None
        else {
            "name": patient.name,
            "born": date_text(patient.born),
            "identifier": patient.identifier,
            "is_invented": patient.is_invented,
        },
        "version": head.version,
        "hash": head.sha256[:HASH_LETTERS],
        "maker": " · ".join(item for item in (head.unit, f"Stepward {version('stepward')}") if item),
        "sections": [],
        "paragraphs": [],
        "to": False,
        "sign": False,
        "signer": "",
        "note": "",
    } | changed


def _section(title: str, *fields: _Field) -> Words:
    """Set fields two in a row; a wide one has a row of its own."""
    rows = list[list[Words]]()
    for field in fields:
        if field.wide or not rows or len(rows[-1]) > 1 or rows[-1][0]["wide"]:
            rows.append([])
        rows[-1].append(field.words)
    return {"title": title, "rows": rows}


def medwatch_words(report: SafetyReport, head: ReportHead, *, is_mandatory: bool = False) -> Words:
    """Collect the fields of FDA 3500, or of FDA 3500A for a user facility."""
    suspects = report.of_role(Role.SUSPECT)
    sections = [_patient(report), _event(report)]
    if is_mandatory:
        sections += [
            _suspect_3500a(report),
            _device("D. Suspect medical device"),
            _reporter(report, "E", "Initial reporter"),
        ]
        sections.append(_facility(head))
    else:
        sections.append(
            _section("C. Product availability", _Field(name="C1 Product available for evaluation?", text=""))
        )
        sections += [_suspect_3500(report), _device("E. Suspect medical device")]
        concomitant = _Field(name="F1 Product names and therapy dates", text=others(report), wide=True)
        sections += [
            _section("F. Other (concomitant) medical products", concomitant),
            _reporter(report, "G", "Reporter"),
        ]
    form = "FDA 3500A, mandatory reporting" if is_mandatory else "FDA 3500, voluntary reporting"
    return _sheet(
        report,
        head,
        kind=f"Fields of form {form}",
        title=f"MedWatch: {suspects[0].product}" if suspects else "MedWatch",
        lead=""
        if report.case.retraction is None
        else f"{report.case.retraction.value.capitalize()}: {report.case.reason}",
        sections=sections,
        note=OWN_DRAWING,
        patient=None,
    )


def _patient(report: SafetyReport) -> Words:
    weight = report.patient.weight_kg
    return _section(
        "A. Patient information",
        _Field(name="A1 Patient identifier", text=initials(report)),
        _Field(name="A2 Age at time of event", text=age(report)),
        _Field(name="A3 Sex", text=sex(report)),
        _Field(name="A4 Weight", text="" if weight is None else f"{people_text(weight)} kg"),
    )


def _event(report: SafetyReport) -> Words:
    told = "\n\n".join(part for part in (report.narrative, report.reporter_comments) if part)
    return _section(
        "B. Adverse event",
        _Field(name="B1 Type of report", text="Adverse event"),
        _Field(name="B2 Outcomes attributed to adverse event", text=criteria(report)),
        _Field(name="B3 Date of event", text=day(report.reactions[0].start) if report.reactions else ""),
        _Field(name="B4 Date of this report", text=day(report.created)),
        _Field(name="B5 Describe event", text=told, wide=True),
        _Field(name="B6 Relevant tests, laboratory data, including dates", text=tests(report), wide=True),
        _Field(name="B7 Other relevant history", text=history(report), wide=True),
    )


def _suspect_3500(report: SafetyReport) -> Words:
    drug = report.of_role(Role.SUSPECT)[0]
    named = ", ".join(part for part in (drug.product, drug.maker) if part)
    return _section(
        "D. Suspect products",
        _Field(name="D1 Name, strength, manufacturer", text=named),
        _Field(name="D2 Dose or amount, frequency, route", text=amount_given(drug)),
        _Field(name="D3 Dates of use", text=dates_of_use(drug)),
        _Field(
            name="D4 Diagnosis or reason for use", text=words_of(drug.indications[0].words) if drug.indications else ""
        ),
        _Field(name="D5 Event abated after use stopped or dose reduced?", text=_abated(report)),
        _Field(name="D6 Lot #", text=lot(drug)),
        _Field(name="D7 Expiration date", text=""),
        _Field(name="D8 Event reappeared after reintroduction?", text=""),
        _Field(name="D9 NDC # or unique ID", text=""),
    )


def _suspect_3500a(report: SafetyReport) -> Words:
    drug = report.of_role(Role.SUSPECT)[0]
    return _section(
        "C. Suspect product(s)",
        _Field(name="C1 Name", text=drug.product or ""),
        _Field(name="Manufacturer", text=drug.maker or ""),
        _Field(name="C3 Dose, frequency, route used", text=amount_given(drug)),
        _Field(name="C4 Therapy dates", text=dates_of_use(drug)),
        _Field(name="C5 Diagnosis for use", text=words_of(drug.indications[0].words) if drug.indications else ""),
        _Field(name="C6 Is the product compounded?", text=""),
        _Field(name="C7 Is the product over-the-counter?", text=""),
        _Field(name="C8 Expiration date", text=""),
        _Field(name="Lot #", text=lot(drug)),
        _Field(name="Event abated after use stopped or dose reduced?", text=_abated(report)),
        _Field(name="Event reappeared after reintroduction?", text=""),
        _Field(name="Concomitant medical products and therapy dates", text=others(report), wide=True),
    )


def _abated(report: SafetyReport) -> str:
    """Say yes where the drug was withdrawn for good and the reaction is over; whatever else is left to the reporter."""
    drug = report.of_role(Role.SUSPECT)[0]
    ended = all(item.end is not None for item in report.reactions)
    return "Yes" if drug.action is Action.WITHDRAWN and ended else ""


def _device(title: str) -> Words:
    return _section(
        title,
        _Field(name="Brand name", text=""),
        _Field(name="Common device name", text=""),
        _Field(name="Manufacturer name, city and state", text=""),
        _Field(name="Lot #", text=""),
    )


def _reporter(report: SafetyReport, letter: str, title: str) -> Words:
    who = report.reporters[0]
    is_professional = who.qualification in {
        Qualification.PHYSICIAN,
        Qualification.PHARMACIST,
        Qualification.OTHER_PROFESSIONAL,
    }
    named = ", ".join(part for part in (words_of(who.person.family), words_of(who.person.organization)) if part)
    return _section(
        f"{letter}. {title}",
        _Field(name=f"{letter}1 Name and address", text=named, wide=True),
        _Field(name=f"{letter}2 Health professional?", text="Yes" if is_professional else ""),
        _Field(name=f"{letter}3 Occupation", text=qualified(report)),
        _Field(name=f"{letter}4 Also reported to", text=""),
    )


def _facility(head: ReportHead) -> Words:
    return _section(
        "F. For use by user facility",
        _Field(name="User facility", text=head.unit),
        _Field(name="Report number", text=""),
    )


def incident_words(report: SafetyReport, head: ReportHead) -> Words:
    """Collect the incident report for the house."""
    sections = [
        _section(
            "What, when, where",
            _Field(name="Incident", text="Unexpected reaction during a rapid desensitization"),
            _Field(
                name="Place",
                text=", ".join(part for part in (head.unit, f"bed {head.bed}" if head.bed else "") if part),
            ),
            _Field(name="Began", text=when(report.reactions[0].start)),
            _Field(name="Written down", text=when(report.received)),
            _Field(name="Drug", text=report.of_role(Role.SUSPECT)[0].product or ""),
            _Field(name="Lot", text=lot(report.of_role(Role.SUSPECT)[0])),
        ),
        _section("What happened", _Field(name="In order, from the log", text=report.narrative or "", wide=True)),
        _section(
            "What was done, and how it ended",
            _Field(name="Treatment", text=treatments(report), wide=True),
            _Field(name="Outcome", text=outcome(report)),
            _Field(name="Seriousness", text=criteria(report)),
            _Field(name="Done otherwise than ordered", text="\n".join(head.deviations) or "Nothing.", wide=True),
            _Field(name="In the words of the reporter", text=report.reporter_comments or "", wide=True),
        ),
        _section(
            "Reported by",
            _Field(name="Name", text=words_of(report.reporters[0].person.family)),
            _Field(name="As", text=qualified(report)),
        ),
    ]
    return _sheet(report, head, kind="Incident report", title="Reaction during a desensitization", sections=sections)


def letter_words(report: SafetyReport, head: ReportHead) -> Words:
    """Write the letter to the physician who sent the patient."""
    drug = report.of_role(Role.SUSPECT)[0]
    who = words_of(report.reporters[0].person.family)
    signs = "; ".join(item.words or "a reaction" for item in report.reactions)
    paragraphs = [
        "Dear colleague,",
        f"your patient had a reaction during a rapid desensitization to {drug.substances[0]}: {signs}.",
        report.narrative or "",
        f"Tests: {tests(report)}." if report.tests else "",
        f"Outcome: {outcome(report)}. Seriousness: {criteria(report) or 'not yet answered'}.",
        ACTIVE,
        "How the next dose is given is decided by the allergist before it is given, and only under watch.",
        report.reporter_comments or "",
    ]
    return _sheet(
        report,
        head,
        kind="Letter to the physician",
        title=f"Reaction to {drug.substances[0]}",
        paragraphs=[part for part in paragraphs if part],
        to=True,
        sign=True,
        signer=", ".join(part for part in (who, head.unit) if part),
    )
