"""Reactions made for a test: what is not named is unknown."""

from fractions import Fraction
from typing import Any

from stepward.core.reactions import Reaction, Sign
from stepward.core.reactions.grade import Grade
from stepward.core.reactions.scales import Grading

ADULT = Fraction(56)
NORMAL = {"sbp_lowest": 118, "sbp_baseline": 126, "spo2_lowest": 98, "temperature_c": "36.7"}
EXACT = {
    "onset_minutes",
    "days_ago",
    "sbp_lowest",
    "sbp_baseline",
    "spo2_lowest",
    "temperature_c",
    "epinephrine_after_minutes",
    "tryptase_acute",
    "tryptase_baseline",
    "il6",
}


def reaction(*signs: Sign, **facts: Any) -> Reaction:
    """Make a reaction with these signs, asked for; `signs=None` says that they were not."""
    exact = {name: None if value is None else Fraction(value) for name, value in facts.items() if name in EXACT}
    return Reaction(**{"drug": "carboplatin", "signs": signs, **facts, **exact})


def calm(*signs: Sign, **facts: Any) -> Reaction:
    """Make a reaction with these signs, ordinary vital signs and no treatment."""
    return reaction(*signs, **{**NORMAL, "treated_with": (), **facts})


def graded(scale: Grading, given: Reaction, *, age: Fraction | None = ADULT) -> Grade:
    """Grade on one scale."""
    return scale(given, patient_age=age)
