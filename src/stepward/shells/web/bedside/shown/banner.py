"""The patient banner: who, which drug, which state, at every moment and in every state (H-54)."""

from dataclasses import dataclass
from datetime import date

from stepward.core.sessions.session import State
from stepward.shells.web import here
from stepward.shells.web.bedside.shown.room import Room, number
from stepward.shells.web.prepare.words import day_text

MARKS = {
    State.DRAFT: "ring",
    State.SIGNED: "ring",
    State.PREPARED: "drop",
    State.VERIFIED: "tick",
    State.RUNNING: "run",
    State.HELD: "hold",
    State.OBSERVING: "ring",
    State.COMPLETED: "tick",
    State.STOPPED: "octagon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """The words of the banner; `mark` is the shape beside the state."""

    name: str
    born: str
    age: str
    identifier: str
    weight: str
    is_invented: bool
    drug: str
    target: str
    bed: str
    state: str
    word: str
    mark: str
    step: str
    rate: str


def banner(room: Room) -> Banner:
    """Write the banner."""
    patient, session, weighed = room.order.patient, room.session, room.order.weighed
    weight = "weight not known"
    if weighed is not None:
        about = "about " if weighed.is_estimated else ""
        today = here.day(weighed.at) == here.day(room.now.at)
        day = "today" if today else day_text(here.day(weighed.at))
        weight = f"{about}{weighed.weight}, {day}"
    return Banner(
        name=f"{patient.family_name}, {patient.given_names}",
        born=day_text(patient.born_on),
        age=age_text(patient.born_on, here.day(room.now.at)),
        identifier=patient.identifier,
        weight=weight,
        is_invented=patient.is_invented,
        drug=room.drug,
        target=room.target,
        bed=room.order.bed,
        state=session.state.value,
        word=session.state.value.upper(),
        mark=MARKS[session.state],
        step=_step(room),
        rate=_rate(room),
    )


def age_text(born: date, today: date) -> str:
    """Write an age: in years, of the youngest in months."""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    years = months // 12
    return f"{years} y" if years > 1 else f"{months} mo"


def _step(room: Room) -> str:
    session = room.session
    if session.plan is None:
        return "no plan signed"
    if not session.step:
        return f"{session.plan.last} steps"
    return f"Step {session.step} of {session.plan.last}"


def _rate(room: Room) -> str:
    session = room.session
    if session.state is State.RUNNING and session.rate is not None:
        return f"{number(session.rate)}\u00a0mL/h"
    if session.state is State.HELD and session.hold is not None:
        return "pump stopped" if session.hold.is_pump_stopped else "pump not confirmed"
    return ""
