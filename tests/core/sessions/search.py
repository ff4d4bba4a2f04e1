"""Breadth-first search of a session of four steps: every command and clock event, against what truly flows.

The search holds beside each session what it cannot see: whether the pump runs, what has truly left the bag, and how
long the step has truly run. After each transition every invariant is checked; a violation names the way that led to it.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import cache

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import (
    AcceptValue,
    RecordReaction,
    RecordTreatment,
    RecordVitals,
    ResolveReaction,
)
from stepward.core.sessions.commands_clock import ConfirmElapsed, ConfirmGap, RaiseAlarm, ResetAlarm, ServerRestarted
from stepward.core.sessions.commands_ending import Complete, EndSession, FinishLastStep, FlushLine, SignReducedDose
from stepward.core.sessions.commands_holding import (
    ClearStart,
    ConfirmPumpStopped,
    DoubtDelivery,
    HoldClinical,
    HoldTechnical,
    Stop,
)
from stepward.core.sessions.commands_planning import CheckSolution, HangSolution, MakeSolution, VoidSolution
from stepward.core.sessions.commands_resuming import (
    GiveOpinion,
    RenewDecision,
    Resume,
    ResumeTechnical,
    SignResume,
)
from stepward.core.sessions.commands_running import Advance, LowerRate, Start
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.conditions import Code, due
from stepward.core.sessions.decide import decide
from stepward.core.sessions.events import Entry, Event, Held, PumpStopped, Resumed, ResumeSigned, StepBegun, StopPressed
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.gates import clock_trouble
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import HOUR, Instant
from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.people import Actor, Witness
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.resuming import decision_hash, is_valid, missing_for_resume, resume_hash, resume_points
from stepward.core.sessions.sealing import reduced_hash
from stepward.core.sessions.session import Session, SolutionStage, State
from tests.core.sessions.plans import (
    ALLERGIST,
    NURSE,
    PHARMACIST,
    PRESCRIBER,
    SERVER,
    START,
    TECHNICIAN,
    WITNESS,
    Ward,
    ready,
    signature,
)
from tests.core.sessions.search_plan import TICK, small_plan

CALM = (("pulse", Fraction(80)),)
WILD = (("pulse", Fraction(150)),)
STOP_CODES = frozenset({Code.PUMP_MAY_RUN, Code.TOTAL_NEAR, Code.TOTAL_PASSED})
MOST_TIME = 40
"""Ticks after which time stands still, so that the search is finite."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the session cannot see: the truth at the bedside and the clocks behind it.

    `untended` is drug that flowed on in a minute at whose beginning the system said that the pump must be stopped.
    """

    is_flowing: bool = False
    rate: Fraction = Fraction(0)
    strength: Fraction = Fraction(0)
    left: Fraction | None = None
    given: Fraction = Fraction(0)
    in_step: int = 0
    time: int = 0
    offset: int = 0
    boot: int = 0
    jumps: int = 0
    is_barred: bool = False
    untended: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Node:
    """A session, the truth beside it, and the way that led here."""

    session: Session
    hidden: Hidden
    way: tuple[str, ...] = ()

    @property
    def now(self) -> Instant:
        """Read both clocks; a jump moves UTC alone."""
        return _instant(self.hidden.time, self.hidden.offset, self.hidden.boot)


@cache
def _instant(time: int, offset: int, boot: int) -> Instant:
    at = START + timedelta(hours=1, minutes=time + offset)
    return Instant(at=at, monotonic=time * TICK, boot=f"boot {boot}")


class Violated(AssertionError):
    """An invariant does not hold; the way is in the message."""


def start_node(plan: SessionPlan | None = None) -> Node:
    """Begin with a session that is ready to start."""
    ward: Ward = ready(small_plan() if plan is None else plan)
    return Node(session=replace(ward.session, clock_anchor=None), hidden=Hidden())


def says_stop(node: Node) -> bool:
    """Tell whether the system says that the pump must be stopped, or the step be left."""
    return not STOP_CODES.isdisjoint(item.code for item in due(node.session, node.now))


def flow(node: Node) -> Hidden:
    """Let one tick pass at the bedside."""
    hidden = node.hidden
    if not hidden.is_flowing:
        return replace(hidden, time=hidden.time + 1)
    volume = hidden.rate * TICK / HOUR
    if hidden.left is not None:
        volume = min(volume, hidden.left)
    left = None if hidden.left is None else hidden.left - volume
    drug = volume * hidden.strength
    return replace(
        hidden,
        time=hidden.time + 1,
        in_step=hidden.in_step + 1,
        given=hidden.given + drug,
        untended=hidden.untended + (drug if says_stop(node) else 0),
        left=left,
    )


def physical(node: Node, event: Event, after: Session, hidden: Hidden) -> Iterator[Hidden]:
    """Tell what may truly happen at the bedside because of an event: after a hold the pump may run on."""
    run = after.given.open_run
    match event:
        case StepBegun() | Resumed():
            assert run is not None
            yield replace(
                hidden,
                is_flowing=True,
                rate=run.rate,
                strength=run.strength,
                left=run.limit,
                in_step=0,
                is_barred=False,
            )
        case PumpStopped():
            yield replace(hidden, is_flowing=False)
        case StopPressed() | Held() if node.session.state is State.RUNNING:
            yield replace(hidden, is_flowing=False)
            yield hidden
        case _ if run is not None and after.state is State.RUNNING and hidden.is_flowing and run.rate != hidden.rate:
            yield replace(hidden, rate=run.rate, left=run.limit)
        case _ if node.session.state is State.RUNNING and after.state is not State.RUNNING:
            yield replace(hidden, is_flowing=False)
            if run is not None:
                yield hidden
        case _:
            yield hidden


def asked(node: Node) -> Iterator[tuple[str, object, Actor]]:  # noqa: PLR0915 - one line for each thing to ask
    """List everything that may be asked for now, sound or not."""
    session, now = node.session, node.now
    plan = session.order
    upcoming = next_step(session, now)
    for number in (session.step, session.step + 1, session.step + 2):
        rate = (
            upcoming.rate
            if upcoming is not None and upcoming.number == number
            else plan.step(min(max(number, 1), 4)).rate
        )
        yield f"advance to {number}", Advance(step=number, rate=rate), NURSE
    yield (
        "advance by the allergist",
        Advance(step=session.step + 1, rate=plan.step(min(session.step + 1, 4)).rate),
        ALLERGIST,
    )
    yield "start", Start(rate=plan.step(1).rate, witness=WITNESS), NURSE
    yield "stop", Stop(), PRESCRIBER
    yield "clear the start", ClearStart(reason="checked"), NURSE
    yield "hold: line", HoldTechnical(cause=Cause.LINE), NURSE
    yield "hold: clinical", HoldClinical(reason="pale"), NURSE
    yield "pump stopped", ConfirmPumpStopped(), NURSE
    yield "reaction", RecordReaction(signs=(Sign.HIVES,)), NURSE
    yield "grave reaction", RecordReaction(signs=(Sign.HYPOTENSION,)), NURSE
    for reaction in session.open_reactions[:1]:
        yield "resolved", ResolveReaction(number=reaction.number), NURSE
    yield "calm", RecordVitals(values=CALM), NURSE
    yield "wild", RecordVitals(values=WILD), NURSE
    yield "accept", AcceptValue(name="pulse", until=Fraction(160)), ALLERGIST
    yield "epinephrine", RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="intramuscular"), NURSE
    yield "second opinion", GiveOpinion(physician=Witness(user="other", name="Other"), by_telephone=True), NURSE
    for point in resume_points(session, plan.resume_rule, now) if session.state is State.HELD else ():
        words = signature(ALLERGIST, resume_hash(plan, session.version, point), "resume")
        yield "sign the resume", SignResume(point=point, signature=words), ALLERGIST
        yield "resume", Resume(rate=point.rate, witness=WITNESS), NURSE
        above = replace(point, step=min(session.step + 1, plan.last))
        yield (
            "sign above",
            SignResume(point=above, signature=signature(ALLERGIST, resume_hash(plan, session.version, above))),
            ALLERGIST,
        )
    if session.signature is not None:
        yield "resume as signed", Resume(rate=session.signature.point.rate, witness=WITNESS), NURSE
    yield "resume technical", ResumeTechnical(rate=session.rate), NURSE
    if session.state is State.HELD:
        renewed = signature(ALLERGIST, decision_hash(plan, session.version), "go on")
        yield "decide anew", RenewDecision(signature=renewed), ALLERGIST
        least = session.given.total(now).least
        reduced = signature(ALLERGIST, reduced_hash(plan, session.version, least), "reduced dose")
        yield "reduced dose", SignReducedDose(total=least, signature=reduced), ALLERGIST
        yield (
            "plan again",
            SignPlan(plan=plan, signature=signature(ALLERGIST, plan.signed_hash), reason="same"),
            ALLERGIST,
        )
    if session.rate is not None:
        yield "lower", LowerRate(rate=session.rate / 2, reason="flush"), NURSE
        yield "raise", LowerRate(rate=session.rate * 2, reason="hurry"), NURSE
    yield "doubt", DoubtDelivery(duration=TICK, reason="clamp shut"), NURSE
    for number in (1, 2):
        yield f"make {number}", MakeSolution(number=number), TECHNICIAN
        yield f"check {number}", CheckSolution(number=number), PHARMACIST
        yield f"hang {number}", HangSolution(number=number, witness=WITNESS), NURSE
        if session.solution(number).stage is SolutionStage.HUNG:
            yield f"void {number}", VoidSolution(number=number, reason="leaks"), NURSE
    yield "finish", FinishLastStep(), NURSE
    yield "flush", FlushLine(volume=Fraction(4), rate=Fraction(6)), NURSE
    yield "complete", Complete(), NURSE
    yield "end", EndSession(reason="too much", confirmed=True), ALLERGIST
    yield "end by the nurse", EndSession(reason="too long", confirmed=True), NURSE
    yield "elapsed confirmed", ConfirmElapsed(reason="wall clock"), NURSE
    yield "gap confirmed", ConfirmGap(duration=TICK), NURSE
    yield "alarm", RaiseAlarm(condition="bedside-silent"), SERVER
    yield "reset", ResetAlarm(condition="bedside-silent", is_gone=True), NURSE


def by_clock(node: Node) -> Iterator[Node]:
    """Let time pass, set a clock, or restart the server."""
    hidden = node.hidden
    if hidden.time < MOST_TIME:
        yield replace(node, hidden=flow(node), way=(*node.way, "wait"))
    if hidden.jumps < 2:
        for jump in (-3, 3):
            moved = replace(hidden, offset=hidden.offset + jump, jumps=hidden.jumps + 1)
            yield replace(node, hidden=moved, way=(*node.way, f"clock {jump:+}"))
    if hidden.boot < 1:
        proven, gone = node.now, flow(node)
        back = replace(node, hidden=replace(gone, boot=hidden.boot + 1))
        yield from asked_for(back, "restart", ServerRestarted(proven=proven), SERVER)


def asked_for(node: Node, name: str, command: object, by: Actor) -> Iterator[Node]:
    """Ask for one thing; a refusal changes nothing."""
    try:
        events = decide(node.session, command, by=by, now=node.now)
    except SessionRefusal:
        return
    found = [replace(node, way=(*node.way, name))]
    for event in events:
        found = [after for before in found for after in applied(before, event, by)]
    yield from found


def applied(node: Node, event: Event, by: Actor) -> Iterator[Node]:
    """Apply an event to the session and to the truth, and check that nothing was broken on the way."""
    entry = Entry(sequence=node.session.version + 1, event=event, at=node.now, actor=by)
    session = evolve(node.session, entry)
    check_step(node, event, session)
    hidden = node.hidden
    if isinstance(event, StopPressed) or (isinstance(event, Held) and event.kind is HoldKind.CLINICAL):
        hidden = replace(hidden, is_barred=node.session.state in {State.RUNNING, State.HELD})
    if isinstance(event, ResumeSigned):
        hidden = replace(hidden, is_barred=False)
    for truth in physical(node, event, session, hidden):
        yield replace(node, session=session, hidden=truth)


def check_step(node: Node, event: Event, session: Session) -> None:
    """Check that no step was early or skipped, and that nothing runs that must not."""
    before, hidden = node.session, node.hidden
    if before.state.is_final and (session.state is not before.state or isinstance(event, StepBegun | Resumed)):
        _fail(node, "a final session went on")
    if isinstance(event, StepBegun):
        if event.step != before.step + 1:
            _fail(node, "a step was skipped")
        if before.step and hidden.in_step * TICK < before.order.step(before.step).dwell:
            _fail(node, "a step was shortened")
        if before.state is not State.RUNNING and before.step:
            _fail(node, "a held session advanced")
    if isinstance(event, Resumed) and event.point.step > before.step:
        _fail(node, "a resume went up")
    if isinstance(event, StepBegun | Resumed) and hidden.is_barred:
        _fail(node, "drug flows after STOP without a signed resume")


def check(node: Node) -> None:
    """Check what must hold in every state."""
    session, hidden = node.session, node.hidden
    given = session.given.total(node.now)
    if not given.least <= hidden.given <= given.most:
        _fail(node, f"truly given {hidden.given} is not within {given}")
    if hidden.given - hidden.untended > session.order.ordered_total:
        _fail(node, "more than the ordered total was given before anybody was told to stop")
    is_reduced = session.reduced_total is not None
    if session.state is State.COMPLETED and not is_reduced and given.most > session.order.ordered_total:
        _fail(node, "completed above the ordered total")
    if session.state is State.RUNNING and hidden.is_barred:
        _fail(node, "running after STOP without a signed resume")


def _fail(node: Node, why: str) -> None:
    msg = f"{why}: {' > '.join(node.way)}"
    raise Violated(msg)


def key(node: Node) -> int:
    """Tell two nodes apart by everything that what follows depends on."""
    session, hidden, now = node.session, node.hidden, node.now
    plan, hold, run = session.order, session.hold, session.given.open_run
    dwell = session.dwell.read(now)
    newest = session.vitals[-1] if session.vitals else None
    age = None if newest is None else min((now.at - newest.at.at) // timedelta(minutes=1), 7)
    held_for = None if hold is None else min((now.at - (hold.renewed_at or hold.since).at) // timedelta(minutes=1), 70)
    signed = session.signature
    return hash((
        session.state, session.step, session.highest_step, session.rate, session.later_share,
        min(dwell.least, plan.steps[-1].dwell * 2), clock_trouble(session, now), session.solutions,
        session.is_start_stopped, session.given.total(now),
        None if run is None else (run.sure.since is None, run.limit),
        None if hold is None else (hold.kind, hold.causes, hold.is_counted, hold.is_pump_stopped, held_for),
        min(session.clinical_holds, 4), session.is_opinion_needed, session.opinion is None,
        None if newest is None else (newest.values, age, newest.sequence > session.begun_sequence),
        None if newest is None or hold is None else newest.sequence > hold.sequence,
        session.accepted, len(session.open_reactions), len(session.reactions) > 0, session.is_alarmed,
        tuple(sorted(alarm.condition for alarm in session.alarms)),
        None if signed is None else (is_valid(signed, session, now), signed.point),
        min(session.observed.read(now).least, plan.observation), session.is_flushed, session.gap, session.reduced_total,
        len(missing_for_resume(session, now)) if hold is not None else 0,
        hidden.is_flowing, hidden.rate, hidden.left, hidden.given, min(hidden.in_step, 4), hidden.offset, hidden.boot,
        hidden.jumps, hidden.is_barred, hidden.untended, hidden.time >= MOST_TIME,
    ))  # fmt: skip


def search(most: int, first: Node | None = None) -> int:
    """Visit so many different states, breadth first; count them.

    Raises:
        Violated: with the way that broke an invariant.
    """
    begin = start_node() if first is None else first
    seen, waiting = {key(begin)}, deque([begin])
    while waiting and len(seen) < most:
        node = waiting.popleft()
        for after in (*(item for ask in asked(node) for item in asked_for(node, *ask)), *by_clock(node)):
            name = key(after)
            if name not in seen:
                check(after)
                seen.add(name)
                waiting.append(after)
    return len(seen)
