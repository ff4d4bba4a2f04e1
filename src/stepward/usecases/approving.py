"""Approve: two named people, an allergist and a pharmacist, accept one protocol file for their unit.

An approval is bound to the SHA-256 of the file: another file of the same protocol is not approved by it.
Nothing is ever changed or deleted: an approval is withdrawn by a new act.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol as Port
from typing import assert_never

from stepward.core.findings import Refusal


class Role(Enum):
    """Whose signature a protocol needs; each role signs once, as two different people."""

    ALLERGIST = "allergist"
    PHARMACIST = "pharmacist"


class Deed(Enum):
    """What a person did to a protocol file."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acts: an account, the name as it is signed, and the roles held now."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFile:
    """The file that is approved: protocol, version, and the SHA-256 of its bytes."""

    protocol_id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One approval or withdrawal; `number` counts the acts of one role on one file from 1."""

    file: ProtocolFile
    role: Role
    deed: Deed
    number: int
    person_id: str
    person_name: str
    done_at: datetime


class Approvals(Port):
    """Where acts are kept, for ever."""

    def of_protocol(self, protocol_id: str, /) -> tuple[Act, ...]:
        """List every act on any file of a protocol, oldest first."""

    def append(self, act: Act, /) -> None:
        """Keep an act.

        Raises:
            ApprovalMovedOn: if the role has already acted under this number on this file.
        """


class RoleNotHeld(Refusal):
    """The person does not hold the role that signs."""


class AlreadyApproved(Refusal):
    """The role has already approved this file."""


class SamePersonTwice(Refusal):
    """One person cannot sign for both roles."""


class NothingToWithdraw(Refusal):
    """The role has no standing approval of this file."""


class FileChanged(Refusal):
    """The file is not the one that was shown to the person who signs."""


class ApprovalMovedOn(Refusal):
    """Another person acted at the same moment: look again, then decide."""


class Stands(Enum):
    """How far a unit's approval of a protocol has come."""

    NONE = "none"
    HALF = "half"
    APPROVED = "approved"
    OTHER_FILE = "other-file"
    SAME_PERSON = "same-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalState:
    """What the acts say of one file: the standing approval of each role, and the whole."""

    file: ProtocolFile
    allergist: Act | None
    pharmacist: Act | None
    stands: Stands
    history: tuple[Act, ...] = ()

    @property
    def is_approved(self) -> bool:
        """Tell whether both roles approved this very file, as two people."""
        return self.stands is Stands.APPROVED

    @property
    def words(self) -> str:
        """Say it as staff read it."""
        match self.stands:
            case Stands.NONE:
                return "not approved"
            case Stands.HALF:
                return "one of two approvals"
            case Stands.APPROVED:
                return "approved"
            case Stands.OTHER_FILE:
                return "approved for another version of this file"
            case Stands.SAME_PERSON:
                return "both approvals are by one person: not approved"
            case never:
                assert_never(never)

    def of(self, role: Role) -> Act | None:
        """Find the standing approval of a role."""
        return self.allergist if role is Role.ALLERGIST else self.pharmacist


def judge(file: ProtocolFile, acts: Iterable[Act]) -> ApprovalState:
    """Tell from all acts on a protocol how its present file stands."""
    history = tuple(acts)
    allergist, pharmacist = (_standing(history, file.sha256, role) for role in Role)
    both = [act for act in (allergist, pharmacist) if act is not None]
    match both:
        case []:
            stands = Stands.OTHER_FILE if _another_is_approved(history, file.sha256) else Stands.NONE
        case [_]:
            stands = Stands.HALF
        case [first, second]:
            is_one = first.person_id == second.person_id
            stands = Stands.SAME_PERSON if is_one else Stands.APPROVED
        case never:
            msg = f"at most two roles approve, not {len(never)}"
            raise ValueError(msg)
    return ApprovalState(file=file, allergist=allergist, pharmacist=pharmacist, stands=stands, history=history)


def _standing(history: tuple[Act, ...], sha256: str, role: Role) -> Act | None:
    acts = [act for act in history if act.file.sha256 == sha256 and act.role is role]
    last = max(acts, key=lambda act: act.number, default=None)
    return last if last is not None and last.deed is Deed.APPROVED else None


def _another_is_approved(history: tuple[Act, ...], sha256: str) -> bool:
    others = {act.file.sha256 for act in history} - {sha256}
    return any(_people(history, other) == len(Role) for other in others)


def _people(history: tuple[Act, ...], sha256: str) -> int:
    standing = (_standing(history, sha256, role) for role in Role)
    return len({act.person_id for act in standing if act is not None})


def state_of(file: ProtocolFile, *, approvals: Approvals) -> ApprovalState:
    """Tell how the unit's approval of a file stands."""
    return judge(file, approvals.of_protocol(file.protocol_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs in which role and when, and the hash of the file that was shown."""

    person: Person
    role: Role
    at: datetime
    shown_sha256: str


def approve(file: ProtocolFile, signature: Signature, *, approvals: Approvals) -> Act:
    """Approve a protocol file in one role.

    Raises:
        RoleNotHeld: if the person does not hold the role.
        FileChanged: if the file is another than the one shown.
        AlreadyApproved: if the role has approved this file.
        SamePersonTwice: if the person has approved this file in the other role.
        ApprovalMovedOn: if another person acted at the same moment.

    Source: STEPWARD-SAFETY, H-42 and H-92.
    """
    _check_signer(file, signature)
    state = state_of(file, approvals=approvals)
    standing = state.of(signature.role)
    if standing is not None:
        msg = f"{standing.person_name} approved this file already, as {signature.role.value}."
        raise AlreadyApproved(msg)
    others = [act for role in Role if (act := state.of(role)) is not None]
    if any(act.person_id == signature.person.id for act in others):
        name, role = signature.person.name, signature.role.value
        msg = f"{name} signed this file in the other role. A second person signs as {role}."
        raise SamePersonTwice(msg)
    return _append(file, signature, deed=Deed.APPROVED, state=state, approvals=approvals)


def withdraw(file: ProtocolFile, signature: Signature, *, approvals: Approvals) -> Act:
    """Withdraw the standing approval of a role by a new act; the old one stays on record.

    Raises:
        RoleNotHeld: if the person does not hold the role.
        FileChanged: if the file is another than the one shown.
        NothingToWithdraw: if the role has no standing approval of this file.
        ApprovalMovedOn: if another person acted at the same moment.
    """
    _check_signer(file, signature)
    state = state_of(file, approvals=approvals)
    if state.of(signature.role) is None:
        msg = f"No approval in the role {signature.role.value} stands for this file."
        raise NothingToWithdraw(msg)
    return _append(file, signature, deed=Deed.WITHDRAWN, state=state, approvals=approvals)


def _check_signer(file: ProtocolFile, signature: Signature) -> None:
    if signature.role not in signature.person.roles:
        msg = f"{signature.person.name} does not hold the role {signature.role.value}."
        raise RoleNotHeld(msg)
    if signature.shown_sha256 != file.sha256:
        msg = "The file changed since it was shown. Read it again, then sign."
        raise FileChanged(msg)


def _append(file: ProtocolFile, signature: Signature, *, deed: Deed, state: ApprovalState, approvals: Approvals) -> Act:
    before = [act for act in state.history if act.file.sha256 == file.sha256 and act.role is signature.role]
    act = Act(
        file=file,
        role=signature.role,
        deed=deed,
        number=len(before) + 1,
        person_id=signature.person.id,
        person_name=signature.person.name,
        done_at=signature.at,
    )
    approvals.append(act)
    return act
