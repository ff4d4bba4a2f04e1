"""Reports on a reaction on paper: the fields of the form, and no name where it leaves the house."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdf
import pytest

from stepward.adapters.documents.paper_words import Words
from stepward.adapters.documents.report_paper import (
    ReportHead,
    incident_words,
    letter_words,
    medwatch_words,
    report_pdf,
)
from stepward.adapters.documents.report_words import criteria, history, outcome, when
from stepward.core.preparation.labels import PatientWords
from stepward.core.reports.parts import NotStated, Partly, Seriousness
from stepward.core.reports.report import nullify
from tests.adapters.documents.paper_reading import plain
from tests.core.reports.cases import COMPLETE

PRINTED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOMEBODY = PatientWords(name="Ruiz, Marta", born=date(1971, 3, 14), identifier="INV 0047", is_invented=True)
HEAD = ReportHead(
    version="2", sha256="ab" * 32, unit="Invented Unit", bed="4", patient=SOMEBODY, deviations=("held: reaction",)
)


def text(words: Words, paper: str = "a4") -> str:
    content = report_pdf(words, paper=paper, printed_at=PRINTED)  # type: ignore[arg-type] # also a wrong one
    return " ".join(plain(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


class TestMedWatch:
    def test_has_the_sections_and_fields_of_the_voluntary_form(self) -> None:
        shown = text(medwatch_words(COMPLETE, HEAD))

        for title in ("A. Patient information", "B. Adverse event", "C. Product availability", "D. Suspect products"):
            assert title in shown, title
        for title in ("E. Suspect medical device", "F. Other (concomitant) medical products", "G. Reporter"):
            assert title in shown, title
        for name in ("A1", "A2", "A3", "A4", "B2", "B3", "B4", "B5", "B6", "B7", "D1", "D2", "D3", "D4", "D6", "G1"):
            assert f"{name} " in shown, name

    def test_has_the_sections_of_the_mandatory_form(self) -> None:
        shown = text(medwatch_words(COMPLETE, HEAD, is_mandatory=True))

        for title in ("FDA 3500A", "C. Suspect product(s)", "D. Suspect medical device", "E. Initial reporter"):
            assert title in shown, title
        assert "F. For use by user facility" in shown

    def test_h_97_names_nobody(self) -> None:
        for is_mandatory in (False, True):
            shown = text(medwatch_words(COMPLETE, HEAD, is_mandatory=is_mandatory), "us-letter")
            assert "Ruiz" not in shown
            assert "INV 0047" not in shown

    def test_says_what_the_case_says(self) -> None:
        shown = text(medwatch_words(COMPLETE, HEAD))

        assert "Invented ceftazidime 2 g, Invented Laboratories" in shown
        assert "LOT-1 (invented)" in shown
        assert "other important medical event" in shown
        assert "2 Mar 2026" in shown

    def test_says_that_the_case_is_taken_back(self) -> None:
        taken = nullify(COMPLETE, "Reported twice (invented)", at=COMPLETE.created)
        assert "Nullification: Reported twice (invented)" in text(medwatch_words(taken, HEAD))


class TestHouse:
    def test_an_incident_tells_patient_place_and_what_was_otherwise(self) -> None:
        shown = text(incident_words(COMPLETE, HEAD))

        for words in ("Ruiz, Marta (invented)", "INV 0047", "Invented Unit, bed 4", "held: reaction", "Page 1 of"):
            assert words in shown, words

    def test_h_91_a_letter_says_that_the_allergy_entry_stays(self) -> None:
        shown = text(letter_words(COMPLETE, HEAD))

        assert "The allergy entry stays active." in shown
        assert "Ruiz, Marta (invented)" in shown

    def test_equal_inputs_give_equal_bytes(self) -> None:
        first, second = (report_pdf(letter_words(COMPLETE, HEAD), paper="a4", printed_at=PRINTED) for _ in range(2))
        assert first == second

    def test_refuses_a_paper_that_is_not_known(self) -> None:
        with pytest.raises(ValueError, match="paper: expected one of"):
            text(letter_words(COMPLETE, HEAD), "a9")


class TestWords:
    def test_nothing_is_called_not_serious_before_every_answer(self) -> None:
        for seriousness, expected in (
            (Seriousness(), ""),
            (Seriousness(death=False), ""),
            (Seriousness(hospitalization=True), "hospital stay, begun or made longer"),
            (
                Seriousness(
                    death=False,
                    life_threatening=False,
                    hospitalization=False,
                    disabling=False,
                    congenital=False,
                    other_important=False,
                ),
                "not serious",
            ),
        ):
            reactions = (replace(COMPLETE.reactions[0], seriousness=seriousness),)
            assert criteria(replace(COMPLETE, reactions=reactions)) == expected

    def test_what_is_not_told_says_why(self) -> None:
        patient = replace(COMPLETE.patient, history=NotStated.UNKNOWN, allergies=("penicillin",))
        assert history(replace(COMPLETE, patient=patient)) == "not known. Allergies: penicillin"
        open_one = replace(COMPLETE.reactions[0], outcome=None)
        assert outcome(replace(COMPLETE, reactions=(open_one,))) == "not yet known"

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (datetime(2026, 3, 2, 9, 14, tzinfo=UTC), "2 Mar 2026, 09:14 UTC"),
            (date(2026, 3, 2), "2 Mar 2026"),
            (Partly(year=2026, month=3), "2026-03"),
            (Partly(year=2026), "2026"),
            (NotStated.ASKED, "asked, and not known"),
            (None, ""),
        ],
    )
    def test_writes_as_much_of_a_moment_as_is_known(self, moment: object, expected: str) -> None:
        assert when(moment) == expected
