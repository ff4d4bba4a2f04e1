"""What a pharmacist must know of a finished preparation: doubts, limits, hours, weights."""

from dataclasses import replace

from stepward.core.findings import Finding, Severity, gravest_first
from stepward.core.preparation.expiry import open_steps
from stepward.core.preparation.job import Job
from stepward.core.preparation.questions import METHOD, SITE, block
from stepward.core.preparation.recipe import Liquid, Preparation, Recipe
from stepward.core.preparation.weights import drug_density
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Amount, Duration, people_text
from stepward.core.quantities.place import wall_clock


def caution(code: str, message: str, source: str = METHOD, action: str = "") -> Finding:
    """Write a finding that needs a named person's reason."""
    return Finding(code=code, severity=Severity.CAUTION, message=message, source=source, action=action)


def note(code: str, message: str, source: str = METHOD, action: str = "") -> Finding:
    """Write a finding that informs."""
    return Finding(code=code, severity=Severity.NOTE, message=message, source=source, action=action)


def with_findings(made: Preparation, job: Job) -> Preparation:
    """Add every finding to a preparation, the gravest first."""
    found = [
        *of_product(job),
        *_sum(made),
        *_overfill(made),
        *[finding for recipe in made.recipes for finding in (*_limits(recipe, job), *_hours(recipe))],
        *_volumes(job),
        *_order(made),
        *_weight(made),
    ]
    open_ones = open_steps(made.plan.effective.steps[:-1])
    if open_ones:
        listed = ", ".join(str(number) for number in open_ones)
        message = f"The plan leaves the time of these steps open: {listed}. The hours of use are the earliest ones."
        found.append(caution("PREP-15", message, action="State the times before the expiry is trusted."))
    return replace(made, findings=gravest_first(tuple(found)))


def of_product(job: Job) -> list[Finding]:
    """Say what the label asks for, and what of it is not on file."""
    product, found = job.product, []
    label = f"{product.name}, version {product.version}"
    if product.hazardous:
        found.append(note("PREP-10", f"{label} is a hazardous drug: prepare and discard it as such.",
                          product.source_of("hazardous")))  # fmt: skip
    elif product.hazardous is None:
        found.append(caution("PREP-10", f"Whether {label} is a hazardous drug is not on file.", SITE,
                             "Look it up before it is handled."))  # fmt: skip
    for fact, words in (("pvc", product.pvc), ("filter", product.filter), ("light", product.light)):
        if words:
            found.append(note("PREP-11", words, product.source_of(fact)))
    found += [note("PREP-11", words, product.source_of("notes")) for words in product.notes]
    if product.missing:
        message = f"Not on file for {label}: {', '.join(product.missing)}."
        found.append(note("PREP-12", message, METHOD, "Enter it from the label in the pharmacy's hand."))
    if not job.diluent:
        allowed = f"The label allows {' or '.join(product.diluents)}." if product.diluents else "None is on file."
        message = f"No diluent is chosen. {allowed}"
        found.append(caution("PREP-13", message, product.source_of("diluents") or METHOD, "Choose one."))
    return [*found, *_powder(job)]


def _powder(job: Job) -> list[Finding]:
    powder, stock = job.product.powder, job.product.stock
    if powder is None or powder.labeled_strength is None or stock is None:
        return []
    labeled = powder.labeled_strength
    off = labeled.per_ml.per(stock.per_ml) - 1
    if abs(off) <= job.plan.order.policy.sum_tolerance:
        return []
    message = (
        f"The label prints about {labeled.people()} for the dissolved vial; {powder.amount.people()} in the volume "
        f"that it states is {stock.people()}, used here."
    )
    action = f"They differ by {people_text(abs(off) * 100, places=1)} %. Confirm which one the unit uses."
    return [caution("PREP-14", message, job.product.source_of("powder"), action)]


def given_as_made(plan: Plan, recipes: tuple[Recipe, ...]) -> Amount:
    """Tell the drug that the steps give with the strengths as made; as planned where a step has no volume."""
    given, planned = _measured(plan, recipes)
    return plan.effective.total_dose - planned + given


def _measured(plan: Plan, recipes: tuple[Recipe, ...]) -> tuple[Amount, Amount]:
    """Tell what the steps of known volume give as made, and what the plan has for them."""
    strengths = {recipe.solution: recipe.as_made.strength for recipe in recipes}
    planned: Amount = plan.exact.none_yet
    given: Amount = planned
    for step in plan.effective.steps:
        if step.solution is not None and step.volume is not None and not step.delivers_nothing:
            given = given + strengths[step.solution].in_volume(step.volume)
            planned = planned + step.dose
    return given, planned


def _sum(made: Preparation) -> list[Finding]:
    """Check the dose that the steps give with the strengths as made against the plan's."""
    given, planned = _measured(made.plan, made.recipes)
    if planned.is_zero:
        return []
    off = given.per(planned) - 1
    text = f"As made, the steps give {given.people()} of the planned {planned.people()}"
    percent = people_text(abs(off) * 100, places=2)
    if abs(off) > made.plan.order.policy.sum_tolerance:
        return [block("PREP-16", f"{text}, {percent} % off.", METHOD, "Use syringes with finer marks.")]
    return [note("PREP-16", f"{text}: {percent} % off by rounding to the marks of the syringes.")]


