"""No sequence of commands brings drug back after a clinical hold without a signature that stands."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.core.sessions.commands_charting import (
    AcceptValue,
    AmendReaction,
    RecordReaction,
    RecordVitals,
    ResolveReaction,
)
from stepward.core.sessions.commands_clock import ConfirmElapsed, ConfirmGap, RaiseAlarm, ResetAlarm, ServerRestarted
from stepward.core.sessions.commands_ending import FinishLastStep
from stepward.core.sessions.commands_holding import (
    ClearStart,
    ConfirmPumpStopped,
    DoubtDelivery,
    HoldClinical,
    HoldTechnical,
    Stop,
)
from stepward.core.sessions.commands_resuming import (
    Countersign,
    GiveOpinion,
    RenewDecision,
    Resume,
    ResumeTechnical,
)
from stepward.core.sessions.commands_running import Advance, LowerRate, Start
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.decide import decide
from stepward.core.sessions.events import Entry, Resumed, ResumeSigned, StepBegun
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.holds import Cause, HoldKind, ResumePoint
from stepward.core.sessions.instants import MINUTE, SECOND
from stepward.core.sessions.people import Actor, Privilege, Witness
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.resuming import decision_hash, is_valid
from stepward.core.sessions.session import Session, State
from tests.core.sessions.held import HIVES, OTHER, first_point, held, reacted, resuming, signing, telephoning
from tests.core.sessions.plans import ALLERGIST, CALM, NURSE, SERVER, WITNESS, Ward, four_steps, running, signature

TEN = Fraction(10)
EVERYBODY = replace(NURSE, privileges=frozenset(Privilege))
POINTS = (
    ResumePoint(step=3, rate=TEN, rule="repeat-step", source="STEPWARD-TEST"),
    ResumePoint(step=2, rate=TEN, rule="physician"),
)
Make = Callable[[Ward], object]


def unsigned() -> Iterator[Make]:
    """List every command that is no signature on a resume, with what it needs to succeed."""
    plan = four_steps(observation=90 * MINUTE)
    yield from (
        lambda _ward, command=command: command
        for command in (
            Start(rate=TEN, witness=WITNESS),
            Advance(step=4, rate=Fraction(40)),
            LowerRate(rate=Fraction(5), reason="x"),
            FinishLastStep(),
            Resume(rate=TEN, witness=WITNESS),
            ResumeTechnical(rate=TEN),
            ClearStart(reason="x"),
            HoldTechnical(cause=Cause.LINE),
            HoldClinical(reason="x"),
            Stop(),
            ConfirmPumpStopped(),
            ConfirmElapsed(),
            ConfirmGap(duration=SECOND),
            DoubtDelivery(duration=SECOND, reason="x"),
            RecordVitals(values=CALM),
            RecordVitals(values=(("pulse", Fraction(150)),)),
            AcceptValue(name="pulse", until=Fraction(160)),
            RecordReaction(signs=HIVES),
            AmendReaction(number=1, signs=HIVES, reason="x"),
            ResolveReaction(number=1),
            RaiseAlarm(condition="bedside-silent"),
            ResetAlarm(condition="bedside-silent", is_gone=True),
            ResetAlarm(condition="pump-may-run", is_gone=True),
            GiveOpinion(physician=Witness(user="far", name="Far"), by_telephone=True),
        )
    )
    yield lambda _ward: SignPlan(plan=plan, signature=signature(EVERYBODY, plan.signed_hash), reason="x")
    yield lambda ward: RenewDecision(
        signature=signature(EVERYBODY, decision_hash(ward.session.order, ward.session.version))
    )
    yield lambda _ward: Countersign(signature=signature(EVERYBODY, ""))
    yield lambda ward: ServerRestarted(proven=replace(ward.now, boot="before"))


UNSIGNED = tuple(unsigned())
SIGNED: tuple[Make, ...] = tuple(
    make
    for point in POINTS
    for make in (
        lambda ward, point=point: signing(ward, point, EVERYBODY, reason="x"),
        lambda ward, point=point: telephoning(ward, point, OTHER),
    )
)


def step(session: Session, make: Make, ward: Ward) -> Session:
    """Judge one command by somebody who may do everything, and apply what follows."""
    ward.session = session
    try:
        events = decide(session, make(ward), by=EVERYBODY, now=ward.now)
    except SessionRefusal:
        return session
    for event in events:
        session = evolve(session, Entry(sequence=session.version + 1, event=event, at=ward.now, actor=EVERYBODY))
    return session


@pytest.mark.parametrize("make", [held, lambda: reacted(3)], ids=["stop", "reaction"])
def test_h_09_no_three_commands_of_one_who_may_everything_resume_without_a_signature(make: Callable[[], Ward]) -> None:
    ward = make().calm()
    layer, seen = {ward.session}, 0
    for _depth in range(3):
        found = set[Session]()
        for session in layer:
            for command in UNSIGNED:
                after = step(session, command, ward)
                seen += 1
                assert after.state is not State.RUNNING
                if after != session:
                    found.add(replace(after, version=session.version, latest_at=session.latest_at))
        layer = found

    assert seen > 1_000


ACTORS: tuple[Actor, ...] = (EVERYBODY, NURSE, ALLERGIST, OTHER, SERVER)
Asked = tuple[Make, Actor, int]

# What brings a held session on, in its order; each part may be left out, and anything may come between.
RECOVERY: tuple[Make, ...] = (
    lambda _ward: ConfirmPumpStopped(),
    lambda ward: ResolveReaction(number=len(ward.session.reactions)),
    lambda _ward: ResetAlarm(condition="bedside-silent", is_gone=True),
    lambda ward: RenewDecision(signature=signature(EVERYBODY, decision_hash(ward.session.order, ward.session.version))),
    lambda _ward: GiveOpinion(physician=Witness(user="far", name="Far"), by_telephone=True),
    lambda _ward: RecordVitals(values=CALM),
    lambda ward: signing(ward, first_point(ward), EVERYBODY) if ward.session.hold else Stop(),
    resuming,
    lambda ward: ResumeTechnical(rate=ward.session.rate),
)
SINGLE = st.tuples(
    st.sampled_from((*UNSIGNED, *SIGNED)), st.sampled_from((EVERYBODY, *ACTORS)), st.sampled_from((0, 0, 1, 16, 31))
)
PARTS = st.tuples(st.sets(st.sampled_from(range(len(RECOVERY))), max_size=2), st.lists(SINGLE, max_size=1)).map(
    lambda found: [
        *((make, EVERYBODY, 0) for index, make in enumerate(RECOVERY[:-2]) if index not in found[0]),
        *found[1],
        *((make, EVERYBODY, 0) for index, make in enumerate(RECOVERY) if index > 6 and index not in found[0]),
    ]
)
BLOCKS = st.lists(st.one_of(SINGLE.map(lambda item: [item]), PARTS, PARTS), max_size=25).map(
    lambda blocks: [item for block in blocks for item in block]
)


@settings(max_examples=150, deadline=None)
@given(BLOCKS)
def test_h_09_h_10_every_resume_after_a_clinical_hold_used_a_signature_that_stood(asked: list[Asked]) -> None:
    check(asked)


def test_the_search_above_finds_resumes_of_both_kinds() -> None:
    stops, technical = [(lambda _ward: Stop(), NURSE, 1)], [(lambda _ward: HoldTechnical(cause=Cause.BAG), NURSE, 1)]
    recovery = [(make, EVERYBODY, 0) for make in RECOVERY]
    signless = [item for index, item in enumerate(recovery) if index != 6]

    assert check([*stops, *recovery, *technical, *signless, *stops, *signless]) == {
        HoldKind.CLINICAL: 1,
        HoldKind.TECHNICAL: 1,
    }


def check(asked: list[Asked]) -> dict[HoldKind, int]:
    """Ask for everything in turn, and look at each resume; tell how many there were of each kind."""
    ward, resumes = running(3), dict.fromkeys(HoldKind, 0)
    is_clinical = False
    for make, by, minutes in asked:
        ward.wait(minutes)
        before = ward.session
        try:
            events = decide(before, make(ward), by=by, now=ward.now)
        except SessionRefusal:
            assert ward.session == before
            continue
        for event in events:
            if isinstance(event, Resumed | StepBegun) and is_clinical:
                used = before.signature
                assert isinstance(event, Resumed)
                assert used is not None
                assert is_valid(used, before, ward.now)
                assert event.point == used.point
                assert isinstance(ward.entries[used.sequence - 1].event, ResumeSigned)
            if isinstance(event, Resumed):
                resumes[event.kind] += 1
            ward.note(event, by)
        hold = ward.session.hold
        is_clinical = hold is not None and hold.kind is HoldKind.CLINICAL
        assert (ward.session.state is State.HELD) == (hold is not None)
        if before.state is State.HELD and ward.session.state is State.RUNNING:
            assert_not_higher(before, ward)
    return resumes


def assert_not_higher(before: Session, ward: Ward) -> None:
    """Compare a resumed session with what was held."""
    assert ward.session.step <= before.step
    assert ward.session.rate is not None
    assert before.rate is not None
    assert ward.session.rate <= before.rate
    assert ward.session.dwell.read(ward.now).least == 0
    assert ward.session.signature is None
    assert not ward.session.open_reactions
    assert not ward.session.is_alarmed
