"""What the unit keeps itself: products, line sets, treatment cards, its policy; a second person approves each version.

A version is never changed or deleted. Going back is a new version with old words. Only the last approved version is
used; where that one is withdrawn, none is, until a new version is approved. The policy in use is never withdrawn, only
replaced: without it, choices that the unit made would give way to others.

Source: STEPWARD-SAFETY, H-42 and H-53.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol as Port

from stepward.core.findings import Refusal

Words = Mapping[str, object]


class Kind(Enum):
    """What a record is of."""

    PRODUCT = "product"
    LINE_SET = "line-set"
    POLICY = "policy"
    TREATMENT_CARD = "treatment-card"
    CONSENT = "consent"
    PHONES = "phones"


EDITORS = {
    Kind.PRODUCT: frozenset({"pharmacist"}),
    Kind.LINE_SET: frozenset({"pharmacist", "allergist", "charge nurse"}),
    Kind.POLICY: frozenset({"allergist"}),
    Kind.TREATMENT_CARD: frozenset({"allergist"}),
    Kind.CONSENT: frozenset({"allergist", "charge nurse"}),
    Kind.PHONES: frozenset({"allergist", "charge nurse"}),
}
APPROVERS = frozenset({"pharmacist", "allergist"})


class State(Enum):
    """How a version stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who acts: an account, the name as it is signed, and the names of the roles held now."""

    id: str
    name: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Who approved or withdrew a version, when, and why where it is said."""

    person_id: str
    person_name: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """One version: its words as in the table of a shipped file, who wrote them and why."""

    kind: Kind
    key: str
    version: int
    content: Words
    reason: str
    author_id: str
    author_name: str
    created_at: datetime
    approval: Mark | None = None
    withdrawal: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person proposes; `after` is the version that was shown, 0 where there was none."""

    kind: Kind
    key: str
    content: Words
    reason: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One version by its name."""

    kind: Kind
    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that two versions state differently; an empty text is an absent fact."""

    fact: str
    before: str
    after: str


class Records(Port):
    """Where versions are kept, for ever."""

    def of(self, kind: Kind, key: str, /) -> tuple[UnitRecord, ...]:
        """List every version of a record, first version first."""

    def by_key(self, kind: Kind, /) -> dict[str, tuple[UnitRecord, ...]]:
        """List every version of every record of a kind, by key."""

    def add(self, record: UnitRecord, /) -> None:
        """Keep a version.

        Raises:
            RecordMovedOn: if this version is there already.
        """

    def approve(self, named: Named, mark: Mark, /) -> None:
        """Keep the approval of a version.

        Raises:
            RecordMovedOn: if it is approved already.
        """

    def withdraw(self, named: Named, mark: Mark, /) -> None:
        """Keep the withdrawal of a version.

        Raises:
            RecordMovedOn: if it is withdrawn already.
        """


class Reader(Port):
    """What reads the words of a record strictly."""

    def check(self, kind: Kind, key: str, content: Words, /) -> None:
        """Refuse words that are no sound record.

        Raises:
            Refusal: in a sentence.
        """


class RoleNotHeld(Refusal):
    """The person holds no role that may do this."""


class RecordMovedOn(Refusal):
    """Another person wrote or signed at the same moment: look again, then decide."""


class NothingChanged(Refusal):
    """A new version must differ from the last one."""


class OwnWork(Refusal):
    """The author of a version cannot approve it."""


class NotOpen(Refusal):
    """This version is not open to approval, or to withdrawal."""


class NoReason(Refusal):
    """A withdrawal says why, and so does a version of the policy."""


class UnknownRecord(Refusal, LookupError):
    """There is no such version."""


def propose(draft: Draft, by: Member, at: datetime, *, records: Records, reader: Reader) -> UnitRecord:
    """Keep a new version, which nobody uses before it is approved.

    Raises:
        RoleNotHeld: if the person may not edit this kind.
        NoReason: if it is a policy and no reason is said.
        RecordMovedOn: if the version shown is no longer the last.
        NothingChanged: if the words are those of the last version, and that is not withdrawn.
        Refusal: if the words are no sound record.
    """
    if not may_edit(draft.kind, by):
        msg = f"{by.name} holds no role that edits this: {_or(EDITORS[draft.kind])}."
        raise RoleNotHeld(msg)
    if draft.kind is Kind.POLICY and not draft.reason.strip():
        msg = "Say why this version is needed, in a few words."
        raise NoReason(msg)
    versions = records.of(draft.kind, draft.key)
    last = versions[-1] if versions else None
    if draft.after != (0 if last is None else last.version):
        msg = "Another person wrote a version since this page was opened. You see it now."
        raise RecordMovedOn(msg)
    if last is not None and last.withdrawal is None and dict(last.content) == dict(draft.content):
        msg = f"Nothing differs from version {last.version}. Change a fact, then propose it."
        raise NothingChanged(msg)
    reader.check(draft.kind, draft.key, draft.content)
    record = UnitRecord(
        kind=draft.kind,
        key=draft.key,
        version=draft.after + 1,
        content=draft.content,
        reason=draft.reason,
        author_id=by.id,
        author_name=by.name,
        created_at=at,
    )
    records.add(record)
    return record


def approve(named: Named, by: Member, at: datetime, *, records: Records, reader: Reader) -> None:
    """Approve a proposed version as a second person; from then on it is the one that is used.

    Raises:
        RoleNotHeld: if the person may not approve.
        UnknownRecord: if there is no such version.
        OwnWork: if the person wrote it.
        NotOpen: if it is not proposed, or a later one is approved.
        RecordMovedOn: if another person acted at the same moment.
        Refusal: if its words can no longer be read.
    """
    if not by.roles & APPROVERS:
        msg = f"{by.name} holds no role that approves: {_or(APPROVERS)}."
        raise RoleNotHeld(msg)
    versions = records.of(named.kind, named.key)
    record = _find(versions, named)
    if record.author_id == by.id:
        msg = f"{by.name} wrote version {record.version}. A second person approves it."
        raise OwnWork(msg)
    if state_of(record, versions) is not State.PROPOSED or named.version != versions[-1].version:
        msg = f"Version {record.version} is not open to approval: only the last version is, while it is proposed."
        raise NotOpen(msg)
    reader.check(named.kind, named.key, record.content)
    records.approve(named, Mark(person_id=by.id, person_name=by.name, at=at))


def withdraw(named: Named, by: Member, at: datetime, *, reason: str, records: Records) -> None:
    """Withdraw a proposed version, or the one in use; no version takes its place until one is approved.

    Raises:
        RoleNotHeld: if the person may neither edit this kind nor approve.
        NoReason: if no reason is said.
        UnknownRecord: if there is no such version.
        NotOpen: if it is replaced or withdrawn, or is the policy in use.
        RecordMovedOn: if another person acted at the same moment.
    """
    if not may_withdraw(named.kind, by):
        msg = f"{by.name} holds no role that withdraws: {_or(EDITORS[named.kind] | APPROVERS)}."
        raise RoleNotHeld(msg)
    if not reason.strip():
        msg = "Say why, in a few words."
        raise NoReason(msg)
    versions = records.of(named.kind, named.key)
    record = _find(versions, named)
    if named.kind is Kind.POLICY and state_of(record, versions) is State.APPROVED:
        msg = "The policy in use is replaced by a new version, not withdrawn."
        raise NotOpen(msg)
    if state_of(record, versions) not in {State.PROPOSED, State.APPROVED}:
        msg = f"Version {named.version} is not in use and not proposed."
        raise NotOpen(msg)
    records.withdraw(named, Mark(person_id=by.id, person_name=by.name, at=at, reason=reason.strip()))


def may_edit(kind: Kind, member: Member) -> bool:
    """Tell whether a person may propose versions of a kind."""
    return bool(member.roles & EDITORS[kind])


def may_approve(record: UnitRecord, versions: tuple[UnitRecord, ...], member: Member) -> bool:
    """Tell whether a person may approve a version now."""
    return (
        bool(member.roles & APPROVERS)
        and record.author_id != member.id
        and record.version == versions[-1].version
        and state_of(record, versions) is State.PROPOSED
    )


def may_withdraw(kind: Kind, member: Member) -> bool:
    """Tell whether a person may withdraw versions of a kind."""
    return bool(member.roles & (EDITORS[kind] | APPROVERS))


def current(versions: tuple[UnitRecord, ...]) -> UnitRecord | None:
    """Find the version in use: the last that was approved, unless it is withdrawn."""
    approved = [record for record in versions if record.approval is not None]
    return approved[-1] if approved and approved[-1].withdrawal is None else None


def state_of(record: UnitRecord, versions: tuple[UnitRecord, ...]) -> State:
    """Tell how a version stands among all versions of its record."""
    if record.withdrawal is not None:
        return State.WITHDRAWN
    if record.approval is None:
        return State.PROPOSED
    later = any(item.approval is not None and item.version > record.version for item in versions)
    return State.REPLACED if later else State.APPROVED


def history(kind: Kind, key: str, *, records: Records) -> tuple[UnitRecord, ...]:
    """List every version of a record, first version first.

    Raises:
        UnknownRecord: if there is none.
    """
    versions = records.of(kind, key)
    if not versions:
        msg = f"The unit keeps no {kind.value} {key!r}."
        raise UnknownRecord(msg)
    return versions


def differences(before: Words, after: Words) -> tuple[Difference, ...]:
    """List the facts that two versions state differently, in the order of the newer."""
    old, new = facts_of(before), facts_of(after)
    return tuple(
        Difference(fact=fact, before=old.get(fact, ""), after=new.get(fact, ""))
        for fact in dict.fromkeys((*new, *old))
        if old.get(fact, "") != new.get(fact, "")
    )


def facts_of(content: object, fact: str = "") -> dict[str, str]:
    """Write the words of a record as one text for each fact, the parts of a fact after a comma."""
    pairs: list[tuple[str, object]]
    if isinstance(content, Mapping):
        pairs = [(str(key), value) for key, value in content.items()]
    elif isinstance(content, list | tuple):
        pairs = [(str(number), value) for number, value in enumerate(content, 1)]
    else:
        return {fact: {True: "yes", False: "no"}[content] if isinstance(content, bool) else str(content)}
    found: dict[str, str] = {}
    for key, value in pairs:
        found |= facts_of(value, f"{fact}, {key}" if fact else key)
    return found


def _find(versions: tuple[UnitRecord, ...], named: Named) -> UnitRecord:
    found = next((record for record in versions if record.version == named.version), None)
    if found is None:
        msg = f"The unit keeps no version {named.version} of {named.kind.value} {named.key!r}."
        raise UnknownRecord(msg)
    return found


def _or(roles: frozenset[str]) -> str:
    return " or ".join(sorted(roles))
