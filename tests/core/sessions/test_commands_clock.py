"""Clocks, restarts and alarms: the smaller time counts, an unproven gap counts as nothing, and STOP always works."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment
from stepward.core.sessions.commands_clock import (
    CONDITIONS,
    AlarmUnknown,
    ConditionStands,
    ConfirmElapsed,
    ConfirmGap,
    NothingToConfirm,
    NotRestarted,
    RaiseAlarm,
    ResetAlarm,
    ServerRestarted,
)
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.core.sessions.commands_resuming import ResumeTechnical
from stepward.core.sessions.commands_running import Advance, DwellRuns
from stepward.core.sessions.events import VitalsTaken
from stepward.core.sessions.holds import Cause, HoldKind, Priority
from stepward.core.sessions.instants import MINUTE, SECOND, Instant
from stepward.core.sessions.session import State
from tests.core.sessions.held import HIVES, held
from tests.core.sessions.plans import NURSE, SERVER, Ward, four_doses, observing, ready, running

STEP_2 = Advance(step=2, rate=Fraction(20))


def rebooted(ward: Ward, gap: int, *, boot: str = "second") -> Instant:
    """Let the server be gone for so many seconds; the instant before is what its heartbeat proved."""
    proven = ward.now
    ward.wait(microseconds=gap * SECOND)
    ward.boot, ward.monotonic = boot, 7 * SECOND
    return proven


def restarted(ward: Ward, gap: int) -> Ward:
    proven = rebooted(ward, gap)
    return ward.do(ServerRestarted(proven=proven), SERVER)


class TestElapsed:
    def test_h_20_a_clock_set_forward_shortens_nothing(self) -> None:
        ward = running(1).wait(5).set_clock(10 * 60).do(ConfirmElapsed(reason="watch")).calm()

        with pytest.raises(DwellRuns):
            ward.do(STEP_2)
        ward.wait(10).next()
        assert ward.session.step == 2

    def test_h_20_time_asleep_counts_by_the_smaller_clock(self) -> None:
        ward = running(1).wait(5)
        ward.monotonic += 10 * MINUTE

        with pytest.raises(DwellRuns):
            ward.do(ConfirmElapsed()).calm().do(STEP_2)

    @pytest.mark.parametrize(("seconds", "is_blocked"), [(2, False), (3, True), (-3, True)])
    def test_h_21_a_difference_blocks_the_advance_until_somebody_confirms(self, seconds: int, is_blocked: bool) -> None:  # noqa: FBT001
        ward = running(1).wait(16).set_clock(seconds).hung(1)
        ward.session = replace(ward.session, latest_at=None)
        ward.note(VitalsTaken(values=(("pulse", Fraction(80)), ("systolic pressure", Fraction(120)))), NURSE)

        if is_blocked:
            with pytest.raises(refusals.ClockInDoubt):
                ward.do(STEP_2)
            ward.do(ConfirmElapsed(reason="wall clock"))
        ward.do(STEP_2)

        assert ward.session.step == 2

    def test_h_21_confirms_nothing_while_the_clocks_agree(self) -> None:
        with pytest.raises(NothingToConfirm):
            running(1).wait(5).do(ConfirmElapsed())

    def test_h_22_a_clock_behind_the_log_cannot_be_confirmed_away(self) -> None:
        ward = running(1).wait(16).calm().set_clock(-60)

        with pytest.raises(refusals.ClockInDoubt):
            ward.do(ConfirmElapsed())
        with pytest.raises(refusals.ClockInDoubt):
            ward.do(STEP_2)

    def test_h_22_stop_reaction_and_treatment_are_taken_behind_the_log(self) -> None:
        ward = running(1).wait(5).calm().set_clock(-3600)

        ward.do(RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="IM")).do(Stop())
        ward.do(RecordReaction(signs=HIVES))

        assert ward.session.state is State.HELD
        assert [entry.sequence for entry in ward.entries] == list(range(1, len(ward.entries) + 1))


class TestRestart:
    @pytest.mark.parametrize(("gap", "state"), [(30, State.RUNNING), (31, State.HELD)])
    def test_h_68_a_long_gap_holds_a_running_session(self, gap: int, state: State) -> None:
        assert restarted(running(2).wait(3), gap).session.state is state

    def test_h_68_is_a_technical_hold(self) -> None:
        hold = restarted(running(2).wait(3), 60).session.hold

        assert hold is not None
        assert (hold.kind, hold.causes, hold.is_pump_stopped) == (HoldKind.TECHNICAL, (Cause.RESTART,), False)

    def test_h_68_is_a_clinical_one_if_vitals_breach(self) -> None:
        ward = running(2).note(VitalsTaken(values=(("pulse", Fraction(150)),)))

        hold = restarted(ward, 60).session.hold

        assert hold is not None
        assert hold.kind is HoldKind.CLINICAL

    def test_h_68_a_clock_behind_the_log_makes_the_gap_unknown(self) -> None:
        ward = running(2).wait(3)
        proven = rebooted(ward, 5)

        ward.set_clock(-600).do(ServerRestarted(proven=proven), SERVER)

        assert ward.session.state is State.HELD

    def test_h_68_a_proof_from_the_future_makes_the_gap_unknown(self) -> None:
        ward = running(2).wait(3)
        proven = rebooted(ward, 5)
        later = Instant(at=ward.utc.replace(hour=23), monotonic=proven.monotonic, boot=proven.boot)

        ward.do(ServerRestarted(proven=later), SERVER)

        assert ward.session.state is State.HELD

    def test_h_68_nothing_else_is_held(self) -> None:
        for make in (ready, observing, held):
            ward = make()
            state = ward.session.state
            assert restarted(ward, 600).session.state is state

    def test_is_noted_by_the_server_and_of_another_boot(self) -> None:
        ward = running(2)
        with pytest.raises(NotRestarted):
            ward.do(ServerRestarted(proven=ward.now), SERVER)
        proven = rebooted(ward, 5)
        with pytest.raises(refusals.MayNot):
            ward.do(ServerRestarted(proven=proven), NURSE)

    def test_h_23_the_unproven_gap_counts_as_zero_for_the_dwell(self) -> None:
        ward = restarted(running(1).wait(14), 30).wait(microseconds=45 * SECOND).calm().hung(1)

        with pytest.raises(DwellRuns):
            ward.do(STEP_2)
        ward.wait(microseconds=15 * SECOND).next()
        assert ward.session.step == 2

    def test_h_23_and_in_full_for_the_dose_that_may_be_given(self) -> None:
        ward = restarted(running(1).wait(14), 30)

        total = ward.session.given.total(ward.now)

        assert total.least == Fraction(14, 60)
        assert total.most == Fraction(14, 60) + Fraction(1, 120)

    def test_h_23_a_confirmed_gap_counts(self) -> None:
        ward = restarted(running(1).wait(14), 30).do(ConfirmGap(duration=30 * SECOND))

        assert ward.session.given.total(ward.now).is_exact
        assert ward.session.dwell.read(ward.now).least == 14 * MINUTE + 30 * SECOND

    @pytest.mark.parametrize("seconds", [0, -1, 31])
    def test_h_23_never_more_than_the_gap_is_confirmed(self, seconds: int) -> None:
        with pytest.raises(NothingToConfirm):
            restarted(running(1).wait(14), 30).do(ConfirmGap(duration=seconds * SECOND))

    def test_h_23_nor_twice(self) -> None:
        ward = restarted(running(1).wait(14), 30).do(ConfirmGap(duration=20 * SECOND))

        with pytest.raises(NothingToConfirm):
            ward.do(ConfirmGap(duration=11 * SECOND))
        ward.do(ConfirmGap(duration=10 * SECOND))

    def test_h_23_a_gap_of_a_dose_by_mouth_counts_for_its_dwell(self) -> None:
        ward = restarted(running(2, four_doses()).wait(14), 30).do(ConfirmGap(duration=30 * SECOND))

        assert ward.session.dwell.read(ward.now).least == 14 * MINUTE + 30 * SECOND

    def test_h_23_the_gap_is_no_longer_confirmed_in_the_next_step(self) -> None:
        ward = restarted(running(1).wait(14), 30).wait(2)

        ward.next()

        with pytest.raises(NothingToConfirm):
            ward.do(ConfirmGap(duration=SECOND))

    def test_h_23_nothing_goes_on_before_the_restart_is_noted(self) -> None:
        ward = running(1).wait(16)
        rebooted(ward, 5)

        with pytest.raises(refusals.ClockInDoubt):
            ward.calm().do(STEP_2)

    def test_h_68_the_nurse_goes_on_after_pump_and_vitals(self) -> None:
        ward = restarted(running(2).wait(3), 60).do(ConfirmPumpStopped()).calm().do(ResumeTechnical(rate=Fraction(20)))

        assert (ward.session.state, ward.session.step) == (State.RUNNING, 2)

    def test_h_68_a_held_session_keeps_its_doubt_over_a_restart(self) -> None:
        ward = restarted(running(1).wait(6).do(Stop()), 180).do(ConfirmPumpStopped())

        total = ward.session.given.total(ward.now)

        assert (total.least, total.most) == (Fraction("0.1"), Fraction("0.15"))


class TestAlarms:
    @pytest.mark.parametrize("condition", CONDITIONS)
    def test_h_80_the_priority_is_that_of_the_list(self, condition: str) -> None:
        ward = running(2).do(RaiseAlarm(condition=condition), SERVER)

        assert ward.session.alarms[-1].priority is CONDITIONS[condition]
        assert ward.session.is_alarmed is (CONDITIONS[condition] is Priority.HIGH)

    def test_are_of_the_list(self) -> None:
        with pytest.raises(AlarmUnknown):
            running(2).do(RaiseAlarm(condition="mood"), SERVER)
        with pytest.raises(AlarmUnknown):
            running(2).do(ResetAlarm(condition="bedside-silent"))

    def test_h_83_latch_until_the_condition_is_gone_and_somebody_resets_them(self) -> None:
        ward = running(2).do(RaiseAlarm(condition="bedside-silent"), SERVER)
        with pytest.raises(ConditionStands):
            ward.do(ResetAlarm(condition="bedside-silent"))

        ward.do(ResetAlarm(condition="bedside-silent", is_gone=True))

        assert ward.session.alarms == ()

    def test_h_83_of_another_patient_is_over_once_it_was_refused(self) -> None:
        ward = running(2).do(RaiseAlarm(condition="wrong-patient-or-product"), SERVER)

        assert ward.do(ResetAlarm(condition="wrong-patient-or-product")).session.alarms == ()

    def test_h_83_what_the_session_computes_is_gone_when_it_is(self) -> None:
        ward = running(1).wait(5).set_clock(60).do(RaiseAlarm(condition="clock-trouble"), SERVER)
        with pytest.raises(ConditionStands):
            ward.do(ResetAlarm(condition="clock-trouble", is_gone=True))

        ward.do(ConfirmElapsed()).do(ResetAlarm(condition="clock-trouble"))

        assert ward.session.alarms == ()

    def test_h_07_only_a_confirmed_stop_ends_the_alarm_of_the_pump(self) -> None:
        with pytest.raises(refusals.PumpMayRun):
            running(2).do(Stop()).do(ResetAlarm(condition="pump-may-run", is_gone=True))

    def test_one_condition_is_one_alarm(self) -> None:
        ward = running(2).do(RaiseAlarm(condition="bedside-silent"), SERVER)

        ward.do(RaiseAlarm(condition="bedside-silent"), SERVER)

        assert len(ward.session.alarms) == 1
