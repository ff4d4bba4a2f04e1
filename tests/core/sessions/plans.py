"""A small plan of four steps, invented, and a ward that runs it: shared by all tests of sessions.

Solution 1 holds 0.1 mg/mL, solution 2 1 mg/mL. Steps: 0.25, 0.5 and 2.5 mg in 15 minutes each, then 96.75 mg by
volume at 40 mL/h: 100 mg in all.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stepward.core.sessions.commands_ending import FinishLastStep
from stepward.core.sessions.commands_planning import (
    CheckSolution,
    HangSolution,
    HearSound,
    MakeSolution,
    TakeControl,
    TickChecklist,
)
from stepward.core.sessions.commands_running import Advance, Start
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.decide import decide
from stepward.core.sessions.events import Entry, Event, VitalsTaken
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.instants import MINUTE, Instant
from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.people import Actor, Privilege, Signature, Witness
from stepward.core.sessions.plan import (
    ResumeKind,
    ResumeRule,
    SessionLine,
    SessionPlan,
    SessionSolution,
    SessionStep,
    StepKind,
    VitalLimit,
)
from stepward.core.sessions.sealing import sealed
from stepward.core.sessions.session import Session, SolutionStage

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BEDSIDE = "bedside"
CHECKLIST = ("consent", "decider", "premedication", "epinephrine", "rescue", "nurse", "access")
REPEAT = ResumeRule(kind=ResumeKind.REPEAT_STEP, source="STEPWARD-TEST")
CALM = (("pulse", Fraction(80)), ("systolic pressure", Fraction(120)))


def person(user: str, *privileges: Privilege, device: str = BEDSIDE) -> Actor:
    """Invent a person; everybody may press STOP and read."""
    held = {*privileges, Privilege.STOP, Privilege.READ}
    return Actor(user=user, name=user.title(), privileges=frozenset(held), device=device)


ALLERGIST = person("allergist", Privilege.SIGN, Privilege.RUN, Privilege.RESUME, Privilege.END)
PRESCRIBER = person("prescriber", Privilege.ORDER, Privilege.END)
PHARMACIST = person("pharmacist", Privilege.MAKE, Privilege.CHECK)
TECHNICIAN = person("technician", Privilege.MAKE)
NURSE = person("nurse", Privilege.CHECK, Privilege.RUN, Privilege.END_AFTER)
SECOND = person("second", Privilege.CHECK, Privilege.RUN, Privilege.END_AFTER)
SERVER = Actor(user="server", name="Server", privileges=frozenset({Privilege.SYSTEM}))


def infusion(number: int, solution: int, rate: int, dose: str, *, last: bool = False) -> SessionStep:
    """Write a step of 15 minutes, or the last one, which goes on until its volume is in."""
    strength = {1: Fraction(1, 10), 2: Fraction(1)}[solution]
    volume = Fraction(dose) / strength
    dwell = volume / rate * 60 * MINUTE
    return SessionStep(
        number=number,
        kind=StepKind.INFUSION,
        solution=solution,
        dwell=int(dwell),
        dose=Fraction(dose),
        rate=Fraction(rate),
        volume=volume,
        ends_by_volume=last,
    )


def four_steps(**changes: object) -> SessionPlan:
    """Write the plan, sealed; `changes` are fields of it."""
    plan = SessionPlan(
        drug="inventin",
        unit="mg",
        steps=(
            infusion(1, 1, 10, "0.25"),
            infusion(2, 1, 20, "0.5"),
            infusion(3, 2, 10, "2.5"),
            infusion(4, 2, 40, "96.75", last=True),
        ),
        solutions=(
            SessionSolution(number=1, strength=Fraction(1, 10), volume=Fraction(100)),
            SessionSolution(number=2, strength=Fraction(1), volume=Fraction(250)),
        ),
        ordered_total=Fraction(100),
        signed_hash="",
        resume_rule=REPEAT,
        observation=60 * MINUTE,
        vitals=(
            VitalLimit(name="pulse", low=Fraction(50), high=Fraction(120)),
            VitalLimit(name="systolic pressure", low=Fraction(90), high=None),
        ),
        checklist=CHECKLIST,
        line=SessionLine(common=Fraction(2)),
    )
    return sealed(replace(plan, **changes))  # type: ignore[arg-type]


def four_doses(**changes: object) -> SessionPlan:
    """Write a plan of four doses by mouth, 90 minutes apart: 1, 9, 40 and 50 mg."""
    doses = ("1", "9", "40", "50")
    steps = tuple(
        SessionStep(number=number, kind=StepKind.DOSE, solution=1, dwell=90 * MINUTE, dose=Fraction(dose))
        for number, dose in enumerate(doses, start=1)
    )
    solutions = (SessionSolution(number=1, strength=Fraction(1)),)
    checklist = tuple(line for line in CHECKLIST if line != "access")
    return four_steps(**{"steps": steps, "solutions": solutions, "line": None, "checklist": checklist, **changes})


BRANCHED = SessionLine(common=Fraction(2), branches=((1, Fraction(1)), (2, Fraction(1))))
"""A line of which each solution fills a branch of its own: 0.1 mg and 1 mg."""


def signature(by: Actor, signed_hash: str, meaning: str = "sign the plan") -> Signature:
    """Sign with the password entered again."""
    return Signature(user=by.user, name=by.name, role="physician", meaning=meaning, signed_hash=signed_hash)


@dataclass(slots=True)
class Ward:
    """A session with its log and the two clocks; what is asked for is judged, and what follows is applied."""

    session: Session = field(default_factory=Session)
    entries: list[Entry] = field(default_factory=list)
    utc: datetime = START
    monotonic: int = 0
    boot: str = "first"

    @property
    def now(self) -> Instant:
        """Read both clocks."""
        return Instant(at=self.utc, monotonic=self.monotonic, boot=self.boot)

    def wait(self, minutes: int | Fraction = 0, *, microseconds: int = 0) -> "Ward":
        """Let time pass on both clocks."""
        passed = int(Fraction(minutes) * MINUTE) + microseconds
        self.utc += timedelta(microseconds=passed)
        self.monotonic += passed
        return self

    def set_clock(self, seconds: int) -> "Ward":
        """Set the UTC clock forth or back; the other one does not know."""
        self.utc += timedelta(seconds=seconds)
        return self

    def note(self, event: Event, by: Actor = SERVER) -> "Ward":
        """Apply an event that nobody judged."""
        entry = Entry(sequence=len(self.entries) + 1, event=event, at=self.now, actor=by)
        self.entries.append(entry)
        self.session = evolve(self.session, entry)
        return self

    def do(self, command: object, by: Actor = NURSE) -> "Ward":
        """Judge a command and apply what follows."""
        for event in decide(self.session, command, by=by, now=self.now):
            self.note(event, by)
        return self

    def sign(self, plan: SessionPlan, by: Actor = ALLERGIST, reason: str = "") -> "Ward":
        """Sign a plan."""
        return self.do(SignPlan(plan=plan, signature=signature(by, plan.signed_hash), reason=reason), by)

    def calm(self) -> "Ward":
        """Take vital signs that are within their limits."""
        return self.note(VitalsTaken(values=CALM), NURSE)

    def hung(self, number: int) -> "Ward":
        """Make, check and hang a solution, as far as it is not yet."""
        stages = (SolutionStage.MADE, SolutionStage.CHECKED, SolutionStage.HUNG)
        stage = self.session.solution(number).stage
        for command, by in (
            (MakeSolution(number=number), TECHNICIAN),
            (CheckSolution(number=number), PHARMACIST),
            (HangSolution(number=number, witness=WITNESS), NURSE),
        )[stages.index(stage) + 1 if stage in stages else 0 :]:
            self.do(command, by)
        return self

    def checked(self, number: int) -> "Ward":
        """Make and check a solution."""
        return self.do(MakeSolution(number=number), TECHNICIAN).do(CheckSolution(number=number), PHARMACIST)

    def next(self) -> "Ward":
        """Advance as it should be: vital signs, the solution of the next step, and what is planned."""
        planned = next_step(self.session, self.now)
        assert planned is not None
        self.calm().hung(self.session.order.step(planned.number).solution)
        dose = planned.dose if planned.rate is None else None
        return self.do(Advance(step=planned.number, rate=planned.rate, dose=dose))


WITNESS = Witness(user=SECOND.user, name=SECOND.name)


def ready(plan: SessionPlan | None = None, *, utc: datetime = START) -> Ward:
    """Bring a session before its start, everything there but the start itself."""
    ward = Ward(utc=utc).sign(four_steps() if plan is None else plan)
    order = ward.session.order
    ward.hung(order.steps[0].solution)
    for line in order.checklist:
        ward.do(TickChecklist(line=line, given_at=ward.utc, plan_hash=order.signed_hash))
    return ward.do(TakeControl()).do(HearSound()).calm()


def running(step: int = 1, plan: SessionPlan | None = None, *, utc: datetime = START) -> Ward:
    """Bring a session into a step that has just begun."""
    ward = ready(plan, utc=utc)
    first = ward.session.order.step(1)
    ward.do(Start(rate=first.rate, dose=first.dose if first.rate is None else None, witness=WITNESS))
    while ward.session.step < step:
        ward.wait(microseconds=ward.session.order.step(ward.session.step).dwell).next()
    return ward


def observing(plan: SessionPlan | None = None) -> Ward:
    """Bring a session to the end of its last step."""
    order = four_steps() if plan is None else plan
    ward = running(order.last, order)
    return ward.wait(microseconds=order.steps[-1].dwell).do(FinishLastStep())
