"""Answer the pages of the screen as a case says: the way back from a case to the answers of a person."""

from collections.abc import Iterable, Mapping
from typing import Any

from stepward.shells.web.screen.asks_of_reactions import SIGNS, TREATMENTS
from stepward.shells.web.screen.case_data import NO_BREAKTHROUGH
from stepward.shells.web.screen.pages import MOST_OF, PAGES, groups

Answers = dict[str, list[str]]
YES_NO = {True: "yes", False: "no"}
PLAIN = {
    "patient": {
        "age_years": "age",
        "sex": "sex",
        "weight_kg": "weight",
        "pregnant": "pregnant",
        "fev1_percent_predicted": "fev1",
        "asthma_controlled": "asthma_controlled",
        "haemodynamically_stable": "stable",
        "cardiac_disease": "cardiac",
        "temperature_c": "temperature",
    },
    "drug": {"name": "drug", "route": "route", "product": "product"},
    "indication": {"disease": "disease"},
}
ROWS = {
    ("alternatives", "a"): {"name": "name", "acceptable": "acceptable", "reason": "reason"},
    ("reactions", "r"): {
        "drug": "drug",
        "onset_minutes": "onset",
        "days_ago": "days",
        "cycle": "cycle",
        "sbp_lowest": "sbp",
        "sbp_baseline": "usual",
        "spo2_lowest": "spo2",
        "temperature_c": "temperature",
        "epinephrine_after_minutes": "epinephrine",
        "danger_signs": "danger",
        "diagnosis": "diagnosis",
        "tryptase_acute_ng_ml": "tryptase",
        "tryptase_baseline_ng_ml": "tryptase_usual",
        "il6_pg_ml": "il6",
    },
    ("medicines", "m"): {"name": "name", "last_dose_hours_ago": "hours", "indication": "for", "held": "held"},
    ("tests", "t"): {
        "kind": "kind",
        "result": "result",
        "days_ago": "days",
        "dose_fraction": "fraction",
        "drug": "drug",
    },
    ("earlier", "d"): {"days_ago": "days", "protocol": "protocol", "completed": "completed"},
}


def answers_of(case: Mapping[str, Any]) -> Answers:
    """Answer every question as the case says; what it leaves unknown stays without an answer."""
    found: dict[str, str | list[str]] = {}
    for part, names in PLAIN.items():
        found |= {name: _text(case.get(part, {}).get(key)) for key, name in names.items()}
    dose = case["drug"].get("target_dose") or ""
    found["target_number"], _, found["target_unit"] = dose.partition(" ")
    found |= _texts("conditions_known", "conditions", case.get("patient", {}).get("conditions"))
    found |= _texts("excipients_known", "excipients", case["drug"].get("excipients"))
    lists = {
        "alternatives": case.get("indication", {}).get("alternatives"),
        "reactions": case.get("reactions"),
        "medicines": case.get("medicines"),
        "tests": case.get("tests"),
        "earlier": case.get("previous_desensitizations"),
    }
    for (name, letter), keys in ROWS.items():
        listed = lists[name]
        found[name] = "" if listed is None else "some" if listed else "none"
        for i, row in enumerate(listed or ()):
            found |= {f"{letter}{i}_{field}": _text(row.get(key)) for key, field in keys.items()}
            found |= _lists_of(letter, i, row)
    return {name: [value] if isinstance(value, str) else value for name, value in found.items() if value}


def _lists_of(letter: str, i: int, row: Mapping[str, Any]) -> dict[str, str | list[str]]:
    if letter == "r":
        return _marks(f"r{i}_signs_known", (f"r{i}_signs", f"r{i}_other"), row.get("signs"), SIGNS) | _marks(
            f"r{i}_treated_known", (f"r{i}_treated", f"r{i}_treated_other"), row.get("treated_with"), TREATMENTS
        )
    if letter == "d" and row.get("breakthrough") is not None:
        if row["breakthrough"] == NO_BREAKTHROUGH:
            return {f"d{i}_broke": "none"}
        return {f"d{i}_broke": "some", f"d{i}_breakthrough": row["breakthrough"]}
    return {}


def _marks(
    known: str, names: tuple[str, str], texts: list[str] | None, marks: Iterable[str]
) -> dict[str, str | list[str]]:
    listed, others = [item for item in texts or () if item in set(marks)], []
    others = [item for item in texts or () if item not in listed]
    return _texts(known, names[1], texts) | {names[0]: listed, names[1]: _joined(others)}


def _texts(known: str, name: str, texts: list[str] | None) -> dict[str, str | list[str]]:
    return {known: "" if texts is None else "some" if texts else "none", name: _joined(texts or [])}


def _joined(texts: list[str]) -> str:
    return "; ".join(texts) + ";" if any("," in item for item in texts) else ", ".join(texts)


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return YES_NO[value] if value is not None else ""
    return str(value)


def pages_of(answers: Answers) -> dict[str, Answers]:
    """Sort answers by the page that asks for them."""
    found = {}
    for page in PAGES:
        names = {name for group in groups(page.slug, MOST_OF) for ask in group.asks for name in ask.names}
        found[page.slug] = {name: values for name, values in answers.items() if name in names}
    return found
