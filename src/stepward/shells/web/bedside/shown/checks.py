"""What must be there before the first drop: each line with what is done and what is missing (H-15)."""

from dataclasses import dataclass

from stepward.core.sessions.session import SolutionStage
from stepward.shells.web.bedside.shown.room import Room, clock_minutes, number

WORDS = {
    "consent": "Consent is signed",
    "decider": "Allergy and risk are reviewed by the physician in charge",
    "premedication": "Premedication is given",
    "epinephrine": "Epinephrine is at the bedside",
    "rescue": "Emergency drugs and equipment are at the bedside",
    "nurse": "A trained nurse stays with the patient",
    "paper": "The plan is printed and lies at the bed",
    "access": "Access to a vein is in place and flows",
}
STAGES = {
    SolutionStage.PLANNED: "not made",
    SolutionStage.MADE: "made, waits for a check",
    SolutionStage.CHECKED: "checked",
    SolutionStage.HUNG: "hangs",
    SolutionStage.VOIDED: "void",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of the checklist; `asks_time` where a premedication needs the time when it was given."""

    line: str
    words: str
    done: str
    asks_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSolution:
    """One solution, how it stands, and whether it can be hung now."""

    number: int
    strength: str
    stage: str
    can_hang: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksCard:
    """The checklist, the sound, who controls, and the solutions."""

    lines: tuple[CheckLine, ...]
    sound: str
    controller: str
    controls: bool
    solutions: tuple[ShownSolution, ...]


def checks_card(room: Room) -> ChecksCard | None:
    """Write the checks; nothing before the plan is signed."""
    session, plan = room.session, room.session.plan
    if plan is None:
        return None
    ticks = {item.line: item for item in session.ticks}
    asks = dict(plan.leads)
    due = {step.solution for step in plan.steps[: session.step + 1]}
    heard = session.sound_heard_on and session.sound_heard_on == (session.controller or room.by.device)
    return ChecksCard(
        lines=tuple(
            CheckLine(
                line=line,
                words=WORDS.get(line, line[:1].upper() + line[1:]),
                done=clock_minutes(ticks[line].at.at) if line in ticks else "",
                asks_time=line in asks,
            )
            for line in plan.checklist
        ),
        sound="heard at the device that controls" if heard else "",
        controller=session.controller_user,
        controls=room.controls,
        solutions=tuple(
            ShownSolution(
                number=item.number,
                strength=f"{number(plan.solution(item.number).strength)}\u00a0{plan.unit}/mL",
                stage=STAGES[item.stage],
                can_hang=item.stage is SolutionStage.CHECKED and item.number in due,
            )
            for item in session.solutions
        ),
    )