def _overfill(made: Preparation) -> list[Finding]:
    unknown = [recipe for recipe in made.recipes if recipe.bag is not None and recipe.bag.overfill is None]
    if not unknown:
        return []
    bags = sorted({recipe.bag.nominal for recipe in unknown if recipe.bag is not None}, key=lambda item: item.value)
    sizes = " and ".join(bag.people() for bag in bags)
    message = f"How much the bags of {sizes} hold beyond that is not on file; the strengths count none of it."
    action = "Ask the maker or weigh one, and say whether the unit withdraws it, keeps it, or fills empty containers."
    return [caution("PREP-17", message, "OVERFILL-NOTE-2022", action)]


def _limits(recipe: Recipe, job: Job) -> list[Finding]:
    product, strength = job.product, recipe.as_made.strength
    text = f"Solution {recipe.solution} is {strength.people()}"
    most, least = product.strength_at_most, product.strength_at_least
    if most is not None and recipe.wanted.per_ml > most.per_ml:
        action = "Use a larger bag."
        return [block("PREP-18", f"{text}, above the label's {most.people()}.", product.source_of("limits"), action)]
    if least is not None and recipe.wanted.per_ml < least.per_ml:
        message = f"{text}, below the label's {least.people()}."
        return [caution("PREP-19", message, product.source_of("limits"), "Ask the pharmacist whether it keeps.")]
    return []


def _hours(recipe: Recipe) -> list[Finding]:
    use = recipe.beyond_use
    name = f"Solution {recipe.solution}"
    if use.stability is None:
        message = f"How long solution {recipe.solution} keeps at {recipe.as_made.strength.people()} is not on file."
        return [caution("PREP-20", message, METHOD, "Ask the pharmacist, and enter it with its source.")]
    lasts, source = use.stability.lasts, use.stability.source
    kept = f"{name} keeps {_hours_text(lasts)} ({use.stability.storage})"
    runs = Duration(use.ends_minutes - use.hung_minutes)
    if runs > lasts:
        message = f"{kept}, but its steps alone take {_hours_text(runs)}."
        return [block("PREP-21", message, source, "Choose a higher rate, or two bags.")]
    if use.made_at is not None and use.expires_at is not None and use.ends_at is not None:
        if use.expires_at >= use.ends_at:
            return []
        made, gone, ends = (wall_clock(at) for at in (use.made_at, use.expires_at, use.ends_at))
        message = f"{kept}. Made at {made}, it expires at {gone}; its last step ends at {ends}."
        return [block("PREP-21", message, source, f"Make it at {_clock(recipe)} or later.")]
    if use.ends_minutes <= lasts.value:
        return []
    late = people_text(use.ends_minutes - lasts.value, places=0)
    when = f"at {_clock(recipe)}" if use.make_not_before is not None else f"{late} min after the start of step 1"
    message = f"{kept}; made before step 1 it would expire before its last step ends."
    return [caution("PREP-22", message, source, f"Make it {when} or later.")]


def _clock(recipe: Recipe) -> str:
    at = recipe.beyond_use.make_not_before
    return "" if at is None else wall_clock(at)


def _hours_text(duration: Duration) -> str:
    return f"{people_text(duration.value / 60, places=1)} h"


def _volumes(job: Job) -> list[Finding]:
    unstated = [str(item.number) for item in job.plan.exact.solutions if item.volume is None]
    if not unstated:
        return []
    message = f"The plan states no volume for solution {', '.join(unstated)}: it is made as the steps use it, no more."
    return [caution("PREP-23", message, METHOD, "Add what the line takes.")]


def _order(made: Preparation) -> list[Finding]:
    found = []
    for recipe in made.recipes:
        if recipe.drug.source.liquid is Liquid.SOLUTION:
            source = recipe.drug.source.number
            message = f"Solution {recipe.solution} is drawn from solution {source}: make solution {source} first."
            found.append(note("PREP-24", message))
    if made.saving is None and len(made.waves) > 1:
        message = "At which steps patients react is not on file as a distribution: no expected saving is given."
        found.append(note("PREP-25", message))
    return found


def _weight(made: Preparation) -> list[Finding]:
    bench, product = made.bench, made.product
    if bench.balance is None:
        return [note("PREP-26", "No balance is listed: nothing is checked by weight.", SITE)]
    found = []
    if drug_density(product, bench) is None:
        message = (
            f"The density of {product.name} is not on file: the drug and the finished bags are not checked by weight."
        )
        found.append(note("PREP-26", message, SITE))
    if bench.density is not None:
        share = people_text(bench.density.tolerance * 100, places=1)
        message = f"Weights take {people_text(bench.density.g_per_ml)} g in a mL, give or take {share} %."
        found.append(note("PREP-27", message, bench.density.source))
    message = "Weight cannot show the wrong vial strength, the wrong drug, or labels exchanged between equal bags."
    found.append(note("PREP-28", message))
    return found
