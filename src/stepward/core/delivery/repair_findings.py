"""What repairs a line, and what must not be done with it, in a nurse's words."""

from collections.abc import Iterator

from stepward.core.delivery.line import Line
from stepward.core.delivery.priming import PrimingPlan
from stepward.core.delivery.pushes import StepBack, hand_push, step_back
from stepward.core.delivery.vein import filling_steps
from stepward.core.findings import Finding, Severity, gravest_first
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Rate, Volume, people_text

SOURCE = "INFUSION-LINE-MODELS"


def repair_findings(
    ladder: Ladder, line: Line, plan: PrimingPlan, *, carrier: Rate | None = None
) -> tuple[Finding, ...]:  # fmt: skip
    """Say how to fill and flush the lines, what that costs, and what a step-back or a push by hand would do."""
    found = [*_prime(plan), *_filled_by_steps(ladder, plan), *_cost(plan), *_flush(ladder, plan), *_unrepaired(plan)]
    return gravest_first((*found, *_step_back(ladder, line, carrier), *_hand_push(ladder, line, carrier)))


def worst_step_back(ladder: Ladder, line: Line, *, carrier: Rate | None = None) -> StepBack | None:
    """Find the step-back to the solution before that brings the most, against what is ordered."""
    last_steps = list({step.solution: step.number for step in ladder.steps}.values())
    pairs = zip(last_steps[1:], last_steps, strict=False)
    found = [step_back(ladder, line, higher, lower, carrier=carrier) for higher, lower in pairs if higher > lower]
    return max((item for item in found if item.factor is not None), key=lambda item: item.factor or 0, default=None)


def _finding(code: str, message: str, *, action: str = "", severity: Severity = Severity.NOTE) -> Finding:
    return Finding(code=code, severity=severity, message=message, source=SOURCE, action=action)


def _prime(plan: PrimingPlan) -> Iterator[Finding]:
    before = plan.before
    if not plan.fills or all(step.at_vein == step.ordered for step in before.steps):
        return
    first = before.first_drug_minutes
    if first is None:
        why = "as it is, no drug arrives at all"
    elif first > 0:
        why = f"unprimed, the first drug arrives after {people_text(first, places=1)} minutes"
    else:
        late = [step.number for step in before.steps if step.at_vein != step.ordered]
        why = f"as it is, step {late[0]} is the first of {len(late)} that do not give what is ordered"
    many = len(plan.fills) > 1
    what = "each line with its own solution" if many else f"the line with solution {plan.fills[0].solution}"
    fills = ", ".join(f"solution {fill.solution}: {fill.run_in.people()}" for fill in plan.fills)
    away = "" if plan.fills[0].discard.is_zero else f", the first {plan.fills[0].discard.people()} of each to waste"
    yield _finding(
        "VEIN-07",
        f"Prime {what} up to the patient: {why}.",
        action=f"Run in {fills}{away}." + (" Join the lines at the patient." if many else ""),
        severity=Severity.CAUTION,
    )


def _filled_by_steps(ladder: Ladder, plan: PrimingPlan) -> Iterator[Finding]:
    """Warn of priming a line that the steps of the protocol fill."""
    filling = filling_steps(ladder)
    if not filling:
        return
    numbers = ", ".join(str(number) for number in filling)
    early = [step for step in plan.after.steps if step.number in filling and not step.at_vein.is_zero]
    text = f"The plan fills the line itself, in step {numbers}: a line that is primed besides gives that as drug."
    if early:
        text += f" Through this line, step {early[0].number} gives {early[0].at_vein.people()} already."
    action = "Start with an empty or saline-filled line of the volume that the protocol states; change it per solution."
    yield _finding("VEIN-13", text, action=action, severity=Severity.CAUTION)


def _cost(plan: PrimingPlan) -> Iterator[Finding]:
    if not plan.taken:
        return
    message = f"Filling the lines takes {volumes_of(plan.taken)} besides what the steps give."
    if all(volume.is_zero for volume in plan.extra.values()):
        yield _finding("VEIN-08", f"{message} It comes out of what would be discarded: nothing more is made.")
        return
    message += f" {volumes_of(plan.extra)} must be made beyond the plan ({plan.thrown_away.people()}, thrown away)."
    if any(plan.extra[number] != volume for number, volume in plan.taken.items()):
        message += " The rest comes out of what would be discarded."
    yield _finding("VEIN-08", message, action="Tell the pharmacy before it makes the solutions.")


def volumes_of(volumes: dict[int, Volume]) -> str:
    """Name volumes by solution, leaving out what is zero: `20 mL of solution 1 and 5 mL of solution 2`."""
    parts = [f"{volume.people()} of solution {number}" for number, volume in sorted(volumes.items()) if volume.value]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _flush(ladder: Ladder, plan: PrimingPlan) -> Iterator[Finding]:
    flush = plan.flush
    if flush is None:
        return
    step, rate = ladder.steps[-1].number, flush.rate.people()
    parts = []
    if not flush.instead.is_zero:
        parts.append(f"give the last {flush.instead.people()} of step {step} by pushing saline at {rate}")
    if not flush.after_end.is_zero:
        parts.append(f"when step {step} is over, push {flush.after_end.people()} more at {rate}")
    message = f"To bring in the last drug, {'; '.join(parts)}."
    yield _finding("VEIN-09", message, action=f"Never faster than {rate}, the rate of step {step}.")


def _unrepaired(plan: PrimingPlan) -> Iterator[Finding]:
    rises = [rise for rise in plan.unplanned if rise.factor is not None]
    worst = max(rises, key=lambda rise: rise.factor or 0, default=None)
    if worst is None or worst.factor is None:
        return
    message = (
        f"Even with lines of their own, the {plan.shared.people()} that all solutions share lets the dose rate rise "
        f"{people_text(worst.factor, places=1)} times at once, at {people_text(worst.at_minutes, places=1)} min."
    )
    yield _finding("VEIN-10", message, action="Join the lines closer to the vein.", severity=Severity.CAUTION)


def _step_back(ladder: Ladder, line: Line, carrier: Rate | None) -> Iterator[Finding]:
    worst = worst_step_back(ladder, line, carrier=carrier)
    if worst is None or worst.factor is None or worst.factor <= 1:
        return
    lower = next(step.solution for step in ladder.steps if step.number == worst.to_step)
    message = (
        f"A step back from step {worst.from_step} to step {worst.to_step} first pushes what is in the line: "
        f"{worst.dose.people()} in {people_text(worst.minutes.value, places=1)} min at {worst.rate.people()}, "
        f"up to {people_text(worst.factor, places=1)} times what step {worst.to_step} orders."
    )
    yield _finding("VEIN-11", message, action=f"Change to a line filled with solution {lower} before stepping back.")


def _hand_push(ladder: Ladder, line: Line, carrier: Rate | None) -> Iterator[Finding]:
    push = hand_push(ladder, line, after_step=ladder.steps[-1].number, carrier=carrier)
    if push.dose.is_zero:
        return
    time = push.ordered_minutes
    length = "" if time is None else f", what step {push.after_step} gives in {people_text(time.value, places=1)} min"
    message = f"A flush pushed by hand after step {push.after_step} sends {push.dose.people()} in at once{length}."
    yield _finding("VEIN-12", message, action="Flush with the pump only.")
