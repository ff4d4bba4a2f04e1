"""One module for each published scale, and all of them together."""

from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from stepward.core.reactions.grade import Grade
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.scales import anaphylaxis, astct, brown, ctcae, ring_messmer, wao_systemic


class Grading(Protocol):
    """Grade a reaction of a patient of an age, which may be unknown."""

    def __call__(self, reaction: Reaction, /, *, patient_age: Fraction | None) -> Grade:
        """Grade the reaction."""
        ...


SCALES: tuple[Grading, ...] = (
    brown.grade,
    ring_messmer.grade,
    ctcae.infusion,
    ctcae.allergic,
    anaphylaxis.niaid_faan,
    anaphylaxis.wao_2020,
    astct.grade,
    wao_systemic.grade,
)


@lru_cache(maxsize=4096)
def all_grades(reaction: Reaction, *, patient_age: Fraction | None) -> tuple[Grade, ...]:
    """Grade a reaction on every scale, in one order."""
    return tuple(scale(reaction, patient_age=patient_age) for scale in SCALES)
