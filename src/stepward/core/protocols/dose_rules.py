"""Checks of the doses: the sum, the first dose, each rise and fall."""

from fractions import Fraction
from itertools import pairwise

from stepward.core.protocols.facts import (
    METHOD,
    SAFETY,
    Facts,
    Found,
    block,
    caution,
    is_whole,
    note,
    percent,
    reaches_target,
)
from stepward.core.protocols.plan import Ladder, PlannedStep
from stepward.core.protocols.protocol import Closing, Evidence, TargetIs
from stepward.core.quantities import Amount, Basis, Mass, Strength, people_text

SMALLEST = Mass(Fraction(1, 10**6))


def sum_misses_target(facts: Facts) -> Found:
    """Block a ladder whose sum (or last dose) is not the target, unless rounding explains it.

    Source: STEPWARD-SAFETY, H-31.
    """
    if facts.protocol.target_is is TargetIs.NONE or not is_whole(facts):
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
        yield block("SUM-01", message, SAFETY, action=action)
    elif exact_misses:
        yield caution("SUM-01", f"{message} The source's own doses leave this difference.", facts.source)
    else:
        yield note("SUM-01", f"Rounded to the devices: {message[0].lower()}{message[1:]}", SAFETY)


def total_is_more_than_target(facts: Facts) -> Found:
    """Show the total where the target is the last dose."""
    if facts.protocol.target_is is TargetIs.LAST_DOSE and is_whole(facts):
        total = facts.effective.total_dose
        yield note(
            "SUM-04",
            f"The target is the last dose. With the doses before it the patient gets {total.people()} in all.",
            facts.source,
        )


def last_solution_is_weaker(facts: Facts) -> Found:
    """Say why the last solution is weaker than the full strength."""
    if facts.protocol.closing is not Closing.STRENGTH or not is_whole(facts):
        return
    last, target = facts.effective.solutions[-1], facts.order.target.amount
    planned = facts.exact.solutions[-1].amount
    if last.volume is None or last.amount is None or planned is None or planned == target:
        return
    before = target - planned
    full = Strength.of(target, last.volume)
    yield note(
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
        is_printed = facts.protocol.evidence is not Evidence.TOTALS_ONLY
        words = "that the source prints" if is_printed else "of the assumed pattern"
        message = f"{text}: {times} times the {_one_in(reference)} {words}."
        yield caution("START-01", message, facts.source, step=first.number, action="Lower the final rate.")
    else:
        yield note("START-01", f"{text}.", facts.source, first.number)


def _first_share(ladder: Ladder, target: Amount) -> Fraction | None:
    doses = [step.dose for step in ladder.steps if step.dose.value]
    return doses[0].per(target) if doses else None


def _one_in(share: Fraction) -> str:
    return f"1/{people_text(1 / share, places=0)}" if share < 1 else people_text(share)


def _reference_target(facts: Facts) -> Amount:
    """Tell which target the reference was built for: a printed one per kg or m2 is taken for this patient."""
    printed = facts.protocol.target
    if printed is None or printed.basis is not Basis.WHOLE:
        return facts.order.target.amount
    return printed.amount


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
    for before, step in pairwise(giving):
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
    slack = 1 + policy.sum_tolerance
    for number, (factor, what) in rises(facts.effective).items():
        reference = printed.get(number, (Fraction(0), ""))[0]
        is_printed = facts.protocol.evidence is not Evidence.TOTALS_ONLY and number in printed
        text = f"Step {number}: the {what} is {people_text(factor, places=2)} times that of the step before"
        if factor > policy.factor_block:
            yield block("JUMP-01", f"{text}; the limit is {people_text(policy.factor_block)}.", SAFETY, step=number)
        elif factor > policy.factor_caution:
            limit = people_text(policy.factor_caution)
            if is_printed and factor <= reference * slack:
                yield note("JUMP-01", f"{text}, above {limit}, as the source prints it.", facts.source, number)
            elif is_printed and reference > policy.factor_caution:
                most = people_text(reference, places=2)
                yield block("JUMP-01", f"{text}; the source prints {most} at most.", facts.source, step=number)
            else:
                yield caution("JUMP-01", f"{text}; the limit is {limit}.", SAFETY, step=number)
        elif factor < 1:
            if is_printed and reference < 1 and factor * slack >= reference:
                yield note("FALL-01", f"{text}: a fall, as the source prints it.", facts.source, number)
            else:
                yield caution("FALL-01", f"{text}: a fall that the source does not print.", SAFETY, step=number)


def dose_is_over_limit(facts: Facts) -> Found:
    """Block a cumulative dose above the drug entry's limit."""
    entry, total = facts.order.entry, facts.effective.total_dose
    most = entry and entry.dose_at_most
    if entry and most and type(most) is type(total) and total > most:
        yield block(
            "DOSE-01",
            f"The doses add up to {total.people()}, {(total - most).people()} above the limit of {most.people()}.",
            entry.source,
        )


def target_is_too_small(facts: Facts) -> Found:
    """Block a target below the smallest unit of mass, which nobody can measure.

    Source: STEPWARD-METHOD.
    """
    target = facts.order.target.amount
    if isinstance(target, Mass) and target < SMALLEST:
        text = f"The target dose is {target.people()}, less than 1 ng, the smallest unit of mass that is read."
        yield block("DOSE-02", text, METHOD)


def size_is_implausible(facts: Facts) -> Found:
    """Judge weight and height that no patient has: a BLOCK where the dose depends on them.

    Source: STEPWARD-SAFETY, H-36.
    """
    order, policy = facts.order, facts.order.policy
    depends = order.target.rule.basis is not Basis.WHOLE or any(
        step.dose is not None and step.dose.basis is not Basis.WHOLE for step in facts.protocol.steps
    )
    for name, value, (low, high) in (
        ("weight", order.weight, policy.weight_range),
        ("height", order.height, policy.height_range),
    ):
        if value is None or low <= value.value <= high:
            continue
        text = (
            f"The {name} is {value.people()}, outside {people_text(low)} to {people_text(high)} {value.unit}, "
            "this site's plausible range."
        )
        if depends:
            yield block("SIZE-01", f"{text} The dose depends on it.", SAFETY, action="Measure and enter it again.")
        else:
            yield caution("SIZE-01", text, SAFETY, action="Measure and enter it again.")


def last_step_is_long(facts: Facts) -> Found:
    """Say how much of the dose runs in the last step."""
    ladder = facts.effective
    if not is_whole(facts) or ladder.steps[-1] is ladder.steps[0]:
        return
    last = ladder.steps[-1]
    if last.duration is not None and last.rate is not None:
        yield note(
            "LAST-01",
            f"Step {last.number} gives {percent(last.dose, ladder.total_dose)} of the dose in "
            f"{last.duration.people()}: it is long by design.",
            facts.source,
            last.number,
        )
