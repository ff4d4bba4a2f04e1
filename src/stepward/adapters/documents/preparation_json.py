"""A preparation as one JSON object and as text for a terminal; amounts are decimal strings, never floats."""

from datetime import datetime
from typing import Any

from stepward.adapters.documents.plan_json import amount_json, finding_json
from stepward.adapters.documents.tables import finding_text, plain
from stepward.core.preparation.bench import Stroke
from stepward.core.preparation.recipe import BeyondUse, Draw, Intermediate, Preparation, Recipe, Stock, Wave, Weighing
from stepward.core.preparation.slips import Figure, caught, figures
from stepward.core.quantities import exact_text, people_text

Json = dict[str, Any]


def preparation_json(made: Preparation) -> Json:
    """Write everything that the pharmacy makes."""
    plan, product = made.plan, made.product
    return {
        "protocol": {"id": plan.protocol.id, "version": plan.protocol.version},
        "drug": plan.order.drug,
        "target_dose": amount_json(plan.order.target.amount),
        "product": {
            "id": product.id,
            "name": product.name,
            "version": product.version,
            "missing": list(product.missing),
        },
        "recipes": [_recipe(item) for item in made.recipes],
        "intermediates": [_intermediate(item) for item in made.intermediates],
        "making_order": [item.words for item in made.making_order],
        "manipulations": made.manipulations,
        "stock": None if made.stock is None else _stock(made.stock),
        "waves": [_wave(item) for item in made.waves],
        "saving": None
        if made.saving is None
        else {"at_most": amount_json(made.saving.at_most), "source": made.saving.source},
        "check_figures": [
            {"solution": item.solution, "what": item.what, "expected": _figure(item)} for item in figures(made)
        ],
        "slips_caught": [
            {"slip": item.slip.value, "cases": item.cases, "by_figures": item.by_figures, "by_weight": item.by_weight}
            for item in caught(made)
        ],
        "findings": [finding_json(item) for item in made.findings],
    }


def _figure(figure: Figure) -> dict[str, str]:
    return {"value": figure.expected.exact, "unit": figure.expected.unit}


def draw_json(draw: Draw | None) -> Json | None:
    """Write one draw."""
    if draw is None:
        return None
    return {
        "from": draw.source.words,
        "exact_ml": draw.exact.exact,
        "drawn_ml": draw.drawn.exact,
        "syringe": " + ".join(item.name for item in draw.syringes),
        "graduation_ml": draw.graduation.exact,
        "strokes_ml": [item.volume.exact for item in draw.strokes],
        "strokes": [_stroke(item) for item in draw.strokes],
    }


def _stroke(stroke: Stroke) -> Json:
    syringe = stroke.syringe
    return {"syringe": syringe.name, "volume_ml": stroke.volume.exact, "graduation_ml": syringe.graduation.exact}


def _recipe(item: Recipe) -> Json:
    made = item.as_made
    return {
        "solution": item.solution,
        "wanted": amount_json(item.wanted),
        "planned_ml": item.planned.exact,
        "extra_ml": item.extra.exact,
        "for_line_ml": item.for_line.exact,
        "overfill_kept_ml": item.overfill.exact,
        "made_ml": item.made.exact,
        "filling": item.filling.value,
        "bag_ml": None if item.bag is None else item.bag.nominal.exact,
        "bag_overfill_ml": None if item.bag is None or item.bag.overfill is None else item.bag.overfill.exact,
        "diluent": item.diluent or None,
        "diluent_out": draw_json(item.diluent_out),
        "diluent_in": draw_json(item.diluent_in),
        "drug": draw_json(item.drug),
        "as_made": {
            "volume_ml": made.volume.exact,
            "amount": amount_json(made.amount),
            "concentration": amount_json(made.strength),
            "deviation_percent": exact_text(made.deviation * 100),
        },
        "beyond_use": _beyond_use(item.beyond_use),
        "weighings": [_weighing(weighing) for weighing in item.weighings],
        "steps": [step.number for step in item.steps],
    }


def _beyond_use(use: BeyondUse) -> Json:
    stability = use.stability
    return {
        "hung_minutes": exact_text(use.hung_minutes),
        "ends_minutes": exact_text(use.ends_minutes),
        "stable_minutes": None if stability is None else stability.lasts.exact,
        "storage": None if stability is None else stability.storage,
        "source": None if stability is None else stability.source,
        "hung_at": _at(use.hung_at),
        "ends_at": _at(use.ends_at),
        "make_not_before": _at(use.make_not_before),
        "expires_at": _at(use.expires_at),
    }


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _weighing(item: Weighing) -> Json:
    return {
        "point": item.point.value,
        "expected_g": exact_text(item.expected.value / 1000),
        "tolerance_g": exact_text(item.tolerance.value / 1000),
        "source": item.density.source,
    }


