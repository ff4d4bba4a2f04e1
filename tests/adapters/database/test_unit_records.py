from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from stepward.adapters.catalogue import products
from stepward.adapters.catalogue.products import UnreadableProduct
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import DatabaseUnitRecords, NotOnShelf, UnitLineSets, UnitShelf
from stepward.core.quantities import Volume
from stepward.usecases.unit_records import (
    Draft,
    Kind,
    Mark,
    Member,
    Named,
    RecordMovedOn,
    Records,
    approve,
    propose,
    withdraw,
)
from tests.usecases.unit_keeping import AT, LINE, LONGER, MemoryRecords, draft, named

pytestmark = pytest.mark.usefixtures("database")
READER = UnitReader()
VIAL = {"drug": "ceftazidime", "name": "Vial", "strength": "95 mg/mL", "sources": {"strength": "CEFTAZIDIME-LABEL"}}


def member(name: str) -> Member:
    return Member(id=str(User.objects.create_user(name).pk), name=name, roles=frozenset({"pharmacist"}))


@pytest.fixture
def people() -> tuple[Member, Member]:
    return member("moreau"), member("lindqvist")


@pytest.mark.parametrize("make", [MemoryRecords, DatabaseUnitRecords])
class TestRecords:
    def test_give_back_what_was_kept(self, make: Callable[[], Records], people: tuple[Member, Member]) -> None:
        records = make()
        author, second = people

        first = propose(draft(), author, AT, records=records, reader=READER)
        approve(named(1), second, AT, records=records, reader=READER)
        later = propose(draft(LONGER, after=1), author, AT, records=records, reader=READER)
        withdraw(named(2), second, AT, reason="wrong", records=records)

        mark = Mark(person_id=second.id, person_name=second.name, at=AT)
        kept = (replace(first, approval=mark), replace(later, withdrawal=replace(mark, reason="wrong")))
        assert records.of(Kind.LINE_SET, "ward") == kept
        assert records.by_key(Kind.LINE_SET) == {"ward": kept}
        assert records.of(Kind.PRODUCT, "ward") == ()
        assert records.by_key(Kind.PRODUCT) == {}

    def test_keep_each_act_once(self, make: Callable[[], Records], people: tuple[Member, Member]) -> None:
        records = make()
        author, second = people
        mark = Mark(person_id=second.id, person_name=second.name, at=AT, reason="r")
        record = propose(draft(), author, AT, records=records, reader=READER)
        records.approve(named(1), mark)
        records.withdraw(named(1), mark)

        with pytest.raises(RecordMovedOn):
            records.add(record)
        with pytest.raises(RecordMovedOn):
            records.approve(named(1), mark)
        with pytest.raises(RecordMovedOn):
            records.withdraw(named(1), mark)


class TestUnitShelf:
    @pytest.fixture
    def shelf(self) -> UnitShelf:
        return UnitShelf(reader=READER, bench=products.bench())

    def test_holds_no_shipped_example_and_nothing_unapproved(
        self, shelf: UnitShelf, people: tuple[Member, Member]
    ) -> None:  # fmt: skip
        records = DatabaseUnitRecords()
        propose(Draft(kind=Kind.PRODUCT, key="vial", content=VIAL), people[0], AT, records=records, reader=READER)

        assert shelf.products() == {}
        for key in ("vial", "carboplatin-10-mg-ml"):
            with pytest.raises(NotOnShelf):
                shelf.product(key)
        with pytest.raises(NotOnShelf):
            shelf.product_of("vial", "1")

    def test_holds_what_is_approved_until_it_is_withdrawn(
        self, shelf: UnitShelf, people: tuple[Member, Member]
    ) -> None:  # fmt: skip
        records, which = DatabaseUnitRecords(), Named(kind=Kind.PRODUCT, key="vial", version=1)
        propose(Draft(kind=Kind.PRODUCT, key="vial", content=VIAL), people[0], AT, records=records, reader=READER)
        approve(which, people[1], AT, records=records, reader=READER)

        found = shelf.product("vial")
        assert (found.id, found.version, str(found.strength)) == ("vial", "1", "95 mg/mL")
        assert shelf.products() == {"vial": found}
        assert shelf.bench() == products.bench()

        withdraw(which, people[1], AT, reason="recalled", records=records)
        assert shelf.products() == {}
        assert shelf.product_of("vial", "1") == found

    def test_takes_no_fact_without_a_source(self, people: tuple[Member, Member]) -> None:
        content = {**VIAL, "light": "Keep dark."}

        with pytest.raises(UnreadableProduct, match="light has no source"):
            propose(
                Draft(kind=Kind.PRODUCT, key="vial", content=content),
                people[0],
                AT,
                records=DatabaseUnitRecords(),
                reader=READER,
            )


class TestUnitLineSets:
    def test_give_the_volume_of_an_approved_set(self, people: tuple[Member, Member]) -> None:
        records, sets = DatabaseUnitRecords(), UnitLineSets(reader=READER)
        propose(draft(LINE), people[0], AT, records=records, reader=READER)
        assert sets.common_volume("ward") is None

        approve(named(1), people[1], AT, records=records, reader=READER)

        assert sets.common_volume("ward") == Volume.parse("15 mL")
        assert list(sets.line_sets()) == ["ward"]
        assert sets.common_volume("primary-15-ml") is None
