"""What sources say about how long tolerance lasts without the drug: side by side, and the earlier one counts.

Nothing of it is chosen for a unit. A physician chooses the window of an order, and says why where it is longer.

Source: STEPWARD-SAFETY, H-90.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one source; `drugs` names drugs or classes, none where it is said of all.

    `hours` is the earliest time that it names, `half_lives` the fewest; one of them may be missing. `is_every_dose`
    says that the drug is desensitized again at every dose.
    """

    id: str
    words: str
    source: str
    drugs: frozenset[str] = frozenset()
    hours: Fraction | None = None
    half_lives: Fraction | None = None
    is_every_dose: bool = False


def about(statements: Iterable[Statement], names: frozenset[str]) -> tuple[Statement, ...]:
    """List what is said of a drug, given its names and those of its classes: the earliest first, half-lives last."""
    found = [item for item in statements if not item.drugs or item.drugs & names]
    return tuple(sorted(found, key=lambda item: (item.hours is None, item.hours or 0, not item.drugs, item.id)))


def earliest(statements: Iterable[Statement]) -> Statement | None:
    """Find the statement with the fewest hours; none where no source names hours."""
    return min((item for item in statements if item.hours is not None), key=_hours, default=None)


def _hours(statement: Statement) -> Fraction:
    return statement.hours or Fraction(0)
