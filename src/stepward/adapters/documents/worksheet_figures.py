"""How each figure of a worksheet comes about: the formula with its numbers, and the source behind it."""

from stepward.adapters.documents.paper_words import Words
from stepward.core.preparation.bench import Bag
from stepward.core.preparation.recipe import Draw, DrawnFrom, Intermediate, Liquid, Preparation, Recipe, Weighing
from stepward.core.preparation.weights import MG_PER_G
from stepward.core.quantities import Strength, people_text

METHOD = "STEPWARD-METHOD"
PLACES = 4


def figure_sections(made: Preparation) -> list[Words]:
    """Write the calculations of each intermediate and solution, in the order of making."""
    recipes = {item.solution: item for item in made.recipes}
    mixes = {item.number: item for item in made.intermediates}
    return [
        {"title": f"Intermediate {mixes[item.number].name}", "rows": _mix_rows(made, mixes[item.number])}
        if item.liquid is Liquid.INTERMEDIATE
        else {"title": f"Solution {item.number}", "rows": _recipe_rows(made, recipes[item.number])}
        for item in made.making_order
    ]


def stock_rows(made: Preparation) -> list[Words]:
    """Write how strength in the vial, vials and waste come about."""
    stock, product = made.stock, made.product
    if stock is None:
        return []
    powder, label = product.powder, product.source_of("strength") or product.source_of("powder") or METHOD
    rows = []
    if product.strength is None and powder is not None and powder.volume is not None:
        text = f"{powder.amount.people()} ÷ {powder.volume.people()} = {stock.strength.people()}"
        rows.append(_row("Strength in the vial", text, label))
    else:
        rows.append(_row("Strength in the vial", f"{stock.strength.people()}, as labeled", label))
    opened = "the volume drawn" if stock.opened is None else stock.opened.people()
    rows.append(_row("Drawn from vials", f"the draws from the vial together: {stock.drawn.people()}", METHOD))
    rows.append(
        _row("Thrown away", f"{opened} opened − {stock.given.people()} given as made = {stock.wasted.people()}", METHOD)
    )
    return rows


def _row(name: str, text: str, source: str) -> Words:
    return {"name": name, "text": text, "source": source}


def source_strength(made: Preparation, source: DrawnFrom) -> Strength | None:
    """Tell the strength of what a draw is taken from, as it was made."""
    if source.liquid is Liquid.VIAL:
        return None if made.stock is None else made.stock.strength
    if source.liquid is Liquid.INTERMEDIATE:
        return next(item.as_made.strength for item in made.intermediates if item.number == source.number)
    return next(item.as_made.strength for item in made.recipes if item.solution == source.number)


def _recipe_rows(made: Preparation, recipe: Recipe) -> list[Words]:
    parts = [(recipe.planned, "plan"), (recipe.extra, "lines and draws"), (recipe.overfill, "overfill kept")]
    terms = " + ".join(f"{volume.people()} {name}" for volume, name in parts if not volume.is_zero)
    bag, rows = recipe.bag, []
    line = "" if recipe.for_line.is_zero else f"; {recipe.for_line.people()} of it for the line"
    rows.append(_row("Volume", f"{terms} = {recipe.made.people()}{line}", METHOD))
    rows.append(_drug_row(made, recipe.drug, f"{recipe.wanted.people()} × {recipe.made.people()}"))
    if recipe.diluent_out is not None and bag is not None:
        rows.append(
            _row("Diluent out", f"{_holds(bag)} − ({_diluent(recipe)}) = {_ml(recipe.diluent_out)}", bag.source)
        )
    if recipe.diluent_in is not None:
        there = "" if bag is None else f" − {_holds(bag)}"
        rows.append(_row("Diluent in", f"{_diluent(recipe)}{there} = {_ml(recipe.diluent_in)}", METHOD))
    rows.append(_made_row(made, recipe.drug, recipe.as_made.volume.people(), recipe.as_made.strength))
    off = people_text(abs(recipe.as_made.deviation) * 100, places=2)
    rows.append(
        _row(
            "Off", f"{recipe.as_made.strength.people(places=PLACES)} against {recipe.wanted.people()}: {off} %", METHOD
        )
    )
    rows += [_weight_row(item, recipe) for item in recipe.weighings]
    return rows


def _holds(bag: Bag) -> str:
    return (
        bag.nominal.people() if bag.overfill is None else f"({bag.nominal.people()} + {bag.overfill.people()} overfill)"
    )


def _diluent(recipe: Recipe) -> str:
    return f"{recipe.made.people()} − {recipe.drug.drawn.people()} drug"


def _mix_rows(made: Preparation, mix: Intermediate) -> list[Words]:
    return [
        _row("Drug", f"{_marks(mix.drug)}", mix.drug.syringe.source),
        _row("Diluent", f"{_marks(mix.diluent)}", mix.diluent.syringe.source),
        _made_row(made, mix.drug, mix.as_made.volume.people(), mix.as_made.strength),
    ]


def _drug_row(made: Preparation, draw: Draw, wanted: str) -> Words:
    source = source_strength(made, draw.source)
    of = "" if source is None else f" ÷ {source.people(places=PLACES)}"
    return _row("Drug", f"{wanted}{of} = {draw.exact.people(places=PLACES)}; {_marks(draw)}", draw.syringe.source)


def _marks(draw: Draw) -> str:
    marks = ", ".join(f"{item.name} in marks of {item.graduation.people()}" for item in draw.syringes)
    return f"syringe {marks}: {draw.drawn.people()}"


def _ml(draw: Draw) -> str:
    return f"{draw.exact.people(places=PLACES)}; {_marks(draw)}"


def _made_row(made: Preparation, draw: Draw, volume: str, strength: Strength) -> Words:
    source = source_strength(made, draw.source)
    of = "the strength drawn" if source is None else source.people(places=PLACES)
    return _row(
        "Strength as made", f"{draw.drawn.people()} × {of} ÷ {volume} = {strength.people(places=PLACES)}", METHOD
    )


def _weight_row(item: Weighing, recipe: Recipe) -> Words:
    draw = {"gain on adding drug": recipe.drug}.get(item.point.value, recipe.diluent_out or recipe.diluent_in)
    volume = recipe.as_made.volume if item.point.name == "FINISHED" or draw is None else draw.drawn
    density = people_text(item.density.g_per_ml)
    share = people_text(item.density.tolerance * 100)
    grams = people_text(item.expected.value / MG_PER_G, places=1)
    off = people_text(item.tolerance.value / MG_PER_G, places=1)
    text = (
        f"{volume.people()} × {density} g/mL = {grams} g. Give or take {off} g: {share} % of it, half a mark for each "
        f"stroke, and the balance twice"
    )
    return _row(f"Weight, {item.point.value}", text, item.density.source)
