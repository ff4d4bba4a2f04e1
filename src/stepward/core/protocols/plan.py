"""A plan: a protocol for one drug and one target dose, exact, with the rounded plan beside it."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.findings import Finding, has_block
from stepward.core.protocols.protocol import Protocol
from stepward.core.quantities import Amount, Duration, Height, Rate, Strength, TargetDose, Volume, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What measures the plan: a pump's increment and range, a syringe's increment, the stock that is drawn up."""

    pump_increment: Rate | None = None
    pump_minimum: Rate | None = None
    pump_maximum: Rate | None = None
    syringe_increment: Volume | None = None
    stock: Strength | None = None

    @property
    def round_anything(self) -> bool:
        """Tell whether any device is known, so that the plan can be rounded to it."""
        return self.pump_increment is not None or self.syringe_increment is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Site settings of the checks; the shipped values are engineering placeholders until a clinician signs them.

    Source: STEPWARD-SAFETY, H-31 (0 to 1 %), H-33 (1.5 to 10) and H-36 (kg and cm that a patient can have).
    """

    sum_tolerance: Fraction = Fraction(5, 1000)
    factor_caution: Fraction = Fraction(3)
    factor_block: Fraction = Fraction(10)
    fluid_caution_ml_per_kg: Fraction | None = None
    weight_range: tuple[Fraction, Fraction] = (Fraction(3, 10), Fraction(400))
    height_range: tuple[Fraction, Fraction] = (Fraction(25), Fraction(260))
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugEntry:
    """What is on file for one drug: its name in tall-man letters and the limits that a label states.

    An absent limit is unknown, never unlimited.
    """

    name: str
    display: str
    source: str
    says: str = "the label"
    strength_at_most: Strength | None = None
    strength_at_least: Strength | None = None
    dose_at_most: Amount | None = None
    rate_at_most: Rate | None = None
    infusion_at_most: Duration | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for: protocol, drug, target dose, and the unit's choices of volumes, rate and devices."""

    drug: str
    target: TargetDose
    volumes: tuple[Volume, ...] = ()
    final_rate: Rate | None = None
    devices: Devices = Devices()
    weight: Weight | None = None
    height: Height | None = None
    policy: Policy = Policy()
    entry: DrugEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSolution:
    """One preparation of a plan: its volume, strength, the drug in it and the volume that is infused."""

    number: int
    name: str
    volume: Volume | None
    strength: Strength
    amount: Amount | None
    infused: Volume
    diluent: str = ""
    preparation: str = ""

    @property
    def discarded(self) -> Volume | None:
        """What is left in the container at the end."""
        return None if self.volume is None else self.volume - self.infused

    def beyond(self, taken: Volume) -> Volume:
        """Tell what must be made beyond the plan for so much to be taken besides: what the rest does not hold."""
        left = self.discarded
        if left is None or left.value <= 0:
            return taken
        return max(taken - left, Volume(Fraction(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One step of a plan; `None` is what the source does not determine."""

    number: int
    route: str
    solution: int | None
    rate: Rate | None
    duration: Duration | None
    volume: Volume | None
    dose: Amount
    cumulative_dose: Amount
    wait: Duration | None = None
    day: int | None = None
    drug: str = ""
    delivers_nothing: bool = False
    condition: str = ""
    note: str = ""

    @property
    def dose_rate(self) -> Amount | None:
        """The drug per hour of a step that takes time, whether or not its pump rate is known."""
        if self.duration is None or self.duration.is_zero:
            return None
        return self.dose * (Fraction(60) / self.duration.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Solutions and steps that belong together: once exact, once as the devices can do it."""

    solutions: tuple[PlannedSolution, ...]
    steps: tuple[PlannedStep, ...]
    none_yet: Amount

    @property
    def total_dose(self) -> Amount:
        """The sum of all doses."""
        return self.steps[-1].cumulative_dose if self.steps else self.none_yet

    @property
    def total_duration(self) -> Duration:
        """The time of all steps and the waits between them, in minutes; days between visits not counted."""
        return Duration(sum((_step_minutes(step) for step in self.steps), Fraction(0)))

    @property
    def is_timed(self) -> bool:
        """Tell whether the time of every step but the last is stated."""
        return bool(self.steps) and all(step.duration is not None or step.wait is not None for step in self.steps[:-1])

    @property
    def total_volume(self) -> Volume:
        """The fluid of all steps."""
        return Volume(sum((step.volume.value for step in self.steps if step.volume is not None), Fraction(0)))


def _step_minutes(step: PlannedStep) -> Fraction:
    return sum((part.value for part in (step.duration, step.wait) if part is not None), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A checked plan: the exact ladder, the rounded one where devices are known, and every finding."""

    protocol: Protocol
    order: Order
    exact: Ladder
    as_set: Ladder | None
    findings: tuple[Finding, ...]

    @property
    def effective(self) -> Ladder:
        """What the patient gets: the rounded ladder where there is one."""
        return self.as_set or self.exact

    @property
    def is_blocked(self) -> bool:
        """Tell whether any finding blocks this plan."""
        return has_block(self.findings)
