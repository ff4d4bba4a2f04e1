"""What the vein gets of the worked example: the published figures."""

from fractions import Fraction

import pytest

from stepward.core.delivery.line import UnsoundLine
from stepward.core.delivery.vein import at_vein, line_of, windows
from stepward.core.quantities import Rate, Volume
from tests.core.protocols import ladders

CEFTAZIDIME = ladders.plan(ladders.standard()).exact
FIRST_DRUG = [("0.5", "15"), ("1", "21"), ("2", "31.5"), ("5", "47.25"), ("10", "69"), ("15", "96"), ("20", "108")]
L1 = ["1", "1", "1", "1", "0.1", "0.1", "0.1", "0.8875", "0.1008", "0.1008", "0.7752", "1"]


class TestWorkedExample:
    @pytest.mark.parametrize(("common", "minutes"), FIRST_DRUG)
    def test_the_first_drug_arrives(self, common: str, minutes: str) -> None:
        vein = at_vein(CEFTAZIDIME, line_of(Volume(Fraction(common))))

        assert vein.first_drug_minutes == Fraction(minutes)

    def test_a_shared_line_of_20_ml_gives_nothing_in_seven_steps(self) -> None:
        vein = at_vein(CEFTAZIDIME, line_of(Volume(Fraction(20))))

        assert vein.silent_steps == (1, 2, 3, 4, 5, 6, 7)
        assert vein.left_in_line.value == Fraction("158.7408")
        assert vein.largest_instant_jump is not None
        assert vein.largest_instant_jump.factor == 10
        assert vein.flush is not None
        assert vein.flush.brings == vein.left_in_line

    @pytest.mark.parametrize(("number", "share"), list(enumerate(L1, 1)))
    def test_a_line_of_10_ml_full_of_solution_1(self, number: int, share: str) -> None:
        step = at_vein(CEFTAZIDIME, line_of(Volume(Fraction(10)), primed_with="solution-1")).steps[number - 1]

        assert abs(step.at_vein.per(step.ordered) - Fraction(share)) < Fraction(1, 1000)

    def test_no_line_gives_what_was_ordered(self) -> None:
        vein = at_vein(CEFTAZIDIME, line_of(Volume(Fraction(0))))

        assert all(step.at_vein == step.ordered for step in vein.steps)
        assert vein.flush is None
        assert vein.largest_jump is not None
        assert vein.largest_jump.factor <= Fraction(5, 2)

    def test_a_carrier_brings_the_drug_sooner(self) -> None:
        alone = at_vein(CEFTAZIDIME, line_of(Volume(Fraction(10)))).first_drug_minutes
        carried = at_vein(CEFTAZIDIME, line_of(Volume(Fraction(10))), carrier=Rate(Fraction(20))).first_drug_minutes

        assert alone is not None
        assert carried is not None
        assert carried < alone


class TestWindows:
    def test_nothing_has_no_windows(self) -> None:
        assert windows(()) == []


class TestRefusals:
    def test_only_infusions_have_a_line(self) -> None:
        with pytest.raises(UnsoundLine, match="step 1 has no rate"):
            at_vein(ladders.plan(ladders.oral("1 mg"), "1 mg").exact, line_of(Volume(Fraction(1))))

    @pytest.mark.parametrize("words", ["water", "solution-", "solution-x", "solution 1"])
    def test_a_line_is_filled_with_something_known(self, words: str) -> None:
        with pytest.raises(UnsoundLine):
            line_of(Volume(Fraction(1)), primed_with=words)
