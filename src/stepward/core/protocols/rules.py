"""The checks of a plan: facts in, findings out, each naming the limit that bound and by how much.

All rules run on the ladder that the patient gets (rounded, where devices are known); `RULES` is their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.findings import Finding, Severity
from stepward.core.protocols.build import STEPWARD, planned_steps, reaches_target
from stepward.core.protocols.plan import Ladder, Order, PlannedStep
from stepward.core.protocols.protocol import Closing, Dilution, Evidence, Protocol, TargetIs
from stepward.core.quantities import Amount, Mass, Rate, Strength, people_text

SAFETY = "STEPWARD-SAFETY"
WATER = "STEPWARD-PHYSICAL-BOUND"
PUMP_RANGE = "PUMP-RATE-RANGE"
HEAVIEST_ML = Strength(Mass(Fraction(1000)))
SLOWEST_PUMP = Rate(Fraction(1, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules look at; `reference` is the same protocol as its source prints it."""

    protocol: Protocol
    order: Order
    exact: Ladder
    effective: Ladder
    reference: Ladder | None

    @property
    def source(self) -> str:
        """The first source of the protocol."""
        return self.protocol.sources[0]

    @property
    def is_rounded(self) -> bool:
        """Tell whether the plan was rounded to devices."""
        return self.effective is not self.exact


Found = Iterator[Finding]


def _note(code: str, message: str, source: str, step: int | None = None) -> Finding:
    return Finding(code=code, severity=Severity.NOTE, message=message, source=source, step=step)


def _caution(code: str, message: str, source: str, *, step: int | None = None, action: str = "") -> Finding:
    return Finding(code=code, severity=Severity.CAUTION, message=message, source=source, step=step, action=action)


def _block(code: str, message: str, source: str, *, step: int | None = None, action: str = "") -> Finding:
    return Finding(code=code, severity=Severity.BLOCK, message=message, source=source, step=step, action=action)


def percent(part: Amount, whole: Amount) -> str:
    """Write a share of a whole in percent for people."""
    return f"{people_text(abs(part.per(whole)) * 100, places=2)}\u00a0%"


def sum_misses_target(facts: Facts) -> Found:
    """Block a ladder whose sum (or last dose) is not the target, unless rounding explains it.

    Source: STEPWARD-SAFETY, H-31.
    """
    if facts.protocol.target_is is TargetIs.NONE or not _is_whole(facts):
        return
    target, policy = facts.order.target.amount, facts.order.policy
    difference = reaches_target(facts.protocol, facts.effective, target)
    if difference.is_zero:
        return
    words = "The last dose" if facts.protocol.target_is is TargetIs.LAST_DOSE else "The sum of the doses"
    size = f"{people_text(abs(difference.value))} {difference.unit} ({percent(difference, target)})"
    side = "more than" if difference.value > 0 else "short of"
    limit = f"the limit is {people_text(policy.sum_tolerance * 100)} %"
    exact_misses = not reaches_target(facts.protocol, facts.exact, target).is_zero
    message = f"{words} is {size} {side} the target of {target.people()}; {limit}."
    if abs(difference.per(target)) > policy.sum_tolerance:
        fixed = facts.protocol.closing is Closing.FIXED
        action = "The doses of this protocol are fixed: order the dose it is made for." if fixed else ""
        yield _block("SUM-01", message, SAFETY, action=action)
    elif exact_misses:
        yield _caution("SUM-01", f"{message} The source's own doses leave this difference.", facts.source)
    else:
        yield _note("SUM-01", f"Rounded to the devices: {message[0].lower()}{message[1:]}", SAFETY)


def total_is_more_than_target(facts: Facts) -> Found:
    """Show the total where the target is the last dose."""
    if facts.protocol.target_is is TargetIs.LAST_DOSE and _is_whole(facts):
        total = facts.effective.total_dose
        yield _note(
            "SUM-04",
            f"The target is the last dose. With the doses before it the patient gets {total.people()} in all.",
            facts.source,
        )


def last_solution_is_weaker(facts: Facts) -> Found:
    """Say why the last solution is weaker than the full strength."""
    if facts.protocol.closing is not Closing.STRENGTH or not _is_whole(facts):
        return
    last, target = facts.exact.solutions[-1], facts.order.target.amount
    if last.volume is None or last.amount is None or last.amount == target:
        return
    before = target - last.amount
    full = Strength.of(target, last.volume)
    yield _note(
        "SUM-02",
        f"Solution {last.number} is {last.strength.people()}, not {full.people()}: it holds "
        f"{last.amount.people()}, because the steps before it already give {before.people()}.",
        facts.source,
    )


