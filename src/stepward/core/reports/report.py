"""A safety report: all that is known of a case, what is still lacking, and how a later version keeps the case.

Source: E2B-R3-FDA, for the elements that must be there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from stepward.core.findings import Refusal
from stepward.core.reports.parts import (
    CaseIdentity,
    Drug,
    Expedited,
    Kind,
    NotStated,
    Outcome,
    Patient,
    Reaction,
    Reporter,
    Retraction,
    Role,
    Sender,
    Study,
    Test,
)

NO_SENDER, NO_PATIENT = Sender(), Patient()
BLAMED = (Role.SUSPECT, Role.INTERACTING, Role.NOT_ADMINISTERED)


class ReportClosed(Refusal, ValueError):
    """The case was nullified: nothing follows it."""


class ReasonLacking(Refusal, ValueError):
    """A nullification or an amendment says why."""


class OlderThanKnown(Refusal, ValueError):
    """A later version knows no less than the one before it."""


class For(Enum):
    """What a lacking fact stands in the way of."""

    ANY = "any report"
    FILE = "the electronic file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that a form has still to ask: the field, the question, and why it is asked."""

    field: str
    words: str
    why: str
    needed_for: For = For.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyReport:
    """All that is known of a case. The list fields are in the order of the reporter."""

    case: CaseIdentity
    created: datetime
    received: datetime | date | None = None
    updated: datetime | date | None = None
    kind: Kind | None = None
    study: Study | None = None
    expedited: bool | NotStated | None = None
    local_kind: Expedited | None = None
    combination_product: bool | NotStated | None = None
    documents: tuple[str, ...] = ()
    reporters: tuple[Reporter, ...] = ()
    sender: Sender = NO_SENDER
    patient: Patient = NO_PATIENT
    reactions: tuple[Reaction, ...] = ()
    drugs: tuple[Drug, ...] = ()
    tests: tuple[Test, ...] = ()
    narrative: str | None = None
    reporter_comments: str | None = None
    sender_comments: str | None = None

    def of_role(self, *roles: Role) -> tuple[Drug, ...]:
        """Give the drugs of these roles."""
        return tuple(drug for drug in self.drugs if drug.role in roles)


def missing(report: SafetyReport) -> tuple[Missing, ...]:
    """List all that is lacking, at once; nothing is sent before the list is empty."""
    return (
        *_of_case(report),
        *_of_reporter(report),
        *_of_sender(report.sender),
        *_of_patient(report),
        *_of_reactions(report),
        *_of_drugs(report),
        *_of_tests(report),
        *_lacks(report.narrative, "narrative", "What happened, told in order?", "A report tells the course (H.1)."),
    )


def follow_up(report: SafetyReport, *, at: datetime, updated: datetime | date, reason: str = "") -> SafetyReport:
    """Open the next version of a case; its identity stays. A reason makes it an amendment of what was wrong."""
    _open(report)
    if report.updated is not None and _day(updated) < _day(report.updated):
        msg = f"The last version knew what was known on {_day(report.updated)}: a later one cannot be older."
        raise OlderThanKnown(msg)
    words = reason.strip() or None
    case = replace(
        report.case,
        version=report.case.version + 1,
        retraction=Retraction.AMENDMENT if words else None,
        reason=words,
    )
    return replace(report, case=case, created=at, updated=updated)


def nullify(report: SafetyReport, reason: str, *, at: datetime) -> SafetyReport:
    """Declare that the case never was, or was sent twice; identity and content stay, so that it can be found."""
    _open(report)
    if not reason.strip():
        msg = "Say why the case is taken back (C.1.11.2)."
        raise ReasonLacking(msg)
    case = replace(
        report.case,
        version=report.case.version + 1,
        retraction=Retraction.NULLIFICATION,
        reason=reason.strip(),
    )
    return replace(report, case=case, created=at, updated=at)


def _open(report: SafetyReport) -> None:
    if report.case.retraction is Retraction.NULLIFICATION:
        msg = "This case was nullified. Open a new case."
        raise ReportClosed(msg)


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _lacks(value: object, field: str, words: str, why: str, needed_for: For = For.ANY) -> Iterator[Missing]:
    if value is None or value in {"", ()}:
        yield Missing(field=field, words=words, why=why, needed_for=needed_for)


def _of_case(report: SafetyReport) -> Iterator[Missing]:
    case = report.case
    for name, value in (("country", case.country), ("sender", case.sender), ("number", case.number)):
        yield from _lacks(value, f"case.{name}", f"The {name} of the case?", "It makes the number of the case (C.1.1).")
    yield from _lacks(report.kind, "kind", "Where does the report come from?", "Every report says so (C.1.3).")
    yield from _lacks(
        report.received, "received", "On which day did you first hear of it?", "The clock starts (C.1.4)."
    )
    yield from _lacks(report.updated, "updated", "Of which day is the newest fact?", "It tells versions apart (C.1.5).")
    yield from _lacks(
        report.expedited,
        "expedited",
        "Is the report owed within a legal time?",
        "Every file says so (C.1.7).",
        For.FILE,
    )
    if report.kind is Kind.STUDY:
        yield from _lacks(report.study, "study", "In which kind of study?", "A report from a study says so (C.5.4).")
    if case.retraction is not None:
        yield from _lacks(
            case.reason, "case.reason", "Why is the case taken back or amended?", "It must be said (C.1.11.2)."
        )


