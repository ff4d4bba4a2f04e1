"""Reports kept in the database: who may, what is lacking, versions of one case, clocks, and nothing lost."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from stepward.adapters.database import models
from stepward.adapters.database.append_only import AppendOnly
from stepward.adapters.database.reports import DatabaseReports
from stepward.core.reports.parts import NotStated, Outcome, Qualification, Retraction
from stepward.core.reports.report import For
from stepward.core.sessions.commands_charting import RecordTreatment, TakeSample
from stepward.usecases import reporting
from stepward.usecases.report_asking import answered, faults, lacking, questions
from stepward.usecases.reporting import (
    Deed,
    Draft,
    Mark,
    NotReported,
    is_as_closed,
    keep_draft,
)
from tests.usecases.report_keeping import AMERICA, FULL, HADDAD, LATER, MOREAU, Desk, reacted

MAY_CLOSE = ("allergist", "prescriber", "pharmacist")
ROLES = ("allergist", "prescriber", "pharmacist", "nurse", "charge nurse", "technician", "administrator")


@pytest.fixture
def desk(database: None) -> Desk:
    del database
    return Desk(ward=reacted())


def draft(desk: Desk, answers: dict[str, str], at: datetime = LATER) -> None:
    keep_draft(Draft(session="s", answers=answers, by=MOREAU, at=at), desk.dossier, DatabaseReports())


def sent(desk: Desk, paper: str, number: int = 1) -> None:
    wanted = Mark(session="s", number=number, deed=Deed.SENT, paper=paper, words="", by=HADDAD, at=LATER)
    reporting.mark(wanted, desk.dossier, DatabaseReports())


class TestWhoMay:
    @pytest.mark.parametrize("role", ROLES)
    def test_h_56_a_report_is_closed_by_physicians_and_pharmacists_alone(self, desk: Desk, role: str) -> None:
        if role in MAY_CLOSE:
            assert desk.close(roles=frozenset({role})).case.version == 1
            return
        with pytest.raises(NotReported, match="allergist, pharmacist, prescriber"):
            desk.close(roles=frozenset({role}))
        assert not desk.dossier.versions
        assert desk.dossier.answers == FULL

    @pytest.mark.parametrize("role", ROLES)
    def test_h_56_a_case_is_taken_back_by_the_same(self, desk: Desk, role: str) -> None:
        desk.close()
        if role in MAY_CLOSE:
            assert desk.take_back(roles=frozenset({role})).case.retraction is Retraction.NULLIFICATION
            return
        with pytest.raises(NotReported, match="taken back by one of these"):
            desk.take_back(roles=frozenset({role}))
        assert len(desk.dossier.versions) == 1

    def test_h_56_the_roles_say_who_reports(self, desk: Desk) -> None:
        assert desk.known(frozenset({"pharmacist"})).reporters[0].qualification is Qualification.PHARMACIST
        assert desk.known(frozenset({"nurse"})).reporters[0].qualification is Qualification.OTHER_PROFESSIONAL
        assert desk.known(frozenset()).reporters[0].qualification is None


class TestLacking:
    def test_h_98_everything_that_is_lacking_is_told_at_once_and_nothing_is_closed(self, desk: Desk) -> None:
        found = desk.standing({})

        assert [item.key for item in found.lacking] == list(FULL)
        assert not found.is_ready
        with pytest.raises(NotReported, match="Something is lacking"):
            desk.close({})
        assert not desk.dossier.versions

    @pytest.mark.parametrize("key", list(FULL))
    def test_h_98_each_answer_that_is_needed_stands_in_the_way_alone(self, desk: Desk, key: str) -> None:
        answers = {name: text for name, text in FULL.items() if name != key}

        assert [item.key for item in desk.standing(answers).lacking] == [key]
        with pytest.raises(NotReported):
            desk.close(answers)

    def test_a_whole_form_lacks_only_what_a_licensed_site_enters(self, desk: Desk) -> None:
        found = desk.standing()

        assert found.is_ready
        assert [(item.field, item.needed_for) for item in found.missing] == [("reactions.0.meddra", For.FILE)]

    @pytest.mark.parametrize(
        ("key", "text", "said"),
        [
            ("seriousness.0", "none,death", "either none"),
            ("seriousness.0", "severe", "Choose some"),
            ("sex", "unclear", "Choose one"),
            ("meddra.0", "1234567", "8 digits"),
            ("meddra.0", "1234567８", "8 digits"),
            ("meddra.version", "27.x", "27.0"),
            ("history", "x" * 2001, "At most 2000"),
            ("sender.postcode", "x" * 16, "At most 15"),
        ],
    )
    def test_h_98_an_answer_that_cannot_be_read_is_told_and_counts_for_none(
        self, desk: Desk, key: str, text: str, said: str
    ) -> None:
        answers = {**FULL, key: text}
        asked = questions(desk.known(), answers, AMERICA)

        assert said in faults(asked, answers)[key]
        assert key in [item.key for item in lacking(asked, answers)]
        with pytest.raises(NotReported):
            desk.close(answers)

    def test_h_98_two_contradicting_answers_make_nothing_serious_and_nothing_harmless(self, desk: Desk) -> None:
        report = answered(desk.known(), {**FULL, "seriousness.0": "none,death"})

        assert report.reactions[0].seriousness.serious is None
        assert report.expedited is False  # the label names it

    def test_h_98_death_asks_for_its_day_and_makes_the_end_fatal(self, desk: Desk) -> None:
        answers = {**FULL, "seriousness.0": "death"}
        assert [item.key for item in desk.standing(answers).lacking] == ["died_on"]
        report = desk.close({**answers, "died_on": "2026-11-23"})

        assert (report.patient.died_on, report.reactions[0].outcome) == (date(2026, 11, 23), Outcome.FATAL)

    def test_h_98_a_day_of_death_counts_only_where_somebody_died(self, desk: Desk) -> None:
        assert answered(desk.known(), {**FULL, "died_on": "2026-11-23"}).patient.died_on is None

    def test_h_97_initials_are_kept_back_where_somebody_says_so(self, desk: Desk) -> None:
        assert desk.close().patient.initials == "M.R."
        kept = desk.close({**FULL, "initials": "kept"})

        assert kept.patient.initials is NotStated.MASKED
        assert "Ruiz" not in repr(kept)
        assert "INV 0047" not in repr(kept)


class TestVersions:
    def test_h_63_a_follow_up_keeps_the_case_and_says_what_changed(self, desk: Desk) -> None:
        first = desk.close()
        second = desk.close({**FULL, "test.0": "31 ng/mL"}, reason="The result was of another day (invented).")
        third = desk.close({**FULL, "test.0": "31 ng/mL", "comments": "Seen again (invented)."})

        assert first.case.unique == second.case.unique == third.case.unique == "US-InventedUnit-s"
        assert [each.case.version for each in (first, second, third)] == [1, 2, 3]
        assert [each.case.retraction for each in (first, second, third)] == [None, Retraction.AMENDMENT, None]
        assert [each.tests[0].text for each in (first, second)] == ["24 ng/mL", "31 ng/mL"]
        assert first.received == second.received == third.received

    def test_h_63_a_unit_that_is_named_otherwise_keeps_its_cases(self, desk: Desk) -> None:
        first = desk.close()
        desk.unit = "Unit of Another Name"
        versions = desk.dossier.versions
        assert desk.known().case.unique != first.case.unique
        moved = replace(desk.version(desk.dossier, {**FULL, "sex": "male"}), sha256="")
        DatabaseReports().add_version(moved)

        assert desk.read(2).case.unique == desk.read(1).case.unique
        assert not is_as_closed(versions[0], desk.dossier, desk.known_then)

    def test_h_63_a_version_reads_as_it_did_whatever_is_charted_or_answered_later(self, desk: Desk) -> None:
        desk.close()
        version = desk.dossier.versions[0]
        desk.ward.do(TakeSample(kind="tryptase, baseline"))
        desk.close({**FULL, "test.1": "4 ng/mL", "history": "none (invented)"})

        assert [item.name for item in desk.read(2).tests][:2] == ["tryptase", "tryptase, baseline"]
        assert "tryptase, baseline" not in [item.name for item in desk.read(1).tests]
        assert is_as_closed(version, desk.dossier, desk.known_then)
        assert not is_as_closed(replace(version, sha256="0" * 64), desk.dossier, desk.known_then)

    def test_h_63_nothing_follows_a_case_that_was_taken_back(self, desk: Desk) -> None:
        first = desk.close()
        gone = desk.take_back()

        assert gone.case.retraction is Retraction.NULLIFICATION
        assert (gone.case.unique, gone.case.version, gone.case.reason) == (
            first.case.unique,
            2,
            "Reported twice (invented)",
        )
        for act in (
            lambda: desk.close({**FULL, "sex": "male"}),
            desk.take_back,
            lambda: draft(desk, {**FULL, "sex": "male"}),
        ):
            with pytest.raises(NotReported, match="Nothing follows it"):
                act()
        assert len(desk.dossier.versions) == 2
        assert not desk.dossier.drafts

    def test_h_63_taking_back_needs_a_version_and_a_short_reason(self, desk: Desk) -> None:
        with pytest.raises(NotReported, match="nothing to take back"):
            desk.take_back()
        desk.close()
        for reason, said in ((" ", "Say why the case"), ("x" * 301, "at most 300")):
            with pytest.raises(NotReported, match=said):
                desk.take_back(reason)
        assert not desk.dossier.is_closed

    def test_h_63_the_same_again_is_no_follow_up_but_a_new_entry_of_the_log_is(self, desk: Desk) -> None:
        desk.close()
        with pytest.raises(NotReported, match="Nothing is new"):
            desk.close()
        desk.ward.do(RecordTreatment(medicine="cetirizine", dose="10 mg", route="oral"))
        later = desk.close()

        assert later.case.version == 2
        assert "cetirizine" in [drug.product for drug in later.drugs]

    def test_h_63_no_row_is_changed_or_removed(self, desk: Desk) -> None:
        draft(desk, {"sex": "female"})
        desk.close()
        sent(desk, "letter")
        for model in (models.ReportDraft, models.ReportVersion, models.ReportMark):
            with pytest.raises(AppendOnly):
                model.objects.all().delete()
            with pytest.raises(AppendOnly):
                model.objects.all().update(person_name="x")


class TestNothingIsLost:
    def test_h_60_of_two_people_one_closes_and_the_other_keeps_what_was_entered(self, desk: Desk) -> None:
        seen = desk.dossier
        desk.close(seen=seen)
        theirs = {**FULL, "sex": "male", "comments": "Seen on the ward (invented)."}
        with pytest.raises(NotReported, match="at the same moment"):
            desk.close(theirs, seen=seen, by=MOREAU, at=LATER - timedelta(seconds=3))

        assert [version.answers for version in desk.dossier.versions] == [FULL]
        assert desk.dossier.draft is not None
        assert (desk.dossier.answers, desk.dossier.draft.by.name) == (theirs, MOREAU.name)
        assert desk.close(desk.dossier.answers).case.version == 2

    def test_h_60_of_two_people_who_take_it_back_one_does(self, desk: Desk) -> None:
        desk.close()
        seen = desk.dossier
        desk.take_back()
        version = desk.version(seen, seen.answers, turn=reporting.Turn.NULLIFICATION, reason="Twice (invented)")
        with pytest.raises(NotReported, match="at the same moment"):
            reporting.take_back(version, seen, DatabaseReports())

        assert desk.dossier.last is not None
        assert desk.dossier.last.reason == "Reported twice (invented)"

    @pytest.mark.parametrize("changed", [{"reason": "x" * 301}, {"roles": frozenset({"nurse"})}])
    def test_h_60_what_was_entered_is_kept_when_it_is_refused(self, desk: Desk, changed: dict[str, Any]) -> None:
        with pytest.raises(NotReported):
            desk.close(**changed)

        assert desk.dossier.answers == FULL

    def test_h_60_a_form_that_lacks_something_is_kept_and_begins_the_next(self, desk: Desk) -> None:
        with pytest.raises(NotReported):
            desk.close({"sex": "female"})
        assert desk.dossier.answers == {"sex": "female"}
        desk.close()

        assert (desk.dossier.draft, desk.dossier.answers) == (None, FULL)

    def test_h_60_the_same_draft_is_kept_once(self, desk: Desk) -> None:
        for _ in range(2):
            draft(desk, {"sex": "female"})
        draft(desk, {"sex": "male"}, LATER + timedelta(minutes=1))

        assert [item.answers for item in desk.dossier.drafts] == [{"sex": "female"}, {"sex": "male"}]

    def test_h_97_only_who_sends_is_carried_on_to_the_next_report(self, desk: Desk) -> None:
        desk.close({**FULL, "sender.city": "Invented", "reporter.email": "a@unit.example", "meddra.0": "99000001"})

        assert Desk(ward=desk.ward, session="t").dossier.answers == {"sender.city": "Invented"}
