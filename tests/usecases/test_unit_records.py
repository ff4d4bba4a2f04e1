import pytest

from stepward.adapters.catalogue.line_sets import UnreadableLineSet
from stepward.adapters.catalogue.unit_policy import shipped_words
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.core.findings import Refusal
from stepward.usecases.unit_records import (
    Difference,
    Draft,
    Kind,
    Member,
    Named,
    NoReason,
    NothingChanged,
    NotOpen,
    OwnWork,
    RecordMovedOn,
    RoleNotHeld,
    State,
    UnitRecord,
    UnknownRecord,
    Words,
    approve,
    current,
    differences,
    facts_of,
    history,
    may_approve,
    propose,
    state_of,
    withdraw,
)
from tests.usecases.unit_keeping import AT, CHARGE, LINDQVIST, LINE, LONGER, MOREAU, NURSE, MemoryRecords, draft, named

READER = UnitReader()


class Unit:
    """A unit with its records in memory."""

    def __init__(self) -> None:
        self.records = MemoryRecords()

    def propose(self, content: Words = LINE, *, by: Member = MOREAU, after: int = 0) -> UnitRecord:
        return propose(draft(content, after=after), by, AT, records=self.records, reader=READER)

    def approve(self, version: int, *, by: Member = LINDQVIST) -> None:
        approve(named(version), by, AT, records=self.records, reader=READER)

    def withdraw(self, version: int, *, by: Member = MOREAU, reason: str = "recalled") -> None:
        withdraw(named(version), by, AT, reason=reason, records=self.records)

    @property
    def versions(self) -> tuple[UnitRecord, ...]:
        return history(Kind.LINE_SET, "ward", records=self.records)

    @property
    def states(self) -> list[State]:
        return [state_of(item, self.versions) for item in self.versions]

    @property
    def in_use(self) -> int | None:
        found = current(self.versions)
        return None if found is None else found.version


@pytest.fixture
def unit() -> Unit:
    return Unit()


class TestPropose:
    def test_keeps_a_version_that_is_not_in_use(self, unit: Unit) -> None:
        record = unit.propose()

        assert unit.versions == (record,)
        assert (record.version, record.author_name, record.reason) == (1, MOREAU.name, "new set")
        assert unit.in_use is None

    @pytest.mark.parametrize(
        ("kind", "by", "may"),
        [
            (Kind.LINE_SET, CHARGE, True),
            (Kind.LINE_SET, NURSE, False),
            (Kind.LINE_SET, Member(id="5", name="A"), False),
            (Kind.PRODUCT, CHARGE, False),
            (Kind.PRODUCT, Member(id="6", name="B", roles=frozenset({"allergist"})), False),
            (Kind.PRODUCT, MOREAU, True),
        ],
    )
    def test_needs_a_role(self, unit: Unit, kind: Kind, by: Member, may: bool) -> None:  # noqa: FBT001 - a table of cases
        content: Words = {"drug": "ceftazidime", "name": "Vial"} if kind is Kind.PRODUCT else LINE
        if may:
            assert propose(draft(content, kind=kind), by, AT, records=unit.records, reader=READER).version == 1
        else:
            with pytest.raises(RoleNotHeld, match="holds no role"):
                propose(draft(content, kind=kind), by, AT, records=unit.records, reader=READER)

    def test_refuses_words_that_cannot_be_read(self, unit: Unit) -> None:
        with pytest.raises(UnreadableLineSet):
            unit.propose({"title": "Ward set", "parts": [{"kind": "tube", "name": "A", "volume": "15 mL"}]})

        with pytest.raises(UnknownRecord):
            _ = unit.versions

    @pytest.mark.parametrize("after", [0, 2])
    def test_refuses_an_old_page(self, unit: Unit, after: int) -> None:
        unit.propose()

        with pytest.raises(RecordMovedOn):
            unit.propose(LONGER, after=after)

    def test_refuses_the_same_words_again_unless_withdrawn(self, unit: Unit) -> None:
        unit.propose()
        with pytest.raises(NothingChanged):
            unit.propose(after=1)

        unit.withdraw(1)

        assert unit.propose(after=1).version == 2


class TestApprove:
    def test_brings_a_version_into_use(self, unit: Unit) -> None:
        unit.propose()

        unit.approve(1)

        assert unit.in_use == 1
        assert unit.states == [State.APPROVED]

    def test_is_refused_to_the_author(self, unit: Unit) -> None:
        record = unit.propose()

        with pytest.raises(OwnWork, match="A second person"):
            unit.approve(1, by=MOREAU)

        assert unit.in_use is None
        assert not may_approve(record, unit.versions, MOREAU)
        assert may_approve(record, unit.versions, LINDQVIST)

    @pytest.mark.parametrize("by", [NURSE, CHARGE])
    def test_is_refused_to_other_roles(self, unit: Unit, by: Member) -> None:
        unit.propose()

        with pytest.raises(RoleNotHeld):
            unit.approve(1, by=by)

    def test_is_for_the_last_version_while_proposed(self, unit: Unit) -> None:
        unit.propose()
        unit.propose(LONGER, after=1)

        with pytest.raises(NotOpen):
            unit.approve(1)
        unit.approve(2)
        with pytest.raises(NotOpen):
            unit.approve(2)

    def test_refuses_an_unknown_version(self, unit: Unit) -> None:
        with pytest.raises(UnknownRecord):
            unit.approve(1)

    def test_replaces_what_was_in_use(self, unit: Unit) -> None:
        unit.propose()
        unit.approve(1)
        unit.propose(LONGER, after=1)
        assert unit.in_use == 1

        unit.approve(2)

        assert unit.in_use == 2
        assert unit.states == [State.REPLACED, State.APPROVED]

    def test_goes_back_by_a_new_version(self, unit: Unit) -> None:
        unit.propose()
        unit.approve(1)
        unit.propose(LONGER, after=1)
        unit.approve(2)
        unit.propose(LINE, after=2)
        unit.approve(3)

        assert unit.in_use == 3
        assert unit.versions[2].content == unit.versions[0].content


