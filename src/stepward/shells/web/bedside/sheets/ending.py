"""The end: last step over, flush, completion, a reduced dose, and *End session*, which is final (H-05b, H-18)."""

from collections.abc import Mapping

from stepward.core.sessions.commands_ending import (
    Complete,
    EndSession,
    FinishLastStep,
    FlushLine,
    line_volume,
    needs_flush,
)
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.people import Privilege
from stepward.shells.web.bedside.seconds import own_password
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room, between, minutes_text, number
from stepward.usecases.session_signing import signing_reduced_dose

REASONS = (
    "Severe reaction",
    "Reaction that does not settle",
    "Second reaction",
    "The patient asks for it",
    "Held too long",
    "Line, pump or product cannot be put right",
)


def _finish(_room: Room, filled: Filled) -> FinishLastStep:
    return FinishLastStep(
        volume=filled.number_or_none("volume", "the volume that the pump shows"),
        is_empty=filled.text("empty") == "yes",
    )


def _complete_shown(room: Room) -> Mapping[str, object]:
    session, plan = room.session, room.session.plan
    if plan is None:
        return {}
    left = max(plan.observation - session.observed.read(room.now).least, 0)
    return {
        "needs_flush": needs_flush(plan) and not session.is_flushed,
        "line_volume": number(line_volume(session)),
        "last_rate": number(session.given.runs[-1].rate) if session.given.runs else "",
        "left": minutes_text(left) if left else "",
        "minutes": plan.observation // MINUTE,
        "given": between(session.given.total(room.now)),
        "ordered": number(plan.ordered_total),
        "unit": plan.unit,
        "may_sign": room.by.may(Privilege.SIGN),
        "least": number(session.given.total(room.now).least),
    }


def _complete(room: Room, filled: Filled) -> object:
    match filled.text("do"):
        case "flush":
            return FlushLine(
                volume=filled.number("volume", "the volume of the flush"),
                rate=filled.number("rate", "the rate read from the pump"),
            )
        case "reduced":
            total = filled.number("total", "the dose that was given")
            own_password(filled, room.by)
            return signing_reduced_dose(room.session, total, room.by)
        case "complete":
            return Complete()
        case _:
            msg = "Choose what is to be done."
            raise FormTrouble(msg)


def _end_shown(_room: Room) -> Mapping[str, object]:
    return {"reasons": REASONS}


def _end(_room: Room, filled: Filled) -> EndSession:
    reason = ". ".join(part for part in (filled.text("reason"), filled.text("words")) if part)
    return EndSession(reason=reason, confirmed=filled.text("confirmed") == "yes")


FINISH = Sheet(name="finish", title="The last step is over", read=_finish)
COMPLETE = Sheet(name="complete", title="Flush, watch, complete", read=_complete, show=_complete_shown)
END = Sheet(name="end", title="End session", read=_end, show=_end_shown)
