"""A reaction: signs by touch, which hold the session; grades, the treatment card, and its end (H-08, H-88)."""

from collections.abc import Mapping

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import (
    AmendReaction,
    RecordReaction,
    RecordTreatment,
    ResolveReaction,
)
from stepward.core.sessions.instants import MINUTE
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.reaction import reaction_card
from stepward.shells.web.bedside.shown.room import Room


def _show(room: Room) -> Mapping[str, object]:
    return {"card": reaction_card(room)}


def _signs(filled: Filled) -> tuple[Sign, ...]:
    known = {sign.value: sign for sign in Sign}
    return tuple(known[word] for word in filled.data.getlist("sign") if word in known)


def _read(_room: Room, filled: Filled) -> object:
    match filled.text("do"):
        case "record":
            ago = filled.number_or_none("ago", "the minutes since the onset")
            return RecordReaction(signs=_signs(filled), ago=0 if ago is None else int(ago * MINUTE))
        case "amend":
            return AmendReaction(
                number=int(filled.number("number", "the number of the reaction")),
                signs=_signs(filled),
                reason=filled.text("reason"),
            )
        case "resolve":
            return ResolveReaction(number=int(filled.number("number", "the number of the reaction")))
        case "treat":
            return RecordTreatment(
                medicine=filled.text("medicine"), dose=filled.text("dose"), route=filled.text("route")
            )
        case _:
            msg = "Choose what is to be done."
            raise FormTrouble(msg)


SHEET = Sheet(name="reaction", title="Reaction", read=_read, show=_show, leads_to="reaction")
