"""How a volume is split into strokes of one or several syringes: exact, in whole numbers of the finest mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import groupby
from math import floor, gcd

from stepward.core.findings import Refusal
from stepward.core.quantities import Volume, round_to

SITE = "SITE"
MOST_STROKES = 12


class UnsoundBench(Refusal, ValueError):
    """A syringe or a bag makes no sense; says which and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syringe:
    """One size of syringe: nothing is drawn below the least volume that it measures (H-43)."""

    name: str
    capacity: Volume
    graduation: Volume
    least: Volume
    source: str = SITE

    def __post_init__(self) -> None:
        """Refuse marks that do not fit the syringe.

        Raises:
            UnsoundBench: naming the syringe.
        """
        whole = self.graduation.value > 0 and (self.capacity.value / self.graduation.value).denominator == 1
        if not whole or not self.graduation <= self.least <= self.capacity:
            msg = f"syringe {self.name}: expected graduation ≤ least volume ≤ capacity, and whole marks to the top"
            raise UnsoundBench(msg)

    def measures(self, volume: Volume) -> bool:
        """Tell whether one draw of exactly this volume is on a mark and neither too small nor too large."""
        return self.least <= volume <= self.capacity and (volume.value / self.graduation.value).denominator == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One filling of one syringe, to one of its marks."""

    syringe: Syringe
    volume: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A volume as the bench measures it, in one stroke or several, the largest syringe first."""

    volume: Volume
    strokes: tuple[Stroke, ...]


def stroke_words(strokes: tuple[Stroke, ...]) -> str:
    """Name syringes and volumes: `50 mL syringe 50 mL, 10 mL syringe 9.6 mL`, `50 mL syringe 3 × 48 mL + 47 mL`."""
    return ", ".join(
        f"{syringe.name} syringe {' + '.join(_times(group))}"
        for syringe, group in groupby(strokes, key=lambda stroke: stroke.syringe)
    )


def _times(strokes: Iterator[Stroke]) -> Iterator[str]:
    for volume, same in groupby(strokes, key=lambda stroke: stroke.volume):
        count = len(list(same))
        yield volume.people() if count == 1 else f"{count} × {volume.people()}"


@dataclass(frozen=True)
class Marks:
    """What a set of syringes reaches in so many strokes; volumes count in the largest unit that all marks divide."""

    syringes: tuple[Syringe, ...]

    @cached_property
    def unit(self) -> Fraction:
        """The volume that every mark is a whole multiple of."""
        marks = [item.graduation.value for item in self.syringes]
        shared = 1
        for mark in marks:
            shared = shared * mark.denominator // gcd(shared, mark.denominator)
        return Fraction(gcd(*(int(mark * shared) for mark in marks)), shared)

    @cached_property
    def sizes(self) -> tuple["_Size", ...]:
        """The syringes in whole units, the largest first."""
        ordered = sorted(self.syringes, key=lambda item: (-item.capacity.value, item.graduation.value))
        return tuple(_Size.of(item, self.unit) for item in ordered)

    @cached_property
    def reached(self) -> tuple[int, ...]:
        """For each number of strokes from none on, a bit for every total that they reach."""
        rows = [1]
        for _ in range(MOST_STROKES):
            row = 0
            for size in self.sizes:
                row |= _spread(rows[-1] << size.least, size.step, size.high - size.low)
            rows.append(row)
        return tuple(rows)

    def ways(self, volume: Volume) -> tuple[Measured, ...]:
        """List how a volume can be measured: fewest strokes first, and each further way only if it is closer.

        Each way is the total nearest to the volume that so many strokes reach, no further off than half a mark of the
        coarsest syringe; a volume below the least that any syringe measures is not measured at all (H-43).
        """
        if not self.syringes or volume < min(item.least for item in self.syringes):
            return ()
        wanted = volume.value / self.unit
        best = Fraction(max(size.step for size in self.sizes), 2)
        closest = abs(round_to(wanted, Fraction(1)) - wanted)
        found: list[Measured] = []
        for count in range(1, MOST_STROKES + 1):
            total = _nearest(self.reached[count], wanted, best)
            if total is not None and (not found or abs(total - wanted) < best):
                best = abs(total - wanted)
                found.append(self.measured(total, count))
            if found and best == closest:
                break
        return tuple(found)

    def measured(self, total: int, count: int) -> Measured:
        """Split a total that so many strokes reach: finest marks first, then fewest sizes, then smallest syringes."""
        choices = sorted(_counts(self.sizes, count, total, total), key=lambda item: _coarseness(self.sizes, item))
        used, shares = next(
            (counts, found) for counts in choices if (found := _split(self.sizes, counts, total)) is not None
        )
        strokes = [
            Stroke(syringe=size.syringe, volume=Volume(marks * size.step * self.unit))
            for size, many, whole in zip(self.sizes, used, shares, strict=True)
            for marks in _even(whole, many)
        ]
        return Measured(volume=Volume(total * self.unit), strokes=tuple(strokes))


