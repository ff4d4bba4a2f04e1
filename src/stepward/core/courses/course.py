"""The course of a patient with one drug: its sessions, the oldest first, and what happened in each.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""

from dataclasses import dataclass
from datetime import datetime

from stepward.core.quantities import Amount
from stepward.core.reactions.signs import Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Drug that was given: at least, at most."""

    least: Amount
    most: Amount

    @property
    def text(self) -> str:
        """Write it for people: one figure where both are the same in print."""
        least, most = self.least.people(), self.most.people()
        return least if least == most else f"{least} to {most}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakthrough:
    """A reaction in a session: at which step, after how much drug, and how grave; what is not known is None."""

    step: int | None
    signs: tuple[Sign, ...]
    brown: int | None = None
    given: Given | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One session that is over: `protocol` by its id, `reached` the last step that began, doses as given."""

    id: str
    at: datetime
    protocol: str
    is_completed: bool
    steps: int
    reached: int
    given: Given | None = None
    final_rate: str = ""
    reactions: tuple[Breakthrough, ...] = ()
    tryptase: tuple[datetime, ...] = ()

    @property
    def is_uneventful(self) -> bool:
        """Tell whether it was completed without any reaction."""
        return self.is_completed and not self.reactions

    @property
    def worst(self) -> Breakthrough | None:
        """Find the gravest reaction, the earliest of several; one whose grade is not known counts as the gravest."""
        return max(self.reactions, key=lambda item: (item.brown is None, item.brown or 0), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All sessions of a patient with one drug that are over, the oldest first."""

    drug: str
    held: tuple[Held, ...]
    is_platinum: bool = False

    @property
    def last(self) -> Held:
        """The newest session."""
        return self.held[-1]

    @property
    def uneventful_in_a_row(self) -> int:
        """Count the newest sessions with the last one's protocol that were completed without a reaction."""
        count = 0
        for item in reversed(self.held):
            if item.protocol != self.last.protocol or not item.is_uneventful:
                break
            count += 1
        return count
