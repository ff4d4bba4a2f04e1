"""What the screen says: a verdict, a place of care, protocols with their reason, and findings that last or pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from stepward.core.findings import Finding, Severity
from stepward.core.reactions import Grade, Phenotype


class Holds(Enum):
    """How long a finding holds: a BLOCK for today stops the session, not the plan."""

    ALWAYS = "always"
    TODAY = "today"


class Verdict(Enum):
    """May this patient be desensitized to this drug; from the best to the worst."""

    PROCEED = "proceed"
    WITH_CONDITIONS = "proceed-with-conditions"
    NEEDS_ANSWERS = "needs-answers"
    NOT_INDICATED = "not-indicated"
    BLOCKED = "blocked"

    @property
    def rank(self) -> int:
        """Order with the best first."""
        return list(Verdict).index(self)


class CareLevel(Enum):
    """Where it is done; from the lightest to the most watched."""

    OUTPATIENT = "outpatient"
    MONITORED_BED = "monitored-bed"
    ICU = "icu"

    @property
    def rank(self) -> int:
        """Order with the lightest first."""
        return list(CareLevel).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenFinding(Finding):
    """A finding of the screen: how long it holds, the verdict and the place that it leads to beside its severity.

    `topic` groups it on a page; `also` are the sources beside the first one.
    """

    also: tuple[str, ...] = ()
    holds: Holds = Holds.ALWAYS
    leads_to: Verdict | None = None
    care: CareLevel | None = None
    topic: str = ""

    @property
    def verdict(self) -> Verdict:
        """The best verdict that is still open with this finding."""
        if self.severity is Severity.BLOCK and self.holds is Holds.ALWAYS:
            return Verdict.BLOCKED
        if self.leads_to is not None:
            return self.leads_to
        return Verdict.PROCEED if self.severity is Severity.NOTE else Verdict.WITH_CONDITIONS


def worst(findings: Iterable[ScreenFinding]) -> Verdict:
    """Take the worst verdict of all findings: one more finding never makes it better."""
    return max((item.verdict for item in findings), key=lambda item: item.rank, default=Verdict.PROCEED)


def most_watched(findings: Iterable[ScreenFinding]) -> CareLevel:
    """Take the most watched place of all findings: one more finding never makes it lighter."""
    places = (item.care for item in findings if item.care is not None)
    return max(places, key=lambda item: item.rank, default=CareLevel.OUTPATIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolChoice:
    """A protocol to use, and why."""

    id: str
    why: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineEffect:
    """A medicine that the patient takes, and what it does to the procedure or to its rescue."""

    name: str
    effect: str
    source: str
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcipientMatch:
    """An excipient that products share, or that tells them apart, and what follows."""

    name: str
    words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One medicine given before step 1: what, and how many minutes before, where the unit says so."""

    name: str
    words: str
    minutes_before: int | None
    source: str


class When(Enum):
    """When a line is checked."""

    BEFORE = "before the day"
    TODAY = "again on the day"
    BEDSIDE = "at the bedside before step 1"
    DURING = "throughout"
    AFTER = "after the last dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line to be ticked: when, what, and who says so."""

    id: str
    when: When
    words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that the screen says of a case."""

    case_id: str
    policy_version: str
    verdict: Verdict
    phenotype: Phenotype
    care_level: CareLevel
    protocols: tuple[ProtocolChoice, ...]
    premedication: tuple[Dose, ...]
    medicines: tuple[MedicineEffect, ...]
    excipients: tuple[ExcipientMatch, ...]
    grades: tuple[Grade, ...]
    findings: tuple[ScreenFinding, ...]
    checklist: tuple[CheckLine, ...] = ()
