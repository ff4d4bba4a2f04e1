"""What the paper says of the line: the box at the bedside, the summary, and the same numbers as on screen."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents import paper_line
from stepward.adapters.documents.paper import code_svg
from stepward.adapters.documents.seal import seal_of, seal_text
from stepward.core.delivery.line import Line
from stepward.core.delivery.priming import Setting, Start, priming_plan
from stepward.core.findings import Severity
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Volume, people_text
from stepward.usecases.planning import PlanRequest
from stepward.usecases.planning import plan as make
from stepward.usecases.veining import AtVein, LineRequest, vein_of
from tests.adapters.documents import plans
from tests.adapters.documents.paper_reading import codes_in, page_png, plain, printed, text_of

SALINE = LineRequest(common_volume="20 mL")
FILLED = LineRequest(common_volume="10 mL", primed_with="solution-1")
OWN_LINES = LineRequest(common_volume="20 mL", primed_with="own")
CARRIED = LineRequest(common_volume="20 mL", carrier="10 mL/h")
CODE_MM, MODULE_MM = 31, 0.5


def flat(plan: Plan, found: AtVein | None) -> str:
    return re.sub(r"\s+", " ", text_of(printed(plan, at_vein=found)))


def first_page(plan: Plan, found: AtVein | None) -> str:
    return re.sub(r"\s+", " ", plain(printed(plan, at_vein=found).pages[0].extract_text()))


def line_fill() -> Plan:
    return make(PlanRequest(protocol="infliximab-10-step-line-fill", drug="infliximab", target="400 mg"),
                catalogue=shipped)  # fmt: skip


def seven() -> Plan:
    return make(PlanRequest(protocol="ceftazidime-log10-7-dose-50-ml", drug="ceftazidime", target="4000 mg"),
                catalogue=shipped)  # fmt: skip


class TestBox:
    def test_says_how_the_line_is_filled_and_flushed(self) -> None:
        text = first_page(plans.standard(), vein_of(plans.standard(), SALINE))

        assert "The line One line for each of the 3 solutions, filled with it up to the patient" in text
        assert "run in 20 mL of each, none discarded. Join the lines at the patient." in text
        assert "Give the last 20 mL of step 12 as saline at 80 mL/h, 15 min." in text
        assert "Never push the line by hand: it holds 158.741 mg." in text

    def test_leaves_blanks_where_no_line_was_chosen(self) -> None:
        text = first_page(plans.standard(), None)

        assert "From where the solutions meet to the vein: mL Filled at the start with" in text
        assert "No line chosen: what the vein gets was not computed." in text

    def test_leaves_the_box_out_where_no_pump_runs(self) -> None:
        assert paper_line.box_words(plans.oral(), None) is None
        assert "The line" not in first_page(plans.oral(), None)

    def test_primes_no_line_that_the_steps_fill(self) -> None:
        text = paper_line.filling_sentence(vein_of(line_fill(), SALINE))

        assert plain(text) == (
            "Hang the 20 mL line empty or filled with saline: steps 1, 5, 9 fill it with drug. "
            "Flush none of it in at the end."
        )

    def test_says_so_where_there_is_no_line_to_fill(self) -> None:
        found = vein_of(plans.standard(), SALINE)
        at_the_vein = replace(
            found, line=Line(common=Volume(Fraction(0))), priming=replace(found.priming, fills=(), taken={}, extra={})
        )

        assert paper_line.filling_sentence(at_the_vein) == "The solutions meet at the vein: there is no line to fill."
        assert paper_line.never_sentence(at_the_vein) == ""
        assert paper_line.cost_sentence(at_the_vein) == "Filling the lines takes no drug beyond the plan."

    def test_names_what_is_discarded_of_a_line_that_holds_saline(self) -> None:
        found = vein_of(plans.standard(), SALINE)
        setting = Setting(start=Start.SALINE)
        wet = replace(found, priming=priming_plan(found.ladder, found.line, setting))

        assert "run in 120 mL of each, the first 100 mL discarded" in plain(paper_line.filling_sentence(wet))

    def test_names_each_solution_where_the_lines_differ(self) -> None:
        found = vein_of(plans.standard(), SALINE)
        first, *rest = found.priming.fills
        shorter = replace(first, holds=Volume(Fraction(10)), run_in=Volume(Fraction(10)))
        uneven = replace(found, priming=replace(found.priming, fills=(shorter, *rest)))
        text = plain(paper_line.filling_sentence(uneven))

        assert "Solution 1: run in 10 mL, none discarded; solution 2: run in 20 mL, none discarded;" in text

    @pytest.mark.parametrize("on", ["a4", "us-letter"])
    @pytest.mark.parametrize("plan", [plans.standard(), seven()], ids=["12 steps", "7 solutions"])
    def test_fits_on_the_first_page(self, plan: Plan, on: str) -> None:
        reader = printed(plan, on=on, at_vein=vein_of(plan, SALINE))  # type: ignore[arg-type] # it is a paper
        first = plain(reader.pages[0].extract_text())

        assert "Watched until" in first
        assert f"Page 1 of {len(reader.pages)}" in first
        assert "Do not restart" not in reader.pages[1].extract_text()

    def test_says_where_the_cautions_on_the_line_are(self) -> None:
        found = vein_of(plans.standard(), SALINE)
        count = sum(1 for item in found.findings if item.severity is Severity.CAUTION)

        assert f"Not signed. {count} cautions: see page 2." in first_page(plans.standard(), found)


class TestSummary:
    @pytest.mark.parametrize(
        "line", [SALINE, FILLED, CARRIED, OWN_LINES], ids=["saline", "solution 1", "carrier", "own"]
    )
    @pytest.mark.parametrize("plan", [plans.standard(), plans.twenty()], ids=["12 steps", "20 steps"])
    def test_prints_every_number_at_the_vein(self, plan: Plan, line: LineRequest) -> None:
        found = vein_of(plan, line)
        text = flat(plan, found)

        for step in found.vein.steps:
            share = people_text(step.at_vein.per(step.ordered) * 100, places=1)
            row = f"{step.number} {people_text(step.ordered.value)} {people_text(step.at_vein.value)} {share}"
            assert f" {row} " in text

    def test_prints_the_figures_at_a_glance(self) -> None:
        text = flat(plans.standard(), vein_of(plans.standard(), SALINE))

        assert "First drug at the vein: after 108 min No drug in: steps 1 to 7" in text
        assert "In the line at the end: 158.741 mg (7.9 %)" in text

    def test_says_what_filling_costs_and_what_it_brings(self) -> None:
        text = flat(plans.standard(), vein_of(plans.standard(), SALINE))

        assert "1 20 20 0 0 0 2 20 20 0 0 0 3 20 20 0 0 0" in text
        assert "takes 20 mL of solution 1 and 20 mL of solution 2 besides what the steps give." in text
        assert "It comes out of what would be discarded: no drug beyond the plan." in text
        assert "every step gives what is ordered: 2,000 mg in all." in text
        assert "Flush: 20 mL × 60 ÷ 80 mL/h = 15 min. [INFUSION-LINE-MODELS]" in text

    def test_counts_as_thrown_away_only_what_is_made_beyond_the_plan(self) -> None:
        text = flat(plans.standard(), vein_of(plans.standard(), replace(SALINE, starts="saline")))

        assert "Beyond the plan: 100 mL × 7.937 mg/mL = 793.704 mg, thrown away with the lines." in text

    def test_lists_findings_on_the_line_and_their_sources(self) -> None:
        found = vein_of(plans.standard(), SALINE)
        text = flat(plans.standard(), found)

        for item in found.findings:
            assert f"{item.code} {plain(item.message)}" in text
        assert "LINE-CLEARING-2005 Flushing of a Y-site" in text
        assert "INFUSION-LINE-MODELS Plug flow of an infusion line" in text

    def test_says_which_line_it_was(self) -> None:
        text = flat(plans.standard(), vein_of(plans.standard(), CARRIED))

        assert "One line of 20 mL from where the solutions meet to the vein, filled with saline at the start." in text
        assert "A carrier runs beside at 10 mL/h." in text

    def test_says_what_lines_of_their_own_hold(self) -> None:
        text = flat(plans.standard(), vein_of(plans.standard(), OWN_LINES))

        assert "A line of 20 mL for each solution, filled with it up to the patient at the start." in text
        assert "Never push the line by hand: it holds 158.741 mg." in text
        assert "First drug: the line holds drug from the start." in text

    def test_says_that_a_line_swallows_everything(self) -> None:
        found = vein_of(plans.standard(), LineRequest(common_volume="900 mL"))

        assert next(row["text"] for row in paper_line.fact_rows(found)) == "never"

    def test_says_nothing_of_the_vein_without_a_line(self) -> None:
        text = flat(plans.standard(), None)

        assert "At the vein" not in text
        assert "VEIN-" not in text


class TestCode:
    def test_reads_back_from_the_sheet(self) -> None:
        plan = plans.twenty()
        found = vein_of(plan, CARRIED)

        assert codes_in(page_png(plan, at_vein=found)) == [seal_text(seal_of(plan, found))]

    @pytest.mark.parametrize("plan", [plans.standard(), plans.twenty(), seven()], ids=["12", "20", "7 solutions"])
    @pytest.mark.parametrize("line", [SALINE, CARRIED], ids=["saline", "carrier"])
    def test_keeps_its_modules_large(self, plan: Plan, line: LineRequest) -> None:
        text = seal_text(seal_of(plan, vein_of(plan, line)))
        width = re.search(r'<svg width="(\d+)"', code_svg(text))

        assert width is not None
        assert CODE_MM / int(width[1]) >= MODULE_MM
