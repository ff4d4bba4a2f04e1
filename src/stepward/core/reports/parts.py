"""The parts of a safety report: who, whom, what happened, which drugs, which tests.

What nobody said is None and is asked for. What was asked and cannot be told is a `NotStated`: that is an answer.

Source: E2B-R3-FDA, the data elements; the codes in brackets are theirs.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import TypeAlias


class NotStated(Enum):
    """Why a fact is not told, in the words of a form."""

    MASKED = "known, and kept back for privacy"
    UNKNOWN = "not known"
    ASKED = "asked, and not known"
    NOT_ASKED = "not asked"
    NOT_APPLICABLE = "does not apply"
    NO_INFORMATION = "no information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partly:
    """A day of which only the year, or the year and the month, are known."""

    year: int
    month: int | None = None


When: TypeAlias = datetime | date | Partly
Words: TypeAlias = str | NotStated | None


class Kind(Enum):
    """Where the report comes from (C.1.3)."""

    SPONTANEOUS = "spontaneous report"
    STUDY = "report from a study"
    OTHER = "other"
    UNKNOWN = "not available to the sender"


class Sending(Enum):
    """Who sends (C.3.1)."""

    COMPANY = "pharmaceutical company"
    REGULATOR = "regulator"
    PROFESSIONAL = "health professional"
    REGIONAL_CENTER = "regional pharmacovigilance center"
    WHO_CENTER = "WHO collaborating center"
    OTHER = "other"
    PATIENT = "patient or consumer"


class Qualification(Enum):
    """What the reporter is (C.2.r.4)."""

    PHYSICIAN = "physician"
    PHARMACIST = "pharmacist"
    OTHER_PROFESSIONAL = "other health professional"
    LAWYER = "lawyer"
    CONSUMER = "consumer or other person"


class Sex(Enum):
    """The sex of the patient (D.5)."""

    MALE = "male"
    FEMALE = "female"


class Outcome(Enum):
    """How the reaction stood when it was last looked at (E.i.7)."""

    UNKNOWN = "unknown"
    RECOVERED = "recovered"
    RECOVERING = "recovering"
    NOT_RECOVERED = "not recovered"
    WITH_SEQUELAE = "recovered, with something left"
    FATAL = "fatal"


class Role(Enum):
    """The part a drug played (G.k.1); a treatment of the reaction goes into the narrative only."""

    SUSPECT = "suspect"
    CONCOMITANT = "concomitant"
    INTERACTING = "interacting"
    NOT_ADMINISTERED = "not administered"
    TREATMENT = "treatment of the reaction"


class Action(Enum):
    """What was done with the drug (G.k.8)."""

    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    REDUCED = "dose reduced"
    INCREASED = "dose increased"
    NOT_CHANGED = "dose not changed"
    NOT_APPLICABLE = "does not apply"


class Rechallenge(Enum):
    """What happened when the drug was given again (G.k.9.i.4)."""

    RECURRED = "given again, the reaction came back"
    NOT_RECURRED = "given again, the reaction did not come back"
    OUTCOME_UNKNOWN = "given again, what came of it is not known"
    NOT_GIVEN = "not given again, or not known whether"


class Retraction(Enum):
    """What a later version does to the case (C.1.11.1)."""

    NULLIFICATION = "nullification"
    AMENDMENT = "amendment"


class StudyKind(Enum):
    """The kind of study in which it was seen (C.5.4)."""

    TRIAL = "clinical trial"
    INDIVIDUAL = "individual patient use"
    OTHER = "other study"


class Expedited(Enum):
    """The kind of local report in the United States (FDA.C.1.7.1)."""

    FIFTEEN_DAY = "15-day"
    NOT_EXPEDITED = "not expedited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A number with its unit in UCUM, as the report says it."""

    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedDra:
    """A code that a licensed site entered, with the version of the dictionary. None is shipped."""

    code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNumber:
    """A number that somebody else gave the same case (C.1.9.1.r)."""

    source: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIdentity:
    """What makes a case the same case: it never changes, whatever follows. `number` is the sender's own part."""

    country: str
    sender: str
    number: str
    version: int = 1
    worldwide: str | None = None
    first_sender_is_regulator: bool = False
    others: tuple[OtherNumber, ...] = ()
    linked: tuple[str, ...] = ()
    retraction: Retraction | None = None
    reason: str | None = None

    @property
    def unique(self) -> str:
        """Write the identifier of the report: country, sender, number (C.1.1)."""
        return f"{self.country}-{self.sender}-{self.number}"

    @property
    def world_unique(self) -> str:
        """Write the identifier under which the world knows the case (C.1.8.1): that of the first report."""
        return self.worldwide or self.unique


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The study of a report from a study (C.5)."""

    kind: StudyKind
    name: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a name and an address."""

    title: Words = None
    given: Words = None
    family: Words = None
    organization: Words = None
    department: Words = None
    street: Words = None
    city: Words = None
    state: Words = None
    postcode: Words = None
    country: str | None = None
    telephone: Words = None
    email: Words = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who told of the reaction; one of them is the primary source."""

    person: Person = Person()
    qualification: Qualification | NotStated | None = None
    primary: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends the report, and who answers for it."""

    kind: Sending | None = None
    person: Person = Person()
    fax: Words = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The patient, without the name: initials, or why there are none."""

    initials: Words = None
    birth: When | NotStated | None = None
    age: Measured | None = None
    sex: Sex | NotStated | None = None
    weight_kg: Fraction | None = None
    height_cm: Fraction | None = None
    history: Words = None
    allergies: tuple[str, ...] | None = None
    races: tuple[str, ...] | NotStated | None = None
    ethnicity: Words = None
    died_on: When | NotStated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seriousness:
    """The criteria (E.i.3.2); None has not been answered."""

    death: bool | None = None
    life_threatening: bool | None = None
    hospitalization: bool | None = None
    disabling: bool | None = None
    congenital: bool | None = None
    other_important: bool | None = None
    intervention: bool | None = None

    @property
    def criteria(self) -> tuple[bool | None, ...]:
        """Give the answers that make a reaction serious; the required intervention is counted by its own country."""
        return (
            self.death,
            self.life_threatening,
            self.hospitalization,
            self.disabling,
            self.congenital,
            self.other_important,
        )

    @property
    def serious(self) -> bool | None:
        """Tell whether it was serious: one yes is enough, and only six answers of no deny it."""
        if any(self.criteria):
            return True
        return None if None in self.criteria else False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One reaction, in the words of the reporter."""

    words: str | None = None
    language: str | None = None
    translation: str | None = None
    meddra: MedDra | None = None
    start: When | NotStated | None = None
    end: When | NotStated | None = None
    seriousness: Seriousness = Seriousness()
    outcome: Outcome | None = None
    country: str | None = None
    highlighted: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseGiven:
    """What was given of a drug, from when to when."""

    amount: Measured | None = None
    start: When | NotStated | None = None
    end: When | NotStated | None = None
    text: str | None = None
    lot: Words = None
    form: Words = None
    route: Words = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """Why the drug was given."""

    words: Words = None
    meddra: MedDra | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """Whether one reaction (counted from 0 in the report) came back when the drug was given again."""

    reaction: int
    answer: Rechallenge


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """A drug of the report."""

    role: Role
    product: str | None = None
    substances: tuple[str, ...] = ()
    maker: str | None = None
    authorization: str | None = None
    authorized_in: str | None = None
    country: str | None = None
    doses: tuple[DoseGiven, ...] = ()
    until_reaction: Measured | None = None
    indications: tuple[Indication, ...] = ()
    action: Action | None = None
    rechallenge: tuple[Recurrence, ...] = ()
    remarks: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test or a measurement, with its time."""

    name: str
    at: When | NotStated | None = None
    result: Measured | None = None
    text: str | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    comment: str | None = None
    meddra: MedDra | None = None
