"""The band of the second opinion against the measured table, the exact core, holds and branches."""

from fractions import Fraction

import numpy as np
import pytest

from stepward.core.delivery.line import Flush, Hold, Infuse, Line, NewLine, UnsoundLine, run
from stepward.core.delivery.vein import at_vein, line_of, windows
from stepward.core.quantities import Rate, Volume
from stepward.simulation import second_opinion
from stepward.simulation.cells import Tube
from stepward.simulation.opinion import band_of
from tests.core.protocols import ladders

CEFTAZIDIME = ladders.plan(ladders.standard()).exact
ORDERED = np.array([float(step.dose.value) for step in CEFTAZIDIME.steps])
# Fraction of the ordered dose in steps 5 to 12; line full of solution 1, tube of 3 mm.
MEASURED = [
    ("1", "plug", [0.28, 1, 1, 1, 0.64, 1, 1, 1]),
    ("1", "dispersed", [0.35, 0.96, 1, 1, 0.65, 1, 1, 1]),
    ("5", "plug", [0.10, 0.10, 0.78, 1, 0.10, 0.55, 1, 1]),
    ("5", "dispersed", [0.10, 0.14, 0.77, 0.99, 0.10, 0.58, 0.98, 1]),
    ("10", "plug", [0.10, 0.10, 0.10, 0.89, 0.10, 0.10, 0.78, 1]),
    ("10", "dispersed", [0.10, 0.10, 0.19, 0.85, 0.10, 0.14, 0.77, 1]),
    ("10", "mixed", [0.15, 0.30, 0.51, 0.76, 0.19, 0.44, 0.73, 0.99]),
    ("15", "dispersed", [0.10, 0.10, 0.10, 0.50, 0.09, 0.10, 0.41, 1]),
    ("20", "dispersed", [0.10, 0.10, 0.10, 0.23, 0.06, 0.08, 0.19, 0.99]),
]
TUBE = Tube(volume=10, inner_diameter_mm=3.0, diffusivity=5e-10)
STRENGTHS = {1: Fraction(1), 2: Fraction(10)}


class TestSecondOpinion:
    @pytest.mark.parametrize(("common", "model", "shares"), MEASURED)
    def test_agrees_with_the_measured_table(self, common: str, model: str, shares: list[float]) -> None:
        line = line_of(Volume(Fraction(common)), primed_with="solution-1")

        band = second_opinion(CEFTAZIDIME, line, inner_diameter_mm=3.0, diffusivity=5e-10)

        found = band.curves[model].step_doses / ORDERED
        assert found[4:] == pytest.approx(shares, abs=0.0101)
        assert found[:4] == pytest.approx(1, abs=0.001)

    def test_its_plug_is_the_exact_core(self) -> None:
        line = Line(common=Volume(Fraction(4)), branches={2: Volume(Fraction(3))}, primed_with=1)
        exact = at_vein(CEFTAZIDIME, line, carrier=Rate(Fraction(10)))

        band = second_opinion(CEFTAZIDIME, line, carrier=Rate(Fraction(10)))

        plug = band.curves["plug"]
        assert plug.step_doses == pytest.approx([float(step.at_vein.value) for step in exact.steps], rel=1e-9)
        minutes = [float(dose) for dose in windows(exact.delivered.pieces, Fraction(1))]
        assert plug.dose_rate / 60 == pytest.approx(minutes, rel=1e-9, abs=1e-9)
        held = exact.delivered.left_in_line - exact.delivered.left_in_branches
        assert plug.left_in_line == pytest.approx(float(held), rel=1e-9)

    def test_is_a_band_around_every_model(self) -> None:
        band = second_opinion(CEFTAZIDIME, line_of(Volume(Fraction(10))))

        assert set(band.curves) == {"plug", "dispersed", "laminar", "mixed"}
        assert band.minutes == len(band.low) == len(band.high) == 340
        assert (band.low <= band.high).all()
        low, high = band.step_range(8)
        assert low < high

    def test_tells_where_taylor_does_not_hold(self) -> None:
        band = second_opinion(CEFTAZIDIME, line_of(Volume(Fraction(10))))

        assert band.taylor_holds[5]
        assert not band.taylor_holds[12]

    def test_a_mixed_line_delivers_from_the_first_minute(self) -> None:
        band = second_opinion(CEFTAZIDIME, line_of(Volume(Fraction(10))))

        assert band.curves["mixed"].dose_rate[0] > 0
        first, late = band.curves["mixed"].minutes_until(1e-6), band.curves["plug"].minutes_until(1e-6)
        assert first is not None
        assert late is not None
        assert first < late

    def test_without_volume_all_models_are_one(self) -> None:
        band = second_opinion(CEFTAZIDIME, line_of(Volume(Fraction(0))))

        for curve in band.curves.values():
            assert curve.step_doses == pytest.approx(ORDERED, rel=1e-9)

    def test_where_nothing_comes_no_minute_is_told(self) -> None:
        band = second_opinion(CEFTAZIDIME, line_of(Volume(Fraction(2000))))

        assert band.curves["plug"].minutes_until(0.5) is None


class TestBandOf:
    def test_follows_holds_and_flushes_as_the_core_does(self) -> None:
        events = (
            Infuse(solution=1, rate=Fraction(20), minutes=Fraction(30), step=1),
            Hold(minutes=Fraction(10)),
            Infuse(solution=2, rate=Fraction(10), minutes=Fraction(30), step=2),
            Hold(minutes=Fraction(7), carrier=Fraction(6)),
            Infuse(solution=1, rate=Fraction(20), minutes=Fraction(30), step=3),
            Flush(volume=Fraction(10), rate=Fraction(40), step=3),
        )
        line = Line(common=Volume(Fraction(10)), primed_with=1)

        band = band_of(line, STRENGTHS, events, tube=TUBE)

        pieces = run(line, STRENGTHS, events).pieces
        exact = [float(sum(piece.drug for piece in pieces if piece.step == step)) for step in (1, 2, 3)]
        assert band.steps == (1, 2, 3)
        assert band.curves["plug"].step_doses == pytest.approx(exact, rel=1e-9)
        assert (band.curves["plug"].dose_rate[30:40] == 0).all()

    def test_refuses_a_new_line(self) -> None:
        with pytest.raises(UnsoundLine, match="one line from start to end"):
            band_of(Line(common=Volume(Fraction(10))), STRENGTHS, (NewLine(),), tube=TUBE)
