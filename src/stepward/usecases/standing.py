"""A plan that stands on a signed assessment: how the two differ, and who said why.

A plan of another dose, or by another protocol, than was assessed needs a named person's reason. It is kept with the
plan, and stands on its page and its paper.

Source: STEPWARD-SAFETY, H-34.
"""

from dataclasses import dataclass
from datetime import time

from stepward.core.findings import Refusal
from stepward.core.quantities import DoseRule, NotAboveZero, UnreadableNumber, UnreadableQuantity
from stepward.usecases.assessing import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How a plan departs from its assessment, why, and who says so; empty where it does not."""

    words: str = ""
    reason: str = ""
    by: str = ""


NO_DEPARTURE = Departure()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The assessment behind a plan, the clock time of step 1 where it is known, and what departs from it."""

    opened: Opened
    start: time | None = None
    departure: Departure = NO_DEPARTURE


class NoReasonForDeparture(Refusal):
    """A plan departs from its assessment, and nobody said why."""


def assessed_dose(opened: Opened) -> str:
    """Tell the dose that was assessed; empty where none was told."""
    parts = (opened.answers.get(name, [""]) for name in ("target_number", "target_unit"))
    return " ".join(text for part in parts if (text := part[0].strip() if part else ""))


def is_same_dose(assessed: str, planned: str) -> bool | None:
    """Tell whether two doses are one; none where they cannot be compared, as a dose per body size with an amount."""
    try:
        one, other = DoseRule.parse(assessed), DoseRule.parse(planned)
    except (NotAboveZero, UnreadableNumber, UnreadableQuantity):
        return None
    if one == other:
        return True
    return False if one.basis is other.basis else None


def departures(opened: Opened, *, protocol: str, dose: str, is_ordered: bool) -> tuple[str, ...]:
    """Say how a plan departs from its assessment.

    A plan that was kept holds its dose as an amount: whether that is the dose per body size that was assessed, was
    asked when it was ordered.
    """
    found, named = [], [item.id for item in opened.assessment.protocols]
    if protocol not in named:
        words = " or ".join(named) or "none"
        found.append(f"Protocol {protocol} is planned; the assessment names {words}.")
    told = assessed_dose(opened)
    same = is_same_dose(told, dose) if told else True
    if same is False or (same is None and is_ordered):
        found.append(f"{dose} is planned; {told} was assessed.")
    return tuple(found)


def check_reason(departs: tuple[str, ...], departure: Departure) -> None:
    """Refuse to print or keep a departure that nobody gave a reason for.

    Raises:
        NoReasonForDeparture: saying what departs.
    """
    if departs and not departure.reason:
        msg = f"{' '.join(departs)} Say why, then print or keep the plan."
        raise NoReasonForDeparture(msg)
