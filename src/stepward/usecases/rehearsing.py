"""Run a scenario through the use cases, on any log: every line is asked for, judged, kept and compared.

Short forms, for what a ward always does: `make ready` (sign, make, check, hang, checklist, control, sound, vital
signs), `calm vitals`, `next step` (when it is due, with vital signs and its solution), `run to step N`, `settle` (pump
confirmed, reactions resolved, calm vitals), `finish and flush`, `watch and complete`, `look`. The world: `set clock` by
so much, `server stops`, `server comes back`. All else is a command by its name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, ClassVar

from stepward.core.findings import Refusal
from stepward.core.sessions.commands_running import dwell_left
from stepward.core.sessions.events import Entry
from stepward.core.sessions.instants import HOUR, Instant
from stepward.core.sessions.matrix import is_urgent
from stepward.core.sessions.ordering import plan_of
from stepward.core.sessions.people import Actor
from stepward.core.sessions.plan import SessionPlan, VitalLimit
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import Session, SolutionStage, State
from stepward.core.sessions.storing import entry_of
from stepward.usecases.event_logs import EventLog
from stepward.usecases.planning import Catalogue, plan
from stepward.usecases.running import SERVER, Answer, Sent, act, come_back, heartbeat, stands
from stepward.usecases.scenario_commands import Asked, command_for, person_of, who_may
from stepward.usecases.scenario_expecting import faults
from stepward.usecases.scenario_words import UnreadableScenario, duration
from stepward.usecases.scenarios import Line, Ordered, Scenario

SOFTWARE = "scenario"
CALM = {
    "pulse": 80, "systolic pressure": 120, "diastolic pressure": 75, "breathing rate": 14, "oxygen saturation": 98,
    "temperature": 37, "peak flow": 450, "FEV1": 90,
}  # fmt: skip
_RUN_TO = re.compile(r"run to step ([0-9]{1,3})")
_STAGES = (SolutionStage.PLANNED, SolutionStage.MADE, SolutionStage.CHECKED)
_WAYS = ("make-solution", "check-solution", "hang-solution")


class DoesNotRun(SessionRefusal):
    """A session that is to run on to a step does not run."""

    code: ClassVar[str] = "does-not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of one line: the entries, the refusal, how the session stood, and what was not as expected."""

    part: int
    line: Line
    who: str
    now: Instant
    entries: tuple[Entry, ...]
    session: Session
    refused: str
    words: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A scenario that was run."""

    scenario: Scenario
    told: tuple[Told, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What was not as expected, with its line."""
        return tuple(
            f"session {told.part}, line {told.line.number} ({told.line.does}): {fault}"
            for told in self.told
            for fault in told.faults
        )


def rehearse(scenario: Scenario, *, log: EventLog, catalogue: Catalogue) -> Rehearsal:
    """Run every session of a scenario, line by line.

    Raises:
        UnreadableScenario: if a line asks for what is no command, or names nobody.
        Refusal: if the plan cannot be made.
    """
    told: list[Told] = []
    for number, part in enumerate(scenario.parts, start=1):
        ward = Ward(
            session_id=f"{scenario.name} {number}",
            plan=order_of(part.plan, catalogue),
            people=scenario.people,
            start=part.start,
            log=log,
        )
        told.extend(_tell(ward, line, part=number) for line in part.lines)
    return Rehearsal(scenario=scenario, told=tuple(told))


def order_of(written: SessionPlan | Ordered, catalogue: Catalogue) -> SessionPlan:
    """Take the plan as it is written, or make it of a protocol."""
    if isinstance(written, SessionPlan):
        return written
    return plan_of(plan(written.request, catalogue=catalogue), written.choices, day=written.day)


def _tell(ward: "Ward", line: Line, *, part: int) -> Told:
    before = ward.session.version
    refused, words, found = "", "", list[str]()
    try:
        ward.do(line)
    except UnreadableScenario as error:
        msg = f"session {part}, line {line.number}: {error}"
        raise UnreadableScenario(msg) from error
    except Refusal as refusal:
        refused, words = getattr(refusal, "code", type(refusal).__name__), str(refusal)
    session = ward.session
    if refused != line.refused:
        found.append(f"expected {line.refused or 'no refusal'}, was {refused or 'accepted'} {words}".rstrip())
    found.extend(faults(line.then, session, ward.now))
    found.extend(ward.complaints)
    ward.complaints.clear()
    return Told(
        part=part,
        line=line,
        who=ward.who,
        now=ward.now,
        entries=tuple(ward.entries[before:]),
        session=session,
        refused=refused,
        words=words,
        faults=tuple(found),
    )


