import csv
from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.adapters.documents.tables import CSV_HEADER, finding_text, plain, plan_csv, plan_text, time_text
from stepward.core.findings import Severity
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, people_text
from tests.adapters.documents import plans


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


class TestPlanCsv:
    def test_has_the_columns_that_lint_reads(self) -> None:
        assert tuple(rows(plan_csv(plans.standard()))[0]) == CSV_HEADER

    @pytest.mark.parametrize("plan", [plans.standard(), plans.twenty(), plans.oral()], ids=["12", "20", "oral"])
    def test_holds_every_number_exactly(self, plan: Plan) -> None:
        for row, step in zip(rows(plan_csv(plan)), plan.effective.steps, strict=True):
            assert row["step"] == str(step.number)
            assert row["solution"] == str(step.solution or "")
            for column, value in (("rate_ml_h", step.rate), ("minutes", step.duration), ("volume_ml", step.volume)):
                assert row[column] == ("" if value is None else value.exact)
            assert (row["dose"], row["cumulative"]) == (step.dose.exact, step.cumulative_dose.exact)

    def test_writes_the_rounded_ladder_where_there_is_one(self) -> None:
        plan = plans.standard(pump_increment="0.1 mL/h", syringe_increment="0.1 mL", stock="100 mg/mL")

        assert rows(plan_csv(plan))[-1]["cumulative"] == "1995.74"

    def test_writes_a_zero_dose_as_zero(self) -> None:
        assert rows(plan_csv(plans.with_line_fill(plans.standard())))[0]["dose"] == "0"

    def test_groups_no_thousands_and_prints_no_special_space(self) -> None:
        text = plan_csv(plans.standard())

        assert "1845.3618" in text
        assert text.isascii()

    @pytest.mark.parametrize("starter", ["=", "+", "-", "@"])
    def test_h_99_neutralizes_what_a_spreadsheet_would_run(self, starter: str) -> None:
        assert f"# drug: '{starter}cmd" in plan_csv(plans.standard(drug=f"{starter}cmd"))

    def test_says_protocol_target_and_solutions_on_top(self) -> None:
        head = plan_csv(plans.standard()).splitlines()[:6]

        assert head[:4] == [
            "# drug: ceftazidime",
            "# protocol: 12-step version 1",
            "# target: 2000 mg",
            "# solution 1: 250 mL, 0.08 mg/mL",
        ]


class TestPlanText:
    @pytest.mark.parametrize("plan", [plans.standard(), plans.twenty(), plans.oral()], ids=["12", "20", "oral"])
    def test_holds_every_number_as_people_read_it(self, plan: Plan) -> None:
        lines = [line.split() for line in plan_text(plan).splitlines()]

        for step in plan.effective.steps:
            values = (step.rate, step.duration, step.volume, step.dose, step.cumulative_dose)
            numbers = [people_text(value.value) for value in values if value is not None]
            solution = [str(step.solution)] if step.solution is not None else []
            assert [str(step.number), *solution, *numbers] in lines

    def test_lists_every_finding_with_its_source(self) -> None:
        plan = plans.standard()
        text = plan_text(plan)

        for item in plan.findings:
            assert finding_text(item) in text

    def test_says_how_a_dose_per_kg_came_about(self) -> None:
        assert "target: 30 mg/kg × 70 kg" in plan_text(plans.standard(target="30 mg/kg", weight="70 kg"))

    def test_holds_no_special_space(self) -> None:
        text = plan_text(plans.standard())

        assert not {"\u00a0", "\u202f"} & set(text)


class TestTimeText:
    @pytest.mark.parametrize(
        ("minutes", "text"),
        [("15", "0 h 15 min (15 min)"), ("60", "1 h 0 min (60 min)"), ("90.5", "1 h 30 min (90.5 min)")],
    )
    def test_writes_hours_and_minutes(self, minutes: str, text: str) -> None:
        ladder = plans.ladder_of(1)
        steps = tuple(replace(step, duration=Duration(Fraction(minutes))) for step in ladder.steps)

        assert time_text(replace(ladder, steps=steps)) == text


class TestFindingText:
    def test_writes_severity_code_sentence_and_source(self) -> None:
        found = replace(plans.finding(Severity.CAUTION), action="Ask.")

        assert finding_text(found) == "CAUTION  TEST-01    A sentence. Ask. [STEPWARD-METHOD]"


class TestPlain:
    def test_leaves_only_plain_spaces(self) -> None:
        assert plain("2\u202f000\u00a0mg") == "2 000 mg"
