"""Solutions, checklist, sound and control: who may be both sides of nothing, and what waits for what."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_planning import (
    AlreadyController,
    CheckSolution,
    DeviceUnknown,
    HangSolution,
    HearSound,
    MakeSolution,
    NoSuchLine,
    TakeControl,
    TickChecklist,
    TimeMissing,
    VoidSolution,
)
from stepward.core.sessions.events import StopPressed
from stepward.core.sessions.instants import HOUR
from stepward.core.sessions.people import Privilege, Witness
from stepward.core.sessions.session import SolutionStage, State
from tests.core.sessions.plans import (
    NURSE,
    PHARMACIST,
    SECOND,
    START,
    TECHNICIAN,
    WITNESS,
    Ward,
    four_steps,
    person,
    ready,
    running,
)

BOTH = person("both", Privilege.MAKE, Privilege.CHECK)


def signed() -> Ward:
    """Sign the plan and nothing else."""
    return Ward().sign(four_steps())


def checked(number: int = 1) -> Ward:
    """Make and check a solution."""
    return signed().do(MakeSolution(number=number), TECHNICIAN).do(CheckSolution(number=number), PHARMACIST)


class TestMake:
    """A solution is made once, and again when it was thrown away."""

    def test_makes_a_solution(self) -> None:
        ward = signed().do(MakeSolution(number=2), TECHNICIAN)

        assert ward.session.solution(2).stage is SolutionStage.MADE
        assert ward.session.solution(2).made_by == "technician"
        assert ward.session.state is State.PREPARED

    def test_refuses_a_second_one(self) -> None:
        with pytest.raises(refusals.SolutionNotReady):
            checked().do(MakeSolution(number=1), TECHNICIAN)

    def test_refuses_a_number_that_is_not_in_the_plan(self) -> None:
        for command in (MakeSolution(number=3), VoidSolution(number=0, reason="dropped")):
            with pytest.raises(refusals.SolutionNotReady, match="no solution of this number"):
                checked().do(command, PHARMACIST)

    def test_makes_one_anew_after_it_was_voided(self) -> None:
        ward = checked().do(VoidSolution(number=1, reason="dropped"), PHARMACIST).do(MakeSolution(number=1), TECHNICIAN)

        assert ward.session.solution(1).stage is SolutionStage.MADE
        assert not ward.session.solution(1).checked_by
        assert ward.session.state is State.PREPARED

    def test_h_13_fills_the_container_anew(self) -> None:
        ward = running(4).wait(60)
        full = ward.session.given.volume_of(2, ward.now).most
        ward.note(StopPressed()).do(VoidSolution(number=2, reason="cracked"), NURSE).hung(2)

        assert ward.session.solution(2).since_run == len(ward.session.given.runs)
        assert full > 0


class TestCheck:
    """H-53: the maker is never the checker, but for a declared exception."""

    def test_h_53_refuses_the_maker(self) -> None:
        ward = signed().do(MakeSolution(number=1), BOTH)

        with pytest.raises(refusals.SamePerson):
            ward.do(CheckSolution(number=1), BOTH)
        with pytest.raises(refusals.SamePerson):
            ward.do(CheckSolution(number=1, exception=" "), BOTH)

    def test_h_53_refuses_the_maker_at_another_device(self) -> None:
        ward = signed().do(MakeSolution(number=1), BOTH)

        with pytest.raises(refusals.SamePerson):
            ward.do(CheckSolution(number=1), replace(BOTH, device="pharmacy", name="Somebody Else"))

    def test_h_52_keeps_a_declared_exception(self) -> None:
        ward = signed().do(MakeSolution(number=1), BOTH).do(CheckSolution(number=1, exception="alone at night"), BOTH)

        assert ward.session.state is State.VERIFIED
        assert getattr(ward.entries[-1].event, "exception", "") == "alone at night"

    @pytest.mark.parametrize("number", [1, 2])
    def test_is_for_a_solution_that_is_made_and_not_yet_checked(self, number: int) -> None:
        with pytest.raises(refusals.SolutionNotReady):
            checked().do(CheckSolution(number=number), PHARMACIST)

    def test_h_02_of_a_later_solution_does_not_verify_the_session(self) -> None:
        assert checked(2).session.state is State.PREPARED


class TestHang:
    """A checked solution hangs with two people, and never before its step is next."""

    def test_hangs_with_a_second_person(self) -> None:
        ward = checked().do(HangSolution(number=1, witness=WITNESS))

        assert ward.session.solution(1).stage is SolutionStage.HUNG

    @pytest.mark.parametrize(("witness", "exception", "refusal"), [
        (None, "", refusals.SecondPersonMissing),
        (Witness(user="nurse", name="Another Name"), "", refusals.SamePerson),
        (Witness(user="nurse", name="Nurse"), "alone at night", refusals.SamePerson),
        (None, "alone at night", None),
    ])  # fmt: skip
    def test_h_52_needs_two_people(
        self, witness: Witness | None, exception: str, refusal: type[Exception] | None
    ) -> None:
        command = HangSolution(number=1, witness=witness, exception=exception)

        if refusal is None:
            assert checked().do(command).session.solution(1).stage is SolutionStage.HUNG
        else:
            with pytest.raises(refusal):
                checked().do(command)

    @pytest.mark.parametrize("name", ["Nurse", "NURSE", " nurse ", "\uff2e\uff35\uff32\uff33\uff25"])
    def test_h_53_refuses_the_same_person_under_another_account(self, name: str) -> None:
        with pytest.raises(refusals.SamePerson):
            checked().do(HangSolution(number=1, witness=Witness(user="agency-7", name=name)))

    def test_needs_a_checked_solution(self) -> None:
        for stage in (SolutionStage.PLANNED, SolutionStage.MADE, SolutionStage.HUNG, SolutionStage.VOIDED):
            ward = checked()
            solutions = tuple(replace(item, stage=stage) for item in ward.session.solutions)
            ward.session = replace(ward.session, solutions=solutions)

            with pytest.raises(refusals.SolutionNotReady):
                ward.do(HangSolution(number=1, witness=WITNESS))

    @pytest.mark.parametrize(("step", "may"), [(1, False), (2, True)])
    def test_h_03_hangs_a_stronger_one_only_when_its_step_is_next(self, step: int, *, may: bool) -> None:
        ward = running(step).do(MakeSolution(number=2), TECHNICIAN).do(CheckSolution(number=2), PHARMACIST)

        if may:
            assert ward.do(HangSolution(number=2, witness=WITNESS)).session.solution(2).stage is SolutionStage.HUNG
        else:
            with pytest.raises(refusals.SolutionNotReady, match="later step"):
                ward.do(HangSolution(number=2, witness=WITNESS))


class TestVoid:
    """A solution can be thrown away with a reason, never while it runs."""

    def test_voids_and_takes_the_session_back(self) -> None:
        ward = ready().do(VoidSolution(number=1, reason="dropped"), NURSE)

        assert ward.session.solution(1).stage is SolutionStage.VOIDED
        assert ward.session.state is State.SIGNED

    def test_refuses_what_runs(self) -> None:
        with pytest.raises(refusals.SolutionNotReady, match="running"):
            running().do(VoidSolution(number=1, reason="dropped"), NURSE)

    def test_takes_another_one_while_drug_runs(self) -> None:
        ward = running().do(MakeSolution(number=2), TECHNICIAN).do(VoidSolution(number=2, reason="dropped"), NURSE)

        assert ward.session.solution(2).stage is SolutionStage.VOIDED

    def test_refuses_what_is_not_made(self) -> None:
        with pytest.raises(refusals.SolutionNotReady, match="nothing to void"):
            checked().do(VoidSolution(number=2, reason="dropped"), NURSE)

    def test_needs_a_reason(self) -> None:
        with pytest.raises(refusals.ReasonMissing):
            checked().do(VoidSolution(number=1, reason=""), NURSE)


class TestChecklist:
    """H-15: line by line, a premedication with its time."""

    def test_h_15_ticks_a_line(self) -> None:
        assert signed().do(TickChecklist(line="consent")).session.ticked == {"consent"}

    def test_refuses_a_line_that_is_not_there(self) -> None:
        with pytest.raises(NoSuchLine):
            signed().do(TickChecklist(line="all"))

    @pytest.mark.parametrize("given_at", [
        None,
        START + timedelta(microseconds=1),
        datetime(2026, 11, 22, 7, 0),  # noqa: DTZ001 - the offset that is missing
    ])  # fmt: skip
    def test_h_15_needs_the_time_of_a_premedication(self, given_at: datetime | None) -> None:
        ward = Ward().sign(four_steps(leads=(("premedication", HOUR),)))

        with pytest.raises(TimeMissing):
            ward.do(TickChecklist(line="premedication", given_at=given_at))

    def test_takes_a_time_with_any_offset(self) -> None:
        ward = Ward().sign(four_steps(leads=(("premedication", HOUR),)))
        local = START.astimezone(timezone(timedelta(hours=-5)))

        assert ward.do(TickChecklist(line="premedication", given_at=local)).session.ticks[0].given_at == START

    def test_is_ticked_anew_with_another_time(self) -> None:
        ward = signed().do(TickChecklist(line="consent")).wait(1).do(TickChecklist(line="consent"))

        assert [item.at for item in ward.session.ticks] == [ward.now]

    def test_keeps_what_is_ticked_when_the_plan_changes(self) -> None:
        ward = signed().do(TickChecklist(line="consent")).do(TickChecklist(line="nurse"))
        lines = tuple(line for line in four_steps().checklist if line != "nurse")
        changed = four_steps(checklist=(*lines, "nurse", "baseline"))

        assert ward.sign(changed, reason="asthma").session.ticked == {"consent", "nurse"}


class TestSound:
    """H-85: the alarm is heard where the session is controlled from."""

    def test_h_85_is_heard_at_a_device(self) -> None:
        assert signed().do(HearSound()).session.sound_heard_on == "bedside"

    def test_h_85_is_not_heard_elsewhere(self) -> None:
        ward = signed().do(TakeControl())

        with pytest.raises(refusals.NotController):
            ward.do(HearSound(), replace(NURSE, device="window"))

    def test_h_85_is_heard_anew_after_another_device_took_over(self) -> None:
        ward = signed().do(TakeControl()).do(HearSound())

        assert ward.do(TakeControl(from_user="nurse"), SECOND).session.sound_heard_on == "bedside"
        elsewhere = replace(NURSE, device="window")
        assert not ward.do(TakeControl(from_user="second"), elsewhere).session.sound_heard_on

    def test_needs_a_device_with_a_name(self) -> None:
        for command in (HearSound(), TakeControl()):
            with pytest.raises(DeviceUnknown):
                signed().do(command, replace(NURSE, device=""))


class TestControl:
    """H-17: one controller, and a take-over names both."""

    def test_h_17_takes_a_session_that_nobody_controls(self) -> None:
        session = signed().do(TakeControl()).session

        assert (session.controller, session.controller_user) == ("bedside", "nurse")

    def test_h_17_names_who_controls_now(self) -> None:
        ward = signed().do(TakeControl())

        for name in ("", "third"):
            with pytest.raises(refusals.NotController):
                ward.do(TakeControl(from_user=name), SECOND)
        ward.do(TakeControl(from_user="nurse"), SECOND)
        assert ward.session.controller_user == "second"
        assert getattr(ward.entries[-1].event, "from_user", "") == "nurse"

    def test_h_17_takes_over_at_another_device_of_the_same_person(self) -> None:
        ward = signed().do(TakeControl()).do(TakeControl(from_user="nurse"), replace(NURSE, device="window"))

        assert ward.session.controller == "window"

    def test_is_not_taken_twice(self) -> None:
        with pytest.raises(AlreadyController):
            signed().do(TakeControl()).do(TakeControl(from_user="nurse"))
