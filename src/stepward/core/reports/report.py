"""A safety report: what is known of a reaction, and what a person must still say before anything can be sent.

It is collected from what the session already knows. Nothing is filled in: `None` and empty text are unknown, and every
unknown that a report needs is listed, all at once. Terms of MedDRA are entered by a site that holds its licence.

Source: E2B-R3-FDA.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount


class ReportRefused(Refusal, ValueError):
    """This cannot be done with a report; the message says why."""


class Change(Enum):
    """What a version does to the case; the code is that of C.1.11.1, empty for a first report and a follow-up."""

    FIRST = "first report"
    FOLLOW_UP = "follow-up"
    AMENDMENT = "amendment"
    NULLIFICATION = "nullification"


class Outcome(Enum):
    """How a reaction stood when it was seen last, in the order of E.i.7."""

    RECOVERED = "recovered"
    RECOVERING = "recovering"
    NOT_RECOVERED = "not recovered"
    SEQUELAE = "recovered with sequelae"
    FATAL = "fatal"
    UNKNOWN = "unknown"


class Serious(Enum):
    """Why a reaction is serious, in the order of E.i.3.2a to f."""

    DEATH = "it led to death"
    LIFE_THREATENING = "it threatened life"
    HOSPITAL = "it led to a hospital stay, or lengthened one"
    DISABLING = "it disabled"
    BIRTH_DEFECT = "it led to a birth defect"
    OTHER = "it was medically important for another reason"


class Role(Enum):
    """The part that a drug had, in the order of G.k.1."""

    SUSPECT = "suspect"
    CONCOMITANT = "concomitant"
    INTERACTING = "interacting"


class Action(Enum):
    """What became of the drug after the reaction, as in G.k.8."""

    WITHDRAWN = "withdrawn"
    REDUCED = "dose reduced"
    NOT_CHANGED = "dose not changed"
    UNKNOWN = "unknown"


class Rechallenge(Enum):
    """Whether the reaction came again when the drug was given again, as in G.k.9.i.4."""

    CAME_AGAIN = "given again, and it came again"
    DID_NOT = "given again, and it did not come again"
    NOT_KNOWN = "given again, and it is not known"
    NOT_GIVEN = "not given again"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIdentity:
    """What names a case for ever: country and organization of the first sender, and its number there."""

    country: str
    organization: str
    number: str

    def __post_init__(self) -> None:
        """Refuse an identity that could not be read back.

        Raises:
            ReportRefused: saying which part.
        """
        if len(self.country) != 2 or not self.country.isascii() or not self.country.isupper():  # noqa: PLR2004 - two letters
            msg = f"country {self.country!r}: expected two capital letters, such as US"
            raise ReportRefused(msg)
        for name in ("organization", "number"):
            text = getattr(self, name)
            if not text or "-" in text or not text.isascii() or not text.isprintable():
                msg = f"{name} {text!r}: expected letters and digits without a hyphen"
                raise ReportRefused(msg)

    @property
    def text(self) -> str:
        """Write it as C.1.1 and C.1.8.1 do."""
        return f"{self.country}-{self.organization}-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person and organization, with address; `qualification` 1 to 5 as in C.2.r.4, of a reporter only."""

    organization: str = ""
    department: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    telephone: str = ""
    email: str = ""
    qualification: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """The patient without a name: initials only where they are given on purpose. Age in years, kg, cm."""

    initials: str = ""
    age: Fraction | None = None
    sex: str = ""
    weight: Fraction | None = None
    height: Fraction | None = None
    history: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A code of MedDRA with its version, as a site with a licence entered it."""

    code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One reaction in the reporter's own words; `serious` is nothing while nobody said it."""

    words: str
    began_at: datetime | None = None
    ended_at: datetime | None = None
    serious: frozenset[Serious] | None = None
    outcome: Outcome | None = None
    term: Term | None = None
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """One drug of the case; `until_reaction` is the dose given until the first reaction."""

    name: str
    role: Role
    substance: str = ""
    maker: str = ""
    lot: str = ""
    dose: Amount | None = None
    until_reaction: Amount | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    route: str = ""
    indication: str = ""
    dosage: str = ""
    action: Action | None = None
    rechallenge: Rechallenge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test with its result, as a number with a unit or in words."""

    __test__ = False

    name: str
    at: datetime | None = None
    value: Fraction | None = None
    unit: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyReport:
    """One version of a case."""

    identity: CaseIdentity
    created_at: datetime
    first_received_at: datetime
    newest_at: datetime
    sender: Contact
    reporter: Contact
    patient: PatientFacts
    events: tuple[Event, ...]
    drugs: tuple[Drug, ...]
    narrative: str
    tests: tuple[Test, ...] = ()
    comment: str = ""
    is_expedited: bool | None = None
    version: int = 1
    change: Change = Change.FIRST
    change_reason: str = ""

    @property
    def is_serious(self) -> bool | None:
        """Tell whether any reaction is serious; nothing while one is not said and none is."""
        said = [event.serious for event in self.events]
        if any(said):
            return True
        return None if None in said else False


def follow_up(report: SafetyReport, at: datetime, **changed: object) -> SafetyReport:
    """Write the next version with what is new; the case keeps its identity and when it was first received.

    Raises:
        ReportRefused: if the case was nullified, or its identity would change.
    """
    return _next(report, at, Change.FOLLOW_UP, "", changed)


def amended(report: SafetyReport, at: datetime, reason: str, **changed: object) -> SafetyReport:
    """Correct a version without new facts.

    Raises:
        ReportRefused: without a reason, or as `follow_up`.
    """
    return _next(report, at, Change.AMENDMENT, _said(reason), changed)


def nullified(report: SafetyReport, at: datetime, reason: str) -> SafetyReport:
    """Take a case back: it never was one.

    Raises:
        ReportRefused: without a reason, or if it was taken back before.
    """
    return _next(report, at, Change.NULLIFICATION, _said(reason), {})


def _said(reason: str) -> str:
    if not reason.strip():
        msg = "Say why."
        raise ReportRefused(msg)
    return reason.strip()


KEPT = frozenset({"identity", "first_received_at", "version", "change", "change_reason", "created_at"})


def _next(report: SafetyReport, at: datetime, change: Change, reason: str, changed: dict[str, object]) -> SafetyReport:
    if report.change is Change.NULLIFICATION:
        msg = "This case was taken back. Begin a new one."
        raise ReportRefused(msg)
    if KEPT & changed.keys():
        msg = f"{', '.join(sorted(KEPT & changed.keys()))}: a case keeps it for ever"
        raise ReportRefused(msg)
    newest = at if change is Change.FOLLOW_UP else report.newest_at
    return replace(
        report,
        created_at=at,
        newest_at=newest,
        version=report.version + 1,
        change=change,
        change_reason=reason,
        **changed,  # type: ignore[arg-type]
    )


# -------------------------------------------------------------------------------------------------- what is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that a report needs and nobody said: `field` for the form, the question, and the element it fills.

    `is_licensed` marks what only a site with a licence of MedDRA can enter; without it a report is printed, not sent.
    `is_required` is false where a report may go without it, and it is worth asking all the same.
    """

    field: str
    question: str
    element: str
    is_licensed: bool = False
    is_required: bool = True


