"""Facts of one reaction that cannot all be true: said, and asked about, never settled by a rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from stepward.core.quantities import people_text
from stepward.core.reactions.diagnoses import read_diagnosis
from stepward.core.reactions.reaction import Danger, Reaction
from stepward.core.reactions.signs import Sign, blocking, in_order

ORGAN_DAMAGE = (Sign.JAUNDICE, Sign.HEMATURIA, Sign.CYTOPENIA, Sign.VASCULITIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two facts that disagree, in words; `of_danger` if one of them is the answer on danger signs."""

    words: str
    of_danger: bool


def contradictions(reaction: Reaction) -> tuple[Contradiction, ...]:
    """List what cannot all be true of a reaction."""
    return (*_of_danger(reaction), *_of_pressure(reaction))


def _of_danger(reaction: Reaction) -> Iterator[Contradiction]:
    if reaction.danger is not Danger.NONE:
        return
    signs = reaction.signs or ()
    against = (*blocking(signs), *in_order(set(ORGAN_DAMAGE).intersection(signs)))
    if against:
        names = ", ".join(sign.value for sign in against)
        yield Contradiction(words=f"Danger signs are said to be absent, but {names} is recorded.", of_danger=True)
    diagnosis = read_diagnosis(reaction.diagnosis or "")
    if diagnosis.absolute:
        names = ", ".join(syndrome.value for syndrome in diagnosis.absolute)
        yield Contradiction(words=f"Danger signs are said to be absent, but the diagnosis is {names}.", of_danger=True)


def _of_pressure(reaction: Reaction) -> Iterator[Contradiction]:
    lowest, usual = reaction.sbp_lowest, reaction.sbp_baseline
    if lowest is not None and usual is not None and lowest > usual:
        words = f"The lowest pressure, {people_text(lowest)} mmHg, is above the usual one, {people_text(usual)} mmHg."
        yield Contradiction(words=words, of_danger=False)
