"""Anything in any order, with a hidden true delivery beside the session: Hypothesis looks for a way around a rule."""

import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from stepward.core.sessions import commands_running, evolve_holding
from stepward.core.sessions.commands_charting import RecordVitals, ResolveReaction
from stepward.core.sessions.commands_clock import ConfirmElapsed, ResetAlarm, ServerRestarted
from stepward.core.sessions.commands_ending import FinishLastStep
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.core.sessions.commands_planning import CheckSolution, HangSolution, MakeSolution
from stepward.core.sessions.commands_resuming import GiveOpinion, RenewDecision, Resume, ResumeTechnical, SignResume
from stepward.core.sessions.commands_running import Advance, Start
from stepward.core.sessions.decide import decide
from stepward.core.sessions.events import Entry, Resumed, StepBegun
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.instants import HOUR
from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.people import Actor, Witness
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.resuming import decision_hash, resume_hash, resume_points
from stepward.core.sessions.session import State
from stepward.core.sessions.words import event_of, kind_of, words_of
from tests.core.sessions import search
from tests.core.sessions.plans import (
    ALLERGIST,
    NURSE,
    PHARMACIST,
    PRESCRIBER,
    SERVER,
    TECHNICIAN,
    WITNESS,
    Ward,
    ready,
    signature,
)
from tests.core.sessions.search import Hidden, Node, applied, asked, flow
from tests.core.sessions.search_plan import TICK, small_plan

CAMPAIGN = os.environ.get("STEPWARD_CAMPAIGN", "")
EXAMPLES = {"ci": 4_000, "soak": 40_000}.get(CAMPAIGN, 90)
LENGTH = 100 if CAMPAIGN else 60
STEPS = {"ci": 200_000, "soak": 2_000_000}.get(CAMPAIGN, 2_000)


