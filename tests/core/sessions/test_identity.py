"""Right patient, right bag: two identifiers and the label at start, change of product and resume (all invented)."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.preparation.labels import LabelIdentity
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical, Stop
from stepward.core.sessions.commands_planning import (
    CheckSolution,
    HangSolution,
    HearSound,
    MakeSolution,
    TakeControl,
    TickChecklist,
    TimeMissing,
    VoidSolution,
)
from stepward.core.sessions.commands_resuming import ResumeTechnical
from stepward.core.sessions.commands_running import Start
from stepward.core.sessions.deviations import DeviationKind
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.identity import IdentityMissing, WrongPatient, WrongProduct
from stepward.core.sessions.people import IdentityRead
from stepward.core.sessions.plan import BedsideIdentity, SessionPlan, UnsoundOrder
from stepward.core.sessions.record import record_of
from stepward.core.sessions.session import SolutionStage, State
from tests.core.sessions.held import resuming, signed
from tests.core.sessions.plans import (
    CHECKLIST,
    PHARMACIST,
    TECHNICIAN,
    WITNESS,
    Ward,
    four_steps,
)

WHO = BedsideIdentity(patient="8842193", second="1958-03-04", order="K7M2")
TEN = Fraction(10)


def identified(**changes: object) -> SessionPlan:
    """Write the plan for a patient who is identified, with the plan on paper."""
    return four_steps(**{"identity": WHO, "checklist": (*CHECKLIST, "paper"), **changes})


def label(solution: int = 1, *, bag: int = 1, order: str = "K7M2", is_intermediate: bool = False) -> str:
    """Write the text that the code of a label holds."""
    return str(LabelIdentity(order=order, solution=solution, bag=bag, is_intermediate=is_intermediate))


def read(solution: int = 1, **changes: str) -> IdentityRead:
    """Scan wristband and label."""
    return replace(IdentityRead(patient=WHO.patient, second=WHO.second, label=label(solution)), **changes)


def made(number: int = 1, ward: Ward | None = None, *, hours: int = 8) -> Ward:
    """Make and check a solution that keeps for some hours."""
    ward = Ward().sign(identified()) if ward is None else ward
    ward.do(MakeSolution(number=number, use_before=ward.utc + timedelta(hours=hours)), TECHNICIAN)
    return ward.do(CheckSolution(number=number), PHARMACIST)


def hang(number: int = 1, identity: IdentityRead | None = None) -> HangSolution:
    """Hang a solution as it was read."""
    return HangSolution(number=number, witness=WITNESS, identity=identity)


def ready() -> Ward:
    """Bring a session before its start."""
    ward = made().do(hang(1, read()))
    for line in ward.session.order.checklist:
        ward.do(TickChecklist(line=line, plan_hash=ward.session.order.signed_hash))
    return ward.do(TakeControl()).do(HearSound()).calm()


def begun() -> Ward:
    """Start with wristband and bag scanned."""
    return ready().do(Start(rate=TEN, witness=WITNESS, identity=read()))


WRONG_PATIENT = [read(patient="8842194"), read(second="1958-04-03"), read(patient=WHO.second, second=WHO.patient)]
WRONG_LABELS = [
    label(order="K7M3"),
    label(2),
    label(bag=2),
    label(is_intermediate=True),
    label()[:-1] + ("A" if label()[-1] != "A" else "B"),
    "8842193",
]


class TestHang:
    """H-51: the label of another session, solution or bag, a void or an expired one is refused."""

    def test_h_51_the_right_label_is_taken(self) -> None:
        assert made().do(hang(1, read())).session.solution(1).stage is SolutionStage.HUNG

    @pytest.mark.parametrize("text", WRONG_LABELS)
    def test_h_51_any_other_label_is_refused(self, text: str) -> None:
        with pytest.raises(WrongProduct):
            made().do(hang(1, read(label=text)))

    def test_h_51_a_label_that_expired_is_refused(self) -> None:
        ward = made(hours=1).wait(60)

        with pytest.raises(WrongProduct, match="to be used before"):
            ward.do(hang(1, read()))

    def test_h_51_nobody_guesses_how_long_a_bag_keeps(self) -> None:
        ward = Ward().sign(identified()).checked(1)

        with pytest.raises(WrongProduct, match="not known how long"):
            ward.do(hang(1, read()))

    def test_h_51_a_bag_that_was_thrown_away_never_comes_back(self) -> None:
        ward = made().do(VoidSolution(number=1, reason="leaks"))
        made(1, ward)

        assert (ward.session.solution(1).bag, ward.session.solution(1).voided) == (2, (1,))
        with pytest.raises(WrongProduct, match="void"):
            ward.do(hang(1, read()))
        assert ward.do(hang(1, read(label=label(bag=2)))).session.solution(1).stage is SolutionStage.HUNG

    def test_h_51_the_bag_of_a_solution_that_a_new_plan_changed_is_void(self) -> None:
        ward = made()
        solutions = (replace(ward.session.order.solutions[0], volume=Fraction(50)), ward.session.order.solutions[1])
        ward.sign(identified(solutions=solutions), reason="smaller bag")

        assert ward.session.solution(1).voided == (1,)
        assert ward.session.solution(2).voided == ()

    def test_use_before_has_its_offset(self) -> None:
        ward = Ward().sign(identified())

        with pytest.raises(TimeMissing):
            ward.do(MakeSolution(number=1, use_before=ward.utc.replace(tzinfo=None)), TECHNICIAN)


class TestPatient:
    """H-50: start, each change of product and resume need both identifiers and the label."""

    @pytest.mark.parametrize("identity", [None, read(patient=""), read(second=""), read(label="")])
    def test_h_50_nothing_runs_unread(self, identity: IdentityRead | None) -> None:
        for ward, command in (
            (made(), hang(1, identity)),
            (ready(), Start(rate=TEN, witness=WITNESS, identity=identity)),
        ):
            with pytest.raises(IdentityMissing):
                ward.do(command)

    @pytest.mark.parametrize("identity", WRONG_PATIENT)
    def test_h_50_another_patient_is_refused_without_repeating_who(self, identity: IdentityRead) -> None:
        with pytest.raises(WrongPatient) as found:
            ready().do(Start(rate=TEN, witness=WITNESS, identity=identity))

        assert identity.patient not in str(found.value)

    def test_h_50_the_start_reads_the_bag_that_hangs(self) -> None:
        with pytest.raises(WrongProduct):
            ready().do(Start(rate=TEN, witness=WITNESS, identity=read(2)))
        assert begun().session.state is State.RUNNING

    def test_h_50_a_clinical_resume_reads_both(self) -> None:
        ward = signed(begun().wait(5).do(Stop()).do(ConfirmPumpStopped()))

        with pytest.raises(IdentityMissing):
            ward.do(resuming(ward))
        assert ward.do(replace(resuming(ward), identity=read())).session.state is State.RUNNING

    def test_h_50_a_technical_resume_reads_both(self) -> None:
        ward = begun().wait(5).do(HoldTechnical(cause=Cause.LINE)).do(ConfirmPumpStopped()).calm()

        with pytest.raises(WrongPatient):
            ward.do(ResumeTechnical(rate=TEN, identity=read(patient="1")))
        assert ward.do(ResumeTechnical(rate=TEN, identity=read())).session.state is State.RUNNING

    def test_h_50_typing_is_an_exception_on_record(self) -> None:
        ward = ready().do(Start(rate=TEN, witness=WITNESS, identity=read(typed="scanner broken")))
        ward.wait(5).do(HoldTechnical(cause=Cause.LINE)).do(ConfirmPumpStopped()).calm()
        ward.do(ResumeTechnical(rate=TEN, identity=read(typed="still broken")))

        found = [item.reason for item in record_of(ward.entries).deviations if item.kind is DeviationKind.TYPED]

        assert found == ["scanner broken", "still broken"]

    def test_an_order_has_all_three(self) -> None:
        with pytest.raises(UnsoundOrder):
            replace(WHO, second="")