def _intermediate(item: Intermediate) -> Json:
    return {
        "name": item.name,
        "drug": draw_json(item.drug),
        "diluent": draw_json(item.diluent),
        "volume_ml": item.as_made.volume.exact,
        "concentration": amount_json(item.as_made.strength),
        "serves": [served.words for served in item.serves],
    }


def _stock(stock: Stock) -> Json:
    return {
        "strength": amount_json(stock.strength),
        "drawn_ml": stock.drawn.exact,
        "vials": [{"volume_ml": item.volume.exact, "count": item.count} for item in stock.vials],
        "opened": None if stock.opened is None else amount_json(stock.opened),
        "given": amount_json(stock.given),
        "wasted": amount_json(stock.wasted),
    }


def _wave(wave: Wave) -> Json:
    return {
        "number": wave.number,
        "solutions": list(wave.solutions),
        "intermediates": list(wave.intermediates),
        "after_step": wave.after_step,
        "minutes_left": None if wave.minutes_left is None else exact_text(wave.minutes_left),
        "at": _at(wave.at),
        "drug": amount_json(wave.drug),
    }


def preparation_text(made: Preparation) -> str:
    """Write the recipes for a terminal."""
    order = made.plan.order
    lines = [
        f"{order.drug} {plain(order.target.amount.people())}, {made.plan.protocol.title}",
        f"product {made.product.id}, version {made.product.version}: {made.product.name}",
        "",
    ]
    powder = made.product.powder
    if powder is not None and powder.reconstitute_with is not None and made.recipes:
        solvent = powder.solvent or "the label's solvent"
        lines += [f"Dissolve each vial in {plain(powder.reconstitute_with.people())} of {solvent}.", ""]
    for mix in made.intermediates:
        lines += [
            f"Intermediate {mix.name}: {plain(mix.as_made.strength.people())}, {plain(mix.as_made.volume.people())}",
            f"  1. put in the diluent: {_words(mix.diluent)}",
            f"  2. add from the {mix.drug.source.words}: {_words(mix.drug)}",
            "",
        ]
    for recipe in made.recipes:
        lines += [*_recipe_lines(recipe), ""]
    lines += [_wave_text(wave) for wave in made.waves]
    if made.stock is not None:
        lines += [_stock_text(made.stock), f"Strokes of a syringe in all: {made.manipulations}", ""]
    return "\n".join([*lines, *(finding_text(item) for item in made.findings)]) + "\n"


def _words(draw: Draw) -> str:
    one = draw.syringe
    if draw.syringes == (one,) and len(draw.strokes) == 1:
        return f"{plain(draw.drawn.people())}, {one.name} syringe"
    return f"{plain(draw.drawn.people())}: {plain(draw.words)}"


def _recipe_lines(recipe: Recipe) -> list[str]:
    made, bag = recipe.as_made, recipe.bag
    diluent = recipe.diluent or "diluent to be chosen"
    work = ["take an empty container" if bag is None else f"take a bag of {plain(bag.nominal.people())}, {diluent}"]
    if recipe.diluent_out is not None:
        work.append(f"withdraw diluent: {_words(recipe.diluent_out)}")
    elif bag is not None:
        work.append("withdraw no diluent")
    if recipe.diluent_in is not None:
        work.append(f"add diluent: {_words(recipe.diluent_in)}")
    work.append(f"add from the {recipe.drug.source.words}: {_words(recipe.drug)}")
    off = people_text(abs(made.deviation) * 100, places=2)
    head = f"Solution {recipe.solution}: {plain(made.strength.people())}, {plain(made.volume.people())}, {off} % off"
    weights = [
        f"     {item.point.value}: {people_text(item.expected.value / 1000, places=1)} g, give or take "
        f"{people_text(item.tolerance.value / 1000, places=1)} g"
        for item in recipe.weighings
    ]
    return [head, *(f"  {number}. {text}" for number, text in enumerate(work, 1)), *weights]


def _wave_text(wave: Wave) -> str:
    what = [f"solution {item}" for item in wave.solutions]
    when = "before step 1" if wave.after_step is None else f"when step {wave.after_step} is tolerated"
    return f"Make {', '.join(what)} {when}."


def _stock_text(stock: Stock) -> str:
    vials = ", ".join(f"{item.count} × {plain(item.volume.people())}" for item in stock.vials) or "size not on file"
    return f"Vials: {vials}; drawn {plain(stock.drawn.people())}; thrown away {plain(stock.wasted.people())}"
