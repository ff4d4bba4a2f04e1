"""The table of alarms: for each condition the harm, how soon it comes, and what to do; the priority follows from both.

The priority is fixed for a condition. No setting and no person lowers it.

Source: STEPWARD-SAFETY, H-80.
"""

from dataclasses import dataclass
from enum import Enum

from stepward.core.sessions.commands_clock import CONDITIONS, DEVICE_UNSURE, LOG_BROKEN, WRONG_PATIENT_OR_PRODUCT
from stepward.core.sessions.conditions import PRIORITY, Code
from stepward.core.sessions.holds import Priority

BEDSIDE_SILENT, NOT_RECORDED, SOUND_BLOCKED = "bedside-silent", "not-recorded", "sound-blocked"


class Harm(Enum):
    """What may come of it if nobody acts."""

    LASTING = "death or lasting injury"
    PASSING = "injury that passes"
    MINOR = "discomfort or delay"


class Onset(Enum):
    """How soon it may come."""

    NOW = "at once"
    SOON = "within minutes"
    LATER = "later"


BY_HARM = {
    (Harm.LASTING, Onset.NOW): Priority.HIGH,
    (Harm.LASTING, Onset.SOON): Priority.HIGH,
    (Harm.LASTING, Onset.LATER): Priority.MEDIUM,
    (Harm.PASSING, Onset.NOW): Priority.HIGH,
    (Harm.PASSING, Onset.SOON): Priority.MEDIUM,
    (Harm.PASSING, Onset.LATER): Priority.LOW,
    (Harm.MINOR, Onset.NOW): Priority.MEDIUM,
    (Harm.MINOR, Onset.SOON): Priority.LOW,
    (Harm.MINOR, Onset.LATER): Priority.LOW,
}
"""Harm by onset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition: what may come of it and how soon, why, and what a person does."""

    code: str
    harm: Harm
    onset: Onset
    why: str
    words: str = ""

    @property
    def priority(self) -> Priority:
        """How urgent it is."""
        return BY_HARM[self.harm, self.onset]


def _row(code: Code, harm: Harm, onset: Onset, why: str) -> Row:
    return Row(code=code.value, harm=harm, onset=onset, why=why)


TABLE: tuple[Row, ...] = (
    _row(Code.PUMP_MAY_RUN, Harm.LASTING, Onset.NOW, "Drug may flow that must not."),
    _row(Code.TOTAL_PASSED, Harm.PASSING, Onset.NOW, "More than the ordered total may have flowed."),
    Row(
        code=WRONG_PATIENT_OR_PRODUCT,
        harm=Harm.LASTING,
        onset=Onset.NOW,
        why="Another patient or bag was read.",
        words="The patient or the bag is another one. Check both, then reset.",
    ),
    Row(
        code=LOG_BROKEN,
        harm=Harm.LASTING,
        onset=Onset.SOON,
        why="Nobody knows for sure what was given.",
        words="The record of this session is broken. Stop the pump and go on with paper.",
    ),
    Row(
        code=NOT_RECORDED,
        harm=Harm.LASTING,
        onset=Onset.SOON,
        why="What was pressed was not in the record.",
        words="NOT RECORDED: the record cannot be written. Stop the pump by hand and use paper.",
    ),
    Row(
        code=BEDSIDE_SILENT,
        harm=Harm.LASTING,
        onset=Onset.SOON,
        why="No screen at the bed answered: nobody saw or heard an alarm there.",
        words="No screen at this bed answers. Go to the bed.",
    ),
    _row(Code.VITALS_OUTSIDE, Harm.LASTING, Onset.SOON, "A reaction may have begun while drug runs."),
    Row(
        code=DEVICE_UNSURE,
        harm=Harm.LASTING,
        onset=Onset.SOON,
        why="A device read a value that is hard to believe; it is not kept.",
        words="The monitor reads a value that is hard to believe. Look at the patient and measure by hand.",
    ),
    _row(Code.TOTAL_NEAR, Harm.PASSING, Onset.SOON, "The step will pass the ordered total."),
    _row(Code.STEP_OVERDUE, Harm.PASSING, Onset.SOON, "The step gives more than it was planned to."),
    _row(Code.VITALS_STALE, Harm.LASTING, Onset.LATER, "A reaction may go unseen."),
    _row(Code.HOLD_LIMIT, Harm.PASSING, Onset.SOON, "Tolerance may be lost, and the plan is void."),
    _row(Code.CLOCK_TROUBLE, Harm.PASSING, Onset.SOON, "A step may be timed wrongly."),
    _row(Code.COUNTERSIGN_OVERDUE, Harm.PASSING, Onset.SOON, "Drug flows on an order that is not confirmed."),
    _row(Code.SOUND_NOT_HEARD, Harm.LASTING, Onset.LATER, "The next alarm may not be heard."),
    Row(
        code=SOUND_BLOCKED,
        harm=Harm.LASTING,
        onset=Onset.LATER,
        why="The next alarm may not be heard.",
        words="This session has no sound at its device. Open the page there and test the sound.",
    ),
    _row(Code.VITALS_DUE, Harm.MINOR, Onset.SOON, "The next step waits for them."),
    _row(Code.HOLD_REMINDER, Harm.PASSING, Onset.LATER, "A long hold voids the plan."),
    _row(Code.OBSERVATION_OVER, Harm.MINOR, Onset.LATER, "The patient waits."),
    _row(Code.PAPER_STALE, Harm.PASSING, Onset.LATER, "The paper would be wrong if the screen fails."),
)
ROWS = {row.code: row for row in TABLE}


def priority_of(code: str) -> Priority:
    """Tell how urgent a condition is, by the lists that the sessions use."""
    return CONDITIONS[code] if code in CONDITIONS else PRIORITY[Code(code)]
