"""What needs a person now: each condition a microsecond before it, at it, and gone again."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.core.sessions.commands_planning import TakeControl
from stepward.core.sessions.conditions import PRIORITY, RULES, Code, Condition, due
from stepward.core.sessions.events import DecisionRenewed, Ended, Held, Restarted, StopPressed, VitalsTaken
from stepward.core.sessions.holds import Cause, HoldKind, Priority
from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.session import Session, TelephoneOrder
from tests.core.sessions.plans import (
    ALLERGIST,
    NURSE,
    REPEAT,
    SECOND,
    WITNESS,
    Ward,
    four_doses,
    four_steps,
    observing,
    ready,
    running,
    signature,
)


def codes(ward: Ward) -> list[Code]:
    """List what is due."""
    return [item.code for item in due(ward.session, ward.now)]


def one(ward: Ward, code: Code) -> Condition:
    """Find one condition that is due."""
    return next(item for item in due(ward.session, ward.now) if item.code is code)


def held(kind: HoldKind = HoldKind.TECHNICAL, plan: SessionPlan | None = None) -> Ward:
    """Hold step 2, the pump seen to stand still."""
    cause = Cause.LINE if kind is HoldKind.TECHNICAL else Cause.CONCERN
    return running(2, plan).wait(5).note(Held(kind=kind, cause=cause)).do(ConfirmPumpStopped())


class TestDue:
    """A list, the most urgent first, each with one priority for good."""

    def test_is_nothing_before_a_plan(self) -> None:
        assert due(Session(), Ward().now) == ()

    def test_is_nothing_in_a_calm_session(self) -> None:
        assert codes(ready()) == codes(running()) == codes(observing()) == []

    def test_h_80_has_one_priority_for_each(self) -> None:
        assert set(PRIORITY) == set(Code)
        assert len(RULES) == len(set(RULES))

    def test_is_ordered_by_priority(self) -> None:
        ward = running(2).wait(30).note(StopPressed()).wait(20)

        priorities = [list(Priority).index(item.priority) for item in due(ward.session, ward.now)]
        assert len(priorities) > 1
        assert priorities == sorted(priorities)

    def test_says_what_to_do_in_short_words(self) -> None:
        wards = (running(2).wait(30), held().wait(120), observing().wait(60), running().set_clock(-1))
        for ward in wards:
            for item in due(ward.session, ward.now):
                assert all(len(sentence.split()) <= 20 for sentence in item.words.split(". "))


class TestPump:
    """H-07: the software never says that it stopped a pump."""

    def test_h_07_asks_until_the_pump_is_confirmed_stopped(self) -> None:
        ward = running(2).wait(5).note(StopPressed())
        since = ward.utc
        ward.wait(10)

        found = one(ward, Code.PUMP_MAY_RUN)
        assert found.priority is Priority.HIGH
        assert found.since == since
        assert Code.PUMP_MAY_RUN not in codes(ward.do(ConfirmPumpStopped()))

    def test_h_07_asks_after_the_end_as_well(self) -> None:
        ward = running(2).wait(5).note(Ended(reason="wish"))
        since = ward.utc

        assert one(ward.wait(5), Code.PUMP_MAY_RUN).since == since

    def test_h_07_asks_after_the_end_of_a_run_that_nobody_doubted(self) -> None:
        ward = running(2).wait(5)
        ward.session = replace(ward.session, state=observing().wait(60).do(
            FlushLine(volume=Fraction(3), rate=Fraction(40))).do(Complete()).session.state)  # fmt: skip

        assert one(ward, Code.PUMP_MAY_RUN).since == ward.utc


class TestTotal:
    """H-13: a step that overruns is seen before it passes the ordered total."""

    PLAN = four_steps(solutions=(replace(four_steps().solutions[0], volume=None), four_steps().solutions[1]))

    @pytest.mark.parametrize(("before", "found"), [
        (5 * MINUTE, []), (5 * MINUTE - 1, [Code.TOTAL_NEAR]), (0, [Code.TOTAL_NEAR]), (-1, [Code.TOTAL_PASSED]),
    ])  # fmt: skip
    def test_h_13_warns_of_a_step_that_overruns(self, before: int, found: list[Code]) -> None:
        ward = running(2, self.PLAN).wait(microseconds=int(Fraction("99.75") / 2 * HOUR) - before)

        assert [code for code in codes(ward) if code in {Code.TOTAL_NEAR, Code.TOTAL_PASSED}] == found

    def test_h_13_is_quiet_in_the_last_step_which_closes_on_it(self) -> None:
        assert Code.TOTAL_NEAR not in codes(running(4).wait(145))

    def test_h_13_warns_of_nothing_where_no_total_closes(self) -> None:
        plan = replace(self.PLAN, closes_on_total=False)
        ward = running(2, self.PLAN).wait(60 * 60)
        ward.session = replace(ward.session, plan=plan)

        assert not {Code.TOTAL_NEAR, Code.TOTAL_PASSED} & set(codes(ward))

    def test_h_13_warns_of_nothing_between_doses(self) -> None:
        assert not {Code.TOTAL_NEAR, Code.TOTAL_PASSED} & set(codes(running(4, four_doses())))


class TestOverdue:
    """H-26: a dwell that is past, by the setting."""

    @pytest.mark.parametrize(("passed", "is_overdue"), [(20 * MINUTE - 1, False), (20 * MINUTE, True)])
    def test_h_26_is_raised_after_the_setting(self, passed: int, *, is_overdue: bool) -> None:
        ward = running().wait(microseconds=passed)

        assert (Code.STEP_OVERDUE in codes(ward)) is is_overdue

    def test_h_26_says_since_when(self) -> None:
        ward = running().wait(25)

        assert one(ward, Code.STEP_OVERDUE).since == ward.utc - timedelta(minutes=5)

    def test_h_26_is_not_raised_in_a_hold(self) -> None:
        assert Code.STEP_OVERDUE not in codes(held().wait(10))


class TestVitals:
    """H-81: asked for before an advance, missed after it."""

    @pytest.mark.parametrize(("passed", "found"), [
        (10 * MINUTE - 1, []), (10 * MINUTE, [Code.VITALS_DUE]), (15 * MINUTE - 1, [Code.VITALS_DUE]),
        (15 * MINUTE, [Code.VITALS_STALE]),
    ])  # fmt: skip
    def test_h_81_are_due_before_an_advance(self, passed: int, found: list[Code]) -> None:
        assert codes(running().wait(microseconds=passed)) == found

    def test_h_81_say_since_when(self) -> None:
        ward = running().wait(12)

        assert one(ward, Code.VITALS_DUE).since == ward.utc - timedelta(minutes=2)
        assert one(ward.wait(4), Code.VITALS_STALE).since == ward.utc - timedelta(minutes=1)

    def test_h_81_are_quiet_once_taken(self) -> None:
        assert codes(running().wait(12).calm().wait(4)) == []

    def test_h_81_are_missed_one_by_one(self) -> None:
        ward = running().wait(12).note(VitalsTaken(values=(("pulse", Fraction(80)),)))

        assert one(ward, Code.VITALS_DUE).words == "Take these vital signs now: systolic pressure."

    def test_h_81_are_asked_for_in_a_clinical_hold(self) -> None:
        ward = running(2).wait(9).note(StopPressed()).do(ConfirmPumpStopped())

        assert codes(ward) == [Code.VITALS_DUE]
        assert codes(ward.wait(5)) == [Code.VITALS_STALE]
        assert codes(ward.calm()) == []

    def test_h_81_are_asked_for_by_nobody_in_a_technical_hold(self) -> None:
        assert codes(held().wait(10)) == []

    @pytest.mark.parametrize(("passed", "found"), [(30 * MINUTE - 1, []), (30 * MINUTE, [Code.VITALS_STALE])])
    def test_h_81_are_taken_as_often_as_the_order_says(self, passed: int, found: list[Code]) -> None:
        ward = observing(four_steps(vitals_every=30 * MINUTE)).calm().wait(microseconds=passed)

        assert codes(ward) == found

    def test_h_81_that_were_never_taken_are_missed(self) -> None:
        ward = running(plan=four_steps(vitals_every=30 * MINUTE))
        ward.session = replace(ward.session, vitals=())

        assert codes(ward) == [Code.VITALS_STALE]

    def test_h_81_that_were_never_taken_are_due(self) -> None:
        ward = running().wait(12)
        ward.session = replace(ward.session, vitals=())

        assert codes(ward) == [Code.VITALS_DUE]

    def test_h_81_are_taken_each_as_often_as_the_order_says(self) -> None:
        ward = observing(four_steps(vitals_every=30 * MINUTE)).calm().wait(25)
        ward.note(VitalsTaken(values=(("pulse", Fraction(80)),))).wait(10)

        assert codes(ward) == [Code.VITALS_STALE]

    def test_h_81_wait_for_the_start(self) -> None:
        assert codes(ready(four_steps(vitals_every=30 * MINUTE)).wait(60)) == []


class TestHolds:
    """H-14: a reminder, then the limit that voids the plan."""

    @pytest.mark.parametrize(("passed", "found"), [
        (15 * MINUTE, []), (15 * MINUTE + 1, [Code.HOLD_REMINDER]), (60 * MINUTE, [Code.HOLD_REMINDER]),
        (60 * MINUTE + 1, [Code.HOLD_LIMIT]),
    ])  # fmt: skip
    def test_h_14_remind_and_then_void(self, passed: int, found: list[Code]) -> None:
        assert codes(held().wait(microseconds=passed)) == found

    def test_h_14_say_since_when(self) -> None:
        ward = held().wait(62)

        assert one(ward, Code.HOLD_LIMIT).since == ward.utc - timedelta(minutes=2)

    def test_h_14_count_anew_after_a_decision(self) -> None:
        ward = held().wait(62)
        ward.note(DecisionRenewed(signature=signature(ALLERGIST, "", "go on")), ALLERGIST)

        assert codes(ward) == []
        assert codes(ward.wait(16)) == [Code.HOLD_REMINDER]

    def test_h_14_follow_the_rule_of_the_protocol(self) -> None:
        plan = four_steps(resume_rule=replace(REPEAT, hold_limit=4 * HOUR))

        assert codes(held(plan=plan).wait(239)) == [Code.HOLD_REMINDER]
        assert codes(held(plan=plan).wait(241)) == [Code.HOLD_LIMIT]


class TestClocks:
    """H-21, H-22: said, and nothing else stands still."""

    @pytest.mark.parametrize(("seconds", "found"), [(2, []), (3, [Code.CLOCK_TROUBLE]), (-3, [Code.CLOCK_TROUBLE])])
    def test_h_21_are_in_doubt(self, seconds: int, found: list[Code]) -> None:
        assert codes(running().wait(1).set_clock(seconds)) == found

    def test_h_22_are_in_doubt_before_the_newest_entry(self) -> None:
        assert "behind" in one(ready().set_clock(-1), Code.CLOCK_TROUBLE).words

    def test_h_23_are_in_doubt_until_a_restart_is_noted(self) -> None:
        ward = running().wait(1)
        proven = ward.now
        ward.boot = "second"

        assert "restart" in one(ward, Code.CLOCK_TROUBLE).words
        assert Code.CLOCK_TROUBLE not in codes(ward.note(Restarted(proven=proven)))

    def test_h_22_are_nobodys_trouble_after_the_end(self) -> None:
        ward = running(2).note(Ended(reason="wish")).do(ConfirmPumpStopped()).set_clock(-60)

        assert codes(ward) == []


class TestTelephone:
    """H-09: an order by telephone is countersigned in time."""

    @pytest.mark.parametrize(("passed", "found"), [(60 * MINUTE, []), (60 * MINUTE + 1, [Code.COUNTERSIGN_OVERDUE])])
    def test_h_09_is_countersigned_within_the_setting(self, passed: int, found: list[Code]) -> None:
        ward = running(4)
        order = TelephoneOrder(sequence=1, at=ward.now, physician=WITNESS, signed_hash="")
        ward.session = replace(ward.session, telephone=order)

        assert codes(ward.wait(microseconds=passed)) == found


class TestSound:
    """H-85: heard where the session is controlled from."""

    def test_h_85_is_asked_for_after_another_device_took_over(self) -> None:
        ward = running().do(TakeControl(from_user="nurse"), replace(NURSE, device="window"))

        assert codes(ward) == [Code.SOUND_NOT_HEARD]
        assert codes(running().do(TakeControl(from_user="nurse"), SECOND)) == []


class TestObservation:
    """H-18: over by the least."""

    @pytest.mark.parametrize(("passed", "found"), [(60 * MINUTE - 1, []), (60 * MINUTE, [Code.OBSERVATION_OVER])])
    def test_h_18_is_over(self, passed: int, found: list[Code]) -> None:
        assert codes(observing().wait(microseconds=passed)) == found

    def test_h_20_is_over_by_the_smaller_time(self) -> None:
        assert codes(observing().set_clock(86_400)) == [Code.CLOCK_TROUBLE]

    def test_is_said_no_more_once_completed(self) -> None:
        ward = running(4, four_doses()).wait(90).do(FinishLastStep()).wait(70).do(Complete())

        assert codes(ward) == []
