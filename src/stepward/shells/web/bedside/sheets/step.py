"""Start step 1 and each next step: the rate is read from the pump, blind, and compared by the server (H-52)."""

from collections.abc import Mapping
from fractions import Fraction

from stepward.core.sessions.commands_running import Advance, Start
from stepward.core.sessions.next_step import beginning
from stepward.core.sessions.plan import StepKind
from stepward.shells.web.bedside.identities import identity_read
from stepward.shells.web.bedside.people import others
from stepward.shells.web.bedside.readiness import require_ready
from stepward.shells.web.bedside.seconds import second_person
from stepward.shells.web.bedside.sheets.sheet import Filled, Sheet
from stepward.shells.web.bedside.shown.room import Room, number
from stepward.shells.web.bedside.shown.step import next_card, solution_text


def _show(room: Room) -> Mapping[str, object]:
    session = room.session
    if session.plan is None or session.step >= session.plan.last:
        return {"is_last": True}
    found = beginning(session, session.step + 1, room.now)
    step = session.plan.step(found.number)
    return {
        "number": found.number,
        "is_dose": step.kind is StepKind.DOSE,
        "rate": "" if found.rate is None else number(found.rate),
        "dose": number(found.dose),
        "dose_unit": session.plan.unit,
        "volume": "" if found.volume is None else number(found.volume),
        "solution": solution_text(session, step),
        "card": next_card(room),
        "needs_second": session.step == 0 or session.plan.settings.second_person_at_rate,
        "others": others(room.by),
        "needs_identity": session.step == 0 and session.plan.identity is not None,
    }


def _read(room: Room, filled: Filled) -> Start | Advance:
    witness, exception = second_person(filled)
    rate, dose, volume = _numbers(filled)
    if room.session.step == 0:
        require_ready()
        return Start(
            rate=rate,
            dose=dose,
            volume=volume,
            witness=witness,
            exception=exception,
            identity=identity_read(room, filled),
        )
    return Advance(
        step=room.session.step + 1, rate=rate, dose=dose, volume=volume, witness=witness, exception=exception
    )


def _numbers(filled: Filled) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    rate = filled.number_or_none("rate", "the rate read from the pump")
    dose = filled.number_or_none("dose", "the dose read from the label")
    volume = filled.number_or_none("volume", "the volume set on the pump")
    return rate, dose, volume


START = Sheet(name="start", title="Start step 1", template="bedside/sheets/step.html", read=_read, show=_show)
NEXT = Sheet(name="step", title="Start the next step", read=_read, show=_show)
