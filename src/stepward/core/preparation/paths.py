"""The search of the dilution paths: exact, over every way that the bench allows.

A solution is drawn from the vial, from a stronger solution of the plan, or from an intermediate; an intermediate from
the vial or from another intermediate. Intermediates are those that the bench's mixing volumes and `RATIOS` give with
draws exactly on a mark. Of all ways in which each draw is measurable and each strength within the tolerance, the one
with the fewest strokes is taken, then the least in opened vials (what is thrown away), then the fewest
intermediates and dependences, then the least drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import product as every

from stepward.core.preparation.bench import Bench, Measured
from stepward.core.preparation.fills import NOTHING, Fill, Filler, Need
from stepward.core.preparation.recipe import DrawnFrom, Liquid
from stepward.core.preparation.vials import Vials

RATIOS = (2, 4, 5, 10, 20, 25, 50, 100)
MOST_INTERMEDIATES = 2
NEVER = 10**6
_REMEMBERED = 256
VIAL = DrawnFrom(liquid=Liquid.VIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """An intermediate: drug from a source and diluent, both exactly on a mark."""

    source: DrawnFrom
    drug: Measured
    diluent: Measured
    strength: Fraction

    @property
    def volume(self) -> Fraction:
        """Its whole volume."""
        return self.drug.volume.value + self.diluent.volume.value

    @property
    def strokes(self) -> int:
        """The number of manipulations."""
        return len(self.drug.strokes) + len(self.diluent.strokes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One solution's path: where its drug is drawn from, and the draws."""

    need: Need
    source: DrawnFrom
    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way for every solution, with the intermediates that they draw from; what it costs, and what it gives."""

    mixes: tuple[Mix, ...]
    ways: tuple[Way, ...]
    strengths: dict[int, Fraction]
    strokes: int
    from_vials: Fraction
    opened: Fraction

    @property
    def cost(self) -> tuple[int, Fraction, int, int, Fraction]:
        """Give what is made small: strokes, vials opened in mL, intermediates, dependences, mL from vials."""
        dependent = sum(way.source.liquid is Liquid.SOLUTION for way in self.ways)
        return self.strokes, self.opened, len(self.mixes), dependent, self.from_vials


@lru_cache(maxsize=_REMEMBERED)
def find_path(needs: tuple[Need, ...], vials: Vials, bench: Bench, tolerance: Fraction) -> Path | None:
    """Find the best path for all solutions together; nothing if there is none. The same question is searched once."""
    search = Search(
        needs=tuple(sorted(needs, key=lambda item: (item.strength, item.solution))),
        vials=vials,
        filler=Filler(bench=bench, tolerance=tolerance),
    )
    most = MOST_INTERMEDIATES
    if bench.most_containers is not None:
        most = min(most, bench.most_containers - len(needs))
    for count in range(most + 1):
        if search.best is not None and 2 * count + search.floor(0) > search.best.strokes:
            break
        for mixes in search.mix_sets(count):
            search.try_mixes(mixes)
    return search.best


@dataclass(slots=True, kw_only=True)
class Search:
    """The state of one search: the best path so far, and what is remembered of single draws."""

    needs: tuple[Need, ...]
    vials: Vials
    filler: Filler
    best: Path | None = None
    _chosen: list[Way] = field(default_factory=list)
    _fewest: dict[tuple[int, Fraction], int] = field(default_factory=dict)
    _floors: list[int] = field(default_factory=list)
    _made: dict[tuple[Fraction, int], list[Mix]] = field(default_factory=dict)

    def mix_sets(self, count: int) -> Iterator[tuple[Mix, ...]]:
        """List every set of so many intermediates; the second may be drawn from the first."""
        if count == 0:
            yield ()
            return
        first = self._mixes(VIAL, self.vials.strength)
        if count == 1:
            yield from ((mix,) for mix in first)
            return
        for number, mix in enumerate(first):
            yield from ((mix, other) for other in first[number + 1 :])
            yield from ((mix, other) for other in self._mixes(_intermediate(1), mix.strength))

    def _mixes(self, source: DrawnFrom, strength: Fraction) -> list[Mix]:
        key = (strength, source.number)
        if key not in self._made:
            sizes = every((item.value for item in self.filler.bench.mixing), RATIOS)
            found = (self._mix(source, strength, volume, ratio) for volume, ratio in sizes)
            self._made[key] = [mix for mix in found if mix is not None]
        return self._made[key]

    def _mix(self, source: DrawnFrom, strength: Fraction, volume: Fraction, ratio: int) -> Mix | None:
        drug, diluent = self._exactly(volume / ratio), self._exactly(volume - volume / ratio)
        if drug is None or diluent is None:
            return None
        return Mix(source=source, drug=drug, diluent=diluent, strength=strength / ratio)

    def _exactly(self, volume: Fraction) -> Measured | None:
        return next((item for item in self.filler.measures(volume) if item.volume.value == volume), None)

    def try_mixes(self, mixes: tuple[Mix, ...]) -> None:
        """Search every assignment of sources with these intermediates, unless they cannot serve or cost too much."""
        least = self._least_with(mixes)
        if least is None or (self.best is not None and least > self.best.strokes):
            return
        strokes = sum(mix.strokes for mix in mixes)
        left = [mix.volume for mix in mixes]
        drawn = NOTHING
        for mix in mixes:
            if mix.source is VIAL:
                drawn += mix.drug.volume.value
            else:
                left[mix.source.number - 1] -= mix.drug.volume.value
        if all(item >= 0 for item in left):
            self._descend(mixes, _Spent(strokes=strokes, from_vials=drawn, left=tuple(left), added={}))

    def _least_with(self, mixes: tuple[Mix, ...]) -> int | None:
        """Count the strokes that these intermediates lead to at least; nothing if a solution cannot be made so."""
        strokes = sum(mix.strokes for mix in mixes)
        if self.filler.bench.draw_from_solutions:
            return strokes + self.floor(0)
        strengths = [self.vials.strength, *(mix.strength for mix in mixes)]
        for need in self.needs:
            least = min((self._strokes(need, item) for item in strengths), default=NEVER)
            if least == NEVER:
                return None
            strokes += least
        return strokes

    def _strokes(self, need: Need, source: Fraction) -> int:
        key = (need.solution, source)
        if key not in self._fewest:
            self._fewest[key] = min(
                (item.strokes for item in self.filler.fills(need, source, need.volume)), default=NEVER
            )
        return self._fewest[key]

    def _descend(self, mixes: tuple[Mix, ...], spent: "_Spent") -> None:
        done = len(self._chosen)
        if self.best is not None and not self._may_beat(spent, mixes, self.best):
            return
        if done == len(self.needs):
            self._finish(mixes, spent)
            return
        need = self.needs[done]
        volume = need.volume + max(spent.added.get(need.solution, NOTHING) - need.spare, NOTHING)
        for way in self._ways(need, volume, mixes):
            after = spent.after(way)
            if after is not None:
                self._chosen.append(way)
                self._descend(mixes, after)
                self._chosen.pop()

    def _may_beat(self, spent: "_Spent", mixes: tuple[Mix, ...], best: Path) -> bool:
        """Tell whether a part of a path can still become better."""
        least = spent.strokes + self.floor(len(self._chosen))
        if least != best.strokes:
            return least < best.strokes
        return (self.vials.opened(spent.from_vials), len(mixes)) <= (best.opened, len(best.mixes))

    def floor(self, done: int) -> int:
        """Tell the strokes that the solutions from this one on cost at least, whatever they are drawn from."""
        if not self._floors:
            each = [self._least(number) for number in range(len(self.needs))]
            self._floors = [sum(each[number:]) for number in range(len(each) + 1)]
        return self._floors[done]

    def _least(self, number: int) -> int:
        """Count the fewest strokes of one solution; of one that others may be drawn from, a stroke at least."""
        need = self.needs[number]
        serial = self.filler.bench.draw_from_solutions
        if serial and number:
            return 1
        strengths = {self.vials.strength, *(other.strength for other in self.needs[number + 1 :] if serial)}
        for mix in self._mixes(VIAL, self.vials.strength):
            strengths |= {mix.strength, *(item.strength for item in self._mixes(_intermediate(1), mix.strength))}
        found = [fill.strokes for item in strengths for fill in self.filler.fills(need, item, need.volume)[:1]]
        return min(found, default=1)

    def _ways(self, need: Need, volume: Fraction, mixes: tuple[Mix, ...]) -> list[Way]:
        sources = [(VIAL, self.vials.strength)]
        sources += [(_intermediate(number), mix.strength) for number, mix in enumerate(mixes, 1)]
        sources += [
            (DrawnFrom(liquid=Liquid.SOLUTION, number=other.solution), other.strength)
            for other in self.needs[len(self._chosen) + 1 :]
            if other.strength > need.strength and self.filler.bench.draw_from_solutions
        ]
        ways = [
            Way(need=need, source=source, fill=fill)
            for source, strength in sources
            for fill in self.filler.fills(need, strength, volume)
        ]
        return sorted(ways, key=lambda way: way.fill.strokes)

    def _finish(self, mixes: tuple[Mix, ...], spent: "_Spent") -> None:
        used = {way.source.number for way in self._chosen if way.source.liquid is Liquid.INTERMEDIATE}
        used |= {mix.source.number for mix in mixes if mix.source.liquid is Liquid.INTERMEDIATE}
        if len(used) != len(mixes):
            return
        strengths: dict[int, Fraction] = {}
        for way in reversed(self._chosen):
            strengths[way.need.solution] = way.fill.strength(self._strength(way.source, mixes, strengths))
            if abs(strengths[way.need.solution] / way.need.strength - 1) > self.filler.tolerance:
                return
        path = Path(
            mixes=mixes,
            ways=tuple(self._chosen),
            strengths=strengths,
            strokes=spent.strokes,
            from_vials=spent.from_vials,
            opened=self.vials.opened(spent.from_vials),
        )
        if self.best is None or path.cost < self.best.cost:
            self.best = path

    def _strength(self, source: DrawnFrom, mixes: tuple[Mix, ...], made: dict[int, Fraction]) -> Fraction:
        if source.liquid is Liquid.SOLUTION:
            return made[source.number]
        return self.vials.strength if source.liquid is Liquid.VIAL else mixes[source.number - 1].strength


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spent:
    """What a part of a path costs, what is left of the intermediates, and what the solutions must give to others."""

    strokes: int
    from_vials: Fraction
    left: tuple[Fraction, ...]
    added: dict[int, Fraction]

    def after(self, way: Way) -> "_Spent | None":
        drawn, from_vials, left, added = way.fill.drug.volume.value, self.from_vials, self.left, self.added
        match way.source.liquid:
            case Liquid.INTERMEDIATE:
                rest = list(left)
                rest[way.source.number - 1] -= drawn
                if rest[way.source.number - 1] < 0:
                    return None
                left = tuple(rest)
            case Liquid.SOLUTION:
                added = added | {way.source.number: added.get(way.source.number, NOTHING) + drawn}
            case _:
                from_vials += drawn
        return _Spent(strokes=self.strokes + way.fill.strokes, from_vials=from_vials, left=left, added=added)


def _intermediate(number: int) -> DrawnFrom:
    return DrawnFrom(liquid=Liquid.INTERMEDIATE, number=number)
