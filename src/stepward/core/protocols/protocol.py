"""A protocol: the published recipe as parameters, for no one in particular.

Nouns: a `Protocol` has `Solution`s in ascending strength and `Step`s in order. A solution's strength is one of four
kinds (`Dilution`, `Share`, `FixedStrength`, `Undiluted`); a step says what the source says of it (a rate, minutes, a
volume, a dose) and leaves out what follows. How the last solution closes the sum is a named choice (`Closing`).
"""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount, DoseRule, Duration, Rate, Strength, Volume


class Kind(Enum):
    """What a published ladder is for; only a desensitization is offered as one."""

    DESENSITIZATION = "desensitization"
    GRADED_CHALLENGE = "graded-challenge"
    GRADED_VACCINE = "graded-vaccine"
    ANTITOXIN_TEST_DOSE = "antitoxin-test-dose"
    STEPPED_UP_FIRST_DOSE = "stepped-up-first-dose"
    REINTRODUCTION = "reintroduction"

    @property
    def words(self) -> str:
        """The kind as staff say it."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    Kind.DESENSITIZATION: "desensitization",
    Kind.GRADED_CHALLENGE: "graded challenge",
    Kind.GRADED_VACCINE: "graded vaccine administration",
    Kind.ANTITOXIN_TEST_DOSE: "antitoxin test dose",
    Kind.STEPPED_UP_FIRST_DOSE: "stepped-up first dose",
    Kind.REINTRODUCTION: "reintroduction after organ damage",
}


class Evidence(Enum):
    """How much of the protocol a source prints; an added step is arithmetic, and no file claims it."""

    TABLE = "table"
    RULE = "rule"
    TOTALS_ONLY = "totals-only"
    ADDED_STEP = "added-step"


class TargetIs(Enum):
    """Which figure of the ladder the target dose is."""

    CUMULATIVE = "cumulative"
    LAST_DOSE = "last-dose"
    NONE = "none"


class Closing(Enum):
    """How the last solution makes the sum equal the target."""

    STRENGTH = "strength"
    VOLUME = "volume"
    SHARES = "shares"
    REMAINDER = "remainder"
    FIXED = "fixed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dilution:
    """A strength relative to the full strength, which is the target dose in the last solution's volume."""

    fraction: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A solution that holds a share of the target dose and is emptied; `None` is what the others leave."""

    fraction: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedStrength:
    """A strength that does not depend on the target dose."""

    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Undiluted:
    """The product itself or a dilution of it; doses count as mL of the undiluted product."""

    fraction: Fraction = Fraction(1)


StrengthRule = Dilution | Share | FixedStrength | Undiluted


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One preparation, numbered in ascending strength."""

    number: int
    strength: StrengthRule
    name: str = ""
    volume: Volume | None = None
    diluent: str = ""
    preparation: str = ""


class DoseOf(Enum):
    """A dose that is not a fixed amount."""

    REMAINDER = "remainder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rate or one dose, as far as the source states it; what follows from the rest is left out.

    `rate_fraction` is of the final rate; `dose_fraction` of the target dose. `wait` is time without drug after the
    step, `interval` the time from one dose to the next. `delivers_nothing` marks a step that only fills the line.
    """

    number: int
    route: str
    solution: int | None = None
    rate: Rate | None = None
    rate_fraction: Fraction | None = None
    rate_of_drug: Amount | None = None
    duration: Duration | None = None
    volume: Volume | None = None
    dose: DoseRule | None = None
    dose_fraction: Fraction | None = None
    dose_is: DoseOf | None = None
    wait: Duration | None = None
    interval: Duration | None = None
    day: int | None = None
    drug: str = ""
    setting: str = ""
    condition: str = ""
    delivers_nothing: bool = False
    note: str = ""

    @property
    def is_at_home(self) -> bool:
        """Tell whether the source gives this step at home, where Stepward never runs one."""
        return self.setting == "home"


def _named(step: Step, *names: str) -> list[str]:
    return [name for name in names if getattr(step, name) is not None]


def _stated_twice(step: Step) -> str:
    """Name the entries of a step of which one follows from the others: they could contradict each other."""
    rates = _named(step, "rate", "rate_fraction", "rate_of_drug")
    doses = _named(step, "dose", "dose_fraction", "dose_is")
    for alternatives in (rates, doses, _named(step, "wait", "interval")):
        if len(alternatives) > 1:
            return " and ".join(alternatives)
    is_timed = bool(rates) and step.duration is not None
    if is_timed and step.rate_of_drug is None and step.volume is not None:
        return f"{rates[0]}, duration and volume"
    is_measured = step.solution is not None and (is_timed or step.volume is not None)
    if doses and (is_measured or step.delivers_nothing or (is_timed and step.rate_of_drug is not None)):
        return f"{doses[0]} beside what gives the dose already"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownError:
    """An error of the source, never corrected in silence; `matters` where it touches what the patient gets."""

    where: str
    printed: str
    computed: str
    why: str
    matters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolLimits:
    """Limits that the protocol's own source states; an absent one is unknown, not unlimited."""

    rate_at_most: Rate | None = None
    total_at_most: Duration | None = None
    stability_at_most: Duration | None = None


