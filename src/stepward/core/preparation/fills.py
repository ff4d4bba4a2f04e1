"""One container: which draws give a strength in a volume, from a source of a given strength."""

from dataclasses import dataclass, field
from fractions import Fraction

from stepward.core.preparation.bench import Bench, Measured
from stepward.core.quantities import Volume

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A solution that is wanted: how much drug in a mL, how many mL, and what its bag holds before (0: empty).

    `spare` is what of the volume would be discarded, so that other solutions can be drawn from it.
    """

    solution: int
    strength: Fraction
    volume: Fraction
    holds: Fraction = NOTHING
    spare: Fraction = NOTHING


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
        """Tell the strength that it really gives, drawn from a source of this strength."""
        return source * self.drug.volume.value / self.volume


@dataclass(slots=True, kw_only=True)
class Filler:
    """Finds the draws for a need, and remembers them; exact fractions throughout."""

    bench: Bench
    tolerance: Fraction
    known: dict[tuple[int, int, int, int, int], tuple[Fill, ...]] = field(default_factory=dict)
    measured: dict[Fraction, tuple[Measured, ...]] = field(default_factory=dict)

    def fills(self, need: Need, source: Fraction, volume: Fraction) -> tuple[Fill, ...]:
        """List the draws that give strength and volume within the tolerance: fewest strokes first, then closer ones.

        The volume counts too: a bag that is emptied gives what is in it.
        """
        key = (need.solution, source.numerator, source.denominator, volume.numerator, volume.denominator)
        if key not in self.known:
            self.known[key] = self._find(need, source, volume)
        return self.known[key]

    def measures(self, volume: Fraction) -> tuple[Measured, ...]:
        """List how a volume can be measured, remembering it."""
        if volume not in self.measured:
            self.measured[volume] = self.bench.measures(Volume(volume))
        return self.measured[volume]

    def _find(self, need: Need, source: Fraction, volume: Fraction) -> tuple[Fill, ...]:
        wanted = need.strength * volume / source
        if wanted > volume:
            return ()
        found = [fill for drug in self.measures(wanted) for fill in self._with_drug(need, volume, wanted, drug)]
        off = {id(fill): abs(fill.strength(source) / need.strength - 1) for fill in found}
        near = [fill for fill in found if abs(fill.volume - volume) <= self.tolerance * volume]
        fine = sorted(
            (fill for fill in near if off[id(fill)] <= self.tolerance), key=lambda fill: (fill.strokes, off[id(fill)])
        )
        kept: list[Fill] = []
        for fill in fine:
            if not kept or off[id(fill)] < off[id(kept[-1])]:
                kept.append(fill)
        return tuple(kept)

    def _with_drug(self, need: Need, volume: Fraction, wanted: Fraction, drug: Measured) -> list[Fill]:
        diluent = max(volume - drug.volume.value, NOTHING)
        holds = need.holds if diluent > 0 else NOTHING
        gap = holds - diluent

        def fill(change: Measured | None) -> Fill:
            return Fill(
                wanted=wanted, drug=drug, diluent=change, diluent_wanted=abs(gap), out=gap > 0, holds=holds
            )  # fmt: skip

        changes = self.measures(abs(gap)) if gap else ()
        return [*([fill(None)] if gap >= 0 else []), *(fill(change) for change in changes)]
