"""Who may ask for what in which state: data and nothing else.

A (state, command, privilege) that is not in the table is refused. `urgent` commands need no version of the session, and
are accepted while the log is unwell: STOP, reactions and treatments.

Source: STEPWARD-SAFETY, H-02, H-05, H-05b, H-56, H-60 and H-66.
"""

from dataclasses import dataclass

from stepward.core.sessions.commands_charting import (
    AcceptValue,
    AmendReaction,
    Correct,
    EnterFromPaper,
    HandOver,
    RecordReaction,
    RecordTreatment,
    RecordVitals,
    ResolveReaction,
    TakeSample,
    WriteNote,
)
from stepward.core.sessions.commands_clock import ConfirmElapsed, ConfirmGap, RaiseAlarm, ResetAlarm, ServerRestarted
from stepward.core.sessions.commands_ending import Complete, EndSession, FinishLastStep, FlushLine, SignReducedDose
from stepward.core.sessions.commands_holding import (
    ClearStart,
    ConfirmPumpStopped,
    DoubtDelivery,
    DoubtDose,
    HoldClinical,
    HoldTechnical,
    Stop,
)
from stepward.core.sessions.commands_planning import (
    CheckSolution,
    HangSolution,
    HearSound,
    MakeSolution,
    TakeControl,
    TickChecklist,
    VoidSolution,
)
from stepward.core.sessions.commands_resuming import (
    Countersign,
    GiveOpinion,
    OrderByTelephone,
    RenewDecision,
    Resume,
    ResumeTechnical,
    SignResume,
)
from stepward.core.sessions.commands_running import Advance, LowerRate, Start
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.session import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The states in which a command is judged, and the privileges of which one must be held."""

    states: frozenset[State]
    privileges: frozenset[Privilege]
    urgent: bool = False


EVERY = frozenset(State)
NOT_FINAL = frozenset(state for state in State if not state.is_final)
BEFORE_START = frozenset(state for state in State if state.is_before_start)
ORDERED = NOT_FINAL - {State.DRAFT}
PRODUCTS = ORDERED - {State.OBSERVING}
MADE = PRODUCTS - {State.SIGNED}
HANGING = frozenset({State.VERIFIED, State.RUNNING, State.HELD})


def allowed(states: frozenset[State] | State, *privileges: Privilege, urgent: bool = False) -> Allowed:
    """Write one row of the table."""
    found = frozenset({states}) if isinstance(states, State) else states
    return Allowed(states=found, privileges=frozenset(privileges), urgent=urgent)


PLANNING: dict[type, Allowed] = {
    SignPlan: allowed(BEFORE_START | {State.HELD}, Privilege.SIGN),
    MakeSolution: allowed(PRODUCTS, Privilege.MAKE),
    CheckSolution: allowed(MADE, Privilege.CHECK),
    HangSolution: allowed(HANGING, Privilege.RUN),
    VoidSolution: allowed(MADE, Privilege.MAKE, Privilege.CHECK, Privilege.RUN),
    TickChecklist: allowed(PRODUCTS, Privilege.RUN, Privilege.SIGN),
    HearSound: allowed(ORDERED, Privilege.RUN),
    TakeControl: allowed(ORDERED, Privilege.RUN),
}

HOLDABLE = frozenset({State.RUNNING, State.HELD})
GIVEN = frozenset({State.RUNNING, State.HELD, State.OBSERVING})
ANYBODY = frozenset(Privilege) - {Privilege.MEASURE, Privilege.SYSTEM}

HOLDING: dict[type, Allowed] = {
    Stop: allowed(NOT_FINAL, *ANYBODY, urgent=True),
    ClearStart: allowed(BEFORE_START, Privilege.RUN, Privilege.SIGN),
    HoldTechnical: allowed(HOLDABLE, Privilege.RUN),
    HoldClinical: allowed(HOLDABLE, Privilege.RUN, Privilege.RESUME, Privilege.SIGN),
    ConfirmPumpStopped: allowed(frozenset({State.HELD, State.STOPPED}), Privilege.RUN),
    DoubtDelivery: allowed(GIVEN, Privilege.RUN),
    DoubtDose: allowed(GIVEN, Privilege.RUN),
}

RUNNING: dict[type, Allowed] = {
    Start: allowed(State.VERIFIED, Privilege.RUN),
    Advance: allowed(State.RUNNING, Privilege.RUN),
    LowerRate: allowed(State.RUNNING, Privilege.RUN),
    FinishLastStep: allowed(HOLDABLE, Privilege.RUN),
}

ENDING: dict[type, Allowed] = {
    FlushLine: allowed(State.OBSERVING, Privilege.RUN),
    Complete: allowed(State.OBSERVING, Privilege.RUN),
    SignReducedDose: allowed(frozenset({State.HELD, State.OBSERVING}), Privilege.SIGN),
    EndSession: allowed(NOT_FINAL - {State.RUNNING}, Privilege.END, Privilege.END_AFTER),
}

WRITERS = frozenset({Privilege.RUN, Privilege.SIGN, Privilege.MAKE, Privilege.CHECK})

CHARTING: dict[type, Allowed] = {
    RecordReaction: allowed(EVERY, Privilege.RUN, urgent=True),
    AmendReaction: allowed(EVERY, Privilege.RUN, Privilege.SIGN),
    ResolveReaction: allowed(EVERY, Privilege.RUN),
    RecordVitals: allowed(EVERY, Privilege.RUN, Privilege.MEASURE),
    AcceptValue: allowed(ORDERED, Privilege.SIGN),
    RecordTreatment: allowed(EVERY, Privilege.RUN, urgent=True),
    TakeSample: allowed(EVERY, Privilege.RUN),
    WriteNote: allowed(EVERY, *WRITERS),
    EnterFromPaper: allowed(EVERY, *WRITERS),
    HandOver: allowed(EVERY, Privilege.RUN),
    Correct: allowed(EVERY, *WRITERS),
}

RESUMING: dict[type, Allowed] = {
    SignResume: allowed(State.HELD, Privilege.RESUME),
    OrderByTelephone: allowed(State.HELD, Privilege.RUN),
    Countersign: allowed(EVERY, Privilege.RESUME),
    GiveOpinion: allowed(State.HELD, Privilege.RUN, Privilege.SIGN, Privilege.RESUME),
    RenewDecision: allowed(State.HELD, Privilege.SIGN),
    Resume: allowed(State.HELD, Privilege.RUN),
    ResumeTechnical: allowed(State.HELD, Privilege.RUN),
}

CLOCK: dict[type, Allowed] = {
    ConfirmElapsed: allowed(GIVEN, Privilege.RUN),
    ServerRestarted: allowed(NOT_FINAL, Privilege.SYSTEM),
    ConfirmGap: allowed(HOLDABLE, Privilege.RUN),
    RaiseAlarm: allowed(ORDERED, Privilege.SYSTEM, Privilege.RUN),
    ResetAlarm: allowed(EVERY, Privilege.RUN),
}

MATRIX: dict[type, Allowed] = {**PLANNING, **RUNNING, **HOLDING, **CHARTING, **RESUMING, **CLOCK, **ENDING}


def is_urgent(command: object) -> bool:
    """Tell whether a command is taken whatever version was seen, and while the log is unwell (H-60, H-66)."""
    return MATRIX[type(command)].urgent
