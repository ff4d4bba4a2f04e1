"""Small protocols for tests: every way of closing the sum, every way of stating a step. Invented, for no drug."""

from fractions import Fraction
from typing import Any

from stepward.core.protocols.plan import Devices, Order, Plan
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import (
    Closing,
    Dilution,
    DoseOf,
    Evidence,
    FixedStrength,
    Kind,
    Protocol,
    Share,
    Solution,
    Step,
    TargetIs,
    Undiluted,
)
from stepward.core.quantities import (
    DoseRule,
    Duration,
    Mass,
    Rate,
    Strength,
    TargetDose,
    Volume,
    parse_amount,
)

QUARTER = Duration(Fraction(15))
FRACTIONS = (
    ("1/40", "1/16", "1/8", "1/4"),
    ("1/16", "1/8", "1/4", "1/2"),
    ("1/8", "1/4", "1/2", "1"),
)


def standard(closing: Closing = Closing.STRENGTH, *, ml: str = "250") -> Protocol:
    """Make the 12-step ladder by hand, apart from the shipped file."""
    rows = [(number, text) for number, texts in enumerate(FRACTIONS, 1) for text in texts]
    steps = tuple(
        Step(number=index, route="iv", solution=solution, rate_fraction=Fraction(text),
             duration=QUARTER if index < 12 else None)
        for index, (solution, text) in enumerate(rows, 1)
    )  # fmt: skip
    solutions = tuple(
        Solution(number=index, strength=Dilution(fraction=Fraction(text)), volume=Volume(Fraction(ml)))
        for index, text in enumerate(("1/100", "1/10", "1"), 1)
    )
    return protocol(solutions, steps, closing=closing, final_rate=Rate(Fraction(80)))


def protocol(solutions: tuple[Solution, ...], steps: tuple[Step, ...], **other: Any) -> Protocol:
    """Make a protocol of these solutions and steps."""
    words: dict[str, Any] = {
        "id": "invented", "version": "1", "title": "Invented", "kind": Kind.DESENSITIZATION, "evidence": Evidence.TABLE,
        "route": "iv", "sources": ("INVENTED",), "target_is": TargetIs.CUMULATIVE, "closing": Closing.FIXED,
    }  # fmt: skip
    return Protocol(solutions=solutions, steps=steps, **(words | other))


def shares() -> Protocol:
    """One rate a solution: a thousandth, a hundredth, a tenth of the dose, then the rest, an hour each."""
    solutions = tuple(
        Solution(number=index, strength=Share(fraction=None if text is None else Fraction(text)),
                 volume=Volume(Fraction(100)))
        for index, text in enumerate(("1/1000", "1/100", "1/10", None), 1)
    )  # fmt: skip
    steps = tuple(Step(number=n, route="iv", solution=n, duration=Duration(Fraction(60))) for n in range(1, 5))
    return protocol(solutions, steps, closing=Closing.SHARES)


def doubling_with_rest() -> Protocol:
    """Fixed doses from a fixed strength that double, and a last one that takes the rest."""
    solutions = (Solution(number=1, strength=FixedStrength(strength=Strength.parse("1 mg/mL"))),)
    doses = [DoseRule.parse(f"{2**power} mg") for power in range(4)]
    steps = tuple(
        Step(number=n, route="iv", solution=1, dose=dose, interval=QUARTER) for n, dose in enumerate(doses, 1)
    )
    last = Step(number=5, route="iv", solution=1, dose_is=DoseOf.REMAINDER, rate=Rate(Fraction(60)))
    return protocol(solutions, (*steps, last), closing=Closing.REMAINDER)


def oral(*doses: str, target_is: TargetIs = TargetIs.LAST_DOSE) -> Protocol:
    """Fixed oral doses at an interval."""
    steps = tuple(
        Step(number=n, route="oral", dose=DoseRule.parse(dose), interval=QUARTER) for n, dose in enumerate(doses, 1)
    )
    return protocol((), steps, target_is=target_is)


def vaccine() -> Protocol:
    """Drops of a product, diluted and undiluted."""
    solutions = tuple(
        Solution(number=n, strength=Undiluted(fraction=Fraction(text))) for n, text in enumerate(("1/10", "1"), 1)
    )
    steps = (
        Step(number=1, route="im", solution=1, volume=Volume(Fraction(1, 20)), wait=QUARTER),
        Step(number=2, route="im", solution=2, volume=Volume(Fraction(1, 20)), wait=QUARTER),
        Step(number=3, route="im", solution=2, volume=Volume(Fraction(1, 10))),
    )
    return protocol(solutions, steps, target_is=TargetIs.NONE)


def order(target: str = "2000 mg", **other: Any) -> Order:
    """Make an order for an invented drug."""
    rule = DoseRule.parse(target)
    return Order(drug="invented", target=TargetDose(amount=rule.amount, rule=rule), **other)


def plan(recipe: Protocol, target: str = "2000 mg", **other: Any) -> Plan:
    """Plan a protocol."""
    return make_plan(recipe, order(target, **other))


def pump(increment: str = "0.1 mL/h", **other: Any) -> Devices:
    """Make a pump of this increment."""
    return Devices(pump_increment=Rate.parse(increment), **other)


def codes(found: Plan, severity: str = "") -> list[str]:
    """List the codes of a plan's findings."""
    return [item.code for item in found.findings if severity in {"", item.severity.value}]


def mg(text: str) -> Mass:
    """Read a mass."""
    amount = parse_amount(text)
    if not isinstance(amount, Mass):
        raise TypeError(text)
    return amount
