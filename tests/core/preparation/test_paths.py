"""The path search against an enumeration that prunes nothing and remembers nothing."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.core.preparation.bench import Bench, Syringe
from stepward.core.preparation.fills import Need
from stepward.core.preparation.paths import RATIOS, find_path
from stepward.core.preparation.vials import Vials
from stepward.core.quantities import Volume
from tests.core.preparation.benches import ml, syringe

TOLERANCE = Fraction(5, 1000)
SMALL = Bench(syringes=(syringe("1", "0.01", "0.2"), syringe("10", "0.2", "2")), mixing=(ml("10"),))
Cost = tuple[int, Fraction]


@cache
def totals(syringes: tuple[Syringe, ...], count: int) -> list[int]:
    """Every total of so many strokes in hundredths of a mL, whichever syringes they are of: all written out."""
    if count == 0:
        return [0]
    one = [
        mark
        for item in syringes
        for mark in range(1, int(item.capacity.value * 100) + 1)
        if item.measures(Volume(Fraction(mark, 100)))
    ]
    return sorted({before + stroke for before in totals(syringes, count - 1) for stroke in one if before < 6000})


@cache
def nearest(syringes: tuple[Syringe, ...], volume: Fraction) -> list[tuple[int, Fraction]]:
    """Strokes and total, each closer than with fewer strokes: written anew, from all totals."""
    found: list[tuple[int, Fraction]] = []
    if volume < min(item.least.value for item in syringes):
        return found
    off = max(item.graduation.value for item in syringes) / 2
    for count in range(1, 13):
        listed = totals(syringes, count)
        place = bisect(listed, volume * 100)
        near = [Fraction(item, 100) for item in listed[max(place - 1, 0) : place + 1]]
        total = min(near, key=lambda item: (abs(item - volume), -item))
        if abs(total - volume) < off or (not found and abs(total - volume) == off):
            found.append((count, total))
            off = abs(total - volume)
    return found


def ways(bench: Bench, need: Need, source: Fraction, volume: Fraction) -> Iterator[tuple[int, Fraction, Fraction]]:
    """Every fill as strokes, drug drawn and the share of the source's strength that it gives."""
    wanted = need.strength * volume / source
    if wanted > volume:
        return
    for strokes, drawn in nearest(bench.syringes, wanted):
        holds = need.holds if drawn < volume else Fraction(0)
        gap = holds - max(volume - drawn, Fraction(0))
        changes = [(0, Fraction(0))] if gap >= 0 else []
        changes += nearest(bench.syringes, abs(gap)) if gap else []
        for more, moved in changes:
            total = holds - moved * (1 if gap > 0 else -1) + drawn
            if abs(total / volume - 1) <= TOLERANCE:
                yield strokes + more, drawn, drawn / total


def exactly(bench: Bench, volume: Fraction) -> int | None:
    return min((count for count, total in nearest(bench.syringes, volume) if total == volume), default=None)


def mixes(bench: Bench) -> Iterator[tuple[tuple[Fraction, Fraction, int, Fraction, int], ...]]:
    """Every set of none, one or two intermediates: strength, volume, strokes, drug, source (0: the vial)."""

    def made(strength: Fraction, source: int) -> list[tuple[Fraction, Fraction, int, Fraction, int]]:
        rows = []
        for size, ratio in product([item.value for item in bench.mixing], RATIOS):
            one, two = exactly(bench, size / ratio), exactly(bench, size - size / ratio)
            if one and two:
                rows.append((strength / ratio, size, one + two, size / ratio, source))
        return rows

    yield ()
    first = made(Fraction(1), 0)
    yield from ((item,) for item in first)
    yield from combinations(first, 2)
    for item in first:
        yield from ((item, other) for other in made(item[0], 1))


