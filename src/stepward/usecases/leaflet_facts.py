"""What a plan says that a patient is told, and nothing that it does not say.

Source: STEPWARD-SAFETY, H-37.
"""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.core.protocols.protocol import Kind, TargetIs


class NoLeaflet(Refusal):
    """No sheet is printed from this plan; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a plan says that a patient is told: `minutes` and `dose` are unknown where it does not say them."""

    drug: str
    steps: int
    minutes: Fraction | None
    days: int
    dose: Fraction | None
    unit: str
    rule: str
    rule_sources: tuple[str, ...]


def facts_of(plan: Plan, drug: str) -> Facts:
    """Read the facts from a plan; `drug` is its name as staff see it.

    Raises:
        NoLeaflet: if the plan is no desensitization, is blocked, or has no steps.
    """
    ladder = plan.effective
    if plan.protocol.kind is not Kind.DESENSITIZATION:
        msg = f"This plan is a {plan.protocol.kind.words}, so no sheet on desensitization is printed."
        raise NoLeaflet(msg)
    if plan.is_blocked or not ladder.steps:
        msg = "The plan is blocked or has no steps, so no sheet is printed."
        raise NoLeaflet(msg)
    days = len({step.day for step in ladder.steps if step.day is not None})
    is_told = plan.protocol.target_is is not TargetIs.NONE
    return Facts(
        drug=drug,
        steps=len(ladder.steps),
        minutes=ladder.total_duration.value if ladder.is_timed and days <= 1 else None,
        days=days,
        dose=plan.order.target.amount.value if is_told else None,
        unit=plan.order.target.amount.unit,
        rule=plan.protocol.tolerance_rule,
        rule_sources=plan.protocol.sources,
    )