class Bedside(RuleBasedStateMachine):
    """A session, what truly happens beside it, and the log of both."""

    done: ClassVar[int] = 0
    farthest: ClassVar[dict[State, int]] = {}

    def __init__(self) -> None:
        """Begin with a session that is ready, on a server that came back just now."""
        super().__init__()
        ward: Ward = ready(small_plan())
        self.entries = list(ward.entries)
        self.untended = Fraction(0)
        self.node = Node(session=ward.session, hidden=Hidden())
        self.ask("restart", ServerRestarted(proven=ward.now), SERVER, 0)

    def ask(self, name: str, command: object, by: Actor, chosen: int) -> None:
        """Ask for one thing; where the bedside may go two ways, it goes the chosen one."""
        before = self.node
        try:
            events = decide(before.session, command, by=by, now=before.now)
        except SessionRefusal:
            return
        self.node = Node(session=before.session, hidden=before.hidden, way=(*before.way, name))
        for event in events:
            entry = Entry(sequence=self.node.session.version + 1, event=event, at=self.node.now, actor=by)
            most = self.node.session.given.total(self.node.now).most
            ways = list(applied(self.node, event, by))
            self.node = ways[chosen % len(ways)]
            self.entries.append(entry)
            assert event_of(kind_of(event), words_of(event)) == event
            if isinstance(event, StepBegun | Resumed):
                assert most + self.planned() <= self.node.session.order.ordered_total

    def planned(self) -> Fraction:
        """Tell what the run that began gives, if it is neither stopped nor left to run on."""
        session, run = self.node.session, self.node.session.given.open_run
        assert run is not None
        assert run.limit is not None
        step = session.order.step(session.step)
        by_dwell = run.limit if step.ends_by_volume else min(run.limit, run.rate * step.dwell / HOUR)
        return by_dwell * run.strength

    def tick(self) -> None:
        """Let a tick pass; a pump that nobody tends runs on after its dwell, or after a STOP."""
        before, session = self.node.hidden, self.node.session
        self.node = replace(self.node, hidden=flow(self.node), way=(*self.node.way, "wait"))
        step = session.order.step(session.step) if session.step else None
        is_over = step is not None and before.in_step * TICK >= step.dwell and not step.ends_by_volume
        if is_over or session.state is not State.RUNNING:
            self.untended += self.node.hidden.given - before.given

    @initialize(waits=st.lists(st.sampled_from((2, 1, 3)), max_size=6))
    def get_on(self, waits: list[int]) -> None:
        """Begin before the start, or in a step."""
        for ticks in waits:
            self.onward(0, ticks)

    @rule(which=st.integers(0, 99), chosen=st.integers(0, 1))
    def anything(self, which: int, chosen: int) -> None:
        """Ask for any of the things that a person may ask for, sound or not."""
        everything = list(asked(self.node))
        self.ask(*everything[which % len(everything)], chosen)

    @rule(ticks=st.integers(1, 4))
    def wait(self, ticks: int) -> None:
        """Let time pass."""
        for _ in range(ticks):
            self.tick()
            self.check()

    @rule(minutes=st.sampled_from((-1, 1, -3, 3, 60)), luck=st.integers(0, 3))
    def set_clock(self, minutes: int, luck: int) -> None:
        """Set the UTC clock, once in a while."""
        hidden = self.node.hidden
        if luck == 0:
            moved = replace(hidden, offset=hidden.offset + minutes)
            self.node = replace(self.node, hidden=moved, way=(*self.node.way, f"clock {minutes:+}"))

    @rule(ticks=st.integers(0, 9), luck=st.integers(0, 3), chosen=st.integers(0, 1))
    def restart(self, ticks: int, luck: int, chosen: int) -> None:
        """Lose the server and have it back, once in a while."""
        if luck == 0:
            proven = self.node.now
            for _ in range(ticks):
                self.tick()
            self.node = replace(self.node, hidden=replace(self.node.hidden, boot=self.node.hidden.boot + 1))
            self.ask("restart", ServerRestarted(proven=proven), SERVER, chosen)

    @rule(chosen=st.integers(0, 1), ticks=st.integers(1, 3))
    def onward(self, chosen: int, ticks: int) -> None:
        """Do all that the next step needs, and ask for it, too early or in time."""
        if self.node.session.state is State.RUNNING:
            self.wait(ticks)
        session, now = self.node.session, self.node.now
        planned = None if session.state.is_final else next_step(session, now)
        self.ask("elapsed confirmed", ConfirmElapsed(reason="wall clock"), NURSE, chosen)
        self.ask("calm", RecordVitals(values=search.CALM), NURSE, chosen)
        if planned is None:
            self.ask("finish", FinishLastStep(), NURSE, chosen)
            return
        number = session.order.step(planned.number).solution
        self.ask("make", MakeSolution(number=number), TECHNICIAN, chosen)
        self.ask("check", CheckSolution(number=number), PHARMACIST, chosen)
        self.ask("hang", HangSolution(number=number, witness=WITNESS), NURSE, chosen)
        self.ask("start", Start(rate=planned.rate, witness=WITNESS), NURSE, chosen)
        self.ask("advance", Advance(step=planned.number, rate=planned.rate), NURSE, chosen)

    @rule(chosen=st.integers(0, 1))
    def stop(self, chosen: int) -> None:
        """Press STOP; the pump stands still, or runs on."""
        self.ask("stop", Stop(), PRESCRIBER, chosen)

    @rule(chosen=st.integers(0, 1), is_signed=st.booleans())
    def go_on(self, chosen: int, is_signed: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """Do all that a resume needs, or all but the signature, and ask for it."""
        if self.node.session.state is not State.HELD:
            return
        self.ask("pump stopped", ConfirmPumpStopped(), NURSE, chosen)
        for reaction in self.node.session.open_reactions:
            self.ask("resolved", ResolveReaction(number=reaction.number), NURSE, chosen)
        self.ask("elapsed confirmed", ConfirmElapsed(reason="wall clock"), NURSE, chosen)
        self.ask("calm", RecordVitals(values=search.CALM), NURSE, chosen)
        opinion = GiveOpinion(physician=Witness(user="other", name="Other"), by_telephone=True)
        self.ask("second opinion", opinion, NURSE, chosen)
        for alarm in self.node.session.alarms:
            self.ask("reset", ResetAlarm(condition=alarm.condition, is_gone=True), NURSE, chosen)
        renewed = decision_hash(self.node.session.order, self.node.session.version)
        self.ask("decide anew", RenewDecision(signature=signature(ALLERGIST, renewed, "go on")), ALLERGIST, chosen)
        self.ask("resume technical", ResumeTechnical(rate=self.node.session.rate), NURSE, chosen)
        session, now = self.node.session, self.node.now
        if session.state is not State.HELD:
            return
        for point in resume_points(session, session.order.resume_rule, now)[:1]:
            words = signature(ALLERGIST, resume_hash(session.order, session.version, point), "resume")
            if is_signed:
                self.ask("sign the resume", SignResume(point=point, signature=words), ALLERGIST, chosen)
            self.ask("resume", Resume(rate=point.rate, witness=WITNESS), NURSE, chosen)

    @invariant()
    def holds(self) -> None:
        """Check delivery, total and STOP; count the steps."""
        Bedside.done += 1
        Bedside.farthest[self.node.session.state] = max(
            Bedside.farthest.get(self.node.session.state, 0), self.node.session.step
        )
        self.check()

    def check(self) -> None:
        """Compare what the session knows with what truly happened."""
        session, hidden = self.node.session, self.node.hidden
        given = session.given.total(self.node.now)
        assert given.least <= hidden.given <= given.most
        assert hidden.given - self.untended <= session.order.ordered_total
        assert not (session.state is State.RUNNING and hidden.is_barred)

    def teardown(self) -> None:
        """Replay a prefix and then the rest, from everywhere."""
        entries, session = self.entries, self.node.session
        whole = replay(entries)
        assert whole == session
        for cut in range(0, len(entries), 7):
            assert replay(entries[cut:], replay(entries[:cut])) == whole


def run(examples: int, *phases: Phase) -> None:
    """Let so many sessions happen."""
    run_state_machine_as_test(
        Bedside,
        settings=settings(
            max_examples=examples,
            stateful_step_count=LENGTH,
            deadline=None,
            database=None,
            derandomize=True,
            phases=phases or tuple(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_finds_no_way_around_a_rule() -> None:
    Bedside.done = 0
    Bedside.farthest = {}

    run(EXAMPLES)

    assert Bedside.done >= STEPS
    assert Bedside.farthest[State.RUNNING] == 4
    assert Bedside.farthest.keys() >= {State.HELD, State.OBSERVING}


@pytest.mark.parametrize(
    ("where", "name", "instead"),
    [
        (commands_running, "require_dwell", lambda *_: None),
        (evolve_holding, "doubted", lambda given, _at: given),
        (evolve_holding, "held", lambda session, *_, **__: session),
    ],
)
def test_finds_a_seeded_bug(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, instead: Callable[..., object]
) -> None:
    monkeypatch.setattr(where, name, instead)

    with pytest.raises(AssertionError):
        run(4 * EXAMPLES, Phase.generate)
