"""One row for each session that is over: what a unit counts, and nothing by which a patient could be found.

Source: STEPWARD-SAFETY, H-97 and H-99.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Ending(Enum):
    """How a session ended; one that ended before any drug ran is no procedure, and is counted nowhere."""

    COMPLETED = "completed"
    REDUCED = "completed at a reduced dose"
    STOPPED = "stopped"
    NOT_BEGUN = "ended before any drug"


SEVERE = 3
"""From this grade of Brown's scale on, a reaction is severe (BROWN-2004)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One procedure; `patient` is a pseudonym. Grades are Brown's; a reaction whose grade is not known has none.

    `step` is that of the first reaction, of `steps`. Minutes: planned, and from the first step to the end. `made` and
    `wasted` are the mL that were made and not given.
    """

    patient: str
    drug: str
    protocol: str
    phenotype: str
    started_at: datetime
    ending: Ending
    reactions: int = 0
    brown: int | None = None
    step: int | None = None
    steps: int = 0
    has_epinephrine: bool = False
    planned_minutes: int | None = None
    minutes: int | None = None
    overdue_vitals: int = 0
    made: float | None = None
    wasted: float | None = None

    @property
    def is_completed(self) -> bool:
        """Tell whether the full ordered dose was given."""
        return self.ending is Ending.COMPLETED

    @property
    def has_breakthrough(self) -> bool:
        """Tell whether the patient reacted in it."""
        return self.reactions > 0

    @property
    def is_severe(self) -> bool:
        """Tell whether the worst reaction was severe."""
        return self.brown is not None and self.brown >= SEVERE

    @property
    def is_ungraded(self) -> bool:
        """Tell whether the patient reacted and nobody knows how severely."""
        return self.has_breakthrough and self.brown is None

    @property
    def late(self) -> int | None:
        """Tell how many minutes it took beyond the plan; nothing where one of both is not known."""
        if self.planned_minutes is None or self.minutes is None:
            return None
        return max(self.minutes - self.planned_minutes, 0)
