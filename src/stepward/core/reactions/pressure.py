"""When a systolic pressure is low: by age, and by how far it fell."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.reactions.evidence import Evidence, either, known
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import Sign

SOURCE = "AAP-ANAPHYLAXIS-TABLE"
YOUNGEST = Fraction(1, 12)
INFANT_END = 1
CHILD_LAST = 10
INFANT_LIMIT = Fraction(70)
PER_YEAR = 2
LIMIT = Fraction(90)
FALL_TO = Fraction(7, 10)
LOWEST = "the lowest systolic pressure"
USUAL = "the usual systolic pressure"
AGE = "the age"
NEWBORN = "what pressure is low under 1 month of age"


def low_limit(age_years: Fraction) -> Fraction | None:
    """Give the systolic pressure in mmHg below which it is low; nothing under 1 month, which no row covers.

    Source: AAP-ANAPHYLAXIS-TABLE: 70 under 1 year, 70 + 2 x completed years to 10 years, then 90.
    """
    if age_years < YOUNGEST:
        return None
    if age_years < INFANT_END:
        return INFANT_LIMIT
    years = age_years.numerator // age_years.denominator
    return INFANT_LIMIT + PER_YEAR * years if years <= CHILD_LAST else LIMIT


def is_low(sbp: Fraction | None, *, age_years: Fraction | None) -> bool | None:
    """Tell whether a systolic pressure is low for the age; without an age only what every row agrees on is told.

    Source: AAP-ANAPHYLAXIS-TABLE.
    """
    if sbp is None:
        return None
    if age_years is None:
        return True if sbp < INFANT_LIMIT else False if sbp >= LIMIT else None
    limit = low_limit(age_years)
    return None if limit is None else sbp < limit


def fell(lowest: Fraction | None, *, baseline: Fraction | None) -> bool | None:
    """Tell whether the systolic pressure fell by more than 30 % of the baseline.

    Source: AAP-ANAPHYLAXIS-TABLE, SAMPSON-2006-TABLE, WAO-2020-TABLE.
    """
    return None if lowest is None or baseline is None else lowest < FALL_TO * baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """What the recorded pressures say: low for the age, fallen by more than 30 %, each perhaps unknown."""

    low: bool | None
    fell: bool | None

    @property
    def hypotensive(self) -> bool | None:
        """Hold if either holds; cannot be told while one that could is unknown."""
        if self.low or self.fell:
            return True
        return None if self.low is None or self.fell is None else False


def pressure(reaction: Reaction, *, age_years: Fraction | None) -> Pressure:
    """Read the pressures of a reaction."""
    return Pressure(
        low=is_low(reaction.sbp_lowest, age_years=age_years),
        fell=fell(reaction.sbp_lowest, baseline=reaction.sbp_baseline),
    )


def low_pressure(reaction: Reaction, *, age_years: Fraction | None) -> Evidence:
    """Tell whether the lowest pressure was low for the age, with what is missing to tell."""
    value = reaction.sbp_lowest
    missing = LOWEST if value is None else AGE if age_years is None else NEWBORN
    words = "" if value is None else f"systolic pressure {people_text(value)} mmHg"
    return known(words, holds=is_low(value, age_years=age_years), missing=missing)


def fallen_pressure(reaction: Reaction) -> Evidence:
    """Tell whether the pressure fell by more than 30 %, with what is missing to tell."""
    lowest, baseline = reaction.sbp_lowest, reaction.sbp_baseline
    if lowest is None or baseline is None:
        return known("", holds=None, missing=LOWEST if lowest is None else USUAL)
    words = f"systolic pressure {people_text(lowest)} from {people_text(baseline)} mmHg"
    return known(words, holds=fell(lowest, baseline=baseline))


def hypotension(reaction: Reaction, *, age_years: Fraction | None) -> Evidence:
    """Tell whether there was low pressure: as a sign, low for the age, or fallen by more than 30 %."""
    recorded = known(Sign.HYPOTENSION.value, holds=reaction.has(Sign.HYPOTENSION))
    return either(recorded, low_pressure(reaction, age_years=age_years), fallen_pressure(reaction))
