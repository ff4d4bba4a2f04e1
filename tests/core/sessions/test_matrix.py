"""H-02: every state x command x privilege, accepted exactly where the table says, refused with a code elsewhere."""

import itertools
from functools import cache

import pytest

from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.decide import JUDGE, decide
from stepward.core.sessions.matrix import MATRIX, is_urgent
from stepward.core.sessions.people import Actor, Privilege
from stepward.core.sessions.refusals import MayNot, NotInThisState, SessionRefusal
from stepward.core.sessions.session import State
from tests.core.sessions.examples import EXAMPLES, PLAIN, WARDS, asker, example
from tests.core.sessions.plans import Ward

NAMES = {kind.__name__: kind for kind in MATRIX}
CELLS = [
    pytest.param(kind, state, id=f"{kind.__name__}-{state.value}") for kind, state in itertools.product(MATRIX, State)
]


@cache
def standing(state: State) -> Ward:
    """Keep one session of each state that nobody touches."""
    return WARDS[state]()


@cache
def any_command(kind: type) -> object:
    """Make a command of a kind, wherever it would be accepted."""
    return example(kind, next(state for state in State if state in MATRIX[kind].states))[1]


def written(kind: type) -> str:
    """Write one row of the table, as the golden one below."""
    row = MATRIX[kind]
    states = "".join(state.name[0] if state in row.states else "." for state in State)
    privileges = " ".join(item.name for item in Privilege if item in row.privileges)
    return f"{kind.__name__} {states} {privileges}{' URGENT' if row.urgent else ''}"


# The states are, in this order: Draft, Signed, Prepared, Verified, Running, Held, Observing, Completed, Stopped.
GOLDEN = """
SignPlan            DSPV.H... SIGN
MakeSolution        .SPVRH... MAKE
CheckSolution       ..PVRH... CHECK
HangSolution        ...VRH... RUN
VoidSolution        ..PVRH... MAKE CHECK RUN
TickChecklist       .SPVRH... SIGN RUN
HearSound           .SPVRHO.. RUN
TakeControl         .SPVRHO.. RUN
Start               ...V..... RUN
Advance             ....R.... RUN
LowerRate           ....R.... RUN
FinishLastStep      ....RH... RUN
Stop                DSPVRHO.. ORDER SIGN MAKE CHECK RUN RESUME END END_AFTER STOP READ URGENT
ClearStart          DSPV..... SIGN RUN
HoldTechnical       ....RH... RUN
HoldClinical        ....RH... SIGN RUN RESUME
ConfirmPumpStopped  .....H..S RUN
DoubtDelivery       ....RHO.. RUN
DoubtDose           ....RHO.. RUN
RecordReaction      DSPVRHOCS RUN URGENT
AmendReaction       DSPVRHOCS SIGN RUN
ResolveReaction     DSPVRHOCS RUN
RecordVitals        DSPVRHOCS RUN MEASURE
AcceptValue         .SPVRHO.. SIGN
RecordTreatment     DSPVRHOCS RUN URGENT
TakeSample          DSPVRHOCS RUN
WriteNote           DSPVRHOCS SIGN MAKE CHECK RUN
EnterFromPaper      DSPVRHOCS SIGN MAKE CHECK RUN
HandOver            DSPVRHOCS RUN
Correct             DSPVRHOCS SIGN MAKE CHECK RUN
SignResume          .....H... RESUME
OrderByTelephone    .....H... RUN
Countersign         DSPVRHOCS RESUME
GiveOpinion         .....H... SIGN RUN RESUME
RenewDecision       .....H... SIGN
Resume              .....H... RUN
ResumeTechnical     .....H... RUN
ConfirmElapsed      ....RHO.. RUN
ServerRestarted     DSPVRHO.. SYSTEM
ConfirmGap          ....RH... RUN
RaiseAlarm          .SPVRHO.. RUN SYSTEM
ResetAlarm          DSPVRHOCS RUN
FlushLine           ......O.. RUN
Complete            ......O.. RUN
SignReducedDose     .....HO.. SIGN
EndSession          DSPV.HO.. END END_AFTER
"""


