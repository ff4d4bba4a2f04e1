"""What comes out of preparing: recipes a technician can follow, vials, waves, weights and findings."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Finding, has_block
from stepward.core.preparation.bench import Bag, Bench, Filling, Stroke, Syringe
from stepward.core.preparation.product import Density, Product, Stability
from stepward.core.preparation.strokes import stroke_words
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Amount, Duration, Mass, Rate, Strength, Volume


class Liquid(Enum):
    """What a syringe is filled from."""

    VIAL = "vial"
    INTERMEDIATE = "intermediate"
    SOLUTION = "solution"
    DILUENT = "diluent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFrom:
    """Where a draw is taken: the vial, the diluent, or an intermediate or a solution by its number."""

    liquid: Liquid
    number: int = 0

    @property
    def words(self) -> str:
        """Name it: `vial`, `diluent`, `intermediate A`, `solution 3`."""
        if self.liquid is Liquid.INTERMEDIATE:
            return f"intermediate {intermediate_name(self.number)}"
        return f"solution {self.number}" if self.liquid is Liquid.SOLUTION else str(self.liquid.value)


def intermediate_name(number: int) -> str:
    """Name an intermediate by a letter, so that no number is taken for that of a solution."""
    return chr(ord("A") + number - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One volume measured with named syringes: exactly what is wanted, and what their marks allow, stroke by stroke."""

    source: DrawnFrom
    exact: Volume
    drawn: Volume
    strokes: tuple[Stroke, ...]

    @property
    def syringes(self) -> tuple[Syringe, ...]:
        """The syringes that are used, each once, the largest first."""
        return tuple(dict.fromkeys(stroke.syringe for stroke in self.strokes))

    @property
    def syringe(self) -> Syringe:
        """The first and largest syringe; the only one where none are combined."""
        return self.strokes[0].syringe

    @property
    def graduation(self) -> Volume:
        """The coarsest mark that is read."""
        return max(syringe.graduation for syringe in self.syringes)

    @property
    def words(self) -> str:
        """Name syringes and volumes, stroke by stroke: `50 mL syringe 50 mL, 10 mL syringe 9.6 mL`."""
        return stroke_words(self.strokes)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsMade:
    """What the rounded draws really give, and how far its strength is from the plan's as a share."""

    volume: Volume
    amount: Amount
    strength: Strength
    deviation: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Intermediate:
    """A dilution that only serves to draw from: its letter, the draws, and the strength that they really give."""

    number: int
    drug: Draw
    diluent: Draw
    as_made: AsMade
    serves: tuple[DrawnFrom, ...]

    @property
    def name(self) -> str:
        """Its letter."""
        return intermediate_name(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondUse:
    """When a solution is hung and ends, how long it keeps, and so when it may be made at the earliest.

    Minutes count from the start of step 1; clock times are there where a start was given. Nothing is unknown
    stability. `expires_at` is there where it is known when it is made.
    """

    hung_minutes: Fraction
    ends_minutes: Fraction
    stability: Stability | None
    hung_at: datetime | None = None
    ends_at: datetime | None = None
    make_not_before: datetime | None = None
    made_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What the balance must show at one point of the work, in mg, and how far it may be off."""

    point: "WeighingPoint"
    expected: Mass
    tolerance: Mass
    density: Density


class WeighingPoint(Enum):
    """What is weighed: a change of the bag's weight, or the fluid in the finished bag."""

    DILUENT_OUT = "loss on withdrawing diluent"
    DILUENT_IN = "gain on adding diluent"
    DRUG_IN = "gain on adding drug"
    FINISHED = "fluid in the finished bag"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedStep:
    """A step that a solution serves."""

    number: int
    rate: Rate | None
    volume: Volume | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one solution is made, in the order of the work: bag, diluent out or in, drug in.

    `planned` is the plan's volume, `extra` what lines and draws for other solutions need beyond it, `overfill` what is
    kept of the bag's overfill; `made` is their sum, as wanted; `as_made` is what the rounded draws give. `for_line` is
    all that lines take, out of what would be discarded as far as that goes.
    """

    solution: int
    name: str
    wanted: Strength
    planned: Volume
    extra: Volume
    for_line: Volume
    overfill: Volume
    made: Volume
    filling: Filling
    bag: Bag | None
    diluent: str
    diluent_out: Draw | None
    diluent_in: Draw | None
    drug: Draw
    as_made: AsMade
    beyond_use: BeyondUse
    weighings: tuple[Weighing, ...]
    steps: tuple[ServedStep, ...]

    @property
    def draws(self) -> tuple[Draw, ...]:
        """The draws in the order of the work."""
        return tuple(draw for draw in (self.diluent_out, self.diluent_in, self.drug) if draw is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class VialCount:
    """How many vials of one size are opened."""

    volume: Volume
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The drug that is taken: drawn from the vials, in the vials opened, given with the strengths as made, thrown away.

    Where the vials' size is unknown, `vials` is empty and the waste is only what is drawn and not given.
    """

    strength: Strength
    drawn: Volume
    vials: tuple[VialCount, ...]
    opened: Amount | None
    given: Amount
    wasted: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Solutions and intermediates made together, and the step that must be tolerated before (none: before step 1).

    `minutes_left` is the time from that step's end until the first of them is hung.
    """

    number: int
    solutions: tuple[int, ...]
    intermediates: tuple[int, ...]
    after_step: int | None
    minutes_left: Fraction | None
    at: datetime | None
    drug: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionSteps:
    """A published distribution: the share of sessions whose first reaction came in each step, with its source."""

    shares: dict[int, Fraction]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Drug not yet made when sessions stop, on average, if each reaction ended its session: an upper bound."""

    at_most: Amount
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of the day: start of step 1, when the solutions are made, how they are kept, past reactions."""

    start_at: datetime | None = None
    made_at: datetime | None = None
    storage: str = ""
    reactions: ReactionSteps | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Everything the pharmacy makes for a plan; recipes are missing where a finding says why."""

    plan: Plan
    product: Product
    bench: Bench
    recipes: tuple[Recipe, ...]
    intermediates: tuple[Intermediate, ...]
    making_order: tuple[DrawnFrom, ...]
    stock: Stock | None
    waves: tuple[Wave, ...]
    saving: Saving | None
    findings: tuple[Finding, ...]

    @property
    def manipulations(self) -> int:
        """The number of strokes of a syringe in all recipes and intermediates."""
        draws = [draw for recipe in self.recipes for draw in recipe.draws]
        draws += [draw for item in self.intermediates for draw in (item.drug, item.diluent)]
        return sum(len(draw.strokes) for draw in draws)

    @property
    def is_blocked(self) -> bool:
        """Tell whether any finding blocks."""
        return has_block(self.findings)

    @property
    def total_time(self) -> Duration:
        """How long the plan takes."""
        return self.plan.effective.total_duration