def first_dose(facts: Facts) -> Found:
    """Say which share of the target the first dose is, and caution where it is more than the source's.

    Source: the protocol's own printed ladder.
    """
    share = _first_share(facts.effective, facts.order.target.amount)
    if share is None:
        return
    first = next(step for step in facts.effective.steps if step.dose.value)
    text = f"The first dose is {first.dose.people()}, {_one_in(share)} of the target"
    reference = facts.reference and _first_share(facts.reference, _reference_target(facts))
    if reference and share > reference:
        times = people_text(share / reference, places=2)
        message = f"{text}: {times} times the {_one_in(reference)} that the source prints."
        yield _caution("START-01", message, facts.source, step=first.number, action="Lower the final rate.")
    else:
        yield _note("START-01", f"{text}.", facts.source, first.number)


def _first_share(ladder: Ladder, target: Amount) -> Fraction | None:
    doses = [step.dose for step in ladder.steps if step.dose.value]
    return doses[0].per(target) if doses else None


def _one_in(share: Fraction) -> str:
    return f"1/{people_text(1 / share, places=0)}" if share < 1 else people_text(share)


def _reference_target(facts: Facts) -> Amount:
    printed = facts.protocol.target
    return printed.amount if printed is not None else facts.order.target.amount


def _factor(before: PlannedStep, step: PlannedStep) -> tuple[Fraction, str] | None:
    """Tell the rise from one step to the next: of the dose rate for infusions, else of the dose."""
    if before.dose.is_zero:
        return None
    if before.dose_rate is not None and step.dose_rate is not None:
        return step.dose_rate.per(before.dose_rate), "dose rate"
    return step.dose.per(before.dose), "dose"


def rises(ladder: Ladder) -> dict[int, tuple[Fraction, str]]:
    """Tell each step's rise over the step before it that gave drug, by step number."""
    found = {}
    giving = [step for step in ladder.steps if not step.delivers_nothing]
    for before, step in zip(giving, giving[1:], strict=False):
        factor = _factor(before, step)
        if factor is not None:
            found[step.number] = factor
    return found


def dose_jumps(facts: Facts) -> Found:
    """Judge each rise and fall: above 3 or a fall is a CAUTION unless printed; above what is printed, or 10, blocks.

    Source: STEPWARD-SAFETY, H-33.
    """
    policy = facts.order.policy
    printed = rises(facts.reference) if facts.reference is not None else {}
    exact = rises(facts.exact)
    for number, (factor, what) in rises(facts.effective).items():
        reference = printed.get(number, (Fraction(0), ""))[0]
        is_printed = facts.protocol.evidence is not Evidence.TOTALS_ONLY and number in printed
        text = f"Step {number}: the {what} is {people_text(factor, places=2)} times that of the step before"
        if factor > policy.factor_block:
            yield _block("JUMP-01", f"{text}; the limit is {people_text(policy.factor_block)}.", SAFETY, step=number)
        elif factor > policy.factor_caution:
            limit = people_text(policy.factor_caution)
            if is_printed and exact[number][0] <= reference:
                yield _note("JUMP-01", f"{text}, above {limit}, as the source prints it.", facts.source, number)
            elif is_printed and reference > policy.factor_caution:
                most = people_text(reference, places=2)
                yield _block("JUMP-01", f"{text}; the source prints {most} at most.", facts.source, step=number)
            else:
                yield _caution("JUMP-01", f"{text}; the limit is {limit}.", SAFETY, step=number)
        elif factor < 1:
            if is_printed and exact[number][0] >= reference and reference < 1:
                yield _note("FALL-01", f"{text}: a fall, as the source prints it.", facts.source, number)
            else:
                yield _caution("FALL-01", f"{text}: a fall that the source does not print.", SAFETY, step=number)


def solution_runs_out(facts: Facts) -> Found:
    """Block where the steps infuse more of a solution than is made of it."""
    for solution in facts.effective.solutions:
        if solution.volume is None:
            continue
        left = solution.volume - solution.infused
        if left.value < 0:
            yield _block(
                "VOL-01",
                f"The steps use {solution.infused.people()} of solution {solution.number}, "
                f"{(left * -1).people()} more than the {solution.volume.people()} made.",
                STEPWARD,
                action="Choose a larger bag or a lower final rate.",
            )


def solution_is_left_over(facts: Facts) -> Found:
    """Say what is thrown away."""
    parts = [
        f"{people_text(item.infused.value)} of {item.volume.people()} of solution {item.number}"
        for item in facts.effective.solutions
        if item.volume is not None and Fraction(0) < item.infused.value < item.volume.value
    ]
    if parts:
        yield _note("VOL-02", f"Only {' and '.join(parts)} {'is' if len(parts) == 1 else 'are'} used. "
                    "Discard the rest.", STEPWARD)  # fmt: skip


