"""One solution in the words of its page: draws, balance, who did what, and what opens each door."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.urls import reverse

from stepward.core.preparation.recipe import Draw, DrawnFrom, Liquid, Preparation, Recipe, WeighingPoint
from stepward.core.preparation.work import Deed, DeedKind, SolutionState, SolutionWork
from stepward.core.quantities import Duration, Mass, Volume, people_text
from stepward.shells.web import here
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.doors import UNDRAWN, Doors, Looker, doors_of, is_hidden_from, may_state
from stepward.shells.web.prepare.shown_order import use_by_text
from stepward.shells.web.prepare.words import ShownState
from stepward.usecases.making import Opened

MG_PER_G, MINUTES_AN_HOUR = 1000, 60
DONE, NOW, LATER = "done", "now", "later"
_POINTS = {
    WeighingPoint.DILUENT_OUT: ("diluent-out", "Loss on withdrawing diluent"),
    WeighingPoint.DILUENT_IN: ("diluent-in", "Gain on adding diluent"),
    WeighingPoint.DRUG_IN: ("drug-in", "Gain on adding drug"),
    WeighingPoint.FINISHED: ("finished", "Fluid in the finished bag"),
}
POINTS = {key: point for point, (key, _) in _POINTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What was typed and not taken: the field, the text as it stood, and the sentence above it."""

    name: str = ""
    text: str = ""
    sentence: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDraw:
    """One draw: what, how much, with which syringe; done by whom, open, or closed until what."""

    number: int
    what: str
    volume: Volume
    how: str
    stand: str
    by: str
    is_open: bool
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWeighing:
    """One point on the balance; what it must show stands there once something was read."""

    id: str
    point: str
    what: str
    read: str
    verdict: str
    expected: str
    is_open: bool
    closed: str
    entered: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDeed:
    """Who did what, and when."""

    at: str
    what: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """All that the page of a solution shows."""

    item: str
    title: str
    words: str
    drug_dose: str
    sentence: str
    state: ShownState
    container: str
    closed: str
    is_hidden: bool
    draws: tuple[ShownDraw, ...]
    weighings: tuple[ShownWeighing, ...]
    end_title: str
    end_note: str
    doors: Doors
    may_state: bool
    label_address: str
    deeds: tuple[ShownDeed, ...]
    entered: Entered = field(default_factory=Entered)


def shown_item(opened: Opened, work: SolutionWork, looker: Looker, entered: Entered) -> ShownItem:
    """Put one solution into words for whoever looks."""
    made, order = opened.preparation, opened.order
    blocked = opened.is_blocked
    can_make = looker.may_make and not blocked
    hidden = is_hidden_from(work, looker)
    return ShownItem(
        item=words.slug_of(work.item),
        title=title_of(work),
        words=work.vessel.words,
        drug_dose=f"{words.drug_text(opened.plan)} {opened.plan.order.target.amount.people()}",
        sentence=_sentence(made, work, hides=hidden),
        state=words.BLOCKED if blocked else words.shown_state(work),
        container=_container(made, work.item),
        closed=_closed(work, looker, blocked=blocked),
        is_hidden=hidden,
        draws=() if hidden else _draws(made, work, can_make=can_make),
        weighings=()
        if hidden
        else tuple(_weighing(work, place, can_make=can_make, entered=entered) for place in range(len(work.weighings))),
        end_title="Second person" if work.state not in UNDRAWN else "Finish",
        end_note=_end_note(work),
        doors=doors_of(
            work, looker, address=reverse("prepare-check", args=[order.id, words.slug_of(work.item)]), blocked=blocked
        ),
        may_state=may_state(work, looker),
        label_address="" if blocked else reverse("prepare-label", args=[order.id, words.slug_of(work.item)]),
        deeds=tuple(shown_deed(deed, hides=hidden) for deed in _history(opened, work)),
        entered=entered,
    )


def title_of(work: SolutionWork) -> str:
    """Name the bag that the next act is on."""
    bag = work.vessel.bag
    return f"{words.title_of(work.item)}{f', bag {bag}' if bag > 1 else ''}"


