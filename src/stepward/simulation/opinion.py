"""The second opinion on what the vein gets: a band between nothing mixing and all mixing, never one curve.

Source: LINE-DISPERSION; agreement with measurement about 15 %: INFUSION-LINE-MODELS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from stepward.core.delivery.line import SALINE, Event, Line
from stepward.core.delivery.vein import events_of, strengths_of
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Rate
from stepward.simulation.cells import Dispersed, Tube, disperse
from stepward.simulation.inflow import Floats, Inflow, inflow_of, schedule
from stepward.simulation.transport import Laminar, Mixed, Model, Plug, Response

ASSUMED_DIAMETER_MM = 3.0
ASSUMED_DIFFUSIVITY = 5e-10  # m2/s, a small molecule in water; recalled, not read
TAYLOR_FROM = 0.5  # Fourier number below which the drug has no time to even out across the tube
MODELS: dict[str, Model] = {"plug": Plug(), "laminar": Laminar(), "mixed": Mixed()}
DISPERSED = "dispersed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One model's answer: the mean dose rate per hour in each minute, the drug in each step, and what is left."""

    dose_rate: Floats
    step_doses: Floats
    left_in_line: float

    def minutes_until(self, share: float) -> int | None:
        """Tell after how many whole minutes this share of all the drug has come; `None` if nothing comes."""
        given = np.cumsum(self.dose_rate)
        return int(np.searchsorted(given, given[-1] * share)) + 1 if len(given) and given[-1] > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """All models beside one another; `steps` names the rows of `step_doses`.

    `taylor_holds` tells for each step whether the drug has time to even out across the tube; where it has not, trust
    the span from `laminar` to `plug`.
    """

    steps: tuple[int, ...]
    curves: dict[str, Curve]
    taylor_holds: dict[int, bool]
    inner_diameter_mm: float
    diffusivity: float

    @property
    def minutes(self) -> int:
        """How many minutes the curves cover."""
        return len(self.curves["plug"].dose_rate)

    @property
    def low(self) -> Floats:
        """The lowest dose rate of all models in each minute."""
        found: Floats = np.min([curve.dose_rate for curve in self.curves.values()], axis=0)
        return found

    @property
    def high(self) -> Floats:
        """The highest dose rate of all models in each minute."""
        found: Floats = np.max([curve.dose_rate for curve in self.curves.values()], axis=0)
        return found

    def step_range(self, number: int) -> tuple[float, float]:
        """Give the lowest and highest dose of a step."""
        doses = [float(curve.step_doses[self.steps.index(number)]) for curve in self.curves.values()]
        return min(doses), max(doses)


def second_opinion(
    ladder: Ladder,
    line: Line,
    *,
    inner_diameter_mm: float = ASSUMED_DIAMETER_MM,
    diffusivity: float = ASSUMED_DIFFUSIVITY,
    carrier: Rate | None = None,
) -> Band:
    """Compute what the vein gets of a ladder by every model.

    Raises:
        UnsoundLine: if the ladder has steps that no pump runs, or the line makes no sense.
        ValueError: for an inner diameter or a diffusivity that is not above zero.
    """
    events = events_of(ladder, carrier=Fraction(0) if carrier is None else carrier.value)
    tube = Tube(volume=float(line.common.value), inner_diameter_mm=inner_diameter_mm, diffusivity=diffusivity)
    return band_of(line, strengths_of(ladder), events, tube=tube)


def band_of(line: Line, strengths: Mapping[int, Fraction], events: tuple[Event, ...], *, tube: Tube) -> Band:
    """Compute what the vein gets of events by every model.

    Raises:
        UnsoundLine: for a new line, or what makes no sense.
    """
    inflow = inflow_of(line, strengths, events)
    primed = 0.0 if line.primed_with == SALINE else float(strengths[line.primed_with])
    spans = [span for span in schedule(events) if span.step > 0]
    edges = np.array([[float(span.start), float(span.end)] for span in spans]).reshape(-1, 2)
    numbers = tuple(dict.fromkeys(span.step for span in spans))
    rows = np.array([[span.step == number for span in spans] for number in numbers], dtype=float)
    curves = {}
    for name in ("plug", DISPERSED, "laminar", "mixed"):
        answer = _answer(name, inflow, tube, primed)
        doses = answer.dose(np.interp(edges, inflow.ends, inflow.volumes))
        step_doses = rows @ (doses[:, 1] - doses[:, 0])
        curves[name] = _curve(answer, step_doses, inflow)
    return Band(
        steps=numbers,
        curves=curves,
        taylor_holds={span.step: tube.fourier(float(span.flow)) > TAYLOR_FROM for span in spans if span.flow > 0},
        inner_diameter_mm=tube.inner_diameter_mm,
        diffusivity=tube.diffusivity,
    )


def _answer(name: str, inflow: Inflow, tube: Tube, primed: float) -> Response | Dispersed:
    if name == DISPERSED and tube.volume > 0:
        return disperse(inflow, tube, primed=primed)
    return Response(model=MODELS.get(name, Plug()), inflow=inflow, volume=tube.volume, primed=primed)


def _curve(answer: Response | Dispersed, step_doses: Floats, inflow: Inflow) -> Curve:
    minutes = np.arange(np.ceil(inflow.ends[-1]) + 1)
    pumped = np.interp(minutes, inflow.ends, inflow.volumes)
    return Curve(
        dose_rate=np.diff(answer.dose(pumped)) * 60,
        step_doses=step_doses,
        left_in_line=float(answer.left(inflow.volumes[-1:])[0]),
    )
