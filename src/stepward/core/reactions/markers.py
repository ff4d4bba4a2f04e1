"""What tryptase and interleukin-6 say, exactly, with the sources of when to draw them side by side."""

from dataclasses import dataclass
from fractions import Fraction

SOURCE = "VALENT-2019; TRYPTASE-TABLE-WAOJ"
FACTOR = Fraction(12, 10)
PLUS_NG_ML = Fraction(2)
HIGH_BASELINE_NG_ML = Fraction(20)
HIGH_BASELINE_SOURCE = "TRYPTASE-TABLE-WAOJ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tryptase:
    """What two values of tryptase say, in ng/mL; each answer is nothing while a value is missing."""

    acute: Fraction | None
    baseline: Fraction | None
    threshold: Fraction | None
    rose: bool | None
    baseline_high: bool | None
    unknown: tuple[str, ...]
    source: str = SOURCE


def tryptase(acute: Fraction | None, *, baseline: Fraction | None) -> Tryptase:
    """Tell whether tryptase rose: above 1.2 x baseline + 2 ng/mL; a baseline above 20 asks for mastocytosis.

    A value that did not rise rules nothing out (TRYPTASE-CADTH).

    Source: VALENT-2019, TRYPTASE-TABLE-WAOJ.
    """
    threshold = None if baseline is None else FACTOR * baseline + PLUS_NG_ML
    missing = {"tryptase during the reaction": acute, "tryptase at baseline": baseline}
    return Tryptase(
        acute=acute,
        baseline=baseline,
        threshold=threshold,
        rose=None if acute is None or threshold is None else acute > threshold,
        baseline_high=None if baseline is None else baseline > HIGH_BASELINE_NG_ML,
        unknown=tuple(name for name, value in missing.items() if value is None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerReference:
    """What a marker was in a published series: to be seen beside a value, never a limit."""

    marker: str
    unit: str
    kind: str
    before: Fraction
    during: Fraction
    source: str


REFERENCES: tuple[MarkerReference, ...] = (
    MarkerReference(
        marker="tryptase",
        unit="ng/mL",
        kind="type I breakthrough",
        before=Fraction(53, 10),
        during=Fraction(92, 10),
        source="IL6-BIOMARKERS",
    ),
    MarkerReference(
        marker="interleukin-6",
        unit="pg/mL",
        kind="cytokine release",
        before=Fraction(10),
        during=Fraction(6659),
        source="IL6-BIOMARKERS",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingAdvice:
    """When a source draws tryptase; `latest_minutes` after the onset, if it says so."""

    words: str
    source: str
    latest_minutes: Fraction | None = None


SAMPLING: tuple[SamplingAdvice, ...] = (
    SamplingAdvice(
        words="Within 4 hours; baseline before, or more than 24 hours after.",
        source="TRYPTASE-TABLE-WAOJ",
        latest_minutes=Fraction(240),
    ),
    SamplingAdvice(
        words="As soon as possible after treatment, ideally within 1 to 2 hours, not later than 4 hours.",
        source="TRYPTASE-RCEM-NICE",
        latest_minutes=Fraction(240),
    ),
    SamplingAdvice(words="Three samples: at once, after 1 to 2 hours, after 24 hours.", source="DRORACLE-TRYPTASE"),
    SamplingAdvice(words="The peak is after 60 to 90 minutes, the half-life about 2 hours.", source="TRYPTASE-CADTH"),
)
