"""One slip is one fault, on the cell whose correction makes the most cells agree."""

import pytest

from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import CellState, LintResult, Verdict, lint_table

HEAD = "# solution 1: 250 mL, 0.08 mg/mL\n# solution 2: 250 mL, 0.8 mg/mL\n# solution 3: 250 mL, 7.937 mg/mL\n"
COLUMNS = ("step", "solution", "rate_ml_h", "minutes", "volume_ml", "dose", "cumulative")
ROWS = (
    "1,1,2,15,0.5,0.04,0.04",
    "2,1,5,15,1.25,0.1,0.14",
    "3,1,10,15,2.5,0.2,0.34",
    "4,1,20,15,5,0.4,0.74",
    "5,2,5,15,1.25,1,1.74",
    "6,2,10,15,2.5,2,3.74",
    "7,2,20,15,5,4,7.74",
    "8,2,40,15,10,8,15.74",
    "9,3,10,15,2.5,19.843,35.583",
    "10,3,20,15,5,39.685,75.268",
    "11,3,40,15,10,79.37,154.638",
    "12,3,80,174.375,232.5,1845.362,2000",
)


def lint(text: str) -> LintResult:
    return lint_table(read_printed(text.encode(), name="sheet.csv"))


def sheet(*changes: tuple[int, str, str], columns: tuple[str, ...] = COLUMNS, head: str = HEAD) -> LintResult:
    """Print the standard ladder with some cells changed and some columns left out."""
    rows = [dict(zip(COLUMNS, row.split(","), strict=True)) for row in ROWS]
    for step, column, text in changes:
        rows[step - 1][column] = text
    lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
    return lint(head + "\n".join(lines))


def faults(result: LintResult) -> list[tuple[str, str, str]]:
    return [(item.place.step or item.place.solution, item.place.cell, item.expected) for item in result.faults]


class TestTheInventedSheet:
    def test_has_its_five_faults_and_no_other(self) -> None:
        result = sheet(
            (3, "volume_ml", "25"), (6, "dose", "0.2"), (8, "cumulative", "15.34"), (10, "rate_ml_h", "2"),
            (12, "minutes", "147.375"),
        )  # fmt: skip

        assert faults(result) == [
            ("3", "volume_ml", "2.5"),
            ("6", "dose", "2"),
            ("8", "cumulative", "15.74"),
            ("10", "rate_ml_h", "20"),
            ("12", "minutes", "174.375"),
        ]
        assert [item.message for item in result.faults] == [
            "10 mL/h for 15 min is 2.5 mL. Ten times too large.",
            "2.5 mL of 0.8 mg/mL is 2 mg. Ten times too small.",
            "The doses of steps 1 to 8 add up to 15.74 mg.",
            "5 mL in 15 min is 20 mL/h. Ten times too small.",
            "232.5 mL at 80 mL/h takes 174.375 min. Two digits are swapped.",
        ]

    def test_is_clean_when_corrected(self) -> None:
        result = sheet()

        assert result.verdict is Verdict.CLEAN
        assert (result.cells_checked, result.cells_undetermined) == (63, 3)


class TestOneSlip:
    @pytest.mark.parametrize(
        ("step", "column", "text", "expected"),
        [
            (2, "rate_ml_h", "6", "5"),
            (2, "minutes", "25", "15"),
            (2, "minutes", "5", "15"),
            (11, "rate_ml_h", "4", "40"),
            (12, "rate_ml_h", "81", "80"),
            (12, "volume_ml", "223.5", "232.5"),
            (9, "dose", "18.843", "19.8425"),
            (9, "cumulative", "35.853", "35.583"),
            (12, "cumulative", "2100", "2000"),
            (1, "dose", "0.4", "0.04"),
        ],
    )
    def test_is_laid_on_its_own_cell(self, step: int, column: str, text: str, expected: str) -> None:
        assert faults(sheet((step, column, text))) == [(str(step), column, expected)]

    @pytest.mark.parametrize("columns", [(*COLUMNS[:4], *COLUMNS[5:]), COLUMNS[:6], (*COLUMNS[:4], "dose")])
    @pytest.mark.parametrize(
        ("step", "column", "text", "expected"),
        [(6, "rate_ml_h", "1", "10"), (6, "minutes", "51", "15"), (6, "dose", "20", "2"), (7, "dose", "5", "4")],
    )
    def test_is_laid_right_with_fewer_columns(
        self, columns: tuple[str, ...], step: int, column: str, text: str, expected: str
    ) -> None:
        assert faults(sheet((step, column, text), columns=columns)) == [(str(step), column, expected)]

    @pytest.mark.parametrize(
        ("step", "column", "text", "expected"),
        [(3, "rate_ml_h", "100", "10"), (3, "minutes", "20", "15"), (3, "volume_ml", "3.5", "2.5")],
    )
    def test_is_laid_by_its_digits_where_only_three_cells_speak(
        self, step: int, column: str, text: str, expected: str
    ) -> None:
        result = sheet((step, column, text), columns=COLUMNS[:5], head="")

        assert faults(result) == [(str(step), column, expected)]

    def test_total_minutes_tell_time_from_rate(self) -> None:
        rows = "- {n: 1, rate_mL_h: 10, minutes: 12, volume_mL: 2}\n- {n: 2, rate_mL_h: 12, minutes: 20, volume_mL: 5}"

        for total, cell in (("32", "rate_mL_h"), ("35", "minutes")):
            result = lint_table(read_printed(f"id: x\ntotal_minutes: {total}\nsteps:\n{rows}".encode(), name="x.yaml"))
            assert (("2", cell) in {(place, key) for place, key, _ in faults(result)}) == (total == "35"), result.faults

    def test_hours_are_judged_as_minutes_are(self) -> None:
        rows = "- {n: 1, rate_mL_h: 10, hours: 2, volume_mL: 20}\n- {n: 2, rate_mL_h: 10, hours: 4, volume_mL: 20}"

        result = lint_table(read_printed(f"id: x\nsteps:\n{rows}".encode(), name="x.yaml"))

        assert len(result.faults) == 1


