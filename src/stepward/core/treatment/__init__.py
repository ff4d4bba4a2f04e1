"""The unit's treatment card, and what it gives to one patient."""

from stepward.core.treatment.backwards import DosesDisagree
from stepward.core.treatment.card import (
    Act,
    Dose,
    ForWhom,
    Measure,
    Medicine,
    Remedy,
    Repeat,
    Row,
    Sample,
    TreatmentCard,
    UnsoundCard,
)
from stepward.core.treatment.doses import (
    GivenCard,
    GivenDose,
    GivenRow,
    NotForThisPatient,
    NotMeasurable,
    doses_for,
)

__all__ = [
    "Act",
    "Dose",
    "DosesDisagree",
    "ForWhom",
    "GivenCard",
    "GivenDose",
    "GivenRow",
    "Measure",
    "Medicine",
    "NotForThisPatient",
    "NotMeasurable",
    "Remedy",
    "Repeat",
    "Row",
    "Sample",
    "TreatmentCard",
    "UnsoundCard",
    "doses_for",
]