@lru_cache(maxsize=64)
def marks_of(syringes: tuple[Syringe, ...]) -> Marks:
    """Give the marks of a set of syringes, computed once."""
    return Marks(syringes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """A syringe in whole units: one mark, and the marks of its least and its largest stroke."""

    syringe: Syringe
    step: int
    low: int
    high: int

    @property
    def least(self) -> int:
        """The least stroke."""
        return self.low * self.step

    @property
    def most(self) -> int:
        """The largest stroke."""
        return self.high * self.step

    @classmethod
    def of(cls, syringe: Syringe, unit: Fraction) -> "_Size":
        mark = syringe.graduation.value
        return cls(
            syringe=syringe,
            step=int(mark / unit),
            low=-floor(-syringe.least.value / mark),
            high=int(syringe.capacity.value / mark),
        )


def _spread(bits: int, step: int, more: int) -> int:
    """Add to every total none to so many marks, doubling what is there as long as it fits."""
    done = 0
    while done < more:
        by = min(done + 1, more - done)
        bits |= bits << by * step
        done += by
    return bits


def _nearest(row: int, wanted: Fraction, within: Fraction) -> int | None:
    """Find the total nearest to what is wanted, the larger one of two that are as near."""
    first, last = max(-floor(within - wanted), 0), floor(wanted + within)
    window = (row >> first) & ((1 << (last - first + 1)) - 1)
    below = min(max(floor(wanted) - first + 1, 0), last - first + 1)
    lower, upper = window & ((1 << below) - 1), window >> below
    found = [first + lower.bit_length() - 1] if lower else []
    if upper:
        found.append(first + below + (upper & -upper).bit_length() - 1)
    return min(found, key=lambda total: (abs(total - wanted), -total), default=None)


def _counts(sizes: tuple[_Size, ...], count: int, low: int, high: int) -> Iterator[tuple[int, ...]]:
    """List how many strokes of each size may add up to a total from low to high, by the least and most they hold."""
    if not sizes:
        if count == 0 and low <= 0 <= high:
            yield ()
        return
    least, most = min(size.least for size in sizes), max(size.most for size in sizes)
    if count * least > high or count * most < low:
        return
    first, rest = sizes[0], sizes[1:]
    for many in range(count, -1, -1):
        for others in _counts(rest, count - many, low - many * first.most, high - many * first.least):
            yield many, *others


def _coarseness(sizes: tuple[_Size, ...], counts: tuple[int, ...]) -> tuple[int, int, int]:
    """Give what is made small: the marks that are read, different sizes, capacity."""
    used = [(size, many) for size, many in zip(sizes, counts, strict=True) if many]
    return sum(size.step * many for size, many in used), len(used), sum(size.most * many for size, many in used)


def _split(sizes: tuple[_Size, ...], counts: tuple[int, ...], total: int) -> tuple[int, ...] | None:
    """Share a total among the sizes in whole marks, the largest as full as can be; nothing if it does not come out."""
    if not sizes:
        return () if total == 0 else None
    shared = gcd(*(size.step for size, many in zip(sizes, counts, strict=True) if many))
    if total % shared if shared else total:
        return None
    first, many = sizes[0], counts[0]
    least, most = (sum(many * end for many, end in zip(counts[1:], ends, strict=True))
                   for ends in ([size.least for size in sizes[1:]], [size.most for size in sizes[1:]]))  # fmt: skip
    fullest = min(many * first.high, (total - least) // first.step)
    emptiest = max(many * first.low, -((most - total) // first.step))
    for whole in range(fullest, emptiest - 1, -1):
        others = _split(sizes[1:], counts[1:], total - whole * first.step)
        if others is not None:
            return whole, *others
    return None


def _even(whole: int, many: int) -> list[int]:
    """Share marks among strokes as evenly as they allow."""
    each, more = divmod(whole, many) if many else (0, 0)
    return [each + 1] * more + [each] * (many - more)
