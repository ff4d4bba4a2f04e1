"""Prepare: from a plan and a product to recipes that can be measured, or to a finding that says what is missing."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from stepward.core.findings import Finding, gravest_first
from stepward.core.preparation import doubts, questions, waves
from stepward.core.preparation.bench import Bench, Filling, Measured
from stepward.core.preparation.expiry import beyond_use, stability_of, starts_and_ends
from stepward.core.preparation.fills import NOTHING
from stepward.core.preparation.job import Job
from stepward.core.preparation.paths import Mix, Path, Way, find_path
from stepward.core.preparation.product import Product
from stepward.core.preparation.recipe import (
    AsMade,
    Draw,
    DrawnFrom,
    Intermediate,
    Liquid,
    Outlook,
    Preparation,
    Recipe,
    ServedStep,
    Stock,
    VialCount,
    WeighingPoint,
)
from stepward.core.preparation.vials import Vials
from stepward.core.preparation.weights import weighings
from stepward.core.protocols.plan import Plan, PlannedSolution
from stepward.core.quantities import Amount, Strength, Volume

DILUENT = DrawnFrom(liquid=Liquid.DILUENT)


def prepare(
    plan: Plan,
    product: Product,
    bench: Bench,
    extra: Mapping[int, Volume] | None = None,
    outlook: Outlook = Outlook(),  # noqa: B008 - frozen
) -> Preparation:
    """Turn a plan into recipes, vials, waves and weights, with every finding; recipes only where all are sound."""
    job = Job(plan=plan, product=product, bench=bench, extra=extra or {}, outlook=outlook)
    barred = questions.what_bars(job)
    stock = product.stock
    path = None
    if not barred and stock is not None:
        vials = Vials(strength=stock.per_ml.value, sizes=tuple(item.value for item in product.vial_volumes))
        needs = tuple(job.need(item) for item in plan.exact.solutions)
        tolerance = plan.order.policy.sum_tolerance
        path = find_path(needs, vials, bench, tolerance)
        if path is None and not bench.draw_from_solutions:
            path = find_path(needs, vials, replace(bench, draw_from_solutions=True), tolerance)
        if path is None:
            barred = questions.no_path(job, needs)
    if path is None or stock is None:
        return _nothing(job, tuple(barred))
    return _made(job, path, stock)


def _nothing(job: Job, findings: tuple[Finding, ...]) -> Preparation:
    return Preparation(
        plan=job.plan,
        product=job.product,
        bench=job.bench,
        recipes=(),
        intermediates=(),
        making_order=(),
        stock=None,
        waves=(),
        saving=None,
        findings=gravest_first((*findings, *doubts.of_product(job))),
    )


def _made(job: Job, path: Path, stock: Strength) -> Preparation:
    ways = {way.need.solution: way for way in path.ways}
    recipes = tuple(_recipe(job, item, ways[item.number], path) for item in job.plan.exact.solutions)
    mixes = tuple(_intermediate(number, mix, path, stock) for number, mix in enumerate(path.mixes, 1))
    drug = {item.solution: item.as_made.amount for item in recipes}
    table = waves.Timetable.of(job.plan.effective, job.outlook.start_at, drug)
    found = waves.waves(path, table, job.bench)
    reactions = job.outlook.reactions
    made = Preparation(
        plan=job.plan,
        product=job.product,
        bench=job.bench,
        recipes=recipes,
        intermediates=mixes,
        making_order=waves.making_order(path),
        stock=_stock(job, path, stock, doubts.given_as_made(job.plan, recipes)),
        waves=found,
        saving=None if reactions is None else waves.saving(found, reactions),
        findings=(),
    )
    return doubts.with_findings(made, job)


def _stock(job: Job, path: Path, strength: Strength, given: Amount) -> Stock:
    vials = Vials(strength=strength.per_ml.value, sizes=tuple(item.value for item in job.product.vial_volumes))
    needed = vials.needed(path.from_vials)
    sizes = sorted(set(needed), reverse=True)
    drawn = Volume(path.from_vials)
    opened = strength.in_volume(Volume(sum(needed, NOTHING))) if needed else None
    return Stock(
        strength=strength,
        drawn=drawn,
        vials=tuple(VialCount(volume=Volume(size), count=needed.count(size)) for size in sizes),
        opened=opened,
        given=given,
        wasted=(opened if opened is not None else strength.in_volume(drawn)) - given,
    )


def _draw(source: DrawnFrom, exact: Fraction, measured: Measured) -> Draw:
    return Draw(
        source=source,
        exact=Volume(exact),
        drawn=measured.volume,
        strokes=measured.strokes,
    )


def _as_made(wanted: Fraction, strength: Fraction, volume: Fraction, kind: type[Amount]) -> AsMade:
    return AsMade(
        volume=Volume(volume),
        amount=kind(strength * volume),
        strength=Strength(kind(strength)),
        deviation=strength / wanted - 1,
    )


def _recipe(job: Job, solution: PlannedSolution, way: Way, path: Path) -> Recipe:
    fill, kind = way.fill, type(solution.strength.per_ml)
    given = sum(
        (other.fill.drug.volume.value for other in path.ways
         if other.source == DrawnFrom(liquid=Liquid.SOLUTION, number=solution.number)), NOTHING)  # fmt: skip
    planned, extra = job.planned(solution), job.beyond(solution, Volume(given))
    bag = job.bag(solution) if fill.holds > 0 else None
    drug = _draw(way.source, fill.wanted, fill.drug)
    change = None if fill.diluent is None else _draw(DILUENT, fill.diluent_wanted, fill.diluent)
    kept, made = job.kept(solution), _as_made(way.need.strength, path.strengths[solution.number], fill.volume, kind)
    point = WeighingPoint.DILUENT_OUT if fill.out else WeighingPoint.DILUENT_IN
    weighed = (*(() if change is None else ((point, change),)), (WeighingPoint.DRUG_IN, drug))
    steps = [step for step in job.plan.effective.steps if step.solution == solution.number]
    table = starts_and_ends(job.plan.effective)
    hung = min((table[step.number][0] for step in steps), default=NOTHING)
    ends = max((table[step.number][1] for step in steps), default=NOTHING)
    kept_for = stability_of(job.product, made.strength, diluent=job.diluent, storage=job.outlook.storage)
    sure = bag is None or bag.overfill is not None
    return Recipe(
        solution=solution.number,
        name=solution.name,
        wanted=solution.strength,
        planned=planned,
        extra=extra,
        for_line=job.for_line(solution),
        overfill=kept,
        made=planned + extra + kept,
        filling=Filling.EMPTY_CONTAINER if bag is None else job.bench.filling,
        bag=bag,
        diluent=job.diluent,
        diluent_out=change if fill.out else None,
        diluent_in=None if fill.out else change,
        drug=drug,
        as_made=made,
        beyond_use=beyond_use(hung, ends, kept_for, job.outlook),
        weighings=weighings(weighed, made.volume if sure else None, job.product, job.bench),
        steps=tuple(ServedStep(number=step.number, rate=step.rate, volume=step.volume) for step in steps),
    )


def _intermediate(number: int, mix: Mix, path: Path, stock: Strength) -> Intermediate:
    me = DrawnFrom(liquid=Liquid.INTERMEDIATE, number=number)
    serves = [DrawnFrom(liquid=Liquid.SOLUTION, number=way.need.solution) for way in path.ways if way.source == me]
    serves += [
        DrawnFrom(liquid=Liquid.INTERMEDIATE, number=other)
        for other, item in enumerate(path.mixes, 1)
        if item.source == me
    ]
    return Intermediate(
        number=number,
        drug=_draw(mix.source, mix.drug.volume.value, mix.drug),
        diluent=_draw(DILUENT, mix.diluent.volume.value, mix.diluent),
        as_made=_as_made(mix.strength, mix.strength, mix.volume, type(stock.per_ml)),
        serves=tuple(serves),
    )
