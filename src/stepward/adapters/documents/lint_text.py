"""What lint found, as the JSON object of the contract and for a terminal."""

import re
from collections.abc import Iterable
from typing import Any
from typing import Protocol as Shape

from stepward.core.lint import LintFinding, LintResult, LintSeverity, Near, Verdict
from stepward.core.quantities import exact_text, people_text

_STEP_NUMBER = re.compile(r"[0-9]{1,6}")
WORDS = {
    Verdict.CLEAN: "clean: all cells agree",
    Verdict.FAULTS: "faults",
    Verdict.NOT_CHECKABLE: "not checkable: no cell determines another",
    Verdict.UNREADABLE: "unreadable",
}


class Report(Shape):
    """What lint says of one file."""

    @property
    def name(self) -> str:
        """The file."""

    @property
    def verdict(self) -> Verdict:
        """The verdict."""

    @property
    def result(self) -> LintResult | None:
        """What was found, where it could be read."""

    @property
    def nearest(self) -> tuple[Near, ...]:
        """The nearest published tables."""

    @property
    def reason(self) -> str:
        """Why it could not be read."""


def lint_json(reports: Iterable[Report]) -> dict[str, Any]:
    """Write the reports as the contract's object."""
    return {"files": [_file(report) for report in reports]}


def _file(report: Report) -> dict[str, Any]:
    result = report.result
    row: dict[str, Any] = {
        "file": report.name,
        "verdict": report.verdict.value,
        "cells_checked": 0 if result is None else result.cells_checked,
        "cells_undetermined": 0 if result is None else result.cells_undetermined,
        "findings": [] if result is None else [_finding(item) for item in result.findings],
        "nearest": [
            {"id": near.id, "distance": exact_text(near.distance), "differences": list(near.differences)}
            for near in report.nearest
        ],
    }
    return row | ({"reason": report.reason} if report.reason else {})


def _finding(item: LintFinding) -> dict[str, Any]:
    row: dict[str, Any] = {"code": item.code, "severity": item.severity.value}
    if item.place.step:
        row["step"] = int(item.place.step) if _STEP_NUMBER.fullmatch(item.place.step) else item.place.step
    if item.place.solution:
        row["solution"] = item.place.solution
    return row | {
        "cell": item.place.cell,
        "printed": item.printed,
        "expected": item.expected,
        "message": item.message,
    }


def lint_lines(reports: Iterable[Report]) -> str:
    """Write the reports for a terminal."""
    return "\n\n".join("\n".join(_lines(report)) for report in reports)


def _words(result: LintResult) -> str:
    """Say a verdict without faults; cells that could not be read are never called agreeing."""
    unread = sum(item.severity is LintSeverity.OPEN for item in result.findings)
    if unread and result.verdict is Verdict.CLEAN:
        return f"clean: the cells that could be checked agree, {unread} are left open"
    return WORDS[result.verdict]


def _lines(report: Report) -> list[str]:
    result = report.result
    if result is None:
        return [f"{report.name}: unreadable: {report.reason}"]
    count = len(result.faults)
    verdict = (
        f"{count} {'cell contradicts' if count == 1 else 'cells contradict'} the others" if count else _words(result)
    )
    lines = [
        f"{report.name}: {verdict}",
        f"{result.cells_checked} cells checked, {result.cells_undetermined} that nothing determines",
    ]
    for item in result.findings:
        place = item.place
        where = f"step {place.step}, " if place.step else f"solution {place.solution}, " if place.solution else ""
        expected = f", expected {item.expected}" if item.expected else ""
        lines.append(
            f"{item.severity.value:<6} {item.code}  {where}{place.cell}: {item.printed}{expected}. {item.message}"
        )
    for near in report.nearest:
        distance = people_text(near.distance, places=4)
        lines.append(
            f"NEAR   {near.id} (distance {distance})" + (f": {'; '.join(near.differences)}" if near.differences else "")
        )
    return lines
