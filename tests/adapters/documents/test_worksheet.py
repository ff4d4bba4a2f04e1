"""The worksheet as a file: the work, a check page that gives nothing away, and figures that can be followed."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

import pypdf
import pytest

from stepward.adapters.catalogue import products, shipped
from stepward.adapters.documents import worksheet_figures, worksheet_words
from stepward.adapters.documents.paper import Paper
from stepward.adapters.documents.seal import seal_of
from stepward.adapters.documents.worksheet import NothingToMake, WorksheetHead, worksheet_pdf
from stepward.core.preparation.bench import Bag, Filling
from stepward.core.preparation.labels import PatientWords
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.recipe import Preparation
from stepward.core.preparation.slips import figures
from stepward.core.quantities import Volume, people_text
from stepward.usecases.planning import PlanRequest, plan
from stepward.usecases.preparing import PreparationRequest, prepare_for
from stepward.usecases.veining import AtVein, LineRequest, vein_of
from tests.adapters.documents.paper_reading import plain, structure
from tests.core.preparation.benches import BENCH, keeps, ladder, product

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HEAD = WorksheetHead(order="S0311", start_at=START, asked_by="Dr. Lind (invented)")
PATIENT = PatientWords(name="Ruiz, Marta", born=date(1971, 3, 14), identifier="INV 0047 1180", is_invented=True)
CHECK = "Read these yourself and write what you read"
CHECK_PAGES = "check Order S0311"


@cache
def carboplatin(protocol: str = "12-step", *, line: str = "") -> tuple[Preparation, AtVein | None]:
    found = plan(PlanRequest(protocol=protocol, drug="carboplatin", target="600 mg"), catalogue=shipped)
    vein = vein_of(found, LineRequest(common_volume=line)) if line else None
    asked = PreparationRequest(diluent="5 % dextrose", start_at=START)
    return prepare_for(found, asked, vein.priming.extra if vein else {}, shelf=products), vein


def written(
    made: Preparation, vein: AtVein | None = None, *, paper: Paper = "a4", head: WorksheetHead = HEAD
) -> pypdf.PdfReader:
    content = worksheet_pdf(made, paper=paper, priming=vein, head=head, printed_at=START, sources=shipped.sources())
    return pypdf.PdfReader(io.BytesIO(content))


def pages(reader: pypdf.PdfReader) -> list[str]:
    return [" ".join(plain(page.extract_text()).split()) for page in reader.pages]


class TestWork:
    def test_names_order_drug_product_and_start(self) -> None:
        first = pages(written(carboplatin()[0]))[0]

        for part in (
            "CARBOplatin 600 mg", "Order S0311", "Carboplatin injection 10 mg/mL", "maker not on file",
            "carboplatin-10-mg-ml, version 1", "Hazardous drug", "Step 1 starts 22 Nov 09:00 2026", "Dr. Lind",
            "1 × 60 mL", "Given, as made 600.721 mg", "Thrown away 99.279 mg",
            "When step 4 is tolerated, planned 22 Nov 10:00", "solution 3",
            "read page",
        ):  # fmt: skip
            assert part in first, part

    def test_lists_every_draw_with_its_syringe(self) -> None:
        made, _ = carboplatin("20-step")
        text = " ".join(pages(written(made)))

        for draw in [draw for recipe in made.recipes for draw in recipe.draws]:
            assert f"{people_text(draw.exact.value, places=4)} {people_text(draw.drawn.value)} " in text
        assert "Intermediate A" in text
        assert "Never to be given" in text
        assert "Add from intermediate A" in text

    def test_says_when_it_is_hung_and_how_long_it_keeps(self) -> None:
        text = " ".join(pages(written(carboplatin()[0])))

        assert "Hung 22 Nov 11:00, ends 22 Nov 14:39. Keeps 8 h, 25 °C" in text
        assert "How long it keeps is not on file" in text

    def test_counts_minutes_where_no_start_is_given(self) -> None:
        made = prepare(ladder(), product(stabilities=(keeps("12"),)), BENCH)

        assert "Hung 60 min after the start, ends 120 min after it. Keeps 12 h" in " ".join(pages(written(made)))

    def test_says_how_lines_are_filled(self) -> None:
        first = pages(written(*carboplatin(line="20 mL")))[0]

        assert "run in 20 mL of each" in first
        assert "Filling the lines takes 20 mL of solution 1 and 20 mL of solution 2 besides" in first
        assert "no drug beyond the plan" in first

    def test_asks_for_the_line_where_none_is_chosen(self) -> None:
        assert "No line was chosen" in pages(written(carboplatin()[0]))[0]

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"hazardous": None}, "Hazardous or not: not on file"),
            ({"hazardous": False}, "Not a hazardous drug"),
            ({"containers": ()}, "size not on file: count them here"),
            ({"light": "Protect from light.", "filter": "In-line filter."}, "Protect from light. In-line filter."),
        ],
    )
    def test_says_what_is_known_of_the_product(self, changes: dict[str, Any], says: str) -> None:
        assert says in pages(written(prepare(ladder(), product(**changes), BENCH)))[0]

    def test_names_the_patient_on_every_page_or_leaves_room(self) -> None:
        made, _ = carboplatin()

        for page in pages(written(made, head=replace(HEAD, patient=PATIENT))):
            assert "Ruiz, Marta (invented) Born 14 Mar 1971 INV 0047 1180" in page
        for page in pages(written(made)):
            assert "Name Born Identifier" in page

    def test_numbers_and_seals_every_page(self) -> None:
        made, _ = carboplatin()
        found = pages(written(made))

        for number, page in enumerate(found, 1):
            assert f"Page {number} of {len(found)}" in page
            assert f"Hash {seal_of(made.plan).short_hash}" in page
            assert "printed 22 Nov 2026 09:00:00 UTC+00:00" in page


class TestCheckPage:
    @pytest.mark.parametrize("protocol", ["12-step", "20-step"])
    def test_shows_no_expected_value(self, protocol: str) -> None:
        made, _ = carboplatin(protocol)
        checks = [page for page in pages(written(made)) if CHECK_PAGES in page]
        allowed = r"Order S0311|Page \d+ of \d+|Hash \w+ \w+|printed .*?UTC\+00:00|\d+-step, version \d|Stepward [\d.]+"
        allowed += r"|(?:S|s)olution \d"

        assert checks
        for page in checks:
            assert not re.search(r"\d", re.sub(allowed, "", page)), re.sub(allowed, "", page)

    def test_asks_for_every_figure_that_is_read_blind(self) -> None:
        made, _ = carboplatin("20-step")
        rows: list[Any] = worksheet_words.check_rows(made)
        asked = {row["title"]: " ".join(row["reads"]).casefold() for row in rows}

        for figure in figures(made):
            assert figure.what.casefold() in asked[f"Solution {figure.solution}"]
        assert "strength on the vial" in asked["Intermediate A"]
        for recipe in made.recipes:
            for weighing in recipe.weighings:
                assert weighing.point.value in asked[f"Solution {recipe.solution}"]

    def test_stands_on_pages_of_its_own(self) -> None:
        found = pages(written(carboplatin()[0]))
        place = next(number for number, page in enumerate(found) if CHECK in page)

        assert "Prepared by" not in found[place]
        assert "How each figure comes about" not in found[place]
        assert "How each figure comes about" in found[place + 1]


class TestFigures:
    def test_can_be_computed_again_from_the_paper(self) -> None:
        made, _ = carboplatin()
        sections: list[Any] = worksheet_figures.figure_sections(made)
        rows = {row["name"]: plain(row["text"]) for row in sections[2]["rows"]}

        assert rows["Drug"].startswith("2.381 mg/mL × 250 mL ÷ 10 mg/mL = 59.5278 mL; syringe 50 mL in marks of 1 mL")
        assert rows["Diluent out"].startswith("250 mL − (250 mL − 59.6 mL drug) = 59.6 mL")
        assert rows["Strength as made"] == "59.6 mL × 10 mg/mL ÷ 250 mL = 2.384 mg/mL"
        assert rows["Volume"] == "250 mL plan = 250 mL"
        assert rows["Weight, gain on adding drug"].startswith("59.6 mL × 1 g/mL = 59.6 g. Give or take 3.8 g")

    @pytest.mark.parametrize("filling", list(Filling))
    def test_name_each_part_of_the_volume_and_the_bag(self, filling: Filling) -> None:
        bench = replace(
            BENCH, filling=filling, bags=(Bag(nominal=Volume(Fraction(250)), overfill=Volume(Fraction(20))),)
        )
        made = prepare(ladder(), product(), bench, {1: Volume(Fraction(10)), 3: Volume(Fraction(10))})
        sections: list[Any] = worksheet_figures.figure_sections(made)
        texts = {part["title"]: plain(" ".join(row["text"] for row in part["rows"])) for part in sections}
        text = texts["Solution 3"]

        assert "250 mL plan + 10 mL lines and draws" in text
        assert "lines and draws" not in texts["Solution 1"]
        assert "10 mL of it for the line" in texts["Solution 1"]
        assert ("20 mL overfill kept" in text) is (filling is Filling.KEEP_OVERFILL)
        assert ("(250 mL + 20 mL overfill)" in text) is (filling is not Filling.EMPTY_CONTAINER)

    def test_each_has_a_source_that_the_sheet_cites(self) -> None:
        made, vein = carboplatin("20-step", line="20 mL")
        text = " ".join(pages(written(made, vein)))
        _, _, cited = text.rpartition("Sources ")
        parts: list[Any] = worksheet_figures.figure_sections(made)

        for part in parts:
            for row in part["rows"]:
                assert row["source"] in shipped.sources()
                assert f"{row['source']}:" in cited
        for finding in made.findings:
            assert finding.code in text
        assert "not in the catalogue" not in text

    def test_say_honestly_what_neither_shows(self) -> None:
        text = " ".join(pages(written(carboplatin()[0])))

        assert "Labels of two finished bags exchanged 0 of 3 0 of 3" in text
        assert "Neither shows a wrong drug" in text

    def test_take_the_strength_of_a_powder_from_its_label(self) -> None:
        found = plan(
            PlanRequest(protocol="12-step", drug="ceftazidime", target="2000 mg", bag_volume="250 mL"),
            catalogue=shipped,
        )
        made = prepare_for(found, PreparationRequest(product="ceftazidime-1-g-tazicef"), {}, shelf=products)
        rows: list[Any] = worksheet_figures.stock_rows(made)

        assert "÷" in rows[0]["text"]
        assert "Dissolve each vial in 10 mL of sterile water" in pages(written(made))[0]


class TestFile:
    @pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("us-letter", (612, 792))])
    def test_is_on_the_paper_that_is_asked_for(self, paper: Paper, size: tuple[int, int]) -> None:
        for page in written(carboplatin("20-step")[0], paper=paper).pages:
            assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == size

    def test_is_tagged(self) -> None:
        reader = written(*carboplatin(line="20 mL"))
        root: Any = reader.root_object

        assert structure(root["/StructTreeRoot"]) >= {"/Document", "/H1", "/H2", "/H3", "/Table", "/TH", "/TD"}
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()

    def test_gives_the_same_bytes_for_the_same_preparation(self) -> None:
        made, vein = carboplatin(line="20 mL")
        first, second = (
            worksheet_pdf(made, paper="a4", priming=vein, head=HEAD, printed_at=START, sources={}) for _ in range(2)
        )

        assert first == second

    def test_is_not_printed_of_what_is_blocked(self) -> None:
        with pytest.raises(NothingToMake, match="PREP-01"):
            written(prepare(ladder(), product(strength=None), BENCH))

    def test_is_refused_on_unknown_paper(self) -> None:
        paper: Any = "a5"

        with pytest.raises(ValueError, match="paper"):
            written(carboplatin()[0], paper=paper)
