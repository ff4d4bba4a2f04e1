"""No command, privilege, setting or clock shortens a dwell, and nothing passes a limit."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.sessions import refusals
from stepward.core.sessions.commands_clock import ConfirmGap, ServerRestarted
from stepward.core.sessions.commands_planning import (
    HearSound,
    TakeControl,
)
from stepward.core.sessions.commands_running import (
    Advance,
    DwellRuns,
    LowerRate,
)
from stepward.core.sessions.events import (
    ElapsedConfirmed,
)
from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.matrix import MATRIX
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.session import State
from stepward.core.sessions.settings import Settings
from tests.core.sessions.examples import asker, example
from tests.core.sessions.plans import (
    BEDSIDE,
    NURSE,
    SECOND,
    Ward,
    four_doses,
    four_steps,
    person,
    running,
)

TEN, TWENTY = Fraction(10), Fraction(20)
SECOND_STEP = Advance(step=2, rate=TWENTY)


def at_the_end_of_step_1() -> Ward:
    """Let the first dwell pass to the microsecond, with vital signs of that moment."""
    return running().wait(15).calm()


class TestNothingShortensADwell:
    """H-04: no command, privilege, setting or clock."""

    @given(
        privileges=st.frozensets(st.sampled_from(Privilege)),
        passed=st.integers(min_value=0, max_value=15 * MINUTE - 1),
        seconds=st.integers(min_value=-7200, max_value=7200),
        overdue=st.integers(min_value=1, max_value=15),
        fresh=st.integers(min_value=1, max_value=15),
    )
    def test_h_04_of_whatever_person_clock_and_setting(
        self, privileges: frozenset[Privilege], passed: int, seconds: int, overdue: int, fresh: int
    ) -> None:
        ward = running(plan=four_steps(settings=Settings(overdue_after=overdue, vitals_fresh=fresh)))
        by = replace(person("nurse"), privileges=privileges | {Privilege.RUN}, device=BEDSIDE)
        ward.wait(microseconds=passed).set_clock(seconds).note(ElapsedConfirmed()).calm()

        with pytest.raises(refusals.SessionRefusal):
            ward.do(SECOND_STEP, by)

        assert ward.session.step == 1

    def test_h_04_by_no_command_in_between(self) -> None:
        ward = running().wait(5)
        before = ward.session.dwell.read(ward.now).least
        ward.do(LowerRate(rate=Fraction(5), reason="warm hands"))
        ward.do(TakeControl(from_user="nurse"), SECOND).do(HearSound(), SECOND)
        ward.do(TakeControl(from_user="second"), NURSE)
        ward.hung(1)

        assert ward.session.dwell.read(ward.now).least == before


RUNS = [kind for kind, row in MATRIX.items() if State.RUNNING in row.states]


class TestEveryCommand:
    """H-04: whatever is accepted in a running session, the step and its dwell are no further than before."""

    @pytest.mark.parametrize("kind", [kind for kind in RUNS if kind not in {Advance, ConfirmGap, ServerRestarted}])
    def test_h_04_is_no_way_round(self, kind: type) -> None:
        ward, command = example(kind, State.RUNNING)
        before, passed = ward.session, ward.session.dwell.read(ward.now).least
        ward.do(command, asker(*Privilege))

        assert ward.session.step == before.step
        assert ward.session.highest_step == before.highest_step
        assert ward.session.dwell.read(ward.now).least <= passed
        assert ward.session.rate is None or before.rate is None or ward.session.rate <= before.rate

    def test_h_23_counts_after_a_restart_what_was_proven_and_no_more(self) -> None:
        ward, command = example(ServerRestarted, State.RUNNING)
        ward.do(command, asker(*Privilege))

        assert ward.session.dwell.read(ward.now).least == 5 * MINUTE

    def test_h_04_counts_no_more_than_the_gap_that_a_nurse_confirms(self) -> None:
        ward, command = example(ConfirmGap, State.RUNNING)
        passed = ward.session.dwell.read(ward.now)
        ward.do(command)

        assert ward.session.dwell.read(ward.now).least == passed.least + 1 <= passed.most

    def test_h_04_is_tried_with_many_commands(self) -> None:
        assert len(RUNS) > 20


class TestClocks:
    """H-20 to H-23: no clock makes it faster."""

    @pytest.mark.parametrize("seconds", [-3600, 3600, 86_400])
    def test_h_20_counts_the_smaller_time(self, seconds: int) -> None:
        ward = running().wait(14).set_clock(max(seconds, 0)).calm()
        ward.note(ElapsedConfirmed())

        with pytest.raises(DwellRuns):
            ward.do(SECOND_STEP)

    def test_h_20_counts_the_monotonic_clock_as_well(self) -> None:
        ward = running().wait(14)
        ward.monotonic += HOUR
        ward.calm().note(ElapsedConfirmed())

        with pytest.raises(DwellRuns):
            ward.do(SECOND_STEP)

    @pytest.mark.parametrize(("seconds", "is_in_doubt"), [(2, False), (3, True)])
    def test_h_21_waits_when_the_clocks_differ(self, seconds: int, *, is_in_doubt: bool) -> None:
        ward = running().wait(16).set_clock(seconds).calm()

        if is_in_doubt:
            with pytest.raises(refusals.ClockInDoubt, match="differ"):
                ward.do(SECOND_STEP)
            ward.note(ElapsedConfirmed())
        assert ward.do(SECOND_STEP).session.step == 2

    def test_h_22_waits_when_now_is_before_the_newest_entry(self) -> None:
        ward = at_the_end_of_step_1().wait(1).calm().set_clock(-1)

        with pytest.raises(refusals.ClockInDoubt, match="behind"):
            ward.do(SECOND_STEP)

    def test_h_23_waits_for_the_entry_of_a_restart(self) -> None:
        ward = at_the_end_of_step_1()
        ward.boot = "second"

        with pytest.raises(refusals.ClockInDoubt, match="restart"):
            ward.do(SECOND_STEP)


class TestLimits:
    """H-13: nothing beyond the ordered total or a hard limit, and the refusal says which."""

    def test_h_13_refuses_a_step_that_would_pass_the_ordered_total(self) -> None:
        solutions = (replace(four_steps().solutions[0], volume=None), four_steps().solutions[1])
        ward = running(2, four_steps(solutions=solutions)).wait(60 * 49).calm().hung(2)

        with pytest.raises(refusals.LimitPassed, match="the ordered total"):
            ward.do(Advance(step=3, rate=TEN))

    def test_h_13_refuses_a_step_that_would_pass_the_dose_limit(self) -> None:
        plan = four_doses(closes_on_total=False, dose_limit=Fraction(100))
        ward = running(3, plan)
        ward.session = replace(ward.session, step=2)
        ward.wait(90).calm().do(Advance(step=3, dose=Fraction(40))).wait(90).calm()

        with pytest.raises(refusals.LimitPassed, match="the dose limit of the drug entry"):
            ward.do(Advance(step=4, dose=Fraction(50)))

    def test_h_13_closes_the_last_step_on_the_ordered_total(self) -> None:
        ward = running(3).wait(18).calm()

        ward.do(Advance(step=4, rate=Fraction(40)))

        run = ward.session.given.open_run
        assert run is not None
        assert run.limit == Fraction(100) - Fraction("0.75") - 3
        assert ward.wait(60 * 24).session.given.total(ward.now).most == 100

    @pytest.mark.parametrize(("volume", "refusal"), [
        ("96.75", None), ("96.7", None), ("96.8", refusals.LimitPassed), ("0", refusals.RateDiffers),
    ])  # fmt: skip
    def test_h_13_never_sets_the_pump_beyond_what_is_left(self, volume: str, refusal: type[Exception] | None) -> None:
        ward = running(3).wait(15).calm()
        command = Advance(step=4, rate=Fraction(40), volume=Fraction(volume))

        if refusal is None:
            run = ward.do(command).session.given.open_run
            assert run is not None
            assert run.limit == Fraction(volume)
        else:
            with pytest.raises(refusal):
                ward.do(command)

    def test_takes_no_volume_where_the_time_counts(self) -> None:
        with pytest.raises(refusals.RateDiffers, match="volume"):
            at_the_end_of_step_1().do(replace(SECOND_STEP, volume=Fraction(5)))

    def test_h_13_of_a_last_dose_is_shortened_by_what_was_given_besides(self) -> None:
        ward = running(3, four_doses())
        ward.session = replace(ward.session, step=2)
        ward.wait(90).calm().do(Advance(step=3, dose=Fraction(40))).wait(90).calm()

        with pytest.raises(refusals.RateDiffers):
            ward.do(Advance(step=4, dose=Fraction(50)))

        ward.do(Advance(step=4, dose=Fraction(10)))
        assert ward.session.given.total(ward.now).most == 100