def strength_is_impossible(facts: Facts) -> Found:
    """Block a solution that would hold more drug than a mL can weigh, and judge the label's limits.

    Source: STEPWARD-PHYSICAL-BOUND; the drug entry's label.
    """
    entry = facts.order.entry
    for item in facts.effective.solutions:
        if not isinstance(item.strength.per_ml, Mass):
            continue
        per_ml, text = item.strength.per_ml, f"Solution {item.number} is {item.strength.people()}"
        if per_ml > HEAVIEST_ML.per_ml:
            over = people_text(per_ml.per(HEAVIEST_ML.per_ml), places=1)
            message = f"{text}, {over} times what one mL can weigh: this dose does not fit in this volume."
            yield _block("CONC-01", message, WATER)
            continue
        most = entry and entry.strength_at_most
        if entry and most and type(most.per_ml) is Mass and per_ml > most.per_ml:
            over = people_text(per_ml.per(most.per_ml), places=2)
            message = f"{text}, {over} times the label's maximum of {most.people()}."
            yield _block("CONC-02", message, entry.source, action="Use a larger bag.")
        least = entry and entry.strength_at_least
        if entry and least and type(least.per_ml) is Mass and per_ml < least.per_ml:
            message = f"{text}, below the label's minimum of {least.people()}: stability not sourced."
            yield _caution("CONC-03", message, entry.source, action="Ask the pharmacy.")


def rate_is_out_of_range(facts: Facts) -> Found:
    """Block rates that the pump cannot do or a limit bars."""
    devices, limits, entry = facts.order.devices, facts.protocol.limits, facts.order.entry
    known = devices.pump_minimum or devices.pump_increment
    least, source = (known, STEPWARD) if known is not None else (SLOWEST_PUMP, PUMP_RANGE)
    tops = [
        (devices.pump_maximum, "the pump's maximum", STEPWARD),
        (limits.rate_at_most, "the protocol's maximum", facts.source),
        (entry.rate_at_most if entry else None, "the label's maximum", entry.source if entry else ""),
    ]
    for step in facts.effective.steps:
        if step.rate is None:
            continue
        text = f"Step {step.number} runs at {step.rate.people(places=4)}"
        if step.rate < least:
            times = people_text(least.per(step.rate), places=1)
            whose = "this pump's minimum" if known is not None else "the slowest rate that pumps usually do"
            yield _block("RATE-01", f"{text}, {times} times slower than {whose} of {least.people()}.", source,
                         step=step.number, action="Choose a higher final rate, or give your pump's increment.")  # fmt: skip
        for most, words, where in tops:
            if most is not None and step.rate > most:
                over = (step.rate - most).people()
                yield _block("RATE-02", f"{text}, {over} above {words} of {most.people()}.", where, step=step.number)


def dose_is_over_limit(facts: Facts) -> Found:
    """Block a cumulative dose above the drug entry's limit."""
    entry, total = facts.order.entry, facts.effective.total_dose
    most = entry and entry.dose_at_most
    if entry and most and type(most) is type(total) and total > most:
        yield _block("DOSE-01", f"The doses add up to {total.people()}, {(total - most).people()} above the limit of "
                     f"{most.people()}.", entry.source)  # fmt: skip


def time_is_too_long(facts: Facts) -> Found:
    """Judge the time of all steps against the limits that are known, and say when none is."""
    total = facts.effective.total_duration
    known = [
        (facts.protocol.limits.stability_at_most, "the stability of the solutions", facts.source),
        (facts.protocol.limits.total_at_most, "the protocol's limit", facts.source),
    ]
    if facts.order.entry is not None:
        known.append((facts.order.entry.infusion_at_most, "the drug entry's limit", facts.order.entry.source))
    stated = [item for item in known if item[0] is not None]
    for most, words, source in stated:
        if most is not None and total > most:
            over = (total - most).people()
            yield _block("TIME-01", f"All steps take {total.people()}, {over} more than {words} of {most.people()}.",
                         source)  # fmt: skip
    if not stated and facts.protocol.solutions:
        yield _note(
            "TIME-02",
            "How long the dilutions stay stable is not on file for this drug. Ask the pharmacy before they are made.",
            STEPWARD,
        )


def interval_is_not_stated(facts: Facts) -> Found:
    """Caution where the source does not say how long to wait between doses."""
    open_steps = [
        step.number
        for step in facts.effective.steps[:-1]
        if step.duration is None and step.wait is None and step.day is None
    ]
    if open_steps:
        yield _caution(
            "TIME-03",
            f"The source does not state the time after {_steps(open_steps)}.",
            facts.source,
            action="The unit states the interval before the plan is used.",
        )


