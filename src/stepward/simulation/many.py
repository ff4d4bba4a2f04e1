"""Many set-ups at once: the drug in each step by any closed-form model, for thousands of lines a second."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stepward.simulation.inflow import Floats
from stepward.simulation.transport import Model

BATCH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUps:
    """Set-ups of one common volume each: a row is a set-up, a column a span of unchanging rates; no rate is a hold.

    `volume` in mL and `primed` in drug per mL have one value a row; `rate` and `carrier` are mL/h, `strength` is the
    drug per mL of what the rate pumps.
    """

    volume: Floats
    primed: Floats
    minutes: Floats
    rate: Floats
    carrier: Floats
    strength: Floats

    def __post_init__(self) -> None:
        """Refuse tables that do not fit together, and what is below zero.

        Raises:
            ValueError: naming the field.
        """
        shape = self.minutes.shape
        expected = {"volume": shape[:1], "primed": shape[:1], "rate": shape, "carrier": shape, "strength": shape}
        for name, size in expected.items():
            if getattr(self, name).shape != size:
                msg = f"{name} has the shape {getattr(self, name).shape}: expected {size}"
                raise ValueError(msg)
        for name in ("minutes", *expected):
            if not (getattr(self, name) >= 0).all():
                msg = f"{name} has a value below zero, or none: expected 0 or more"
                raise ValueError(msg)

    def rows(self, start: int, end: int) -> "SetUps":
        """Give some of the set-ups."""
        return SetUps(**{name: getattr(self, name)[start:end] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """The drug at the vein in each span, what is left in the line, and what does not add up."""

    at_vein: Floats
    left_in_line: Floats
    infused: Floats
    primed: Floats

    @property
    def unbalanced(self) -> Floats:
        """The share of all drug that is neither delivered nor in the line: round-off only."""
        given = self.infused + self.primed
        missing = given - self.at_vein.sum(axis=1) - self.left_in_line
        share: Floats = np.abs(missing) / np.where(given > 0, given, 1.0)
        return share


def vectorised(set_ups: SetUps, model: Model) -> Doses:
    """Compute what the vein gets in every span of every set-up."""
    parts = [_batch(set_ups.rows(at, at + BATCH), model) for at in range(0, len(set_ups.volume), BATCH)]
    return Doses(
        at_vein=np.concatenate([part.at_vein for part in parts]) if parts else set_ups.minutes,
        left_in_line=np.concatenate([part.left_in_line for part in parts]) if parts else set_ups.volume,
        infused=np.concatenate([part.infused for part in parts]) if parts else set_ups.volume,
        primed=set_ups.primed * set_ups.volume,
    )


def _batch(set_ups: SetUps, model: Model) -> Doses:
    flow = set_ups.rate + set_ups.carrier
    entering = set_ups.rate * set_ups.strength / np.where(flow > 0, flow, 1.0)
    entering = _through_holds(entering, flow > 0, set_ups.primed)
    pumped = np.cumsum(flow * set_ups.minutes / 60, axis=1)
    entered = pumped - flow * set_ups.minutes / 60
    fronts = np.diff(entering, axis=1, prepend=set_ups.primed[:, None])
    given = set_ups.primed[:, None] * pumped
    for column in range(fronts.shape[1]):
        since = pumped[:, column:] - entered[:, column, None]
        given[:, column:] += model.through(since, set_ups.volume[:, None]) * fronts[:, column, None]
    inside = model.held(pumped[:, -1:] - entered, set_ups.volume[:, None])
    return Doses(
        at_vein=np.diff(given, axis=1, prepend=0.0),
        left_in_line=set_ups.primed * set_ups.volume + (inside * fronts).sum(axis=1),
        infused=(set_ups.rate * set_ups.strength * set_ups.minutes / 60).sum(axis=1),
        primed=set_ups.primed * set_ups.volume,
    )


def _through_holds(entering: Floats, runs: NDArray[np.bool_], primed: Floats) -> Floats:
    """Let a hold take the strength before it: nothing enters, so there is no front."""
    found = entering.copy()
    before = primed
    for column in range(found.shape[1]):
        found[:, column] = np.where(runs[:, column], found[:, column], before)
        before = found[:, column]
    return found
