"""What the pharmacy's worksheet says, as texts for its template; nothing is computed anew."""

from datetime import datetime
from fractions import Fraction

from stepward.adapters.documents.label_code import runs_text
from stepward.adapters.documents.labels_paper import duration_text
from stepward.adapters.documents.paper_words import Words
from stepward.core.preparation.recipe import (
    BeyondUse,
    Draw,
    DrawnFrom,
    Intermediate,
    Liquid,
    Preparation,
    Recipe,
    Wave,
    Weighing,
)
from stepward.core.preparation.slips import Caught, caught
from stepward.core.preparation.weights import MG_PER_G
from stepward.core.quantities import people_text
from stepward.core.quantities.place import day_words, wall_clock

HAZARD = {
    True: "Hazardous drug: handle as such.",
    False: "Not a hazardous drug by its entry.",
    None: "Hazardous or not: not on file. A pharmacist decides.",
}
BLANK = ""


def product_words(made: Preparation) -> Words:
    """Say which product is used, and how its vials are dissolved."""
    product = made.product
    powder, dissolve = product.powder, ""
    if powder is not None and powder.reconstitute_with is not None:
        solvent = powder.solvent or "the label's solvent"
        dissolve = f"Dissolve each vial in {powder.reconstitute_with.people()} of {solvent}."
    return {
        "name": product.name,
        "maker": product.maker or "maker not on file",
        "version": f"{product.id}, version {product.version}",
        "hazard": HAZARD[product.hazardous],
        "is_hazardous": product.hazardous is not False,
        "dissolve": dissolve,
        "notes": [*product.notes, *(item for item in (product.light, product.filter, product.pvc) if item)],
        "missing": ", ".join(product.missing),
    }


def stock_words(made: Preparation) -> list[Words]:
    """Write vials, what is drawn, what the steps give as made and what is thrown away."""
    stock = made.stock
    if stock is None:
        return []
    vials = ", ".join(f"{item.count} × {item.volume.people()}" for item in stock.vials)
    return [
        {"name": "Vials to open", "text": vials or "size not on file: count them here"},
        {"name": "Strength in the vial", "text": stock.strength.people()},
        {"name": "Drawn in all", "text": stock.drawn.people()},
        {"name": "Given, as made", "text": stock.given.people()},
        {"name": "Thrown away", "text": stock.wasted.people()},
        {"name": "Syringe strokes", "text": str(made.manipulations)},
    ]


def wave_rows(made: Preparation) -> list[Words]:
    """Write what is made together and when."""
    return [_wave(item, made) for item in made.waves]


def _wave(wave: Wave, made: Preparation) -> Words:
    names = {mix.number: f"intermediate {mix.name}" for mix in made.intermediates}
    what = [names[item] for item in wave.intermediates]
    what += [f"solution {item}" for item in wave.solutions]
    when = "Before step 1" if wave.after_step is None else f"When step {wave.after_step} is tolerated"
    left = "" if wave.minutes_left is None else f"{people_text(wave.minutes_left, places=0)} min until it is hung"
    return {
        "number": str(wave.number),
        "when": f"{when}{'' if wave.at is None else f', planned {clock_words(wave.at)}'}",
        "what": ", ".join(what),
        "left": left,
    }


def clock_words(at: datetime) -> str:
    """Write day and clock."""
    return f"{day_words(at).rpartition(' ')[0]} {wall_clock(at)}"


def vessel_rows(made: Preparation) -> list[Words]:
    """Write each intermediate and solution with its work, in the order of making."""
    recipes = {item.solution: item for item in made.recipes}
    mixes = {item.number: item for item in made.intermediates}
    return [
        _mix(mixes[item.number]) if item.liquid is Liquid.INTERMEDIATE else _recipe(made, recipes[item.number])
        for item in made.making_order
    ]


def _mix(mix: Intermediate) -> Words:
    serves = ", ".join(item.words for item in mix.serves)
    return {
        "title": f"Intermediate {mix.name}",
        "result": f"{mix.as_made.strength.people()}, {mix.as_made.volume.people()}. Only to draw from: {serves}.",
        "take": "Take an empty container.",
        "draws": [_draw(mix.diluent, "Put in diluent"), _draw(mix.drug, f"Add from {mix.drug.source.words}")],
        "weights": [],
        "keeps": "",
        "steps": "Never to be given",
    }