class TestTable:
    """The table itself is written down twice, so that no row changes unseen."""

    def test_h_02_is_the_one_that_was_agreed(self) -> None:
        assert [written(kind) for kind in MATRIX] == [" ".join(line.split()) for line in GOLDEN.strip().splitlines()]

    def test_h_02_has_a_function_and_an_example_for_every_command(self) -> None:
        assert set(MATRIX) == set(JUDGE) == set(EXAMPLES) | set(PLAIN)
        assert not set(EXAMPLES) & set(PLAIN)

    def test_h_60_lets_only_stop_reactions_and_treatments_go_before_all(self) -> None:
        urgent = {kind.__name__ for kind in MATRIX if MATRIX[kind].urgent}

        assert urgent == {"Stop", "RecordReaction", "RecordTreatment"}
        assert is_urgent(PLAIN[NAMES["Stop"]])
        assert not is_urgent(PLAIN[NAMES["Start"]])

    def test_h_02_lets_no_drug_run_in_a_final_state(self) -> None:
        running = {"Start", "Advance", "LowerRate", "Resume", "ResumeTechnical"}

        for name in running:
            assert not any(state.is_final for state in MATRIX[NAMES[name]].states)

    def test_h_05_has_stop_in_every_state_that_is_not_final(self) -> None:
        stop = MATRIX[NAMES["Stop"]]

        assert stop.states == {state for state in State if not state.is_final}
        assert stop.privileges >= set(Privilege) - {Privilege.SYSTEM, Privilege.MEASURE}

    @pytest.mark.parametrize("state", State)
    def test_h_02_has_a_session_for_every_state(self, state: State) -> None:
        assert WARDS[state]().session.state is state


class TestCells:
    """The generated whole."""

    @pytest.mark.parametrize(("kind", "state"), CELLS)
    def test_h_02_is_accepted_exactly_where_the_table_says(self, kind: type, state: State) -> None:
        row = MATRIX[kind]
        if state not in row.states:
            ward = standing(state)
            for privilege in row.privileges:
                with pytest.raises(NotInThisState) as found:
                    decide(ward.session, any_command(kind), by=asker(privilege), now=ward.now)
                assert found.value.code == "not-in-this-state"
            return
        ward, command = example(kind, state)
        assert ward.session.state is state
        before = ward.session
        accepted = {one for one in Privilege if _is_accepted(command, ward, asker(one))}

        assert accepted == _expected(kind, state)
        assert ward.session is before

    @pytest.mark.parametrize(("kind", "state"), CELLS)
    def test_h_56_is_refused_without_the_privilege(self, kind: type, state: State) -> None:
        row = MATRIX[kind]
        ward = standing(state)

        for others in (frozenset(Privilege) - row.privileges, frozenset[Privilege]()):
            with pytest.raises(MayNot) as found:
                decide(ward.session, any_command(kind), by=asker(*others), now=ward.now)
            assert found.value.code == "may-not"


def _is_accepted(command: object, ward: Ward, by: Actor) -> bool:
    try:
        return bool(decide(ward.session, command, by=by, now=ward.now))
    except SessionRefusal as refusal:
        if isinstance(refusal, MayNot):
            return False
        raise


def _expected(kind: type, state: State) -> frozenset[Privilege]:
    """Tell who is accepted: all of the row; to end, a nurse only after the limit of a hold (H-05b)."""
    everybody = MATRIX[kind].privileges
    return everybody - {Privilege.END_AFTER} if kind is EndSession and state is not State.HELD else everybody


class TestCodes:
    """Every refusal has a stable code of its own."""

    def test_h_02_are_short_and_never_shared(self) -> None:
        kinds = _below(SessionRefusal)
        codes = [kind.code for kind in kinds]

        assert len(set(codes)) == len(codes)
        assert all(code == code.lower() and " " not in code and len(code) <= 30 for code in codes)


def _below(kind: type[SessionRefusal]) -> list[type[SessionRefusal]]:
    return [kind, *(item for below in kind.__subclasses__() for item in _below(below))]
