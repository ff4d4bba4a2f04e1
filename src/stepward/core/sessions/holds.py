"""Why a session is held, where it may go on, and how urgent an alarm is.

Source: STEPWARD-SAFETY, H-09, H-11 and H-80.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class HoldKind(Enum):
    """Who may let the session go on: a privileged signature, or the nurse after a pump check."""

    CLINICAL = "clinical"
    TECHNICAL = "technical"


class Cause(Enum):
    """Why a session is held."""

    STOP = "stop"
    REACTION = "reaction"
    VITALS = "vitals"
    CONCERN = "concern for the patient"
    PLAN_CHANGE = "plan change"
    LINE = "line"
    PUMP = "pump"
    BAG = "bag"
    TRANSFER = "transfer"
    RESTART = "restart"


class Priority(Enum):
    """How urgent an alarm is; fixed for each condition (H-80)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePoint:
    """Where a session goes on: step, rate or dose, and what share of their planned rate later steps run at.

    `not_before` are microseconds since the hold began, or since the last dose where the rule says so.
    """

    step: int
    rate: Fraction | None = None
    dose: Fraction | None = None
    later_share: Fraction = Fraction(1)
    not_before: int = 0
    rule: str = ""
    source: str = ""
