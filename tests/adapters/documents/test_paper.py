import io
import re
import struct
import zlib
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pypdf
import pytest
import typst
import zxingcpp

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents import paper, paper_words
from stepward.adapters.documents.paper import NothingToPrint, Paper, PlanIsBlocked, plan_pdf
from stepward.adapters.documents.paper_pages import BODY, LOWEST_ROW, room, sheet_pages
from stepward.adapters.documents.seal import seal_of, seal_text
from stepward.core.findings import Severity
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, people_text
from tests.adapters.documents import plans

SPECIAL = 'anti #h *b* $c$ _d_ @e <f> "g" \\h'
MM = 72 / 25.4


def printed(plan: Plan, *, on: Paper = "a4", start: time | None = plans.START) -> pypdf.PdfReader:
    content = plan_pdf(
        plan, paper=on, start=start, printed_at=plans.PRINTED_AT, sources=shipped.sources(), unit_name="Invented Unit"
    )
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(reader: pypdf.PdfReader) -> str:
    return "\n".join(plain(page.extract_text()) for page in reader.pages)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def page_png(plan: Plan) -> bytes:
    """Draw the first page with the same templates."""
    texts = paper.sheet_words(plan, paper="a4", start=plans.START, sources=shipped.sources())
    texts["foot"] = paper.foot_words(plan, printed_at=plans.PRINTED_AT, unit_name="")
    folder = files("stepward.adapters.documents") / "templates"
    found = typst.compile(
        str(folder / "plan.typ"),
        root=str(folder),
        sys_inputs=paper.inputs_of(plan, texts, start=plans.START),
        ignore_system_fonts=True,
        format="png",
        ppi=144,
    )
    assert isinstance(found, list)
    return found[0]


