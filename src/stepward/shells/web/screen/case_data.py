"""Answers put into the form of a case: what was not answered, or is not known, is left out; none is an empty list."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from stepward.shells.web.screen.answers import Answers, first, rows
from stepward.shells.web.screen.asks import NONE, SOME, UNKNOWN

_YES_NO = {"yes": True, "no": False}
DAYS_OF = {"": Fraction(1), "d": Fraction(1), "w": Fraction(7), "y": Fraction(36525, 100)}
MINUTES_OF = {"": Fraction(1), "min": Fraction(1), "h": Fraction(60), "d": Fraction(1440)}
NOT_DESCRIBED = "a reaction that was not described"
NO_BREAKTHROUGH = "none"


def case_data(answers: Answers) -> dict[str, Any]:
    """Put readable answers into the form of a case."""
    dose = " ".join(item for item in (first(answers, "target_number"), first(answers, "target_unit")) if item)
    patient = {
        "age_years": _figure(answers, "age"),
        "sex": _word(answers, "sex"),
        "weight_kg": _figure(answers, "weight"),
        "pregnant": _yes_no(answers, "pregnant"),
        "conditions": _texts(answers, "conditions_known", split(first(answers, "conditions"))),
        "fev1_percent_predicted": _figure(answers, "fev1"),
        "asthma_controlled": _yes_no(answers, "asthma_controlled"),
        "haemodynamically_stable": _yes_no(answers, "stable"),
        "cardiac_disease": _yes_no(answers, "cardiac"),
        "temperature_c": _figure(answers, "temperature"),
    }
    drug = {
        "name": first(answers, "drug"),
        "target_dose": dose or None,
        "route": _word(answers, "route"),
        "product": _text(answers, "product"),
        "excipients": _texts(answers, "excipients_known", split(first(answers, "excipients"))),
    }
    need = {"disease": _text(answers, "disease"), "alternatives": _rows(answers, "alternatives", "a", _other)}
    lists = {
        "reactions": _rows(answers, "reactions", "r", _reaction),
        "medicines": _rows(answers, "medicines", "m", _medicine),
        "tests": _rows(answers, "tests", "t", _test),
        "previous_desensitizations": _rows(answers, "earlier", "d", _earlier),
    }
    return {"patient": _known(patient), "drug": _known(drug), "indication": _known(need), **_known(lists)}


def _other(answers: Answers, i: int) -> dict[str, Any]:
    return {
        "name": _text(answers, f"a{i}_name"),
        "acceptable": _yes_no(answers, f"a{i}_acceptable"),
        "reason": _text(answers, f"a{i}_reason"),
    }


def _reaction(answers: Answers, i: int) -> dict[str, Any]:
    signs = [*answers.get(f"r{i}_signs", ()), *split(first(answers, f"r{i}_other"))]
    treated = [*answers.get(f"r{i}_treated", ()), *split(first(answers, f"r{i}_treated_other"))]
    return {
        "drug": _text(answers, f"r{i}_drug"),
        "signs": _texts(answers, f"r{i}_signs_known", signs),
        "onset_minutes": _figure(answers, f"r{i}_onset", MINUTES_OF),
        "days_ago": _figure(answers, f"r{i}_days", DAYS_OF),
        "cycle": _figure(answers, f"r{i}_cycle"),
        "sbp_lowest": _figure(answers, f"r{i}_sbp"),
        "sbp_baseline": _figure(answers, f"r{i}_usual"),
        "spo2_lowest": _figure(answers, f"r{i}_spo2"),
        "temperature_c": _figure(answers, f"r{i}_temperature"),
        "treated_with": _texts(answers, f"r{i}_treated_known", treated),
        "epinephrine_after_minutes": _figure(answers, f"r{i}_epinephrine"),
        "danger_signs": _word(answers, f"r{i}_danger"),
        "diagnosis": _text(answers, f"r{i}_diagnosis"),
        "tryptase_acute_ng_ml": _figure(answers, f"r{i}_tryptase"),
        "tryptase_baseline_ng_ml": _figure(answers, f"r{i}_tryptase_usual"),
        "il6_pg_ml": _figure(answers, f"r{i}_il6"),
    }


def _medicine(answers: Answers, i: int) -> dict[str, Any]:
    return {
        "name": _text(answers, f"m{i}_name"),
        "last_dose_hours_ago": _figure(answers, f"m{i}_hours"),
        "indication": _text(answers, f"m{i}_for"),
        "held": _yes_no(answers, f"m{i}_held"),
    }


def _test(answers: Answers, i: int) -> dict[str, Any]:
    return {
        "kind": _word(answers, f"t{i}_kind"),
        "result": _word(answers, f"t{i}_result"),
        "days_ago": _figure(answers, f"t{i}_days", DAYS_OF),
        "dose_fraction": _figure(answers, f"t{i}_fraction"),
        "drug": _text(answers, f"t{i}_drug"),
    }


def _earlier(answers: Answers, i: int) -> dict[str, Any]:
    said = {SOME: _text(answers, f"d{i}_breakthrough") or NOT_DESCRIBED, NONE: NO_BREAKTHROUGH}
    return {
        "days_ago": _figure(answers, f"d{i}_days", DAYS_OF),
        "protocol": _text(answers, f"d{i}_protocol"),
        "completed": _yes_no(answers, f"d{i}_completed"),
        "breakthrough": said.get(first(answers, f"d{i}_broke"), _text(answers, f"d{i}_breakthrough")),
    }


def _rows(
    answers: Answers, name: str, letter: str, read: Callable[[Answers, int], dict[str, Any]]
) -> list[dict[str, Any]] | None:
    """List what is listed; a reaction or a breakthrough that is only said to be there has one row without facts."""
    if first(answers, name) == NONE:
        return []
    found = [_known(read(answers, i)) for i in rows(answers, letter)]
    if not found and letter in {"r", "m", "d"} and first(answers, name) == SOME:
        return [{}]
    return found or None


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _texts(answers: Answers, known: str, texts: list[str]) -> list[str] | None:
    if first(answers, known) == NONE:
        return []
    return texts or None


def split(text: str) -> list[str]:
    """Split a list: at semicolons where there is one, so that an entry may hold a comma; else at commas."""
    sign = ";" if ";" in text else ","
    return [item.strip() for item in text.split(sign) if item.strip()]


def _text(answers: Answers, name: str) -> str | None:
    return first(answers, name) or None


def _word(answers: Answers, name: str) -> str | None:
    text = first(answers, name)
    return text if text and text != UNKNOWN else None


def _yes_no(answers: Answers, name: str) -> bool | None:
    return _YES_NO.get(first(answers, name))


def _figure(answers: Answers, name: str, units: Mapping[str, Fraction] | None = None) -> int | float | None:
    """Give a number as JSON writes it: few enough digits, so that it comes back digit by digit."""
    text = first(answers, name)
    if not text:
        return None
    value = Fraction(text) * (Fraction(1) if units is None else units[first(answers, f"{name}_unit")])
    return int(value) if value.denominator == 1 else float(value)
