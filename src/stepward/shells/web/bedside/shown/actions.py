"""The action bar: five places that never move; a closed one says what opens it."""

from dataclasses import dataclass

from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.resuming import missing_for_resume
from stepward.core.sessions.session import SolutionStage, State
from stepward.shells.web.bedside.shown.next_thing import next_thing
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.bedside.shown.step import next_card, opens_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One place of the bar: what it does, in a few words more, and where it leads; closed where it leads nowhere.

    `do` is there where the press itself does something: it is a form, and leads to its sheet afterwards.
    """

    title: str
    words: str = ""
    sheet: str = ""
    do: str = ""
    is_main: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether it can be pressed."""
        return bool(self.sheet)


def actions(room: Room) -> tuple[Action, ...]:
    """Give the four places beside STOP, from left to right."""
    match room.session.state:
        case State.RUNNING:
            return (
                _reaction(room, "holds the session"),
                _vitals(),
                Action(title="Hold", words="line, pump, patient", sheet="hold"),
                _forward(room),
            )
        case State.HELD:
            return (_reaction(room, "signs, grade, card"), _vitals(), _end(room), _resume(room))
        case State.OBSERVING:
            return (_reaction(room, "opens the card"), _vitals(), _end(room), _complete())
        case State.COMPLETED | State.STOPPED:
            return (
                Action(title="Reaction", words="late sign", sheet="reaction"),
                _vitals(),
                Action(title="Note", words="late entry", sheet="note"),
                Action(title="Record", words="report and paper", sheet="record", is_main=True),
            )
        case _:
            return (
                _vitals("baseline"),
                _hang(room),
                Action(title="Checks", words=_checks_words(room), sheet="" if room.session.plan is None else "checks"),
                _start(room),
            )


def _reaction(room: Room, words: str) -> Action:
    """Record a reaction with the press, so that it holds at once; an open one is only shown (H-08)."""
    do = "" if room.session.open_reactions or not room.by.may(Privilege.RUN) else "open"
    return Action(title="Reaction", words=words, sheet="reaction", do=do)


def _vitals(words: str = "keypad") -> Action:
    return Action(title="Vitals", words=words, sheet="vitals")


def _forward(room: Room) -> Action:
    found = next_step(room.session, room.now)
    if found is None:
        return Action(title="End last step", words="when the volume is in", sheet="finish", is_main=True)
    title, why = f"Start step {found.number}", opens_at(room)
    if not room.controls:
        return Action(title=title, words="another device controls", is_main=True)
    card = next_card(room)
    is_open = card is not None and card.is_open
    return Action(title=title, words=why or "everything is there", sheet="step" if is_open else "", is_main=True)


def _resume(room: Room) -> Action:
    missing = missing_for_resume(room.session, room.now)
    if not missing:
        return Action(title="Resume", words="everything is there", sheet="resume", is_main=True)
    signs = room.by.may(Privilege.RESUME, Privilege.SIGN)
    if signs and all(item.code == "signature-needed" for item in missing):
        return Action(title="Sign to resume", words="with your password", sheet="resume", is_main=True)
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return Action(title="Resume", words=f"needs {_short(missing[0].code)}{more}", sheet="resume", is_main=True)


SHORT = {
    "clock-in-doubt": "clocks that agree",
    "pump-may-run": "the pump stopped",
    "reaction-open": "the reaction over",
    "alarm-active": "the alarm reset",
    "vitals-missing": "vitals",
    "vitals-outside": "vitals within limits",
    "decision-needed": "a new decision",
    "opinion-needed": "a second physician",
    "countersign-needed": "a countersignature",
    "signature-needed": "a signature",
    "wait-needed": "time",
}


def _short(code: str) -> str:
    return SHORT.get(code, "more")


def _end(room: Room) -> Action:
    may = room.by.may(Privilege.END, Privilege.END_AFTER)
    return Action(title="End session", words="for good" if may else "a physician may", sheet="end" if may else "")


def _complete() -> Action:
    return Action(title="Complete", words="flush, observation", sheet="complete", is_main=True)


def _hang(room: Room) -> Action:
    plan = room.session.plan
    if plan is None:
        return Action(title="Hang", words="sign the plan first")
    first = room.session.solution(plan.steps[0].solution)
    if first.stage is SolutionStage.CHECKED:
        return Action(title="Hang", words=f"solution {first.number}", sheet="hang")
    hangs = first.stage is SolutionStage.HUNG
    return Action(title="Hang", words=f"solution {first.number} {'hangs' if hangs else 'is not checked'}")


def _checks_words(room: Room) -> str:
    plan = room.session.plan
    if plan is None:
        return "sign the plan first"
    done = sum(line in room.session.ticked for line in plan.checklist)
    return f"{done} of {len(plan.checklist)} done"


def _start(room: Room) -> Action:
    session = room.session
    if session.plan is None:
        may = room.by.may(Privilege.SIGN)
        return Action(
            title="Sign the plan",
            words="with your password" if may else "an allergist signs",
            sheet="sign" if may else "",
            is_main=True,
        )
    found = next_thing(room)
    if session.is_start_stopped:
        return Action(title="Start step 1", words=found.short, sheet="clear", is_main=True)
    return Action(title="Start step 1", words=found.short, sheet="start" if found.starts else "", is_main=True)
