"""Consult: everything that is on file about one protocol, its own example computed, and how its approval stands."""

from dataclasses import dataclass
from typing import Protocol as Port

from stepward.core.protocols.fitting import DoesNotFit
from stepward.core.protocols.plan import Order, Plan
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import Protocol
from stepward.core.quantities import SizeNeeded, resolve
from stepward.usecases.approving import Approvals, ApprovalState, ProtocolFile, state_of


class Library(Port):
    """Where protocols and their files come from."""

    def protocol(self, protocol_id: str, /) -> Protocol:
        """Find a protocol by its id."""

    def protocol_bytes(self, protocol_id: str, /) -> bytes:
        """Give the file of a protocol, byte by byte."""

    def file_hash(self, content: bytes, /) -> str:
        """Give the SHA-256 of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnExample:
    """The ladder for the target dose that the source itself uses; without one, why."""

    plan: Plan | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """A protocol, the ladder of its own example, and the unit's approval of its file."""

    protocol: Protocol
    example: OwnExample
    approval: ApprovalState


def consult(protocol_id: str, *, library: Library, approvals: Approvals) -> Consulted:
    """Open one protocol.

    Raises:
        Refusal: if there is none of this id.
    """
    protocol = library.protocol(protocol_id)
    file = file_of(protocol_id, library=library)
    return Consulted(protocol=protocol, example=own_example(protocol), approval=state_of(file, approvals=approvals))


def file_of(protocol_id: str, *, library: Library) -> ProtocolFile:
    """Tell version and hash of a protocol's file, which is what a unit approves.

    Raises:
        Refusal: if there is none of this id.
    """
    return ProtocolFile(
        protocol_id=protocol_id,
        version=library.protocol(protocol_id).version,
        sha256=library.file_hash(library.protocol_bytes(protocol_id)),
    )


def own_example(protocol: Protocol) -> OwnExample:
    """Compute the ladder for the source's own target dose."""
    if not protocol.is_offered:
        kind = protocol.kind.words.capitalize()
        return OwnExample(plan=None, reason=f"{kind}: shown as its source states it, never planned.")
    if protocol.target is None:
        return OwnExample(plan=None, reason="The source names no target dose of its own. A plan computes the ladder.")
    try:
        target = resolve(protocol.target, weight=None, height=None)
        drug = protocol.drugs[0] if protocol.drugs else "example"
        plan = make_plan(protocol, Order(drug=drug, target=target))
    except SizeNeeded:
        dose = f"{protocol.target.amount.people()} per {protocol.target.basis.value}"
        return OwnExample(plan=None, reason=f"The target dose is {dose}. A plan asks for the patient's size.")
    except DoesNotFit as error:
        return OwnExample(plan=None, reason=f"{error}.")
    return OwnExample(plan=plan)
