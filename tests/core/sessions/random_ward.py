"""A ward where anything may happen: random plans, random commands by random people, clocks that jump, restarts."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import RecordReaction, RecordVitals, ResolveReaction
from stepward.core.sessions.commands_clock import ConfirmElapsed, ConfirmGap, RaiseAlarm, ServerRestarted
from stepward.core.sessions.commands_ending import Complete, EndSession, FinishLastStep, FlushLine, SignReducedDose
from stepward.core.sessions.commands_holding import (
    ConfirmPumpStopped,
    DoubtDelivery,
    DoubtDose,
    HoldTechnical,
    Stop,
)
from stepward.core.sessions.commands_planning import VoidSolution
from stepward.core.sessions.commands_resuming import (
    GiveOpinion,
    RenewDecision,
    Resume,
    ResumeTechnical,
    SignResume,
)
from stepward.core.sessions.commands_running import Advance, LowerRate, Start
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.instants import HOUR, MINUTE, SECOND
from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.people import Actor, Witness
from stepward.core.sessions.plan import (
    ResumeKind,
    ResumeRule,
    SessionPlan,
    SessionSolution,
    SessionStep,
    StepKind,
)
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.resuming import decision_hash, resume_hash, resume_points
from stepward.core.sessions.sealing import reduced_hash, sealed
from stepward.core.sessions.session import SolutionStage, State
from tests.core.sessions.held import OTHER
from tests.core.sessions.plans import (
    ALLERGIST,
    CALM,
    CHECKLIST,
    NURSE,
    PHARMACIST,
    PRESCRIBER,
    SERVER,
    TECHNICIAN,
    WITNESS,
    Ward,
    four_steps,
    ready,
    signature,
)

STRENGTHS = (Fraction(1, 10), Fraction(1), Fraction(2, 3), Fraction(5, 7), Fraction(1, 100), Fraction(10))
PEOPLE = (ALLERGIST, NURSE, OTHER, PRESCRIBER, PHARMACIST, TECHNICIAN, SERVER)
RULES = (
    ResumeRule(kind=ResumeKind.REPEAT_STEP, source="STEPWARD-TEST"),
    ResumeRule(kind=ResumeKind.STEPS_BACK, source="STEPWARD-TEST", steps=1),
    ResumeRule(kind=ResumeKind.HALF_RATE, source="STEPWARD-TEST"),
    ResumeRule(kind=ResumeKind.SHARE_OF_TOLERATED, source="STEPWARD-TEST", share=Fraction(1, 3)),
    ResumeRule(kind=ResumeKind.PHYSICIAN, source="STEPWARD-TEST"),
)
WILD = (("pulse", Fraction(150)), ("systolic pressure", Fraction(120)))


def a_rate(chance: Random) -> Fraction:
    """Draw a rate that does not end well in decimals."""
    return Fraction(chance.randint(1, 120), chance.choice((1, 2, 3, 7)))


def a_plan(chance: Random) -> SessionPlan:
    """Draw a plan of two to five steps: infusions, doses by mouth, or both."""
    share_of_doses = chance.choice((0, 0, 0, 1, Fraction(1, 3)))
    solutions = tuple(
        SessionSolution(number=number, strength=strength)
        for number, strength in enumerate(sorted(chance.sample(STRENGTHS, chance.randint(1, 3))), start=1)
    )
    number_of_steps = chance.randint(2, 5)
    steps = []
    for number in range(1, number_of_steps + 1):
        solution = solutions[(number - 1) * len(solutions) // number_of_steps]
        dwell = chance.randint(1, 20 * MINUTE)
        if chance.random() < share_of_doses:
            dose = a_rate(chance)
            step = SessionStep(
                number=number, kind=StepKind.DOSE, solution=solution.number, dwell=dwell, dose=dose, volume=None
            )
        else:
            rate = a_rate(chance)
            volume = rate * dwell / HOUR
            step = SessionStep(
                number=number,
                kind=StepKind.INFUSION,
                solution=solution.number,
                dwell=dwell,
                dose=volume * solution.strength,
                rate=rate,
                volume=volume,
                ends_by_volume=number == number_of_steps or chance.random() < 0.2,
            )
        steps.append(step)
    made = tuple(
        replace(
            item,
            volume=chance.choice((None, Fraction(500), _needed(steps, item.number) * chance.choice((1, 2)) or None)),
        )
        for item in solutions
    )
    is_infused = any(step.kind is StepKind.INFUSION for step in steps)
    return four_steps(
        steps=tuple(steps),
        solutions=made,
        ordered_total=sum((step.dose for step in steps), Fraction(0)) * chance.choice((1, 1, Fraction(19, 20))),
        closes_on_total=chance.random() < 0.8,
        resume_rule=chance.choice(RULES),
        observation=chance.randint(0, 30 * MINUTE),
        line=None,
        checklist=CHECKLIST if is_infused else tuple(line for line in CHECKLIST if line != "access"),
    )


def _needed(steps: list[SessionStep], solution: int) -> Fraction:
    return sum((step.volume or Fraction(0) for step in steps if step.solution == solution), Fraction(0))


class RandomWard:
    """A ward, what may happen in it next, and how often something was taken."""

    def __init__(self, seed: int) -> None:
        """Bring a random plan to its start."""
        self.chance = Random(seed)  # noqa: S311 - a repeatable choice
        self.ward: Ward = self._ready()
        self.taken = 0

    def _ready(self) -> Ward:
        while True:
            with suppress(SessionRefusal):
                return ready(a_plan(self.chance))

    def ask(self, command: object, by: Actor = NURSE) -> None:
        """Ask for something; a refusal changes nothing."""
        with suppress(SessionRefusal):
            self.ward.do(command, by)
            self.taken += 1

    def go(self, acts: int) -> None:
        """Let so many things happen."""
        self.start()
        for _ in range(acts):
            if self.ward.session.state.is_final and self.chance.random() < 0.5:
                return
            self.wait()
            self.act()

    def start(self) -> None:
        """Start as planned."""
        planned = next_step(self.ward.session, self.ward.now)
        assert planned is not None
        self.ask(Start(rate=planned.rate, dose=None if planned.rate else planned.dose, volume=None, witness=WITNESS))

    def wait(self) -> None:
        """Let time pass, mostly as a ward does; rarely a clock is set or the server restarts."""
        chance, ward = self.chance, self.ward
        session = ward.session
        if session.state is State.RUNNING and chance.random() < 0.6:
            step = session.order.step(session.step)
            ward.wait(microseconds=max(step.dwell - session.dwell.read(ward.now).least, 0))
        else:
            ward.wait(microseconds=chance.choice((0, 1, chance.randint(0, 10 * MINUTE), chance.randint(0, HOUR))))
        luck = chance.random()
        if luck < 0.08:
            ward.set_clock(chance.choice((-3600, -90, -2, -1, 1, 2, 90, 3600)))
        elif luck < 0.16:
            self.restart()

    def restart(self) -> None:
        """Lose the server and have it back, at what its clock then says; or nobody notes it yet."""
        ward, proven = self.ward, self.ward.now
        ward.utc += timedelta(microseconds=self.chance.choice((0, SECOND, 20 * SECOND, 9 * MINUTE, -3 * MINUTE)))
        ward.boot, ward.monotonic = f"boot {len(ward.entries)}", self.chance.randint(0, HOUR)
        if self.chance.random() < 0.9:
            self.ask(ServerRestarted(proven=proven), SERVER)

    def act(self) -> None:
        """Do one thing, mostly one that fits the state."""
        self.chance.choice(self.fitting())()

    def fitting(self) -> tuple[Callable[[], None], ...]:
        """List what is done in this state, the more often the likelier."""
        match self.ward.session.state:
            case State.RUNNING:
                return (self.advance, self.advance, self.advance, self.slow, self.finish, self.disturb)
            case State.HELD:
                return (self.mend, self.mend, self.mend, self.disturb, self.give_up)
            case State.OBSERVING:
                return (self.finish, self.disturb)
            case _:
                return (self.disturb, self.read_pump)

    def advance(self) -> None:
        """Advance as planned, or to a smaller volume."""
        ward = self.ward
        planned = next_step(ward.session, ward.now)
        if planned is None:
            self.finish()
            return
        with suppress(SessionRefusal):
            ward.calm().hung(ward.session.order.step(planned.number).solution)
        volume = None if planned.volume is None else planned.volume * self.chance.choice((1, Fraction(1, 2)))
        dose = planned.dose if planned.rate is None else None
        self.confirm_time()
        self.ask(Advance(step=planned.number, rate=planned.rate, dose=dose, volume=volume, witness=WITNESS))

    def slow(self) -> None:
        """Lower the rate of the running step."""
        rate = self.ward.session.rate
        if rate is not None:
            self.ask(LowerRate(rate=rate * self.chance.choice((Fraction(1, 2), Fraction(2, 3))), reason="flush"))

    def give_up(self) -> None:
        """End the session, or not after all."""
        self.ask(EndSession(reason="too much", confirmed=self.chance.random() < 0.5), ALLERGIST)

    def confirm_time(self) -> None:
        """Confirm elapsed time and gap, where there is something to confirm."""
        if self.chance.random() < 0.8:
            self.ask(ConfirmElapsed(reason="wall clock"))
        if self.ward.session.gap and self.chance.random() < 0.7:
            self.ask(ConfirmGap(duration=self.chance.randint(1, self.ward.session.gap)))

    def shown(self) -> Fraction | None:
        """Draw what the pump shows: near what it should, or far from it, or nothing."""
        runs = self.ward.session.given.runs
        if not runs or self.chance.random() < 0.5:
            return None
        volume = runs[-1].volume(self.ward.now)
        return self.chance.choice(
            (volume.least, volume.most, (volume.least + volume.most) / 2, volume.most + 1, volume.least * 9 / 10)
        )

    def read_pump(self) -> None:
        """See that the pump stands still."""
        self.ask(ConfirmPumpStopped(volume=self.shown()))

    def finish(self) -> None:
        """Finish what may be finished."""
        self.ask(FinishLastStep(volume=self.shown()))
        if self.ward.session.state is State.OBSERVING:
            self.ask(FlushLine(volume=Fraction(10), rate=Fraction(1)))
            self.ask(Complete())

    def mend(self) -> None:
        """Bring a held session on again, with some of it left out."""
        ward, chance = self.ward, self.chance
        self.read_pump()
        for reaction in ward.session.open_reactions:
            self.ask(ResolveReaction(number=reaction.number))
        self.confirm_time()
        ward.calm()
        if ward.session.is_opinion_needed:
            self.ask(GiveOpinion(physician=Witness(user="other", name="Other"), by_telephone=True))
        renewed = signature(ALLERGIST, decision_hash(ward.session.order, ward.session.version), "go on")
        if chance.random() < 0.5:
            self.ask(RenewDecision(signature=renewed), ALLERGIST)
        if chance.random() < 0.5:
            self.ask(ResumeTechnical(rate=ward.session.rate))
        self.resume()

    def resume(self) -> None:
        """Sign a point and go on from it."""
        ward = self.ward
        if ward.session.state is not State.HELD:
            return
        points = resume_points(ward.session, ward.session.order.resume_rule, ward.now)
        if not points:
            return
        point = self.chance.choice(points)
        signed = signature(ALLERGIST, resume_hash(ward.session.order, ward.session.version, point), "resume")
        self.ask(SignResume(point=point, signature=signed, reason="judged"), ALLERGIST)
        with suppress(SessionRefusal):
            ward.hung(ward.session.order.step(point.step).solution)
        volume = self.chance.choice((None, None, Fraction(1, 10)))
        self.ask(Resume(rate=point.rate, dose=point.dose, volume=volume, witness=WITNESS))

    def disturb(self) -> None:
        """Do anything at all, by anybody."""
        chance, ward = self.chance, self.ward
        session = ward.session
        doubted = chance.choice((SECOND, 9 * MINUTE, chance.randint(1, 20 * MINUTE)))
        least = session.given.total(ward.now).least
        reduced = signature(ALLERGIST, reduced_hash(session.order, session.version, least), "reduced dose")
        command = chance.choice(
            (
                Stop(),
                Stop(),
                HoldTechnical(cause=Cause.PUMP),
                RecordReaction(signs=(chance.choice((Sign.HIVES, Sign.HYPOTENSION)),)),
                RecordVitals(values=chance.choice((CALM, WILD))),
                DoubtDelivery(duration=doubted, reason="clamp shut"),
                DoubtDelivery(duration=doubted, reason="tablet dead"),
                DoubtDose(reason="vomited"),
                RaiseAlarm(condition="bedside-silent"),
                SignReducedDose(total=least, signature=reduced),
                ConfirmPumpStopped(volume=self.shown()),
            )
        )
        by = chance.choice(PEOPLE) if chance.random() < 0.3 else (ALLERGIST, NURSE)[chance.random() < 0.7]
        self.ask(command, by)
        if chance.random() < 0.1:
            self.change_plan()
        if chance.random() < 0.1:
            self.change_container()

    def change_plan(self) -> None:
        """Sign the plan anew, slower from the held step on."""
        ward = self.ward
        steps = tuple(
            replace(step, rate=None if step.rate is None else step.rate / 2, dwell=step.dwell * 2)
            for step in ward.session.order.steps
        )
        plan = sealed(replace(ward.session.order, steps=steps))
        signed = signature(ALLERGIST, plan.signed_hash)
        self.ask(SignPlan(plan=plan, signature=signed, reason="slower"), ALLERGIST)

    def change_container(self) -> None:
        """Throw a solution away and hang another one of it."""
        ward = self.ward
        number = self.chance.choice(ward.session.solutions).number
        if ward.session.solution(number).stage is SolutionStage.HUNG:
            self.ask(VoidSolution(number=number, reason="leaks"))
        with suppress(SessionRefusal):
            ward.hung(number)
