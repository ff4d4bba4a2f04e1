"""What only the electronic file asks: who sends, where they are, and what FDA wants beside it.

Source: FDA-E2B-R3-RULES, C.3.3, C.3.4, FDA.C.1.12, FDA.C.2.r.2.8, FDA.D.11 and FDA.D.12.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from stepward.core.reports.parts import NotStated, Person
from stepward.core.reports.report import Missing, SafetyReport

OF_SENDER = "sender."
SENDER = {
    "department": "Department that sends",
    "title": "Title of whoever sends",
    "given": "Given name of whoever sends",
    "family": "Family name of whoever sends",
    "street": "Street",
    "city": "City",
    "state": "State",
    "postcode": "Postal code",
    "telephone": "Telephone",
    "email": "E-mail",
}
LONGEST = {
    "department": 60, "title": 50, "given": 60, "family": 60, "street": 100, "city": 35, "state": 40, "postcode": 15,
    "telephone": 33, "email": 100,
}  # fmt: skip
REPORTER_EMAIL, COMBINATION, ORIGIN = "reporter.email", "combination", "origin"
ORIGINS = {"not_asked": NotStated.NOT_ASKED, "masked": NotStated.MASKED, "unknown": NotStated.UNKNOWN}


ASKED = {
    "C.3.3.1": SENDER["department"],
    "C.3.3.2": SENDER["title"],
    "C.3.3.3": SENDER["given"],
    "C.3.3.5": SENDER["family"],
    "C.3.4.1": SENDER["street"],
    "C.3.4.2": SENDER["city"],
    "C.3.4.3": SENDER["state"],
    "C.3.4.4": SENDER["postcode"],
    "C.3.4.6": SENDER["telephone"],
    "C.3.4.8": SENDER["email"],
    "FDA.C.1.12": "Is the drug sold together with a device?",
    "FDA.C.2.r.2.8": "E-mail of the reporter",
    "FDA.D.11.r.1": "Race and ethnicity",
    "FDA.D.12": "Race and ethnicity",
    "E.i.2.1a": "MedDRA code of the reaction",
    "E.i.2.1b": "MedDRA version",
}
"""What the form asks for an element of the file."""
OF_THE_REPORT = frozenset({"C.1.3", "C.1.7", "D.7.2", "F.r.3.1", "F.r.3.2", "F.r.3.4"})
"""Elements that a report must have whether a file is made of it or not: the form asks for them above."""


def lacks_in_words(
    lacking: Iterable[Missing], elements: Iterable[tuple[str, str]], region_words: str = ""
) -> tuple[str, ...]:
    """List in the words of the form all that a file lacks: what the report lacks, and each element with its fault."""
    missing = tuple(lacking)
    told = [item.words for item in missing if "meddra" not in item.field]
    for element, fault in elements:
        if not (missing and element in OF_THE_REPORT):
            told.append(ASKED.get(element, fault))
    return tuple(dict.fromkeys((*told, *((region_words,) if region_words else ()))))


def carried(answers: Mapping[str, str]) -> dict[str, str]:
    """Take from an earlier report of the unit what stays the same in the next."""
    return {key: text for key, text in answers.items() if key.startswith(OF_SENDER)}


def with_sending(report: SafetyReport, answers: Mapping[str, str]) -> SafetyReport:
    """Put the answers for the file into a report."""
    said = {name: answers.get(OF_SENDER + name, "").strip() for name in SENDER}
    person = replace(report.sender.person, country=report.case.country or None)
    person = replace(person, **{name: text for name, text in said.items() if text})
    email = answers.get(REPORTER_EMAIL, "").strip()
    reporters = tuple(replace(each, person=_with_email(each.person, email)) for each in report.reporters)
    origin = ORIGINS.get(answers.get(ORIGIN, ""))
    combination = {"yes": True, "no": False}.get(answers.get(COMBINATION, ""))
    return replace(
        report,
        sender=replace(report.sender, person=person),
        reporters=reporters,
        patient=replace(
            report.patient,
            races=report.patient.races or origin,
            ethnicity=report.patient.ethnicity or origin,
        ),
        combination_product=report.combination_product if combination is None else combination,
    )


def _with_email(person: Person, email: str) -> Person:
    return replace(person, email=email) if email else person
