"""How a session stands: what its entries add up to, and nothing else.

Source: STEPWARD-SAFETY, H-01 and H-02.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.between import Between
from stepward.core.sessions.given import Given
from stepward.core.sessions.holds import Cause, HoldKind, Priority, ResumePoint
from stepward.core.sessions.instants import Instant, Stopwatch
from stepward.core.sessions.people import Actor, Signature, Witness
from stepward.core.sessions.plan import SessionPlan, SessionStep


class State(Enum):
    """The nine states; the last two are final: no drug can run."""

    DRAFT = "draft"
    SIGNED = "signed"
    PREPARED = "prepared"
    VERIFIED = "verified"
    RUNNING = "running"
    HELD = "held"
    OBSERVING = "observing"
    COMPLETED = "completed"
    STOPPED = "stopped"

    @property
    def is_final(self) -> bool:
        """Tell whether no drug can run any more."""
        return self in {State.COMPLETED, State.STOPPED}

    @property
    def is_before_start(self) -> bool:
        """Tell whether no drug has run yet."""
        return self in {State.DRAFT, State.SIGNED, State.PREPARED, State.VERIFIED}


class SolutionStage(Enum):
    """How one solution stands."""

    PLANNED = "planned"
    MADE = "made"
    CHECKED = "checked"
    HUNG = "hung"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionNow:
    """One solution: its stage, and who made and checked it (accounts; they must differ).

    `since_run` is how many runs there were before it was made: they ran from another container. `bag` counts the bags
    that were made of it, `voided` are those thrown away; `use_before` is said by who made it.
    """

    number: int
    stage: SolutionStage = SolutionStage.PLANNED
    made_by: str = ""
    checked_by: str = ""
    since_run: int = 0
    bag: int = 1
    voided: tuple[int, ...] = ()
    use_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the checklist that a person ticked, and when a premedication was given, as that person says.

    `plan_hash` stands on the paper that was printed.
    """

    line: str
    at: Instant
    given_at: datetime | None = None
    plan_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why and since when the session is held, and what was seen to since.

    `sequence` is the entry of the newest cause; `is_counted` says that it counts as a clinical hold of H-12.
    """

    kind: HoldKind
    causes: tuple[Cause, ...]
    since: Instant
    sequence: int = 0
    is_counted: bool = False
    is_pump_stopped: bool = False
    renewed_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """Vital signs as they were read; `device` names what measured them where no person did (H-98)."""

    values: tuple[tuple[str, Fraction], ...]
    at: Instant
    sequence: int
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedValue:
    """A value outside its limits that a physician accepts until it passes `until`."""

    name: str
    value: Fraction
    until: Fraction
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReaction:
    """A reaction in the session: what is read of it now, and the step and dose at its start."""

    number: int
    step: int | None
    signs: tuple[Sign, ...]
    values: tuple[tuple[str, Fraction], ...]
    grades: tuple[tuple[str, str], ...]
    brown: int | None
    at: Instant
    sequence: int
    expected: bool = False
    is_open: bool = True
    at_vein: Between | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A rescue medication that was given."""

    medicine: str
    dose: str
    route: str
    at: Instant
    sequence: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample that was taken."""

    kind: str
    at: Instant
    sequence: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A condition that needs a person, until it is reset by name."""

    condition: str
    priority: Priority
    since: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSignature:
    """A signature on a resume, who decided, and everything that it is bound to (H-10)."""

    point: ResumePoint
    signature: Signature
    physician: Witness
    version: int
    plan_hash: str
    at: Instant
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneOrder:
    """A resume that was ordered by telephone and awaits its countersignature."""

    sequence: int
    at: Instant
    physician: Witness
    signed_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushNow:
    """The flush of the line: when, how many mL, and at which rate, where it was read."""

    at: Instant
    volume: Fraction
    rate: Fraction | None = None


@dataclass(frozen=True, kw_only=True)  # without slots: it is copied twice for each entry (changing.py)
class Session:
    """Everything that follows from the entries so far; `version` is the number of the last one.

    `turn` is the number of the last one that was more than an alarm or a value of a device (turns.py).
    """

    version: int = 0
    turn: int = 0
    state: State = State.DRAFT
    plan: SessionPlan | None = None
    plan_version: int = 0
    latest_at: datetime | None = None
    step: int = 0
    highest_step: int = 0
    begun_sequence: int = 0
    rate: Fraction | None = None
    later_share: Fraction = Fraction(1)
    dwell: Stopwatch = Stopwatch()  # noqa: RUF009 - frozen
    stretched: int = 0
    clock_anchor: Instant | None = None
    solutions: tuple[SolutionNow, ...] = ()
    ticks: tuple[Tick, ...] = ()
    sound_heard_on: str = ""
    controller: str = ""
    controller_user: str = ""
    is_start_stopped: bool = False
    given: Given = field(default_factory=Given)
    hold: Hold | None = None
    clinical_holds: int = 0
    is_opinion_needed: bool = False
    opinion: Witness | None = None
    vitals: tuple[Vitals, ...] = ()
    accepted: tuple[AcceptedValue, ...] = ()
    reactions: tuple[SessionReaction, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    samples: tuple[Sample, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    signature: ResumeSignature | None = None
    telephone: TelephoneOrder | None = None
    observed: Stopwatch = Stopwatch()  # noqa: RUF009 - frozen
    is_flushed: bool = False
    flush: FlushNow | None = None
    gap: int = 0
    reduced_total: Fraction | None = None
    dose_ended_at: datetime | None = None
    is_tolerance_asked: bool = False
    ended_by: Actor | None = None

    @property
    def order(self) -> SessionPlan:
        """The plan that was signed.

        Raises:
            LookupError: if none is.
        """
        if self.plan is None:
            msg = "no plan is signed"
            raise LookupError(msg)
        return self.plan

    @property
    def current(self) -> SessionStep | None:
        """The step that runs or is held; nothing before the start."""
        return self.plan.step(self.step) if self.plan is not None and self.step else None

    @property
    def dwell_needed(self) -> int:
        """The microseconds that the step must run: its dwell, and what a lower rate adds until its dose is in."""
        return self.order.step(self.step).dwell + self.stretched

    @property
    def ticked(self) -> frozenset[str]:
        """The lines of the checklist that are ticked."""
        return frozenset(item.line for item in self.ticks)

    @property
    def open_reactions(self) -> tuple[SessionReaction, ...]:
        """The reactions that are not over."""
        return tuple(item for item in self.reactions if item.is_open)

    @property
    def is_alarmed(self) -> bool:
        """Tell whether an alarm of high priority is not reset."""
        return any(item.priority is Priority.HIGH for item in self.alarms)

    def solution(self, number: int) -> SolutionNow:
        """Find how a solution stands."""
        return next(item for item in self.solutions if item.number == number)