class UnsoundProtocol(Refusal, ValueError):
    """The protocol contradicts itself or leaves out what it must say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A published recipe with its source, and how much of it the source prints."""

    id: str
    version: str
    title: str
    kind: Kind
    evidence: Evidence
    route: str
    sources: tuple[str, ...]
    target_is: TargetIs
    closing: Closing
    solutions: tuple[Solution, ...]
    steps: tuple[Step, ...]
    family: str = ""
    drugs: tuple[str, ...] = ()
    secondary: str = ""
    final_rate: Rate | None = None
    target: DoseRule | None = None
    limits: ProtocolLimits = field(default_factory=ProtocolLimits)
    reaction_rule: str = ""
    tolerance_rule: str = ""
    monitoring: tuple[str, ...] = ()
    premedication: tuple[str, ...] = ()
    printed_table: str = ""
    known_errors: tuple[KnownError, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a protocol without source or steps, or that contradicts itself.

        Raises:
            UnsoundProtocol: saying what is wrong.
        """
        numbers = {solution.number for solution in self.solutions}
        if not self.sources:
            msg = f"{self.id}: a protocol needs a source"
            raise UnsoundProtocol(msg)
        if not self.steps:
            msg = f"{self.id}: a protocol needs steps"
            raise UnsoundProtocol(msg)
        if [step.number for step in self.steps] != list(range(1, len(self.steps) + 1)):
            msg = f"{self.id}: steps are numbered from 1 without gaps"
            raise UnsoundProtocol(msg)
        for step in self.steps:
            if step.solution is not None and step.solution not in numbers:
                msg = f"{self.id}: step {step.number} uses solution {step.solution}, which is not there"
                raise UnsoundProtocol(msg)
            if twice := _stated_twice(step):
                msg = f"{self.id}: step {step.number} states {twice}, which could contradict each other"
                raise UnsoundProtocol(msg)
        self._refuse_too_many_shares()
        last = self.solutions[-1].strength if self.solutions else None
        if self.closing is Closing.STRENGTH and isinstance(last, Dilution) and last.fraction != 1:
            msg = f"{self.id}: the last solution closes the sum by its strength, so its dilution is 1"
            raise UnsoundProtocol(msg)

    def _refuse_too_many_shares(self) -> None:
        shares = [item.strength.fraction for item in self.solutions if isinstance(item.strength, Share)]
        whole = sum((share for share in shares if share is not None), Fraction(0))
        if whole > 1 or shares.count(None) > 1 or (whole == 1 and None in shares):
            msg = f"{self.id}: the shares of the solutions are more than the whole dose"
            raise UnsoundProtocol(msg)

    @property
    def planned_steps(self) -> tuple[Step, ...]:
        """The steps that are planned: not the conditional ones, and none that the source gives at home."""
        return tuple(step for step in self.steps if not step.condition and not step.is_at_home)

    @property
    def is_offered(self) -> bool:
        """Tell whether this may be planned as a desensitization."""
        return self.kind is Kind.DESENSITIZATION

    @property
    def has_relative_rates(self) -> bool:
        """Tell whether the rates scale with a final rate."""
        return any(step.rate_fraction is not None for step in self.steps)

    @property
    def takes_volumes(self) -> bool:
        """Tell whether the volumes of the bags are the unit's choice."""
        return any(isinstance(item.strength, Dilution | Share) for item in self.solutions)

    @property
    def scales_with_target(self) -> bool:
        """Tell whether another target dose gives another ladder."""
        by_solution = any(isinstance(item.strength, Dilution | Share) for item in self.solutions)
        by_step = any(step.dose_fraction is not None or step.dose_is is not None for step in self.steps)
        return by_solution or by_step

    def solution(self, number: int) -> Solution:
        """Find a solution by its number."""
        return next(item for item in self.solutions if item.number == number)
