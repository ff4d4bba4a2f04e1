"""Stepward as a library: plans, tables, and what a notebook shows."""

from pathlib import Path

import pytest

import stepward
from stepward.core.findings import Refusal
from stepward.core.lint import Verdict
from stepward.core.protocols.plan import Plan


class TestPlan:
    def test_gives_the_plan_as_a_value(self) -> None:
        plan = stepward.plan("12-step", drug="ceftazidime", target="2000 mg")

        assert isinstance(plan, Plan)
        assert str(plan.exact.total_dose) == "2000 mg"
        assert plan == stepward.plan("12-step", drug="ceftazidime", target="2000 mg")

    def test_a_notebook_shows_table_chart_and_findings(self) -> None:
        plan = stepward.plan("12-step", drug="<b>x</b>", target="2000 mg")

        html = plan._repr_html_()

        assert "<svg" in html
        assert html.count("<tr>") == 13
        assert "1,845.362" in html
        assert "START-01" in html
        assert "<b>x</b>" not in html

    def test_a_blocked_plan_shows_its_findings_too(self) -> None:
        html = stepward.plan("12-step", drug="x", target="2000 mg", bag_volume="5 mL")._repr_html_()

        assert "VOL-01" in html

    def test_refuses_what_cannot_be_read(self) -> None:
        with pytest.raises(Refusal, match="not a plain number"):
            stepward.plan("12-step", drug="x", target="2,000 mg")


class TestCatalogue:
    def test_finds_and_lists_protocols(self) -> None:
        assert stepward.protocol("12-step") in stepward.protocols()
        with pytest.raises(Refusal):
            stepward.protocol("nope")


class TestLint:
    def test_checks_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "table.csv"
        file.write_text("step,dose,cumulative\n1,1,1\n2,2,3\n3,4,9\n4,8,15\n", encoding="utf-8")

        assert stepward.lint(file).verdict is Verdict.FAULTS
        assert stepward.lint(str(file)).faults[0].expected == "7"
