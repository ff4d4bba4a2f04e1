"""The PDF as a file: pages, standards, times, and where pages break."""

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pypdf
import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents import paper_words
from stepward.adapters.documents.paper import NothingToPrint, PlanIsBlocked, plan_pdf
from stepward.adapters.documents.paper_pages import BODY, LOWEST_ROW, room, sheet_pages
from stepward.adapters.documents.seal import seal_of, seal_text
from stepward.core.findings import Severity
from stepward.core.protocols.plan import Plan
from tests.adapters.documents import plans
from tests.adapters.documents.paper_reading import codes_in, page_png, plain, printed, structure, text_of

SPECIAL = 'anti #h *b* $c$ _d_ @e <f> "g" \\h'
MM = 72 / 25.4


class TestPlanPdf:
    def test_gives_the_same_bytes_for_the_same_plan(self) -> None:
        first, second = (
            plan_pdf(plans.standard(), paper="a4", start=None, printed_at=plans.PRINTED_AT, sources={})
            for _ in range(2)
        )

        assert first == second

    def test_is_tagged_and_names_itself(self) -> None:
        reader = printed(plans.standard())
        root: Any = reader.root_object

        assert str(root["/Lang"]) == "en-US"
        assert root["/MarkInfo"]["/Marked"]
        assert structure(root["/StructTreeRoot"]) >= {"/Document", "/H1", "/Table", "/TH", "/TD", "/Figure"}
        assert plain(str(reader.metadata and reader.metadata.title)) == "cefTAZidime 2,000 mg, 12-step, version 1"
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()

    def test_carries_no_script_and_no_link(self) -> None:
        content = plan_pdf(
            plans.twenty(), paper="a4", start=None, printed_at=plans.PRINTED_AT, sources=shipped.sources()
        )
        reader = pypdf.PdfReader(io.BytesIO(content))

        assert not re.search(rb"/JavaScript|/JS\b|/URI|/Launch|/OpenAction|/EmbeddedFile", content)
        for page in reader.pages:
            found = [item.get_object() for item in page.get("/Annots", [])]
            assert not [item for item in found if "/A" in item]

    @pytest.mark.parametrize("plan", [plans.standard(), plans.twenty()], ids=["12 steps", "20 steps"])
    def test_prints_a_code_that_reads_back(self, plan: Plan) -> None:
        assert codes_in(page_png(plan)) == [seal_text(seal_of(plan))]

    def test_prints_special_characters_as_they_are(self) -> None:
        text = re.sub(r"\s+", " ", text_of(printed(plans.standard(drug=SPECIAL))))

        assert SPECIAL in text

    def test_fits_the_longest_name_on_one_page(self) -> None:
        reader = printed(plans.standard(drug="Immunoglobulin " * 5, target="640000 units"))

        assert "Watched until" in reader.pages[0].extract_text()

    def test_refuses_a_blocked_plan(self) -> None:
        blocked = plans.with_findings(plans.standard(), plans.finding(Severity.BLOCK, "Ten times too much."))

        with pytest.raises(PlanIsBlocked, match=r"no sheet is printed\. TEST-01: Ten times too much\."):
            printed(blocked)

    def test_refuses_a_plan_without_steps(self) -> None:
        plan = plans.standard()

        with pytest.raises(NothingToPrint):
            printed(replace(plan, exact=replace(plan.exact, steps=()), as_set=None))

    def test_refuses_an_unknown_paper(self) -> None:
        with pytest.raises(ValueError, match="expected one of a4, us-letter, received 'a3'"):
            printed(plans.standard(), on="a3")  # type: ignore[arg-type]

    def test_refuses_an_instant_without_offset(self) -> None:
        with pytest.raises(ValueError, match="UTC offset"):
            plan_pdf(
                plans.standard(), paper="a4", start=None, printed_at=datetime(2026, 11, 22, 8, 40), sources={}  # noqa: DTZ001
            )  # fmt: skip


class TestMomentText:
    @pytest.mark.parametrize(
        ("minutes", "text"),
        [(0, "22 Nov 2026 08:40:12 UTC+00:00"), (90, "22 Nov 2026 08:40:12 UTC+01:30"),
         (-210, "22 Nov 2026 08:40:12 UTC-03:30")],
    )  # fmt: skip
    def test_writes_date_seconds_and_offset(self, minutes: int, text: str) -> None:
        moment = plans.PRINTED_AT.replace(tzinfo=timezone(timedelta(minutes=minutes)))

        assert paper_words.moment_text(moment) == text


class TestSheetPages:
    @pytest.mark.parametrize(("count", "pages"), [(1, 1), (12, 1), (16, 1), (20, 2), (40, 4)])
    @pytest.mark.parametrize("on", ["a4", "us-letter"])
    def test_keeps_all_rows_in_order_and_on_the_page(self, count: int, pages: int, on: str) -> None:
        rows = paper_words.rows(plans.ladder_of(count), start=None)
        found = sheet_pages(rows, paper=on)

        assert [number for page in found for number in page.steps] == [str(number) for number in range(1, count + 1)]
        assert len(found) <= pages
        for place, page in enumerate(found):
            assert sum(page.heights) <= room(on, is_first=not place) < BODY[on]
            assert min(page.heights) >= LOWEST_ROW

    @pytest.mark.parametrize(("on", "height"), [("a4", 10), ("us-letter", 9)])
    def test_leaves_twelve_steps_their_full_height(self, on: str, height: int) -> None:
        (page,) = sheet_pages(paper_words.rows(plans.standard().exact, start=None), paper=on)

        assert set(page.heights) == {height}

    def test_ends_a_page_with_a_solution(self) -> None:
        first, second = sheet_pages(paper_words.rows(plans.twenty().exact, start=None), paper="us-letter")

        assert (first.steps[-1], second.steps[0]) == ("12", "13")

    def test_never_ends_a_page_with_the_heading_of_a_day(self) -> None:
        for steps_a_day in range(1, 7):
            ladder = plans.in_days(replace(plans.standard(), exact=plans.ladder_of(40)), steps_a_day=steps_a_day).exact
            for page in sheet_pages(paper_words.rows(ladder, start=None), paper="a4"):
                assert page.rows[-1]["kind"] == "step"

    def test_repeats_the_strength_at_the_top_of_a_page(self) -> None:
        plan = plans.twenty()
        steps = tuple(replace(step, solution=1) for step in plan.exact.steps)
        pages = sheet_pages(paper_words.rows(replace(plan.exact, steps=steps), start=None), paper="us-letter")

        assert pages[1].rows[0]["details"] == pages[0].rows[0]["details"] != []