def codes_in(png: bytes) -> list[str]:
    """Read the codes in the top fifth of an 8-bit RGBA PNG."""
    width, height = struct.unpack(">II", png[16:24])
    height //= 5
    chunks, place = b"", 8
    while place < len(png):
        (length,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        chunks += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += length + 12
    raw, before, shades = zlib.decompress(chunks), bytearray(width * 4), bytearray()
    for row in range(height):
        begin = row * (width * 4 + 1)
        before = _unfiltered(raw[begin], bytearray(raw[begin + 1 : begin + 1 + width * 4]), before)
        shades += before[::4]
    pixels = bytes(shades)  # kept until it has been read: the view does not hold it
    view = zxingcpp.ImageView(pixels, width, height, zxingcpp.ImageFormat.Lum)
    return [code.text for code in zxingcpp.read_barcodes(view)]


def _unfiltered(kind: int, line: bytearray, above: bytearray) -> bytearray:
    for place, value in enumerate(line):
        left = line[place - 4] if place >= 4 else 0
        corner = above[place - 4] if place >= 4 else 0
        up = above[place]
        nearest = min((left, up, corner), key=lambda item: abs(left + up - corner - item))
        line[place] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return line


def structure(node: Any) -> set[str]:
    """Collect the kinds of all elements of the tag tree."""
    node = node.get_object()
    if not isinstance(node, dict):
        return {kind for item in node for kind in structure(item)} if isinstance(node, list) else set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | (structure(node["/K"]) if "/K" in node else set())


class TestSheet:
    @pytest.mark.parametrize(
        ("plan", "on"),
        [(plans.standard(), "a4"), (plans.standard(), "us-letter"), (plans.twenty(), "a4"), (plans.oral(), "a4")],
        ids=["12 steps", "Letter", "20 steps", "oral"],
    )
    def test_prints_every_number_as_on_screen(self, plan: Plan, on: Paper) -> None:
        text = re.sub(r"\s+", " ", text_of(printed(plan, on=on)))

        for step in plan.effective.steps:
            numbers = (step.rate, step.duration, step.wait, step.volume, step.dose, step.cumulative_dose)
            line = " ".join(people_text(item.value) for item in numbers if item is not None)
            assert f" {line} " in text

    def test_prints_the_rounded_ladder_where_there_is_one(self) -> None:
        plan = plans.standard(pump_increment="0.1 mL/h", syringe_increment="0.1 mL", stock="100 mg/mL")
        text = re.sub(r"\s+", " ", text_of(printed(plan)))

        assert "80 174.375 232.5 1,841.4 1,995.74" in text
        assert "Rates are set in steps of 0.1 mL/h. " in text
        assert "1,845.362" not in text

    def test_prints_the_clock_only_where_a_start_is_given(self) -> None:
        assert "12 12:15 3 80" in text_of(printed(plans.standard()))
        assert "12 3 80" in text_of(printed(plans.standard(), start=None))

    def test_leaves_the_column_of_clocks_out_where_a_time_is_open(self) -> None:
        plan = plans.oral()
        steps = tuple(replace(step, wait=None) for step in plan.exact.steps)
        text = text_of(printed(replace(plan, exact=replace(plan.exact, steps=steps))))

        assert "Start\nplan" in text_of(printed(plan))
        assert "Start\nplan" not in text

    def test_prints_no_clock_on_a_day_whose_start_nobody_gave(self) -> None:
        text = text_of(printed(plans.in_days(plans.standard(), steps_a_day=4)))

        assert "Day 2\n5 –" in text
        assert "Planned time over 3 days" in text

    def test_leaves_out_the_columns_that_single_doses_have_no_use_for(self) -> None:
        first = plain(printed(plans.oral()).pages[0].extract_text())

        assert "Rate" not in first
        assert "Solution " not in first
        assert "Any sign: give no further dose" in first
        assert "pump" not in first

    def test_says_which_step_only_fills_the_line(self) -> None:
        assert "fills the line" in text_of(printed(plans.with_line_fill(plans.standard())))

    @pytest.mark.parametrize("on", ["a4", "us-letter"])
    def test_has_the_size_of_its_paper(self, on: Paper) -> None:
        sizes = {"a4": (210, 297), "us-letter": (215.9, 279.4)}

        for page in printed(plans.standard(), on=on).pages:
            size = (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM)
            assert size == pytest.approx(sizes[on], abs=0.1)

    @pytest.mark.parametrize(("plan", "pages"), [(plans.standard(), 1), (plans.twenty(), 2), (plans.oral(), 1)])
    def test_repeats_head_and_stop_frame_on_every_page_of_steps(self, plan: Plan, pages: int) -> None:
        reader = printed(plan)
        with_frame = [page for page in reader.pages if "Do not restart" in page.extract_text()]

        assert len(with_frame) == pages
        assert all("Given\nso far" in page.extract_text() for page in with_frame)

    @pytest.mark.parametrize("on", ["a4", "us-letter"])
    def test_leaves_room_for_signatures_baseline_and_vitals(self, on: Paper) -> None:
        first = re.sub(r"\s+", " ", plain(printed(plans.standard(), on=on).pages[0].extract_text()))

        assert "Physician: name date time Pharmacist: name date time" in first
        assert "Before step 1" in first
        assert "12, 150 min later · 14:45" in first
        assert "12, at its end" in first
        assert "As its source prints: Vital signs and peak flow" in first
        assert "Watched until" in first

    def test_leaves_no_room_for_vitals_within_a_short_last_step(self) -> None:
        assert paper_words.last_vitals(plans.ladder_of(3, minutes=30), start=None) == []
        assert paper_words.last_vitals(plans.ladder_of(3, minutes=31), start=None) == [
            "3, 30 min later",
            "3, at its end",
        ]

    @pytest.mark.parametrize(
        ("start", "end"),
        [(time(9, 30), "Planned end 15:09."), (time(22, 0), "Planned end 03:39, next day."), (None, "")],
    )
    def test_tells_the_planned_end(self, start: time | None, end: str) -> None:
        assert paper_words.planned_end(plans.standard().exact, start=start) == end

    def test_rounds_half_a_minute_up_and_names_no_end_over_days(self) -> None:
        ladder = plans.ladder_of(1)
        halves = replace(ladder, steps=(replace(ladder.steps[0], duration=Duration(Fraction(31, 2))),))

        assert paper_words.planned_end(halves, start=plans.START) == "Planned end 09:46."
        assert paper_words.planned_end(plans.in_days(plans.standard(), steps_a_day=4).exact, start=plans.START) == ""

    def test_invents_no_treatment(self) -> None:
        text = re.sub(r"\s+", " ", text_of(printed(plans.standard())))

        assert "Give what the unit’s signed treatment card says: The unit fills this in." in text
        assert not re.search(r"epinephrine|adrenaline|tryptase|saline|oxygen", text, re.IGNORECASE)

    def test_leaves_room_for_the_patient_and_names_none(self) -> None:
        plan = plans.standard(target="30 mg/kg", weight="70 kg")
        text = text_of(printed(plan))

        assert "Patient label here\nName \nBorn \nIdentifier" in text
        assert "30 mg/kg × 70 kg" in text

    def test_prints_up_to_two_cautions_on_the_first_page_and_else_says_where_they_are(self) -> None:
        one = plans.with_findings(plans.standard(), plans.finding(Severity.CAUTION))
        two, three = (replace(one, findings=one.findings * count) for count in (2, 3))

        assert plain(printed(one).pages[0].extract_text()).count("TEST-01 A sentence.") == 1
        assert plain(printed(two).pages[0].extract_text()).count("TEST-01 A sentence.") == 2
        assert "Not signed. 3 cautions: see page 2." in text_of(printed(three))
        assert "Not signed. Solutions" in text_of(printed(replace(one, findings=())))

    @pytest.mark.parametrize("on", ["a4", "us-letter"])
    def test_says_on_every_page_what_it_is_of_which_when(self, on: Paper) -> None:
        plan = plans.twenty()
        reader = printed(plan, on=on)

        for number, page in enumerate(reader.pages, 1):
            text = plain(page.extract_text())
            assert f"Page {number} of {len(reader.pages)}" in text
            assert f"Hash {seal_of(plan).short_hash} · printed 22 Nov 2026 08:40:12 UTC+00:00" in text
            assert "20-step, version 1 · Invented Unit · Stepward " in text
            assert "Identifier" in text

    def test_names_a_route_and_a_drug_where_they_change(self) -> None:
        plan = plans.oral()
        changed = [replace(step, route="iv", drug="other salt") for step in plan.exact.steps[3:]]
        mixed = replace(plan, exact=replace(plan.exact, steps=(*plan.exact.steps[:3], *changed)))
        rows = paper_words.rows(mixed.exact, start=None)

        assert [row["details"] for row in rows] == [["oral"], [], [], ["iv", "other salt"], []]

    @pytest.mark.parametrize(
        ("route", "minutes", "words"),
        [
            ("oral", None, "Any sign: give no further dose"),
            ("intravenous", None, "Any sign: stop, give no more"),
            ("intravenous infusion", "10", "Any sign: stop the pump by hand"),
        ],
    )
    def test_says_what_to_stop(self, route: str, minutes: str | None, words: str) -> None:
        plan = plans.oral()
        duration = None if minutes is None else Duration(Fraction(minutes))
        steps = tuple(replace(step, route=route, duration=duration) for step in plan.exact.steps)

        assert words in text_of(printed(replace(plan, exact=replace(plan.exact, steps=steps))))

    def test_breaks_a_long_route_between_words(self) -> None:
        first, *rest = plans.oral().exact.steps
        ladder = replace(plans.oral().exact, steps=(replace(first, route="intravenous infusion"), *rest))

        assert paper_words.rows(ladder, start=None)[0]["details"] == ["intravenous", "infusion"]

    def test_writes_a_long_strength_on_two_lines(self) -> None:
        rows = paper_words.rows(plans.standard(target="640000 units").exact, start=None)

        assert rows[8]["details"] == ["2,539.853", "units/mL"]


class TestSummary:
    def test_lists_solutions_findings_and_sources(self) -> None:
        plan = plans.standard()
        text = re.sub(r"\s+", " ", text_of(printed(plan)))

        assert "3 9 to 12 250 1,984.26 7.937 250 0" in text
        for item in plan.findings:
            assert item.code in text
            assert plain(item.message) in text
        assert shipped.sources()["UPTODATE-CEFTAZIDIME-12-STEP"].citation.split("'")[0].strip() in text
        assert "Read on 22 Nov 2026." in text

    def test_lists_the_steps_of_a_solution_that_comes_back(self) -> None:
        ladder = plans.standard().exact
        used = dict(zip(range(1, 13), (1, 1, 2, 1, *[2] * 8), strict=True))
        steps = tuple(replace(step, solution=used[step.number]) for step in ladder.steps)
        rows = paper_words.solution_rows(replace(ladder, steps=steps))

        assert [row["steps"] for row in rows] == ["1, 2, 4", "3, 5, 6, 7, 8, 9, 10, 11, 12", "–"]

    def test_says_so_where_a_source_is_not_known(self) -> None:
        assert "INVENTED not in the catalogue of sources." in text_of(printed(plans.oral()))

    def test_says_so_where_there_is_no_finding(self) -> None:
        assert "No finding." in text_of(printed(replace(plans.standard(), findings=())))


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
            assert sum(page.heights) <= room(is_first=not place) < BODY
            assert min(page.heights) >= LOWEST_ROW

    @pytest.mark.parametrize(("on", "height"), [("a4", 10), ("us-letter", 9)])
    def test_leaves_twelve_steps_their_full_height(self, on: str, height: int) -> None:
        (page,) = sheet_pages(paper_words.rows(plans.standard().exact, start=None), paper=on)

        assert set(page.heights) == {height}

    def test_ends_a_page_with_a_solution(self) -> None:
        first, second = sheet_pages(paper_words.rows(plans.twenty().exact, start=None), paper="a4")

        assert (first.steps[-1], second.steps[0]) == ("12", "13")

    def test_never_ends_a_page_with_the_heading_of_a_day(self) -> None:
        for steps_a_day in range(1, 7):
            ladder = plans.in_days(replace(plans.standard(), exact=plans.ladder_of(40)), steps_a_day=steps_a_day).exact
            for page in sheet_pages(paper_words.rows(ladder, start=None), paper="a4"):
                assert page.rows[-1]["kind"] == "step"

    def test_repeats_the_strength_at_the_top_of_a_page(self) -> None:
        plan = plans.twenty()
        steps = tuple(replace(step, solution=1) for step in plan.exact.steps)
        pages = sheet_pages(paper_words.rows(replace(plan.exact, steps=steps), start=None), paper="a4")

        assert pages[1].rows[0]["details"] == pages[0].rows[0]["details"] != []