@dataclass(slots=True, kw_only=True)
class Ward:
    """A session with its log, the people and the two clocks; `passed` is true time since the start."""

    session_id: str
    plan: SessionPlan
    people: tuple[Actor, ...]
    start: datetime
    log: EventLog
    session: Session = field(default_factory=Session)
    entries: list[Entry] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    who: str = ""
    passed: int = 0
    set_by: int = 0
    boots: int = 1
    began: int = 0
    is_up: bool = True
    keys: int = 0

    @property
    def now(self) -> Instant:
        """Read both clocks."""
        at = self.start + timedelta(microseconds=self.passed + self.set_by)
        return Instant(at=at, monotonic=self.passed - self.began, boot=f"boot {self.boots}")

    def do(self, line: Line) -> None:
        """Let time pass until the line, then do what it says."""
        self._wait_until(line)
        does = line.does.strip()
        if (match := _RUN_TO.fullmatch(does)) is not None:
            self._run_to(int(match[1]), self._by(line, "advance"))
        elif does in SHORT:
            SHORT[does](self, self._by(line, does), dict(line.fields))
        else:
            self._ask(line, does.replace(" ", "-"))

    def _wait_until(self, line: Line) -> None:
        passed = self.passed + (line.after or 0) if line.at is None else line.at
        if passed < self.passed:
            msg = "the time of a line is before that of the line before"
            raise UnreadableScenario(msg)
        self.passed = passed

    def _by(self, line: Line, name: str) -> Actor:
        if line.who == "server":
            found: Actor | None = SERVER
        elif line.who:
            found = person_of(line.who, self.people)
        else:
            found = SERVER if name == "raise-alarm" else who_may(name, self.people, self.session)
        if found is None:
            msg = "this person is not among the people of the file"
            raise UnreadableScenario(msg)
        self.who = found.name
        return replace(found, device=line.device) if line.device else found

    def _ask(self, line: Line, name: str) -> None:
        by = self._by(line, name)
        command = self._command(name, line.fields, by)
        answer = self._act(command, by, stale=line.stale)
        if line.twice:
            seen = Sent(key=f"k{self.keys}", seen=answer.session.version)
            again = act(self.session_id, command, by=by, now=self.now, sent=seen, log=self.log, software=SOFTWARE)
            if again != answer:
                self.complaints.append("sent twice: the second answer is not the first")

    def _command(self, name: str, fields: Any, by: Actor) -> object:  # noqa: ANN401 - fields as written
        asked = Asked(plan=self.plan, session=self.session, now=self.now, people=self.people, by=by)
        return command_for(name, fields, asked)

    def _act(self, command: object, by: Actor, *, stale: bool = False) -> Answer:
        if not self.is_up:
            msg = "the server is down: nothing can be entered"
            raise UnreadableScenario(msg)
        self.keys += 1
        seen = 0 if is_urgent(command) else self.session.version - stale
        sent = Sent(key=f"k{self.keys}", seen=seen)
        answer = act(self.session_id, command, by=by, now=self.now, sent=sent, log=self.log, software=SOFTWARE)
        self.session = answer.session
        self.entries.extend(answer.entries)
        return answer

    def ask(self, name: str, by: Actor, **fields: object) -> None:
        """Ask for a command as one of several of a short form."""
        self._act(self._command(name, fields, by), by)

    def as_planned(self, name: str, **fields: object) -> None:
        """Ask for a command, by whoever does it usually."""
        self.ask(name, who_may(name, self.people, self.session), **fields)

    def _run_to(self, step: int, by: Actor) -> None:
        while self.session.step < step:
            if self.session.state is not State.RUNNING:
                msg = "The session does not run: it cannot come to this step."
                raise DoesNotRun(msg)
            next_step(self, by, {})


def _refuse_fields(fields: dict[str, Any]) -> None:
    if fields:
        msg = f"a short form has no fields: {', '.join(sorted(fields))}"
        raise UnreadableScenario(msg)


def make_ready(ward: Ward, by: Actor, fields: dict[str, Any]) -> None:
    """Sign, make, check and hang what step 1 needs, tick the checklist, take control, hear the sound, take vitals."""
    _refuse_fields(fields)
    if ward.session.plan is None:
        ward.as_planned("sign-plan")
    order = ward.session.order
    _hang(ward, by, order.steps[0].solution)
    leads = dict(order.leads)
    for line in order.checklist:
        if line not in ward.session.ticked:
            since = {"given_at": f"{leads[line] // 1_000_000} s ago"} if line in leads else {}
            ward.ask("tick-checklist", by, line=line, **since)
    if (ward.session.controller, ward.session.controller_user) != (by.device, by.user):
        ward.ask("take-control", by, from_user=ward.session.controller_user)
    ward.ask("hear-sound", by)
    calm_vitals(ward, by, {})


