"""Lengthen a ladder: one step more before a step at which the patient reacted, and nothing else changed.

The added step gives drug at a speed halfway between the step before it and the step after it, for as long as a step of
this ladder lasts. That it lies halfway is arithmetic: sources say that a ladder was lengthened, not where a step goes.

Source: STEPWARD-METHOD; VETTER-2019 and HONG-2018 say that a ladder was lengthened after a reaction.
"""

from dataclasses import replace
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.protocols.protocol import Closing, Dilution, Evidence, Protocol, Solution, Step

MARK = "+"


class NotLengthened(Refusal, ValueError):
    """This ladder cannot be lengthened before this step; the message says why, and what to do."""


def lengthened(protocol: Protocol, before: int) -> Protocol:
    """Add a step before a step, numbered as in the ladder itself.

    Raises:
        NotLengthened: if the ladder is not one of dilutions and shares of the final rate, or has no such step.
    """
    _require_standard(protocol)
    if not 1 <= before <= len(protocol.steps):
        msg = f"{protocol.id} has no step {before}: its steps are 1 to {len(protocol.steps)}."
        raise NotLengthened(msg)
    old = protocol.steps
    added = _between(protocol, before)
    steps = (*old[: before - 1], added, *old[before - 1 :])
    return replace(
        protocol,
        id=f"{protocol.id}{MARK}{before}",
        title=f"{protocol.title}, one step added before step {before}",
        evidence=Evidence.ADDED_STEP,
        sources=(*protocol.sources, "STEPWARD-METHOD"),
        steps=tuple(replace(step, number=number) for number, step in enumerate(steps, start=1)),
        printed_table="",
        known_errors=(),
        missing=("a source that prints this ladder: the added step lies halfway by arithmetic", *protocol.missing),
        notes=(
            f"Step {before} is added: halfway between the steps beside it. All other rates and times are as printed.",
            *protocol.notes,
        ),
    )


def added_step(protocol_id: str) -> tuple[str, int] | None:
    """Read which step an id adds: the id of the ladder itself, and the number; nothing where it adds none.

    Raises:
        NotLengthened: if what follows the mark is no step.
    """
    base, mark, number = protocol_id.rpartition(MARK)
    if not mark:
        return None
    if not base or not number.isascii() or not number.isdigit() or len(number) > len("99"):
        msg = f"{protocol_id!r}: expected the id of a ladder, +, and a step, such as 12-step+9"
        raise NotLengthened(msg)
    return base, int(number)


def _require_standard(protocol: Protocol) -> None:
    is_diluted = all(isinstance(item.strength, Dilution) for item in protocol.solutions)
    is_scaled = all(step.rate_fraction is not None and step.solution is not None for step in protocol.steps)
    if MARK in protocol.id:
        msg = f"{protocol.id} is lengthened already. Ask the allergist for another ladder."
        raise NotLengthened(msg)
    if not (is_diluted and is_scaled and protocol.closing is Closing.STRENGTH):
        msg = f"{protocol.id} is no ladder of dilutions and rates: a step cannot be added by rule."
        raise NotLengthened(msg)


def _between(protocol: Protocol, before: int) -> Step:
    step = protocol.steps[before - 1]
    speed = _speed(protocol, step)
    slower = _speed(protocol, protocol.steps[before - 2]) if before > 1 else Fraction(0)
    neighbor = protocol.steps[before - 2] if before > 1 else step
    if slower >= speed:
        msg = f"Step {before} is no faster than the step before it: nothing lies between them."
        raise NotLengthened(msg)
    return replace(
        step,
        rate_fraction=(slower + speed) / 2 / _strength(protocol, step),
        duration=neighbor.duration,
        note="Added after a reaction.",
    )


def _speed(protocol: Protocol, step: Step) -> Fraction:
    """Tell the drug per time of a step, as a share of that of the full strength at the final rate."""
    return (step.rate_fraction or Fraction(0)) * _strength(protocol, step)


def _strength(protocol: Protocol, step: Step) -> Fraction:
    found: Solution = next(item for item in protocol.solutions if item.number == step.solution)
    strength = found.strength
    return strength.fraction if isinstance(strength, Dilution) else Fraction(0)