def _of_reporter(report: SafetyReport) -> Iterator[Missing]:
    primary = [(at, each) for at, each in enumerate(report.reporters) if each.primary]
    if not primary:
        yield Missing(field="reporters", words="Who reports?", why="A report has an identifiable reporter (C.2.r.5).")
    for at, each in primary:
        place = f"reporters.{at}"
        yield from _lacks(each.qualification, f"{place}.qualification", "What is the reporter?", "Required (C.2.r.4).")
        yield from _lacks(
            each.person.country, f"{place}.person.country", "In which country is the reporter?", "Required (C.2.r.3)."
        )


def _of_sender(sender: Sender) -> Iterator[Missing]:
    yield from _lacks(sender.kind, "sender.kind", "What is the sender?", "Required (C.3.1).", For.FILE)
    yield from _lacks(
        sender.person.organization,
        "sender.person.organization",
        "The name of the sending organization?",
        "Required of all but patients (C.3.2).",
        For.FILE,
    )


def _of_patient(report: SafetyReport) -> Iterator[Missing]:
    patient = report.patient
    yield from _lacks(
        patient.initials,
        "patient.initials",
        "The initials of the patient, or that they are kept back?",
        "A report has an identifiable patient (D.1). The name is never sent.",
    )
    yield from _lacks(patient.sex, "patient.sex", "The sex of the patient?", "It belongs to the identity (D.5).")
    if patient.age is None and patient.birth is None:
        yield Missing(field="patient.age", words="The age at the reaction?", why="It belongs to the identity (D.2.2).")
    yield from _lacks(
        patient.history,
        "patient.history",
        "Relevant history, or why none is told?",
        "Required where no coded history is given (D.7.2).",
    )
    if any(each.outcome is Outcome.FATAL for each in report.reactions):
        yield from _lacks(patient.died_on, "patient.died_on", "On which day did the patient die?", "A fatal outcome.")


def _of_reactions(report: SafetyReport) -> Iterator[Missing]:
    if not report.reactions:
        yield Missing(field="reactions", words="Which reaction?", why="A report tells of at least one (E.i).")
    for at, each in enumerate(report.reactions):
        yield from _of_reaction(f"reactions.{at}", each)


def _of_reaction(place: str, each: Reaction) -> Iterator[Missing]:
    yield from _lacks(
        each.words or each.translation, f"{place}.words", "The reaction in your own words?", "Required (E.i.1)."
    )
    if each.words is not None:
        yield from _lacks(
            each.language, f"{place}.language", "In which language?", "Words have one (E.i.1.1b).", For.FILE
        )
    yield from _lacks(each.start, f"{place}.start", "When did it start?", "It shows what it followed (E.i.4).")
    yield from _lacks(each.outcome, f"{place}.outcome", "How did it end?", "Required (E.i.7).")
    yield from _lacks(
        each.seriousness.serious,
        f"{place}.seriousness",
        "Which of these is true: death, danger to life, hospital, disability, birth defect, other important?",
        "Each is answered, or the reaction counts as neither (E.i.3.2).",
    )
    yield from _lacks(
        each.meddra,
        f"{place}.meddra",
        "The MedDRA code and version?",
        "The file requires it (E.i.2.1). A licensed site enters it: none is shipped.",
        For.FILE,
    )


def _of_drugs(report: SafetyReport) -> Iterator[Missing]:
    if not report.of_role(*BLAMED):
        yield Missing(field="drugs", words="Which drug is suspected?", why="A report names at least one (G.k.1).")
    for at, each in enumerate(report.drugs):
        place = f"drugs.{at}"
        yield from _lacks(each.product, f"{place}.product", "The name of the product?", "Required (G.k.2.2).")
        if each.role is Role.SUSPECT:
            yield from _lacks(each.action, f"{place}.action", "What was done with the drug?", "Suspect drug (G.k.8).")
        if each.authorization is not None:
            yield from _lacks(
                each.authorized_in, f"{place}.authorized_in", "Which country authorized it?", "Required (G.k.3.2)."
            )


def _of_tests(report: SafetyReport) -> Iterator[Missing]:
    for at, each in enumerate(report.tests):
        if each.result is None:
            yield from _lacks(
                each.text, f"tests.{at}.result", f"What did {each.name} show?", "A test has a result (F.r.3)."
            )
        yield from _lacks(each.at, f"tests.{at}.at", f"When was {each.name} taken?", "A test has a day (F.r.1).")
