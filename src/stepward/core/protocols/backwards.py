"""The second, independent computation: backwards from pump volume and strength to the doses (H-35).

It shares no arithmetic with the forward path: whole numbers only, each value as a pair (numerator, denominator), and
none of the methods of the quantities. It looks only at what is printed on the plan.
"""

from stepward.core.findings import Finding, Severity
from stepward.core.protocols.plan import Ladder, PlannedStep
from stepward.core.protocols.protocol import TargetIs
from stepward.core.quantities import Amount, Quantity

Pair = tuple[int, int]
SAFETY = "STEPWARD-SAFETY"


def _pair(quantity: Quantity) -> Pair:
    return quantity.value.numerator, quantity.value.denominator


def _times(left: Pair, right: Pair) -> Pair:
    return left[0] * right[0], left[1] * right[1]


def _plus(left: Pair, right: Pair) -> Pair:
    return left[0] * right[1] + right[0] * left[1], left[1] * right[1]


def _equal(left: Pair, right: Pair) -> bool:
    return left[0] * right[1] == right[0] * left[1]


def _less(left: Pair, right: Pair) -> bool:
    return left[0] * right[1] < right[0] * left[1]


def verify_backwards(
    ladder: Ladder, *, target: Amount, target_is: TargetIs, is_rounded: bool, is_whole: bool
) -> tuple[Finding, ...]:
    """Recompute every step from what the pump pushes and the bag holds; any disagreement blocks."""
    wrong: list[tuple[int | None, str]] = []
    wrong += _strengths_that_disagree(ladder)
    strengths = {item.number: _pair(item.strength.per_ml) for item in ladder.solutions}
    total: Pair = (0, 1)
    pumped: dict[int, Pair] = {}
    for step in ladder.steps:
        wrong += [(step.number, text) for text in _step_disagrees(step, strengths)]
        total = _plus(total, _pair(step.dose))
        if not _equal(total, _pair(step.cumulative_dose)):
            wrong.append((step.number, "the doses so far do not add up to the cumulative dose"))
        if step.solution is not None and step.volume is not None:
            pumped[step.solution] = _plus(pumped.get(step.solution, (0, 1)), _pair(step.volume))
    wrong += _containers_that_disagree(ladder, pumped)
    if is_whole and not is_rounded and ladder.steps:
        reached = {TargetIs.CUMULATIVE: total, TargetIs.LAST_DOSE: _pair(ladder.steps[-1].dose)}.get(target_is)
        closes = any(item.volume is not None for item in ladder.solutions) and target_is is TargetIs.CUMULATIVE
        if closes and reached is not None and not _near(reached, _pair(target)):
            wrong.append((None, "the whole ladder does not give the target dose"))
    return tuple(
        Finding(
            code="VERIFY-01",
            severity=Severity.BLOCK,
            message=f"The second computation disagrees: {text}.",
            source=SAFETY,
            step=step,
        )
        for step, text in wrong
    )


def _near(reached: Pair, target: Pair) -> bool:
    """Tell whether two doses are within one percent: the exact sum is judged by SUM-01."""
    difference = _plus(reached, (-target[0], target[1]))
    size = (abs(difference[0]), difference[1])
    return not _less(_times(target, (1, 100)), size)


def _strengths_that_disagree(ladder: Ladder) -> list[tuple[int | None, str]]:
    return [
        (None, f"solution {item.number} holds another amount than strength times volume")
        for item in ladder.solutions
        if item.volume is not None
        and item.amount is not None
        and not _equal(_times(_pair(item.strength.per_ml), _pair(item.volume)), _pair(item.amount))
    ]


def _step_disagrees(step: PlannedStep, strengths: dict[int, Pair]) -> list[str]:
    found = []
    if step.rate is not None and step.duration is not None and step.volume is not None:
        hours = _times(_pair(step.duration), (1, 60))
        if not _equal(_times(_pair(step.rate), hours), _pair(step.volume)):
            found.append(f"step {step.number} pumps another volume than rate times time")
    if step.delivers_nothing:
        if step.dose.value != 0:
            found.append(f"step {step.number} only fills the line but has a dose")
    elif step.solution is not None and step.volume is not None:
        carried = _times(_pair(step.volume), strengths[step.solution])
        if not _equal(carried, _pair(step.dose)):
            found.append(f"step {step.number} carries another dose than volume times strength")
    return found


def _containers_that_disagree(ladder: Ladder, pumped: dict[int, Pair]) -> list[tuple[int | None, str]]:
    return [
        (None, f"solution {item.number}: the steps do not add up to the infused volume")
        for item in ladder.solutions
        if not _equal(pumped.get(item.number, (0, 1)), _pair(item.infused))
    ]
