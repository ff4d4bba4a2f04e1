"""What a rule says: a finding, never a silent change."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar


class Severity(Enum):
    """How much a finding weighs: BLOCK stops, CAUTION needs a named person's reason, NOTE informs."""

    BLOCK = "BLOCK"
    CAUTION = "CAUTION"
    NOTE = "NOTE"

    @property
    def rank(self) -> int:
        """Order with the gravest first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's verdict in one sentence, with the source of its number and what to do about it."""

    code: str
    severity: Severity
    message: str
    source: str
    step: int | None = None
    action: str = ""


class Refusal(Exception):
    """Something that was asked for cannot be done; the text says what, where and what was expected."""


_Finding = TypeVar("_Finding", bound=Finding)


def gravest_first(findings: tuple[_Finding, ...]) -> tuple[_Finding, ...]:
    """Sort findings by severity and keep the order of the rules within each."""
    return tuple(sorted(findings, key=lambda finding: finding.severity.rank))


def has_block(findings: tuple[Finding, ...]) -> bool:
    """Tell whether any finding blocks."""
    return any(finding.severity is Severity.BLOCK for finding in findings)
