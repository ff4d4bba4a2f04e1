"""What bars a desensitization for good: blistering reactions and their kin, by diagnosis or by their signs."""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.quantities import people_text
from stepward.core.reactions import (
    Danger,
    Grade,
    PhenotypeKind,
    Reaction,
    Scale,
    Sign,
    Syndrome,
    asking,
    blocking,
    contradictions,
    read_diagnosis,
)
from stepward.core.reactions.diagnoses import names_anaphylaxis, names_immediate, names_nothing
from stepward.core.reactions.signs import BLOCKS_ALONE, find_sign, key
from stepward.core.reactions.temperature import is_fever
from stepward.core.screening.assessment import ScreenFinding, Verdict
from stepward.core.screening.look import WINDOW, Look, Seen
from stepward.core.substances import Relation

TOPIC = "Contraindications"
BLISTERING = ("GLOBALRPH-12-STEP", "NCC-INDIA", "BSACI", "BUGS-AND-DRUGS")


def danger_signs(look: Look) -> Iterator[ScreenFinding]:
    """Bar by signs of a blistering or other dangerous reaction; ask where signs contradict the answer or are open."""
    for seen in look.counting:
        reaction = seen.reaction
        stopping, open_signs = (
            blocking(reaction.signs or ()),
            asking(reaction.signs or (), fever=is_fever(reaction.temperature_c)),
        )
        if stopping:
            yield _bar("BAR-01", seen, ", ".join(sign.value for sign in stopping))
        elif reaction.danger is Danger.PRESENT:
            yield _bar("BAR-02", seen, "danger signs")
        if reaction.danger is Danger.UNKNOWN and not stopping:
            yield _ask(
                "BAR-04",
                f"Danger signs of the reaction to {seen.words} are not known.",
                "Ask for blisters, mucosal erosions, skin detachment, and organ damage beyond anaphylaxis.",
            )
        for found in contradictions(reaction):
            if found.of_danger:
                yield _ask("BAR-05", f"{found.words} Reaction to {seen.words}.", "Clear up which of the two is right.")
            else:
                yield ScreenFinding(
                    code="BAR-12",
                    severity=Severity.CAUTION,
                    message=f"{found.words} Reaction to {seen.words}.",
                    action="Clear up which of the two is right.",
                    source="STEPWARD-METHOD",
                    topic=TOPIC,
                )
        if open_signs:
            said = ", ".join(sign.value for sign in open_signs)
            yield _ask(
                "BAR-09",
                f"{said.capitalize()} with {seen.words} can belong to a reaction that bars the drug.",
                "Ask which organ was damaged, and enter the diagnosis.",
            )


def diagnoses(look: Look) -> Iterator[ScreenFinding]:
    """Bar by a diagnosis that no desensitization may follow; ask about one that is doubtful or not on the list."""
    for seen, grades in zip(look.counting, look.grades, strict=True):
        yield from _among_signs(seen)
        text = seen.reaction.diagnosis
        if text is None or names_nothing(text):
            continue
        if names_immediate(text):
            yield from _immediate(text, grades)
            continue
        found = read_diagnosis(text)
        for syndrome in found.absolute:
            if not found.doubtful:
                yield _bar("BAR-03", seen, syndrome.value, sources=tuple(syndrome.source.split("; ")))
        if found.doubtful and found.absolute:
            names = " or ".join(item.value for item in found.absolute)
            yield _ask(
                "BAR-10",
                f"The diagnosis {text!r} leaves open whether it was {names}.",
                "Clear up the diagnosis before anything else.",
            )
        elif (not found.syndromes or found.doubtful) and find_sign(text) not in (seen.reaction.signs or ()):
            yield _ask(
                "BAR-06",
                f"The diagnosis {text!r} does not say for certain what it was. A dangerous one bars the drug.",
                "Choose a diagnosis of the list. If none was made, write none, and say in signs what was seen.",
                sources=("GLOBALRPH-12-STEP", "BUGS-AND-DRUGS"),
            )


STEMS = (
    "blister",
    "bull",
    "necro",
    "peel",
    "desquam",
    "detach",
    "erosion",
    "ulcer",
    "sore",
    "target",
    "lyell",
    "mucos",
)


def _among_signs(seen: Seen) -> Iterator[ScreenFinding]:
    """Bar by a diagnosis that was written among the signs; ask about words that may mean a dangerous skin reaction."""
    for text in (seen.reaction.diagnosis or "", *seen.reaction.unread_signs):
        if not read_diagnosis(text).absolute and any(stem in key(text) for stem in STEMS):
            yield _ask(
                "BAR-14",
                f"{text!r} may mean a dangerous reaction of the skin.",
                "Say in signs what was seen: blisters, erosions, detachment, target lesions.",
            )
    for text in seen.reaction.unread_signs:
        found = read_diagnosis(text)
        for syndrome in found.absolute:
            if found.doubtful:
                yield _ask(
                    "BAR-10", f"{text!r} leaves open whether it was {syndrome.value}.", "Clear up the diagnosis."
                )
            else:
                yield _bar("BAR-03", seen, syndrome.value, sources=tuple(syndrome.source.split("; ")))


