"""How many vials of which size are opened for a volume: the least in all, then the fewest."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

MOST_SIZES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Vials:
    """The strength in the vials (drug in a mL) and the volumes that they give; no sizes: unknown."""

    strength: Fraction
    sizes: tuple[Fraction, ...] = ()
    known: dict[Fraction, tuple[Fraction, ...]] = field(default_factory=dict, compare=False)

    def opened(self, volume: Fraction) -> Fraction:
        """Tell the volume in the vials that are opened for a volume; the volume itself where sizes are unknown."""
        return sum(self.needed(volume), Fraction(0)) if self.sizes else volume

    def needed(self, volume: Fraction) -> tuple[Fraction, ...]:
        """List the vials to open, largest first: least volume in all, then fewest vials."""
        if not self.sizes or volume <= 0:
            return ()
        if volume not in self.known:
            sizes = sorted(self.sizes, reverse=True)[:MOST_SIZES]
            self.known[volume] = min(_choices(volume, tuple(sizes)), key=lambda item: (sum(item), len(item)))
        return self.known[volume]


def _choices(volume: Fraction, sizes: tuple[Fraction, ...]) -> list[tuple[Fraction, ...]]:
    """List sensible choices: of each size as many as fit, up to three fewer, the rest of smaller ones."""
    size, *smaller = sizes
    most = ceil(volume / size)
    if not smaller:
        return [(size,) * most]
    found: list[tuple[Fraction, ...]] = []
    for count in range(most, max(most - 4, -1), -1):
        left = volume - count * size
        rest = _choices(left, tuple(smaller)) if left > 0 else [()]
        found += [(size,) * count + item for item in rest]
    return found
