"""The next step on the worse end of what was given, and the binding limit by name."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.core.sessions.commands_running import LowerRate
from stepward.core.sessions.events import DeliveryDoubted, DoseDoubted, Resumed, StopPressed
from stepward.core.sessions.holds import HoldKind, ResumePoint
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.next_step import CONTAINER, DOSE_LIMIT, ORDERED_TOTAL, PLANNED, beginning, next_step
from stepward.core.sessions.session import Session
from tests.core.sessions.plans import Ward, four_doses, four_steps, infusion, ready, running


class TestNextStep:
    """What the next step would be, were it to begin now."""

    def test_is_nothing_without_a_plan_and_after_the_last_one(self) -> None:
        assert next_step(Session(), Ward().now) is None
        ward = running(4)
        assert next_step(ward.session, ward.now) is None

    def test_is_the_first_before_the_start(self) -> None:
        ward = ready()
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.number, found.rate, found.dose) == (1, Fraction(10), Fraction(1, 4))
        assert (found.volume, found.binding, found.passed) == (None, PLANNED, "")
        assert not found.is_shortened

    def test_h_13_of_the_last_one_takes_the_worse_end(self) -> None:
        ward = running(3).wait(15)
        exact = next_step(ward.session, ward.now)
        ward.note(DeliveryDoubted(duration=10 * MINUTE, reason="clamp"))
        doubted = next_step(ward.session, ward.now)

        assert exact == doubted
        assert exact is not None
        assert (exact.dose, exact.volume, exact.binding) == (Fraction("96.75"), Fraction("96.75"), ORDERED_TOTAL)

    def test_h_13_says_that_the_last_one_is_shortened(self) -> None:
        ward = running(3).wait(18)
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert found.is_shortened
        assert found.dose == Fraction("96.25")
        assert found.binding == ORDERED_TOTAL

    def test_h_13_gives_more_in_the_last_one_where_a_step_before_gave_less(self) -> None:
        ward = running(3).do(LowerRate(rate=Fraction(5), reason="warm hands")).wait(15)
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert found.dose == 98
        assert not found.is_shortened

    def test_h_13_names_the_container_where_it_holds_less(self) -> None:
        solutions = (four_steps().solutions[0], replace(four_steps().solutions[1], volume=Fraction(50)))
        ward = running(3, four_steps(solutions=solutions)).wait(15)
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.volume, found.binding) == (Fraction("47.5"), CONTAINER)

    def test_h_13_refuses_a_last_one_when_nothing_is_left(self) -> None:
        ward = running(3)
        solutions = tuple(replace(item, volume=None) for item in four_steps().solutions)
        ward.session = replace(ward.session, plan=four_steps(solutions=solutions))
        run = ward.session.given.open_run
        assert run is not None
        ward.session = replace(ward.session, given=ward.session.given.with_last(replace(run, limit=None)))
        ward.wait(60 * 10)
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.passed, found.dose, found.volume) == (ORDERED_TOTAL, Fraction(0), Fraction(0))

    def test_h_13_counts_what_the_rate_gives_in_the_dwell(self) -> None:
        steps = four_steps().steps
        long = replace(steps[2], dwell=12 * 60 * MINUTE)
        ward = running(2, four_steps(steps=(*steps[:2], long, steps[3]))).wait(15)
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.planned, found.passed) == (Fraction("2.5"), ORDERED_TOTAL)

    def test_h_13_takes_the_smaller_of_two_limits(self) -> None:
        ward = running(3, four_steps(dose_limit=Fraction(100))).wait(18)
        ward.session = replace(ward.session, plan=replace(ward.session.order, dose_limit=Fraction(90)))
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.dose, found.binding) == (Fraction("86.25"), DOSE_LIMIT)

    @pytest.mark.parametrize(("doubted", "given"), [(False, Fraction(50)), (True, Fraction(50))])
    def test_h_13_of_a_last_dose_is_never_more_than_planned(self, *, doubted: bool, given: Fraction) -> None:
        ward = running(3, four_doses()).wait(90)
        if doubted:
            ward.note(DoseDoubted(reason="vomited"))
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.dose, found.volume, found.rate) == (given, None, None)

    def test_h_13_of_a_last_dose_is_bound_by_the_plan_where_less_was_given(self) -> None:
        ward = running(3, four_doses(ordered_total=Fraction(120))).wait(90)
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.dose, found.binding) == (Fraction(50), PLANNED)

    def test_h_11_runs_later_steps_at_their_share(self) -> None:
        ward = running(2)
        ward.session = replace(ward.session, later_share=Fraction(1, 2))
        found = next_step(ward.session, ward.now)

        assert found is not None
        assert (found.rate, found.dose) == (Fraction(5), Fraction(5, 4))

    def test_h_11_goes_on_with_the_rest_of_a_volume(self) -> None:
        steps = (replace(infusion(1, 1, 10, "0.25"), ends_by_volume=True), *four_steps().steps[1:])
        ward = running(plan=four_steps(steps=steps)).wait(6).note(StopPressed())
        ward.do(ConfirmPumpStopped(volume=Fraction(1)))

        found = beginning(ward.session, 1, ward.now)
        assert (found.dose, found.volume) == (Fraction("0.15"), Fraction("1.5"))

    def test_h_11_gives_a_whole_volume_again_after_another_step_ran(self) -> None:
        steps = (replace(infusion(1, 1, 10, "0.25"), ends_by_volume=True), *four_steps().steps[1:])
        ward = running(2, four_steps(steps=steps)).wait(5).note(StopPressed()).do(ConfirmPumpStopped())

        assert beginning(ward.session, 1, ward.now).volume == Fraction("2.5")
        ward.note(Resumed(point=ResumePoint(step=1, rate=Fraction(10)), kind=HoldKind.CLINICAL)).wait(15)
        run = ward.session.given.open_run
        assert run is not None
        assert run.limit == run.volume(ward.now).least == Fraction("2.5")
