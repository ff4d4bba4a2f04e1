"""Closed forms against the published cases, an independent solver (SciPy), and the balance of the drug."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.special import erfc, gammainc

from stepward.simulation.cells import Tube, disperse
from stepward.simulation.inflow import Floats, Inflow
from stepward.simulation.transport import Laminar, Mixed, Model, Plug, Response, Tanks

MODELS = [Plug(), Laminar(), Mixed(), Tanks(1), Tanks(2), Tanks(7), Tanks(40)]
STEPS = Inflow(
    minutes=np.array([15.0] * 11 + [174.375]),
    flow=np.array([2.0, 5, 10, 20, 5, 10, 20, 40, 10, 20, 40, 80]),
    strength=np.array([0.03] * 4 + [0.3] * 4 + [2.676] * 4),
)


def number(value: float) -> Floats:
    return np.asarray(value)


class TestCaseL0:
    def test_is_the_published_table(self) -> None:
        doses = np.diff(STEPS.doses)

        assert STEPS.ends[-1] == 339.375
        assert doses == pytest.approx(
            [0.015, 0.0375, 0.075, 0.15, 0.375, 0.75, 1.5, 3.0, 6.69, 13.38, 26.76, 622.17], rel=1e-12
        )


class TestCaseL3:
    @pytest.mark.parametrize("minutes", [0.0, 10.0, 60.0, 600.0])
    def test_a_mixed_line_approaches_exponentially(self, minutes: float) -> None:
        share = Mixed().arrived(number(5 * minutes / 60), number(10.0))

        assert share == pytest.approx(1 - np.exp(-5 * minutes / 60 / 10), abs=1e-12)


class TestCaseL4:
    TUBE = Tube(volume=10, inner_diameter_mm=3.0, diffusivity=5e-10)

    def test_the_peclet_number_of_the_line(self) -> None:
        assert self.TUBE.peclet(5) == pytest.approx(76.8, rel=0.002)
        assert np.sqrt(2 / self.TUBE.peclet(5)) == pytest.approx(0.161, rel=0.01)
        assert self.TUBE.fourier(5) == pytest.approx(1.6, rel=0.01)

    def test_the_front_is_the_error_function_within_two_percent_of_the_line(self) -> None:
        inflow = Inflow(minutes=np.array([480.0]), flow=np.array([5.0]), strength=np.array([1.0]))
        alpha = 10 / self.TUBE.peclet(5)

        found = disperse(inflow, self.TUBE, cells=400)

        pumped = np.linspace(5, 20, 1501)
        share = (found.dose(pumped + 0.05) - found.dose(pumped - 0.05)) / 0.1
        expected = 0.5 * erfc((10 - pumped) / (2 * np.sqrt(alpha * pumped)))
        for part in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95):  # when each part of the front arrives, in mL
            arrives, should = np.interp(part, share, pumped), np.interp(part, expected, pumped)
            assert arrives == pytest.approx(should, abs=0.02 * 10)

    def test_tanks_in_series_spread_as_much(self) -> None:
        pumped = np.linspace(1, 30, 60)
        tanks = Tanks(round(self.TUBE.peclet(5) / 2)).arrived(pumped, number(10.0))

        expected = 0.5 * erfc((10 - pumped) / (2 * np.sqrt(10 / self.TUBE.peclet(5) * pumped)))
        assert tanks == pytest.approx(expected, abs=0.04)


class TestCaseL5:
    @pytest.mark.parametrize("model", MODELS)
    @pytest.mark.parametrize("volume", [0.0, 0.3, 5.0, 20.0, 400.0])
    def test_delivered_and_left_are_what_was_pumped(self, model: Model, volume: float) -> None:
        response = Response(model=model, inflow=STEPS, volume=volume, primed=0.03)

        end = STEPS.volumes[-1:]
        given = response.dose(end) + response.left(end)
        assert given == pytest.approx(STEPS.doses[-1] + 0.03 * volume, rel=1e-9)

    @pytest.mark.parametrize("volume", [0.3, 5.0, 20.0, 400.0])
    def test_in_cells_too(self, volume: float) -> None:
        tube = Tube(volume=volume, inner_diameter_mm=3.0, diffusivity=5e-10)

        found = disperse(STEPS, tube, primed=0.03)

        entered = np.interp(found.pumped, STEPS.volumes, STEPS.doses) + 0.03 * volume
        inside = found.pumped <= STEPS.volumes[-1]
        assert (found.out + found.inside)[inside] == pytest.approx(entered[inside], rel=1e-8)
        end = STEPS.volumes[-1:]
        assert found.dose(end) + found.left(end) == pytest.approx(STEPS.doses[-1] + 0.03 * volume, rel=1e-8)


class TestClosedForms:
    @pytest.mark.parametrize("model", MODELS)
    def test_what_has_left_is_the_integral_of_what_arrives(self, model: Model) -> None:
        w = np.linspace(-1, 60, 20_001)

        arrived = model.arrived(w, number(10.0))

        integral = np.concatenate(([0.0], np.cumsum((arrived[1:] + arrived[:-1]) / 2 * np.diff(w))))
        assert model.through(w, number(10.0)) == pytest.approx(integral, abs=3e-3)
        assert model.through(w, number(10.0)) + model.held(w, number(10.0)) == pytest.approx(np.maximum(w, 0), abs=1e-9)

    @pytest.mark.parametrize("count", [1, 3, 20, 80])
    def test_tanks_are_the_gamma_distribution(self, count: int) -> None:
        w = np.linspace(0.01, 50, 500)

        assert Tanks(count).arrived(w, number(10.0)) == pytest.approx(gammainc(count, count * w / 10), abs=1e-10)

    @pytest.mark.parametrize("model", MODELS)
    def test_a_line_without_volume_delivers_at_once(self, model: Model) -> None:
        assert model.through(number(3.0), number(0.0)) == 3
        assert model.held(number(3.0), number(0.0)) == 0

    def test_refuse_no_tank(self) -> None:
        with pytest.raises(ValueError, match="expected 1 or more"):
            Tanks(0)


def in_tanks(inflow: Inflow, *, volume: float, count: int) -> Floats:
    """Integrate the tanks by SciPy, step by step, in time: an independent way; the last entry is the dose."""
    state = np.zeros(count + 1)
    doses = []
    for minutes, flow, strength in zip(inflow.minutes, inflow.flow, inflow.strength, strict=True):

        def change(_: float, now: Floats, flow: float = flow, strength: float = strength) -> Floats:
            before = np.concatenate(([strength], now[: count - 1]))
            turning = flow / 60 * count / volume * (before - now[:count])
            return np.append(turning, flow / 60 * now[count - 1])

        state = solve_ivp(change, (0.0, float(minutes)), state, rtol=1e-9, atol=1e-12).y[:, -1]
        doses.append(state[count])
    return np.diff([0.0, *doses])


def advected(inflow: Inflow, *, volume: float, cells: int) -> Floats:
    """Advect by an upwind scheme in time, at a Courant number of one half: an independent way, with its own spread."""
    content, doses = np.zeros(cells), []
    width = volume / cells
    for minutes, flow, strength in zip(inflow.minutes, inflow.flow, inflow.strength, strict=True):
        pumped, given = flow * minutes / 60, 0.0
        steps = int(np.ceil(2 * pumped / width))
        share = pumped / steps / width
        for _ in range(steps):
            given += share * width * content[-1]
            content = content + share * (np.concatenate(([strength], content[:-1])) - content)
        doses.append(given)
    return np.array(doses)


class TestAgainstNumericalSolvers:
    @pytest.mark.parametrize(("volume", "count"), [(1.0, 3), (10.0, 1), (10.0, 8), (20.0, 20)])
    def test_tanks_integrated_in_time(self, volume: float, count: int) -> None:
        response = Response(model=Tanks(count), inflow=STEPS, volume=volume, primed=0.0)

        exact = np.diff(response.dose(STEPS.volumes))

        assert exact == pytest.approx(in_tanks(STEPS, volume=volume, count=count), rel=1e-5, abs=1e-7)

    def test_upwind_advection_converges_to_plug_flow(self) -> None:
        response = Response(model=Plug(), inflow=STEPS, volume=10.0, primed=0.0)
        exact = np.diff(response.dose(STEPS.volumes))

        errors = [
            float(np.abs(advected(STEPS, volume=10.0, cells=cells) - exact).sum()) / STEPS.doses[-1]
            for cells in (50, 200, 800)
        ]

        assert errors[0] > errors[1] > errors[2]
        assert errors[2] < Fraction(1, 100)


class TestTube:
    @pytest.mark.parametrize("wrong", [{"inner_diameter_mm": 0.0}, {"diffusivity": -1.0}])
    def test_refuses_what_no_tube_has(self, wrong: dict[str, float]) -> None:
        with pytest.raises(ValueError, match="expected more than zero"):
            Tube(**{"volume": 1.0, "inner_diameter_mm": 3.0, "diffusivity": 5e-10} | wrong)

    def test_refuses_to_disperse_in_no_volume(self) -> None:
        with pytest.raises(ValueError, match="expected more than zero"):
            disperse(STEPS, Tube(volume=0.0, inner_diameter_mm=3.0, diffusivity=5e-10))

    def test_a_pump_that_stands_still_delivers_nothing(self) -> None:
        still = Inflow(minutes=np.array([5.0]), flow=np.array([0.0]), strength=np.array([0.0]))

        found = disperse(still, Tube(volume=2.0, inner_diameter_mm=3.0, diffusivity=5e-10), primed=1.0)

        assert float(found.dose(number(0.0))) == 0
        assert float(found.left(number(0.0))) == 2
