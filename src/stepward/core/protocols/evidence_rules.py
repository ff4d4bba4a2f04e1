"""Checks of the evidence: how much a source prints, for which drug, and with which errors."""

from stepward.core.protocols.facts import METHOD, Facts, Found, block, caution, note, steps_text
from stepward.core.protocols.protocol import Closing, Evidence


def evidence_is_thin(facts: Facts) -> Found:
    """Caution where no source prints the rows, and say where they were read second hand."""
    if facts.protocol.evidence is Evidence.TOTALS_ONLY:
        yield caution(
            "EVID-01",
            "Only totals of this ladder were read in a source, not its rows. They follow the pattern of the 12-step.",
            facts.source,
            action="Check the rows against a source of your own before use.",
        )
    if facts.protocol.secondary:
        yield note("EVID-02", f"Read second hand: {facts.protocol.secondary}", facts.source)


def source_has_errors(facts: Facts) -> Found:
    """Name each known error of the source."""
    protocol = facts.protocol
    if not protocol.drugs and facts.order.target.rule != protocol.target:
        return  # the errors of a worked example for another drug say nothing of this plan
    for error in protocol.known_errors:
        text = f"The source prints {error.printed} for {error.where}; computed: {error.computed}. {error.why}".strip()
        if error.matters:
            yield caution("EVID-04", text, facts.source, action="Settle it with the pharmacy before use.")
        else:
            yield note("EVID-03", text, facts.source)


def limits_are_unknown(facts: Facts) -> Found:
    """Say which limits of the drug are not on file, so that no missing check looks like a passed one."""
    entry, target, name = facts.order.entry, facts.order.target.amount, facts.order.drug
    if entry is None:
        yield caution(
            "DRUG-02",
            f"There is no entry for {name}: no limit of its dose, strength or rate was checked.",
            METHOD,
            action="Check the spelling, and the limits by hand.",
        )
        return
    strengths = [item for item in (entry.strength_at_least, entry.strength_at_most) if item is not None]
    if any(type(item.per_ml) is not type(target) for item in strengths):
        unit = strengths[0].unit
        text = f"The limits on file for {name} are in {unit}, the target dose is in {target.unit}: none was checked."
        yield caution("DRUG-03", text, entry.source, action="Check the unit of the dose.")
        return
    known = {"dose": entry.dose_at_most, "strength": strengths or None, "rate": entry.rate_at_most}
    missing = [words for words, limit in known.items() if limit is None]
    if missing:
        text = f"Not on file for {name}, so not checked: a limit of {', '.join(missing)}."
        yield note("DRUG-04", text, METHOD)


def drug_is_another(facts: Facts) -> Found:
    """Judge the use of a protocol that was published for another drug."""
    drugs, name = facts.protocol.drugs, facts.order.drug.casefold()
    if not drugs or any(name in item.casefold() or item.casefold() in name for item in drugs):
        return
    text = f"This protocol was published for {', '.join(drugs)}, not for {facts.order.drug}."
    if facts.protocol.closing is Closing.FIXED:
        yield block("DRUG-01", f"{text} Its doses are fixed amounts of that drug.", facts.source)
    else:
        yield caution("DRUG-01", text, facts.source)


def steps_are_left_out(facts: Facts) -> Found:
    """Name the steps of the source that the plan does not contain."""
    home = [step.number for step in facts.protocol.steps if step.is_at_home]
    conditional = [step for step in facts.protocol.steps if step.condition and not step.is_at_home]
    if home:
        text = steps_text(home)
        yield note("HOME-01", f"The source continues at home with {text}; Stepward does not.", facts.source)
    if conditional:
        text = steps_text([step.number for step in conditional])
        yield note(
            "COND-01",
            f"Not planned: {text}. The source makes them depend on: {conditional[0].condition}.",
            facts.source,
        )
