"""Notes, hand-over and samples, in every state (H-02)."""

from collections.abc import Mapping

from stepward.core.sessions.commands_charting import HandOver, TakeSample, WriteNote
from stepward.core.sessions.people import Privilege, Witness
from stepward.shells.web.bedside.people import account_of, others
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.handover import handover_card
from stepward.shells.web.bedside.shown.room import Room


def _note(_room: Room, filled: Filled) -> WriteNote:
    return WriteNote(text=filled.text("text"))


def _sample(_room: Room, filled: Filled) -> TakeSample:
    return TakeSample(kind=filled.text("kind"))


def _hand_over_shown(room: Room) -> Mapping[str, object]:
    return {"card": handover_card(room), "nurses": others(room.by, Privilege.RUN)}


def _hand_over(_room: Room, filled: Filled) -> HandOver:
    user = account_of(filled.text("to"))
    if user is None:
        msg = "Choose who takes over."
        raise FormTrouble(msg, "to")
    return HandOver(to=Witness(user=str(user.pk), name=user.get_full_name() or user.username))


NOTE = Sheet(name="note", title="Note", read=_note)
SAMPLE = Sheet(name="sample", title="Sample taken", read=_sample)
HAND_OVER = Sheet(name="hand-over", title="Hand over", read=_hand_over, show=_hand_over_shown)
