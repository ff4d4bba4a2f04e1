"""What was done to each solution and intermediate: deeds are only added, and the state is read from them.

A bag begins with its first draw; a voided bag stays on record, and the work begins anew as the next bag of the same
solution. Judging what may be done next is the matter of `judging.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.preparation.expiry import after
from stepward.core.preparation.recipe import Draw, DrawnFrom, Liquid, Preparation, Weighing, WeighingPoint
from stepward.core.preparation.slips import Figure, figures, of_vial
from stepward.core.quantities import Duration, Mass, Quantity, Strength, Volume, people_text


class NotMadeHere(Refusal, LookupError):
    """The preparation has no such solution or intermediate."""


class DeedKind(Enum):
    """What a person did to a bag; an exception says that no second person was there."""

    DREW = "drew"
    WEIGHED = "weighed"
    FINISHED = "finished"
    CHECKED = "checked"
    DIFFERED = "differed"
    EXCEPTED = "exception"
    STATED = "stated how long it keeps"
    VOIDED = "voided"


class SolutionState(Enum):
    """How far a bag has come; an excepted one was released without a second person."""

    TO_MAKE = "to make"
    MAKING = "being made"
    MADE = "made"
    CHECKED = "checked"
    EXCEPTED = "released without a second check"
    DIFFERS = "differs"
    VOID = "void"


IS_MADE = frozenset({SolutionState.MADE, SolutionState.CHECKED, SolutionState.EXCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vessel:
    """One bag of a solution, or one container of an intermediate: what is made, and which one, counted from 1."""

    item: DrawnFrom
    bag: int = 1

    @property
    def words(self) -> str:
        """Name it: `solution 3`, `solution 3, bag 2`, `intermediate A, bag 2`."""
        return self.item.words if self.bag == 1 else f"{self.item.words}, bag {self.bag}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts, and when."""

    person_id: str
    name: str
    at: datetime

    def is_person(self, deed: "Deed") -> bool:
        """Tell whether a deed is by the same person: the same account, or another one of the same name (H-53)."""
        return self.person_id == deed.person_id or (_plain(self.name) == _plain(deed.person_name) != "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One figure that the second person read, blind."""

    what: str
    read: Quantity | Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What a deed says beyond its kind: draw and volume, the balance, the figures and label read, a time, a reason."""

    draw: int | None = None
    drawn: Volume | None = None
    point: WeighingPoint | None = None
    weight: Mass | None = None
    readings: tuple[Reading, ...] = ()
    label: str = ""
    lasts: Duration | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act on one bag; deeds of an order are numbered from 1 and never changed."""

    number: int
    item: DrawnFrom
    bag: int
    kind: DeedKind
    person_id: str
    person_name: str
    at: datetime
    detail: Detail = Detail()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one solution or intermediate asks for: draws in order, weighings, figures to read, how long it keeps."""

    item: DrawnFrom
    draws: tuple[Draw, ...] = ()
    weighings: tuple[Weighing, ...] = ()
    figures: tuple[Figure, ...] = ()
    lasts: Duration | None = None

    @property
    def source(self) -> DrawnFrom | None:
        """The solution or intermediate that its drug is drawn from; nothing where that is the vial."""
        made = {Liquid.SOLUTION, Liquid.INTERMEDIATE}
        return next((draw.source for draw in self.draws if draw.source.liquid in made), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawWork:
    """One draw of the recipe, and the deed that did it."""

    number: int
    draw: Draw
    deed: Deed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingWork:
    """What the balance must show at one point, and the last that it showed."""

    weighing: Weighing
    deed: Deed | None = None

    @property
    def found(self) -> Mass | None:
        """What the balance showed."""
        return None if self.deed is None else self.deed.detail.weight

    @property
    def agrees(self) -> bool | None:
        """Tell whether it is within the tolerance; nothing while it was not weighed."""
        if self.found is None:
            return None
        return abs(self.found.value - self.weighing.expected.value) <= self.weighing.tolerance.value


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureWork:
    """A figure and what the second person read; the expected value is shown only once something was read."""

    figure: Figure
    read: Quantity | Strength | None = None

    @property
    def agrees(self) -> bool | None:
        """Tell whether both are equal; nothing while it was not read."""
        return None if self.read is None else is_same(self.figure.expected, self.read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """A bag that was thrown away, and why."""

    bag: int
    reason: str
    deed: Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionWork:
    """What the deeds make of a solution or an intermediate, at one time.

    `bag` is the bag in hand; after a void it is the voided one, and the next draw begins `next_bag`. `maker` finished
    it, `checker` read the figures, `stated` says how long it keeps where no label does. `tainted` says that the bag it
    was drawn from was voided or differed later.
    """

    task: Task
    state: SolutionState
    bag: int
    draws: tuple[DrawWork, ...]
    weighings: tuple[WeighingWork, ...]
    figures: tuple[FigureWork, ...]
    deeds: tuple[Deed, ...]
    voided: tuple[Voided, ...] = ()
    maker: Deed | None = None
    checker: Deed | None = None
    exception: Deed | None = None
    stated: Deed | None = None
    expires_at: datetime | None = None
    is_expired: bool = False
    tainted: bool = False
    source_unchecked: bool = False

    @property
    def item(self) -> DrawnFrom:
        """What is made."""
        return self.task.item

    @property
    def vessel(self) -> Vessel:
        """The bag that the next act is on."""
        return Vessel(item=self.item, bag=self.next_bag if self.state is SolutionState.VOID else self.bag)

    @property
    def next_bag(self) -> int:
        """The number of the bag that would be made after this one."""
        return self.bag + 1

    @property
    def next_draw(self) -> DrawWork | None:
        """The draw that is next; nothing once all are done."""
        return next((item for item in self.draws if item.deed is None), None)

    @property
    def makers(self) -> tuple[Deed, ...]:
        """The deeds of everybody who drew, weighed or finished: none of these people may check."""
        made = {DeedKind.DREW, DeedKind.WEIGHED, DeedKind.FINISHED}
        return tuple(deed for deed in self.deeds if deed.kind in made)

    @property
    def differing(self) -> tuple[FigureWork, ...]:
        """The figures that were read as something else."""
        return tuple(item for item in self.figures if item.agrees is False)

    @property
    def off(self) -> tuple[WeighingWork, ...]:
        """The weighings that are outside their tolerance."""
        return tuple(item for item in self.weighings if item.agrees is False)

    @property
    def recipe_changed(self) -> bool:
        """Tell whether a draw was done by another recipe than the present one, as after a change of the bench."""
        asked = {item.number: item.draw.drawn for item in self.draws}
        done = [deed.detail for deed in self.deeds if deed.kind is DeedKind.DREW]
        return any(detail.draw not in asked or detail.drawn != asked[detail.draw] for detail in done)

    @property
    def is_ready(self) -> bool:
        """Tell whether it may go to the patient: checked or excepted, and nothing speaks against it."""
        done = self.state in {SolutionState.CHECKED, SolutionState.EXCEPTED}
        return done and not self.trouble and not self.source_unchecked

    @property
    def trouble(self) -> str:
        """Say what speaks against a bag that is begun, whatever its state; empty where nothing does."""
        if self.recipe_changed:
            return "was drawn by a recipe that changed since"
        if self.tainted:
            return "was drawn from a bag that was voided or differs"
        return "has expired" if self.is_expired else ""


def is_same(expected: Quantity | Strength, read: Quantity | Strength) -> bool:
    """Tell whether a figure was read as expected: exactly, or as it is written for people where it has no end."""
    one, other = (item.per_ml if isinstance(item, Strength) else item for item in (expected, read))
    if type(expected) is not type(read) or type(one) is not type(other):
        return False
    return other.value in {one.value, Fraction(people_text(one.value, group=""))}


def task_of(made: Preparation, item: DrawnFrom) -> Task:
    """Say what a solution or an intermediate asks for.

    Raises:
        NotMadeHere: if the preparation has none of this number.
    """
    recipe = next((one for one in made.recipes if one.solution == item.number), None)
    if item.liquid is Liquid.SOLUTION and recipe is not None:
        stability = recipe.beyond_use.stability
        return Task(
            item=item,
            draws=recipe.draws,
            weighings=recipe.weighings,
            figures=tuple(one for one in figures(made) if one.solution == item.number),
            lasts=None if stability is None else stability.lasts,
        )
    mix = next((one for one in made.intermediates if one.number == item.number), None)
    if item.liquid is Liquid.INTERMEDIATE and mix is not None:
        draws = (mix.diluent, mix.drug)
        return Task(item=item, draws=draws, figures=_figures_of_mix(made, item, draws))
    msg = f"This preparation has no {item.words}. Open the order again."
    raise NotMadeHere(msg)


def _figures_of_mix(made: Preparation, item: DrawnFrom, draws: tuple[Draw, Draw]) -> tuple[Figure, ...]:
    diluent, drug = draws
    found = [
        Figure(solution=item.number, what="diluent put in", expected=diluent.drawn),
        Figure(solution=item.number, what=f"drawn from {drug.source.words}", expected=drug.drawn),
    ]
    return (*(of_vial(made, item.number) if drug.source.liquid is Liquid.VIAL else ()), *found)


def works_of(made: Preparation, deeds: tuple[Deed, ...], *, now: datetime) -> tuple[SolutionWork, ...]:
    """Tell how everything stands, in the order of the making; deeds on what is no longer made are kept at the end."""
    items = dict.fromkeys((*made.making_order, *(deed.item for deed in deeds)))
    return tuple(state_of(made, item, deeds, now=now) for item in items)


def state_of(made: Preparation, item: DrawnFrom, deeds: tuple[Deed, ...], *, now: datetime) -> SolutionWork:
    """Tell what the deeds of an order make of one solution or intermediate.

    Raises:
        NotMadeHere: if the preparation has none of this number, and no deed was done on it.
    """
    known = item in made.making_order or all(deed.item != item for deed in deeds)
    task = task_of(made, item) if known else Task(item=item)
    mine = [deed for deed in deeds if deed.item == task.item]
    bag = max((deed.bag for deed in mine), default=1)
    of_bag = tuple(deed for deed in mine if deed.bag == bag)
    last = {deed.kind: deed for deed in of_bag}
    drawn = {deed.detail.draw: deed for deed in of_bag if deed.kind is DeedKind.DREW}
    weighed = {deed.detail.point: deed for deed in of_bag if deed.kind is DeedKind.WEIGHED}
    checker = last.get(DeedKind.CHECKED, last.get(DeedKind.DIFFERED))
    read = {} if checker is None else {one.what: one.read for one in checker.detail.readings}
    maker = last.get(DeedKind.FINISHED)
    stated = last.get(DeedKind.STATED)
    lasts = task.lasts if stated is None else stated.detail.lasts
    expires = None if maker is None or lasts is None else after(maker.at, lasts.value)
    return SolutionWork(
        task=task,
        state=_state(last),
        bag=bag,
        draws=tuple(DrawWork(number=n, draw=one, deed=drawn.get(n)) for n, one in enumerate(task.draws, 1)),
        weighings=tuple(WeighingWork(weighing=one, deed=weighed.get(one.point)) for one in task.weighings),
        figures=tuple(FigureWork(figure=one, read=read.get(one.what)) for one in task.figures),
        deeds=of_bag,
        voided=tuple(
            Voided(bag=deed.bag, reason=deed.detail.reason, deed=deed) for deed in mine if deed.kind is DeedKind.VOIDED
        ),
        maker=maker,
        checker=checker,
        exception=last.get(DeedKind.EXCEPTED),
        stated=stated,
        expires_at=expires,
        is_expired=expires is not None and now >= expires,
        tainted=_is_tainted(made, task, of_bag, deeds),
        source_unchecked=_is_source_unchecked(task, of_bag, deeds),
    )


def _state(last: dict[DeedKind, Deed]) -> SolutionState:
    """Read the state of a bag off the gravest kind of deed that was done to it."""
    after_deed = {
        DeedKind.VOIDED: SolutionState.VOID,
        DeedKind.DIFFERED: SolutionState.DIFFERS,
        DeedKind.CHECKED: SolutionState.CHECKED,
        DeedKind.EXCEPTED: SolutionState.EXCEPTED,
        DeedKind.FINISHED: SolutionState.MADE,
    }
    found = next((state for kind, state in after_deed.items() if kind in last), None)
    return found or (SolutionState.MAKING if last else SolutionState.TO_MAKE)


def _is_source_unchecked(task: Task, of_bag: tuple[Deed, ...], deeds: tuple[Deed, ...]) -> bool:
    """Tell whether nobody has checked the bag that the drug was drawn from yet."""
    source, drew = task.source, _last_draw(task, of_bag)
    if drew is None or source is None:
        return False
    bag = _source_bag(source, drew, deeds)
    done = {DeedKind.CHECKED, DeedKind.EXCEPTED}
    return not any(deed.item == source and deed.bag == bag and deed.kind in done for deed in deeds)


def _last_draw(task: Task, of_bag: tuple[Deed, ...]) -> Deed | None:
    return next((deed for deed in of_bag if deed.kind is DeedKind.DREW and deed.detail.draw == len(task.draws)), None)


def _source_bag(source: DrawnFrom, drew: Deed, deeds: tuple[Deed, ...]) -> int:
    return max((deed.bag for deed in deeds if deed.item == source and deed.number < drew.number), default=1)


def _is_tainted(made: Preparation, task: Task, of_bag: tuple[Deed, ...], deeds: tuple[Deed, ...]) -> bool:
    """Tell whether the bag that the drug was drawn from was voided, read differently, or itself drawn from such."""
    source, drew = task.source, _last_draw(task, of_bag)
    if drew is None or source is None:
        return False
    bag = _source_bag(source, drew, deeds)
    bad = {DeedKind.VOIDED, DeedKind.DIFFERED}
    if any(deed.item == source and deed.bag == bag and deed.kind in bad for deed in deeds):
        return True
    of_source = tuple(deed for deed in deeds if deed.item == source and deed.bag == bag)
    return _is_tainted(made, task_of(made, source), of_source, deeds)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
