"""How a front comes out of a line, for a front that entered when `w` mL less had been pumped, in closed form.

`through` is how many mL of the new fluid have come out, `held` how many the line holds, computed each by its own
formula; `arrived` is the share of new fluid at the vein. Every model is linear and depends on the pumped volume only,
so fronts add up, whatever the rates were and however long the pump stood still.

Source: LINE-DISPERSION.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stepward.simulation.inflow import Floats, Inflow


class Model(Protocol):
    """The response of a line of `volume` mL to a front, `w` mL after it entered."""

    def arrived(self, w: Floats, volume: Floats) -> Floats:
        """Give the share of the new fluid in what leaves."""

    def through(self, w: Floats, volume: Floats) -> Floats:
        """Give the mL of new fluid that have left."""

    def held(self, w: Floats, volume: Floats) -> Floats:
        """Give the mL of new fluid in the line."""


@dataclass(frozen=True, slots=True)
class Plug:
    """Nothing mixes: the sharpest case."""

    def arrived(self, w: Floats, volume: Floats) -> Floats:
        """All of it, when the line is through."""
        return np.where((w >= volume) & (w >= 0), 1.0, 0.0)

    def through(self, w: Floats, volume: Floats) -> Floats:
        """Push out what exceeds the line."""
        return np.maximum(w - volume, 0.0)

    def held(self, w: Floats, volume: Floats) -> Floats:
        """Keep what fits into the line."""
        return np.clip(w, 0.0, volume)


@dataclass(frozen=True, slots=True)
class Mixed:
    """All that is in the line mixes at once: the flattest case."""

    def arrived(self, w: Floats, volume: Floats) -> Floats:
        """Approach it exponentially."""
        return -np.expm1(-_turns(w, volume))

    def through(self, w: Floats, volume: Floats) -> Floats:
        """Integrate what has arrived."""
        return np.maximum(w, 0.0) - volume * self.arrived(w, volume)

    def held(self, w: Floats, volume: Floats) -> Floats:
        """Hold the line as strong as what leaves it."""
        return volume * self.arrived(w, volume)


@dataclass(frozen=True, slots=True)
class Laminar:
    """Parabolic flow without diffusion: the middle of the tube arrives after half the volume, the wall never ends."""

    def arrived(self, w: Floats, volume: Floats) -> Floats:
        """Start at half the volume and tail off."""
        safe = np.maximum(w, volume / 2)
        share = 1 - (volume / 2) ** 2 / np.where(safe > 0, safe, 1.0) ** 2
        return np.where(w >= volume / 2, share, 0.0) * (w >= 0)

    def through(self, w: Floats, volume: Floats) -> Floats:
        """Integrate what has arrived."""
        safe = np.maximum(w, volume / 2)
        return np.where(w > volume / 2, safe - volume + volume**2 / 4 / np.where(safe > 0, safe, 1.0), 0.0)

    def held(self, w: Floats, volume: Floats) -> Floats:
        """Add up the paraboloid, cut off at the end of the tube."""
        safe = np.maximum(w, volume / 2)
        cut = volume * (1 - volume / 4 / np.where(safe > 0, safe, 1.0))
        return np.where(w > volume / 2, cut, np.maximum(w, 0.0))


@dataclass(frozen=True, slots=True)
class Tanks:
    """`count` equal tanks, each well mixed, one after the other: 1 is well mixed, many are plug flow."""

    count: int

    def __post_init__(self) -> None:
        """Refuse less than one tank.

        Raises:
            ValueError: naming the count.
        """
        if self.count < 1:
            msg = f"{self.count} tanks in series: expected 1 or more"
            raise ValueError(msg)

    def _shares(self, w: Floats, volume: Floats, more: int = 0) -> list[Floats]:
        """Give the share of new fluid in each tank: a sum of Poisson terms, each from the one before."""
        turns = _turns(w, volume) * self.count
        log_term = -turns
        with np.errstate(divide="ignore"):
            log_turns = np.log(turns)
        left = np.exp(log_term)
        found = [1 - left]
        for number in range(1, self.count + more):
            log_term = log_term + log_turns - np.log(number)
            left = left + np.exp(log_term)
            found.append(1 - left)
        return [np.where(w > 0, np.maximum(share, 0.0), 0.0) for share in found]

    def arrived(self, w: Floats, volume: Floats) -> Floats:
        """Take the last tank."""
        return self._shares(w, volume)[-1]

    def held(self, w: Floats, volume: Floats) -> Floats:
        """Add up the tanks."""
        content: Floats = volume / self.count * np.sum(self._shares(w, volume), axis=0)
        return content

    def through(self, w: Floats, volume: Floats) -> Floats:
        """Integrate the last tank: w P(n, x) - V P(n + 1, x)."""
        last, beyond = self._shares(w, volume, more=1)[-2:]
        return np.maximum(w, 0.0) * last - volume * beyond


def _turns(w: Floats, volume: Floats) -> Floats:
    """Tell how many times the line has been pumped through; a line of no volume at once for ever."""
    with np.errstate(divide="ignore", invalid="ignore"):
        turns = np.maximum(w, 0.0) / volume
    return np.where(w > 0, np.minimum(turns, 1e12), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What comes out of one line by one model, as a function of the pumped volume."""

    model: Model
    inflow: Inflow
    volume: float
    primed: float

    def _sum(self, response: Callable[[Floats, Floats], Floats], pumped: Floats) -> Floats:
        """Add up what each front does, by how much has been pumped since it entered."""
        running = self.inflow.running
        fronts = np.diff(np.concatenate(([self.primed], running.strength)))
        since = np.asarray(pumped)[..., None] - running.volumes[:-1]
        out: Floats = response(since, np.asarray(self.volume)) @ fronts
        return out

    def dose(self, pumped: Floats) -> Floats:
        """Give the drug that has left."""
        out: Floats = self.primed * pumped + self._sum(self.model.through, pumped)
        return out

    def left(self, pumped: Floats) -> Floats:
        """Give the drug in the line."""
        out: Floats = self.primed * self.volume + self._sum(self.model.held, pumped)
        return out
