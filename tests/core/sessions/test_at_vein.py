"""What reached the vein: by hand, through the line, and never outside what the pump gave."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.core.delivery.line import Hold, Infuse, Line, run
from stepward.core.quantities import Volume
from stepward.core.sessions.at_vein import AtVein, at_vein
from stepward.core.sessions.commands_ending import FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, DoubtDelivery, Stop
from stepward.core.sessions.instants import MINUTE, SECOND
from stepward.core.sessions.plan import SessionLine
from stepward.core.sessions.session import Session
from tests.core.sessions.held import resumed
from tests.core.sessions.plans import BRANCHED, Ward, four_doses, four_steps, observing, ready, running

SALINE_2_ML = SessionLine(common=Fraction(2))


def seen(ward: Ward, *, ago: int = 0) -> AtVein:
    instant = ward.now
    ward.wait(ago)
    found = at_vein(ward.session, instant, ward.now)
    assert found is not None
    return found


class TestAtVein:
    def test_is_not_known_without_a_line_a_plan_or_a_pump(self) -> None:
        for ward in (running(2, four_steps(line=None)), running(2, four_doses()), ready()):
            assert at_vein(ward.session, ward.now, ward.now) is None
        assert at_vein(Session(), ward.now, ward.now) is None

    def test_nothing_comes_before_the_saline_is_out(self) -> None:
        """At 10 mL/h 2 mL of saline take 12 minutes; in 15 minutes 0.5 mL of 0.1 mg/mL come."""
        ward = running(1, four_steps(line=SALINE_2_ML))

        assert seen(ward.wait(12)).reached.most == 0
        found = seen(ward.wait(3))

        assert found.reached.least == found.reached.most == Fraction("0.05")
        assert found.in_line.least == Fraction("0.2")

    def test_stands_still_while_the_session_is_held(self) -> None:
        ward = running(1, four_steps(line=SALINE_2_ML)).wait(15).do(Stop()).do(ConfirmPumpStopped())
        before = seen(ward)

        assert seen(ward.wait(30)) == before

    def test_goes_on_in_a_hold_where_a_carrier_runs(self) -> None:
        line = replace(SALINE_2_ML, carrier=Fraction(8))
        ward = running(1, four_steps(line=line)).wait(15).do(Stop()).do(ConfirmPumpStopped())

        found = seen(ward.wait(60))

        assert found.reached.least == Fraction("0.25")
        assert found.in_line.most == 0

    def test_is_between_two_ends_while_the_pump_may_run(self) -> None:
        ward = running(1, four_steps(line=SALINE_2_ML)).wait(15).do(Stop()).wait(6)

        found = seen(ward)

        assert (found.reached.least, found.reached.most) == (Fraction("0.05"), Fraction("0.15"))

    def test_the_doubt_of_an_earlier_step_stays(self) -> None:
        ward = running(1, four_steps(line=SALINE_2_ML)).wait(20).do(DoubtDelivery(duration=5 * MINUTE, reason="clamp"))
        ward.next()

        found = seen(ward.wait(6))

        assert (found.reached.least, found.reached.most) == (Fraction("0.25"), Fraction(1, 3))

    def test_a_line_filled_with_drug_gives_it_at_once(self) -> None:
        line = SessionLine(common=Fraction(2), primed_with=1)

        assert seen(running(1, four_steps(line=line)).wait(6)).reached.most == Fraction("0.1")

    def test_each_branch_is_filled_with_its_solution(self) -> None:
        line = SessionLine(common=Fraction(0), branches=((1, Fraction(1)), (2, Fraction(1))))

        assert seen(running(1, four_steps(line=line)).wait(6)).reached.most == Fraction("0.1")

    def test_a_flush_brings_in_what_the_line_holds(self) -> None:
        ward = observing(four_steps(line=SALINE_2_ML)).wait(1)
        before = seen(ward)
        assert before.reached.most == 98

        ward.do(FlushLine(volume=Fraction(5), rate=Fraction(20))).wait(microseconds=SECOND)

        found = seen(ward)
        assert found.reached.most == 100
        assert found.in_line.most == 0

    def test_a_flush_goes_through_the_branch_of_the_last_solution(self) -> None:
        ward = observing(four_steps(line=BRANCHED)).wait(1).do(FlushLine(volume=Fraction(5), rate=Fraction(20)))

        found = seen(ward.wait(1))

        assert found.reached.least + found.in_line.least == 100 + Fraction("0.1")
        assert found.in_line.most == Fraction("0.1")

    def test_a_solution_made_anew_in_another_strength_is_another_one(self) -> None:
        ward = running(2, four_steps(line=SALINE_2_ML)).wait(1)
        first = replace(ward.session.given.runs[0], strength=Fraction(1, 5))
        ward.session = replace(
            ward.session, given=replace(ward.session.given, runs=(first, *ward.session.given.runs[1:]))
        )

        assert seen(ward).reached.most == Fraction(1, 6)
        branched = replace(ward.session, plan=four_steps(line=BRANCHED))
        assert at_vein(branched, ward.now, ward.now) is None

    @pytest.mark.parametrize("minutes", [0, 3, 8, 15, 40])
    def test_the_past_is_told_as_it_was_then(self, minutes: int) -> None:
        ward = running(1, four_steps(line=SALINE_2_ML)).wait(15)
        then = seen(ward)

        later = seen(running(1, four_steps(line=SALINE_2_ML)).wait(15), ago=minutes)

        assert later == then

    @settings(max_examples=60, deadline=None)
    @given(
        before=st.integers(1, 20),
        doubt=st.integers(0, 20),
        after=st.integers(0, 20),
        reading=st.none() | st.fractions(0, 12, max_denominator=100),
        ago=st.integers(0, 60),
    )
    def test_h_13_is_never_outside_what_the_pump_gave(
        self, before: int, doubt: int, after: int, reading: Fraction | None, ago: int
    ) -> None:
        ward = running(1, four_steps(line=SALINE_2_ML)).wait(before).do(Stop()).wait(doubt)
        ward.do(ConfirmPumpStopped(volume=reading)).wait(after)
        when = replace(ward.now, at=ward.now.at, monotonic=ward.now.monotonic)
        earlier = running(1, four_steps(line=SALINE_2_ML)).wait(min(ago, before)).now

        found, past = seen(ward), at_vein(ward.session, earlier, when)

        assert past is not None
        assert 0 <= past.reached.least <= past.reached.most <= found.reached.most
        assert found.reached.most <= ward.session.given.total(ward.now).most
        assert found.reached.least <= ward.session.given.total(ward.now).least

    @settings(max_examples=40, deadline=None)
    @given(
        before=st.integers(1, 14),
        doubt=st.integers(0, 20),
        flowed=st.fractions(0, 1, max_denominator=20),
        held_for=st.integers(0, 10),
        after=st.integers(0, 14),
        carrier=st.sampled_from((Fraction(0), Fraction(8))),
    )
    def test_h_13_what_truly_reached_the_vein_lies_between(  # noqa: PLR0917 - what is hidden, and what is seen
        self, before: int, doubt: int, flowed: Fraction, held_for: int, after: int, carrier: Fraction
    ) -> None:
        """The pump ran on for a share of the doubt that nobody knows."""
        line = replace(SALINE_2_ML, carrier=carrier)
        ward = running(1, four_steps(line=line)).wait(before).do(Stop()).wait(doubt).do(ConfirmPumpStopped())
        resumed(ward.wait(held_for)).wait(after)
        more = doubt * flowed
        truth = run(
            Line(common=Volume(Fraction(2))),
            {1: Fraction(1, 10)},
            (
                Infuse(solution=1, rate=Fraction(10), minutes=before + more, carrier=carrier),
                Hold(minutes=doubt - more + held_for, carrier=carrier),
                *([Infuse(solution=1, rate=Fraction(10), minutes=Fraction(after), carrier=carrier)] if after else []),
            ),
        )

        found = seen(ward)

        assert found.reached.least <= truth.at_vein <= found.reached.most
