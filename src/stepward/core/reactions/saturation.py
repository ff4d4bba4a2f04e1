"""When the oxygen saturation was low."""

from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.reactions.evidence import Evidence, known
from stepward.core.reactions.reaction import Reaction

SOURCE = "SEVERITY-TABLE-2020"
LOW_PERCENT = Fraction(92)
LOWEST = "the lowest oxygen saturation"


def is_low(percent: Fraction | None) -> bool | None:
    """Tell whether a saturation is low: 92 % or less; the table prints below 92 %, and 92 is taken on the safe side.

    Source: SEVERITY-TABLE-2020.
    """
    return None if percent is None else percent <= LOW_PERCENT


def low_saturation(reaction: Reaction) -> Evidence:
    """Tell whether the lowest saturation was low."""
    percent = reaction.spo2_lowest
    words = "" if percent is None else f"oxygen saturation {people_text(percent)} %"
    return known(words, holds=is_low(percent), missing=LOWEST)
