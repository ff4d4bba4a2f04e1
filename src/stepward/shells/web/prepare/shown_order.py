"""An order in the words of its page: waves with what is made in each, vials, priming, what the second check can see."""

from dataclasses import dataclass

from django.urls import reverse

from stepward.core.findings import Severity, gravest_first
from stepward.core.preparation.recipe import DrawnFrom, Liquid, Preparation, Recipe, Wave
from stepward.core.preparation.slips import caught
from stepward.core.preparation.work import IS_MADE, SolutionState, SolutionWork
from stepward.core.quantities import people_text
from stepward.shells.web.plans.shown_plan import Fact
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.words import ShownState
from stepward.shells.web.shown import ShownFindings, shown_findings
from stepward.usecases.making import Opened
from stepward.usecases.preparing import FILLINGS

PRIMING = ("VEIN-07", "VEIN-08", "VEIN-09", "VEIN-10", "VEIN-12", "VEIN-13")
NOT_SAID = "not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A name with its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One solution or intermediate, how it stands, and the way to its page."""

    title: str
    strength: str
    what: str
    use_by: str
    state: ShownState
    address: str
    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One wave: what is made together, and when."""

    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """A mistake, and how many of its cases each way shows."""

    slip: str
    figures: str
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrder:
    """All that the page of an order shows."""

    drug_dose: str
    sentence: str
    is_blocked: bool
    state: ShownState | None
    far: str
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    order_note: str
    line: str
    priming: tuple[str, ...]
    catches: tuple[Catch, ...]
    findings: ShownFindings
    asked: tuple[Item, ...]


def shown_order(opened: Opened) -> ShownOrder:
    """Put an order into words."""
    plan, made, blocked = opened.plan, opened.preparation, opened.is_blocked
    at_vein = () if opened.at_vein is None else opened.at_vein.findings
    priming = tuple(item for item in at_vein if item.code in PRIMING)
    of_plan = tuple(item for item in plan.findings if item.severity is Severity.BLOCK)
    other = (*of_plan, *(item for item in at_vein if item.code not in PRIMING))
    return ShownOrder(
        drug_dose=f"{words.drug_text(plan)} {plan.order.target.amount.people()}",
        sentence=_sentence(opened),
        is_blocked=blocked,
        state=words.BLOCKED if blocked else None,
        far=far_text(opened.works),
        facts=_facts(made) if made.recipes else (),
        groups=tuple(_group(opened, wave, blocked=blocked) for wave in made.waves),
        order_note=_order_note(made),
        line=_line(opened),
        priming=tuple(" ".join(text for text in (item.message, item.action) if text) for item in priming),
        catches=tuple(
            Catch(
                slip=f"{item.slip.value[:1].upper()}{item.slip.value[1:]}",
                figures=f"{item.by_figures} of {item.cases}",
                weight=f"{item.by_weight} of {item.cases}",
            )
            for item in (caught(made) if made.recipes else ())
            if item.cases
        ),
        findings=shown_findings(gravest_first((*made.findings, *other))),
        asked=_asked(opened),
    )


def far_text(works: tuple[SolutionWork, ...]) -> str:
    """Count how far the solutions are: "2 of 3 made, 1 checked"."""
    mine = [work for work in works if work.item.liquid is Liquid.SOLUTION]
    made = sum(work.state in IS_MADE for work in mine)
    checked = sum(work.state is SolutionState.CHECKED for work in mine)
    differs = sum(work.state is SolutionState.DIFFERS for work in mine)
    parts = [f"{made} of {len(mine)} made", f"{checked} checked"]
    return ", ".join([*parts, f"{differs} differs"] if differs else parts)


def when_text(wave: Wave) -> str:
    """Say what must be tolerated before a wave is made."""
    return "before step 1" if wave.after_step is None else f"when step {wave.after_step} is tolerated"


def next_texts(opened: Opened) -> tuple[str, ...]:
    """Say what is made next, wave by wave, as far as it is not made."""
    works = {work.item: work for work in opened.works}
    found = []
    for wave in opened.preparation.waves:
        left = [number for number in wave.solutions if not _is_made(works, number)]
        if left:
            what = words.listed([f"solution {number}" for number in left])
            found.append(f"Make {what} {when_text(wave)}.")
    waiting = [work.item.words for work in opened.works if work.state is SolutionState.MADE]
    if waiting:
        found.append(f"Check {words.listed(waiting)} as a second person.")
    return tuple(found)


def _is_made(works: dict[DrawnFrom, SolutionWork], number: int) -> bool:
    work = works.get(DrawnFrom(liquid=Liquid.SOLUTION, number=number))
    return work is not None and work.state in IS_MADE


def _sentence(opened: Opened) -> str:
    order = opened.order
    start = f"Step 1 starts {words.moment_text(order.start_at)}."
    return f"{opened.plan.protocol.title}. {opened.preparation.product.name}. {start}"


def _facts(made: Preparation) -> tuple[Fact, ...]:
    return (
        Fact(label="Solutions", number=str(len(made.recipes)), note=_count(len(made.intermediates), "intermediate")),
        _vials(made),
        _wasted(made),
        Fact(label="Strokes of a syringe", number=str(made.manipulations), note="in all draws together"),
        _saved(made),
    )


def _count(number: int, word: str) -> str:
    return f"and {number} {word}{'' if number == 1 else 's'}" if number else f"no {word}"


def _vials(made: Preparation) -> Fact:
    stock = made.stock
    if stock is None or not stock.vials:
        return Fact(label="Vials", number="not known", note="vial sizes are not on file")
    number = sum(item.count for item in stock.vials)
    sizes = ", ".join(f"{item.count} × {item.volume.people()}" for item in stock.vials)
    return Fact(label="Vials", number=str(number), note=f"{sizes} of {stock.strength.people()}")


def _wasted(made: Preparation) -> Fact:
    stock = made.stock
    if stock is None:
        return Fact(label="Drug thrown away", number="not known")
    note = "not known: vial sizes" if stock.opened is None else f"of {stock.opened.people()} opened"
    return Fact(label="Drug thrown away", number=people_text(stock.wasted.value), unit=stock.wasted.unit, note=note)


def _saved(made: Preparation) -> Fact:
    label = "Saved by waves"
    if len(made.waves) < 2:  # noqa: PLR2004 - one wave waits for nothing
        return Fact(label=label, number="–", note="all is made at once")
    if made.saving is None:
        later = made.waves[-1].drug
        return Fact(label=label, number="not known", note=f"{later.people()} waits for the last wave")
    saved = made.saving.at_most
    return Fact(label=label, number=people_text(saved.value), unit=saved.unit, note="at most, on average")


def _group(opened: Opened, wave: Wave, *, blocked: bool) -> Group:
    parts = []
    if wave.at is not None:
        parts.append(f"from {words.clock_text(wave.at)}")
    if wave.minutes_left is not None:
        parts.append(f"{words.hours_text(wave.minutes_left)} until the first of them is hung")
    items = [DrawnFrom(liquid=Liquid.INTERMEDIATE, number=number) for number in wave.intermediates]
    items += [DrawnFrom(liquid=Liquid.SOLUTION, number=number) for number in wave.solutions]
    ordered = [item for item in opened.preparation.making_order if item in items]
    works = {work.item: work for work in opened.works}
    when = when_text(wave)
    return Group(
        title=f"{when[:1].upper()}{when[1:]}",
        note=", ".join(parts),
        rows=tuple(_row(opened, works[item], blocked=blocked) for item in ordered if item in works),
    )


def _row(opened: Opened, work: SolutionWork, *, blocked: bool) -> Row:
    made, item = opened.preparation, work.item
    if item.liquid is Liquid.SOLUTION:
        recipe = next(one for one in made.recipes if one.solution == item.number)
        strength, what = recipe.as_made.strength.people(), _recipe_text(recipe)
    else:
        mix = next(one for one in made.intermediates if one.number == item.number)
        strength = mix.as_made.strength.people()
        what = f"Only to draw {words.listed([one.words for one in mix.serves])} from"
    verb = {SolutionState.TO_MAKE: "Make", SolutionState.MAKING: "Go on", SolutionState.VOID: "Make anew"}
    return Row(
        title=f"{words.title_of(item)}{f', bag {work.bag}' if work.bag > 1 else ''}",
        strength=strength,
        what=what,
        use_by=use_by_text(work),
        state=words.shown_state(work),
        address="" if blocked else reverse("prepare-item", args=[opened.order.id, words.slug_of(item)]),
        verb=verb.get(work.state, "Open"),
    )


def use_by_text(work: SolutionWork) -> str:
    """Say until when a made bag may be used."""
    if work.maker is None or work.item.liquid is not Liquid.SOLUTION:
        return ""
    if work.expires_at is None:
        return "How long it keeps is not on file. A pharmacist states it."
    return f"Use before {words.moment_text(work.expires_at)}."


def _recipe_text(recipe: Recipe) -> str:
    numbers = [step.number for step in recipe.steps]
    steps = f"step {numbers[0]}" if len(numbers) == 1 else f"steps {numbers[0]} to {numbers[-1]}"
    hung = "" if recipe.beyond_use.hung_at is None else f", hung {words.clock_text(recipe.beyond_use.hung_at)}"
    return f"For {steps}{hung}"


def _order_note(made: Preparation) -> str:
    powder = made.product.powder
    if powder is None or powder.reconstitute_with is None:
        return ""
    solvent = f" of {powder.solvent}" if powder.solvent else ""
    return f"First dissolve each vial in {powder.reconstitute_with.people()}{solvent}."


def _line(opened: Opened) -> str:
    if opened.at_vein is None:
        return ""
    return f"Common volume {opened.at_vein.line.common.people()}, from the meeting point to the vein"


def _asked(opened: Opened) -> tuple[Item, ...]:
    order = opened.order
    overfill = {key: filling.value for key, filling in FILLINGS.items()}
    return (
        Item(name="Asked by", text=order.asked_by.name),
        Item(name="Asked at", text=words.moment_text(order.asked_at)),
        Item(name="Product", text=f"{opened.preparation.product.name}, version {opened.preparation.product.version}"),
        Item(name="Diluent", text=order.diluent or NOT_SAID),
        Item(name="Kept", text=order.storage or NOT_SAID),
        Item(name="Overfill", text=overfill.get(order.overfill, NOT_SAID)),
    )
