from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stepward.usecases.approving import (
    Act,
    AlreadyApproved,
    ApprovalMovedOn,
    Deed,
    FileChanged,
    NothingToWithdraw,
    Person,
    ProtocolFile,
    Role,
    RoleNotHeld,
    SamePersonTwice,
    Signature,
    Stands,
    approve,
    judge,
    state_of,
    withdraw,
)

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FILE = ProtocolFile(protocol_id="12-step", version="1", sha256="a" * 64)
CHANGED = replace(FILE, sha256="b" * 64)
ALLERGIST = Person(id="1", name="Dr A. Haddad", roles=frozenset({Role.ALLERGIST}))
PHARMACIST = Person(id="2", name="L. Moreau", roles=frozenset({Role.PHARMACIST}))
BOTH_ROLES = Person(id="3", name="Dr B. Both", roles=frozenset(Role))
NOBODY = Person(id="4", name="T. Okafor")


class MemoryApprovals:
    def __init__(self) -> None:
        self.acts: list[Act] = []

    def of_protocol(self, protocol_id: str, /) -> tuple[Act, ...]:
        return tuple(act for act in self.acts if act.file.protocol_id == protocol_id)

    def append(self, act: Act, /) -> None:
        if any((a.file.sha256, a.role, a.number) == (act.file.sha256, act.role, act.number) for a in self.acts):
            msg = "moved on"
            raise ApprovalMovedOn(msg)
        self.acts.append(act)


def by(person: Person, role: Role, *, file: ProtocolFile = FILE, minutes: int = 0) -> Signature:
    return Signature(person=person, role=role, at=AT + timedelta(minutes=minutes), shown_sha256=file.sha256)


@pytest.fixture
def approvals() -> MemoryApprovals:
    return MemoryApprovals()


class TestState:
    def test_begins_as_not_approved(self, approvals: MemoryApprovals) -> None:
        state = state_of(FILE, approvals=approvals)

        assert state.stands is Stands.NONE
        assert state.words == "not approved"
        assert not state.is_approved

    @pytest.mark.parametrize(
        ("person", "role"),
        [(ALLERGIST, Role.ALLERGIST), (PHARMACIST, Role.PHARMACIST)],
        ids=["allergist", "pharmacist"],
    )
    def test_is_half_after_one_role(self, approvals: MemoryApprovals, person: Person, role: Role) -> None:
        approve(FILE, by(person, role), approvals=approvals)

        state = state_of(FILE, approvals=approvals)

        assert state.words == "one of two approvals"
        assert not state.is_approved
        assert [state.of(each) is not None for each in Role] == [each is role for each in Role]

    def test_is_approved_by_two_people_in_two_roles(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)
        approve(FILE, by(PHARMACIST, Role.PHARMACIST), approvals=approvals)

        state = state_of(FILE, approvals=approvals)

        assert state.is_approved
        assert state.words == "approved"
        assert [act.person_name for act in (state.allergist, state.pharmacist) if act] == ["Dr A. Haddad", "L. Moreau"]

    def test_of_a_changed_file_is_not_approved_and_says_why(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)
        approve(FILE, by(PHARMACIST, Role.PHARMACIST), approvals=approvals)

        state = state_of(CHANGED, approvals=approvals)

        assert not state.is_approved
        assert state.words == "approved for another version of this file"

    def test_of_a_changed_file_says_nothing_of_half_an_approval(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)

        assert state_of(CHANGED, approvals=approvals).stands is Stands.NONE

    def test_is_not_approved_when_two_writes_raced_for_one_person(self) -> None:
        acts = [
            Act(file=FILE, role=role, deed=Deed.APPROVED, number=1, person_id="3", person_name="Dr B. Both", done_at=AT)
            for role in Role
        ]

        state = judge(FILE, acts)

        assert state.stands is Stands.SAME_PERSON
        assert not state.is_approved
        assert state.words == "both approvals are by one person: not approved"


class TestApprove:
    @pytest.mark.parametrize("role", Role)
    def test_refuses_a_person_without_the_role(self, approvals: MemoryApprovals, role: Role) -> None:
        with pytest.raises(RoleNotHeld):
            approve(FILE, by(NOBODY, role), approvals=approvals)

        assert not approvals.acts

    def test_refuses_the_same_person_in_the_other_role(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(BOTH_ROLES, Role.ALLERGIST), approvals=approvals)

        with pytest.raises(SamePersonTwice, match="A second person signs as pharmacist"):
            approve(FILE, by(BOTH_ROLES, Role.PHARMACIST), approvals=approvals)

        assert len(approvals.acts) == 1

    def test_refuses_a_role_that_has_signed(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)

        with pytest.raises(AlreadyApproved, match=r"Dr A\. Haddad"):
            approve(FILE, by(BOTH_ROLES, Role.ALLERGIST), approvals=approvals)

    def test_refuses_another_file_than_the_one_shown(self, approvals: MemoryApprovals) -> None:
        with pytest.raises(FileChanged):
            approve(CHANGED, by(ALLERGIST, Role.ALLERGIST, file=FILE), approvals=approvals)

        assert not approvals.acts

    def test_lets_the_earlier_of_two_at_once_win(self, approvals: MemoryApprovals) -> None:
        act = approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)

        with pytest.raises(ApprovalMovedOn):
            approvals.append(act)


class TestWithdraw:
    def test_keeps_the_approval_and_adds_an_act(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)
        approve(FILE, by(PHARMACIST, Role.PHARMACIST), approvals=approvals)

        withdraw(FILE, by(PHARMACIST, Role.PHARMACIST, minutes=5), approvals=approvals)

        state = state_of(FILE, approvals=approvals)
        assert [act.deed for act in state.history] == [Deed.APPROVED, Deed.APPROVED, Deed.WITHDRAWN]
        assert state.pharmacist is None
        assert state.words == "one of two approvals"

    def test_refuses_where_nothing_stands(self, approvals: MemoryApprovals) -> None:
        with pytest.raises(NothingToWithdraw):
            withdraw(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)

    def test_can_be_followed_by_a_new_approval(self, approvals: MemoryApprovals) -> None:
        approve(FILE, by(ALLERGIST, Role.ALLERGIST), approvals=approvals)
        withdraw(FILE, by(ALLERGIST, Role.ALLERGIST, minutes=1), approvals=approvals)

        act = approve(FILE, by(BOTH_ROLES, Role.ALLERGIST, minutes=2), approvals=approvals)

        assert act.number == 3
        assert state_of(FILE, approvals=approvals).allergist == act
