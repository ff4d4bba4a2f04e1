"""Anything that people and a server can do, in any order, through the use cases on a file of SQLite."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from stepward.adapters.event_log.files import open_log
from stepward.core.findings import Refusal
from stepward.core.sessions.events import Entry, Resumed, StepBegun
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.holds import HoldKind
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.people import Actor
from stepward.core.sessions.roles import ROLES
from stepward.core.sessions.session import Session, State
from stepward.core.sessions.storing import entry_of
from stepward.usecases import rehearsing
from stepward.usecases.rehearsing import Ward
from stepward.usecases.running import Sent, SessionMovedOn, act, stands
from stepward.usecases.scenario_commands import Asked, command_for, who_may
from tests.core.sessions.plans import START, four_steps

STAFF = {
    "Ana": "allergist",
    "Otto": "allergist",
    "Nora": "nurse",
    "Sam": "nurse",
    "Pia": "pharmacist",
    "Tom": "technician",
}
PEOPLE = tuple(
    Actor(user=name.lower(), name=name, role=role, privileges=ROLES[role], device="bedside")
    for name, role in STAFF.items()
)
NORA = PEOPLE[2]
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("start", {}),
    ("advance", {}),
    ("advance", {"rate": "40 mL/h"}),
    ("lower-rate", {"rate": "5 mL/h", "reason": "itch"}),
    ("finish-last-step", {}),
    ("finish-last-step", {"volume": "96.75 mL"}),
    ("flush-line", {}),
    ("complete", {}),
    ("hold-technical", {"cause": "line"}),
    ("hold-clinical", {"reason": "pale"}),
    ("confirm-pump-stopped", {}),
    ("confirm-pump-stopped", {"volume": "1 mL"}),
    ("record-reaction", {"signs": ["hives"]}),
    ("record-reaction", {"signs": ["collapse"], "ago": "2 min"}),
    ("resolve-reaction", {"number": 1}),
    ("record-vitals", {"values": {"pulse": "130", "systolic pressure": "120"}}),
    ("accept-value", {"name": "pulse", "until": "140"}),
    ("doubt-delivery", {"duration": "2 min", "reason": "clamp"}),
    ("void-solution", {"number": 2, "reason": "dropped"}),
    ("make-solution", {"number": 2}),
    ("check-solution", {"number": 2}),
    ("hang-solution", {"number": 2}),
    ("take-control", {"from_user": "Nora"}),
    ("hear-sound", {}),
    ("sign-plan", {"reason": "again"}),
    ("sign-resume", {}),
    ("order-by-telephone", {"physician": "Ana", "is_read_back": True}),
    ("countersign", {}),
    ("give-opinion", {"physician": "Otto", "by_telephone": True}),
    ("renew-decision", {}),
    ("resume", {}),
    ("resume-technical", {}),
    ("sign-reduced-dose", {}),
    ("confirm-elapsed", {}),
    ("confirm-gap", {"duration": "10 s"}),
    ("raise-alarm", {"condition": "not-recorded"}),
    ("reset-alarm", {"condition": "not-recorded", "is_gone": True}),
    ("clear-start", {"reason": "all is well"}),
    ("end-session", {"reason": "wish", "confirmed": True}),
)


class Bedside(RuleBasedStateMachine):
    """One session, its people, and a server that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ward = Ward(session_id="s", plan=four_steps(), people=PEOPLE, start=START, log=self.opened())
        self.seen = 0
        self.before = Session()
        self.last: tuple[object, Actor, Sent] | None = None

    @initialize(step=st.integers(min_value=0, max_value=4), is_ready=st.booleans())
    def begins(self, step: int, *, is_ready: bool) -> None:
        """Begin with nothing, ready to start, or in any step."""
        if is_ready or step:
            rehearsing.make_ready(self.ward, NORA, {})
        if step:
            self.ward.ask("start", NORA)
        for _ in range(1, step):
            rehearsing.next_step(self.ward, NORA, {})
        self.last = None

    def opened(self) -> Any:
        return open_log(self.folder, clock=lambda: START, least_free=0, reserve_size=4096)

    def teardown(self) -> None:
        self.log().close()
        shutil.rmtree(self.folder)

    def log(self) -> Any:
        return self.ward.log

    def try_short(self, does: str) -> None:
        with suppress(Refusal, LookupError):
            rehearsing.SHORT[does](self.ward, NORA, {})

    @rule(minutes=st.sampled_from([1, 5, 15, 61, 150]), forth=st.sampled_from([0, 0, 0, 0, -60, 1, 60]))
    def time_passes(self, minutes: int, forth: int) -> None:
        """Let time pass; now and then one clock is wrong until the next time."""
        self.ward.passed += minutes * MINUTE
        self.ward.set_by = forth * MINUTE

    @rule(does=st.sampled_from(["make ready", "calm vitals", "settle", "finish and flush"]))
    def short_form(self, does: str) -> None:
        self.try_short(does)

    @rule()
    def goes_on(self) -> None:
        """Do what a ward does next: start, advance, or bring a hold to its end."""
        self.ward.set_by = 0
        state = self.ward.session.state
        if state is State.HELD:
            self.try_short("settle")
            for name in ("renew-decision", "give-opinion", "sign-resume", "resume", "resume-technical"):
                fields = {"physician": "Otto", "by_telephone": True} if name == "give-opinion" else {}
                self.send(name, fields, by=who_may(name, PEOPLE, self.ward.session))
        elif state is State.RUNNING:
            self.try_short("next step" if self.ward.session.step < 4 else "finish and flush")
        elif state is State.OBSERVING:
            self.try_short("watch and complete")
        else:
            self.try_short("make ready")
            self.send("start", {}, by=NORA)

    @rule(asked=st.sampled_from(ASKED), by=st.sampled_from(PEOPLE))
    def anybody_asks(self, asked: tuple[str, dict[str, Any]], by: Actor) -> None:
        self.send(*asked, by=by)

    @rule(asked=st.sampled_from(ASKED))
    def who_should_asks(self, asked: tuple[str, dict[str, Any]]) -> None:
        self.send(*asked, by=who_may(asked[0], PEOPLE, self.ward.session))

    @rule(by=st.sampled_from(PEOPLE))
    def stop(self, by: Actor) -> None:
        ran = self.ward.session.state
        self.send("stop", {}, by=by)
        assert self.ward.session.state is (State.HELD if ran is State.RUNNING else ran)

    def send(self, name: str, fields: dict[str, Any], *, by: Actor) -> None:
        version = self.ward.session.version
        try:
            command = self.command(name, fields, by)
            sent = Sent(key=f"m{version}-{self.ward.passed}-{name}-{by.user}", seen=version)
            answer = act("s", command, by=by, now=self.ward.now, sent=sent, log=self.log())
        except (Refusal, LookupError):
            assert stands("s", self.log()).version == version
            return
        self.ward.session = answer.session
        self.ward.entries.extend(answer.entries[max(version + 1 - answer.entries[0].sequence, 0) :])
        self.last = (command, by, sent)

    def command(self, name: str, fields: dict[str, Any], by: Actor) -> object:
        asked = Asked(plan=self.ward.plan, session=self.ward.session, now=self.ward.now, people=PEOPLE, by=by)
        return command_for(name, fields, asked)

    @rule(behind=st.integers(min_value=1, max_value=5))
    def comes_late_or_twice(self, behind: int) -> None:
        version = self.ward.session.version
        if version >= behind and version - behind < self.ward.session.turn:
            note, sent = self.command("write-note", {"text": "late"}, NORA), Sent(key="late", seen=version - behind)
            with pytest.raises(SessionMovedOn):
                act("s", note, by=NORA, now=self.ward.now, sent=sent, log=self.log())
        if self.last is not None:
            command, by, sent = self.last
            answer = act("s", command, by=by, now=self.ward.now, sent=sent, log=self.log())
            assert answer.session.version <= version == stands("s", self.log()).version

    @rule(seconds=st.sampled_from([5, 40, 1200]))
    def server_restarts(self, seconds: int) -> None:
        rehearsing.server_stops(self.ward, NORA, {})
        self.log().close()
        self.ward.log = self.opened()
        self.ward.passed += seconds * 1_000_000
        if self.ward.session.version:
            rehearsing.server_comes_back(self.ward, NORA, {})
        self.ward.is_up = True

    @invariant()
    def log_says_what_is_shown(self) -> None:
        stored = self.log().entries("s")
        assert stands("s", self.log()) == self.ward.session
        for item in stored[self.seen :]:
            entry = entry_of(item)
            after = evolve(self.before, entry)
            follows(self.before, after, entry)
            self.before = after
        self.seen = len(stored)
        assert self.before == self.ward.session


def follows(before: Session, after: Session, entry: Entry) -> None:
    """Check one entry against what may follow, whatever was asked for (H-02, H-03, H-09, H-11)."""
    if before.state.is_final:
        assert after.state is before.state
    if after.step > before.step:
        assert isinstance(entry.event, StepBegun)
        assert after.step == before.step + 1
        if before.step:
            assert before.state is State.RUNNING
            assert before.dwell.read(entry.at).least >= before.order.step(before.step).dwell
    if before.state is State.HELD and after.state is State.RUNNING:
        assert isinstance(entry.event, Resumed)
        assert after.step <= before.step
        assert before.hold is not None
        assert before.hold.kind is not HoldKind.CLINICAL or before.signature is not None
        assert before.hold.is_pump_stopped


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Bedside,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_rushes_a_session_through_the_use_cases() -> None:
    run(10, 40)


@pytest.mark.soak
def test_nothing_rushes_a_session_through_the_use_cases_for_long() -> None:
    run(150, 60)
