"""A report lists all that it lacks at once; a later version is the same case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stepward.core.reports.parts import (
    CaseIdentity,
    Drug,
    Kind,
    NotStated,
    Outcome,
    Reaction,
    Retraction,
    Role,
    Seriousness,
)
from stepward.core.reports.report import (
    For,
    OlderThanKnown,
    ReasonLacking,
    ReportClosed,
    SafetyReport,
    follow_up,
    missing,
    nullify,
)
from tests.core.reports.cases import COMPLETE, REACTION, START, SUSPECT, reports

LATER = START + timedelta(days=9)


def fields(report: SafetyReport) -> list[str]:
    return [each.field for each in missing(report)]


def test_a_complete_report_lacks_nothing() -> None:
    assert missing(COMPLETE) == ()


def test_generated_reports_lack_nothing() -> None:
    assert [fields(each) for each in reports(200)] == [[]] * 200


def test_an_empty_report_lists_all_at_once() -> None:
    empty = SafetyReport(case=CaseIdentity(country="", sender="", number=""), created=START)
    assert fields(empty) == [
        "case.country",
        "case.sender",
        "case.number",
        "kind",
        "received",
        "updated",
        "expedited",
        "reporters",
        "sender.kind",
        "sender.person.organization",
        "patient.initials",
        "patient.sex",
        "patient.age",
        "patient.history",
        "reactions",
        "drugs",
        "narrative",
    ]


def test_every_lacking_fact_says_what_and_why() -> None:
    for each in missing(replace(COMPLETE, reactions=(Reaction(),), drugs=(Drug(role=Role.SUSPECT),))):
        assert each.words.endswith("?")
        assert each.why.endswith(".")


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (replace(COMPLETE, kind=None), "kind"),
        (replace(COMPLETE, kind=Kind.STUDY), "study"),
        (replace(COMPLETE, received=None), "received"),
        (replace(COMPLETE, narrative=""), "narrative"),
        (replace(COMPLETE, reporters=()), "reporters"),
        (
            replace(COMPLETE, reporters=(replace(COMPLETE.reporters[0], qualification=None),)),
            "reporters.0.qualification",
        ),
        (replace(COMPLETE, patient=replace(COMPLETE.patient, initials=None)), "patient.initials"),
        (replace(COMPLETE, patient=replace(COMPLETE.patient, age=None)), "patient.age"),
        (replace(COMPLETE, reactions=(replace(REACTION, outcome=None),)), "reactions.0.outcome"),
        (replace(COMPLETE, reactions=(REACTION, replace(REACTION, meddra=None))), "reactions.1.meddra"),
        (replace(COMPLETE, reactions=(replace(REACTION, language=None),)), "reactions.0.language"),
        (replace(COMPLETE, reactions=(replace(REACTION, outcome=Outcome.FATAL),)), "patient.died_on"),
        (replace(COMPLETE, drugs=(replace(SUSPECT, action=None),)), "drugs.0.action"),
        (replace(COMPLETE, drugs=(replace(SUSPECT, authorization="NDA1"),)), "drugs.0.authorized_in"),
        (replace(COMPLETE, tests=(replace(COMPLETE.tests[1], text=None),)), "tests.0.result"),
        (replace(COMPLETE, tests=(replace(COMPLETE.tests[1], at=None),)), "tests.0.at"),
    ],
)
def test_one_fact_taken_away_is_the_one_that_is_asked(report: SafetyReport, field: str) -> None:
    assert fields(report) == [field]


def test_a_code_is_lacking_only_in_the_file() -> None:
    lacking = missing(replace(COMPLETE, reactions=(replace(REACTION, meddra=None),)))
    assert [each.needed_for for each in lacking] == [For.FILE]


def test_what_cannot_be_told_is_an_answer() -> None:
    patient = replace(COMPLETE.patient, initials=NotStated.UNKNOWN, history=NotStated.NOT_ASKED)
    assert fields(replace(COMPLETE, patient=patient)) == []


def test_a_treatment_alone_is_no_suspect() -> None:
    assert "drugs" in fields(replace(COMPLETE, drugs=(Drug(role=Role.TREATMENT, product="Invented epinephrine"),)))


def test_one_yes_is_serious_and_silence_is_not_a_no() -> None:
    no = Seriousness(
        **dict.fromkeys(("death", "life_threatening", "hospitalization", "disabling", "congenital"), False)
    )
    assert no.serious is None
    assert replace(no, other_important=False).serious is False
    assert Seriousness(hospitalization=True).serious is True


def test_a_follow_up_is_the_same_case_one_version_later() -> None:
    later = follow_up(COMPLETE, at=LATER, updated=LATER.date())
    assert later.case.unique == COMPLETE.case.unique == "US-INVENTED-2026-0001"
    assert later.case.world_unique == COMPLETE.case.world_unique
    assert (later.case.version, later.updated, later.created) == (2, LATER.date(), LATER)
    assert later.case.retraction is None


def test_a_follow_up_with_a_reason_is_an_amendment() -> None:
    later = follow_up(COMPLETE, at=LATER, updated=LATER.date(), reason="The lot was wrong.")
    assert (later.case.retraction, later.case.reason) == (Retraction.AMENDMENT, "The lot was wrong.")
    assert follow_up(later, at=LATER, updated=LATER).case.retraction is None


def test_a_follow_up_knows_no_less() -> None:
    with pytest.raises(OlderThanKnown, match="2026-03-03"):
        follow_up(COMPLETE, at=LATER, updated=date(2026, 3, 2))


def test_a_nullified_case_keeps_its_identity_and_is_closed() -> None:
    gone = nullify(COMPLETE, " Sent twice. ", at=LATER)
    assert gone.case.unique == COMPLETE.case.unique
    assert (gone.case.version, gone.case.retraction, gone.case.reason) == (2, Retraction.NULLIFICATION, "Sent twice.")
    with pytest.raises(ReportClosed):
        follow_up(gone, at=LATER, updated=LATER)
    with pytest.raises(ReportClosed):
        nullify(gone, "Again.", at=LATER)


def test_a_nullification_says_why() -> None:
    with pytest.raises(ReasonLacking):
        nullify(COMPLETE, "  ", at=LATER)
