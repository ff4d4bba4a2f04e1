"""Sheets for patients on paper, in each language and on both papers."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.leaflet_files import CODES, languages
from stepward.adapters.documents.leaflet_paper import LeafletHead, leaflet_pdf, leaflet_words, source_text
from stepward.adapters.documents.paper import Paper
from stepward.core.preparation.labels import PatientWords
from stepward.usecases.following import After, stands
from stepward.usecases.leaflet_facts import facts_of
from stepward.usecases.leaflets import (
    Sheet,
    after_session,
    before,
)
from tests.adapters.documents.paper_reading import plain
from tests.adapters.documents.plans import standard
from tests.usecases.test_leaflets import ENDED, FINISHED, SOURCES, signed

PRINTED = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
RULE = "Repeat the whole ladder after 24 h (invented)."
SOMEBODY = PatientWords(name="Ruiz, Marta", born=date(1971, 3, 14), identifier="INV 0047", is_invented=True)


def sheet(code: str, kind: str = "before") -> Sheet:
    language = languages()[code]
    if kind == "before":
        facts = replace(facts_of(standard(), "cefTAZidime"), rule=RULE, rule_sources=("UPTODATE-RDD",))
        return before(language, facts, (), SOURCES)
    after = After(finished=FINISHED, signed=(signed(),))
    return after_session(language, "cefTAZidime", after, stands(after, ENDED + timedelta(hours=1)))


def pages(
    code: str, kind: str = "before", *, paper: Paper = "a4", patient: PatientWords | None = SOMEBODY
) -> list[str]:
    content = leaflet_pdf(
        sheet(code, kind),
        languages()[code],
        LeafletHead(patient=patient, unit_name="Invented Unit"),
        paper=paper,
        printed_at=PRINTED,
        sources=shipped.sources(),
    )
    return [" ".join(plain(page.extract_text()).split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


class TestLeafletPdf:
    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("kind", ["before", "after"])
    @pytest.mark.parametrize("paper", ["a4", "us-letter"])
    def test_h_99_names_patient_page_hash_and_time_on_each_page(self, code: str, kind: str, paper: Paper) -> None:
        found, language = pages(code, kind, paper=paper), languages()[code]

        for number, page in enumerate(found, 1):
            assert "Ruiz, Marta" in page
            assert "INV 0047" in page
            assert language.say("page", page=str(number), pages=str(len(found))) in page
            assert " ".join(language.say("check", hash="").split()) in page
            assert "16:00 UTC" in page

    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("kind", ["before", "after"])
    def test_prints_every_sentence_and_every_source(self, code: str, kind: str) -> None:
        text = "".join(" ".join(pages(code, kind)).split())
        found = sheet(code, kind)

        for part in found.parts:
            for item in part.said:
                assert "".join(plain(item.text).split()) in text, item.text
                assert "".join(plain(item.quote).split()) in text, item.quote
        for name in found.sources:
            cited = source_text(shipped.sources()[name], languages()[code])
            assert "".join(plain(cited).split())[:40] in text, name

    @pytest.mark.parametrize("code", CODES)
    def test_says_that_nobody_checked_the_language(self, code: str) -> None:
        assert languages()[code].words["unreviewed"] in " ".join(pages(code))

    def test_leaves_room_for_a_name_where_no_patient_is_known(self) -> None:
        assert "Name" in pages("en", patient=None)[0]
        assert "Ruiz" not in " ".join(pages("en", patient=None))

    @pytest.mark.parametrize("code", CODES)
    def test_tells_the_language_of_a_quote_apart_from_that_of_the_sheet(self, code: str) -> None:
        words = leaflet_words(sheet(code), languages()[code], shipped.sources())
        assert words["language"] == code
        assert f"'quote': '“{RULE}”', 'quoted_in': 'en'" in str(words["parts"])

    def test_prints_the_card_with_its_end(self) -> None:
        text = " ".join(pages("en", "after"))

        assert "Drug allergy: cefTAZidime Temporary tolerance; valid until 23 November 2026, 15:09 UTC" in text
        assert "The allergy stays." in text

    def test_says_how_far_a_source_was_read(self) -> None:
        assert source_text(shipped.sources()["EINSTEIN-2017"], languages()["de"]).endswith(
            "Gelesen am 22. November 2026. Nur die Zusammenfassung wurde gelesen."
        )

    def test_refuses_an_unknown_paper_and_a_time_without_offset(self) -> None:
        words = {"sources": shipped.sources(), "printed_at": PRINTED}
        with pytest.raises(ValueError, match="paper"):
            leaflet_pdf(sheet("en"), languages()["en"], LeafletHead(), paper="a5", **words)  # type: ignore[arg-type] # tried
        naive = PRINTED.replace(tzinfo=None)
        with pytest.raises(ValueError, match="offset"):
            leaflet_pdf(
                sheet("en"), languages()["en"], LeafletHead(), paper="a4", printed_at=naive, sources=shipped.sources()
            )