def shown_deed(deed: Deed, *, hides: bool) -> ShownDeed:
    """Say a deed in a line; what the balance showed is hidden from who checks blind."""
    return ShownDeed(
        at=words.clock_text(deed.at),
        what=_deed_text(deed, hides=hides),
        by=f"{deed.person_name}, {words.day_text(here.day(deed.at))}",
    )


def _history(opened: Opened, work: SolutionWork) -> tuple[Deed, ...]:
    return tuple(deed for deed in reversed(opened.deeds) if deed.item == work.item)


def _deed_text(deed: Deed, *, hides: bool) -> str:
    detail, bag = deed.detail, f"bag {deed.bag}"
    match deed.kind:
        case DeedKind.DREW:
            text = f"Draw {detail.draw} done"
        case DeedKind.WEIGHED if detail.point is not None and detail.weight is not None:
            text = "Weighed" if hides else f"{_POINTS[detail.point][1]}: {grams_text(detail.weight)}"
        case DeedKind.FINISHED:
            text = "Finished"
        case DeedKind.CHECKED:
            text = "Checked, all figures agree"
        case DeedKind.DIFFERED:
            text = "Checked, a figure differs"
        case DeedKind.EXCEPTED:
            text = f"Released without a second person: {detail.reason}"
        case DeedKind.STATED if detail.lasts is not None:
            text = f"Keeps {hours_text(detail.lasts)} after it is finished: {detail.reason}"
        case DeedKind.VOIDED:
            text = f"Made void: {detail.reason}"
        case _:
            text = deed.kind.value.capitalize()
    return f"{text} ({bag})" if deed.bag > 1 or deed.kind is DeedKind.VOIDED else text


def hours_text(lasts: Duration) -> str:
    """Write a time for which a bag keeps."""
    return f"{people_text(Fraction(lasts.value, MINUTES_AN_HOUR))}\u00a0h"


def grams_text(mass: Mass) -> str:
    """Write a weight of the balance in g."""
    return f"{people_text(Fraction(mass.value, MG_PER_G))}\u00a0g"


def _recipe(made: Preparation, item: DrawnFrom) -> Recipe | None:
    is_solution = item.liquid is Liquid.SOLUTION
    return next((one for one in made.recipes if is_solution and one.solution == item.number), None)


def _sentence(made: Preparation, work: SolutionWork, *, hides: bool) -> str:
    recipe = _recipe(made, work.item)
    if recipe is not None:
        numbers = [step.number for step in recipe.steps]
        steps = f"step {numbers[0]}" if len(numbers) == 1 else f"steps {numbers[0]} to {numbers[-1]}"
        if hides:
            return f"For {steps}. {use_by_text(work)}".rstrip()
        strength, volume = recipe.as_made.strength.people(), recipe.as_made.volume.people()
        return f"{volume} of {strength}, for {steps}. {use_by_text(work)}".rstrip()
    mix = next((one for one in made.intermediates if one.number == work.item.number), None)
    if mix is None:
        return "The plan asks for it no longer."
    serves = words.listed([one.words for one in mix.serves])
    if hides:
        return f"Only to draw {serves} from. Never given."
    return f"{mix.as_made.volume.people()} of {mix.as_made.strength.people()}, only to draw {serves} from. Never given."


def _container(made: Preparation, item: DrawnFrom) -> str:
    recipe = _recipe(made, item)
    if recipe is None:
        return "In a mixing container"
    diluent = f" of {recipe.diluent}" if recipe.diluent else ""
    if recipe.bag is None:
        return f"In an empty container{f', {recipe.diluent}' if recipe.diluent else ''}"
    return f"Take a bag of {recipe.bag.nominal.people()}{diluent}"


def _closed(work: SolutionWork, looker: Looker, *, blocked: bool) -> str:
    if blocked:
        return "A finding blocks this order. Work opens when nothing blocks; the order's page says what."
    if work.tainted:
        return "What it was drawn from is void or differs. Make this bag void, then make the next."
    if work.is_expired and work.state is not SolutionState.VOID:
        return "It has expired. Make this bag void, then make the next."
    if work.state is SolutionState.DIFFERS:
        return f"The second person read something else: {_differing(work)} Make this bag void with a reason."
    if not looker.may_make and work.state in UNDRAWN:
        return "A pharmacist or technician makes it. The check opens when it is finished."
    return ""


