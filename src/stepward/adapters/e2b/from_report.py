"""A safety report as data elements, ready to be written.

The list of drugs has no place for treatments of the reaction: they are told in the narrative. Allergies stand in the
history. A criterion that was denied is sent as "no information": the standard knows no other no.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from stepward.adapters.e2b.codes import (
    ACTIONS,
    CRITERIA,
    KINDS,
    LOCAL_KINDS,
    NOT_STATED,
    OUTCOMES,
    QUALIFICATIONS,
    RECHALLENGES,
    RETRACTIONS,
    ROLES,
    SENDERS,
    SEX,
    STUDIES,
    Coded,
    UnwritableNumber,
    written_moment,
    written_number,
)
from stepward.adapters.e2b.files import write_batch
from stepward.adapters.e2b.icsr import Absent, Batch, Group, Value
from stepward.adapters.e2b.rules import broken
from stepward.adapters.e2b.ruling import POSTMARKET, Fault
from stepward.core.findings import Refusal
from stepward.core.reports.parts import (
    DoseGiven,
    Drug,
    Expedited,
    Indication,
    Measured,
    MedDra,
    NotStated,
    Partly,
    Patient,
    Person,
    Reaction,
    Reporter,
    Role,
    Sender,
    Test,
)
from stepward.core.reports.report import Missing, SafetyReport, missing

_PARTS = uuid.UUID("7f1f7a52-5d0c-5f0e-9a57-2b5c1b2f7f10")
_T = TypeVar("_T", bound=Enum)


class NotReady(Refusal, ValueError):
    """The report lacks what a file must have, or would be rejected; `missing` and `faults` list all of it."""

    def __init__(self, lacking: tuple[Missing, ...], faults: tuple[Fault, ...] = ()) -> None:
        """Say what is lacking, all at once."""
        self.missing, self.faults = lacking, faults
        told = [f"{each.field}: {each.words}" for each in lacking]
        super().__init__(" ".join(["Not ready to send.", *told, *(f"{each.words}." for each in faults)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who sends to whom, under which number, and when."""

    number: str
    sender: str
    batch_receiver: str
    receiver: str
    at: datetime


def file_of(reports: Mapping[str, SafetyReport], envelope: Envelope) -> bytes:
    """Write reports as one file, each under the identifier of its message.

    Raises:
        NotReady: if any of them lacks anything or would be rejected; nothing is written then.
    """
    lacking = tuple(each for report in reports.values() for each in missing(report))
    try:
        batch = batch_of(reports, envelope)
    except UnwritableNumber as wrong:
        raise NotReady(lacking, (Fault(rule="", element="", words=str(wrong).removesuffix(".")),)) from wrong
    faults = tuple(fault for fault in broken(batch, envelope.at) if fault.is_rejection)
    if lacking or faults:
        raise NotReady(lacking, faults)
    return write_batch(batch)


def batch_of(reports: Mapping[str, SafetyReport], envelope: Envelope) -> Batch:
    """Put reports into one batch as they are, with all that they lack."""
    header = {
        "N.1.1": "1",
        "N.1.2": envelope.number,
        "N.1.3": envelope.sender,
        "N.1.4": envelope.batch_receiver,
        "N.1.5": written_moment(envelope.at),
    }
    messages = tuple(elements_of(identifier, report, envelope) for identifier, report in reports.items())
    return Batch(header=Group(header), messages=messages)


def _kept(values: Mapping[str, Value | None]) -> dict[str, Value]:
    """Keep what was said, without the blanks around it: a file that is read has none."""
    trimmed = {number: value.strip() if isinstance(value, str) else value for number, value in values.items()}
    return {number: value for number, value in trimmed.items() if value}


def _told(value: str | NotStated | None) -> Value | None:
    return Absent(NOT_STATED.code(value)) if isinstance(value, NotStated) else value


def _moment(value: datetime | date | Partly | NotStated | None) -> Value | None:
    if value is None or isinstance(value, NotStated):
        return _told(value)
    return written_moment(value)


def _word(book: Coded[_T], word: _T | NotStated | None) -> Value | None:
    if word is None or isinstance(word, NotStated):
        return _told(word)
    return book.code(word)


def _truth(value: bool | NotStated | None) -> Value | None:  # noqa: FBT001 - the answer itself
    if isinstance(value, bool):
        return str(value).lower()
    return _told(value)


def _yes(value: bool | None) -> Value:  # noqa: FBT001 - the answer itself
    return "true" if value else Absent("NI")


def _measured(number: str, unit: str, amount: Measured | None, longest: int) -> dict[str, Value | None]:
    if amount is None:
        return {}
    return {number: written_number(amount.value, longest), unit: amount.unit}


def _term(code: str, version: str, term: MedDra | None) -> dict[str, Value | None]:
    return {} if term is None else {code: term.code, version: term.version}


def _id(report: SafetyReport, kind: str, at: int) -> str:
    """Name a part of the report, the same each time that it is written."""
    return str(uuid.uuid5(_PARTS, f"{report.case.unique}/{kind}/{at}"))


