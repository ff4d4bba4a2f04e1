"""A table that is right and rounded, in whatever way, is never called faulty."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stepward
from stepward.adapters.catalogue.printed_csv import UnreadableTable
from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import LintResult, Verdict, lint_table
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import exact_text, fixed_text

COLUMNS = ("step", "solution", "rate_ml_h", "minutes", "volume_ml", "dose", "cumulative")


def lint(text: str, *, decimal_comma: bool = False) -> LintResult:
    return lint_table(read_printed(text.encode(), name="table.csv", decimal_comma=decimal_comma))


def rounded(value: Fraction, places: int | None) -> str:
    return exact_text(value) if places is None else fixed_text(value, places)


def table(ladder: Ladder, places: dict[str, int | None], *, columns: tuple[str, ...], solutions: bool) -> str:
    """Print a ladder with each column rounded on its own."""
    lines = []
    if solutions:
        for item in ladder.solutions:
            volume = "" if item.volume is None else f"{item.volume.exact} mL, "
            lines.append(
                f"# solution {item.number}: {volume}{rounded(item.strength.per_ml.value, places['strength'])} mg/mL"
            )
    lines.append(",".join(columns))
    for step in ladder.steps:
        cells = {
            "step": str(step.number),
            "solution": str(step.solution),
            "rate_ml_h": step.rate.exact if step.rate else "",
            "minutes": rounded(step.duration.value, places["minutes"]) if step.duration else "",
            "volume_ml": rounded(step.volume.value, places["volume"]) if step.volume else "",
            "dose": rounded(step.dose.value, places["dose"]),
            "cumulative": rounded(step.cumulative_dose.value, places["dose"]),
        }
        lines.append(",".join(cells[name] for name in columns))
    return "\n".join(lines)


class TestRoundedTables:
    @settings(max_examples=250, deadline=None)
    @given(
        target=st.decimals(min_value=20, max_value=3000, places=1),
        protocol=st.sampled_from(["4-step", "8-step", "12-step", "16-step"]),
        bag=st.sampled_from(["100", "250", "500"]),
        dose=st.sampled_from([None, 0, 1, 2, 3, 4]),
        volume=st.sampled_from([None, 2, 3]),
        minutes=st.sampled_from([None, 0, 1, 2]),
        strength=st.sampled_from([None, 3, 4, 5]),
        dropped=st.sampled_from([None, "volume_ml", "minutes", "cumulative", "rate_ml_h"]),
        solutions=st.booleans(),
    )
    def test_are_never_called_faulty(  # noqa: PLR0917 - one argument a way of printing
        self,
        target: object,
        protocol: str,
        bag: str,
        dose: int | None,
        volume: int | None,
        minutes: int | None,
        strength: int | None,
        dropped: str | None,
        solutions: bool,  # noqa: FBT001 - drawn at random
    ) -> None:
        ladder = stepward.plan(protocol, drug="x", target=f"{target} mg", bag_volume=f"{bag} mL").exact
        places = {"dose": dose, "volume": volume, "minutes": minutes, "strength": strength}
        columns = tuple(name for name in COLUMNS if name != dropped)

        result = lint(table(ladder, places, columns=columns, solutions=solutions))

        assert [(item.place, item.printed, item.expected) for item in result.faults] == []


class TestUnits:
    def test_mcg_and_mg_in_one_column_are_one_kind(self) -> None:
        assert lint("step,dose,cumulative\n1,500 mcg,500 mcg\n2,1 mg,1.5 mg\n3,2 mg,3.5 mg").verdict is Verdict.CLEAN

    def test_a_header_in_mcg_and_a_solution_in_mg_agree(self) -> None:
        head = "# solution 1: 20 mg in 250 mL\nstep,solution,rate (mL/h),minutes,volume,dose (mcg)\n"
        text = head + "1,1,2,15,0.5,40\n2,1,5,15,1.25,100"

        assert lint(text).verdict is Verdict.CLEAN

    def test_mg_and_units_do_not_mix(self) -> None:
        result = lint("step,dose,cumulative\n1,500 mg,500 mg\n2,100 units,600 mg")

        assert not any("-" in item.expected for item in result.faults)


class TestZeroDoses:
    HEAD = "# solution 1: 250 mL, 0.8 mg/mL\nstep,solution,rate_ml_h,minutes,volume_ml,dose\n"

    def test_a_lost_dose_is_a_fault(self) -> None:
        result = lint(self.HEAD + "1,1,5,15,1.25,1\n2,1,10,15,2.5,2\n3,1,20,15,5,0\n4,1,40,15,10,8")

        assert [(item.place.step, item.expected) for item in result.faults] == [("3", "4")]

    def test_a_dose_rounded_to_nothing_is_rounding(self) -> None:
        text = self.HEAD.replace("0.8", "0.008") + "1,1,2,15,0.5,0.00\n2,1,10,15,2.5,0.02\n3,1,20,15,5,0.04"

        assert lint(text).verdict is Verdict.CLEAN


class TestDecimalCommas:
    TEXT = "step;solution;rate_ml_h;minutes;volume_ml\n1;1;2;15;0,5\n2;1;5;15;1,25\n3;1;10;15;2,5"

    def test_h_39_are_refused_until_they_are_declared(self) -> None:
        with pytest.raises(UnreadableTable, match="declare the decimal comma"):
            lint(self.TEXT)

    def test_are_read_when_declared(self) -> None:
        assert lint(self.TEXT, decimal_comma=True).verdict is Verdict.CLEAN


class TestRowsThatRepeat:
    def test_a_repeated_step_number_is_said_and_both_rows_are_checked(self) -> None:
        result = lint("step,rate_ml_h,minutes,volume_ml\n1,2,15,0.5\n1,5,15,12.5\n3,10,15,2.5")

        assert [item.place.step for item in result.faults] == ["1 (row 2)"]
        assert "LINT-23" in {item.code for item in result.findings}

    def test_a_swapped_solution_number_is_found_without_solution_lines(self) -> None:
        rows = [f"{n},{1 if n < 5 else 2},{rate},15,{rate / 4},{rate / 4 * (1 if n < 5 else 10)}" for n, rate in
                enumerate((2, 4, 8, 16, 4, 8, 16, 32), 1)]  # fmt: skip
        rows[0] = rows[0].replace("1,1,", "1,2,", 1)

        assert [
            item.place.step for item in lint("step,solution,rate,minutes,volume,dose\n" + "\n".join(rows)).faults
        ] == ["1"]


class TestTablesOfTheWard:
    def test_significant_figures_are_rounding(self) -> None:
        text = """step,solution,rate_ml_h,minutes,volume_ml,dose,cumulative
9,3,10,15,2.5,19.8,35.6
10,3,20,15,5,39.7,75.3
11,3,40,15,10,79.4,154.6
12,3,80,174.4,232.5,1845.4,2000
1,1,2,15,0.5,0.04,0.04"""

        assert [item for item in lint(text).faults if item.place.cell == "dose"] == []

    def test_a_single_rounded_row_among_exact_ones_is_rounding(self) -> None:
        csv = table(
            stepward.plan("12-step", drug="x", target="2000 mg").exact,
            {"dose": None, "volume": None, "minutes": None, "strength": None},
            columns=COLUMNS,
            solutions=True,
        )

        assert lint(csv.replace("79.3704,154.6382", "79.4,154.6")).verdict is Verdict.CLEAN
