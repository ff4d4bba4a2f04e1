"""Answers as they were written: read, checked in plain sentences, and put into the form of a case."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from stepward.shells.web.screen.pages import (
    MOST_REACTIONS,
    MOST_ROWS,
    NONE,
    PAGES,
    SIGNS,
    SOME,
    UNKNOWN,
    Ask,
    Kind,
    groups,
)

Answers = dict[str, list[str]]
LONGEST, LONGEST_REST = 200, 400
MOST_OF = {"r": MOST_REACTIONS, "a": MOST_ROWS, "m": MOST_ROWS, "t": MOST_ROWS}
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_ROW = re.compile(r"([ramt])([0-9]{1,2})_")
_YES_NO = {"yes": True, "no": False}


def counts(answers: Answers, adds: str = "") -> dict[str, int]:
    """Count the rows of each kind that are filled, one where there is none, and one more where it was asked for."""
    found = dict.fromkeys(MOST_OF, 1)
    for name, values in answers.items():
        match = _ROW.match(name)
        if match and any(values):
            found[match[1]] = max(found[match[1]], int(match[2]) + 1)
    if adds in found:
        found[adds] = min(found[adds] + 1, MOST_OF[adds])
    return found


def taken(answers: Answers, slug: str, sent: QueryDict) -> Answers:
    """Put what was sent for one page over what was answered before."""
    most = dict(MOST_OF)
    asked = [ask for group in groups(slug, most) for ask in group.asks]
    kept = {name: list(values) for name, values in answers.items()}
    for ask in asked:
        values = [item.strip()[:LONGEST] for item in sent.getlist(ask.name)[:LONGEST]]
        values = [item for item in values if item]
        if values:
            kept[ask.name] = values
        else:
            kept.pop(ask.name, None)
    return kept


def first(answers: Answers, name: str) -> str:
    """Read one answer; nothing where there is none."""
    return next(iter(answers.get(name, ())), "")


def wrong(answers: Answers) -> dict[str, str]:
    """Say of each answer that cannot be read what to change."""
    count = counts(answers)
    asks = [ask for page in PAGES for group in groups(page.slug, count) for ask in group.asks]
    found = {ask.name: sentence for ask in asks if (sentence := _wrong(ask, answers))}
    if not first(answers, "drug"):
        found["drug"] = "Enter the drug."
    if bool(first(answers, "target_number")) != bool(first(answers, "target_unit")):
        found.setdefault("target_number", "Give the dose with its unit, or leave both empty.")
    for name, listed in _listed(answers).items():
        if listed and first(answers, name) in {NONE, UNKNOWN}:
            found[name] = "Something is listed below. Choose Yes, or clear the list."
    return found


def _wrong(ask: Ask, answers: Answers) -> str:
    text = first(answers, ask.name)
    if not text:
        return ""
    if ask.kind is Kind.NUMBER:
        if _NUMBER.fullmatch(text) is None:
            return "Write digits with at most one decimal point."
        if ask.is_above_zero and not text.strip("0."):
            return "Write a number above 0, or leave it empty."
    if ask.kind in {Kind.CHOICE, Kind.LIST} and text not in dict(ask.options):
        return "Choose one of the answers."
    if ask.kind is Kind.SIGNS and not SIGNS.issuperset(answers[ask.name]):
        return "Mark signs of the list only."
    return ""


def _listed(answers: Answers) -> dict[str, bool]:
    """Tell what is listed under each answer that says whether there is anything."""
    rows = {"reactions": "r", "alternatives": "a", "medicines": "m", "tests": "t"}
    found = {
        name: any(match[1] == letter for key in answers if (match := _ROW.match(key))) for name, letter in rows.items()
    }
    found["conditions_known"] = bool(answers.get("conditions"))
    for i in range(MOST_REACTIONS):
        found[f"r{i}_signs_known"] = bool(answers.get(f"r{i}_signs") or answers.get(f"r{i}_other"))
    return found


def case_data(answers: Answers) -> dict[str, Any]:
    """Put readable answers into the form of a case; what was not answered, or is not known, is left out."""
    number = " ".join(item for item in (first(answers, "target_number"), first(answers, "target_unit")) if item)
    patient = {
        "age_years": _figure(answers, "age"),
        "sex": _word(answers, "sex"),
        "weight_kg": _figure(answers, "weight"),
        "pregnant": _yes_no(answers, "pregnant"),
        "conditions": _texts(answers, "conditions_known", _split(first(answers, "conditions"))),
        "fev1_percent_predicted": _figure(answers, "fev1"),
        "asthma_controlled": _yes_no(answers, "asthma_controlled"),
        "haemodynamically_stable": _yes_no(answers, "stable"),
        "cardiac_disease": _yes_no(answers, "cardiac"),
    }
    drug = {
        "name": first(answers, "drug"),
        "target_dose": number or None,
        "route": _word(answers, "route"),
        "product": first(answers, "product") or None,
    }
    return {
        "patient": _known(patient),
        "drug": _known(drug),
        "indication": _known(
            {"disease": first(answers, "disease") or None, "alternatives": _rows(answers, "alternatives", "a", _other)}
        ),
        **_known(
            {
                "reactions": _rows(answers, "reactions", "r", _reaction),
                "medicines": _rows(answers, "medicines", "m", _medicine),
                "tests": _rows(answers, "tests", "t", _test),
            }
        ),
    }


def _other(answers: Answers, i: int) -> dict[str, Any]:
    return {
        "name": first(answers, f"a{i}_name") or None,
        "acceptable": _yes_no(answers, f"a{i}_acceptable"),
        "reason": first(answers, f"a{i}_reason") or None,
    }


def _reaction(answers: Answers, i: int) -> dict[str, Any]:
    signs = [*answers.get(f"r{i}_signs", ()), *_split(first(answers, f"r{i}_other"))]
    return {
        "drug": first(answers, f"r{i}_drug") or None,
        "signs": _texts(answers, f"r{i}_signs_known", signs),
        "onset_minutes": _figure(answers, f"r{i}_onset"),
        "days_ago": _figure(answers, f"r{i}_days"),
        "sbp_lowest": _figure(answers, f"r{i}_sbp"),
        "sbp_baseline": _figure(answers, f"r{i}_usual"),
        "spo2_lowest": _figure(answers, f"r{i}_spo2"),
        "temperature_c": _figure(answers, f"r{i}_temperature"),
        "danger_signs": _word(answers, f"r{i}_danger"),
        "diagnosis": first(answers, f"r{i}_diagnosis") or None,
        "tryptase_acute_ng_ml": _figure(answers, f"r{i}_tryptase"),
        "tryptase_baseline_ng_ml": _figure(answers, f"r{i}_tryptase_usual"),
    }


def _medicine(answers: Answers, i: int) -> dict[str, Any]:
    return {
        "name": first(answers, f"m{i}_name") or None,
        "last_dose_hours_ago": _figure(answers, f"m{i}_hours"),
        "indication": first(answers, f"m{i}_for") or None,
        "held": _yes_no(answers, f"m{i}_held"),
    }


def _test(answers: Answers, i: int) -> dict[str, Any]:
    return {
        "kind": _word(answers, f"t{i}_kind"),
        "result": _word(answers, f"t{i}_result"),
        "days_ago": _figure(answers, f"t{i}_days"),
        "dose_fraction": _figure(answers, f"t{i}_fraction"),
    }


def _rows(answers: Answers, name: str, letter: str, read: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401 - a reader
    if first(answers, name) == NONE:
        return []
    found = [
        _known(read(answers, i))
        for i in range(counts(answers)[letter])
        if any(key.startswith(f"{letter}{i}_") for key in answers)
    ]
    if not found and letter == "r" and first(answers, name) == SOME:
        return [{}]
    return found or None


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _texts(answers: Answers, known: str, texts: list[str]) -> list[str] | None:
    if first(answers, known) == NONE:
        return []
    return texts or None


def _split(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _word(answers: Answers, name: str) -> str | None:
    text = first(answers, name)
    return text if text and text != UNKNOWN else None


def _yes_no(answers: Answers, name: str) -> bool | None:
    return _YES_NO.get(first(answers, name))


def _figure(answers: Answers, name: str) -> int | float | None:
    """Give a number as JSON writes it: at most ten digits, so that it comes back digit by digit."""
    text = first(answers, name)
    if not text:
        return None
    return float(text) if "." in text else int(text)
