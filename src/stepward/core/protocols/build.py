"""Forward from the dose: a protocol and an order become a ladder of solutions and steps, exactly.

The same code makes the exact ladder and the one that the devices can do: the second run takes the solutions as made
and rounds each rate and each drawn volume once.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from stepward.core.findings import Finding
from stepward.core.protocols.facts import METHOD, block
from stepward.core.protocols.fitting import refuse_what_does_not_fit, volumes_asked
from stepward.core.protocols.plan import Devices, Ladder, Order, PlannedSolution, PlannedStep
from stepward.core.protocols.protocol import (
    Closing,
    Dilution,
    DoseOf,
    FixedStrength,
    Protocol,
    Share,
    Solution,
    Step,
    Undiluted,
)
from stepward.core.quantities import (
    Amount,
    Duration,
    Rate,
    SizeNeeded,
    Strength,
    Volume,
    resolve,
    round_to,
)


class Unmakeable(Exception):
    """A step or solution cannot be computed or made; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        """Keep the finding."""
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True, kw_only=True)
class _Work:
    """What is known while the steps are worked through in order."""

    protocol: Protocol
    order: Order
    volumes: dict[int, Volume | None]
    devices: Devices
    made: dict[int, Strength]
    given: Amount
    strengths: dict[int, Strength] = field(default_factory=dict)
    infused: dict[int, Fraction] = field(default_factory=dict)
    steps: list[PlannedStep] = field(default_factory=list)

    @property
    def target(self) -> Amount:
        return self.order.target.amount

    @property
    def last_number(self) -> int:
        return self.protocol.solutions[-1].number


def build(protocol: Protocol, order: Order, *, made: tuple[PlannedSolution, ...] = ()) -> tuple[Ladder, list[Finding]]:
    """Compute the ladder as far as it can be computed, with a BLOCK where it cannot.

    With `made` the strengths are taken as prepared and rates and drawn volumes are rounded to the order's devices.

    Raises:
        DoesNotFit: if the order's unit, volumes or rate are not of the kind that the protocol takes.
    """
    refuse_what_does_not_fit(protocol, order)
    work = _Work(
        protocol=protocol,
        order=order,
        volumes=volumes_asked(protocol, order.volumes),
        devices=order.devices if made else Devices(),
        made={solution.number: solution.strength for solution in made},
        given=order.target.amount * 0,
    )
    findings: list[Finding] = []
    try:
        for step in protocol.planned_steps:
            _add_step(work, step)
    except Unmakeable as stop:
        findings.append(stop.finding)
    return Ladder(solutions=_solutions(work, made), steps=tuple(work.steps), none_yet=order.target.amount * 0), findings


def _blocked(code: str, message: str, *, step: int | None = None, action: str = "") -> Unmakeable:
    return Unmakeable(block(code, message, METHOD, step=step, action=action))


def _volume_of(work: _Work, number: int) -> Volume:
    volume = work.volumes[number]
    if volume is None:
        msg = "OPEN-02"
        raise _blocked(
            msg,
            f"The source does not state the volume of solution {number}.",
            action="Give the bag volume of each solution.",
        )
    return volume


def _strength_of(work: _Work, number: int) -> Strength:
    if number not in work.strengths:
        work.strengths[number] = work.made.get(number) or _new_strength(work, work.protocol.solution(number))
    return work.strengths[number]


def _new_strength(work: _Work, solution: Solution) -> Strength:
    match solution.strength:
        case FixedStrength(strength=strength):
            return strength
        case Undiluted(fraction=fraction):
            return Strength(Volume(fraction))
        case Share(fraction=fraction):
            share = work.target * (fraction if fraction is not None else _remaining_share(work.protocol))
            return Strength.of(share, _volume_of(work, solution.number))
        case Dilution(fraction=fraction):
            if solution.number == work.last_number and work.protocol.closing is Closing.STRENGTH:
                return _closing_strength(work, solution)
            full = Strength.of(work.target, _volume_of(work, work.last_number))
            return Strength(full.per_ml * fraction)


