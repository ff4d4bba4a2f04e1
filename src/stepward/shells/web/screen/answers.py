"""Answers as they were written: counted, kept page by page, and checked in plain sentences."""

import re
from collections.abc import Iterable

from django.http import QueryDict

from stepward.shells.web.screen.asks import NONE, UNKNOWN, Ask, Kind
from stepward.shells.web.screen.asks_of_reactions import SIGNS
from stepward.shells.web.screen.pages import MOST_OF, every_ask, groups

Answers = dict[str, list[str]]
LONGEST, MOST_MARKS, LONGEST_REST = 500, 60, 400
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_ROW = re.compile(r"([a-z])([0-9]{1,2})_(\w+)")
_MORE = {
    "reactions": "r",
    "alternatives": "a",
    "medicines": "m",
    "tests": "t",
    "earlier": "d",
}
_LISTS = (
    ("conditions_known", ("conditions",)),
    ("excipients_known", ("excipients",)),
    ("r{i}_signs_known", ("r{i}_signs", "r{i}_other")),
    ("r{i}_treated_known", ("r{i}_treated", "r{i}_treated_other", "r{i}_epinephrine")),
    ("d{i}_broke", ("d{i}_breakthrough",)),
)


def counts(answers: Answers, adds: str = "") -> dict[str, int]:
    """Count the rows of each kind that are filled, one where there is none, and one more where it was asked for."""
    found = dict.fromkeys(MOST_OF, 1)
    for name, values in answers.items():
        match = _ROW.fullmatch(name)
        if match and match[1] in found and any(values):
            found[match[1]] = min(max(found[match[1]], int(match[2]) + 1), MOST_OF[match[1]])
    if adds in found:
        found[adds] = min(found[adds] + 1, MOST_OF[adds])
    return found


def taken(answers: Answers, slug: str, sent: QueryDict) -> Answers:
    """Put what was sent for one page over what was answered before."""
    kept = {name: list(values) for name, values in answers.items()}
    for name in (name for group in groups(slug, MOST_OF) for ask in group.asks for name in ask.names):
        values = [item.strip()[: LONGEST + 1] for item in sent.getlist(name)[:MOST_MARKS]]
        values = [item for item in values if item]
        if values:
            kept[name] = values
        else:
            kept.pop(name, None)
    return _without_idle_units(kept)


def _without_idle_units(answers: Answers) -> Answers:
    """Leave out the unit of a number that was not given: it says nothing, and would fill a row."""
    return {
        name: values
        for name, values in answers.items()
        if not (name.endswith("_unit") and name != "target_unit" and name.removesuffix("_unit") not in answers)
    }


def without_row(answers: Answers, row: str) -> Answers:
    """Take out one row, and move those after it up."""
    letter, gone = row[:1], int(row[1:])
    kept = {}
    for name, values in answers.items():
        match = _ROW.fullmatch(name)
        index = int(match[2]) if match and match[1] == letter else -1
        if index > gone and match:
            kept[f"{letter}{index - 1}_{match[3]}"] = values
        elif index != gone:
            kept[name] = values
    return kept


def first(answers: Answers, name: str) -> str:
    """Read one answer; nothing where there is none."""
    return next(iter(answers.get(name, ())), "")


def rows(answers: Answers, letter: str) -> list[int]:
    """List the rows of a kind in which anything is filled."""
    found = {int(match[2]) for name in answers if (match := _ROW.fullmatch(name)) and match[1] == letter}
    return sorted(index for index in found if index < MOST_OF[letter])


def wrong(answers: Answers) -> dict[str, str]:
    """Say of each answer that cannot be read what to change."""
    found = {ask.name: sentence for _, ask in every_ask(counts(answers)) if (sentence := _wrong(ask, answers))}
    if not first(answers, "drug"):
        found["drug"] = "Enter the drug."
    if bool(first(answers, "target_number")) != bool(first(answers, "target_unit")):
        found.setdefault("target_number", "Give the dose with its unit, or leave both empty.")
    for name, is_listed in _listed(answers):
        if is_listed and first(answers, name) in {NONE, UNKNOWN}:
            found[name] = "Something is listed below. Choose Yes, or clear the list."
    return found


def _wrong(ask: Ask, answers: Answers) -> str:
    text = first(answers, ask.name)
    if not text:
        return ""
    if any(len(item) > LONGEST for item in answers[ask.name]):
        return f"Write at most {LONGEST} characters."
    if ask.kind is Kind.NUMBER:
        return _wrong_number(ask, text, first(answers, f"{ask.name}_unit"))
    if ask.kind in {Kind.CHOICE, Kind.LIST} and text not in dict(ask.options):
        return "Choose one of the answers."
    if ask.kind is Kind.MARKS and not _marks(ask).issuperset(answers[ask.name]):
        return "Mark what is on the list only."
    return ""


def _wrong_number(ask: Ask, text: str, unit: str) -> str:
    if _NUMBER.fullmatch(text) is None:
        return "Write digits with at most one decimal point."
    if ask.is_above_zero and not text.strip("0."):
        return "Write a number above 0, or leave it empty."
    if ask.is_whole and "." in text:
        return "Write a whole number."
    if ask.units and unit not in {"", *dict(ask.units)}:
        return "Choose one of the units."
    return ""


def _marks(ask: Ask) -> frozenset[str]:
    return frozenset(dict(ask.options)) or SIGNS


def _listed(answers: Answers) -> Iterable[tuple[str, bool]]:
    """Tell whether anything is listed under each answer that says whether there is anything."""
    for name, letter in _MORE.items():
        yield name, bool(rows(answers, letter))
    for known, parts in _LISTS:
        for i in range(max(MOST_OF.values()) if "{i}" in known else 1):
            yield known.format(i=i), any(answers.get(part.format(i=i)) for part in parts)