def missing(report: SafetyReport) -> tuple[Missing, ...]:
    """List everything that is missing, in the order of a form; nothing where the report is complete."""
    return tuple(_missing(report))


def _missing(report: SafetyReport) -> Iterator[Missing]:
    if not report.sender.organization:
        yield Missing(field="sender-organization", question="Which organization sends it?", element="C.3.2")
    if not report.reporter.country:
        yield Missing(field="reporter-country", question="In which country is the reporter?", element="C.2.r.3")
    if report.reporter.qualification is None:
        yield Missing(field="reporter-qualification", question="What is the reporter's profession?", element="C.2.r.4")
    if not report.patient.sex:
        yield Missing(
            field="patient-sex", question="Which sex does the patient have?", element="D.5", is_required=False
        )
    if report.patient.age is None:
        yield Missing(field="patient-age", question="How old was the patient?", element="D.2.2", is_required=False)
    if not report.patient.history:
        yield Missing(
            field="patient-history", question="Which other conditions matter?", element="D.7.2", is_required=False
        )
    for number, event in enumerate(report.events, start=1):
        yield from _of_event(event, number)
    if report.is_expedited is None:
        yield Missing(field="expedited", question="Is it due as an expedited report?", element="C.1.7")
    yield from _of_drugs(report.drugs)
    if not report.narrative.strip():
        yield Missing(field="narrative", question="What happened?", element="H.1")


def _of_event(event: Event, number: int) -> Iterator[Missing]:
    what = f"reaction {number}"
    if not event.words.strip():
        yield Missing(field=f"event-{number}-words", question=f"What was {what}?", element="E.i.1.1a")
    if event.serious is None:
        yield Missing(field=f"event-{number}-serious", question=f"Was {what} serious, and why?", element="E.i.3.2")
    if event.outcome is None:
        yield Missing(field=f"event-{number}-outcome", question=f"How did {what} end?", element="E.i.7")
    if event.term is None:
        question = f"Which term of MedDRA names {what}?"
        yield Missing(field=f"event-{number}-term", question=question, element="E.i.2.1", is_licensed=True)


def _of_drugs(drugs: tuple[Drug, ...]) -> Iterator[Missing]:
    if not any(drug.role in {Role.SUSPECT, Role.INTERACTING} for drug in drugs):
        yield Missing(field="suspect", question="Which drug is suspected?", element="G.k.1")
    for number, drug in enumerate(drugs, start=1):
        if not drug.name.strip():
            yield Missing(field=f"drug-{number}-name", question=f"What is drug {number} called?", element="G.k.2.2")
        if drug.role is Role.SUSPECT and drug.action is None:
            question = f"What became of {drug.name or 'the drug'} after the reaction?"
            yield Missing(field=f"drug-{number}-action", question=question, element="G.k.8", is_required=False)
        if drug.role is Role.SUSPECT and not drug.lot:
            question = f"Which lot of {drug.name or 'the drug'} was given?"
            yield Missing(field=f"drug-{number}-lot", question=question, element="G.k.4.r.7", is_required=False)