def _steps(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"step {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"steps {numbers[0]} to {numbers[-1]}"
    return "steps " + ", ".join(str(number) for number in numbers)


def fluid_load(facts: Facts) -> Found:
    """Show the fluid of the whole plan, per kg where the weight is known."""
    total, weight = facts.effective.total_volume, facts.order.weight
    if total.is_zero:
        return
    if weight is None:
        yield _note("FLUID-01", f"The steps give {total.people()} of fluid.", STEPWARD)
        return
    per_kg = total.value / weight.value
    text = f"The steps give {total.people()} of fluid, {people_text(per_kg, places=2)} mL per kg"
    limit = facts.order.policy.fluid_caution_ml_per_kg
    if limit is not None and per_kg > limit:
        over = people_text(per_kg - limit, places=2)
        yield _caution("FLUID-02", f"{text}, {over} above the unit's limit of {people_text(limit)}.", "SITE")
    else:
        yield _note("FLUID-01", f"{text}.", STEPWARD)


def last_step_is_long(facts: Facts) -> Found:
    """Say how much of the dose runs in the last step."""
    ladder = facts.effective
    if len(ladder.steps) < 2 or not _is_whole(facts) or ladder.steps[-1].duration is None:  # noqa: PLR2004 - two steps
        return
    last = ladder.steps[-1]
    if last.duration is not None and last.rate is not None:
        yield _note(
            "LAST-01",
            f"Step {last.number} gives {percent(last.dose, ladder.total_dose)} of the dose in "
            f"{last.duration.people()}: it is long by design.",
            facts.source,
            last.number,
        )


def nothing_was_rounded(facts: Facts) -> Found:
    """Say that no pump or syringe is known."""
    if not facts.is_rounded:
        yield _note("PUMP-01", "No pump or syringe was given: nothing was rounded to one.", STEPWARD)


def evidence_is_thin(facts: Facts) -> Found:
    """Caution where no source prints the rows, and say where they were read second hand."""
    if facts.protocol.evidence is Evidence.TOTALS_ONLY:
        yield _caution(
            "EVID-01",
            "Only totals of this ladder were read in a source, not its rows. They follow the pattern of the 12-step.",
            facts.source,
            action="Check the rows against a source of your own before use.",
        )
    if facts.protocol.secondary:
        yield _note("EVID-02", f"Read second hand: {facts.protocol.secondary}", facts.source)


def source_has_errors(facts: Facts) -> Found:
    """Name each known error of the source."""
    for error in facts.protocol.known_errors:
        yield _note(
            "EVID-03",
            f"The source prints {error.printed} for {error.where}; computed: {error.computed}. {error.why}".strip(),
            facts.source,
        )


def drug_is_another(facts: Facts) -> Found:
    """Judge the use of a protocol that was published for another drug."""
    drugs, name = facts.protocol.drugs, facts.order.drug.casefold()
    if not drugs or any(name in item.casefold() or item.casefold() in name for item in drugs):
        return
    text = f"This protocol was published for {', '.join(drugs)}, not for {facts.order.drug}."
    if facts.protocol.closing is Closing.FIXED:
        yield _block("DRUG-01", f"{text} Its doses are fixed amounts of that drug.", facts.source)
    else:
        yield _caution("DRUG-01", text, facts.source)


def steps_are_left_out(facts: Facts) -> Found:
    """Name the steps of the source that the plan does not contain."""
    home = [step.number for step in facts.protocol.steps if step.is_at_home]
    conditional = [step for step in facts.protocol.steps if step.condition and not step.is_at_home]
    if home:
        text = _steps(home)
        yield _note("HOME-01", f"The source continues at home with {text}; Stepward does not.", facts.source)
    if conditional:
        text = _steps([step.number for step in conditional])
        yield _note("COND-01", f"Not planned: {text}. The source makes them depend on: {conditional[0].condition}.",
                    facts.source)  # fmt: skip


def _is_whole(facts: Facts) -> bool:
    return len(facts.effective.steps) == len(planned_steps(facts.protocol))


def dilutions_need_volume(facts: Facts) -> Found:
    """Say that bags of different volume change what is infused only through the strength."""
    volumes = {item.volume for item in facts.exact.solutions if item.volume is not None}
    if len(volumes) > 1 and any(isinstance(item.strength, Dilution) for item in facts.protocol.solutions):
        yield _note(
            "VOL-04",
            "The bags differ in volume. The strengths stay 1:10 apart, so the amounts in the bags are not.",
            STEPWARD,
        )


RULES = (
    sum_misses_target,
    strength_is_impossible,
    rate_is_out_of_range,
    dose_is_over_limit,
    solution_runs_out,
    drug_is_another,
    dose_jumps,
    first_dose,
    evidence_is_thin,
    interval_is_not_stated,
    last_solution_is_weaker,
    total_is_more_than_target,
    last_step_is_long,
    solution_is_left_over,
    dilutions_need_volume,
    fluid_load,
    time_is_too_long,
    steps_are_left_out,
    source_has_errors,
    nothing_was_rounded,
)
