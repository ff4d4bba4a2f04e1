"""A plan as the JSON object of the command-line contract: amounts are decimal strings, never floats."""

from typing import Any

from stepward.core.findings import Finding
from stepward.core.protocols.plan import Ladder, Plan, PlannedSolution, PlannedStep
from stepward.core.quantities import Amount, Quantity, Strength

Json = dict[str, Any]


def plan_json(plan: Plan) -> Json:
    """Write a plan as the contract's object; the amounts are the exact ones, `as_set` and `as_made` the rounded."""
    rounded = plan.as_set
    made = {item.number: item for item in rounded.solutions} if rounded else {}
    set_steps = {item.number: item for item in rounded.steps} if rounded else {}
    target = plan.order.target
    return {
        "protocol": {
            "id": plan.protocol.id,
            "version": plan.protocol.version,
            "title": plan.protocol.title,
            "evidence": plan.protocol.evidence.value,
            "sources": list(plan.protocol.sources),
        },
        "drug": plan.order.drug,
        "target_dose": amount_json(target.amount),
        **({"target_formula": target.formula} if target.formula else {}),
        "target_is": plan.protocol.target_is.value,
        "solutions": [
            solution_json(item) | ({"as_made": solution_json(made[item.number])} if item.number in made else {})
            for item in plan.exact.solutions
        ],
        "steps": [
            step_json(item) | ({"as_set": step_json(set_steps[item.number])} if item.number in set_steps else {})
            for item in plan.exact.steps
        ],
        "total_minutes": total_minutes(plan.exact),
        **({"as_set_total_minutes": total_minutes(rounded)} if rounded else {}),
        "findings": [finding_json(item) for item in plan.findings],
    }


def amount_json(amount: Amount | Strength) -> dict[str, str]:
    """Write an amount as value and unit."""
    return {"value": amount.exact, "unit": amount.unit}


def total_minutes(ladder: Ladder) -> str | None:
    """Write the minutes of all steps and waits; nothing where the source leaves one of them open."""
    return ladder.total_duration.exact if ladder.is_timed else None


def _text(quantity: Quantity | None) -> str | None:
    return None if quantity is None else quantity.exact


def solution_json(item: PlannedSolution) -> Json:
    """Write one solution; a volume that nobody states is left out."""
    row: Json = {"number": item.number}
    if item.name:
        row["name"] = item.name
    if item.volume is not None and item.amount is not None:
        row |= {"volume_ml": item.volume.exact, "amount": amount_json(item.amount)}
    row |= {"concentration": amount_json(item.strength), "infused_ml": item.infused.exact}
    return row


def step_json(step: PlannedStep) -> Json:
    """Write one step; what the source does not determine is left out."""
    texts = {
        "solution": step.solution,
        "route": step.route,
        "rate_ml_per_h": _text(step.rate),
        "minutes": _text(step.duration),
        "wait_minutes": None if step.wait is None or step.wait.is_zero else step.wait.exact,
        "volume_ml": _text(step.volume),
        "day": step.day,
        "drug": step.drug or None,
        "note": step.note or None,
    }
    row: Json = {"number": step.number} | {key: value for key, value in texts.items() if value is not None}
    if step.delivers_nothing:
        row["delivers_nothing"] = True
    row["dose"] = amount_json(step.dose)
    row["cumulative_dose"] = amount_json(step.cumulative_dose)
    return row


def finding_json(finding: Finding) -> Json:
    """Write one finding; the step is left out where it is about the whole plan."""
    row: Json = {"code": finding.code, "severity": finding.severity.value}
    if finding.step is not None:
        row["step"] = finding.step
    row |= {"message": finding.message, "source": finding.source}
    if finding.action:
        row["action"] = finding.action
    return row
