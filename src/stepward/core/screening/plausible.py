"""Facts that fit no patient of the age, and pressures that no table on file can judge: asked again."""

from collections.abc import Iterator
from fractions import Fraction

from stepward.core.findings import Severity
from stepward.core.quantities import people_text
from stepward.core.reactions.pressure import LIMIT, SOURCE, YOUNGEST, is_low
from stepward.core.screening.assessment import CareLevel, ScreenFinding
from stepward.core.screening.look import Look

TOPIC = "Patient"
WEIGHTS = (
    (1, Fraction(3, 10), 20),
    (5, Fraction(4), 45),
    (10, Fraction(8), 100),
    (18, Fraction(12), 250),
    (126, Fraction(20), 400),
)
"""Below which age in years, the least and the most weight in kg that is not asked about again.

Wide bounds of our own, declared in docs/method.md: they ask, and decide nothing.
"""


def weights_at(age: Fraction) -> tuple[Fraction, int]:
    """Give the least and the most weight in kg that is not asked about again at an age in years.

    Source: STEPWARD-METHOD, H-36.
    """
    return next(((least, most) for end, least, most in WEIGHTS if age < end), WEIGHTS[-1][1:])


def weight_for_age(look: Look) -> Iterator[ScreenFinding]:
    """Ask again for a weight far outside what fits the age.

    Source: STEPWARD-METHOD, H-36.
    """
    age, weight = look.case.patient.age_years, look.case.patient.weight_kg
    if age is None or weight is None:
        return
    least, most = weights_at(age)
    if least <= weight <= most:
        return
    yield ScreenFinding(
        code="AGE-01",
        severity=Severity.CAUTION,
        message=f"{people_text(weight)} kg at {people_text(age)} years is outside {people_text(least)} to "
        f"{most} kg, the wide range that is taken without a question.",
        action="Check age and weight, and measure again.",
        source="STEPWARD-METHOD",
        also=("STEPWARD-SAFETY",),
        topic=TOPIC,
    )


def pressure_for_age(look: Look) -> Iterator[ScreenFinding]:
    """Ask again for a usual pressure that is low for the age, and about any low pressure of a newborn."""
    age = look.case.patient.age_years
    for seen in look.counting:
        usual, lowest = seen.reaction.sbp_baseline, seen.reaction.sbp_lowest
        if usual is not None and is_low(usual, age_years=age):
            yield ScreenFinding(
                code="AGE-02",
                severity=Severity.CAUTION,
                message=f"The usual pressure, {people_text(usual)} mmHg, is one that counts as low. "
                f"Reaction to {seen.words}.",
                action="Measure the usual pressure again.",
                source=SOURCE,
                topic=TOPIC,
            )
        if age is not None and age < YOUNGEST and lowest is not None and lowest < LIMIT:
            yield ScreenFinding(
                code="AGE-03",
                severity=Severity.CAUTION,
                care=CareLevel.ICU,
                message=f"The lowest pressure was {people_text(lowest)} mmHg. No table on file says which pressure is "
                "low under 1 month of age, so it may have been.",
                action="Check the value, and ask a neonatologist.",
                source=SOURCE,
                also=("STEPWARD-METHOD",),
                topic=TOPIC,
            )


RULES = (weight_for_age, pressure_for_age)
