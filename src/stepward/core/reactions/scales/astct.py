"""ASTCT: cytokine release syndrome by fever, pressure and oxygen."""

from fractions import Fraction

from stepward.core.reactions.evidence import NO, Evidence, both, either, known
from stepward.core.reactions.grade import Grade, Rung, Scale, climb
from stepward.core.reactions.pressure import low_pressure
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import Sign
from stepward.core.reactions.temperature import fever
from stepward.core.reactions.treatments import Treatment, pressors, treated

SOURCE = "ASTCT-CRS-TABLE; ASTCT-CRS-JITC; low pressure AAP-ANAPHYLAXIS-TABLE"
MASKED = "whether there was fever before the steroid or tocilizumab"
FLOW = "how much oxygen was needed"
SEVERAL = 2


def _fever(reaction: Reaction) -> Evidence:
    """Tell whether there was fever; a steroid or tocilizumab may have hidden it, so its absence is not sure then."""
    found = fever(reaction)
    given = treated(reaction, Treatment.STEROID, Treatment.TOCILIZUMAB).holds
    return Evidence(holds=None, unknown=(MASKED,)) if found.holds is False and given else found


def _several_pressors(reaction: Reaction) -> Evidence:
    named, given = pressors(reaction), treated(reaction, Treatment.PRESSOR)
    if len(named) >= SEVERAL:
        return Evidence(holds=True, because=named)
    return Evidence(holds=None, unknown=("whether a second pressor was needed",)) if given.holds else given


def grade(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:
    """Grade by ASTCT: 1 fever of 38 °C; 2 with low pressure or low-flow oxygen; 3 one pressor or high flow; 4 more.

    Source: ASTCT-CRS-TABLE; AAP-ANAPHYLAXIS-TABLE for what pressure is low.
    """
    hot = _fever(reaction)
    sign = known(Sign.HYPOTENSION.value, holds=reaction.has(Sign.HYPOTENSION))
    oxygen = treated(reaction, Treatment.OXYGEN)
    pressor = treated(reaction, Treatment.PRESSOR, Treatment.VASOPRESSIN)
    high_flow = Evidence(holds=None, unknown=(FLOW,)) if oxygen.holds else NO
    second = either(sign, low_pressure(reaction, age_years=patient_age), oxygen, pressor)
    fourth = either(_several_pressors(reaction), treated(reaction, Treatment.VENTILATION))
    rungs = (
        Rung(value=1, words="Fever only.", reached=hot),
        Rung(value=2, words="Fever with low pressure or low-flow oxygen.", reached=both(hot, second)),
        Rung(
            value=3, words="Fever with one pressor or high-flow oxygen.", reached=both(hot, either(pressor, high_flow))
        ),
        Rung(value=4, words="Fever with several pressors or positive pressure.", reached=both(hot, fourth)),
    )
    return climb(Scale.ASTCT_CRS, rungs, source=SOURCE)
