"""What the vein gets, as the JSON object of the contract and for a terminal."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stepward.adapters.documents.line_json import band_json, band_text, priming_json, priming_text
from stepward.adapters.documents.plan_json import amount_json, finding_json
from stepward.adapters.documents.tables import finding_text, plain
from stepward.core.delivery.priming import PrimingPlan
from stepward.core.delivery.vein import Jump, Vein
from stepward.core.findings import Finding
from stepward.core.quantities import exact_text, people_text
from stepward.simulation import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the figures at the vein: the repair, and the second opinion."""

    priming: PrimingPlan
    band: Band


def vein_json(vein: Vein, findings: Iterable[Finding], beside: Beside | None = None) -> dict[str, Any]:
    """Write the figures at the vein; amounts are decimal strings, minutes count from the start."""
    unit = vein.left_in_line.unit
    more = (
        {} if beside is None else {"priming": priming_json(beside.priming), "band": band_json(beside.band, unit=unit)}
    )
    return {
        "first_drug_minutes": None if vein.first_drug_minutes is None else exact_text(vein.first_drug_minutes),
        "silent_steps": list(vein.silent_steps),
        "largest_dose_rate_jump": _jump(vein.largest_jump),
        "largest_instant_jump": _jump(vein.largest_instant_jump),
        "left_in_line": amount_json(vein.left_in_line),
        "left_in_line_percent": exact_text(vein.left_share * 100),
        "steps": [
            {
                "number": step.number,
                "dose_ordered": amount_json(step.ordered),
                "dose_at_vein": amount_json(step.at_vein),
            }
            for step in vein.steps
        ],
        "flush": None
        if vein.flush is None
        else {
            "volume_ml": vein.flush.volume.exact,
            "rate_ml_per_h": vein.flush.rate.exact,
            "minutes": exact_text(vein.flush.volume.value * 60 / vein.flush.rate.value),
            "brings": amount_json(vein.flush.brings),
        },
        "findings": [finding_json(item) for item in findings],
        **more,
    }


def _jump(jump: Jump | None) -> dict[str, str] | None:
    return None if jump is None else {"factor": exact_text(jump.factor), "from_minutes": exact_text(jump.at_minutes)}


def vein_text(vein: Vein, findings: Iterable[Finding], beside: Beside | None = None) -> str:
    """Write the figures at the vein for a terminal."""
    unit = vein.left_in_line.unit
    lines = [f"{'Step':<6}{'Ordered ' + unit:>18}{'At the vein ' + unit:>22}{'Share':>10}"]
    for step in vein.steps:
        share = Fraction(0) if step.ordered.is_zero else step.at_vein.per(step.ordered)
        ordered, given = people_text(step.ordered.value), people_text(step.at_vein.value)
        lines.append(f"{step.number:<6}{ordered:>18}{given:>22}{people_text(share * 100, places=1) + ' %':>10}")
    first = vein.first_drug_minutes
    arrival = "never" if first is None else f"after {people_text(first, places=1)} min"
    lines += ["", f"First drug at the vein: {arrival}"]
    lines += [f"Left in the line: {plain(vein.left_in_line.people())}", ""]
    if beside is not None:
        lines += [priming_text(beside.priming), "", band_text(beside.band, unit=unit), ""]
    return "\n".join([*lines, *(finding_text(item) for item in findings)])
