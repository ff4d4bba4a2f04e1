"""A whole table: every check in order, then the verdict."""

from dataclasses import replace

from stepward.core.lint.cells import check_solutions, check_steps
from stepward.core.lint.claims import check_claims
from stepward.core.lint.ladder import NUMERIC, ReadLadder, read_ladder
from stepward.core.lint.preparation import check_preparations
from stepward.core.lint.reading import read_number
from stepward.core.lint.result import CellState, LintFinding, LintResult, LintSeverity, Place, Sheet, Verdict
from stepward.core.lint.sums import (
    check_cumulative,
    check_percents,
    check_rises,
    check_subtotals,
    check_totals,
    dose_spans,
)
from stepward.core.protocols.printed import PrintedTable

SOLUTION_CELLS = ("volume_mL", "concentration", "amount", "percent_of_dose", "dilution", "volume_infused_mL")
ABSENT = ("", "-", "–", "na", "n/a")
STEP_CELLS = (*NUMERIC, "percent_of_dose", "dose.TMP", "dose.SMX", "fold_increase", "concentration", "tablets")


def lint_table(table: PrintedTable) -> LintResult:
    """Check every cell that the others determine."""
    table, repeated = _with_own_names(table)
    sheet, ladder = Sheet(table), read_ladder(table)
    for name in repeated:
        place = Place(cell=table.shown("step"), step=name)
        sheet.leave_open("LINT-23", place, printed=name, message="This step number is printed twice.")
    check_solutions(sheet, ladder)
    doses = dose_spans(ladder, check_steps(sheet, ladder))
    check_cumulative(sheet, ladder, doses)
    check_totals(sheet, ladder, doses)
    check_subtotals(sheet, ladder, doses)
    check_percents(sheet, ladder)
    check_rises(sheet, ladder)
    check_preparations(sheet, ladder)
    check_claims(sheet, ladder)
    _list_the_rest(sheet, ladder)
    checked = any(state in {CellState.EXACT, CellState.ROUNDING, CellState.FAULT} for state in sheet.cells.values())
    faulty = any(item.severity is LintSeverity.FAULT for item in sheet.findings)
    verdict = Verdict.FAULTS if faulty else Verdict.CLEAN if checked else Verdict.NOT_CHECKABLE
    findings = tuple(sorted(sheet.findings, key=lambda item: _order(table, item)))
    return LintResult(table=table, verdict=verdict, findings=findings, cells=dict(sheet.cells))


def _with_own_names(table: PrintedTable) -> tuple[PrintedTable, tuple[str, ...]]:
    """Tell rows apart whose printed number is repeated, by their position."""
    seen: set[str] = set()
    steps, repeated = [], []
    for position, row in enumerate(table.steps, 1):
        name = row.name
        if name in seen and name.isdigit():
            name = f"{row.name} (row {position})"
            repeated.append(name)
        seen.add(name)
        steps.append(replace(row, name=name))
    return replace(table, steps=tuple(steps)), tuple(repeated)


def _order(table: PrintedTable, finding: LintFinding) -> tuple[int, int]:
    """Put the solutions before the steps, each in the table's order, and the head last."""
    steps = [row.name for row in table.steps]
    solutions = [row.name for row in table.solutions]
    if finding.place.solution in solutions:
        return 0, solutions.index(finding.place.solution)
    return (1, steps.index(finding.place.step)) if finding.place.step in steps else (2, 0)


def _list_the_rest(sheet: Sheet, ladder: ReadLadder) -> None:
    """Count what nothing determines, and say which cells the table leaves open."""
    for row in ladder.rows:
        for key in STEP_CELLS:
            text, place = row.printed.get(key), sheet.step(row.printed, key)
            if text.casefold() in ABSENT or place in sheet.cells:
                continue
            if read_number(text) is None:
                sheet.leave_open("LINT-22", place, printed=text, message=f"“{text}” is no number: left open.")
            else:
                sheet.cells[place] = CellState.UNDETERMINED
    for solution in ladder.solutions.values():
        for key in SOLUTION_CELLS:
            place = sheet.solution(solution.printed, key)
            if solution.printed.get(key) and place not in sheet.cells:
                sheet.cells[place] = CellState.UNDETERMINED
