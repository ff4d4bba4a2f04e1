"""What only the electronic file asks: who sends, where they are, and what FDA wants beside it.

Source: FDA-E2B-R3-RULES, C.3.3, C.3.4, FDA.C.1.12, FDA.C.2.r.2.8, FDA.D.11 and FDA.D.12.
"""

from collections.abc import Mapping
from dataclasses import replace

from stepward.core.reports.parts import NotStated, Person
from stepward.core.reports.report import SafetyReport

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
