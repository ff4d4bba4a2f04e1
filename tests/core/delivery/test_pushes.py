"""What a step-back and a push by hand send into the vein."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.delivery.line import Line, UnsoundLine
from stepward.core.delivery.pushes import hand_push, step_back
from stepward.core.delivery.vein import line_of
from stepward.core.quantities import Duration, Mass, Rate, Strength, Volume
from tests.core.protocols import ladders

CEFTAZIDIME = ladders.plan(ladders.standard()).exact
TWENTY = line_of(Volume(Fraction(20)))


class TestStepBack:
    def test_pushes_the_strong_solution_at_the_new_rate(self) -> None:
        back = step_back(CEFTAZIDIME, TWENTY, 12, 8)

        assert (back.rate, back.minutes) == (Rate(Fraction(40)), Duration(Fraction(30)))
        assert back.dose == Mass(Fraction("158.7408"))
        assert back.ordered == Mass(Fraction(16))
        assert back.factor == Fraction("9.9213")

    def test_within_one_solution_nothing_strong_comes(self) -> None:
        back = step_back(CEFTAZIDIME, line_of(Volume(Fraction(1))), 4, 3)

        assert back.minutes.value == 0
        assert back.dose.value == 0
        assert back.factor == 1

    def test_through_a_line_of_its_own_the_lower_step_comes_at_once(self) -> None:
        own = Line(common=Volume(Fraction(0)), branches={number: Volume(Fraction(20)) for number in (1, 2, 3)})

        back = step_back(CEFTAZIDIME, own, 12, 8)

        assert back.minutes.value == 0
        assert back.factor == 1

    def test_against_an_order_of_nothing_there_is_no_factor(self) -> None:
        empty = replace(CEFTAZIDIME.solutions[0], strength=Strength(Mass(Fraction(0))))
        ladder = replace(CEFTAZIDIME, solutions=(empty, *CEFTAZIDIME.solutions[1:]))

        assert step_back(ladder, TWENTY, 8, 4).factor is None

    @pytest.mark.parametrize(("higher", "lower"), [(4, 4), (4, 5), (13, 1), (4, 0)])
    def test_refuses_what_is_no_step_back(self, higher: int, lower: int) -> None:
        with pytest.raises(UnsoundLine):
            step_back(CEFTAZIDIME, TWENTY, higher, lower)


class TestHandPush:
    def test_sends_the_common_volume_in(self) -> None:
        push = hand_push(CEFTAZIDIME, TWENTY, after_step=12)

        assert push.dose == Mass(Fraction("158.7408"))
        assert push.ordered_minutes == Duration(Fraction(15))
        assert (push.rate, push.factor) == (None, None)

    def test_tells_the_rate_where_the_time_is_known(self) -> None:
        push = hand_push(CEFTAZIDIME, TWENTY, after_step=12, within=Duration(Fraction(1, 2)))

        assert push.rate == Rate(Fraction(2400))
        assert push.factor == 30

    def test_leaves_the_branches_where_they_are(self) -> None:
        line = Line(common=Volume(Fraction(1)), branches={3: Volume(Fraction(5))}, primed_with=1)

        assert hand_push(CEFTAZIDIME, line, after_step=12).dose == Mass(Fraction("7.93704"))

    def test_refuses_a_push_without_time(self) -> None:
        with pytest.raises(UnsoundLine, match="push takes"):
            hand_push(CEFTAZIDIME, TWENTY, after_step=12, within=Duration(Fraction(0)))


class TestCarrier:
    def test_it_thins_what_a_push_by_hand_sends_in(self) -> None:
        alone, thinned = (
            hand_push(CEFTAZIDIME, TWENTY, after_step=12, carrier=carrier) for carrier in (None, Rate(Fraction(80)))
        )

        assert thinned.dose * 2 == alone.dose

    def test_it_makes_a_step_back_settle_sooner(self) -> None:
        alone, beside = (
            step_back(CEFTAZIDIME, TWENTY, 12, 8, carrier=carrier) for carrier in (None, Rate(Fraction(40)))
        )

        assert beside.minutes.value * 2 == alone.minutes.value
        assert beside.dose < alone.dose
