"""Plan: a request in words becomes a checked plan."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol as Port
from typing import TypeVar

from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Devices, DrugEntry, Order, Plan, Policy
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import Protocol
from stepward.core.quantities import (
    DoseRule,
    Height,
    NotAboveZero,
    Quantity,
    Rate,
    Strength,
    Volume,
    Weight,
    resolve,
)

LONGEST_NAME = 80
_Kind = TypeVar("_Kind", bound=Quantity)


class Catalogue(Port):
    """Where protocols and drug entries come from."""

    def protocol(self, protocol_id: str, /) -> Protocol:
        """Find a protocol by its id."""

    def drug_entries(self) -> dict[str, DrugEntry]:
        """List the drug entries by lower-case name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What a person or program asks for, as text; empty text is not given."""

    protocol: str
    drug: str
    target: str
    bag_volume: str = ""
    final_rate: str = ""
    pump_increment: str = ""
    syringe_increment: str = ""
    stock: str = ""
    weight: str = ""
    height: str = ""


class UnreadableRequest(Refusal, ValueError):
    """A field of the request cannot be read; says which, what it holds and what was expected."""

    def __init__(self, field: str, reason: str) -> None:
        """Keep the field apart, so that a form can show the sentence where it belongs."""
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def plan(request: PlanRequest, *, catalogue: Catalogue, policy: Policy | None = None) -> Plan:
    """Compute the checked plan for a request.

    Raises:
        UnreadableRequest: if a field is missing, ambiguous, of the wrong kind of unit, or not more than zero.
        Refusal: if the protocol is unknown, is no desensitization, or has no use for what was given.
    """
    order = read_order(request, catalogue=catalogue, policy=policy)
    return make_plan(catalogue.protocol(request.protocol), order)


def read_order(request: PlanRequest, *, catalogue: Catalogue, policy: Policy | None = None) -> Order:
    """Read the fields of a request.

    Raises:
        UnreadableRequest: naming the field.
    """
    drug = " ".join(request.drug.split())
    if not drug or len(drug) > LONGEST_NAME or not drug.isprintable():
        msg = "drug"
        raise UnreadableRequest(msg, f"expected a name of 1 to {LONGEST_NAME} letters")
    if not request.target.strip():
        msg = "target"
        raise UnreadableRequest(msg, f"no target dose for {drug}: expected a dose such as '2000 mg'")
    weight = _one("weight", request.weight, Weight)
    height = _one("height", request.height, Height)
    target = _read("target", request.target, DoseRule.parse)
    entries = catalogue.drug_entries()
    return Order(
        drug=drug,
        target=_read("target", request.target, lambda _: resolve(target, weight=weight, height=height)),
        volumes=_volumes(request.bag_volume),
        final_rate=_one("final-rate", request.final_rate, Rate),
        devices=Devices(
            pump_increment=_one("pump-increment", request.pump_increment, Rate),
            syringe_increment=_one("syringe-increment", request.syringe_increment, Volume),
            stock=_read("stock", request.stock, Strength.parse) if request.stock.strip() else None,
        ),
        weight=weight,
        height=height,
        policy=policy or Policy(),
        entry=entries.get(drug.casefold()),
    )


_Value = TypeVar("_Value")


def _read(field: str, text: str, parse: Callable[[str], _Value]) -> _Value:
    try:
        return parse(text.strip())
    except ValueError as error:
        raise UnreadableRequest(field, str(error)) from error


def _one(field: str, text: str, kind: type[_Kind]) -> _Kind | None:
    if not text.strip():
        return None
    value = _read(field, text, kind.parse)
    if value.is_zero:
        raise UnreadableRequest(field, str(NotAboveZero(f"{text!r}: must be more than zero")))
    return value


def _volumes(text: str) -> tuple[Volume, ...]:
    if not text.strip():
        return ()
    found = [_one("bag-volume", part, Volume) for part in text.split(",")]
    if any(item is None for item in found):
        msg = "bag-volume"
        raise UnreadableRequest(msg, f"{text!r}: expected volumes such as '250 mL' or '50 mL,50 mL,250 mL'")
    return tuple(item for item in found if item is not None)
