"""How the lines are primed and flushed, and the band of the second opinion, as JSON and for a terminal."""

from typing import Any

from stepward.adapters.documents.plan_json import amount_json
from stepward.core.delivery.priming import EndFlush, PrimingPlan
from stepward.core.quantities import Volume, exact_text, people_text
from stepward.simulation import Band

DIGITS = 6


def priming_json(plan: PrimingPlan) -> dict[str, Any]:
    """Write which line is filled with what, the flush, the cost, and the proof."""
    return {
        "fills": [
            {
                "solution": fill.solution,
                "line_holds_ml": fill.holds.exact,
                "run_in_ml": fill.run_in.exact,
                "discard_ml": fill.discard.exact,
            }
            for fill in plan.fills
        ],
        "shared_ml": plan.shared.exact,
        "flush": None if plan.flush is None else _flush(plan.flush),
        "taken_ml": {str(number): volume.exact for number, volume in sorted(plan.taken.items())},
        "extra_ml": {str(number): volume.exact for number, volume in sorted(plan.extra.items())},
        "thrown_away": amount_json(plan.thrown_away),
        "gives_every_step": plan.gives_every_step,
        "dose_at_vein": amount_json(plan.given),
        "unplanned_rises": [
            {
                "at_minutes": exact_text(rise.at_minutes),
                "step": rise.step,
                "factor": None if rise.factor is None else exact_text(rise.factor),
                "planned": None if rise.planned is None else exact_text(rise.planned),
            }
            for rise in plan.unplanned
        ],
    }


def _flush(flush: EndFlush) -> dict[str, Any]:
    return {
        "solution": flush.solution,
        "highest_rate_ml_per_h": flush.rate.exact,
        "instead_of_the_bag_ml": flush.instead.exact,
        "after_the_last_step_ml": flush.after_end.exact,
        "minutes": exact_text(flush.minutes.value),
    }


def band_json(band: Band, *, unit: str) -> dict[str, Any]:
    """Write the drug at the vein by every model; numbers of the second opinion are floating point, six digits."""
    return {
        "models": list(band.curves),
        "inner_diameter_mm": _digits(band.inner_diameter_mm),
        "diffusivity_m2_per_s": _digits(band.diffusivity),
        "diameter_and_diffusivity": "assumed",
        "unit": unit,
        "steps": [
            {
                "number": number,
                "low": _digits(band.step_range(number)[0]),
                "high": _digits(band.step_range(number)[1]),
                **{name: _digits(curve.step_doses[row]) for name, curve in band.curves.items()},
                "taylor_holds": band.taylor_holds[number],
            }
            for row, number in enumerate(band.steps)
        ],
        "left_in_line": {name: _digits(curve.left_in_line) for name, curve in band.curves.items()},
    }


def _digits(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def priming_text(plan: PrimingPlan) -> str:
    """Write the priming and flushing plan for a terminal."""
    if not plan.fills:
        return "Priming: no line to fill."
    lines = ["Priming and flushing"]
    for fill in plan.fills:
        away = "" if fill.discard.is_zero else f", the first {fill.discard.people()} to waste"
        lines.append(f"  Line of solution {fill.solution}: run in {fill.run_in.people()}{away}")
    if plan.flush is not None:
        volume, rate = plan.flush.volume.people(), plan.flush.rate.people()
        time = people_text(plan.flush.minutes.value, places=1)
        lines.append(f"  Flush at the end: {volume} of saline at {rate} at most, {time} min")
    lines.append(f"  The lines take besides the steps: {_volumes(plan.taken)}")
    lines.append(f"  To make beyond the plan: {_volumes(plan.extra)}")
    proof = "every step gives what is ordered" if plan.gives_every_step else "not every step gives what is ordered"
    lines.append(f"  Run through these lines, {proof}: {plan.given.people()} in all")
    return "\n".join(lines).replace("\u00a0", " ")


def _volumes(volumes: dict[int, Volume]) -> str:
    parts = [f"solution {number}: {volume.people()}" for number, volume in sorted(volumes.items()) if volume.value]
    return ", ".join(parts) or "nothing"


def band_text(band: Band, *, unit: str) -> str:
    """Write the band of every step for a terminal."""
    names = list(band.curves)
    lines = [
        f"Second opinion, {unit} at the vein (tube of {band.inner_diameter_mm:g} mm, assumed)",
        f"{'Step':<6}" + "".join(f"{name:>14}" for name in names),
    ]
    for row, number in enumerate(band.steps):
        doses = "".join(f"{band.curves[name].step_doses[row]:>14.4g}" for name in names)
        lines.append(f"{number:<6}{doses}{'' if band.taylor_holds[number] else '  no Taylor'}")
    lines.append("no Taylor: too fast to even out across the tube; dispersed is unsure, see laminar to plug.")
    return "\n".join(lines)