def elements_of(identifier: str, report: SafetyReport, envelope: Envelope) -> Group:
    """Give the data elements of one report in its message."""
    drugs = [drug for drug in report.drugs if drug.role is not Role.TREATMENT]
    parts = {
        "C.1.6.1.r": tuple(Group({"C.1.6.1.r.1": title}) for title in report.documents),
        "C.1.9.1.r": tuple(
            Group({"C.1.9.1.r.1": other.source, "C.1.9.1.r.2": other.number}) for other in report.case.others
        ),
        "C.1.10.r": tuple(Group({"C.1.10.r": number}) for number in report.case.linked),
        "C.2.r": tuple(_reporter(each) for each in report.reporters),
        "FDA.D.11.r": _races(report.patient),
        "E.i": tuple(_reaction(_id(report, "reaction", at), each) for at, each in enumerate(report.reactions)),
        "F.r": tuple(_test(each) for each in report.tests),
        "G.k": tuple(_drug(report, at, each) for at, each in enumerate(drugs)),
    }
    header = {
        "N.2.r.1": identifier,
        "N.2.r.2": envelope.sender,
        "N.2.r.3": envelope.receiver,
        "N.2.r.4": written_moment(envelope.at),
    }
    values = header | _kept(_case(report, envelope) | _sender(report.sender) | _patient(report.patient))
    return Group(values, {name: groups for name, groups in parts.items() if groups})


def _case(report: SafetyReport, envelope: Envelope) -> dict[str, Value | None]:
    case, study = report.case, report.study
    return {
        "C.1.1": case.unique,
        "C.1.2": written_moment(report.created),
        "C.1.3": _word(KINDS, report.kind),
        "C.1.4": _moment(report.received),
        "C.1.5": _moment(report.updated),
        "C.1.6.1": _truth(bool(report.documents)),
        "C.1.7": _truth(report.expedited),
        "FDA.C.1.7.1": _word(LOCAL_KINDS, _local_kind(report, envelope)),
        "C.1.8.1": case.world_unique,
        "C.1.8.2": "1" if case.first_sender_is_regulator else "2",
        "C.1.9.1": _yes(bool(case.others)),
        "C.1.11.1": _word(RETRACTIONS, case.retraction),
        "C.1.11.2": case.reason if case.retraction else None,
        "FDA.C.1.12": _truth(report.combination_product),
        "C.5.2": study.name if study else None,
        "C.5.3": study.number if study else None,
        "C.5.4": _word(STUDIES, study.kind) if study else None,
        "H.1": narrated(report),
        "H.2": report.reporter_comments,
        "H.4": report.sender_comments,
    }


def _local_kind(report: SafetyReport, envelope: Envelope) -> Expedited | None:
    """Give the kind of local report; for a plain product rules R0014 and R0015 leave one only."""
    if report.local_kind is not None or envelope.batch_receiver != POSTMARKET or report.combination_product is True:
        return report.local_kind
    return Expedited.FIFTEEN_DAY if report.expedited is True else Expedited.NOT_EXPEDITED


def narrated(report: SafetyReport) -> str:
    """Give the narrative, with each treatment of the reaction that it does not name."""
    narrative = report.narrative or ""
    untold = [
        " ".join([drug.product or "", *(dose.text for dose in drug.doses if dose.text)])
        for drug in report.of_role(Role.TREATMENT)
        if (drug.product or "") not in narrative
    ]
    return f"{narrative}\nTreatment of the reaction: {'; '.join(untold)}." if untold else narrative


def _reporter(reporter: Reporter) -> Group:
    person = reporter.person
    values = {
        "C.2.r.1.1": _told(person.title),
        "C.2.r.1.2": _told(person.given),
        "C.2.r.1.4": _told(person.family),
        "C.2.r.2.1": _told(person.organization),
        "C.2.r.2.2": _told(person.department),
        "C.2.r.2.3": _told(person.street),
        "C.2.r.2.4": _told(person.city),
        "C.2.r.2.5": _told(person.state),
        "C.2.r.2.6": _told(person.postcode),
        "C.2.r.2.7": _told(person.telephone),
        "FDA.C.2.r.2.8": _told(person.email),
        "C.2.r.3": person.country,
        "C.2.r.4": _word(QUALIFICATIONS, reporter.qualification),
        "C.2.r.5": "1" if reporter.primary else None,
    }
    return Group(_kept(values))


def _sender(sender: Sender) -> dict[str, Value | None]:
    person: Person = sender.person
    return {
        "C.3.1": _word(SENDERS, sender.kind),
        "C.3.2": _told(person.organization),
        "C.3.3.1": _told(person.department),
        "C.3.3.2": _told(person.title),
        "C.3.3.3": _told(person.given),
        "C.3.3.5": _told(person.family),
        "C.3.4.1": _told(person.street),
        "C.3.4.2": _told(person.city),
        "C.3.4.3": _told(person.state),
        "C.3.4.4": _told(person.postcode),
        "C.3.4.5": person.country,
        "C.3.4.6": _told(person.telephone),
        "C.3.4.7": _told(sender.fax),
        "C.3.4.8": _told(person.email),
    }


