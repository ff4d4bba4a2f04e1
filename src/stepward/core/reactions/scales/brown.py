"""Brown 2004: mild, moderate, severe, by the gravest sign."""

from fractions import Fraction

from stepward.core.reactions.evidence import either, of_signs
from stepward.core.reactions.grade import Grade, Rung, Scale, climb
from stepward.core.reactions.pressure import low_pressure
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.saturation import low_saturation
from stepward.core.reactions.signs import ORGANS, Organ, Sign

SOURCE = "BROWN-2004; cut-offs SEVERITY-TABLE-2020; low pressure of children AAP-ANAPHYLAXIS-TABLE"
MILD = tuple(sign for sign in ORGANS[Organ.SKIN] if sign is not Sign.DELAYED_EXANTHEM)
MODERATE = (*ORGANS[Organ.UPPER_AIRWAY], *ORGANS[Organ.LOWER_AIRWAY], *ORGANS[Organ.GUT])
SEVERE = (Sign.DESATURATION, *ORGANS[Organ.CIRCULATION], *ORGANS[Organ.NEUROLOGICAL])


def grade(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:
    """Grade by Brown: skin alone 1; airway or gut 2; low saturation, low pressure or a clouded mind 3.

    Brown's own table of cut-offs was not read; those of another table stand in.

    Source: BROWN-2004 for the features; SEVERITY-TABLE-2020 for saturation and pressure.
    """
    severe = either(
        of_signs(reaction, SEVERE), low_pressure(reaction, age_years=patient_age), low_saturation(reaction)
    )  # fmt: skip
    rungs = (
        Rung(value=1, words="Mild: skin only.", reached=of_signs(reaction, MILD)),
        Rung(value=2, words="Moderate: airway, circulation or gut.", reached=of_signs(reaction, MODERATE)),
        Rung(value=3, words="Severe: low oxygen, low pressure or neurological signs.", reached=severe),
    )
    return climb(Scale.BROWN, rungs, source=SOURCE)
