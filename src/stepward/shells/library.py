"""Stepward as a Python library: the same use cases, and plans that show themselves in a notebook."""

from dataclasses import fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.chart import dose_chart
from stepward.adapters.documents.tables import time_text
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Quantity, people_text
from stepward.usecases import planning
from stepward.usecases.planning import PlanRequest

if TYPE_CHECKING:
    from stepward.core.lint import LintResult


class NotebookPlan(Plan):
    """A plan that a notebook shows as a table, a chart and its findings."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Write the plan for a notebook."""
        ladder, unit = self.effective, self.order.target.amount.unit
        head = "".join(
            f"<th>{text}</th>"
            for text in (
                "Step",
                "Solution",
                "Rate mL/h",
                "Time min",
                "Volume mL",
                f"Dose {unit}",
                f"Given so far {unit}",
            )
        )
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td>{text}</td>"
                for text in (
                    str(step.number),
                    str(step.solution or ""),
                    *(_cell(item) for item in (step.rate, step.duration, step.volume, step.dose, step.cumulative_dose)),
                )
            )
            + "</tr>"
            for step in ladder.steps
        )
        findings = "".join(
            f"<li><b>{item.severity.value}</b> {escape(item.code)}: {escape(item.message)} "
            f"<small>[{escape(item.source)}]</small></li>"
            for item in self.findings
        )
        chart = dose_chart(ladder, unit=unit, theme="paper") if ladder.steps else ""
        title = f"{escape(self.order.drug)} {self.order.target.amount.people()}, {escape(self.protocol.title)}"
        return (
            f"<h3>{title}</h3><p>{time_text(ladder)}</p>{chart}"
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><ul>{findings}</ul>"
        )


def _cell(quantity: Quantity | None) -> str:
    return "" if quantity is None else people_text(quantity.value)


def plan(request: PlanRequest) -> NotebookPlan:
    """Compute the checked plan of a request with the shipped catalogue."""
    found = planning.plan(request, catalogue=shipped)
    return NotebookPlan(**{item.name: getattr(found, item.name) for item in fields(found)})


def lint(file: str | Path) -> "LintResult":
    """Check the printed table in a file."""
    from stepward.adapters.catalogue import printed_files  # noqa: PLC0415 - plans need no YAML
    from stepward.core.lint import lint_table  # noqa: PLC0415

    path = Path(file)
    return lint_table(printed_files.read_printed(path.read_bytes(), name=path.name))
