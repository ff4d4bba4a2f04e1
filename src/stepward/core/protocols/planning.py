"""A protocol and an order become a checked plan."""

from dataclasses import replace

from stepward.core.findings import Finding, gravest_first
from stepward.core.protocols.backwards import verify_backwards
from stepward.core.protocols.build import build
from stepward.core.protocols.facts import Facts
from stepward.core.protocols.making import as_made
from stepward.core.protocols.plan import Devices, Ladder, Order, Plan
from stepward.core.protocols.protocol import Evidence, Protocol
from stepward.core.protocols.rules import RULES
from stepward.core.quantities import Basis, TargetDose


def make_plan(protocol: Protocol, order: Order) -> Plan:
    """Compute the exact plan, round it once to the devices, and run every check on what the patient gets.

    Raises:
        DoesNotFit: if the order's unit, volumes or rate are not of the kind that the protocol takes.
    """
    exact, findings = build(protocol, order)
    as_set: Ladder | None = None
    if order.devices.round_anything and not findings:
        made, findings = as_made(exact.solutions, order.devices)
        if made:
            rounded, more = build(protocol, order, made=made)
            findings += more
            as_set = None if more else rounded
    plan = Plan(protocol=protocol, order=order, exact=exact, as_set=as_set, findings=())
    every = {(item.code, item.step, item.message): item for item in (*check(plan), *findings)}
    stopped = {(item.code, item.step) for item in findings if item.step is not None}
    kept = [item for item in every.values() if item in findings or (item.code, item.step) not in stopped]
    return replace(plan, findings=gravest_first(tuple(kept)))


def check(plan: Plan) -> tuple[Finding, ...]:
    """Run all rules and both independent verifications of a plan."""
    if not plan.exact.steps:
        return ()
    facts = Facts(
        protocol=plan.protocol,
        order=plan.order,
        exact=plan.exact,
        effective=plan.effective if plan.effective.steps else plan.exact,
        reference=reference(plan.protocol, plan.order),
    )
    found = [finding for rule in RULES for finding in rule(facts)]
    for ladder in (plan.exact, *([plan.as_set] if plan.as_set is not None else [])):
        found += verify_backwards(
            ladder,
            target=plan.order.target.amount,
            target_is=plan.protocol.target_is,
            is_rounded=ladder is plan.as_set,
            is_whole=len(ladder.steps) == len(plan.protocol.planned_steps),
        )
    return tuple(found)


def reference(protocol: Protocol, order: Order) -> Ladder | None:
    """Build the protocol as its source prints it: its own volumes, final rate and, where given, target dose."""
    if protocol.evidence is Evidence.TOTALS_ONLY and not protocol.steps:
        return None
    target = order.target
    if protocol.target is not None and protocol.target.basis is Basis.WHOLE:
        target = TargetDose(amount=protocol.target.amount, rule=protocol.target)
    as_printed = replace(order, target=target, volumes=(), final_rate=None, devices=Devices())
    if any(item.volume is None for item in protocol.solutions):
        as_printed = replace(as_printed, volumes=order.volumes)
    ladder, _ = build(protocol, as_printed)
    return ladder
