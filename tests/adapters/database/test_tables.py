from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, models, transaction

from stepward.adapters.database.append_only import AppendOnly, guard_insert
from stepward.adapters.database.models import (
    Patient,
    PreparationDeed,
    PreparationOrder,
    ProtocolApproval,
    SharedPlan,
    SignedAssessment,
    UnitRecord,
    UnitRecordApproval,
    UnitRecordWithdrawal,
)
from stepward.shells.web.access import ROLES_OF_THE_UNIT

pytestmark = pytest.mark.usefixtures("database")
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KEPT = (
    UnitRecord,
    UnitRecordApproval,
    UnitRecordWithdrawal,
    PreparationOrder,
    PreparationDeed,
    ProtocolApproval,
    SignedAssessment,
)


@pytest.fixture
def rows() -> dict[type[models.Model], models.Model]:
    """Write one row of every table that is only added to."""
    person = User.objects.create_user("moreau")
    signed = {"person_id": person.pk, "person_name": "L. Moreau (invented)"}
    record = UnitRecord(
        kind="product", key="a", version=1, content="{}", author_id=person.pk, author_name="L. Moreau", created_at=AT
    )
    record.save()
    patient = Patient.objects.create(
        id="p", family_name="Haas", given_names="A.", identifier="X-1", born_on=date(1980, 1, 2), is_invented=True
    )
    plan = SharedPlan.objects.create(id="s", protocol="12-step", drug="ceftazidime", target="2 g", created_at=AT)
    order = PreparationOrder(
        id="o",
        plan=plan,
        patient=patient,
        product_key="a",
        product_version="1",
        asked_by_id=person.pk,
        asked_by_name="L. Moreau",
        asked_at=AT,
    )
    order.save()
    others = (
        UnitRecordApproval(record=record, at=AT, **signed),
        UnitRecordWithdrawal(record=record, reason="recalled", at=AT, **signed),
        PreparationDeed(order=order, number=1, solution=1, bag=1, kind="drew", detail="{}", at=AT, **signed),
        SignedAssessment(
            id="a",
            draft="d",
            drug="carboplatin",
            verdict="proceed",
            text="{}",
            sha256="a" * 64,
            signed_at=AT,
            **signed,
        ),
        ProtocolApproval(
            protocol_id="12-step",
            version="1",
            file_sha256="a" * 64,
            role="pharmacist",
            deed="approved",
            number=1,
            approved_at=AT,
            **signed,
        ),
    )
    for row in others:
        row.save()
    return {type(row): row for row in (record, order, *others)}


@pytest.mark.parametrize("table", KEPT)
class TestKeptRows:
    def test_are_refused_by_the_model(
        self, rows: dict[type[models.Model], models.Model], table: type[models.Model]
    ) -> None:
        with pytest.raises(AppendOnly):
            rows[table].save()
        with pytest.raises(AppendOnly):
            rows[table].delete()
        with pytest.raises(AppendOnly):
            table._default_manager.all().delete()

    @pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
    def test_are_guarded_by_the_database(
        self, rows: dict[type[models.Model], models.Model], table: type[models.Model], statement: str
    ) -> None:
        words = statement.format(table=table._meta.db_table)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)

        assert table._default_manager.get() == rows[table]

    def test_are_never_replaced(
        self, rows: dict[type[models.Model], models.Model], table: type[models.Model]
    ) -> None:  # fmt: skip
        if connection.vendor != "sqlite":
            pytest.skip("only SQLite can replace a row by inserting one")
        name = table._meta.db_table
        columns = [str(field.column) for field in table._meta.concrete_fields]
        others = ["NULL" if column == "id" and table is not PreparationOrder else column for column in columns]
        ways = (columns, others)

        for way in ways:
            words = f"INSERT OR REPLACE INTO {name} ({', '.join(columns)}) SELECT {', '.join(way)} FROM {name}"  # noqa: S608 - names of our own tables
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(words)

        assert table._default_manager.get() == rows[table]


class TestGuardInsert:
    def test_names_every_unique_key(self) -> None:
        (statement,) = guard_insert("sqlite", "t", ("id",), ("a", "b"))

        assert "(id = NEW.id) OR (a = NEW.a AND b = NEW.b)" in statement

    def test_is_not_needed_where_rows_cannot_be_replaced(self) -> None:
        assert guard_insert("postgresql", "t", ("id",)) == []


class TestRoles:
    def test_of_the_unit_are_there_after_the_first_start(self) -> None:
        assert set(Group.objects.values_list("name", flat=True)) == ROLES_OF_THE_UNIT
