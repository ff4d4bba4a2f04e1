"""What changed since the last session: every planted change stands on the card."""

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from stepward.core.courses.changes import Cycle, One, Row, Several, Verdict, changes
from stepward.core.quantities import Mass, Weight, parse_amount

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
WEEK, YEAR = timedelta(days=7), timedelta(days=365)
LONGEST = {"weight": WEEK, "allergies": WEEK, "interfering_medicines": WEEK}
NAMES = [item.name for item in fields(Cycle)]
SEVERAL = ("excipients", "interfering_medicines", "allergies")
WORDS = ("alpha", "beta", "gamma", "delta", "epsilon")


def cycle(as_of: datetime = AT - timedelta(days=1)) -> Cycle:
    def one(value: str) -> One:
        return One(value=value, as_of=as_of)

    def several(*names: str) -> Several:
        return Several(names=frozenset(names), as_of=as_of)

    return Cycle(
        dose=One(value=parse_amount("600 mg"), as_of=as_of),
        weight=One(value=Weight(Fraction(68)), as_of=as_of),
        product=one("Carboplatin A"),
        maker=one("Maker A (invented)"),
        lot=one("L1"),
        excipients=several("mannitol"),
        diluent=one("glucose 5 %"),
        strength=one("10 mg/mL"),
        line=one("Line set A"),
        interval=one("21 days"),
        interfering_medicines=several(),
        allergies=several("carboplatin"),
    )


def by_name(rows: tuple[Row, ...]) -> dict[str, Row]:
    return {row.name.replace(" ", "_"): row for row in rows}


class TestCard:
    def test_h_36_has_a_row_for_every_field_whatever_happened(self) -> None:
        for before, now in ((cycle(), cycle()), (Cycle(), cycle()), (cycle(), Cycle()), (Cycle(), Cycle())):
            assert sorted(by_name(changes(before, now, AT, LONGEST))) == sorted(NAMES)

    def test_h_36_of_the_same_cycle_wants_no_look(self) -> None:
        assert {row.verdict for row in changes(cycle(), cycle(), AT, LONGEST)} == {Verdict.SAME}

    def test_h_36_amounts_are_compared_and_not_their_words(self) -> None:
        again = replace(
            cycle(), dose=One(value=Mass(Fraction(600)), as_of=AT), product=One(value="CARBOPLATIN A", as_of=AT)
        )

        assert not any(row.verdict.wants_a_look for row in changes(cycle(), again, AT, LONGEST))

    def test_h_36_says_which_names_came_and_went(self) -> None:
        now = replace(cycle(), allergies=Several(names=frozenset({"Carboplatin", "latex"}), as_of=AT))
        gone = replace(cycle(), excipients=Several(names=frozenset({"povidone"}), as_of=AT))

        assert by_name(changes(cycle(), now, AT, LONGEST))["allergies"].words == "New: latex."
        assert by_name(changes(cycle(), gone, AT, LONGEST))["excipients"].words == "New: povidone. No longer: mannitol."

    def test_h_36_what_wants_a_look_stands_first(self) -> None:
        now = replace(cycle(), line=None, lot=One(value="L2", as_of=AT))

        assert [row.name for row in changes(cycle(), now, AT, LONGEST)][:2] == ["line", "lot"]


class TestDoubt:
    @pytest.mark.parametrize("name", NAMES)
    def test_h_36_what_is_not_known_now_or_then_is_missing(self, name: str) -> None:
        for before, now in ((cycle(), replace(cycle(), **{name: None})), (replace(cycle(), **{name: None}), cycle())):
            assert by_name(changes(before, now, AT, LONGEST))[name].verdict is Verdict.MISSING

    def test_h_36_what_was_asked_too_long_ago_is_old_even_where_it_is_the_same(self) -> None:
        rows = by_name(changes(cycle(), cycle(AT - WEEK - timedelta(seconds=1)), AT, LONGEST))

        assert {name for name, row in rows.items() if row.verdict is Verdict.OLD} == set(LONGEST)
        assert {row.verdict for row in changes(cycle(), cycle(AT - WEEK), AT, LONGEST)} == {Verdict.SAME}

    def test_h_36_a_time_in_the_future_is_no_time(self) -> None:
        assert {row.verdict for row in changes(cycle(), cycle(AT + WEEK), AT, LONGEST)} == {Verdict.MISSING}


@pytest.mark.parametrize("seed", range(5))
def test_h_36_every_planted_change_stands_on_the_card(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - drawn cycles
    for _ in range(1_000):
        before = _drawn(chance)
        planted = frozenset(name for name in NAMES if chance.random() < 0.2)
        others: dict[str, Any] = {name: _other(chance, getattr(before, name)) for name in planted}
        now = replace(before, **others)
        rows = by_name(changes(before, now, AT, dict.fromkeys(NAMES, YEAR)))

        assert {name for name, row in rows.items() if row.verdict is Verdict.CHANGED} == planted
        assert all(row.verdict is Verdict.SAME for name, row in rows.items() if name not in planted)


def _drawn(chance: random.Random) -> Cycle:
    at = AT - timedelta(days=chance.randrange(300))
    found: dict[str, Any] = {name: One(value=chance.choice(WORDS), as_of=at) for name in NAMES if name not in SEVERAL}
    found["dose"] = One(value=Mass(Fraction(chance.randrange(1, 900))), as_of=at)
    lists: dict[str, Any] = {
        name: Several(names=frozenset(chance.sample(WORDS, chance.randrange(4))), as_of=at) for name in SEVERAL
    }
    return Cycle(**found, **lists)


def _other(chance: random.Random, fact: One | Several) -> One | Several:
    """Change a fact by the least that is a change."""
    if isinstance(fact, Several):
        return Several(names=fact.names ^ {chance.choice(WORDS)}, as_of=AT)
    if isinstance(fact.value, str):
        return One(value=fact.value + chance.choice(("2", " B")), as_of=AT)
    return One(value=Mass(fact.value.value + Fraction(1, chance.randrange(1, 10_000))), as_of=AT)


def test_h_36_only_what_is_the_same_wants_no_look() -> None:
    assert {verdict for verdict in Verdict if not verdict.wants_a_look} == {Verdict.SAME}
