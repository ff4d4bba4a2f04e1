"""The pages of reports: what is owed, one form that asks only what is lacking, versions, papers, and answers."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from stepward.adapters.database import models
from stepward.adapters.e2b.files import check_file
from stepward.core.reactions.signs import Sign
from stepward.core.reports.owed import Region, UnitClocks
from stepward.core.reports.report import SafetyReport
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment, ResolveReaction, TakeSample
from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.core.sessions.instants import Instant
from stepward.shells.web import clock
from stepward.shells.web.reports import reading
from stepward.usecases.report_sending import SENDER
from stepward.usecases.reporting import digest, written
from tests.core.sessions import held
from tests.core.sessions.plans import running
from tests.web.preparing import Answer, text_of
from tests.web.sessions import Bed, at_bed, own_log

FULL = {
    "seriousness-0": "none",
    "in_label": "yes",
    "study": "no",
    "device": "no",
    "sex": "female",
    "history": "asthma (invented)",
    "test-0": "24 ng/mL",
}
FOR_FILE = {
    "meddra-0": "99000001",
    "meddra-version": "99.9",
    "combination": "no",
    "origin": "not_asked",
    "reporter-email": "haddad@unit.example",
    "sender-department": "Allergy",
    "sender-title": "Dr",
    "sender-given": "A.",
    "sender-family": "Haddad (invented)",
    "sender-street": "1 Invented Street",
    "sender-city": "Invented",
    "sender-state": "MA",
    "sender-postcode": "00000",
    "sender-telephone": "+15550100",
    "sender-email": "unit@unit.example",
}
PASSWORD = "invented-only-here"
AMERICA = UnitClocks(region=Region.UNITED_STATES, incident_days=1, letter_days=7)


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    monkeypatch.setattr(reading, "clocks", lambda: AMERICA)
    for place in ("pages", "acting", "papers", "sending"):
        monkeypatch.setattr(f"stepward.shells.web.reports.{place}.clocks", lambda: AMERICA)
    with own_log(tmp_path, monkeypatch):
        yield


def reacted(*, after_hours: int = 2, session_id: str = "s") -> Bed:
    """Complete a session in whose third step hives came, with epinephrine and a sample for tryptase."""
    ward = running(3).calm().wait(6)
    ward.do(RecordReaction(signs=(Sign.HIVES,), values=(("pulse", Fraction(130)),))).do(ConfirmPumpStopped())
    ward.do(RecordTreatment(medicine="epinephrine", dose="0.5 mg", route="intramuscular"))
    ward.do(TakeSample(kind="tryptase")).wait(10)
    held.resumed(ward.do(ResolveReaction(number=1)))
    while ward.session.step < ward.session.order.last:
        ward.wait(microseconds=ward.session.order.step(ward.session.step).dwell).next()
    ward.wait(microseconds=ward.session.order.steps[-1].dwell).do(FinishLastStep())
    ward.do(FlushLine(volume=Fraction(3), rate=Fraction(20))).wait(61).do(Complete())
    clock.use(lambda: Instant(at=ward.utc + timedelta(hours=after_hours), monotonic=0, boot="b"))
    return Bed(session_id, ward)


def html(username: str = "haddad") -> str:
    return at_bed(username).get("/reports/s/").content.decode()


def page(username: str = "haddad") -> str:
    return text_of(at_bed(username).get("/reports/s/"))


def posts(what: str, fields: dict[str, str] | None = None, *, username: str = "haddad") -> Answer:
    return at_bed(username).post(f"/reports/s/{what}/", fields or {})


def _form() -> str:
    """Give the fields that must be filled."""
    return html().split('id="asked"')[1].split("May be added")[0]


class TestForm:
    def test_asks_only_what_the_session_does_not_know(self) -> None:
        reacted()
        names = dict.fromkeys(re.findall(r'name="([a-z_]+(?:-\d)?)"', _form()))

        assert list(names) == list(FULL)

    def test_h_97_shows_each_fact_with_its_origin_and_initials_only(self) -> None:
        reacted()

        shown = page()
        assert "Patient M.R. from: order, initials only" in shown
        assert "Age 55 years from: order" in shown
        assert "Weight 68 kg from: order" in shown
        assert "Treatment epinephrine 0.5 mg intramuscular from: log of the session" in shown
        assert "What was done with it dose not changed from: log of the session" in shown
        assert re.search(r"Reaction R1 hives, .* UTC to .* UTC, recovered", shown)
        assert "Sample for tryptase taken" in shown

    def test_h_97_a_reaction_that_is_not_over_asks_how_it_ended(self) -> None:
        ward = running(3).calm().wait(6).do(RecordReaction(signs=(Sign.HIVES,)))
        clock.use(lambda: ward.now)
        Bed("s", ward)

        assert "How did it end?" in page()
        assert "What was done with the drug?" in page()
        assert "recovered" not in page().split("What is known already")[1]

    def test_other_pages_tell_of_it(self) -> None:
        reacted(after_hours=24 * 3)

        for path in ("/day/", "/board/", "/record/"):
            assert "1 report is owed, 1 late." in text_of(at_bed("haddad").get(path)), path
        assert "Report on the reaction" in text_of(at_bed("haddad").get("/record/s/"))

    def test_a_session_without_a_reaction_has_no_report(self) -> None:
        Bed("s", running(2))

        assert at_bed("haddad").get("/reports/s/").status_code == 404
        assert at_bed("haddad").get("/reports/nobody/").status_code == 404

    def test_who_sees_no_sessions_sees_no_reports(self) -> None:
        reacted()

        assert at_bed("silva").get("/reports/s/").status_code in {200, 403}
        User.objects.get(username="haddad").groups.clear()
        assert at_bed("haddad").get("/reports/s/").status_code == 403
        assert at_bed("haddad").get("/reports/").status_code == 403


class TestDraft:
    def test_nothing_is_lost_when_something_is_lacking(self) -> None:
        reacted()
        assert posts("draft", {"sex": "female", "history": "asthma (invented)"}).status_code == 302

        assert 'value="female" checked' in html()
        assert "asthma (invented)" in html()
        assert "draft by Dr A. Haddad (invented)" in page()

    def test_everything_that_is_lacking_is_told_at_once(self) -> None:
        reacted()
        answer = posts("close", {"history": "asthma (invented)"})
        told = text_of(answer).split("What is owed")[0]

        assert answer.status_code == 422
        for words in ("Choose all that is.", "Does the label", "in a study?", "cause", "sex", "Result of tryptase"):
            assert words in told, words
        assert "Relevant history" not in told
        assert "asthma (invented)" in html()
        assert not models.ReportVersion.objects.exists()

    def test_what_contradicts_itself_is_told_and_kept(self) -> None:
        reacted()
        answer = at_bed("haddad").post("/reports/s/close/", FULL | {"seriousness-0": ["none", "death"]})

        assert answer.status_code == 422
        assert "Choose either none, or what is true." in text_of(answer)

    def test_death_asks_for_its_day(self) -> None:
        reacted()
        answer = posts("close", FULL | {"seriousness-0": "death"})

        assert answer.status_code == 422
        assert "The day of death" in text_of(answer)
        assert posts("close", FULL | {"seriousness-0": "death", "died_on": "2026-11-23"}).status_code == 302

    def test_a_nurse_writes_and_does_not_close(self) -> None:
        reacted()

        assert posts("draft", FULL, username="okafor").status_code == 302
        assert posts("close", FULL, username="okafor").status_code == 403
        assert posts("sent", {"paper": "letter"}, username="okafor").status_code == 403


class TestVersions:
    def test_a_version_closes_and_says_who_and_when(self) -> None:
        reacted()
        assert posts("close", FULL).status_code == 302

        kept = models.ReportVersion.objects.get()
        assert (kept.number, kept.turn, len(kept.sha256)) == (1, "first", 64)
        assert "Version 1, First report" in page()

    def test_a_follow_up_keeps_the_case_and_needs_news(self) -> None:
        reacted()
        posts("close", FULL)
        assert "Nothing is new since the last version." in text_of(posts("close", FULL))
        assert posts("close", FULL | {"test-0": "31 ng/mL"}).status_code == 302

        assert [row.turn for row in models.ReportVersion.objects.all()] == ["first", "follow-up"]
        case = reading.case_of("s")
        first, second = (reading_version(case, number) for number in (1, 2))
        assert first.case.unique == second.case.unique
        assert (first.case.version, second.case.version) == (1, 2)
        assert (first.tests[0].text, second.tests[0].text) == ("24 ng/mL", "31 ng/mL")

    def test_h_63_a_version_reads_as_it_did_whatever_was_charted_later(self) -> None:
        bed = reacted()
        posts("close", FULL)
        before = models.ReportVersion.objects.get().sha256
        bed.ward.do(TakeSample(kind="tryptase, baseline"))
        bed.keep()

        case = reading.case_of("s")
        assert digest(reading_version(case, 1)) == before
        assert reading_version(case, 1).patient.history == FULL["history"]
        names = [test.name for test in case.known_now(frozenset(), "").tests]
        assert names[:2] == ["tryptase", "tryptase, baseline"]

    def test_taking_back_needs_a_version_and_a_reason_and_ends_the_case(self) -> None:
        reacted()
        haddad = User.objects.get(username="haddad")
        haddad.set_password(PASSWORD)
        haddad.save()
        assert "This is not your password." in text_of(posts("take-back", {"reason": "x"}))
        assert "nothing to take back" in text_of(posts("take-back", {"reason": "x", "password": PASSWORD}))
        posts("close", FULL)
        assert "This is not your password." in text_of(posts("take-back", {"reason": "x", "password": "no"}))
        assert "Say why" in text_of(posts("take-back", {"password": PASSWORD}))
        sent = {"reason": "Reported twice (invented)", "password": PASSWORD}
        assert posts("take-back", sent).status_code == 302

        assert "Nothing follows it." in page()
        assert posts("close", FULL | {"sex": "male"}).status_code == 422
        assert posts("draft", FULL | {"sex": "male"}).status_code == 422


class TestOwed:
    def test_counts_down_from_when_it_was_written_down(self) -> None:
        reacted()
        assert "Tomorrow" in text_of(at_bed("haddad").get("/reports/")) or "Today" in text_of(
            at_bed("haddad").get("/reports/")
        )

    def test_what_is_late_says_so_until_it_is_sent(self) -> None:
        reacted(after_hours=24 * 4)
        assert "1 late." in text_of(at_bed("haddad").get("/reports/"))
        posts("close", FULL)
        for paper in ("incident", "letter"):
            assert posts("sent", {"paper": paper, "words": "by hand (invented)"}).status_code == 302

        listed = text_of(at_bed("haddad").get("/reports/"))
        assert "late." not in listed
        assert "Nothing more owed" in listed
        assert "Incident report sent" in page()

    def test_only_a_closed_version_is_sent(self) -> None:
        reacted()
        assert "There is no such version." in text_of(posts("sent", {"paper": "letter"}))

    def test_serious_asks_fda_and_names_the_source(self) -> None:
        reacted()
        posts("draft", FULL | {"seriousness-0": "hospitalization", "in_label": "no"})

        shown = page()
        assert "MedWatch, FDA 3500 voluntary" in shown
        assert "15-day alert report owed by others" in shown
        assert "CFR-314-80" in shown


class TestAnswers:
    def answer(self, content: bytes) -> Answer:
        file = BytesIO(content)
        file.name = "ack.xml"
        return at_bed("haddad").post("/reports/s/answer/", {"file": file})

    def test_a_hostile_or_broken_file_is_refused_with_a_sentence(self) -> None:
        reacted()
        posts("close", FULL)
        for content in (b"", b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"x" * (1024 * 1024 + 2)):
            assert self.answer(content).status_code == 422
        assert posts("answer").status_code == 422
        assert not models.ReportMark.objects.exists()

    def test_what_the_receiver_says_of_this_report_is_noted(self) -> None:
        reacted()
        posts("close", FULL)
        unique = reading_version(reading.case_of("s"), 1).case.unique
        sample = (Path(__file__).parents[1] / "data" / "e2b" / "R3ack-positive.xml").read_text("utf-8")
        targets = re.findall(r'<targetMessage>\s*<id[^>]*extension="([^"]+)"', sample)

        assert "says nothing about this report" in text_of(self.answer(sample.encode()))
        assert self.answer(sample.replace(targets[-1], unique).encode()).status_code == 302
        assert models.ReportMark.objects.get().deed in {"taken", "refused"}
        assert "by the receiver" in page()


class TestElectronicFile:
    def test_tells_all_that_it_lacks_and_writes_nothing(self) -> None:
        reacted()
        assert "Close a version first." in text_of(at_bed("haddad").get("/reports/s/report.xml"))
        posts("close", FULL)
        answer = at_bed("haddad").get("/reports/s/report.xml")

        told = text_of(answer)
        assert answer.status_code == 422
        assert "Nothing is lost; this is lacking:" in told
        assert "MedDRA code of the reaction" in told.split("this is lacking:")[1].split("What is owed")[0]
        for words in ("MedDRA version", *SENDER.values(), "Race and ethnicity", "E-mail of the reporter"):
            assert words in told.split("this is lacking:")[1].split("What is owed")[0], words
        assert "must be provided" not in told

    def test_is_valid_once_a_licensed_site_entered_its_codes(self) -> None:
        reacted()
        assert posts("close", FULL | FOR_FILE).status_code == 302
        answer = at_bed("haddad").get("/reports/s/report.xml")

        assert answer.status_code == 200, text_of(answer)
        assert check_file(answer.content) == ()
        assert b"Ruiz" not in answer.content
        assert answer["Content-Type"] == "application/xml"

    def test_the_sender_is_typed_once_for_all_reports(self) -> None:
        reacted()
        posts("close", FULL | FOR_FILE)
        reacted(session_id="t")
        shown = at_bed("haddad").get("/reports/t/").content.decode()

        assert 'value="1 Invented Street"' in shown
        assert "asthma (invented)" not in shown
        assert "99000001" not in shown
        assert "haddad@unit.example" not in shown


class TestPapers:
    @pytest.mark.parametrize("name", ["medwatch", "incident", "letter"])
    def test_h_93_is_printed_before_and_after_closing(self, name: str) -> None:
        reacted()
        first = at_bed("haddad").get(f"/reports/s/{name}.pdf")
        posts("close", FULL)
        second = at_bed("haddad").get(f"/reports/s/{name}.pdf?version=1")

        assert first.content.startswith(b"%PDF")
        assert second.content.startswith(b"%PDF")
        assert at_bed("haddad").get(f"/reports/s/{name}.pdf?version=9").status_code == 404
        assert "Ruiz" not in second["Content-Disposition"]
        assert models.AccessNote.objects.filter(deed=f"printed the {name} of the report").count() == 2


def reading_version(case: reading.Case, number: int) -> SafetyReport:
    found = written(case.dossier, number, case.known_then)
    assert found is not None
    return found
