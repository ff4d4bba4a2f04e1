"""One container: which draws give a strength in a volume, from a source of a given strength."""

from dataclasses import dataclass, field
from fractions import Fraction

from stepward.core.preparation.bench import Bench, Measured
from stepward.core.quantities import Volume

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A solution that is wanted: how much drug in a mL, how many mL, and what its bag holds before (0: empty)."""

    solution: int
    strength: Fraction
    volume: Fraction
    holds: Fraction = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """The draws of one container: drug, then diluent out of it (`out`) or into it, or neither."""

    wanted: Fraction
    drug: Measured
    diluent: Measured | None
    diluent_wanted: Fraction
    out: bool
    holds: Fraction

    @property
    def strokes(self) -> int:
        """The number of manipulations."""
        return len(self.drug.strokes) + (0 if self.diluent is None else len(self.diluent.strokes))

    @property
    def diluent_left(self) -> Fraction:
        """The diluent in the finished container."""
        if self.diluent is None:
            return self.holds
        return self.holds + self.diluent.volume.value * (-1 if self.out else 1)

    @property
    def volume(self) -> Fraction:
        """The volume of the finished container."""
        return self.diluent_left + self.drug.volume.value

    def strength(self, source: Fraction) -> Fraction:
        """The strength that it really gives, drawn from a source of this strength."""
        return source * self.drug.volume.value / self.volume


@dataclass(slots=True, kw_only=True)
class Filler:
    """Finds the draws for a need, and remembers them; exact fractions throughout."""

    bench: Bench
    tolerance: Fraction
    known: dict[tuple[Fraction, Fraction, Fraction, Fraction], Fill | None] = field(default_factory=dict)
    measured: dict[Fraction, Measured | None] = field(default_factory=dict)

    def fill(self, need: Need, source: Fraction, volume: Fraction) -> Fill | None:
        """Find the draws with the fewest strokes that give this volume within the tolerance; nothing if none do."""
        key = (need.strength, need.holds, source, volume)
        if key not in self.known:
            self.known[key] = self._find(need, source, volume)
        return self.known[key]

    def measure(self, volume: Fraction) -> Measured | None:
        """Round a volume to a syringe, remembering it."""
        if volume not in self.measured:
            self.measured[volume] = self.bench.measure(Volume(volume))
        return self.measured[volume]

    def _find(self, need: Need, source: Fraction, volume: Fraction) -> Fill | None:
        wanted = need.strength * volume / source
        drug = self.measure(wanted) if wanted <= volume else None
        if drug is None:
            return None
        diluent = volume - drug.volume.value
        holds = need.holds if diluent > 0 else NOTHING
        gap = holds - max(diluent, NOTHING)
        plain = Fill(wanted=wanted, drug=drug, diluent=None, diluent_wanted=abs(gap), out=gap > 0, holds=holds)
        if gap >= 0 and self._is_right(plain, need, source):
            return plain
        change = self.measure(abs(gap)) if gap else None
        if change is None:
            return None
        changed = Fill(wanted=wanted, drug=drug, diluent=change, diluent_wanted=abs(gap), out=gap > 0, holds=holds)
        return changed if self._is_right(changed, need, source) else None

    def _is_right(self, fill: Fill, need: Need, source: Fraction) -> bool:
        return abs(fill.strength(source) / need.strength - 1) <= self.tolerance