def _remaining_share(protocol: Protocol) -> Fraction:
    shares = [item.strength.fraction for item in protocol.solutions if isinstance(item.strength, Share)]
    return 1 - sum((share for share in shares if share is not None), Fraction(0))


def _closing_strength(work: _Work, solution: Solution) -> Strength:
    left = work.target - work.given
    if left.value <= 0:
        msg = "SUM-03"
        raise _blocked(
            msg,
            f"The first solutions already give {work.given.people()}, which is not less than the target of "
            f"{work.target.people()}: nothing is left for solution {solution.number}.",
        )
    return Strength.of(left, _volume_of(work, solution.number))


def _dose_of(work: _Work, step: Step) -> Amount | None:
    """Tell the dose that the protocol itself states for a step, if it does."""
    if step.delivers_nothing:
        return work.target * 0
    if step.dose is not None:
        try:
            return resolve(step.dose, weight=work.order.weight, height=None).amount
        except SizeNeeded as missing:
            msg = "OPEN-03"
            raise _blocked(msg, f"Step {step.number}: {missing}.", step=step.number) from missing
    if step.dose_fraction is not None:
        return work.target * step.dose_fraction
    if step.rate_of_drug is not None and step.duration is not None:
        return step.rate_of_drug * (step.duration.value / 60)
    return _left_of_target(work, step) if step.dose_is is DoseOf.REMAINDER else None


def _left_of_target(work: _Work, step: Step) -> Amount:
    left = work.target - work.given
    if left.value <= 0:
        msg = "SUM-03"
        raise _blocked(
            msg,
            f"Steps 1 to {step.number - 1} already give {work.given.people()}, which is not less than the target "
            f"of {work.target.people()}: nothing is left for step {step.number}.",
            step=step.number,
        )
    return left


def _is_closing(work: _Work, step: Step) -> bool:
    """Tell whether this is the last planned step of its solution."""
    after = [item for item in work.protocol.planned_steps if item.solution == step.solution]
    return after[-1].number == step.number


def _closing_volume(work: _Work, step: Step, strength: Strength) -> Volume:
    """Tell the volume of a step that runs until its solution, or the target dose, is used up."""
    match work.protocol.closing:
        case Closing.STRENGTH | Closing.SHARES if step.solution is not None:
            whole = _volume_of(work, step.solution)
            left = whole - Volume(work.infused.get(step.solution, Fraction(0)))
        case Closing.VOLUME:
            left = strength.volume_of(_left_of_target(work, step))
        case _:
            msg = "OPEN-01"
            raise _blocked(
                msg,
                f"The source leaves open how solution {step.solution} closes the sum: as the full dose or as what is "
                f"left of it.",
                step=step.number,
                action="Choose a protocol whose source states it, or have the unit write its own version.",
            )
    if left.value <= 0:
        msg = "VOL-01"
        raise _blocked(
            msg,
            f"The steps before step {step.number} use up solution {step.solution}: "
            f"{(left * -1).people()} more than it holds.",
            step=step.number,
            action="Choose a larger bag or a lower final rate.",
        )
    return left


def _rounded_rate(work: _Work, rate: Rate, step: Step) -> Rate:
    increment = work.devices.pump_increment
    if increment is None:
        return rate
    rounded = Rate(round_to(rate.value, increment.value))
    if rounded.is_zero:
        msg = "RATE-01"
        raise _blocked(
            msg,
            f"Step {step.number} runs at {rate.people(places=4)}, which a pump with an increment of "
            f"{increment.people()} cannot do.",
            step=step.number,
            action="Choose a higher final rate or a weaker first solution.",
        )
    return rounded


