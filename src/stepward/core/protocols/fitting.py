"""Whether an order fits a protocol: the kind of unit, the choices that a source leaves to the unit."""

from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Order
from stepward.core.protocols.protocol import FixedStrength, Protocol, Undiluted
from stepward.core.quantities import Activity, Amount, Mass, Quantity, Volume


class DoesNotFit(Refusal, ValueError):
    """What was asked for is not of the kind that this protocol takes."""


def refuse_what_does_not_fit(protocol: Protocol, order: Order) -> None:
    """Refuse an order whose unit, volumes or final rate the protocol has no use for.

    Raises:
        DoesNotFit: saying what was expected.
    """
    if not protocol.is_offered:
        msg = f"{protocol.id} is a {protocol.kind.words}, not a desensitization: it is shown, not planned"
        raise DoesNotFit(msg)
    if not protocol.planned_steps:
        msg = f"{protocol.id} has no step that is given in the unit: it is shown, not planned"
        raise DoesNotFit(msg)
    _refuse_zero(order)
    expected = {type(amount) for amount in _amounts_of(protocol)}
    if expected and type(order.target.amount) not in expected:
        units = ", ".join(sorted(kind.unit for kind in expected))
        msg = f"the target dose is in {order.target.amount.unit}; {protocol.id} is in {units}"
        raise DoesNotFit(msg)
    if order.final_rate is not None and not protocol.has_relative_rates:
        msg = f"{protocol.id} has no final rate to choose: its source fixes the rates"
        raise DoesNotFit(msg)
    if order.volumes and not protocol.takes_volumes:
        msg = f"{protocol.id} has no bag volume to choose: its source fixes the strengths"
        raise DoesNotFit(msg)
    if protocol.has_relative_rates and order.final_rate is None and protocol.final_rate is None:
        msg = f"{protocol.id} needs a final rate in mL/h"
        raise DoesNotFit(msg)


def _refuse_zero(order: Order) -> None:
    devices = order.devices
    asked: dict[str, Quantity | None] = {
        "target dose": order.target.amount,
        "final rate": order.final_rate,
        "pump increment": devices.pump_increment,
        "syringe increment": devices.syringe_increment,
        "stock": devices.stock.per_ml if devices.stock is not None else None,
    }
    asked |= {f"bag volume {number}": volume for number, volume in enumerate(order.volumes, 1)}
    for name, quantity in asked.items():
        if quantity is not None and quantity.value <= 0:
            msg = f"the {name} must be more than zero, not {quantity}"
            raise DoesNotFit(msg)


def _amounts_of(protocol: Protocol) -> list[Amount]:
    """Collect one amount of each kind that the protocol's own numbers have; bags of any drug take mass or units."""
    fixed = [item.strength.strength.per_ml for item in protocol.solutions if isinstance(item.strength, FixedStrength)]
    product = [Volume(Fraction(1)) for item in protocol.solutions if isinstance(item.strength, Undiluted)]
    found = [*fixed, *product, *(step.dose.amount for step in protocol.steps if step.dose is not None)]
    if protocol.drugs and protocol.target is not None:
        found.append(protocol.target.amount)
    return found or ([Mass(Fraction(1)), Activity(Fraction(1))] if protocol.takes_volumes else [])


def volumes_asked(protocol: Protocol, asked: tuple[Volume, ...]) -> dict[int, Volume | None]:
    """Give each solution the volume that was asked for, else the one that the source states."""
    count = len(protocol.solutions)
    if len(asked) not in {0, 1, count}:
        msg = f"{protocol.id} has {count} solutions: expected 1 or {count} bag volumes, not {len(asked)}"
        raise DoesNotFit(msg)
    if not asked:
        return {solution.number: solution.volume for solution in protocol.solutions}
    each = asked * count if len(asked) == 1 else asked
    return {solution.number: volume for solution, volume in zip(protocol.solutions, each, strict=True)}
