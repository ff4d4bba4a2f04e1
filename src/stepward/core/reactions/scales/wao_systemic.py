"""WAO grading of systemic reactions of any cause, with the letter for the delay of epinephrine."""

from dataclasses import replace
from fractions import Fraction

from stepward.core.reactions.evidence import Evidence, at_least, either, of_signs, perhaps
from stepward.core.reactions.grade import Grade, Rung, Scale, climb
from stepward.core.reactions.pressure import hypotension
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.saturation import low_saturation
from stepward.core.reactions.signs import Sign
from stepward.core.reactions.treatments import Treatment, treated

SOURCE = (
    "WAO-SYSTEMIC-TABLE-2017; nausea WAO-SYSTEMIC-TABLE-2013; low pressure AAP-ANAPHYLAXIS-TABLE; "
    "saturation SEVERITY-TABLE-2020"
)
SKIN = (Sign.HIVES, Sign.FLUSHING, Sign.ITCH, Sign.ANGIOEDEMA)
UPPER = (Sign.RHINITIS, Sign.THROAT_TIGHTNESS, Sign.VOICE_CHANGE, Sign.COUGH)
LOWER = (Sign.WHEEZE, Sign.DYSPNEA, Sign.CHEST_TIGHTNESS, Sign.DESATURATION)
GUT = (Sign.VOMITING, Sign.ABDOMINAL_PAIN, Sign.DIARRHEA)
OTHER = (Sign.NAUSEA,)
LARYNX = (Sign.THROAT_TIGHTNESS, Sign.VOICE_CHANGE)
SHOCK = (Sign.COLLAPSE, Sign.CARDIAC_ARREST)
COUGH_QUESTION = "whether the cough came from the lower airway"
INHALER_QUESTION = "whether a bronchodilator helped"
LARYNX_QUESTION = "whether the larynx, uvula or tongue was swollen"
FAILURE_QUESTION = "whether breathing failed or the pressure was low"
DELAYS = ((Fraction(5), "a"), (Fraction(10), "b"), (Fraction(20), "c"))
LATE = "d"
NOT_GIVEN = "z"
DELAY_QUESTION = "how many minutes after the first sign epinephrine was given"


def delay_suffix(minutes: Fraction) -> str:
    """Give the letter for the delay of epinephrine: a to 5 minutes, b to 10, c to 20, d later.

    Source: WAO-SYSTEMIC-TABLE-2017.
    """
    return next((letter for last, letter in DELAYS if minutes <= last), LATE)


def _suffix(reaction: Reaction) -> Evidence:
    """Tell the letter in `because`: z if epinephrine was not given, nothing if it was and nobody wrote when."""
    if reaction.epinephrine_after_minutes is not None:
        return Evidence(holds=True, because=(delay_suffix(reaction.epinephrine_after_minutes),))
    given = treated(reaction, Treatment.EPINEPHRINE)
    if given.holds is False:
        return Evidence(holds=True, because=(NOT_GIVEN,))
    return Evidence(holds=None, unknown=given.unknown or (DELAY_QUESTION,))


def grade(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:
    """Grade by WAO: 1 one organ; 2 lower airway, gut or several organs; 3 larynx or no help; 4 failure, low pressure.

    Source: WAO-SYSTEMIC-TABLE-2017; WAO-SYSTEMIC-TABLE-2013 for nausea; AAP-ANAPHYLAXIS-TABLE for low pressure.
    """
    skin, upper, other = (of_signs(reaction, group) for group in (SKIN, UPPER, OTHER))
    low = low_saturation(reaction)
    lower = either(of_signs(reaction, LOWER), low)
    several = at_least(2, skin, upper, other)
    cough = perhaps(of_signs(reaction, (Sign.COUGH,)), COUGH_QUESTION)
    second = either(lower, of_signs(reaction, GUT), several, cough)
    larynx = perhaps(of_signs(reaction, LARYNX), LARYNX_QUESTION)
    third = either(of_signs(reaction, (Sign.STRIDOR,)), larynx, perhaps(lower, INHALER_QUESTION))
    doubtful = perhaps(either(of_signs(reaction, (Sign.DESATURATION, Sign.SYNCOPE)), low), FAILURE_QUESTION)
    fourth = either(of_signs(reaction, SHOCK), hypotension(reaction, age_years=patient_age), doubtful)
    rungs = (
        Rung(value=1, words="One organ: skin, upper airway or nausea.", reached=either(skin, upper, other)),
        Rung(value=2, words="Lower airway, gut or more than one organ.", reached=second),
        Rung(value=3, words="Larynx, or lower airway that a bronchodilator does not help.", reached=third),
        Rung(value=4, words="Respiratory failure or low pressure.", reached=fourth),
    )
    found = climb(Scale.WAO_SYSTEMIC, rungs, source=SOURCE)
    if not found.value:
        return found
    suffix = _suffix(reaction)
    letter = "".join(suffix.because)
    return replace(found, suffix=letter, shown=found.shown + letter, unknown=(*found.unknown, *suffix.unknown))
