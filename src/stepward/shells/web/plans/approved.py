"""Whether this unit approved the protocol of a plan, in one line beside its title."""

from dataclasses import dataclass
from typing import assert_never

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.usecases.approving import ApprovalState, Stands, state_of
from stepward.usecases.consulting import file_of


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """How the unit's approval stands, in words."""

    words: str
    is_approved: bool


def unit_line(protocol_id: str) -> UnitLine:
    """Say whether this unit approved the protocol's present file."""
    state = state_of(file_of(protocol_id, library=shipped), approvals=DatabaseApprovals())
    return UnitLine(words=_words(state), is_approved=state.is_approved)


def _words(state: ApprovalState) -> str:
    match state.stands:
        case Stands.APPROVED:
            return "Approved by this unit"
        case Stands.HALF if state.allergist is not None:
            return "Approved by the allergist only; a pharmacist has not"
        case Stands.HALF:
            return "Approved by the pharmacist only; an allergist has not"
        case Stands.NONE:
            return "Not approved by this unit"
        case Stands.OTHER_FILE:
            return "Not approved by this unit; another version of this file was"
        case Stands.SAME_PERSON:
            return "Not approved by this unit; both approvals are by one person"
        case never:
            assert_never(never)
