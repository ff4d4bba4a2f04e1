"""Taylor-Aris dispersion in a straight round tube, by cells: each cell pumped moves all on by one, then they spread.

Moving by whole cells adds no numerical dispersion; spreading is the exact exponential of the diffusion between cells,
which keeps the drug to round-off. How far a cell spreads depends on the flow at the time.

Source: LINE-DISPERSION.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stepward.simulation.inflow import Floats, Inflow

CELLS = 120
EVEN = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tube:
    """A straight round tube: its volume in mL, inner diameter in mm, and the drug's diffusivity in m2/s."""

    volume: float
    inner_diameter_mm: float
    diffusivity: float

    def __post_init__(self) -> None:
        """Refuse what no tube has.

        Raises:
            ValueError: naming what is not above zero.
        """
        for name in ("inner_diameter_mm", "diffusivity"):
            if getattr(self, name) <= 0:
                msg = f"{name} is {getattr(self, name)}: expected more than zero"
                raise ValueError(msg)

    @property
    def _radius(self) -> float:
        return self.inner_diameter_mm / 2000

    def fourier(self, flow: float) -> float:
        """Tell how far the drug diffuses across the tube while it passes; Taylor-Aris holds above about 0.5."""
        seconds = self.volume / flow * 3600
        return self.diffusivity * seconds / self._radius**2

    def peclet(self, flow: float) -> float:
        """Tell how much faster the drug is carried along the line than it spreads."""
        area = np.pi * self._radius**2
        speed = flow * 1e-6 / 3600 / area
        across = self._radius * speed / self.diffusivity
        dispersion = self.diffusivity * (1 + across**2 / 48)
        return float(speed * self.volume * 1e-6 / area / dispersion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersed:
    """What left a tube and what it holds, at each cell pumped."""

    pumped: Floats
    out: Floats
    inside: Floats

    def dose(self, pumped: Floats) -> Floats:
        """Give the drug that has left when so much is pumped."""
        return np.interp(pumped, self.pumped, self.out)

    def left(self, pumped: Floats) -> Floats:
        """Give the drug in the tube when so much is pumped."""
        return np.interp(pumped, self.pumped, self.inside)


def spreading(number: float, cells: int) -> Floats:
    """Give how one cell spreads over all while a cell is pumped; `number` is its diffusion number."""
    k = np.arange(cells)
    modes = np.cos(np.pi * np.outer(k, k + 0.5) / cells) * np.sqrt(2 / cells)
    modes[0] /= np.sqrt(2)
    decay = np.exp(-number * (2 - 2 * np.cos(np.pi * k / cells)))
    kernel: Floats = np.maximum(modes.T @ (decay[:, None] * modes), 0.0)  # no drug below zero by round-off
    return kernel


def disperse(inflow: Inflow, tube: Tube, *, primed: float = 0.0, cells: int = CELLS) -> Dispersed:
    """Pump an inflow through a tube that holds a fluid of the strength `primed`.

    Raises:
        ValueError: for a tube of no volume.
    """
    if tube.volume <= 0:
        msg = f"the tube has {tube.volume} mL: expected more than zero"
        raise ValueError(msg)
    inflow = inflow.running
    if not len(inflow.flow):
        still = np.zeros(1)
        return Dispersed(pumped=still, out=still, inside=still + primed * tube.volume)
    volumes = inflow.volumes
    width = tube.volume / cells
    count = int(np.ceil(volumes[-1] / width)) + 1
    edges = np.arange(count + 1, dtype=np.float64) * width
    span = _span_at(volumes, edges[:-1] + width / 2)
    leaving, inside = _pump(_entering(inflow, edges), inflow.flow[span], tube, np.full(cells, primed))
    return Dispersed(
        pumped=edges,
        out=np.concatenate(([0.0], np.cumsum(leaving))) * width,
        inside=np.concatenate(([primed * cells], inside)) * width,
    )


def _span_at(volumes: Floats, pumped: Floats) -> NDArray[np.intp]:
    found: NDArray[np.intp] = np.clip(np.searchsorted(volumes, pumped, side="right") - 1, 0, len(volumes) - 2)
    return found


def _entering(inflow: Inflow, edges: Floats) -> Floats:
    """Give the strength of each cell pumped: that of its span, or the mean where a front lies inside."""
    volumes = inflow.volumes
    first, last = _span_at(volumes, edges[:-1]), _span_at(volumes, edges[1:])
    beyond = np.maximum(edges - volumes[-1], 0.0) * inflow.strength[-1]
    mean = np.diff(np.interp(edges, volumes, inflow.doses) + beyond) / edges[1]
    entering: Floats = np.where(first == last, inflow.strength[first], mean)
    return entering


def _pump(entering: Floats, flow: Floats, tube: Tube, content: Floats) -> tuple[Floats, Floats]:
    count, cells = len(entering), len(content)
    leaving, inside = np.empty(count), np.empty(count)
    kernels = {value: spreading(cells / tube.peclet(value), cells) for value in set(flow.tolist())}
    changes = np.append(np.flatnonzero(np.diff(entering)) + 1, count)
    even = EVEN * max(float(entering.max()), float(content.max()))
    position, turn = 0, 0
    while position < count:
        while changes[turn] <= position:
            turn += 1
        new = entering[position]
        if np.abs(content - new).max() <= even:
            until = changes[turn]
            leaving[position:until], inside[position:until] = new, content.sum()
            position = until
            continue
        leaving[position] = content[-1]
        content = kernels[flow[position]] @ np.concatenate(([new], content[:-1]))
        inside[position] = content.sum()
        position += 1
    return leaving, inside
