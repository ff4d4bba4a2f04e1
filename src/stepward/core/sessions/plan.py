"""The order that a session runs: steps, solutions, limits and rules, frozen at the signature.

A session never looks at a protocol again. Rates are in mL/h, volumes in mL, doses in the unit of the drug, times in
microseconds.

Source: STEPWARD-SAFETY, H-03, H-13, H-41.
"""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.sessions.settings import Settings

REQUIRED_LINES = frozenset({"consent", "decider", "premedication", "epinephrine", "rescue", "nurse"})
"""Consent, review of allergy and risk, premedication, emergency drugs and staff: no order leaves them out (H-15)."""
ACCESS_LINE = "access"
PAPER_LINE = "paper"
"""The plan on paper, printed in the version that is signed (H-69)."""


class UnsoundOrder(Refusal, ValueError):
    """An order cannot be run as it stands; says why."""


class StepKind(Enum):
    """How a step gives drug."""

    INFUSION = "infusion"
    DOSE = "dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStep:
    """One step: an infusion at a rate, or one dose given at once; `dwell` must pass before the next step.

    An infusion that ends by volume goes on until `volume` is in.
    """

    number: int
    kind: StepKind
    solution: int
    dwell: int
    dose: Fraction
    rate: Fraction | None = None
    volume: Fraction | None = None
    ends_by_volume: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSolution:
    """One solution: drug in each mL, or in each unit that is given; the volume made, where it is a bag or syringe."""

    number: int
    strength: Fraction
    volume: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalLimit:
    """What one vital sign of this patient may be, set from the baseline at the signature."""

    name: str
    low: Fraction | None = None
    high: Fraction | None = None

    def allows(self, value: Fraction) -> bool:
        """Tell whether a value lies within the limits."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class ResumeKind(Enum):
    """Where a held session goes on; sources differ, protocol or site policy names one."""

    REPEAT_STEP = "repeat-step"
    STEPS_BACK = "steps-back"
    SHARE_OF_TOLERATED = "share-of-tolerated"
    HALF_RATE = "half-rate"
    REPEAT_AFTER = "repeat-after"
    PHYSICIAN = "physician"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRule:
    """One rule with its source: so many `steps` back, a `share`, or after so long; `expects_reactions` as in AERD.

    Where `hold_limit` is given, it stands in place of the setting (H-14).
    """

    kind: ResumeKind
    source: str
    steps: int = 0
    share: Fraction | None = None
    after: int = 0
    expects_reactions: bool = False
    hold_limit: int | None = None

    def __post_init__(self) -> None:
        """Refuse a rule without the number that it needs.

        Raises:
            UnsoundOrder: naming the number.
        """
        needs = {
            ResumeKind.STEPS_BACK: ("steps", self.steps > 0),
            ResumeKind.SHARE_OF_TOLERATED: ("share", self.share is not None and 0 < self.share <= 1),
            ResumeKind.REPEAT_AFTER: ("after", self.after > 0),
        }
        name, is_there = needs.get(self.kind, ("", True))
        if not is_there:
            msg = f"the resume rule {self.kind.value} needs {name}"
            raise UnsoundOrder(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """Volumes between bag and vein in mL, and what they hold before the start (a solution's number, 0 for saline)."""

    common: Fraction
    branches: tuple[tuple[int, Fraction], ...] = ()
    primed_with: int = 0
    carrier: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsideIdentity:
    """What tells this patient and these bags from all others: two identifiers, and the order on the labels (H-50)."""

    patient: str
    second: str
    order: str

    def __post_init__(self) -> None:
        """Refuse one without all three.

        Raises:
            UnsoundOrder: if one is missing.
        """
        if not (self.patient and self.second and self.order):
            msg = "the identity: two identifiers of the patient and the order on the labels are needed"
            raise UnsoundOrder(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """The whole order of one `session`; `signed_hash` stands for every word of it, so that no signature fits another.

    `closes_on_total`: the last step ends at the ordered total, shortened by what was given besides. `rate_limit` and
    `dose_limit` are hard limits of the drug entry, where it states them. `leads` are the microseconds that must pass
    between a premedication, by its line of the checklist, and the start; `vitals_every` is the longest time between two
    readings that the order allows, where it says so. `identity` is what is read at the bedside.
    """

    drug: str
    unit: str
    steps: tuple[SessionStep, ...]
    solutions: tuple[SessionSolution, ...]
    ordered_total: Fraction
    signed_hash: str
    resume_rule: ResumeRule
    observation: int
    closes_on_total: bool = True
    rate_limit: Fraction | None = None
    dose_limit: Fraction | None = None
    vitals: tuple[VitalLimit, ...] = ()
    checklist: tuple[str, ...] = ()
    leads: tuple[tuple[str, int], ...] = ()
    vitals_every: int | None = None
    line: SessionLine | None = None
    patient_age: Fraction | None = None
    identity: BedsideIdentity | None = None
    session: str = ""
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        """Refuse an order that no session can run.

        Raises:
            UnsoundOrder: naming step or solution.
        """
        if [step.number for step in self.steps] != list(range(1, len(self.steps) + 1)) or not self.steps:
            msg = "steps are numbered from 1 without a gap"
            raise UnsoundOrder(msg)
        known = {item.number for item in self.solutions if item.strength > 0}
        for step in self.steps:
            if step.solution not in known:
                msg = f"step {step.number}: there is no solution {step.solution}, or no drug in it"
                raise UnsoundOrder(msg)
            if step.kind is StepKind.INFUSION and (step.rate is None or step.volume is None or step.rate <= 0):
                msg = f"step {step.number}: an infusion needs rate and volume"
                raise UnsoundOrder(msg)
            if step.kind is StepKind.DOSE and (step.rate is not None or step.ends_by_volume):
                msg = f"step {step.number}: a single dose has no rate and does not end by volume"
                raise UnsoundOrder(msg)
            if step.dwell < 0 or step.dose < 0:
                msg = f"step {step.number}: dwell and dose are zero or more"
                raise UnsoundOrder(msg)
        if self.line is not None and self.line.primed_with not in {0, *known}:
            msg = f"the line: there is no solution {self.line.primed_with} that it could be filled with"
            raise UnsoundOrder(msg)
        for line, lead in self.leads:
            if line not in self.checklist or lead < 0:
                msg = f"lead time: {line} is no line of the checklist, or its time is below zero"
                raise UnsoundOrder(msg)

    def step(self, number: int) -> SessionStep:
        """Find a step by its number."""
        return self.steps[number - 1]

    def solution(self, number: int) -> SessionSolution:
        """Find a solution by its number."""
        return next(item for item in self.solutions if item.number == number)

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.steps)

    @property
    def required_vitals(self) -> frozenset[str]:
        """The vital signs that have limits: each is needed before every advance."""
        return frozenset(item.name for item in self.vitals)


def required_lines(plan: SessionPlan) -> frozenset[str]:
    """Tell which lines the checklist of a plan must have; the access to a vein where drug is infused.

    An order for a patient who is identified needs the plan on paper too.
    """
    is_infused = any(step.kind is StepKind.INFUSION for step in plan.steps)
    found = REQUIRED_LINES | {ACCESS_LINE} if is_infused else REQUIRED_LINES
    return found if plan.identity is None else found | {PAPER_LINE}
