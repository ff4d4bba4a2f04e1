"""The step card and the next step: rate now, time left, rate next, and what the next step still waits for."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stepward.core.sessions.at_vein import AtVein, at_vein
from stepward.core.sessions.gates import clock_trouble, latest_vital, missing_vitals, outside_vitals
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.next_step import beginning, next_step
from stepward.core.sessions.plan import SessionStep
from stepward.core.sessions.session import Session, SolutionStage, State
from stepward.shells.web.bedside.shown.ladder import THOUSANDTHS, Ladder, ladder
from stepward.shells.web.bedside.shown.room import Room, between, clock_minutes, later, minutes_text, number
from stepward.shells.web.bedside.shown.timing import time_left, timing

WIDTH = 830


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label with its value."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCard:
    """The running or held step. `ends_at` is the earliest end; the page counts down to it."""

    title: str
    solution: str
    controller: str
    amount: str
    unit: str
    left: str
    left_unit: str
    ends_at: datetime | None
    began: str
    length: str
    earliest: str
    filled: str
    facts: tuple[Fact, ...]
    ladder: Ladder | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One thing that the next step waits for: `left` says when it opens."""

    words: str
    left: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCard:
    """The next step: its rate, and its gates; `done` are the open ones in one line."""

    title: str
    solution: str
    amount: str
    unit: str
    note: str
    pending: tuple[Gate, ...]
    done: str

    @property
    def is_open(self) -> bool:
        """Tell whether nothing bars it."""
        return not self.pending


def step_card(room: Room) -> StepCard | None:
    """Write the card of the step that runs or is held."""
    session, step = room.session, room.session.current
    if step is None or session.plan is None:
        return None
    time = timing(room, step)
    passed = max(THOUSANDTHS * (time.length - time.left) // time.length, 0) if time.length else THOUSANDTHS
    is_infusion = step.rate is not None
    is_observed = session.state is State.OBSERVING
    return StepCard(
        title="Observation" if is_observed else f"Step {step.number} of {session.plan.last}",
        solution="after the last dose" if is_observed else solution_text(session, step),
        controller=_controller(room),
        amount=number(session.rate or Fraction(0)) if is_infusion else number(step.dose),
        unit="mL/h" if is_infusion else session.plan.unit,
        left=time.text,
        left_unit=time.unit,
        ends_at=time.ends_at,
        began=time.began,
        length=f"{-(-time.length // MINUTE)} min",
        earliest=time.earliest,
        filled=f"{WIDTH * min(passed, THOUSANDTHS) // THOUSANDTHS}",
        facts=tuple(_facts(room, step)),
        ladder=ladder(session, THOUSANDTHS if is_observed else int(min(passed, THOUSANDTHS))),
    )


def _controller(room: Room) -> str:
    return "You control" if room.controls else "View only"


def solution_text(session: Session, step: SessionStep) -> str:
    """Name the solution of a step and its strength."""
    plan = session.order
    strength = plan.solution(step.solution).strength
    if step.rate is None and strength == 1:
        return "product as it is"
    return f"Solution {step.solution}, {number(strength)}\u00a0{plan.unit}/mL"


def _facts(room: Room, step: SessionStep) -> list[Fact]:
    session, plan = room.session, room.session.order
    planned = [Fact(label="This step", value=number(step.dose), unit=plan.unit)]
    if step.volume is not None:
        planned = [
            Fact(label="This step", value=f"{number(step.dose)} {plan.unit} in {number(step.volume)}", unit="mL")
        ]
    given = between(session.given.total(room.now))
    found = [*planned, Fact(label="Given so far", value=f"{given} of {number(plan.ordered_total)}", unit=plan.unit)]
    vein = at_vein(session, room.now, room.now)
    if vein is not None:
        found.append(_vein(vein, plan.unit))
    elif step.rate is not None:
        found.append(Fact(label="Reached the vein", value="line not known"))
    return found


def _vein(vein: AtVein, unit: str) -> Fact:
    words = f"{between(vein.reached)}, line {between(vein.in_line)}"
    return Fact(label="At the vein, and in the line", value=words, unit=unit)


def next_card(room: Room) -> NextCard | None:
    """Write the next step and what it waits for; nothing in the last one."""
    session = room.session
    found = next_step(session, room.now)
    if found is None or session.plan is None:
        return None
    step = session.plan.step(found.number)
    gates = gates_of(room, step)
    done = [gate.words for gate in gates if gate.is_open]
    is_same = session.current is not None and session.current.solution == step.solution
    note = ""
    if found.passed:
        note = f"It would pass {found.passed}."
    elif found.is_shortened:
        note = f"Shortened: gives {number(found.dose)} of {number(found.planned)} {session.plan.unit}."
    return NextCard(
        title=f"Next: step {found.number}",
        solution=f"same solution {step.solution}" if is_same else solution_text(session, step),
        amount=number(found.dose if found.rate is None else found.rate),
        unit=session.plan.unit if found.rate is None else "mL/h",
        note=note,
        pending=tuple(gate for gate in gates if not gate.is_open),
        done=", ".join(done),
    )


def gates_of(room: Room, step: SessionStep) -> tuple[Gate, ...]:
    """List what an advance to a step waits for, in the order in which the core asks."""
    session, now, plan = room.session, room.now, room.session.order
    current = session.order.step(session.step) if session.step else step
    left = time_left(session, current, room) if session.step else 0
    dwell = f"{current.dwell // MINUTE} min at this rate" if current.rate is not None else "time after this dose"
    missing = missing_vitals(session, now, after=session.begun_sequence)
    outside = outside_vitals(session)
    trouble = clock_trouble(session, now)
    hung = session.solution(step.solution).stage is SolutionStage.HUNG
    opens = clock_minutes(later(now, max(left - plan.settings.vitals_fresh * MINUTE, 0)))
    passed = beginning(session, step.number, now).passed
    found = [
        Gate(words=dwell, left=f"{minutes_text(left)} left", is_open=left <= 0),
        Gate(words=f"Vitals for step {session.step}", left=f"due {opens}", is_open=not missing),
        Gate(words=f"Solution {step.solution} hung", left="hang it with a second person", is_open=hung),
        Gate(words="no reaction", left="a reaction is open", is_open=not session.open_reactions),
        Gate(words="no high alarm", left="reset it", is_open=not session.is_alarmed),
    ]
    if outside:
        found.append(Gate(words=f"Outside the limits: {', '.join(outside)}", left="hold, or ask a physician"))
    if trouble is not None:
        found.append(Gate(words="Clocks agree", left=trouble.value))
    if passed:
        found.append(Gate(words=f"It would pass {passed}", left="end, or sign a reduced dose"))
    return tuple(found)


def opens_at(room: Room) -> str:
    """Say in a few words what the next step still waits for; empty where it is open."""
    card = next_card(room)
    if card is None or card.is_open:
        return ""
    step = room.session.current
    left = 0 if step is None else time_left(room.session, step, room)
    names = [gate.words for gate in card.pending]
    if left > 0:
        more = " with vitals" if any(name.startswith("Vitals") for name in names) else ""
        return f"opens {clock_minutes(later(room.now, left))}{more}"
    return f"waits for: {names[0][:1].lower()}{names[0][1:]}"


def latest_value(session: Session, name: str) -> str:
    """Write the newest value of a vital sign."""
    found = latest_vital(session, name)
    return "–" if found is None else number(found[0])
