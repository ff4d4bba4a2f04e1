from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from stepward.adapters.catalogue import shipped
from stepward.usecases.approving import Act, Deed, ProtocolFile, Role, judge
from stepward.usecases.browsing import Book, Wanted, browse, entry_book, offer, protocol_book

AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    id: str = "some-rule"
    title: str = "A rule without doses"
    kind: str = "antitoxin-test-dose"
    drug: str = "horse serum"
    missing: tuple[str, ...] = ("all doses",)


def book(protocol_id: str, *roles: Role) -> Book:
    file = ProtocolFile(protocol_id=protocol_id, version="1", sha256="a" * 64)
    acts = [
        Act(file=file, role=role, deed=Deed.APPROVED, number=1, person_id=role.value, person_name="N.", done_at=AT)
        for role in roles
    ]
    return protocol_book(shipped.protocol(protocol_id), judge(file, acts))


BOOKS = (
    book("12-step", *Role),
    book("16-step", Role.ALLERGIST),
    book("aspirin-10-dose-15-min"),
    book("cefazolin-4-step-challenge"),
    entry_book(Entry()),
)


def ids(wanted: Wanted) -> list[str]:
    found = browse(BOOKS, wanted)
    return [item.id for item in (*found.offered, *found.others, *found.entries)]


class TestBrowse:
    def test_shows_everything_at_first_in_three_groups(self) -> None:
        found = browse(BOOKS, Wanted())

        assert {item.id for item in found.offered} == {"12-step", "16-step", "aspirin-10-dose-15-min"}
        assert [item.id for item in found.others] == ["cefazolin-4-step-challenge"]
        assert [item.id for item in found.entries] == ["some-rule"]
        assert found.count == found.total == 5

    @pytest.mark.parametrize(
        ("search", "expected"),
        [
            ("aspirin", ["aspirin-10-dose-15-min"]),
            ("  ASPIRIN  ", ["aspirin-10-dose-15-min"]),
            ("horse", ["some-rule"]),
            ("multi-solution", ["12-step", "16-step"]),
            ("standard 12-step", ["12-step"]),
            ("standard aspirin", []),
        ],
    )
    def test_finds_all_words_of_a_search(self, search: str, expected: list[str]) -> None:
        assert sorted(ids(Wanted(search=search))) == sorted(expected)

    @pytest.mark.parametrize(("search", "is_too_short"), [("", False), ("asp", True), ("aspi", False), (" a ", True)])
    def test_begins_to_search_at_four_letters(self, search: str, is_too_short: bool) -> None:  # noqa: FBT001
        wanted = Wanted(search=search)

        assert wanted.is_too_short is is_too_short
        assert not is_too_short or len(ids(wanted)) == 5

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (Wanted(kind="graded challenge"), ["cefazolin-4-step-challenge"]),
            (Wanted(kind="antitoxin test dose"), ["some-rule"]),
            (Wanted(route="oral"), ["aspirin-10-dose-15-min"]),
            (Wanted(evidence="only totals printed"), ["16-step"]),
            (Wanted(use="entry"), ["some-rule"]),
            (Wanted(use="protocol", kind="graded challenge"), ["cefazolin-4-step-challenge"]),
            (Wanted(approval="approved"), ["12-step"]),
            (Wanted(approval="half"), ["16-step"]),
            (Wanted(approval="none", route="oral"), ["aspirin-10-dose-15-min"]),
            (Wanted(kind="nothing of the kind"), []),
        ],
    )
    def test_keeps_to_every_choice(self, wanted: Wanted, expected: list[str]) -> None:
        assert ids(wanted) == expected

    def test_counts_what_each_choice_would_leave_beside_the_others(self) -> None:
        filters = {each.name: each for each in browse(BOOKS, Wanted(route="oral")).filters}

        assert [(choice.value, choice.count) for choice in filters["kind"].choices] == [("desensitization", 1)]
        assert {choice.value: choice.count for choice in filters["route"].choices} == {"intravenous": 3, "oral": 1}

    def test_keeps_a_chosen_answer_that_leaves_nothing(self) -> None:
        filters = {each.name: each for each in browse(BOOKS, Wanted(kind="graded challenge", route="oral")).filters}

        assert [(choice.value, choice.count) for choice in filters["route"].choices][-1] == ("oral", 0)


class TestEntryBook:
    def test_keeps_a_kind_that_has_no_words(self) -> None:
        assert entry_book(replace(Entry(), kind="something else", drug="")).kind == "something else"


class TestOffer:
    def test_lists_everything_that_may_be_planned_without_a_search(self) -> None:
        found = offer(BOOKS, Wanted())

        assert {item.id for item in found.named} == {"aspirin-10-dose-15-min", "12-step", "16-step"}
        assert (found.any_drug, found.count) == ((), 3)

    @pytest.mark.parametrize(
        ("search", "named", "any_drug"),
        [
            ("aspi", ["aspirin-10-dose-15-min"], ["12-step", "16-step"]),
            ("a new drug", [], ["12-step", "16-step"]),
            ("standard 12-step", [], ["12-step"]),
            ("cefazolin", [], ["12-step", "16-step"]),
        ],
    )
    def test_adds_what_fits_any_drug_to_a_search_for_a_drug(
        self, search: str, named: list[str], any_drug: list[str]
    ) -> None:
        found = offer(BOOKS, Wanted(search=search))

        assert [item.id for item in found.named] == named
        assert sorted(item.id for item in found.any_drug) == any_drug
