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
from tests.core.sessions.held import HIVES, OTHER, held, reacted, signing, telephoning
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


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                (*UNSIGNED, *SIGNED, *SIGNED, *(UNSIGNED[index] for index in (4, 4, 5, 10, 10, 14, 14, 19)))
            ),
            st.sampled_from((EVERYBODY, *ACTORS)),
            st.sampled_from((0, 0, 1, 16, 31)),
        ),
        max_size=60,
    )
)
def test_h_09_h_10_every_resume_after_a_clinical_hold_used_a_signature_that_stood(
    asked: list[tuple[Make, Actor, int]],
) -> None:
    ward = running(3)
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
            ward.note(event, by)
        hold = ward.session.hold
        is_clinical = hold is not None and hold.kind is HoldKind.CLINICAL
        assert (ward.session.state is State.HELD) == (hold is not None)
        if before.state is State.HELD and ward.session.state is State.RUNNING:
            assert ward.session.step <= before.step
            assert ward.session.rate is not None
            assert before.rate is not None
            assert ward.session.rate <= before.rate
            assert ward.session.dwell.read(ward.now).least == 0
            assert ward.session.signature is None
        assert ward.session.given.total(ward.now).most <= ward.session.order.ordered_total or ward.session.step < 4
