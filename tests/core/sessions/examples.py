"""One accepted example for every command in every state of its row: the generated matrix runs them all.

All is asked by one account, so that the privilege alone makes the difference; makers and witnesses are others.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from stepward.core.reactions.signs import Sign
from stepward.core.sessions import (
    commands_charting as charting,
)
from stepward.core.sessions import (
    commands_clock as clock,
)
from stepward.core.sessions import (
    commands_ending as ending,
)
from stepward.core.sessions import (
    commands_holding as holding,
)
from stepward.core.sessions import (
    commands_planning as planning,
)
from stepward.core.sessions import (
    commands_resuming as resuming,
)
from stepward.core.sessions import (
    commands_running as running,
)
from stepward.core.sessions import (
    commands_signing as signing,
)
from stepward.core.sessions.events import (
    AlarmRaised,
    Ended,
    Held,
    ReactionRecorded,
    ResumeSigned,
    SolutionVoided,
    StopPressed,
    VitalsTaken,
)
from stepward.core.sessions.holds import Cause, HoldKind, Priority, ResumePoint
from stepward.core.sessions.instants import MINUTE, SECOND
from stepward.core.sessions.people import Actor, Privilege, Witness
from stepward.core.sessions.resuming import decision_hash, resume_hash, resume_points
from stepward.core.sessions.sealing import reduced_hash
from stepward.core.sessions.session import State
from tests.core.sessions import plans
from tests.core.sessions.plans import ALLERGIST, NURSE, WITNESS, Ward, four_doses, four_steps, signature

Made = tuple[Ward, object]
TEN, TWENTY = Fraction(10), Fraction(20)


def _prepared() -> Ward:
    return Ward().sign(four_steps()).do(planning.MakeSolution(number=1), plans.TECHNICIAN)


def _held() -> Ward:
    """Hold step 2 for the line, the pump seen to stand still, vital signs taken."""
    ward = plans.running(2).wait(5).note(Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE))
    return ward.do(holding.ConfirmPumpStopped()).calm()


def _clinical() -> Ward:
    return plans.running(2).wait(5).note(StopPressed()).do(holding.ConfirmPumpStopped()).calm()


def _completed() -> Ward:
    flush = ending.FlushLine(volume=Fraction(3), rate=Fraction(40))
    return plans.observing().do(flush).wait(60).do(ending.Complete())


WARDS: dict[State, Callable[[], Ward]] = {
    State.DRAFT: Ward,
    State.SIGNED: lambda: Ward().sign(four_steps()),
    State.PREPARED: _prepared,
    State.VERIFIED: plans.ready,
    State.RUNNING: lambda: plans.running(2).wait(5),
    State.HELD: _held,
    State.OBSERVING: plans.observing,
    State.COMPLETED: _completed,
    State.STOPPED: lambda: _held().note(Ended(reason="wish")),
}


def asker(*privileges: Privilege) -> Actor:
    """Hold these privileges and no other, at the device that controls."""
    return Actor(user=NURSE.user, name=NURSE.name, privileges=frozenset(privileges), device=NURSE.device)


def example(kind: type, state: State) -> Made:
    """Make a session in a state, and a command that is accepted there from whoever may ask for it."""
    ward = WARDS[state]()
    return EXAMPLES[kind](ward) if kind in EXAMPLES else (ward, PLAIN[kind])


def _sign_plan(ward: Ward) -> Made:
    plan = four_steps(observation=30 * MINUTE)
    signed = signature(asker(), plan.signed_hash)
    return ward, signing.SignPlan(plan=plan, signature=signed, reason="shorter")


def _tick(ward: Ward) -> Made:
    """Tick consent before the start; while it runs, the plan that was printed anew."""
    if ward.session.state.is_before_start:
        return ward, planning.TickChecklist(line="consent")
    plan = four_steps(checklist=(*plans.CHECKLIST, "paper"))
    printed = plans.running(2, plan).wait(5)
    if ward.session.state is State.HELD:
        printed.note(Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE))
    return printed, planning.TickChecklist(line="paper", plan_hash=plan.signed_hash)


def _unmade(ward: Ward) -> Made:
    return ward, planning.MakeSolution(number=2)


def _made(ward: Ward) -> Made:
    return ward.do(planning.MakeSolution(number=2), plans.TECHNICIAN), planning.CheckSolution(number=2)


def _checked(ward: Ward) -> Made:
    """Make solution 1 anew where it hangs; in a running session the next one is due in step 2."""
    if ward.session.state in {State.RUNNING, State.HELD}:
        ward, check = _made(ward)
        return ward.do(check, plans.PHARMACIST), planning.HangSolution(number=2, witness=WITNESS)
    ward.note(SolutionVoided(number=1, reason="dropped"))
    ward.do(planning.MakeSolution(number=1), plans.TECHNICIAN).do(planning.CheckSolution(number=1), plans.PHARMACIST)
    return ward, planning.HangSolution(number=1, witness=WITNESS)


def _void(ward: Ward) -> Made:
    ward, _check = _made(ward)
    return ward, planning.VoidSolution(number=2, reason="dropped")


def _take_control(ward: Ward) -> Made:
    elsewhere = replace(plans.SECOND, device="window")
    ward.do(planning.TakeControl(from_user=ward.session.controller_user), elsewhere)
    return ward, planning.TakeControl(from_user=elsewhere.user)


def _advance(_ward: Ward) -> Made:
    return plans.running(1).wait(15).calm(), running.Advance(step=2, rate=TWENTY)


def _last(ward: Ward) -> Made:
    last = plans.running(4).wait(200)
    if ward.session.state is State.HELD:
        last.note(Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE)).do(holding.ConfirmPumpStopped()).calm()
    return last, ending.FinishLastStep()


def _flushed(ward: Ward) -> Made:
    return ward.do(ending.FlushLine(volume=Fraction(3), rate=Fraction(40))).wait(60), ending.Complete()


def _reduced(ward: Ward) -> Made:
    total = Fraction(1, 4)
    signed = signature(asker(), reduced_hash(ward.session.order, ward.session.version, total))
    return ward, ending.SignReducedDose(total=total, signature=signed)


def _stopped_start(ward: Ward) -> Made:
    return ward.note(StopPressed()), holding.ClearStart(reason="mistaken")


def _pump(ward: Ward) -> Made:
    return ward, holding.ConfirmPumpStopped()


def _dose(ward: Ward) -> Made:
    plan = four_doses()
    made = {
        State.RUNNING: lambda: plans.running(2, plan),
        State.HELD: lambda: plans.running(2, plan).note(StopPressed()),
        State.OBSERVING: lambda: plans.observing(plan),
    }
    return made[ward.session.state](), holding.DoubtDose(reason="vomited")


def _reacted(ward: Ward, command: object) -> Made:
    before = ward.session.state
    ward.note(ReactionRecorded(number=1, signs=(Sign.ITCH,)))
    if before is State.RUNNING:
        ward.session = replace(ward.session, state=State.RUNNING, hold=None)
    return ward, command


def _vitals_outside(ward: Ward) -> Made:
    ward.note(VitalsTaken(values=(("pulse", Fraction(130)),)))
    return ward, charting.AcceptValue(name="pulse", until=Fraction(140))


def _corrected(ward: Ward) -> Made:
    ward.note(VitalsTaken(values=plans.CALM), NURSE)
    return ward, charting.Correct(sequence=1, text="entered late")


def _point(ward: Ward) -> ResumePoint:
    return resume_points(ward.session, ward.session.order.resume_rule, ward.now)[0]


def _hash(ward: Ward, point: ResumePoint) -> str:
    return resume_hash(ward.session.order, ward.session.version, point)


def _sign_resume(_ward: Ward) -> Made:
    ward = _clinical()
    point = _point(ward)
    return ward, resuming.SignResume(point=point, signature=signature(asker(), _hash(ward, point)))


def _telephone(_ward: Ward) -> Made:
    ward = _clinical()
    point = _point(ward)
    signed = signature(asker(), _hash(ward, point))
    return ward, resuming.OrderByTelephone(
        point=point, signature=signed, physician=ALLERGIST, witness=WITNESS, is_read_back=True
    )


def _countersign(ward: Ward) -> Made:
    point = ResumePoint(step=2, rate=TWENTY)
    plan_hash = "" if ward.session.plan is None else ward.session.order.signed_hash
    signed = signature(plans.SECOND, "what was ordered")
    physician = Witness(user=NURSE.user, name=NURSE.name)
    ward.note(
        ResumeSigned(
            point=point,
            signature=signed,
            version=ward.session.version,
            plan_hash=plan_hash,
            witness=WITNESS,
            ordered_by=physician,
        )
    )
    return ward, resuming.Countersign(signature=signature(asker(), "what was ordered"))


def _opinion(_ward: Ward) -> Made:
    physician = Witness(user="", name="Dr. Other")
    return _clinical(), resuming.GiveOpinion(physician=physician, by_telephone=True)


def _decision(ward: Ward) -> Made:
    signed = signature(asker(), decision_hash(ward.session.order, ward.session.version))
    return ward, resuming.RenewDecision(signature=signed)


def _resume(_ward: Ward) -> Made:
    ward = _clinical()
    point = _point(ward)
    signed = signature(ALLERGIST, _hash(ward, point))
    ward.do(resuming.SignResume(point=point, signature=signed), ALLERGIST)
    return ward, resuming.Resume(rate=point.rate, witness=WITNESS)


def _drifted(ward: Ward) -> Made:
    return ward.wait(1).set_clock(60), clock.ConfirmElapsed(reason="the watch")


def _restarted(ward: Ward) -> Made:
    proven = ward.now
    ward.wait(1).boot = "second"
    return ward, clock.ServerRestarted(proven=proven)


def _gap(ward: Ward) -> Made:
    """Restart: a short gap leaves the session running, a long one holds it."""
    passed = 20 * SECOND if ward.session.state is State.RUNNING else 60 * SECOND
    ward = plans.running(2)
    proven = ward.now
    ward.wait(microseconds=passed).boot = "second"
    return ward.do(clock.ServerRestarted(proven=proven), plans.SERVER), clock.ConfirmGap(duration=1)


def _alarmed(ward: Ward) -> Made:
    ward.note(AlarmRaised(condition="sound-blocked", priority=Priority.MEDIUM))
    return ward, clock.ResetAlarm(condition="sound-blocked", is_gone=True)


def _end(ward: Ward) -> Made:
    return ward.wait(61), ending.EndSession(reason="wish", confirmed=True)


EXAMPLES: dict[type, Callable[[Ward], Made]] = {
    signing.SignPlan: _sign_plan,
    planning.TickChecklist: _tick,
    planning.MakeSolution: _unmade,
    planning.CheckSolution: _made,
    planning.HangSolution: _checked,
    planning.VoidSolution: _void,
    planning.TakeControl: _take_control,
    running.Advance: _advance,
    ending.FinishLastStep: _last,
    ending.Complete: _flushed,
    ending.SignReducedDose: _reduced,
    ending.EndSession: _end,
    holding.ClearStart: _stopped_start,
    holding.ConfirmPumpStopped: _pump,
    holding.DoubtDose: _dose,
    charting.AmendReaction: lambda ward: _reacted(ward, charting.AmendReaction(number=1, signs=(Sign.HIVES,))),
    charting.ResolveReaction: lambda ward: _reacted(ward, charting.ResolveReaction(number=1)),
    charting.AcceptValue: _vitals_outside,
    charting.Correct: _corrected,
    resuming.SignResume: _sign_resume,
    resuming.OrderByTelephone: _telephone,
    resuming.Countersign: _countersign,
    resuming.GiveOpinion: _opinion,
    resuming.RenewDecision: _decision,
    resuming.Resume: _resume,
    clock.ConfirmElapsed: _drifted,
    clock.ServerRestarted: _restarted,
    clock.ConfirmGap: _gap,
    clock.ResetAlarm: _alarmed,
}
PLAIN: dict[type, object] = {
    planning.HearSound: planning.HearSound(),
    running.Start: running.Start(rate=TEN, witness=WITNESS),
    running.LowerRate: running.LowerRate(rate=TEN, reason="warm hands"),
    ending.FlushLine: ending.FlushLine(volume=Fraction(3), rate=Fraction(40)),
    holding.Stop: holding.Stop(),
    holding.HoldTechnical: holding.HoldTechnical(cause=Cause.LINE),
    holding.HoldClinical: holding.HoldClinical(reason="pale"),
    holding.DoubtDelivery: holding.DoubtDelivery(duration=MINUTE, reason="clamp"),
    charting.RecordReaction: charting.RecordReaction(signs=(Sign.HIVES,)),
    charting.RecordVitals: charting.RecordVitals(values=plans.CALM),
    charting.RecordTreatment: charting.RecordTreatment(medicine="cetirizine", dose="10 mg", route="oral"),
    charting.TakeSample: charting.TakeSample(kind="tryptase"),
    charting.WriteNote: charting.WriteNote(text="calm"),
    charting.EnterFromPaper: charting.EnterFromPaper(text="calm", happened_at=plans.START),
    charting.HandOver: charting.HandOver(to=WITNESS),
    resuming.ResumeTechnical: resuming.ResumeTechnical(rate=TWENTY),
    clock.RaiseAlarm: clock.RaiseAlarm(condition="sound-blocked"),
}