class TestWithdraw:
    def test_leaves_nothing_in_use(self, unit: Unit) -> None:
        unit.propose()
        unit.approve(1)
        unit.propose(LONGER, after=1)
        unit.approve(2)

        unit.withdraw(2)

        assert unit.in_use is None
        assert unit.states == [State.REPLACED, State.WITHDRAWN]

    def test_of_a_proposal_leaves_the_version_in_use(self, unit: Unit) -> None:
        unit.propose()
        unit.approve(1)
        unit.propose(LONGER, after=1)

        unit.withdraw(2)

        assert unit.in_use == 1
        with pytest.raises(NotOpen):
            unit.approve(2)

    def test_needs_a_role_and_a_reason(self, unit: Unit) -> None:
        unit.propose()

        with pytest.raises(RoleNotHeld):
            unit.withdraw(1, by=NURSE)
        with pytest.raises(NoReason):
            unit.withdraw(1, reason="  ")
        unit.withdraw(1)
        with pytest.raises(NotOpen):
            unit.withdraw(1)


class TestDifferences:
    def test_name_each_fact(self) -> None:
        before = {"name": "Vial", "hazardous": True, "containers": ["5 mL", "15 mL"]}
        after = {"name": "Vial", "hazardous": False, "containers": ["5 mL"], "light": "Keep dark."}

        assert differences(before, after) == (
            Difference(fact="hazardous", before="yes", after="no"),
            Difference(fact="light", before="", after="Keep dark."),
            Difference(fact="containers, 2", before="15 mL", after=""),
        )

    def test_are_none_between_equal_words(self) -> None:
        assert differences(LINE, LINE) == ()
        assert facts_of(LINE)["parts, 1, volume"] == "15 mL"


HADDAD = Member(id="7", name="Dr A. Haddad (invented)", roles=frozenset({"allergist"}))
SECOND = Member(id="8", name="Dr B. Nowak (invented)", roles=frozenset({"allergist"}))
SHIPPED = shipped_words()


def with_choice(**choices: str) -> Words:
    return {**SHIPPED, "choices": SHIPPED["choices"] | choices}


class Written:
    """A unit whose policy is in memory."""

    def __init__(self) -> None:
        self.records = MemoryRecords()

    def propose(
        self, content: Words, *, by: Member = HADDAD, after: int = 0, reason: str = "our rule", key: str = "policy"
    ) -> UnitRecord:  # fmt: skip
        draft = Draft(kind=Kind.POLICY, key=key, content=content, reason=reason, after=after)
        return propose(draft, by, AT, records=self.records, reader=READER)

    def approve(self, version: int, *, by: Member = SECOND) -> None:
        approve(self.named(version), by, AT, records=self.records, reader=READER)

    def withdraw(self, version: int) -> None:
        withdraw(self.named(version), HADDAD, AT, reason="mistake", records=self.records)

    def named(self, version: int) -> Named:
        return Named(kind=Kind.POLICY, key="policy", version=version)

    @property
    def in_use(self) -> int | None:
        found = current(self.records.of(Kind.POLICY, "policy"))
        return None if found is None else found.version


class TestPolicy:
    @pytest.fixture
    def written(self) -> Written:
        return Written()

    @pytest.mark.parametrize("by", [MOREAU, CHARGE, NURSE])
    def test_is_written_by_an_allergist(self, written: Written, by: Member) -> None:
        with pytest.raises(RoleNotHeld, match="allergist"):
            written.propose(with_choice(), by=by)

    @pytest.mark.parametrize("by", [SECOND, MOREAU])
    def test_is_approved_by_another_allergist_or_the_pharmacist(self, written: Written, by: Member) -> None:
        written.propose(with_choice(resume="half-rate"))
        assert written.in_use is None
        with pytest.raises(OwnWork):
            written.approve(1, by=HADDAD)

        written.approve(1, by=by)

        assert written.in_use == 1

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_needs_a_reason(self, written: Written, reason: str) -> None:
        with pytest.raises(NoReason):
            written.propose(with_choice(), reason=reason)

    @pytest.mark.parametrize(
        "content", [with_choice(place="roof"), with_choice(horoscope="good"), {"choices": {}}, {"choices": []}]
    )
    def test_is_refused_with_what_cannot_be_read_or_is_left_out(self, written: Written, content: Words) -> None:
        with pytest.raises(Refusal):
            written.propose(content)

        assert written.records.of(Kind.POLICY, "policy") == ()

    def test_is_one(self, written: Written) -> None:
        with pytest.raises(Refusal, match="one policy"):
            written.propose(with_choice(), key="other")

    def test_in_use_is_replaced_and_never_withdrawn(self, written: Written) -> None:
        written.propose(with_choice(resume="half-rate"))
        written.approve(1)
        with pytest.raises(NotOpen, match="replaced by a new version"):
            written.withdraw(1)

        written.propose(with_choice(resume="repeat-step"), after=1)
        written.withdraw(2)
        written.propose(with_choice(resume="steps-back"), after=2)
        written.approve(3)

        assert written.in_use == 3

    def test_goes_back_by_a_new_version(self, written: Written) -> None:
        for number, option in enumerate(("half-rate", "repeat-step", "half-rate")):
            written.propose(with_choice(resume=option), after=number)
            written.approve(number + 1)

        versions = written.records.of(Kind.POLICY, "policy")
        assert versions[2].content == versions[0].content
        assert written.in_use == 3
