"""The treatment card of one session: frozen when its plan is signed, read back as it was frozen (H-35, H-88)."""

from stepward.adapters.database.session_cards import DatabaseSessionCards
from stepward.shells.web import clock, here
from stepward.shells.web.bedside.sheets.sheet import FormTrouble
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.unit.shelf import unit_treatment_cards
from stepward.usecases.session_cards import FrozenCard, InUse, kept, read_kept, suited


def cards_for(room: Room) -> tuple[FrozenCard, ...]:
    """Compute the cards in use that are meant for this patient, by the weight of the order.

    Raises:
        NoCard: if there is none, or if a dose cannot be computed.
    """
    cards = [
        InUse(card=item.card, version=item.version, approved_by=item.approved_by)
        for item in unit_treatment_cards().in_use().values()
    ]
    weighed = room.order.weighed
    return suited(cards, None if weighed is None else weighed.amount, years_of(room))


def years_of(room: Room) -> int:
    """Tell the age in whole years."""
    born, today = room.order.patient.born_on, here.day(room.now.at)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def freeze(room: Room, plan_hash: str, key: str) -> None:
    """Keep the card of this patient with the plan that is about to be signed.

    Raises:
        NoCard: if no card is meant for this patient, or if a dose cannot be computed.
        FormTrouble: if there are several and none was chosen.
    """
    found = cards_for(room)
    chosen = next((card for card in found if card.key == key), found[0] if len(found) == 1 else None)
    if chosen is None:
        msg = "Choose the treatment card of this session."
        raise FormTrouble(msg, "card")
    DatabaseSessionCards().add(room.order.id, plan_hash, kept(chosen), clock.now().at)


def card_of(room: Room) -> FrozenCard | None:
    """Read the card that was frozen with the plan in force; nothing where none was.

    Raises:
        CardChanged: if the kept words are not those that were frozen.
    """
    if room.session.plan is None:
        return None
    found = DatabaseSessionCards().newest(room.order.id, room.session.plan.signed_hash)
    return None if found is None else read_kept(found)
