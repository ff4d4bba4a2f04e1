"""What bars a preparation before anything is drawn, and what would make it possible."""

from stepward.core.findings import Finding, Severity
from stepward.core.preparation.fills import Need
from stepward.core.preparation.job import Job
from stepward.core.quantities import Strength, Volume

METHOD = "STEPWARD-METHOD"
SITE = "SITE"


def block(code: str, message: str, source: str = METHOD, action: str = "") -> Finding:
    """Write a finding that stops the work."""
    return Finding(code=code, severity=Severity.BLOCK, message=message, source=source, action=action)


def what_bars(job: Job) -> list[Finding]:
    """List what must be known or put right before a recipe can be computed; nothing is assumed in its place."""
    found = [*_product_does_not_fit(job), *_bench_does_not_fit(job)]
    return found or _vial_is_too_weak(job)


def _product_does_not_fit(job: Job) -> list[Finding]:
    product, plan = job.product, job.plan
    found = []
    if product.drug.casefold() != plan.order.drug.casefold():
        message = f"{product.name} is {product.drug}; the plan is for {plan.order.drug}."
        found.append(block("PREP-05", message, action="Choose a product of the plan's drug."))
    stock = product.stock
    if stock is None:
        vial = "the volume that its dissolved vial gives" if product.powder is not None else "its strength"
        message = f"{product.name}: {vial} is not on file, so nothing can be drawn from it."
        found.append(block("PREP-01", message, action="Enter it from the label, with its source."))
        return found
    kinds = {type(item.strength.per_ml) for item in plan.exact.solutions}
    if not kinds:
        found.append(block("PREP-06", "The plan has no solution: there is nothing to prepare."))
    elif kinds != {type(stock.per_ml)}:
        units = " and ".join(sorted(kind.unit for kind in kinds))
        message = f"The plan counts in {units}, {product.name} in {stock.per_ml.unit}: they are never converted."
        found.append(block("PREP-05", message, action="Choose a product in the plan's unit."))
    if any(step.drug and step.drug.casefold() != product.drug.casefold() for step in plan.exact.steps):
        found.append(block("PREP-05", "Steps of this plan give another drug, which this product does not hold."))
    return found


def _bench_does_not_fit(job: Job) -> list[Finding]:
    bench, plan, found = job.bench, job.plan, []
    if not bench.syringes:
        message = "No syringe is listed: nothing can be measured."
        found.append(
            block("PREP-03", message, SITE, action="List the unit's syringes with graduation and least volume.")
        )
    count = len(plan.exact.solutions)
    if bench.most_containers is not None and count > bench.most_containers:
        message = f"The plan has {count} solutions, {count - bench.most_containers} more than the bench can hold."
        found.append(block("PREP-07", message, SITE))
    numbers = {item.number for item in plan.exact.solutions}
    found += [
        block("PREP-08", f"Extra volume is asked for solution {number}, which the plan does not have.")
        for number in sorted(job.extra)
        if number not in numbers
    ]
    found += [
        block("PREP-08", f"The extra volume of solution {number} is {volume.people()}: expected 0 mL or more.")
        for number, volume in sorted(job.extra.items())
        if volume.value < 0
    ]
    allowed = job.product.diluents
    if job.diluent and allowed and job.diluent not in allowed:
        message = f"{job.diluent} is not among the diluents of the label: {', '.join(allowed)}."
        found.append(block("PREP-09", message, job.product.source_of("diluents"), "Choose one of them."))
    return found


def _vial_is_too_weak(job: Job) -> list[Finding]:
    stock = job.product.stock
    found = []
    for item in job.plan.exact.solutions:
        if stock is not None and item.strength.per_ml > stock.per_ml:
            room = job.planned(item)
            least = stock.volume_of(item.strength.in_volume(room))
            message = f"Solution {item.number} is {item.strength.people()}, stronger than the vial's {stock.people()}."
            action = f"Choose {least.people()} or more for it, or a stronger product."
            found.append(block("PREP-02", message, job.product.source_of("strength") or METHOD, action))
    return found


def no_path(job: Job, needs: tuple[Need, ...]) -> list[Finding]:
    """Say which solution no listed syringe can make, and which bag volume or intermediate would make it possible."""
    stock = job.product.stock
    if stock is None:
        return []
    smallest = min(job.bench.syringes, key=lambda item: item.least.value)
    found = []
    for need in needs:
        drawn = Volume(need.strength * need.volume / stock.per_ml.value)
        if drawn < smallest.least:
            volume = smallest.least * (stock.per_ml.value / need.strength)
            strength = Strength(type(stock.per_ml)(need.strength * need.volume / smallest.least.value))
            message = (
                f"Solution {need.solution} needs {drawn.people()} of the vial, below the "
                f"{smallest.least.people()} that the {smallest.name} syringe measures at the least; no listed "
                "intermediate helps."
            )
            action = f"Use a bag of {volume.people()} or more, or an intermediate of {strength.people()} or less."
            found.append(block("PREP-04", message, SITE, action))
    if found:
        return found
    tolerance = job.plan.order.policy.sum_tolerance * 100
    message = "No set of draws on the marks of the listed syringes gives all strengths closely enough "
    action = "List a syringe with finer marks, or larger bags."
    return [block("PREP-04", f"{message}(within {Volume(tolerance).people().split(chr(160))[0]} %).", SITE, action)]
