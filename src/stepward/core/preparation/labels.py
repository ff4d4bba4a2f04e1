"""What stands on a bag, what identifies it, and whether it is the one that a step needs (H-51)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from re import compile as pattern
from typing import Self

from stepward.core.findings import Refusal
from stepward.core.preparation.check_character import check_character
from stepward.core.preparation.fills import NOTHING
from stepward.core.preparation.recipe import DrawnFrom, Intermediate, Liquid, Preparation, Recipe, intermediate_name
from stepward.core.protocols.plan import PlannedSolution, PlannedStep
from stepward.core.quantities import Amount, Duration, Strength, Volume

_ORDER = pattern(r"[0-9A-Z]{1,12}")
_MARK = pattern(r"[1-9][0-9]?|[A-Z]")
_BAG = pattern(r"[1-9][0-9]?")
_PARTS = 4


class UnreadableLabel(Refusal, ValueError):
    """The text is no identity of a label, or its check character is another."""


class NoLabels(Refusal):
    """Nothing can be made, so there is nothing to label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelIdentity:
    """What tells one bag from all others: order, solution (or intermediate) and bag, with a check character."""

    order: str
    solution: int
    bag: int = 1
    is_intermediate: bool = False

    def __post_init__(self) -> None:
        """Refuse what the written form cannot hold.

        Raises:
            UnreadableLabel: naming what was expected.
        """
        if (
            _ORDER.fullmatch(self.order) is None
            or self.solution < 1
            or _MARK.fullmatch(self.mark) is None
            or _BAG.fullmatch(str(self.bag)) is None
        ):
            what = "an intermediate from 1 to 26" if self.is_intermediate else "a solution from 1 to 99"
            msg = (
                f"No label holds order {self.order!r}, {self.solution}, bag {self.bag}: expected an order of up to "
                f"12 digits and capitals, {what}, and a bag from 1 to 99."
            )
            raise UnreadableLabel(msg)

    @property
    def mark(self) -> str:
        """The number of the solution, or the letter of the intermediate."""
        return intermediate_name(self.solution) if self.is_intermediate else str(self.solution)

    @property
    def check(self) -> str:
        """The check character of order, solution and bag."""
        return check_character(f"{self.order}{self.mark:0>2}{self.bag:0>2}")

    def __str__(self) -> str:
        """Write it as printed: order, solution, bag, check character."""
        return f"{self.order}-{self.mark}-{self.bag}-{self.check}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the written form; small letters and spaces around it are allowed.

        Raises:
            UnreadableLabel: if it is not of this form, or the check character is another.
        """
        parts = text.strip().upper().split("-")
        fits = len(parts) == _PARTS and all(
            form.fullmatch(part) for form, part in zip((_ORDER, _MARK, _BAG), parts, strict=False)
        )
        if not fits:
            msg = f"{text!r} is not read as a label: expected order, solution, bag and check character, as S0311-2-1-3"
            raise UnreadableLabel(msg)
        order, mark, bag, check = parts
        found = cls(
            order=order,
            solution=int(mark) if mark.isdigit() else ord(mark) - ord("A") + 1,
            bag=int(bag),
            is_intermediate=not mark.isdigit(),
        )
        if found.check != check:
            msg = f"{text!r}: the check character does not fit. Read the label again."
            raise UnreadableLabel(msg)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientWords:
    """Who a label is for."""

    name: str
    born: date
    identifier: str
    is_invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWords:
    """What only the order knows: its identity, the patient, which bag each solution is in, and when it was made.

    `stated` says how long a solution keeps where no label does.
    `caption` names the first part of the identity: on a sheet of the command line it is the plan's hash.
    """

    order: str
    patient: PatientWords | None = None
    bags: Mapping[int, int] = field(default_factory=dict)
    made_at: Mapping[int, datetime] = field(default_factory=dict)
    stated: Mapping[int, Duration] = field(default_factory=dict)
    caption: str = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One bag's label. `uses` is what leaves the bag for steps, lines and other solutions, `discard` the rest.

    `lasts` is how long it keeps, as far as that is known; `made_at` and `use_before` are written by hand where absent.
    `after` is the solution that is used just before. An intermediate has no steps: it only `serves` what is drawn
    from it.
    """

    identity: LabelIdentity
    caption: str
    count: int
    after: int | None
    patient: PatientWords | None
    drug: str
    amount: Amount
    volume: Volume
    diluent: str
    strength: Strength
    wanted: Strength
    steps: tuple[PlannedStep, ...]
    uses: Volume
    lines: Volume
    discard: Volume
    serves: tuple[DrawnFrom, ...]
    lasts: Duration | None
    storage: str
    made_at: datetime | None
    use_before: datetime | None
    notes: tuple[str, ...]
    is_hazardous: bool | None


