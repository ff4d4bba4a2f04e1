"""What stands around the board of tolerance: the match, the transfer card, and warnings to ward and pharmacy."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from tests.web.following import at, one, over, signs, with_passwords
from tests.web.preparing import text_of
from tests.web.sessions import Bed, at_bed


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    yield from with_passwords(tmp_path, monkeypatch)


class TestMatch:
    """What is given on is compared with what the patient was desensitized with."""

    def test_h_91_another_volume_and_rate_are_shown(self) -> None:
        bed = over()
        signs(bed, amount="2000 mg", volume="50", rate="200", route="intravenous infusion")

        shown = one(bed)
        assert "Compared with the session" in shown
        assert "Desensitized with 8 mg/mL, given on with 40 mg/mL." in shown
        assert "Desensitized at 80 mL/h, given on at 200 mL/h." in shown

    def test_the_same_volume_and_rate_are_no_difference(self) -> None:
        bed = over()
        signs(bed, amount="2000 mg", volume="250", rate="80", route="intravenous infusion")

        assert "MATCH-01" not in one(bed)
        assert "MATCH-02" not in one(bed)
        assert "Not known of both, so not compared with the session: product." in one(bed)


class TestTransferCard:
    """The card that goes with the patient to the next ward."""

    def card(self, bed: Bed) -> str:
        answer = at_bed("okafor").get(f"/tolerance/{bed.id}/card.pdf")
        assert answer["Content-Disposition"] == 'attachment; filename="transfer-card.pdf"'
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        assert len(pages) == 1
        return " ".join(pages[0].extract_text().replace("\u00a0", " ").split())

    def test_h_91_says_until_when_and_what_holds_everywhere(self) -> None:
        bed = over()
        signs(bed)

        text = self.card(bed)
        assert "Temporarily tolerant until" in text
        assert "Do not switch product" in text
        assert "Do not stop the drug without" in text
        assert "The allergy entry stays active." in text
        assert "not allergic" not in text

    def test_h_91_a_lapsed_one_says_that_the_whole_procedure_comes_first(self) -> None:
        bed = over()
        signs(bed)
        at(bed.ward, hours=24)

        assert "Not tolerant. The window has closed" in self.card(bed)

    def test_h_99_names_the_patient_page_and_hash(self) -> None:
        text = self.card(over())

        assert "Ruiz, Marta" in text
        assert "INV 0047 s" in text
        assert "Page 1 of 1" in text
        assert "Not known, so not tolerant" in text

    def test_h_93_notes_that_it_was_printed(self) -> None:
        bed = over()
        self.card(bed)

        assert bed.notes("printed the transfer card") == [("T. Okafor (invented)", "")]


class TestWarnings:
    """Ward and pharmacy are told where they work, before the window closes."""

    def day(self) -> str:
        return text_of(at_bed("okafor").get("/day/"))

    def prepare(self) -> str:
        return text_of(at_bed("moreau").get("/prepare/"))

    def test_h_91_the_day_says_whose_dose_is_due(self) -> None:
        bed = over()
        signs(bed)
        assert "Tolerance may be lost soon" not in self.day()

        at(bed.ward, hours=8)
        assert "Ruiz, Marta" in self.day()
        assert "the dose is due, the window closes" in self.day()

    def test_h_91_the_pharmacy_is_told_to_have_the_restart_ready(self) -> None:
        bed = over()
        signs(bed, interval="23", window="24")
        assert "Have the restart ready" not in self.prepare()

        at(bed.ward, hours=22)
        assert "Have the restart ready." in self.prepare()
        assert "Make the solutions again" in self.prepare()

    def test_nobody_is_warned_of_what_is_lost(self) -> None:
        bed = over()
        signs(bed)
        at(bed.ward, hours=24)

        assert "Tolerance may be lost soon" not in self.day()
