"""Which mistakes the second check can catch: by the figures that it reads blind, and by the balance.

Figures are what a second person reads without seeing the expected value: the strength on the vial, each syringe, the
diluent taken out. Weights are those of `weights.py`. What neither can see is said as well.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from stepward.core.preparation.recipe import Draw, Liquid, Preparation, Recipe, Weighing, WeighingPoint
from stepward.core.preparation.weights import MG_PER_G
from stepward.core.quantities import Quantity, Strength

TENFOLD = Fraction(10)


class Slip(Enum):
    """A mistake at the bench."""

    VIAL_STRENGTH = "vial of another strength"
    BAGS_SWAPPED = "drug of two solutions injected into each other's bag"
    LABELS_SWAPPED = "labels of two finished bags exchanged"
    TENFOLD_MORE = "ten times the volume of drug"
    TENFOLD_LESS = "a tenth of the volume of drug"
    DILUENT_LEFT = "diluent not withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure that the second person reads blind: what is read, of which solution, and what it must be."""

    solution: int
    what: str
    expected: Quantity | Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """How many cases of a slip are caught by the figures and by weight, of how many that can happen here."""

    slip: Slip
    cases: int
    by_figures: int
    by_weight: int

    def share(self, count: int) -> Fraction:
        """Tell a count as a share of the cases; all of none is none."""
        return Fraction(count, self.cases) if self.cases else Fraction(0)


def figures(made: Preparation) -> tuple[Figure, ...]:
    """List what the second person reads blind, solution by solution."""
    found: list[Figure] = []
    for recipe in made.recipes:
        if recipe.drug.source.liquid is Liquid.VIAL:
            found += of_vial(made, recipe.solution)
        if recipe.diluent_out is not None:
            found.append(_read(recipe, "diluent taken out", recipe.diluent_out))
        if recipe.diluent_in is not None:
            found.append(_read(recipe, "diluent put in", recipe.diluent_in))
        found.append(_read(recipe, f"drawn from {recipe.drug.source.words}", recipe.drug))
    return tuple(found)


def of_vial(made: Preparation, number: int) -> tuple[Figure, ...]:
    """List what is read off the vial itself: a strength, or of a powder its drug and what it was dissolved in."""
    powder = made.product.powder
    if powder is not None:
        found = [Figure(solution=number, what="drug in one vial", expected=powder.amount)]
        if powder.reconstitute_with is not None:
            found.append(Figure(solution=number, what="put into each vial", expected=powder.reconstitute_with))
        return tuple(found)
    if made.stock is None:
        return ()
    return (Figure(solution=number, what="strength on the vial", expected=made.stock.strength),)


def _read(recipe: Recipe, what: str, draw: Draw) -> Figure:
    return Figure(solution=recipe.solution, what=what, expected=draw.drawn)


def caught(made: Preparation) -> tuple[Caught, ...]:
    """Inject each slip wherever it can happen, and count what the figures and the balance show."""
    return tuple(_count(made, slip) for slip in Slip)


def _count(made: Preparation, slip: Slip) -> Caught:
    recipes = made.recipes
    pairs = [(one, other) for one in recipes for other in recipes if one.solution < other.solution]
    match slip:
        case Slip.VIAL_STRENGTH:
            cases = [recipe for recipe in recipes if recipe.drug.source.liquid is Liquid.VIAL]
            return Caught(slip=slip, cases=len(cases), by_figures=len(cases), by_weight=0)
        case Slip.BAGS_SWAPPED:
            hits = sum(_shows(one, other.drug) or _shows(other, one.drug) for one, other in pairs)
            return Caught(slip=slip, cases=len(pairs), by_figures=0, by_weight=hits)
        case Slip.LABELS_SWAPPED:
            hits = sum(_finished_differ(one, other) for one, other in pairs)
            return Caught(slip=slip, cases=len(pairs), by_figures=0, by_weight=hits)
        case Slip.TENFOLD_MORE:
            return _scaled(made, slip, TENFOLD)
        case Slip.TENFOLD_LESS:
            return _scaled(made, slip, 1 / TENFOLD)
        case Slip.DILUENT_LEFT:
            cases = [recipe for recipe in recipes if recipe.diluent_out is not None]
            hits = sum(_without_change(recipe) for recipe in cases)
            return Caught(slip=slip, cases=len(cases), by_figures=len(cases), by_weight=hits)


def _scaled(made: Preparation, slip: Slip, factor: Fraction) -> Caught:
    """Draw a multiple of the drug: the syringe shows it if its marks do, the balance if its tolerance does."""
    draws = [(recipe, recipe.drug) for recipe in made.recipes]
    by_figures = sum(
        abs(factor - 1) * draw.drawn.value >= draw.graduation.value for _, draw in draws
    )  # fmt: skip
    by_weight = sum(_off(recipe, recipe.drug.drawn.value * factor) for recipe, _ in draws)
    return Caught(slip=slip, cases=len(draws), by_figures=by_figures, by_weight=by_weight)


def _weighing(recipe: Recipe, point: WeighingPoint) -> Weighing | None:
    return next((item for item in recipe.weighings if item.point is point), None)


def _off(recipe: Recipe, volume: Fraction) -> bool:
    """Tell whether the gain of another volume of drug is outside the tolerance."""
    weighing = _weighing(recipe, WeighingPoint.DRUG_IN)
    if weighing is None:
        return False
    real = volume * weighing.density.g_per_ml * MG_PER_G
    return abs(real - weighing.expected.value) > weighing.tolerance.value


def _shows(recipe: Recipe, other: Draw) -> bool:
    return _off(recipe, other.drawn.value)


def _finished_differ(one: Recipe, other: Recipe) -> bool:
    first, second = (_weighing(item, WeighingPoint.FINISHED) for item in (one, other))
    if first is None or second is None:
        return False
    return abs(first.expected.value - second.expected.value) > min(first.tolerance.value, second.tolerance.value)


def _without_change(recipe: Recipe) -> bool:
    """Tell whether a bag that lost nothing is outside the tolerance of the loss."""
    weighing = _weighing(recipe, WeighingPoint.DILUENT_OUT)
    return weighing is not None and weighing.expected > weighing.tolerance
