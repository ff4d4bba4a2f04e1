"""Checks of the evidence: how much a source prints, for which drug, and with which errors."""

from stepward.core.protocols.facts import Facts, Found, block, caution, note, steps_text
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