def _rounded_volume(work: _Work, volume: Volume, step: Step) -> Volume:
    increment = work.devices.syringe_increment
    if increment is None:
        return volume
    rounded = Volume(round_to(volume.value, increment.value))
    if rounded.is_zero:
        msg = "VOL-03"
        raise _blocked(
            msg,
            f"Step {step.number} needs {volume.people(places=4)}, which a syringe with an increment of "
            f"{increment.people()} cannot measure.",
            step=step.number,
            action="Use a weaker solution or a finer syringe.",
        )
    return rounded


def _rate_of(work: _Work, step: Step) -> Rate | None:
    if step.rate is not None:
        return step.rate
    final = work.order.final_rate or work.protocol.final_rate
    if step.rate_fraction is None or final is None:
        return None
    return final * step.rate_fraction


def _volume_and_dose(
    work: _Work, step: Step, *, rate: Rate | None, strength: Strength | None
) -> tuple[Volume | None, Amount]:
    dose = _dose_of(work, step)
    if rate is not None and step.duration is not None:
        volume: Volume | None = rate.during(step.duration)
    elif step.volume is not None:
        volume = step.volume
    elif strength is not None and dose is not None and not step.delivers_nothing:
        volume = strength.volume_of(dose)
    elif strength is not None and _is_closing(work, step):
        volume = _closing_volume(work, step, strength)
    else:
        volume = None
    if volume is not None and rate is None and step.duration is None:
        volume = _rounded_volume(work, volume, step)
    if strength is not None and volume is not None and not step.delivers_nothing:
        dose = strength.in_volume(volume)
    if dose is None:
        msg = "OPEN-01"
        raise _blocked(msg, f"The source does not determine the dose of step {step.number}.", step=step.number)
    return volume, dose


def _add_step(work: _Work, step: Step) -> None:
    strength = None if step.solution is None else _strength_of(work, step.solution)
    stated = _rate_of(work, step)
    rate = None if stated is None else _rounded_rate(work, stated, step)
    volume, dose = _volume_and_dose(work, step, rate=rate, strength=strength)
    duration = step.duration
    if rate is None and volume is not None and duration is not None and not duration.is_zero:
        rate = _rounded_rate(work, Rate(volume.value * 60 / duration.value), step)
        duration = Duration(volume.value * 60 / rate.value)
    elif rate is not None and volume is not None and duration is None:
        duration = Duration(volume.value * 60 / rate.value)
    work.given = work.given + dose
    if step.solution is not None and volume is not None:
        work.infused[step.solution] = work.infused.get(step.solution, Fraction(0)) + volume.value
    work.steps.append(
        PlannedStep(
            number=step.number,
            route=step.route,
            solution=step.solution,
            rate=rate,
            duration=duration,
            volume=volume,
            dose=dose,
            cumulative_dose=work.given,
            wait=_wait(step, duration),
            day=step.day,
            drug=step.drug,
            delivers_nothing=step.delivers_nothing,
            note=step.note,
        )
    )


def _wait(step: Step, duration: Duration | None) -> Duration | None:
    if step.interval is None:
        return step.wait
    rest = step.interval.value - (duration.value if duration is not None else 0)
    return Duration(max(rest, Fraction(0)))


def _solutions(work: _Work, made: tuple[PlannedSolution, ...]) -> tuple[PlannedSolution, ...]:
    """List the solutions whose strength is known, with the volume that the steps infuse."""
    if made:
        return tuple(replace(item, infused=Volume(work.infused.get(item.number, Fraction(0)))) for item in made)
    rows = []
    for solution in work.protocol.solutions:
        strength = work.strengths.get(solution.number)
        if strength is None:
            continue
        volume = work.volumes[solution.number]
        rows.append(
            PlannedSolution(
                number=solution.number,
                name=solution.name,
                volume=volume,
                strength=strength,
                amount=None if volume is None else strength.in_volume(volume),
                infused=Volume(work.infused.get(solution.number, Fraction(0))),
                diluent=solution.diluent,
                preparation=solution.preparation,
            )
        )
    return tuple(rows)
