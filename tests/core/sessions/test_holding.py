"""STOP and the holds: never refused, never undone by anything but a resume, and the pump is stopped by hand."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_holding import (
    ClearStart,
    ConfirmPumpStopped,
    DoubtDelivery,
    DoubtDose,
    HoldClinical,
    HoldTechnical,
    NothingStopped,
    NothingToDoubt,
    NotTechnical,
    ReadingImpossible,
    Stop,
)
from stepward.core.sessions.commands_planning import MakeSolution
from stepward.core.sessions.commands_running import Advance, DwellRuns, LowerRate, Start, StartStopped
from stepward.core.sessions.decide import decide
from stepward.core.sessions.events import Completed, DeliveryDoubted, Ended, StopPressed
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.matrix import ANYBODY, MATRIX, is_urgent
from stepward.core.sessions.people import Actor, Privilege
from stepward.core.sessions.session import State
from tests.core.sessions.held import held
from tests.core.sessions.plans import (
    NURSE,
    PRESCRIBER,
    TECHNICIAN,
    WITNESS,
    Ward,
    four_doses,
    four_steps,
    observing,
    ready,
    running,
)

BEGIN = Start(rate=Fraction(10), witness=WITNESS)


IN_STATE: dict[State, Callable[[], Ward]] = {
    State.DRAFT: Ward,
    State.SIGNED: lambda: Ward().sign(four_steps()),
    State.PREPARED: lambda: Ward().sign(four_steps()).do(MakeSolution(number=1), TECHNICIAN),
    State.VERIFIED: ready,
    State.RUNNING: lambda: running(2),
    State.HELD: held,
    State.OBSERVING: observing,
    State.COMPLETED: lambda: observing().note(Completed()),
    State.STOPPED: lambda: held().note(Ended(reason="done")),
}


class TestStop:
    @pytest.mark.parametrize("state", [state for state in State if not state.is_final])
    @pytest.mark.parametrize("by", [NURSE, TECHNICIAN, PRESCRIBER], ids=["nurse", "technician", "prescriber"])
    def test_h_05_is_accepted_in_every_state_that_is_not_final(self, state: State, by: Actor) -> None:
        ward = IN_STATE[state]()
        assert ward.session.state is state

        ward.do(Stop(), by)

        assert isinstance(ward.entries[-1].event, StopPressed)
        assert ward.session.state is (State.HELD if state is State.RUNNING else state)

    @pytest.mark.parametrize("state", [State.COMPLETED, State.STOPPED])
    def test_h_05_has_nothing_to_stop_in_a_final_state(self, state: State) -> None:
        with pytest.raises(refusals.NotInThisState):
            IN_STATE[state]().do(Stop())

    @pytest.mark.parametrize("privilege", [item for item in Privilege if item in ANYBODY])
    def test_h_05_takes_any_privilege(self, privilege: Privilege) -> None:
        ward = running()
        anybody = Actor(user="u", name="U", privileges=frozenset({privilege}))

        assert decide(ward.session, Stop(), by=anybody, now=ward.now) == (StopPressed(),)

    def test_h_05_needs_no_version(self) -> None:
        assert is_urgent(Stop())
        assert MATRIX[Stop].states == {state for state in State if not state.is_final}

    def test_h_05_ends_nothing(self) -> None:
        session = running(2).do(Stop()).session

        assert session.hold is not None
        assert (session.state, session.step, session.hold.kind) == (State.HELD, 2, HoldKind.CLINICAL)

    def test_h_05_blocks_the_start_until_a_named_person_clears_it(self) -> None:
        ward = ready().do(Stop())

        with pytest.raises(StartStopped):
            ward.do(BEGIN)
        with pytest.raises(refusals.ReasonMissing):
            ward.do(ClearStart(reason=" "))
        ward.do(ClearStart(reason="wrong chair, all is well")).do(BEGIN)
        assert ward.session.state is State.RUNNING

    def test_clears_only_what_was_stopped(self) -> None:
        with pytest.raises(NothingStopped):
            ready().do(ClearStart(reason="why not"))

    def test_h_06_wins_against_an_advance_that_comes_after_it(self) -> None:
        ward = running(1).wait(15).calm().hung(1)
        ward.do(Stop())

        with pytest.raises(refusals.NotInThisState):
            ward.do(Advance(step=2, rate=Fraction(20)))
        with pytest.raises(refusals.NotInThisState):
            ward.do(LowerRate(rate=Fraction(5), reason="slower"))

    def test_h_06_holds_after_an_advance_that_came_before_it(self) -> None:
        ward = running(1).wait(15)

        ward.next().do(Stop())

        assert (ward.session.state, ward.session.step) == (State.HELD, 2)

    def test_h_06_is_taken_behind_the_clock(self) -> None:
        ward = running(2).set_clock(-3600).do(Stop())

        assert ward.session.state is State.HELD

    def test_a_claimed_time_is_kept(self) -> None:
        ward = running(1).wait(3)
        claimed = ward.entries[0].at

        ward.do(Stop(pressed_at=claimed))

        assert ward.entries[-1].event == StopPressed(pressed_at=claimed)


class TestPump:
    def test_h_07_asks_until_the_pump_is_seen_to_stand_still(self) -> None:
        ward = running(2).wait(5).do(Stop())

        assert [alarm.condition for alarm in ward.session.alarms] == ["pump-may-run"]
        assert ward.session.is_alarmed
        ward.wait(1).do(ConfirmPumpStopped())
        assert ward.session.alarms == ()

    def test_h_07_asks_in_every_hold_of_a_pump(self) -> None:
        for command in (HoldTechnical(cause=Cause.LINE), HoldClinical(reason="pale")):
            assert running(2).do(command).session.is_alarmed

    def test_has_no_pump_to_stop_for_doses_by_mouth(self) -> None:
        session = running(2, four_doses()).do(Stop()).session

        assert session.hold is not None
        assert session.hold.is_pump_stopped
        assert not session.is_alarmed

    def test_h_13_counts_drug_that_may_have_flowed_until_then(self) -> None:
        ward = running(1).wait(6).do(Stop()).wait(3).do(ConfirmPumpStopped()).wait(30)

        total = ward.session.given.total(ward.now)

        assert (total.least, total.most) == (Fraction(1, 10), Fraction(15, 100))

    def test_h_13_is_narrowed_by_a_reading_of_the_pump(self) -> None:
        ward = running(1).wait(6).do(Stop()).wait(3).do(ConfirmPumpStopped(volume=Fraction("1.2")))

        assert ward.session.given.total(ward.now).is_exact
        assert ward.session.given.total(ward.now).most == Fraction("0.12")

    def test_h_13_is_widened_by_a_reading_that_lies_outside(self) -> None:
        ward = running(1).wait(6).do(Stop()).wait(3).do(ConfirmPumpStopped(volume=Fraction(4)))

        total = ward.session.given.total(ward.now)

        assert (total.least, total.most) == (Fraction("0.1"), Fraction("0.4"))

    def test_h_13_may_be_read_after_the_pump_was_confirmed(self) -> None:
        ward = running(1).wait(6).do(Stop()).wait(3).do(ConfirmPumpStopped())

        ward.do(ConfirmPumpStopped(volume=Fraction("1.2")))

        assert ward.session.given.total(ward.now).most == Fraction("0.12")

    @pytest.mark.parametrize("volume", [Fraction(-1), Fraction(101)])
    def test_refuses_what_no_pump_can_show(self, volume: Fraction) -> None:
        with pytest.raises(ReadingImpossible):
            running(1).do(Stop()).do(ConfirmPumpStopped(volume=volume))

    def test_refuses_a_reading_where_no_pump_ran(self) -> None:
        with pytest.raises(ReadingImpossible):
            running(1, four_doses()).do(Stop()).do(ConfirmPumpStopped(volume=Fraction(1)))


class TestHolds:
    def test_h_09_are_technical_for_things_and_clinical_for_the_patient(self) -> None:
        technical = running(2).do(HoldTechnical(cause=Cause.BAG, reason="empty")).session.hold
        clinical = running(2).do(HoldClinical(reason="pale")).session.hold

        assert technical is not None
        assert clinical is not None
        assert (technical.kind, technical.causes) == (HoldKind.TECHNICAL, (Cause.BAG,))
        assert (clinical.kind, clinical.causes) == (HoldKind.CLINICAL, (Cause.CONCERN,))

    def test_h_09_a_clinical_cause_wins_and_stays(self) -> None:
        ward = running(2).do(HoldTechnical(cause=Cause.BAG)).do(Stop()).do(HoldTechnical(cause=Cause.BAG))

        assert ward.session.hold is not None
        assert ward.session.hold.kind is HoldKind.CLINICAL
        assert ward.session.hold.causes == (Cause.BAG, Cause.STOP)

    @pytest.mark.parametrize("cause", [Cause.STOP, Cause.REACTION, Cause.VITALS, Cause.RESTART, Cause.PLAN_CHANGE])
    def test_h_09_no_clinical_cause_makes_a_technical_hold(self, cause: Cause) -> None:
        with pytest.raises(NotTechnical):
            running(2).do(HoldTechnical(cause=cause))

    def test_a_clinical_one_says_why(self) -> None:
        with pytest.raises(refusals.ReasonMissing):
            running(2).do(HoldClinical(reason=""))


class TestDoubt:
    def test_h_13_takes_the_time_from_the_least_and_from_the_dwell(self) -> None:
        ward = running(1).wait(15).do(DoubtDelivery(duration=9 * MINUTE, reason="clamp found shut"))

        total = ward.session.given.total(ward.now)

        assert (total.least, total.most) == (Fraction("0.1"), Fraction("0.25"))
        with pytest.raises(DwellRuns):
            ward.calm().do(Advance(step=2, rate=Fraction(20)))
        ward.wait(9).next()
        assert ward.session.step == 2

    def test_is_nothing_where_nothing_ran(self) -> None:
        ward = ready()

        assert ward.note(DeliveryDoubted(duration=1, reason="x")).session.given == Ward().session.given

    def test_h_13_takes_it_from_a_reading_too(self) -> None:
        ward = running(1).wait(15).do(Stop()).do(ConfirmPumpStopped(volume=Fraction("2.5")))

        ward.do(DoubtDelivery(duration=6 * MINUTE, reason="bag was empty"))

        total = ward.session.given.total(ward.now)
        assert (total.least, total.most) == (Fraction("0.15"), Fraction("0.25"))

    @pytest.mark.parametrize("minutes", [0, -1, 16])
    def test_is_never_longer_than_the_run(self, minutes: int) -> None:
        with pytest.raises(NothingToDoubt):
            running(1).wait(15).do(DoubtDelivery(duration=minutes * MINUTE, reason="pump off"))

    def test_needs_a_run_or_a_dose_and_a_reason(self) -> None:
        with pytest.raises(NothingToDoubt):
            running(1, four_doses()).wait(5).do(DoubtDelivery(duration=MINUTE, reason="pump off"))
        with pytest.raises(NothingToDoubt):
            running(1).do(DoubtDose(reason="vomited"))
        with pytest.raises(refusals.ReasonMissing):
            running(1, four_doses()).do(DoubtDose(reason=""))

    def test_h_13_a_vomited_dose_counts_as_nothing_and_as_all(self) -> None:
        ward = running(2, four_doses()).wait(9).do(DoubtDose(reason="vomited after nine minutes"))

        total = ward.session.given.total(ward.now)

        assert (total.least, total.most) == (Fraction(1), Fraction(10))
