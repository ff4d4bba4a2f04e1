"""Checks of what is made and pumped: strength, rate, volume, time, fluid."""

from fractions import Fraction

from stepward.core.protocols.facts import METHOD, Facts, Found, block, caution, note, steps_text
from stepward.core.protocols.protocol import Dilution
from stepward.core.quantities import Mass, Rate, people_text

WATER = "STEPWARD-PHYSICAL-BOUND"
PUMP_RANGE = "PUMP-RATE-RANGE"
HEAVIEST_ML = Mass(Fraction(1000))
SLOWEST_PUMP = Rate(Fraction(1, 10))


def strength_is_impossible(facts: Facts) -> Found:
    """Block a solution that would hold more drug than a mL can weigh, and judge the label's limits.

    Source: STEPWARD-PHYSICAL-BOUND; the drug entry's label.
    """
    entry = facts.order.entry
    weak = []
    for item in facts.effective.solutions:
        if not isinstance(item.strength.per_ml, Mass):
            continue
        per_ml, text = item.strength.per_ml, f"Solution {item.number} is {item.strength.people()}"
        if per_ml > HEAVIEST_ML:
            over = people_text(per_ml.per(HEAVIEST_ML), places=1)
            message = f"{text}, {over} times what one mL can weigh: this dose does not fit in this volume."
            yield block("CONC-01", message, WATER)
            continue
        most = entry and entry.strength_at_most
        if entry and most and type(most.per_ml) is Mass and per_ml > most.per_ml:
            over = people_text(per_ml.per(most.per_ml), places=2)
            message = f"{text}, {over} times the maximum that {entry.says} states, {most.people()}."
            yield block("CONC-02", message, entry.source, action="Use a larger bag.")
        least = entry and entry.strength_at_least
        if entry and least and type(least.per_ml) is Mass and per_ml < least.per_ml:
            weak.append(f"Solution {item.number} ({item.strength.people()})")
    if weak and entry and entry.strength_at_least:
        verb = "is" if len(weak) == 1 else "are"
        least_text = entry.strength_at_least.people()
        message = (
            f"{_listed(weak)} {verb} below the minimum that {entry.says} states, {least_text}: stability not sourced."
        )
        yield caution("CONC-03", message, entry.source, action="Ask the pharmacy.")


def _listed(parts: list[str]) -> str:
    """Write parts as a sentence does, with lower case after the first."""
    rest = [part[0].lower() + part[1:] for part in parts[1:]]
    return " and ".join([", ".join([parts[0], *rest[:-1]]), *rest[-1:]])


def rate_is_out_of_range(facts: Facts) -> Found:
    """Block rates that the pump cannot do or a limit bars."""
    devices, limits, entry = facts.order.devices, facts.protocol.limits, facts.order.entry
    known = devices.pump_minimum or devices.pump_increment
    least, source = (known, METHOD) if known is not None else (SLOWEST_PUMP, PUMP_RANGE)
    tops = [
        (devices.pump_maximum, "the pump's maximum", METHOD),
        (limits.rate_at_most, "the protocol's maximum", facts.source),
        (
            entry.rate_at_most if entry else None,
            f"the maximum that {entry.says} states" if entry else "",
            entry.source if entry else "",
        ),
    ]
    for step in facts.effective.steps:
        if step.rate is None:
            continue
        text = f"Step {step.number} runs at {step.rate.people(places=4)}"
        if step.rate < least:
            times = people_text(least.per(step.rate), places=1)
            whose = "this pump's minimum" if known is not None else "the slowest rate that pumps usually do"
            message = f"{text}, {times} times slower than {whose} of {least.people()}."
            action = "Choose a higher final rate, or give your pump's increment."
            yield block("RATE-01", message, source, step=step.number, action=action)
        for most, words, where in tops:
            if most is not None and step.rate > most:
                over = (step.rate - most).people()
                yield block("RATE-02", f"{text}, {over} above {words} of {most.people()}.", where, step=step.number)


def solution_runs_out(facts: Facts) -> Found:
    """Block where the steps infuse more of a solution than is made of it."""
    for solution in facts.effective.solutions:
        if solution.volume is None:
            continue
        left = solution.volume - solution.infused
        if left.value < 0:
            yield block(
                "VOL-01",
                f"The steps use {solution.infused.people()} of solution {solution.number}, "
                f"{(left * -1).people()} more than the {solution.volume.people()} made.",
                METHOD,
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
        yield note(
            "VOL-02", f"Only {_listed(parts)} {'is' if len(parts) == 1 else 'are'} used. Discard the rest.", METHOD
        )


def dilutions_need_volume(facts: Facts) -> Found:
    """Say that bags of different volume change what is infused only through the strength."""
    volumes = {item.volume for item in facts.exact.solutions if item.volume is not None}
    if len(volumes) > 1 and any(isinstance(item.strength, Dilution) for item in facts.protocol.solutions):
        yield note(
            "VOL-04",
            "The bags differ in volume. The strengths stay 1:10 apart, so the amounts in the bags are not.",
            METHOD,
        )


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
            yield block(
                "TIME-01", f"All steps take {total.people()}, {over} more than {words} of {most.people()}.", source
            )
    if not stated and facts.protocol.solutions:
        yield note(
            "TIME-02",
            "How long the dilutions stay stable is not on file for this drug. Ask the pharmacy before they are made.",
            METHOD,
        )


def interval_is_not_stated(facts: Facts) -> Found:
    """Caution where the source does not say how long to wait between doses."""
    open_steps = [
        step.number
        for step in facts.effective.steps[:-1]
        if step.duration is None and step.wait is None and step.day is None
    ]
    if open_steps:
        yield caution(
            "TIME-03",
            f"The source does not state the time after {steps_text(open_steps)}.",
            facts.source,
            action="The unit states the interval before the plan is used.",
        )


def fluid_load(facts: Facts) -> Found:
    """Show the fluid of the whole plan, per kg where the weight is known."""
    total, weight = facts.effective.total_volume, facts.order.weight
    if total.is_zero:
        return
    if weight is None:
        yield note("FLUID-01", f"The steps give {total.people()} of fluid.", METHOD)
        return
    per_kg = total.value / weight.value
    text = f"The steps give {total.people()} of fluid, {people_text(per_kg, places=2)} mL per kg"
    limit = facts.order.policy.fluid_caution_ml_per_kg
    if limit is not None and per_kg > limit:
        over = people_text(per_kg - limit, places=2)
        yield caution("FLUID-02", f"{text}, {over} above the unit's limit of {people_text(limit)}.", "SITE")
    else:
        yield note("FLUID-01", f"{text}.", METHOD)


def nothing_was_rounded(facts: Facts) -> Found:
    """Say what was not rounded for want of a device."""
    devices = facts.order.devices
    if not devices.round_anything:
        yield note("PUMP-01", "No pump or syringe was given: nothing was rounded to one.", METHOD)
    elif facts.protocol.takes_volumes and (devices.syringe_increment is None) is not (devices.stock is None):
        given, missing = ("syringe", "strength of the stock") if devices.stock is None else ("stock", "syringe")
        text = f"The {given} is given but not the {missing}: what is drawn up for the solutions was not rounded."
        yield note("PUMP-02", text, METHOD)