def _recipe(made: Preparation, recipe: Recipe) -> Words:
    bag, diluent = recipe.bag, recipe.diluent or "diluent to be chosen"
    take = "Take an empty container."
    if bag is not None:
        over = "overfill not on file" if bag.overfill is None else f"overfill {bag.overfill.people()}"
        take = f"Take a bag of {bag.nominal.people()} {diluent} ({over})."
    elif recipe.diluent_in is not None:
        take = f"Take an empty container. The diluent is {diluent}."
    draws = []
    if recipe.diluent_out is not None:
        draws.append(_draw(recipe.diluent_out, "Withdraw diluent"))
    elif bag is not None and recipe.diluent_in is None:
        take += " Withdraw no diluent."
    if recipe.diluent_in is not None:
        draws.append(_draw(recipe.diluent_in, "Put in diluent"))
    draws.append(_draw(recipe.drug, f"Add from {recipe.drug.source.words}"))
    numbers = [step.number for step in recipe.steps]
    off = people_text(abs(recipe.as_made.deviation) * 100, places=2)
    return {
        "title": f"Solution {recipe.solution} of {len(made.recipes)}",
        "result": f"{recipe.as_made.strength.people()}, {recipe.as_made.volume.people()}. "
        f"The plan wants {recipe.wanted.people()}: {off} % off.",
        "take": take,
        "draws": draws,
        "weights": [_weight(item) for item in recipe.weighings],
        "keeps": keeps_sentence(recipe.beyond_use),
        "steps": f"Steps {runs_text(numbers, dash=' to ')}" if len(numbers) > 1 else f"Step {numbers[0]}",
    }


def _draw(draw: Draw, what: str) -> Words:
    one = len(draw.strokes) == 1
    return {
        "what": what,
        "exact": people_text(draw.exact.value, places=4),
        "draw": people_text(draw.drawn.value),
        "with": f"{draw.syringe.name} syringe, 1 stroke" if one else draw.words,
    }


def _weight(item: Weighing) -> Words:
    grams, off = (people_text(part.value / MG_PER_G, places=1) for part in (item.expected, item.tolerance))
    least, most = (
        people_text((item.expected.value + sign * item.tolerance.value) / MG_PER_G, places=1) for sign in (-1, 1)
    )
    return {"point": item.point.value, "expected": f"{grams} ± {off}", "least": least, "most": most}


def keeps_sentence(found: BeyondUse) -> str:
    """Say when it is hung and ends, how long it keeps and from when it may be made; unknown is said."""
    if found.hung_at is not None and found.ends_at is not None:
        used = f"Hung {clock_words(found.hung_at)}, ends {clock_words(found.ends_at)}."
    else:
        used = f"Hung {_minutes(found.hung_minutes)} after the start, ends {_minutes(found.ends_minutes)} after it."
    if found.stability is None:
        return f"{used} How long it keeps is not on file. A pharmacist states it: ________"
    kept = found.stability
    since = "" if found.make_not_before is None else f" Make it not before {clock_words(found.make_not_before)}."
    gone = "" if found.expires_at is None else f" Use before {clock_words(found.expires_at)}."
    return f"{used} Keeps {duration_text(kept.lasts)}, {kept.storage} [{kept.source}].{since}{gone}"


def _minutes(value: Fraction) -> str:
    return f"{people_text(value, places=0)}\u00a0min"


def check_rows(made: Preparation) -> list[Words]:
    """List what the second person reads, without what is expected."""
    recipes = {item.solution: item for item in made.recipes}
    mixes = {item.number: item for item in made.intermediates}
    return [
        _check_mix(mixes[item.number])
        if item.liquid is Liquid.INTERMEDIATE
        else _check_recipe(recipes[item.number], item)
        for item in made.making_order
    ]


def _vial(source: DrawnFrom) -> list[str]:
    return ["Strength on the vial", "Lot and expiry date of the vial"] if source.liquid is Liquid.VIAL else []


def _check_mix(mix: Intermediate) -> Words:
    reads = [*_vial(mix.drug.source), "Diluent put in, mL", f"Drawn from {mix.drug.source.words}, mL"]
    return {"title": f"Intermediate {mix.name}", "reads": reads}


def _check_recipe(recipe: Recipe, item: DrawnFrom) -> Words:
    reads = ["Diluent on the bag", *_vial(recipe.drug.source)]
    reads += ["Diluent taken out, mL"] if recipe.diluent_out is not None else []
    reads += ["Diluent put in, mL"] if recipe.diluent_in is not None else []
    reads.append(f"Drawn from {recipe.drug.source.words}, mL")
    reads += [f"Weight, {weighing.point.value}, g" for weighing in recipe.weighings]
    reads.append("Check character on the label")
    return {"title": f"Solution {item.number}", "reads": reads}


def slip_rows(made: Preparation) -> list[Words]:
    """Say which mistakes the blind reading and the balance can show, counted for these recipes."""
    return [
        {"slip": f"{item.slip.value[:1].upper()}{item.slip.value[1:]}", "figures": _of(item.by_figures, item),
         "weight": _of(item.by_weight, item)}
        for item in caught(made)
        if item.cases
    ]  # fmt: skip


def _of(count: int, item: Caught) -> str:
    return f"{count} of {item.cases}"


def named_sources(made: Preparation) -> tuple[str, ...]:
    """List the sources behind product, stability, bench and findings."""
    recipes = made.recipes
    names = [item.source for item in made.findings]
    names += [item.beyond_use.stability.source for item in recipes if item.beyond_use.stability is not None]
    names += made.product.sources.values()
    names += [weighing.density.source for item in recipes for weighing in item.weighings]
    names += [draw.syringe.source for item in recipes for draw in item.draws]
    return tuple(dict.fromkeys(name for name in names if name))
