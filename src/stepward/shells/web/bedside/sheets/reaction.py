"""A reaction: signs by touch, which hold the session; grades, the treatment card, and its end (H-08, H-88)."""

from collections.abc import Mapping

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import (
    AmendReaction,
    RecordReaction,
    RecordTreatment,
    ResolveReaction,
    TakeSample,
)
from stepward.core.sessions.instants import MINUTE
from stepward.shells.web.bedside.cards import card_of
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.reaction import reaction_card
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.bedside.shown.treatment import AS_SAID, DONE, SAMPLE, treatment_card
from stepward.usecases.session_cards import CardChanged


def _show(room: Room) -> Mapping[str, object]:
    try:
        found, trouble = treatment_card(room, card_of(room)), ""
    except CardChanged as changed:
        found, trouble = None, str(changed)
    return {"card": reaction_card(room), "treatment": found, "card_trouble": trouble}


def _of_card(room: Room, filled: Filled) -> RecordTreatment | TakeSample:
    """Record a row of the frozen card in the card's own words.

    Raises:
        FormTrouble: if the card has no such row or dose.
    """
    card = card_of(room)
    rows = () if card is None else card.rows
    place, dose = (filled.whole(name, "the row of the card") for name in ("row", "dose"))
    if not 0 <= place < len(rows) or not 0 <= dose < max(len(rows[place].doses), 1):
        msg = "The treatment card of this session has no such row. Look again."
        raise FormTrouble(msg)
    row = rows[place]
    if row.what == SAMPLE:
        return TakeSample(kind=row.name)
    amount = row.doses[dose].words if row.doses else row.rate or DONE
    return RecordTreatment(medicine=row.name, dose=amount, route=row.route or AS_SAID)


def _signs(filled: Filled) -> tuple[Sign, ...]:
    """Read the signs that were touched.

    Raises:
        FormTrouble: if one is not on the list; nothing that was seen is dropped without a word.
    """
    known = {sign.value: sign for sign in Sign}
    try:
        return tuple(known[word] for word in filled.data.getlist("sign"))
    except KeyError as error:
        msg = "A sign of this form is not known. Look again, and touch the signs once more."
        raise FormTrouble(msg) from error


def _read(room: Room, filled: Filled) -> object:
    match filled.text("do"):
        case "open":
            return RecordReaction()
        case "card":
            return _of_card(room, filled)
        case "record":
            ago = filled.number_or_none("ago", "the minutes since the onset")
            return RecordReaction(signs=_signs(filled), ago=0 if ago is None else int(ago * MINUTE))
        case "amend":
            return AmendReaction(
                number=filled.whole("number", "the number of the reaction"),
                signs=_signs(filled),
                reason=filled.text("reason"),
            )
        case "resolve":
            return ResolveReaction(number=filled.whole("number", "the number of the reaction"))
        case "treat":
            return RecordTreatment(
                medicine=filled.text("medicine"), dose=filled.text("dose"), route=filled.text("route")
            )
        case _:
            msg = "Choose what is to be done."
            raise FormTrouble(msg)


SHEET = Sheet(name="reaction", title="Reaction", read=_read, show=_show, leads_to="reaction", is_urgent=True)
