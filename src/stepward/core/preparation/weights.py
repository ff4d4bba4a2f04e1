"""What the balance must show, as far as densities are known, and how far off it may be."""

from fractions import Fraction

from stepward.core.preparation.bench import Bench
from stepward.core.preparation.product import Density, Product
from stepward.core.preparation.recipe import Draw, Weighing, WeighingPoint
from stepward.core.quantities import Mass, Volume

MG_PER_G = 1000
READINGS = 2  # the balance is read before and after each change
WATER_LIKE = Density(g_per_ml=Fraction(1), tolerance=Fraction(5, 100), source="STEPWARD-WATER-LIKE")


def drug_density(product: Product, bench: Bench) -> Density | None:
    """Take the label's density, or the bench's where the label calls the product aqueous; else none."""
    return product.density or (bench.density if product.aqueous else None)


def weighings(
    draws: tuple[tuple[WeighingPoint, Draw], ...], finished: Volume | None, product: Product, bench: Bench
) -> tuple[Weighing, ...]:
    """List what can be weighed: each change, and the fluid of the finished bag where its volume is known.

    The tolerance adds up half a mark for each stroke, the uncertainty of the density, and the balance twice.
    """
    if bench.balance is None:
        return ()
    found = []
    for point, draw in draws:
        density = drug_density(product, bench) if point is WeighingPoint.DRUG_IN else bench.density
        if density is not None:
            found.append(_weighing(point, draw.drawn, _reading(draw), density, bench.balance))
    whole = drug_density(product, bench)
    if finished is not None and whole is not None and bench.density is not None:
        density = whole if whole.tolerance > bench.density.tolerance else bench.density
        marks = sum((_reading(draw) for _, draw in draws), Fraction(0))
        found.append(_weighing(WeighingPoint.FINISHED, finished, marks, density, bench.balance))
    return tuple(found)


def _reading(draw: Draw) -> Fraction:
    return sum((stroke.syringe.graduation.value for stroke in draw.strokes), Fraction(0)) / 2


def _weighing(
    point: WeighingPoint, volume: Volume, marks: Fraction, density: Density, balance: Mass
) -> Weighing:  # fmt: skip
    per_ml = density.g_per_ml * MG_PER_G
    expected = volume.value * per_ml
    off = expected * density.tolerance + marks * per_ml + balance.value * READINGS
    return Weighing(point=point, expected=Mass(expected), tolerance=Mass(off), density=density)
