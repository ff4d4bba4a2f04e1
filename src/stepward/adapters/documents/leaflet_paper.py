"""Sheets for the patient on paper: large type, sources by number, and each page with patient, hash and time (H-99)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol as Port

from stepward.adapters.documents.paper import PAPERS, Paper
from stepward.adapters.documents.paper_words import Words
from stepward.adapters.documents.typesetting import typeset
from stepward.core.preparation.labels import PatientWords
from stepward.usecases.leaflets import QUOTED_IN, Card, Language, Part, Said, Sheet

HASH_LETTERS = 16
GRADES = ("abstract", "secondary", "weak")


class Cited(Port):
    """A source as a sheet names it."""

    @property
    def citation(self) -> str:
        """What it is."""

    @property
    def read_on(self) -> str:
        """The day on which it was read."""

    @property
    def grade(self) -> str:
        """How far it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletHead:
    """Whom a sheet is for, and which unit gives it; without a patient the paper leaves room."""

    patient: PatientWords | None = None
    unit_name: str = ""


def leaflet_pdf(  # noqa: PLR0913 - sheet, language, paper, and what only the caller knows: clock, sources, patient
    sheet: Sheet,
    language: Language,
    head: LeafletHead,
    *,
    paper: Paper,
    printed_at: datetime,
    sources: Mapping[str, Cited],
) -> bytes:
    """Write a sheet as one tagged PDF; equal inputs give equal bytes.

    Raises:
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)
    if printed_at.tzinfo is None:
        msg = "printed_at: expected an instant with its offset"
        raise ValueError(msg)
    texts = leaflet_words(sheet, language, sources) | {"patient": _patient(head.patient, language)}
    digest = hashlib.sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:HASH_LETTERS]
    texts |= {
        "paper": paper,
        "unit_name": head.unit_name,
        "printed": language.say("printed", **language.moment(printed_at)),
        "check": language.say("check", hash=digest),
    }
    return typeset("leaflet.typ", {"sheet": json.dumps(texts, ensure_ascii=False)}, printed_at=printed_at)


def leaflet_words(sheet: Sheet, language: Language, sources: Mapping[str, Cited]) -> Words:
    """Collect all texts of a sheet; page and paper show the same."""
    numbers = {name: str(place) for place, name in enumerate(sheet.sources, 1)}
    say = language.say
    return {
        "language": language.code,
        "title": sheet.title,
        "lead": sheet.lead,
        "warning": "" if language.is_reviewed else say("unreviewed"),
        "parts": [_part(part, numbers) for part in sheet.parts],
        "compared": [
            {
                "title": item.row.title,
                "left": item.row.left,
                "right": item.row.right,
                "marks": _marks(item.sources, numbers),
            }
            for item in sheet.compared
        ],
        "compare": {key: say(f"compare_{key}") for key in ("title", "left", "right")},
        "card": None if sheet.card is None else _card(sheet.card),
        "card_words": {key: say(f"card_{key}") for key in ("title", "cut")},
        "questions": say("questions") if sheet.has_questions else "",
        "sources_title": say("sources_title"),
        "sources_lead": say("sources_lead"),
        "sources": [
            {"number": number, "text": source_text(sources[name], language)} for name, number in numbers.items()
        ],
        "labels": {key: say(key) for key in ("name", "born", "identifier")},
        "page": language.words["page"],
        "to_sign": list(sheet.to_sign),
        "to_write": list(sheet.to_write),
        "phones": list(sheet.phones),
    }


def source_text(source: Cited, language: Language) -> str:
    """Name a source, when it was read, and how far."""
    text = source.citation
    if source.read_on:
        text = language.say("source_read", citation=text, date=language.day(date.fromisoformat(source.read_on)))
    return f"{text} {language.say(f'grade_{source.grade}')}" if source.grade in GRADES else text


def _part(part: Part, numbers: Mapping[str, str]) -> Words:
    return {
        "title": part.title,
        "said": [_said(item, numbers) for item in part.said],
        "is_list": part.is_list,
        "is_boxed": part.is_boxed,
    }


def _said(item: Said, numbers: Mapping[str, str]) -> Words:
    return {"text": item.text, "marks": _marks(item.sources, numbers), "quote": item.quote, "quoted_in": QUOTED_IN}


def _marks(sources: tuple[str, ...], numbers: Mapping[str, str]) -> str:
    return ", ".join(numbers[name] for name in sources)


def _card(card: Card) -> Words:
    return {"allergy": card.allergy, "until": card.until, "only": card.only, "stays": card.stays}


def _patient(patient: PatientWords | None, language: Language) -> Words | None:
    if patient is None:
        return None
    return {
        "name": patient.name,
        "born": language.day(patient.born),
        "identifier": patient.identifier,
        "invented": language.say("invented") if patient.is_invented else "",
    }
