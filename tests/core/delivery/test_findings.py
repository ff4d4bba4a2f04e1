"""What a nurse reads about a line, as it is."""

from dataclasses import replace
from fractions import Fraction

from stepward.core.delivery.findings import vein_findings
from stepward.core.delivery.line import Line
from stepward.core.delivery.vein import at_vein, line_of
from stepward.core.findings import Finding, Severity
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Volume
from tests.core.protocols import ladders

CEFTAZIDIME = ladders.plan(ladders.standard()).exact


def found(line: Line, ladder: Ladder = CEFTAZIDIME) -> dict[str, Finding]:
    return {item.code: item for item in vein_findings(ladder, line, at_vein(ladder, line))}


def common(text: str, primed_with: str = "saline") -> Line:
    return line_of(Volume(Fraction(text)), primed_with=primed_with)


class TestVeinFindings:
    def test_say_when_nothing_arrives(self) -> None:
        assert found(common("2000"))["VEIN-01"].severity is Severity.CAUTION

    def test_say_which_steps_give_nothing(self) -> None:
        assert "in steps 1 to 7." in found(common("20"))["VEIN-02"].message
        assert "in step 1." in found(common("0.6"))["VEIN-02"].message
        assert "VEIN-02" not in found(common("0.3"))

    def test_say_what_to_use_where_a_branch_holds_the_drug_back(self) -> None:
        line = Line(common=Volume(Fraction(0)), branches={1: Volume(Fraction(5))}, branches_primed=False, primed_with=1)

        assert "of its own" in found(line)["VEIN-02"].action

    def test_say_how_far_the_dose_rate_jumps(self) -> None:
        findings = found(common("20"))

        assert "rises 10 times at once" in findings["VEIN-03"].message
        assert "17.6 times as much" in findings["VEIN-04"].message

    def test_say_what_is_left_and_how_it_comes_in(self) -> None:
        left = found(common("20"))["VEIN-05"]

        assert left.message.startswith("158.741\u00a0mg (7.9 %)")
        assert left.action.startswith("Flush 20\u00a0mL at 80\u00a0mL/h, 15 min.")
        assert found(common("0.5"))["VEIN-05"].severity is Severity.NOTE

    def test_never_flush_in_what_the_plan_adds_to_fill_the_line(self) -> None:
        steps = (replace(CEFTAZIDIME.steps[0], delivers_nothing=True), *CEFTAZIDIME.steps[1:])

        left = found(common("20"), replace(CEFTAZIDIME, steps=steps))["VEIN-05"]

        assert left.message.endswith("do not flush it in.")
        assert left.action == ""

    def test_say_what_a_branch_keeps_without_a_flush(self) -> None:
        line = Line(common=Volume(Fraction(0)), branches={1: Volume(Fraction(5))})

        assert found(line)["VEIN-05"].action == ""

    def test_say_only_how_sure_they_are_where_there_is_no_line(self) -> None:
        assert set(found(common("0"))) == {"VEIN-06"}

    def test_leave_the_quarter_hours_out_where_they_rise_as_ordered(self) -> None:
        findings = found(common("0.01", "solution-1"))

        assert "VEIN-03" in findings
        assert "VEIN-04" not in findings
