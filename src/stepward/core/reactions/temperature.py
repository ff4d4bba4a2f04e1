"""When there was fever: as a sign, or measured."""

from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.reactions.evidence import Evidence, either, known
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import Sign

SOURCE = "ASTCT-CRS-TABLE"
FEVER_C = Fraction(38)


def is_fever(celsius: Fraction | None) -> bool | None:
    """Tell whether a temperature is a fever: 38 °C or more.

    Source: ASTCT-CRS-TABLE.
    """
    return None if celsius is None else celsius >= FEVER_C


def fever(reaction: Reaction) -> Evidence:
    """Tell whether there was fever; asked signs without it and no temperature leave it open."""
    celsius = reaction.temperature_c
    recorded = known(Sign.FEVER.value, holds=reaction.has(Sign.FEVER))
    words = "" if celsius is None else f"temperature {people_text(celsius)} °C"
    return either(recorded, known(words, holds=is_fever(celsius), missing="the highest temperature"))