def _patient(patient: Patient) -> dict[str, Value | None]:
    return {
        "D.1": _told(patient.initials),
        "D.2.1": _moment(patient.birth),
        **_measured("D.2.2a", "D.2.2b", patient.age, 5),
        "D.3": None if patient.weight_kg is None else written_number(patient.weight_kg, 6),
        "D.4": None if patient.height_cm is None else written_number(patient.height_cm, 3),
        "D.5": _word(SEX, patient.sex),
        "D.7.2": _told(_history(patient)),
        "D.9.1": _moment(patient.died_on),
        "D.9.3": _told(None if patient.died_on is None else NotStated.NOT_ASKED),
        "FDA.D.12": _told(patient.ethnicity),
    }


def _races(patient: Patient) -> tuple[Group, ...]:
    if isinstance(patient.races, NotStated):
        return (Group({"FDA.D.11.r.1": Absent(NOT_STATED.code(patient.races))}),)
    return tuple(Group({"FDA.D.11.r.1": race}) for race in patient.races or ())


def _history(patient: Patient) -> str | NotStated | None:
    if not patient.allergies:
        return patient.history
    listed = f"Allergies: {'; '.join(patient.allergies)}."
    return f"{patient.history}\n{listed}" if isinstance(patient.history, str) else listed


def _reaction(identity: str, reaction: Reaction) -> Group:
    values = {
        "E.i.id": identity,
        "E.i.1.1a": reaction.words,
        "E.i.1.1b": reaction.language if reaction.words else None,
        "E.i.1.2": reaction.translation,
        **_term("E.i.2.1b", "E.i.2.1a", reaction.meddra),
        "E.i.3.1": None if reaction.highlighted is None else str(reaction.highlighted),
        **{number: _yes(getattr(reaction.seriousness, name)) for name, number in CRITERIA.items()},
        "E.i.4": _moment(reaction.start),
        "E.i.5": _moment(reaction.end),
        "E.i.7": _word(OUTCOMES, reaction.outcome),
        "E.i.9": reaction.country,
    }
    return Group(_kept(values))


def _test(test: Test) -> Group:
    unit = test.result.unit if test.result is not None else "1"
    values = {
        "F.r.1": _moment(test.at),
        "F.r.2.1": test.name,
        **_term("F.r.2.2b", "F.r.2.2a", test.meddra),
        **_measured("F.r.3.2", "F.r.3.3", test.result, 50),
        "F.r.3.4": test.text if test.result is None else None,
        **({} if test.low is None else _measured("F.r.4", "F.r.4.unit", Measured(value=test.low, unit=unit), 50)),
        **({} if test.high is None else _measured("F.r.5", "F.r.5.unit", Measured(value=test.high, unit=unit), 50)),
        "F.r.6": test.comment,
    }
    return Group(_kept(values))


def _drug(report: SafetyReport, at: int, drug: Drug) -> Group:
    values = {
        "G.k.id": _id(report, "drug", at),
        "G.k.1": _word(ROLES, drug.role),
        "G.k.2.2": drug.product,
        "G.k.2.4": drug.country,
        "G.k.3.1": drug.authorization,
        "G.k.3.2": drug.authorized_in,
        "G.k.3.3": drug.maker,
        **_measured("G.k.5a", "G.k.5b", drug.until_reaction, 10),
        "G.k.8": _word(ACTIONS, drug.action),
        "G.k.11": drug.remarks,
    }
    parts = {
        "G.k.2.3.r": tuple(Group({"G.k.2.3.r.1": name}) for name in drug.substances),
        "G.k.4.r": tuple(_dose(dose) for dose in drug.doses if dose != DoseGiven()),
        "G.k.7.r": tuple(_indication(each) for each in drug.indications if each != Indication()),
        "G.k.9.i": tuple(
            Group({"G.k.9.i.1": _id(report, "reaction", each.reaction), "G.k.9.i.4": RECHALLENGES.code(each.answer)})
            for each in drug.rechallenge
        ),
    }
    return Group(_kept(values), {name: groups for name, groups in parts.items() if groups})


def _indication(indication: Indication) -> Group:
    words = {"G.k.7.r.1": _told(indication.words)}
    return Group(_kept(words | _term("G.k.7.r.2b", "G.k.7.r.2a", indication.meddra)))


def _dose(dose: DoseGiven) -> Group:
    values = {
        **_measured("G.k.4.r.1a", "G.k.4.r.1b", dose.amount, 8),
        "G.k.4.r.4": _moment(dose.start),
        "G.k.4.r.5": _moment(dose.end),
        "G.k.4.r.7": _told(dose.lot),
        "G.k.4.r.8": dose.text,
        "G.k.4.r.9.1": _told(dose.form),
        "G.k.4.r.10.1": _told(dose.route),
    }
    return Group(_kept(values))
