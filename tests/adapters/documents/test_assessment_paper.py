"""An assessment on paper: every sentence, every source number, and in large letters whether it is signed."""

import io
import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pypdf
import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.immunotherapy import comparison
from stepward.adapters.documents.assessment_paper import AssessmentHead, SignedWords, assessment_pdf, comparison_pdf
from stepward.adapters.documents.case_json import case_of
from stepward.adapters.documents.case_words import case_rows, grade_groups, reaction_rows
from stepward.adapters.documents.paper import Paper
from stepward.adapters.documents.screen_json import VERDICTS, open_questions
from stepward.core.screening.assessment import Assessment
from stepward.shells.screening import screen
from tests.adapters.documents.paper_reading import plain, structure

CASES = Path(__file__).parents[2] / "data" / "cases"
NAMES = tuple(sorted(json.loads((CASES / "expected.json").read_text("utf-8"))))
PAGES = 3
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SIGNED = SignedWords(name="Dr A. Haddad (invented)", at=AT, reason="Discussed with the prescriber.", sha256="0f" * 32)


def case(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((CASES / f"{name}.json").read_text("utf-8")))


def pdf_of(
    found: Assessment,
    *,
    paper: Paper = "a4",
    signed: SignedWords | None = None,
    drug: str = "x",
    told: dict[str, Any] | None = None,
) -> bytes:
    read = None if told is None else case_of(told)[0]
    head = AssessmentHead(drug=drug, disease="cancer", dose="600 mg", protocol_titles={}, signed=signed, case=read)
    return assessment_pdf(found, head, paper=paper, printed_at=AT, sources=shipped.sources())


@cache
def text_of(name: str, paper: Paper = "a4") -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(screen(case(name)), paper=paper, told=case(name))))
    return plain(" ".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    """Leave out blanks, which a line break takes or adds."""
    return re.sub(r"\s+", "", plain(text))


@pytest.mark.parametrize("name", NAMES)
class TestAssessment:
    """The paper of an example case."""

    def test_says_everything_that_the_screen_says(self, name: str) -> None:
        found, text = screen(case(name)), squeezed(text_of(name))

        assert squeezed(VERDICTS[found.verdict]) in text
        for words in (
            *(item.message for item in found.findings),
            *(item.action for item in found.findings),
            *(item.code for item in found.findings),
            *(item.why for item in found.protocols),
            *(item.effect for item in found.medicines),
            *(item.words for item in found.grades),
            *(item.words for item in found.checklist),
        ):
            assert squeezed(words) in text

    def test_numbers_every_source_that_it_names(self, name: str) -> None:
        found, text = screen(case(name)), text_of(name)
        _, _, listed = text.rpartition("Sources")

        named = {item.source for item in found.checklist} | {part for item in found.findings for part in item.also}
        numbers = {int(part) for group in re.findall(r"\[([0-9, ]+)\]", text) for part in group.split(",")}

        assert named
        assert all(squeezed(f"{source}:") in squeezed(listed) for source in named)
        assert numbers == set(range(1, max(numbers) + 1))

    def test_says_what_was_told_of_patient_and_reactions(self, name: str) -> None:
        told, text = case_of(case(name))[0], squeezed(text_of(name))

        for row in (*case_rows(told), *(row for item in told.reactions or () for row in reaction_rows(item))):
            assert squeezed(f"{row['name']} {row['text']}") in text

    def test_asks_what_is_open(self, name: str) -> None:
        asked = dict(case(name)) | {"reactions": None}
        found = screen(asked)
        pdf = pdf_of(found, told=asked)
        text = squeezed(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))

        assert open_questions(found)
        assert "Openquestions" in text
        assert all(squeezed(item) in text for item in open_questions(found))

    def test_says_in_large_letters_that_it_is_not_signed(self, name: str) -> None:
        assert "Not signed. Nothing may be done" in " ".join(text_of(name).split())

    @pytest.mark.parametrize("paper", ["a4", "us-letter"])
    def test_takes_at_most_three_pages(self, name: str, paper: Paper) -> None:
        assert len(pypdf.PdfReader(io.BytesIO(pdf_of(screen(case(name)), paper=paper, told=case(name)))).pages) <= PAGES


class TestPaper:
    """What holds for any assessment."""

    def test_names_who_signed_when_and_why(self) -> None:
        pdf = pdf_of(screen(case(NAMES[0])), signed=SIGNED)
        text = plain(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())

        assert "Signed by Dr A. Haddad (invented), allergist" in text
        assert "Discussed with the prescriber." in text
        assert SIGNED.sha256 in text
        assert "Not signed" not in text

    def test_names_no_place_where_nothing_may_be_done(self) -> None:
        assert "Outpatient" not in text_of("sjs-carbamazepine")

    def test_can_be_heard(self) -> None:
        reader = pypdf.PdfReader(io.BytesIO(pdf_of(screen(case(NAMES[0])))))

        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= structure(
            cast("Any", reader.trailer["/Root"])["/StructTreeRoot"]
        )

    def test_is_the_same_from_the_same(self) -> None:
        found = screen(case(NAMES[0]))

        assert pdf_of(found) == pdf_of(found)

    def test_names_every_source_of_the_catalogue(self) -> None:
        assert not any("not in the catalogue" in text_of(name) for name in NAMES)

    def test_leaves_room_for_the_patient_on_every_page(self) -> None:
        for page in pypdf.PdfReader(io.BytesIO(pdf_of(screen(case(NAMES[0]))))).pages:
            assert all(word in page.extract_text() for word in ("Name", "Born", "Identifier"))

    def test_grades_each_reaction_by_itself(self) -> None:
        two = case("mild-carboplatin")
        two["reactions"] = [two["reactions"][0], two["reactions"][0] | {"days_ago": 90}]
        groups = grade_groups(screen(two), case_of(two)[0])

        assert [title for title, _ in groups] == [f"Reaction {i} of 2 that count: carboplatin" for i in (1, 2)]
        assert {len(grades) for _, grades in groups} == {8}

    def test_holds_long_texts_and_many_rows(self) -> None:
        long = case("severe-carboplatin-on-metoprolol")
        long["reactions"] = [long["reactions"][0] | {"days_ago": 21 + i} for i in range(3)]
        long["medicines"] = [{"name": f"unheard-of-medicine-{i}-" + "x" * 60} for i in range(12)]

        pages = pypdf.PdfReader(io.BytesIO(pdf_of(screen(long), drug="carboplatin " + "y" * 90, told=long))).pages
        text = squeezed(" ".join(page.extract_text() for page in pages))

        assert all(f"unheard-of-medicine-{i}-" in text for i in range(12))
        assert all(f"Reaction{i}:carboplatin" in text for i in (1, 2, 3))
        assert len(pages) <= 2 * PAGES

    def test_knows_its_papers(self) -> None:
        with pytest.raises(ValueError, match="expected one of a4"):
            pdf_of(screen(case(NAMES[0])), paper=cast("Paper", "a3"))


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("is_plain", [True, False])
def test_the_comparison_is_one_page_with_every_row(paper: Paper, *, is_plain: bool) -> None:
    pdf = comparison_pdf(comparison(), plain=is_plain, paper=paper, printed_at=AT, sources=shipped.sources())
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = squeezed(page.extract_text())

    for row in comparison():
        words = (row.plain_desensitization, row.plain_immunotherapy) if is_plain else (row.desensitization,)
        assert all(squeezed(item) in text for item in words)
    assert "Sources" in text
