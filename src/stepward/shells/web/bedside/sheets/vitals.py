"""Vital signs by hand: one value at a time, nothing filled in, the unusual ones twice (H-81)."""

from collections.abc import Mapping
from fractions import Fraction

from stepward.core.sessions.commands_charting import RecordVitals
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.bedside.shown.vitals import LABELS, asked, vitals_card


def _show(room: Room) -> Mapping[str, object]:
    return {"card": vitals_card(room)}


def _read(room: Room, filled: Filled) -> RecordVitals:
    names = asked(room.session)
    values = tuple(_values(names, filled, ""))
    if not values:
        msg = "Enter at least one value."
        raise FormTrouble(msg)
    return RecordVitals(values=values, again=tuple(_values(names, filled, "again-")))


def _values(names: tuple[str, ...], filled: Filled, prefix: str) -> list[tuple[str, Fraction]]:
    found = []
    for name in names:
        value = filled.number_or_none(f"{prefix}{name.replace(' ', '-')}", LABELS[name])
        if value is not None:
            found.append((name, value))
    return found


SHEET = Sheet(name="vitals", title="Vital signs", read=_read, show=_show)
