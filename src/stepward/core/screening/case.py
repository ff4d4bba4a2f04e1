"""The case: what people said of one patient, one drug and what happened before.

Nothing (`None`) is unknown; an empty list is "asked, none". Neither ever means no.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from stepward.core.reactions import Reaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is known of the patient: years, kg, percent of the predicted FEV1."""

    age_years: Fraction | None = None
    sex: str | None = None
    weight_kg: Fraction | None = None
    is_pregnant: bool | None = None
    conditions: tuple[str, ...] | None = None
    fev1_percent: Fraction | None = None
    asthma_controlled: bool | None = None
    haemodynamically_stable: bool | None = None
    has_cardiac_disease: bool | None = None
    temperature_c: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDrug:
    """The drug to be given: name, target dose as text, route, product and what is in it."""

    name: str
    target_dose: str | None = None
    route: str | None = None
    product: str | None = None
    excipients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another drug, and whether it is acceptable for this patient."""

    name: str
    acceptable: bool | None = None
    reason: str | None = None


class TestKind(Enum):
    """How the allergy was tested."""

    SKIN = "skin"
    PROVOCATION = "provocation"


class TestResult(Enum):
    """What a test showed."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    TOLERATED = "tolerated"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyTest:
    """One test; `dose_fraction` is the share of the full dose that a provocation reached."""

    kind: TestKind | None
    result: TestResult | None = None
    days_ago: Fraction | None = None
    dose_fraction: Fraction | None = None
    drug: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine that the patient takes, as written."""

    name: str
    last_dose_hours_ago: Fraction | None = None
    indication: str | None = None
    is_held: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSession:
    """A desensitization that was done before."""

    days_ago: Fraction | None = None
    protocol: str | None = None
    is_completed: bool | None = None
    breakthrough: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that the screen is told; what is missing is unknown and stays so."""

    id: str
    patient: Patient
    drug: WantedDrug
    disease: str | None = None
    alternatives: tuple[Alternative, ...] | None = None
    reactions: tuple[Reaction, ...] | None = None
    tests: tuple[AllergyTest, ...] | None = None
    medicines: tuple[Medicine, ...] | None = None
    earlier_sessions: tuple[EarlierSession, ...] | None = None