def labels_of(made: Preparation, order: OrderWords) -> tuple[Label, ...]:
    """List the labels in the order of making, intermediates included.

    Raises:
        NoLabels: if the plan or the preparation is blocked, or nothing is made.
    """
    if made.is_blocked or made.plan.is_blocked or not made.recipes:
        msg = "The preparation is blocked, so no label is printed."
        raise NoLabels(msg)
    recipes = {item.solution: item for item in made.recipes}
    mixes = {item.number: item for item in made.intermediates}
    return tuple(
        _of_mix(made, order, mixes[item.number])
        if item.liquid is Liquid.INTERMEDIATE
        else _of_recipe(made, order, recipes[item.number])
        for item in made.making_order
    )


def _of_recipe(made: Preparation, order: OrderWords, recipe: Recipe) -> Label:
    solution = _planned(made, recipe.solution)
    serves = tuple(
        DrawnFrom(liquid=Liquid.SOLUTION, number=other.solution)
        for other in made.recipes
        if other.drug.source == DrawnFrom(liquid=Liquid.SOLUTION, number=recipe.solution)
    )
    given_on = sum((_drawn(made, item) for item in serves), NOTHING)
    lines = recipe.for_line
    uses = solution.infused + lines + Volume(given_on)
    kept = recipe.beyond_use
    made_at = order.made_at.get(recipe.solution, kept.made_at)
    lasts = order.stated.get(recipe.solution) if kept.stability is None else kept.stability.lasts
    return Label(
        identity=LabelIdentity(order=order.order, solution=recipe.solution, bag=order.bags.get(recipe.solution, 1)),
        caption=order.caption,
        count=len(made.recipes),
        after=_before(made, recipe.solution),
        patient=order.patient,
        drug=_drug(made),
        amount=recipe.as_made.amount,
        volume=recipe.as_made.volume,
        diluent=recipe.diluent,
        strength=recipe.as_made.strength,
        wanted=recipe.wanted,
        steps=tuple(step for step in made.plan.effective.steps if step.solution == recipe.solution),
        uses=uses,
        lines=lines,
        discard=recipe.as_made.volume - uses,
        serves=serves,
        lasts=lasts,
        storage="" if kept.stability is None else kept.stability.storage,
        made_at=made_at,
        use_before=None if made_at is None or lasts is None else made_at + timedelta(seconds=int(lasts.value * 60)),
        notes=_notes(made),
        is_hazardous=made.product.hazardous,
    )


def _of_mix(made: Preparation, order: OrderWords, mix: Intermediate) -> Label:
    uses = Volume(sum((_drawn(made, item) for item in mix.serves), NOTHING))
    return Label(
        identity=LabelIdentity(order=order.order, solution=mix.number, is_intermediate=True),
        caption=order.caption,
        count=len(made.intermediates),
        after=None,
        patient=order.patient,
        drug=_drug(made),
        amount=mix.as_made.amount,
        volume=mix.as_made.volume,
        diluent=next((item.diluent for item in made.recipes), ""),
        strength=mix.as_made.strength,
        wanted=mix.as_made.strength,
        steps=(),
        uses=uses,
        lines=Volume(NOTHING),
        discard=mix.as_made.volume - uses,
        serves=mix.serves,
        lasts=None,
        storage="",
        made_at=None,
        use_before=None,
        notes=_notes(made),
        is_hazardous=made.product.hazardous,
    )


def _drug(made: Preparation) -> str:
    entry = made.plan.order.entry
    return made.plan.order.drug if entry is None else entry.display


def _before(made: Preparation, number: int) -> int | None:
    """Name the solution that is used just before this one."""
    used = list(dict.fromkeys(step.solution for step in made.plan.effective.steps if step.solution is not None))
    place = used.index(number) if number in used else 0
    return used[place - 1] if place else None


def _planned(made: Preparation, number: int) -> PlannedSolution:
    return next(item for item in made.plan.effective.solutions if item.number == number)


def _drawn(made: Preparation, item: DrawnFrom) -> Fraction:
    """Tell what is drawn for a solution or an intermediate."""
    if item.liquid is Liquid.INTERMEDIATE:
        return next(mix.drug.drawn.value for mix in made.intermediates if mix.number == item.number)
    return next(recipe.drug.drawn.value for recipe in made.recipes if recipe.solution == item.number)


def _notes(made: Preparation) -> tuple[str, ...]:
    """Collect what the product's label says of light, filter, containers and handling."""
    product = made.product
    parts = (("Light", product.light), ("Filter", product.filter), ("PVC", product.pvc))
    return (*(f"{name}: {text}" for name, text in parts if text), *product.notes)