def _immediate(text: str, grades: tuple[Grade, ...]) -> Iterator[ScreenFinding]:
    """Ask for the signs of an anaphylaxis that the signs told so far do not show: they decide grade and place."""
    brown = next((grade.value for grade in grades if grade.scale is Scale.BROWN), None)
    if names_anaphylaxis(text) and (brown is None or brown < MODERATE):
        yield ScreenFinding(
            code="BAR-13",
            severity=Severity.CAUTION,
            message=f"The diagnosis says {text!r}, and the signs do not show it. The signs decide the place of care.",
            action="Enter every sign, and the lowest pressure and saturation.",
            source="BROWN-2004",
            topic=TOPIC,
        )


MODERATE = 2
MILD_SIGNS = frozenset({Sign.DELAYED_EXANTHEM, Sign.ITCH, Sign.FLUSHING})


def delayed(look: Look) -> Iterator[ScreenFinding]:
    """Bar a delayed reaction, unless it was the mild kind that the unit accepts, with caution."""
    for seen, kind in zip(look.counting, look.kinds, strict=True):
        if kind.kind is not PhenotypeKind.DELAYED:
            continue
        option = look.policy.chosen("delayed")
        reaction = seen.reaction
        named = read_diagnosis(reaction.diagnosis or "")
        if not _is_told(reaction):
            yield _ask(
                "BAR-15",
                f"The reaction to {seen.words} began after the window for immediate reactions. Nothing told so far "
                "says which kind it was. Reactions like immediate ones came hours later too.",
                "Ask an allergist what it was, such as serum sickness, or an immediate reaction. Enter the diagnosis.",
                sources=("SCHERER-2013", "GLOBALRPH-12-STEP", "FELDWEG-2005"),
            )
            continue
        is_fixed = Syndrome.FIXED_DRUG_ERUPTION in named.syndromes and not named.doubtful
        mild = (
            (is_fixed or Sign.DELAYED_EXANTHEM in (reaction.signs or ()))
            and MILD_SIGNS.issuperset(reaction.signs or ())
            and not is_fever(reaction.temperature_c)
        )
        accepted = option.id == "mild" and mild
        is_open = accepted and reaction.temperature_c is None
        yield ScreenFinding(
            code="BAR-11",
            severity=Severity.CAUTION if accepted else Severity.BLOCK,
            message=f"The reaction to {seen.words} was delayed. This unit's choice: {option.words}",
            action="Ask for the highest temperature: with fever it is barred." if is_open else "",
            source=option.sources[0],
            also=option.sources[1:],
            topic=TOPIC,
        )


def _is_told(reaction: Reaction) -> bool:
    """Tell whether more than the time speaks for a delayed reaction: a sign, or a diagnosis that is certain."""
    named = read_diagnosis(reaction.diagnosis or "")
    return reaction.has(Sign.DELAYED_EXANTHEM, *BLOCKS_ALONE) or bool(named.syndromes and not named.doubtful)


def late(look: Look) -> Iterator[ScreenFinding]:
    """Say of an immediate reaction that it began late, and ask the unit for its window where that decides."""
    shortest, longest = look.window
    for seen, kind in zip(look.counting, look.kinds, strict=True):
        onset = seen.reaction.onset_minutes
        if onset is None or onset <= shortest or kind.kind is PhenotypeKind.DELAYED:
            continue
        began = f"The reaction to {seen.words} began after {people_text(onset)} minutes"
        choice = look.policy.choices[WINDOW]
        options = choice.options if choice.chosen is None else (choice.option,)
        sources = tuple(source for option in options for source in option.sources)
        if onset > longest:
            yield _caution(
                "BAR-16",
                f"{began}, later than the window of {people_text(longest)} minutes. The diagnosis is an immediate one.",
                "Ask the allergist to confirm that it was this drug, and this kind.",
                ("FELDWEG-2005", *sources),
            )
        else:
            words = " ".join(f"({number}) {option.words}" for number, option in enumerate(choice.options, 1))
            yield _caution(
                "BAR-17", f"{began}. {choice.question} Not chosen yet: {words}", "Let the unit choose.", sources
            )


def other_drugs(look: Look) -> Iterator[ScreenFinding]:
    """Show dangerous reactions to other drugs: they bar those, not this one."""
    for seen in look.seen:
        named = read_diagnosis(seen.reaction.diagnosis or "").absolute
        grave = named or blocking(seen.reaction.signs or ()) or seen.reaction.danger is Danger.PRESENT
        if seen.relation is Relation.OTHER and grave:
            yield ScreenFinding(
                code="BAR-07",
                severity=Severity.NOTE,
                message=f"A dangerous reaction to {seen.words} is on record. It does not count for this one.",
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


def _caution(code: str, message: str, action: str, sources: tuple[str, ...]) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=Severity.CAUTION,
        message=message,
        action=action,
        source=sources[0],
        also=tuple(dict.fromkeys(sources[1:])),
        topic=TOPIC,
    )


RULES = (danger_signs, diagnoses, delayed, late, other_drugs, unresolved)
