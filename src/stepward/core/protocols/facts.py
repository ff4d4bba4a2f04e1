"""What the rules of a plan look at, and how they say what they found."""

from collections.abc import Iterator
from dataclasses import dataclass

from stepward.core.findings import Finding, Severity
from stepward.core.protocols.plan import Ladder, Order
from stepward.core.protocols.protocol import Protocol, TargetIs
from stepward.core.quantities import Amount, people_text

METHOD = "STEPWARD-METHOD"
SAFETY = "STEPWARD-SAFETY"

Found = Iterator[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules look at; `reference` is the same protocol as its source prints it."""

    protocol: Protocol
    order: Order
    exact: Ladder
    effective: Ladder
    reference: Ladder | None

    @property
    def source(self) -> str:
        """The first source of the protocol."""
        return self.protocol.sources[0]


def note(code: str, message: str, source: str, step: int | None = None) -> Finding:
    """Make a NOTE."""
    return Finding(code=code, severity=Severity.NOTE, message=message, source=source, step=step)


def caution(code: str, message: str, source: str, *, step: int | None = None, action: str = "") -> Finding:
    """Make a CAUTION."""
    return Finding(code=code, severity=Severity.CAUTION, message=message, source=source, step=step, action=action)


def block(code: str, message: str, source: str, *, step: int | None = None, action: str = "") -> Finding:
    """Make a BLOCK."""
    return Finding(code=code, severity=Severity.BLOCK, message=message, source=source, step=step, action=action)


def percent(part: Amount, whole: Amount) -> str:
    """Write a share of a whole in percent for people."""
    return f"{people_text(abs(part.per(whole)) * 100, places=2)}\u00a0%"


def is_whole(facts: Facts) -> bool:
    """Tell whether every planned step could be computed."""
    return len(facts.effective.steps) == len(facts.protocol.planned_steps)


def steps_text(numbers: list[int]) -> str:
    """Write step numbers as a list or a range."""
    if len(numbers) == 1:
        return f"step {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"steps {numbers[0]} to {numbers[-1]}"
    return "steps " + ", ".join(str(number) for number in numbers)


def reaches_target(protocol: Protocol, ladder: Ladder, target: Amount) -> Amount:
    """Tell by how much the figure that the target is (sum or last dose) differs from it; negative is short."""
    reached = ladder.total_dose if protocol.target_is is TargetIs.CUMULATIVE else ladder.steps[-1].dose
    return reached - target
