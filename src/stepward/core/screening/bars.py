"""What bars a desensitization for good: blistering reactions and their kin, by diagnosis or by their signs."""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.reactions import Danger, asking, blocking, diagnosis_of
from stepward.core.screening.assessment import ScreenFinding, Verdict
from stepward.core.screening.look import Look, Seen

TOPIC = "Contraindications"
BLISTERING = ("GLOBALRPH-12-STEP", "NCC-INDIA", "BSACI", "BUGS-AND-DRUGS")


def danger_signs(look: Look) -> Iterator[ScreenFinding]:
    """Bar by signs of a blistering or other dangerous reaction; ask where signs contradict the answer or are open."""
    for seen in look.counting:
        reaction = seen.reaction
        stopping, open_signs = blocking(reaction.signs or ()), asking(reaction.signs or ())
        if stopping:
            yield _bar("BAR-01", seen, ", ".join(sign.value for sign in stopping))
        elif reaction.danger is Danger.PRESENT:
            yield _bar("BAR-02", seen, "danger signs")
        if reaction.danger is Danger.UNKNOWN and not stopping:
            yield _ask(
                "BAR-04",
                f"Danger signs of the reaction to {seen.words} are not known.",
                "Ask for blistering, mucosal erosions, skin detachment, and organ damage other than that of anaphylaxis.",
            )
        if reaction.danger is Danger.NONE and (stopping or open_signs):
            said = ", ".join(sign.value for sign in (*stopping, *open_signs))
            yield _ask(
                "BAR-05",
                f"Danger signs are said to be absent, but {said} is on record for {seen.words}.",
                "Clear up which of the two is right.",
            )


def diagnoses(look: Look) -> Iterator[ScreenFinding]:
    """Bar by a diagnosis that no desensitization may follow; ask about one that is not on the list."""
    for seen in look.counting:
        text = seen.reaction.diagnosis
        if not text:
            continue
        found = diagnosis_of(text)
        if found is None:
            yield ScreenFinding(
                code="BAR-06",
                severity=Severity.CAUTION,
                message=f"The diagnosis {text!r} is not on the list, so no rule was applied to it.",
                action="Choose a diagnosis of the list, or say in signs what was seen.",
                source="STEPWARD-METHOD",
                topic=TOPIC,
            )
        elif found.is_absolute:
            yield _bar("BAR-03", seen, found.title, sources=tuple(found.sources))


def other_drugs(look: Look) -> Iterator[ScreenFinding]:
    """Show dangerous reactions to other drugs: they bar those, not this one."""
    for seen in look.seen:
        found = diagnosis_of(seen.reaction.diagnosis) if seen.reaction.diagnosis else None
        grave = blocking(seen.reaction.signs or ()) or seen.reaction.danger is Danger.PRESENT
        if not seen.counts and (grave or (found is not None and found.is_absolute)):
            yield ScreenFinding(
                code="BAR-07",
                severity=Severity.NOTE,
                message=f"A dangerous reaction to {seen.words} is on record. It bars that drug; it does not count for this one.",
                source=BLISTERING[0],
                also=BLISTERING[1:],
                topic=TOPIC,
            )


def unresolved(look: Look) -> Iterator[ScreenFinding]:
    """Ask for the drug of a reaction whose name is not on the list: it may be the same drug."""
    for seen in look.seen:
        if not seen.is_named:
            drug = seen.reaction.drug.strip()
            words = f"{drug!r} is not on the list of drugs" if drug else "A reaction has no drug"
            yield _ask(
                "BAR-08",
                f"{words}. Until it is known, the reaction counts as one to {look.case.drug.name}.",
                "Enter the active ingredient.",
                sources=("STEPWARD-METHOD",),
            )


def _bar(code: str, seen: Seen, words: str, *, sources: tuple[str, ...] = BLISTERING) -> ScreenFinding:
    by = seen.relationship.by
    return ScreenFinding(
        code=code,
        severity=Severity.BLOCK,
        message=f"After {words} with {seen.words}, this drug is never given again, also not by desensitization.",
        source=sources[0],
        also=sources[1:] if by is None else (*sources[1:], by.source),
        topic=TOPIC,
    )


def _ask(code: str, message: str, action: str, *, sources: tuple[str, ...] = BLISTERING) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=Severity.CAUTION,
        leads_to=Verdict.NEEDS_ANSWERS,
        message=message,
        action=action,
        source=sources[0],
        also=sources[1:],
        topic=TOPIC,
    )


RULES = (danger_signs, diagnoses, other_drugs, unresolved)
