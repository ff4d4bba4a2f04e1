import re
from dataclasses import replace
from datetime import time
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents import paper_words
from stepward.adapters.documents.paper import Paper
from stepward.adapters.documents.seal import seal_of
from stepward.core.findings import Severity
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, people_text
from tests.adapters.documents import plans
from tests.adapters.documents.paper_reading import plain, printed, text_of

SPECIAL = 'anti #h *b* $c$ _d_ @e <f> "g" \\h'
MM = 72 / 25.4


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
        assert "caution" not in text_of(printed(replace(one, findings=())))

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