def _differing(work: SolutionWork) -> str:
    return " ".join(
        f"{one.figure.what} was read as {one.read.people()}, expected {one.figure.expected.people()}."
        for one in work.differing
        if one.read is not None
    )


def _draws(made: Preparation, work: SolutionWork, *, can_make: bool) -> tuple[ShownDraw, ...]:
    is_anew = work.state is SolutionState.VOID
    undone = [one.number for one in work.draws if is_anew or one.deed is None]
    found = []
    for one in work.draws:
        deed = None if is_anew else one.deed
        is_next = bool(undone) and one.number == undone[0] and work.state in UNDRAWN
        stand = DONE if deed is not None else NOW if is_next else LATER
        found.append(
            ShownDraw(
                number=one.number,
                what=_what(made, work.item, one.draw, place=one.number),
                volume=one.draw.drawn,
                how=_how(one.draw),
                stand=stand,
                by="" if deed is None else f"{deed.person_name}, {words.clock_text(deed.at)}",
                is_open=is_next and can_make,
                closed=f"Opens when draw {one.number - 1} is done" if stand == LATER and can_make else "",
            )
        )
    return tuple(found)


def _how(draw: Draw) -> str:
    """Name the syringe; more than one stroke is said stroke by stroke."""
    return f"{draw.syringe.name} syringe" if len(draw.strokes) == 1 else draw.words


def _what(made: Preparation, item: DrawnFrom, draw: Draw, *, place: int) -> str:
    recipe = _recipe(made, item)
    if draw.source.liquid is Liquid.DILUENT:
        is_out = recipe is not None and recipe.diluent_out is not None and place == 1
        diluent = recipe.diluent if recipe is not None else next((one.diluent for one in made.recipes), "")
        what = diluent or "diluent"
        return f"Withdraw {what} from the bag" if is_out else f"Put in {what}"
    if draw.source.liquid is Liquid.VIAL:
        strength = "" if made.stock is None else f", {made.stock.strength.people()}"
        return f"Add from the vial{strength}"
    return f"Add from {draw.source.words}{_strength_of(made, draw.source)}"


def _strength_of(made: Preparation, source: DrawnFrom) -> str:
    recipe = _recipe(made, source)
    if recipe is not None:
        return f", {recipe.as_made.strength.people()}"
    mix = next((one for one in made.intermediates if one.number == source.number), None)
    return "" if mix is None else f", {mix.as_made.strength.people()}"


def _weighing(work: SolutionWork, place: int, *, can_make: bool, entered: Entered) -> ShownWeighing:
    one = work.weighings[place]
    key, what = _POINTS[one.weighing.point]
    is_anew = work.state is SolutionState.VOID
    found = None if is_anew else one.found
    needed = 1 if one.weighing.point in {WeighingPoint.DILUENT_OUT, WeighingPoint.DILUENT_IN} else len(work.draws)
    done = 0 if is_anew else sum(draw.deed is not None for draw in work.draws)
    agrees = one.agrees is True
    is_open = work.state is SolutionState.MAKING and done >= needed and can_make and not (found is not None and agrees)
    mine = entered if entered.name == key else Entered()
    return ShownWeighing(
        id=f"weigh-{key}",
        point=key,
        what=what,
        read="" if found is None else grams_text(found),
        verdict=""
        if found is None
        else ("Within the tolerance." if agrees else "Outside the tolerance. Weigh again, or make void."),
        expected=f"Expected {grams_text(one.weighing.expected)}, give or take {grams_text(one.weighing.tolerance)}.",
        is_open=is_open,
        closed="" if is_open else f"Opens when draw {needed} is done." if work.state in UNDRAWN else "Not weighed.",
        entered=mine.text,
        error=mine.sentence,
    )


def _end_note(work: SolutionWork) -> str:
    match work.state:
        case SolutionState.CHECKED if work.checker is not None:
            return f"Checked by {work.checker.person_name} at {words.clock_text(work.checker.at)}. All figures agree."
        case SolutionState.EXCEPTED if work.exception is not None:
            return f"Released without a second person by {work.exception.person_name}: {work.exception.detail.reason}"
        case SolutionState.MADE | SolutionState.DIFFERS if work.maker is not None:
            return f"Made by {work.maker.person_name} at {words.clock_text(work.maker.at)}."
        case _:
            return ""
