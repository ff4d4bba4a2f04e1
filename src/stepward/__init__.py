"""Stepward: rapid drug desensitization, planned and checked exactly.

>>> import stepward
>>> plan = stepward.plan("12-step", drug="ceftazidime", target="2000 mg")
>>> str(plan.exact.total_dose)
'2000 mg'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from stepward.core.lint import LintResult
    from stepward.core.protocols.protocol import Protocol
    from stepward.core.screening.assessment import Assessment
    from stepward.shells.library import NotebookPlan

__version__ = "0.1.0"
__all__ = ["__version__", "lint", "plan", "protocol", "protocols", "screen"]


def plan(
    protocol: str,
    *,
    drug: str,
    target: str,
    bag_volume: str = "",
    final_rate: str = "",
    pump_increment: str = "",
    syringe_increment: str = "",
    stock: str = "",
    weight: str = "",
    height: str = "",
) -> NotebookPlan:
    """Compute a checked plan; amounts are text with units: mg, mcg, units, mL, mL/h, kg, cm.

    Raises:
        stepward.core.findings.Refusal: if the protocol is unknown, or a text is ambiguous or of the wrong kind of unit.

    Source: the protocol's own, listed in `plan.protocol.sources`.
    """
    from stepward.shells import library
    from stepward.usecases.planning import PlanRequest

    return library.plan(
        PlanRequest(
            protocol=protocol, drug=drug, target=target, bag_volume=bag_volume, final_rate=final_rate,
            pump_increment=pump_increment, syringe_increment=syringe_increment, stock=stock, weight=weight,
            height=height,
        )
    )  # fmt: skip


def protocol(protocol_id: str) -> Protocol:
    """Find a published protocol by its id.

    Raises:
        stepward.adapters.catalogue.shipped.UnknownProtocol: if there is none.
    """
    from stepward.adapters.catalogue import shipped

    return shipped.protocol(protocol_id)


def protocols() -> tuple[Protocol, ...]:
    """List all published protocols, desensitizations and others; `kind` tells them apart."""
    from stepward.adapters.catalogue import shipped

    return shipped.protocols()


def lint(file: str | Path) -> LintResult:
    """Check a printed table, YAML or CSV, cell by cell.

    Raises:
        stepward.core.findings.Refusal: if the file cannot be read as a table.
    """
    from stepward.shells import library

    return library.lint(file)


def screen(case: str | Path | Mapping[str, Any]) -> Assessment:
    """Screen a case, a JSON file or an object of its form: verdict, place of care, protocols, findings.

    Raises:
        stepward.core.findings.Refusal: if the case cannot be read.
    """
    from stepward.shells import screening

    return screening.screen(case)
