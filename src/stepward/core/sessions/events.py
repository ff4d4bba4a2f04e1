"""What happened in a session, one small class for each thing; entries are the only truth.

Source: STEPWARD-SAFETY, H-01, H-02, H-63.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.between import Between
from stepward.core.sessions.holds import Cause, HoldKind, Priority, ResumePoint
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor, Signature, Witness
from stepward.core.sessions.plan import SessionPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSigned:
    """A physician signed the order; a later one is a new version of the plan."""

    plan: SessionPlan
    signature: Signature
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionMade:
    """A solution stands ready to be checked; it keeps until `use_before`."""

    number: int
    use_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionChecked:
    """A second person checked a solution; without one, the exception says why."""

    number: int
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionHung:
    """A checked solution is on the pump, patient and product identified by two people.

    `fresh_line`: the line before it was thrown away, and a fresh one is filled with this solution.
    """

    number: int
    witness: Witness | None
    exception: str = ""
    fresh_line: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionVoided:
    """A solution is thrown away."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistTicked:
    """One line of the checklist is true, says this person; `given_at` is when a premedication was given, by claim.

    `plan_hash` is that of the paper that was printed (H-69).
    """

    line: str
    given_at: datetime | None = None
    plan_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundHeard:
    """A person heard the alarm at this device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTaken:
    """A device controls the session from now on, instead of another or of none."""

    device: str
    from_user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegun:
    """A step begins at the rate that was read from the pump, or with the dose that was given.

    `volume` is what the pump is set to, where the step ends by volume. `repeat` says that it was begun before;
    `exception` why there was no second person (H-52), `typed` why patient and bag were typed and not scanned (H-50).
    """

    step: int
    rate: Fraction | None = None
    dose: Fraction | None = None
    witness: Witness | None = None
    volume: Fraction | None = None
    repeat: bool = False
    exception: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLowered:
    """The running step goes on at a lower rate."""

    rate: Fraction
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStepEnded:
    """The volume of the last step is in, or its dose's dwell is over.

    `volume` is what the pump shows as given since its run began; `flushed` says that the line was flushed.
    """

    flushed: bool = False
    volume: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFlushed:
    """What the line held was brought in, at most at the last rate."""

    volume: Fraction
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPressed:
    """Somebody pressed STOP; `pressed_at` is what a cut device claims (H-24, H-86)."""

    pressed_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCleared:
    """A named person lets a session start that was stopped before."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The session is held, for a cause."""

    kind: HoldKind
    cause: Cause
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpStopped:
    """A person saw that the pump stands still; `volume` is what it shows as given since the run began."""

    volume: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDoubted:
    """For so many microseconds of the run it is not known whether drug flowed."""

    duration: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseDoubted:
    """It is not known how much of the last single dose was kept."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionRecorded:
    """A reaction: signs, pressures and saturation as read, and every grade that follows from them."""

    number: int
    signs: tuple[Sign, ...]
    values: tuple[tuple[str, Fraction], ...] = ()
    grades: tuple[tuple[str, str], ...] = ()
    brown: int | None = None
    expected: bool = False
    at_vein: Between | None = None
    began_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionAmended:
    """A reaction is read anew; a lower grade needs a reason and leaves the first one standing."""

    number: int
    signs: tuple[Sign, ...]
    values: tuple[tuple[str, Fraction], ...] = ()
    grades: tuple[tuple[str, str], ...] = ()
    brown: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionResolved:
    """A reaction is over."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalsTaken:
    """Vital signs by name, in the unit of the unit's list."""

    values: tuple[tuple[str, Fraction], ...]
    entered_twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAccepted:
    """A physician accepts a vital sign outside its limits until the end, or until it passes `until`."""

    name: str
    value: Fraction
    until: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentGiven:
    """A rescue medication, its dose as given and by which route, each as text with unit."""

    medicine: str
    dose: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTaken:
    """A sample for the laboratory, as tryptase."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten:
    """Words of a person."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEntered:
    """What was written on paper while the screen was gone, and when it happened, as the paper says (H-69)."""

    text: str
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The care of the patient passes to another person."""

    to: Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An earlier entry was wrong; it stays, and this says what is right."""

    sequence: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSigned:
    """A clinical resume is signed for this point, plan and version; by telephone it is read back to a witness."""

    point: ResumePoint
    signature: Signature
    version: int
    plan_hash: str
    witness: Witness | None = None
    ordered_by: Witness | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCountersigned:
    """The physician signs what was ordered by telephone."""

    sequence: int
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven:
    """A second physician, by name, advises to go on."""

    physician: Witness
    by_telephone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRenewed:
    """A physician decides anew, after a long hold, that the plan goes on."""

    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The session runs again at a point, at the rate read from the pump; `exception` says why there was one person."""

    point: ResumePoint
    kind: HoldKind
    witness: Witness | None = None
    volume: Fraction | None = None
    exception: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElapsedConfirmed:
    """A person read a second clock and confirms what counts as elapsed (H-21)."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """The server came back; time is proven until the last heartbeat (H-23)."""

    proven: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class GapConfirmed:
    """A nurse confirms that the pump ran for so many microseconds of the gap."""

    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised:
    """A condition is there that needs a person."""

    condition: str
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmReset:
    """A named person reset an alarm whose condition is gone."""

    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReducedDoseSigned:
    """A physician completes the session at the dose that was given."""

    total: Fraction
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Everything that was ordered, or signed, is given and watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The session is over before its dose; final."""

    reason: str


Event = (
    PlanSigned | SolutionMade | SolutionChecked | SolutionHung | SolutionVoided | ChecklistTicked | SoundHeard
    | ControlTaken | StepBegun | RateLowered | LastStepEnded | LineFlushed | StopPressed | StartCleared | Held
    | PumpStopped | DeliveryDoubted | DoseDoubted | ReactionRecorded | ReactionAmended | ReactionResolved
    | VitalsTaken | ValueAccepted | TreatmentGiven | SampleTaken | NoteWritten | PaperEntered | HandedOver | Corrected
    | ResumeSigned | OrderCountersigned | OpinionGiven | DecisionRenewed | Resumed | ElapsedConfirmed | Restarted
    | GapConfirmed | AlarmRaised | AlarmReset | ReducedDoseSigned | Completed | Ended
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event in its place: who, when on both clocks, and the number that orders everything (H-22)."""

    sequence: int
    event: Event
    at: Instant
    actor: Actor
    software: str = ""
    late: bool = False