def _hang(ward: Ward, by: Actor, number: int) -> None:
    """Make, check and hang a solution, as far as it is not yet."""
    stage = ward.session.solution(number).stage
    for way in _WAYS[
        _STAGES.index(stage) if stage in _STAGES else (len(_WAYS) if stage is SolutionStage.HUNG else 0) :
    ]:
        if way == "hang-solution":
            ward.ask(way, by, number=number)
        else:
            ward.as_planned(way, number=number)


def calm_vitals(ward: Ward, by: Actor, fields: dict[str, Any]) -> None:
    """Take vital signs within the limits of this patient."""
    _refuse_fields(fields)
    ward.ask("record-vitals", by, values={limit.name: str(calm(limit)) for limit in ward.session.order.vitals})


def calm(limit: VitalLimit) -> int | str:
    """Tell a usual value of a vital sign, or one of its limits where that is outside."""
    usual = CALM.get(limit.name)
    if usual is not None and limit.allows(Fraction(usual)):
        return usual
    return str(limit.low if limit.low is not None else limit.high)


def next_step(ward: Ward, by: Actor, fields: dict[str, Any]) -> None:
    """Wait until the running step is over, see to vital signs and the next solution, and advance."""
    _refuse_fields(fields)
    session = ward.session
    ward.passed += max(
        dwell_left(session, ward.now), _volume_left(session, ward.now) if _ends_by_volume(session) else 0
    )
    calm_vitals(ward, by, {})
    if session.step < session.order.last:
        _hang(ward, by, session.order.step(session.step + 1).solution)
    ward.ask("advance", by)


def _ends_by_volume(session: Session) -> bool:
    return session.order.step(session.step).ends_by_volume


def _volume_left(session: Session, now: Instant) -> int:
    """Tell the microseconds until the volume of the open run is in."""
    run = session.given.open_run
    if run is None or run.limit is None:
        return 0
    exact = (run.limit - run.volume(now).least) / run.rate * HOUR
    return max(-(-exact.numerator // exact.denominator), 0)


def settle(ward: Ward, by: Actor, fields: dict[str, Any]) -> None:
    """Confirm that the pump stands still, resolve what is open, take calm vital signs."""
    _refuse_fields(fields)
    if ward.session.hold is not None and not ward.session.hold.is_pump_stopped:
        ward.ask("confirm-pump-stopped", by)
    for reaction in ward.session.open_reactions:
        ward.ask("resolve-reaction", by, number=reaction.number)
    calm_vitals(ward, by, {})


def finish_and_flush(ward: Ward, by: Actor, fields: dict[str, Any]) -> None:
    """Wait until the last step is over, end it, and flush the line."""
    _refuse_fields(fields)
    session = ward.session
    ward.passed += _volume_left(session, ward.now) or dwell_left(session, ward.now)
    ward.ask("finish-last-step", by)
    if session.given.runs:
        ward.ask("flush-line", by)


def watch_and_complete(ward: Ward, by: Actor, fields: dict[str, Any]) -> None:
    """Watch the patient until the observation is over, and complete."""
    _refuse_fields(fields)
    ward.passed += max(ward.session.order.observation - ward.session.observed.read(ward.now).least, 0)
    ward.ask("complete", by)


def look(_ward: Ward, _by: Actor, fields: dict[str, Any]) -> None:
    """Do nothing but look."""
    _refuse_fields(fields)


def set_clock(ward: Ward, _by: Actor, fields: dict[str, Any]) -> None:
    """Set the UTC clock of the server forth, or back with a minus; the other clock does not know."""
    by = str(fields.pop("by", ""))
    _refuse_fields(fields)
    ward.set_by += -duration(by[1:]) if by.startswith("-") else duration(by)


def server_stops(ward: Ward, _by: Actor, fields: dict[str, Any]) -> None:
    """Let the server go, after its last heartbeat."""
    _refuse_fields(fields)
    heartbeat(ward.now, ward.log)
    ward.is_up = False


def server_comes_back(ward: Ward, _by: Actor, fields: dict[str, Any]) -> None:
    """Start the server anew, in another boot; it notes the restart by itself."""
    _refuse_fields(fields)
    ward.is_up, ward.boots, ward.began = True, ward.boots + 1, ward.passed
    come_back(ward.now, ward.log, software=SOFTWARE)
    ward.session = stands(ward.session_id, ward.log)
    ward.entries.extend(map(entry_of, ward.log.entries(ward.session_id)[len(ward.entries) :]))
    ward.who = SERVER.name


SHORT: dict[str, Callable[[Ward, Actor, dict[str, Any]], None]] = {
    "make ready": make_ready,
    "calm vitals": calm_vitals,
    "next step": next_step,
    "settle": settle,
    "finish and flush": finish_and_flush,
    "watch and complete": watch_and_complete,
    "look": look,
    "set clock": set_clock,
    "server stops": server_stops,
    "server comes back": server_comes_back,
}
