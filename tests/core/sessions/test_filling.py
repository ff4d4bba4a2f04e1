"""Drug in the line belongs to the dose: what fills it, the branch behind the last solution, and a fresh line."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.sessions.at_vein import at_vein
from stepward.core.sessions.between import Between, exactly
from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.core.sessions.commands_planning import HangSolution, LineUnknown
from stepward.core.sessions.commands_running import Advance
from stepward.core.sessions.filling import to_come
from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.plan import SessionLine, SessionPlan, UnsoundOrder
from stepward.core.sessions.refusals import LimitPassed
from stepward.core.sessions.sealing import sealed
from stepward.core.sessions.session import State
from tests.core.sessions.held import resumed
from tests.core.sessions.plans import BRANCHED, WITNESS, Ward, four_steps, ready, running

FILLED = SessionLine(common=Fraction(2), primed_with=2)
FLUSH = FlushLine(volume=Fraction(3), rate=Fraction(20))


def finished(ward: Ward) -> Ward:
    """Let the last step run to its end and flush the line; time passes, so that all of it is in."""
    run = ward.session.given.open_run
    assert run is not None
    assert run.limit is not None
    ward.wait(run.limit * 60 / run.rate)
    ward.wait(microseconds=1)
    return ward.do(FinishLastStep()).do(FLUSH).wait(61)


def fresh(step: int, *, plan: SessionPlan | None = None) -> Ward:
    """Begin step 3 from solution 2, which hangs with a fresh line that is filled with it; go on to a step."""
    ward = running(2, plan).wait(15).calm()
    ward.checked(2).do(HangSolution(number=2, witness=WITNESS, fresh_line=True))
    ward.do(Advance(step=3, rate=Fraction(10)))
    return ward.wait(15).next() if step == 4 else ward


class TestFilledLine:
    """A line filled with drug before the start gives 2 mg that no pump counted."""

    def test_h_13_a_filled_line_is_counted_at_most_at_once_and_at_least_as_it_is_pushed(self) -> None:
        ward = running(1, four_steps(line=FILLED)).wait(6)

        assert ward.session.given.total(ward.now) == Between(least=Fraction("1.1"), most=Fraction("2.1"))
        assert ready(four_steps(line=FILLED)).session.given.fillings == ()

    @pytest.mark.parametrize(
        "line", [FILLED, BRANCHED, replace(BRANCHED, primed_with=2), replace(FILLED, primed_with=1)]
    )
    def test_h_13_no_more_than_the_ordered_total_reaches_the_vein(self, line: SessionLine) -> None:
        ward = finished(running(4, four_steps(line=line)))

        found = at_vein(ward.session, ward.now, ward.now)

        assert found is not None
        assert found.reached == exactly(Fraction(100)) == ward.session.given.total(ward.now)
        assert ward.do(Complete()).session.state is State.COMPLETED

    @pytest.mark.parametrize(("line", "dose"), [(FILLED, "94.75"), (BRANCHED, "95.75")])
    def test_h_13_the_last_step_says_what_the_line_leaves_it(self, line: SessionLine, dose: str) -> None:
        ward = running(3, four_steps(line=line)).wait(15)

        planned = next_step(ward.session, ward.now)

        assert planned is not None
        assert (planned.dose, planned.is_shortened) == (Fraction(dose), True)

    def test_h_13_a_plan_whose_line_leaves_nothing_for_the_last_step_is_not_signed(self) -> None:
        with pytest.raises(LimitPassed):
            ready(four_steps(line=replace(FILLED, common=Fraction(97))))

    def test_h_13_a_filled_line_counts_against_the_limit_of_the_drug(self) -> None:
        changes = {"line": FILLED, "closes_on_total": False, "dose_limit": Fraction(101)}

        with pytest.raises(LimitPassed):
            ready(four_steps(**changes))

    def test_a_line_is_filled_with_a_solution_of_the_plan(self) -> None:
        with pytest.raises(UnsoundOrder):
            four_steps(line=replace(FILLED, primed_with=3))


class TestFreshLine:
    """A fresh line at a change of solution: filled with 2 mg, and what the old one held may never arrive."""

    def test_h_13_a_fresh_line_is_counted_and_what_was_thrown_away_is_not_sure(self) -> None:
        ward = fresh(3).wait(6)

        # 0.75 mg before it, of which 2 mL of 0.1 mg/mL may be lost; 1 mg pumped; 1 to 2 mg pushed by it
        assert ward.session.given.total(ward.now) == Between(least=Fraction("2.55"), most=Fraction("3.75"))

    def test_h_13_a_fresh_line_shortens_the_last_step(self) -> None:
        ward = finished(fresh(4))

        found, given = at_vein(ward.session, ward.now, ward.now), ward.session.given.total(ward.now)

        assert found is not None
        assert given == Between(least=Fraction("99.8"), most=Fraction(100))
        assert given.least <= found.reached.least <= found.reached.most <= given.most

    def test_h_13_a_fresh_line_before_the_start_stands_for_the_filled_one(self) -> None:
        ward = Ward().sign(four_steps(line=FILLED)).checked(1)
        ward.do(HangSolution(number=1, witness=WITNESS, fresh_line=True))

        assert to_come(ward.session) == Fraction("0.2")

    def test_h_13_a_changed_line_of_a_held_session_is_counted_too(self) -> None:
        ward = running(3).wait(5).do(Stop()).do(ConfirmPumpStopped())
        before = ward.session.given.total(ward.now)
        ward.sign(four_steps(line=FILLED), reason="fresh line")

        assert to_come(ward.session) == 2
        assert ward.session.given.total(ward.now).least < before.least
        resumed(ward).wait(60)
        assert ward.session.given.total(ward.now).most == before.most + 12

    def test_h_13_nobody_guesses_how_much_a_line_holds(self) -> None:
        ward = Ward().sign(four_steps(line=None)).checked(1)

        with pytest.raises(LineUnknown):
            ward.do(HangSolution(number=1, witness=WITNESS, fresh_line=True))

    def test_is_part_of_the_hash_that_is_signed(self) -> None:
        assert sealed(four_steps(line=FILLED)).signed_hash != four_steps().signed_hash