def brute_force(needs: tuple[Need, ...], vials: Vials, bench: Bench) -> Cost | None:
    best: Cost | None = None
    for chosen in mixes(bench):
        sources = [Fraction(1), *(item[0] for item in chosen)]
        each = [
            [(number, *way) for number, share in enumerate(sources)
             for way in ways(bench, need, vials.strength * share, need.volume)]
            for need in needs
        ]  # fmt: skip
        for combination in product(*each):
            left = [item[1] for item in chosen]
            for item in chosen:
                if item[4]:
                    left[item[4] - 1] -= item[3]
            drawn = sum((item[3] for item in chosen if not item[4]), Fraction(0))
            right = True
            for need, (number, _, volume, share) in zip(needs, combination, strict=True):
                right &= abs(vials.strength * sources[number] * share / need.strength - 1) <= TOLERANCE
                if number:
                    left[number - 1] -= volume
                else:
                    drawn += volume
            used = {item[0] for item in combination} | {item[4] for item in chosen}
            if right and all(item >= 0 for item in left) and used >= set(range(1, len(chosen) + 1)):
                cost = sum(item[2] for item in chosen) + sum(item[1] for item in combination), vials.opened(drawn)
                best = cost if best is None else min(best, cost)
    return best


def need(number: int, strength: Fraction, volume: int = 50) -> Need:
    return Need(solution=number, strength=strength, volume=Fraction(volume), holds=Fraction(volume))


class TestFindPath:
    @given(
        strengths=st.lists(st.fractions(Fraction(1, 2000), Fraction(9), max_denominator=2000), min_size=1, max_size=2),
        sizes=st.sampled_from([(), (Fraction(5),), (Fraction(2), Fraction(10))]),
    )
    @settings(max_examples=40, deadline=None)
    def test_is_as_good_as_every_way_tried(self, strengths: list[Fraction], sizes: tuple[Fraction, ...]) -> None:
        needs = tuple(need(number, strength) for number, strength in enumerate(sorted(strengths), 1))
        vials = Vials(strength=Fraction(10), sizes=sizes)

        found = find_path(needs, vials, SMALL, TOLERANCE)

        assert (found.cost[:2] if found else None) == brute_force(needs, vials, SMALL)

    def test_draws_from_another_solution_only_where_it_may(self) -> None:
        needs = (need(1, Fraction(1, 100), 250), need(2, Fraction(1), 250))
        vials, bench = Vials(strength=Fraction(100)), replace(SMALL, mixing=())

        assert find_path(needs, vials, bench, TOLERANCE) is None
        found = find_path(needs, vials, replace(bench, draw_from_solutions=True), TOLERANCE)
        assert found is not None
        assert [way.source.words for way in found.ways] == ["solution 2", "vial"]

    def test_makes_more_of_a_solution_that_others_are_drawn_from(self) -> None:
        needs = (need(1, Fraction(1, 100), 250), need(2, Fraction(1), 250))
        bench = replace(SMALL, mixing=(), draw_from_solutions=True)

        found = find_path(needs, Vials(strength=Fraction(100)), bench, TOLERANCE)

        assert found is not None
        drawn = found.ways[0].fill.drug.volume.value
        assert abs(found.ways[1].fill.volume - 250 - drawn) <= TOLERANCE * (250 + drawn)

    def test_keeps_to_the_containers_of_the_bench(self) -> None:
        needs = (need(1, Fraction(1, 100)),)
        vials = Vials(strength=Fraction(10))

        assert find_path(needs, vials, SMALL, TOLERANCE) is not None
        assert find_path(needs, vials, replace(SMALL, most_containers=1), TOLERANCE) is None


class TestVials:
    @pytest.mark.parametrize(
        ("volume", "expected"),
        [("0", []), ("5", [5]), ("5.01", [5, 5]), ("16", [15, 5]), ("66", [60, 5, 5]), ("120", [60, 60])],
    )
    def test_opens_the_least(self, volume: str, expected: list[int]) -> None:
        vials = Vials(strength=Fraction(10), sizes=(Fraction(5), Fraction(15), Fraction(45), Fraction(60)))

        assert list(vials.needed(Fraction(volume))) == expected

    def test_counts_the_volume_itself_where_sizes_are_unknown(self) -> None:
        assert Vials(strength=Fraction(10)).opened(Fraction(7)) == 7
