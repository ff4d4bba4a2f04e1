from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, transaction

from stepward.adapters.database.append_only import AppendOnly, guard
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.adapters.database.models import ProtocolApproval
from stepward.usecases.approving import (
    Act,
    ApprovalMovedOn,
    Deed,
    Person,
    ProtocolFile,
    Role,
    Signature,
    approve,
    state_of,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("database")
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FILE = ProtocolFile(protocol_id="12-step", version="1", sha256="a" * 64)


def somebody(name: str, role: Role) -> Person:
    user = User.objects.create_user(name, first_name=name)
    user.groups.add(Group.objects.get(name=role.value))
    return Person(id=str(user.pk), name=name, roles=frozenset({role}))


def signed(person: Person, role: Role, *, minutes: int = 0) -> Signature:
    return Signature(person=person, role=role, at=AT + timedelta(minutes=minutes), shown_sha256=FILE.sha256)


class TestDatabaseApprovals:
    def test_gives_back_what_was_appended(self) -> None:
        person = somebody("haddad", Role.ALLERGIST)
        approvals = DatabaseApprovals()

        act = approve(FILE, signed(person, Role.ALLERGIST), approvals=approvals)

        assert approvals.of_protocol("12-step") == (act,)
        assert approvals.of_protocol("8-step") == ()
        assert approvals.by_protocol() == {"12-step": (act,)}

    def test_keeps_a_withdrawal_beside_its_approval(self) -> None:
        person = somebody("haddad", Role.ALLERGIST)
        approvals = DatabaseApprovals()
        approve(FILE, signed(person, Role.ALLERGIST), approvals=approvals)

        withdraw(FILE, signed(person, Role.ALLERGIST, minutes=1), approvals=approvals)

        deeds = [act.deed for act in approvals.of_protocol("12-step")]
        assert deeds == [Deed.APPROVED, Deed.WITHDRAWN]
        assert not state_of(FILE, approvals=approvals).is_approved

    def test_is_approved_by_two_people_and_not_for_a_changed_file(self) -> None:
        approvals = DatabaseApprovals()
        for name, role in (("haddad", Role.ALLERGIST), ("moreau", Role.PHARMACIST)):
            approve(FILE, signed(somebody(name, role), role), approvals=approvals)

        assert state_of(FILE, approvals=approvals).is_approved
        changed = state_of(replace(FILE, sha256="b" * 64), approvals=approvals)
        assert changed.words == "approved for another version of this file"

    def test_lets_only_one_act_have_a_number(self) -> None:
        person = somebody("haddad", Role.ALLERGIST)
        approvals = DatabaseApprovals()
        act = approve(FILE, signed(person, Role.ALLERGIST), approvals=approvals)

        with pytest.raises(ApprovalMovedOn):
            approvals.append(act)

        assert len(approvals.of_protocol("12-step")) == 1


class TestRows:
    @pytest.fixture
    def row(self) -> ProtocolApproval:
        person = somebody("haddad", Role.ALLERGIST)
        DatabaseApprovals().append(
            Act(
                file=FILE,
                role=Role.ALLERGIST,
                deed=Deed.APPROVED,
                number=1,
                person_id=person.id,
                person_name=person.name,
                done_at=AT,
            )
        )
        return ProtocolApproval.objects.get()

    def test_are_never_saved_again(self, row: ProtocolApproval) -> None:
        row.person_name = "somebody else"

        with pytest.raises(AppendOnly):
            row.save()

    def test_are_never_deleted(self, row: ProtocolApproval) -> None:
        with pytest.raises(AppendOnly):
            row.delete()

    def test_are_never_changed_in_bulk(self, row: ProtocolApproval) -> None:
        with pytest.raises(AppendOnly):
            ProtocolApproval.objects.filter(pk=row.pk).update(role="pharmacist")
        with pytest.raises(AppendOnly):
            ProtocolApproval.objects.all().delete()

    @pytest.mark.parametrize(
        "statement", ["UPDATE stepward_protocolapproval SET role = 'x'", "DELETE FROM stepward_protocolapproval"]
    )
    def test_are_guarded_by_the_database_itself(self, row: ProtocolApproval, statement: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

        assert ProtocolApproval.objects.get() == row


class TestGuard:
    def test_writes_triggers_for_both_databases(self) -> None:
        assert len(guard("sqlite", "t")) == 2
        assert "TRUNCATE" in guard("postgresql", "t")[0]

    def test_refuses_another_database(self) -> None:
        with pytest.raises(ValueError, match="mysql"):
            guard("mysql", "t")


class TestRoles:
    def test_are_there_after_the_first_start(self) -> None:
        assert set(Group.objects.values_list("name", flat=True)) >= {role.value for role in Role}
