"""Lint: every cell of a printed table that the others determine is computed again.

Cells are text, and a number can mean anything that rounds to it as printed. What a table sets is exact: rates, times
of timed steps, bag volumes, drawn volumes. What follows from it is rounded: volumes, doses, sums, times that close a
sum. A cell that contradicts the others beyond that is a FAULT, laid where its correction satisfies the most cells.

| code | what is checked |
|---|---|
| LINT-01 to LINT-03 | volume, rate, time of a step |
| LINT-04, LINT-05 | strength, amount and volume of a solution |
| LINT-06 | dose: volume times strength, or what the sums need |
| LINT-07, LINT-08 | cumulative doses and subtotals; a slip carried on |
| LINT-09 | target dose |
| LINT-10 | total and running times |
| LINT-11 | shares in percent |
| LINT-12, LINT-13 | fold increase; doses that do not rise |
| LINT-14 to LINT-17 | preparation, powder volume, enough made, dilution |
| LINT-18 to LINT-21 | escalation rule, components, outcomes, head of a table without steps |
| LINT-22, LINT-23 | a cell that is left open; a step number printed twice |
"""

from stepward.core.lint.nearest import Near, nearest
from stepward.core.lint.result import (
    CellState,
    LintFinding,
    LintResult,
    LintSeverity,
    Place,
    Verdict,
)
from stepward.core.lint.table import lint_table

__all__ = [
    "CellState",
    "LintFinding",
    "LintResult",
    "LintSeverity",
    "Near",
    "Place",
    "Verdict",
    "lint_table",
    "nearest",
]
