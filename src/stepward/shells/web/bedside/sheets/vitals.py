"""Vital signs by hand: one value at a time, nothing filled in, the unusual ones twice (H-81)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stepward.core.quantities import UnreadableNumber, parse_number
from stepward.core.sessions.commands_charting import RecordVitals
from stepward.core.sessions.vitals import SIGNS, EnterTwice, EntriesDiffer
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.bedside.shown.vitals import LABELS, ShownVital, asked, vitals_card

AGAIN = "again-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value to enter: the sign, what was typed before a refusal, and whether it is asked a second time."""

    sign: ShownVital
    field: str
    typed: str = ""
    is_asked_again: bool = False


def _show(room: Room) -> Mapping[str, object]:
    return {"entries": tuple(Entry(sign=row, field=_field(row.name)) for row in vitals_card(room).rows)}


def _keep(shown: Mapping[str, Any], filled: Mapping[str, str]) -> Mapping[str, object]:
    """Keep what was typed: the unusual values alone are asked again, and both anew where they differed."""
    code = shown["refusal_code"]
    return {"entries": tuple(_kept(entry, filled.get(entry.field, "").strip(), code) for entry in shown["entries"])}


def _kept(entry: Entry, typed: str, code: str) -> Entry:
    if not _is_unusual(entry.sign.name, typed):
        return Entry(sign=entry.sign, field=entry.field, typed=typed)
    differed = code == EntriesDiffer.code
    is_asked_again = differed or code == EnterTwice.code
    return Entry(sign=entry.sign, field=entry.field, typed="" if differed else typed, is_asked_again=is_asked_again)


def _is_unusual(name: str, typed: str) -> bool:
    try:
        return not SIGNS[name].is_plausible(parse_number(typed))
    except UnreadableNumber:
        return False


def _read(room: Room, filled: Filled) -> RecordVitals:
    names = asked(room.session)
    values = _values(names, filled, "")
    if not values:
        msg = "Enter at least one value."
        raise FormTrouble(msg)
    return RecordVitals(values=tuple(values.items()), again=_again(values, _values(names, filled, AGAIN)))


def _again(values: Mapping[str, Fraction], again: Mapping[str, Fraction]) -> tuple[tuple[str, Fraction], ...]:
    """Give the second entry: the usual values were asked once, so they stand in it as they are."""
    if not again:
        return ()
    usual = {name: value for name, value in values.items() if SIGNS[name].is_plausible(value)}
    return tuple((usual | dict(again)).items())


def _values(names: tuple[str, ...], filled: Filled, prefix: str) -> dict[str, Fraction]:
    found = {}
    for name in names:
        value = filled.number_or_none(f"{prefix}{_field(name)}", LABELS[name])
        if value is not None:
            found[name] = value
    return found


def _field(name: str) -> str:
    return name.replace(" ", "-").lower()


SHEET = Sheet(name="vitals", title="Vital signs", read=_read, show=_show, keep=_keep)