class TestDrawnVolumes:
    HEAD = "# solution A: 0.1 mg/mL\n# solution B: 1 mg/mL\nstep,solution,volume_ml,dose,cumulative\n"
    ROWS = (
        "1,A,1,0.1,0.1",
        "2,A,2,0.2,0.3",
        "3,A,4,0.4,0.7",
        "4,A,8,0.8,1.5",
        "5,B,1,1,2.5",
        "6,B,2,2,4.5",
        "7,B,4,4,8.5",
    )

    def sheet(self, step: int, column: int, text: str, *, width: int = 5) -> LintResult:
        rows = [row.split(",") for row in self.ROWS]
        rows[step - 1][column] = text
        head = self.HEAD if width == len(rows[0]) else self.HEAD.replace(",cumulative", "")
        return lint(head + "\n".join(",".join(row[:width]) for row in rows))

    @pytest.mark.parametrize(
        ("step", "column", "text", "expected"),
        [
            (3, 2, "40", ("3", "volume_ml", "4")),
            (3, 3, "0.6", ("3", "dose", "0.4")),
            (3, 4, "0.9", ("3", "cumulative", "0.7")),
            (7, 4, "85", ("7", "cumulative", "8.5")),
        ],
    )
    def test_a_slip_is_laid_right(self, step: int, column: int, text: str, expected: tuple[str, str, str]) -> None:
        assert faults(self.sheet(step, column, text)) == [expected]

    @pytest.mark.parametrize(
        ("column", "text", "expected"), [(2, "40", ("3", "volume_ml", "4")), (3, "4", ("3", "dose", "0.4"))]
    )
    def test_a_slip_is_laid_right_without_sums(self, column: int, text: str, expected: tuple[str, str, str]) -> None:
        assert faults(self.sheet(3, column, text, width=4)) == [expected]


class TestSums:
    def test_a_dose_that_nothing_else_determines_is_blamed_for_all_sums_after_it(self) -> None:
        result = lint("step,dose,cumulative\n1,1,1\n2,3,3\n3,4,7\n4,8,15")

        assert faults(result) == [("2", "dose", "2")]

    def test_a_slip_that_is_carried_on_is_one_fault(self) -> None:
        result = sheet((6, "cumulative", "4.74"), (7, "cumulative", "8.74"), (8, "cumulative", "16.74"))

        assert faults(result) == [("6", "cumulative", "3.74")]
        assert {item.place.step for item in result.findings if item.code == "LINT-08"} == {"7", "8"}

    def test_two_slips_are_two_faults(self) -> None:
        assert faults(sheet((3, "cumulative", "0.43"), (9, "cumulative", "53.583"))) == [
            ("3", "cumulative", "0.34"),
            ("9", "cumulative", "35.583"),
        ]

    def test_the_target_tells_a_last_dose_from_a_last_sum(self) -> None:
        text = "# target: 15 mg\nstep,dose,cumulative\n1,1,1\n2,2,3\n3,4,7\n4,7,15"

        assert faults(lint(text)) == [("4", "dose", "8")]

    def test_a_dose_that_is_not_printed_starts_the_sum_anew(self) -> None:
        result = lint("step,dose,cumulative\n1,1,1\n2,,4\n3,4,8\n4,8,18")

        assert faults(result) == [("4", "cumulative", "16")]


class TestSolutions:
    TEXT = "id: x\ndose_unit: mg\nsolutions:\n"

    def judge(self, *rows: str) -> list[tuple[str, str, str]]:
        return faults(lint_table(read_printed((self.TEXT + "\n".join(rows)).encode(), name="x.yaml")))

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("{id: B, volume_mL: 250, concentration: 0.2 mg/mL, amount: 5 mg}", ("B", "amount", "50")),
            ("{id: B, volume_mL: 250, concentration: 0.02 mg/mL, amount: 50 mg}", ("B", "concentration", "0.2")),
            ("{id: B, volume_mL: 520, concentration: 0.20 mg/mL, amount: 50 mg}", ("B", "volume_mL", "250")),
        ],
    )
    def test_what_fits_the_other_solutions_is_right(self, row: str, expected: tuple[str, str, str]) -> None:
        found = self.judge(
            "- {id: A, volume_mL: 250, concentration: 0.02 mg/mL, amount: 5 mg}", f"- {row}",
            "- {id: C, volume_mL: 250, concentration: 2.00 mg/mL, amount: 500 mg}",
        )  # fmt: skip

        assert found == [expected]

    def test_steps_outvote_a_printed_strength(self) -> None:
        assert faults(sheet(head=HEAD.replace("0.8 mg", "8 mg"))) == [("2", "concentration", "0.8")]

    def test_a_strength_alone_is_not_checked(self) -> None:
        result = lint_table(read_printed(b"id: x\nsolutions: [{id: A, concentration: 2 mg/mL}]", name="x.yaml"))

        assert set(result.cells.values()) == {CellState.UNDETERMINED}
