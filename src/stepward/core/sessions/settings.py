"""The site settings that a session reads, each within its bounds.

The shipped values are engineering placeholders until a clinician signs them.

Source: STEPWARD-SAFETY; each bound names its rule.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

from stepward.core.findings import Refusal


class OutOfBounds(Refusal, ValueError):
    """A setting lies outside the bounds of its rule."""


class Bounds(NamedTuple):
    """The least and the most that a rule allows, its unit, and the rule."""

    least: int
    most: int
    unit: str
    rule: str


BOUNDS = {
    "vitals_fresh": Bounds(1, 15, "min", "H-03"),
    "countersign_within": Bounds(15, 120, "min", "H-09"),
    "signature_valid": Bounds(5, 60, "min", "H-10"),
    "hold_reminder": Bounds(5, 30, "min", "H-14"),
    "hold_limit": Bounds(15, 240, "min", "H-14"),
    "complete_percent": Bounds(90, 100, "% of the target dose", "H-18"),
    "clock_difference": Bounds(1, 5, "s", "H-21"),
    "overdue_after": Bounds(1, 15, "min", "H-26"),
    "restart_gap": Bounds(10, 120, "s", "H-68"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Whole numbers in the units of `BOUNDS`, and whether a second person confirms each rate (H-52)."""

    vitals_fresh: int = 5
    countersign_within: int = 60
    signature_valid: int = 30
    hold_reminder: int = 15
    hold_limit: int = 60
    complete_percent: int = 98
    clock_difference: int = 2
    overdue_after: int = 5
    restart_gap: int = 30
    second_person_at_rate: bool = False

    def __post_init__(self) -> None:
        """Refuse what its rule does not allow.

        Raises:
            OutOfBounds: naming setting, bounds and rule.
        """
        for field in fields(self):
            bounds = BOUNDS.get(field.name)
            value = getattr(self, field.name)
            if bounds is not None and not bounds.least <= value <= bounds.most:
                msg = f"{field.name} {value}: {bounds.rule} allows {bounds.least} to {bounds.most} {bounds.unit}"
                raise OutOfBounds(msg)
