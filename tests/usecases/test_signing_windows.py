"""Which terms are signed, and that no signature ever makes a window longer (H-90, H-91)."""

import contextlib
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.quantities import parse_amount
from stepward.core.tolerance.history import Mode, Terms, UnfitHistory
from stepward.core.tolerance.standing import Action, State
from stepward.usecases.following import (
    MustConfirm,
    NotFollowed,
    Stopped,
    StruckOut,
    note_dose,
    sign,
    stands,
    stop,
    strike_out,
)
from tests.usecases.following_keeping import BY, MemoryBook, giving, hours, note, now, signed


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"interval": None}, "from dose to dose"),
        ({"terms": Terms()}, "Enter the window"),
        ({"terms": Terms(half_lives=Fraction(5))}, "Enter the window"),
        ({"terms": Terms(window=Fraction(8))}, "before the next dose is due"),
        ({"terms": Terms(cap=Fraction(6))}, "before the next dose is due"),
    ],
)
def test_h_90_terms_that_keep_nothing_open_are_not_signed(changed: dict[str, Any], words: str) -> None:
    book = MemoryBook()
    with pytest.raises(NotFollowed, match=words):
        sign(giving(**changed), now(book), book)
    assert not book.signed


def test_h_91_terms_under_which_the_window_has_closed_are_signed_only_when_meant() -> None:
    book = MemoryBook()
    with pytest.raises(MustConfirm, match="has closed already"):
        sign(giving(24, at=24), now(book), book)
    sign(giving(24, at=24), now(book), book, is_confirmed=True)

    assert stands(now(book), hours(24)).state is State.LAPSED


def test_h_91_a_window_only_becomes_shorter() -> None:
    book = signed()
    for wanted in (giving(25, at=1), giving(48, at=1)):
        with pytest.raises(NotFollowed, match="only be made shorter"):
            sign(wanted, now(book), book)

    sign(giving(12, at=1), now(book), book)
    assert stands(now(book), hours(12)).state is State.LAPSED


def test_h_91_no_change_of_what_counts_makes_a_window_longer() -> None:
    book = signed()
    note_dose(note(20), now(book), book, is_confirmed=True)
    with pytest.raises(NotFollowed, match="Doses were written down of another product"):
        sign(giving(43, at=21, product="B"), now(book), book)
    with pytest.raises(NotFollowed, match="only be made shorter"):
        sign(giving(25, at=21, interval=Fraction(9)), now(book), book)

    sign(giving(21, at=21), now(book), book)
    strike_out(StruckOut(note="n", reason="not given", by=BY, at=hours(21)), now(book), book)
    assert stands(now(book), hours(21)).state is State.LAPSED
    with pytest.raises(NotFollowed, match="Nothing opens it again"):
        sign(giving(24, at=22), now(book), book)


@given(st.data())
def test_h_91_whatever_is_signed_or_struck_out_later_closes_no_later(data: st.DataObject) -> None:
    book, rng = signed(), data.draw(st.randoms(use_true_random=False))
    at, latest = 0.0, 24.0
    for number in range(8):
        at += rng.choice([0.5, 3, 8])
        with contextlib.suppress(NotFollowed):
            match rng.randrange(4):
                case 0:
                    told = note(at, name=f"n{number}", product=rng.choice(["A", "B", ""]))
                    note_dose(told, now(book), book, is_confirmed=True)
                    latest = max(latest, at + 24)
                case 1:
                    product, window = rng.choice(["A", "B", ""]), rng.choice([9, 20, 24, 25, 43, 400])
                    interval = Fraction(rng.choice([2, 8, 19]))
                    sign(giving(window, at=at, product=product, interval=interval), now(book), book, is_confirmed=True)
                case 2:
                    name = f"n{rng.randrange(8)}"
                    strike_out(StruckOut(note=name, reason="no", by=BY, at=hours(at)), now(book), book)
                case _:
                    sign(giving(mode=Mode.EVERY_DOSE, at=at), now(book), book)
        found = stands(now(book), hours(at))
        assert found.lapses_at is None or found.lapses_at <= hours(latest)


def test_h_91_from_when_the_drug_was_stopped_nobody_counts() -> None:
    book = signed()
    stop(Stopped(session="s", reason="the course is over", by=BY, at=hours(5)), now(book), book)

    assert stands(now(book), hours(4.9)).state is State.TOLERANT
    found = stands(now(book), hours(5))
    assert (found.state, found.action, found.lapses_at) == (State.LAPSED, Action.ASK, hours(5))
    assert found.next_due_at is None
    assert found.findings[0].code == "TOL-20"


def test_h_90_hours_beyond_any_calendar_are_refused() -> None:
    book = MemoryBook()
    with pytest.raises(UnfitHistory, match="at most 87600 h"):
        sign(giving(warn_before=Fraction(10**12)), now(book), book)
    with pytest.raises(NotFollowed, match="before the next dose is due"):
        sign(giving(interval=Fraction(10**12)), now(book), book)
    assert not book.signed


@pytest.mark.parametrize("terms", [{"window": 10**12}, {"cap": 87_601}, {"half_life": 80_000, "half_lives": 80_000}])
def test_h_90_terms_beyond_any_calendar_are_refused(terms: dict[str, Any]) -> None:
    hours_of: dict[str, Any] = {name: Fraction(value) for name, value in terms.items()}
    with pytest.raises(UnfitHistory, match="at most 87600 h"):
        Terms(**hours_of)


def test_h_91_a_window_that_nobody_signed_in_time_is_not_opened_later() -> None:
    book = MemoryBook()
    with pytest.raises(NotFollowed, match="24 h after the last dose tolerance may be gone, and nobody had signed"):
        sign(giving(400, at=24), now(book), book, soonest=Fraction(24))
    note_dose(note(20), now(book), book, is_confirmed=True)
    sign(giving(400, at=43.9), now(book), book, soonest=Fraction(24))
    assert len(book.signed) == 1

    other = MemoryBook()
    sign(giving(at=400, mode=Mode.EVERY_DOSE), now(other), other, soonest=Fraction(24))
    assert len(other.signed) == 1


def test_h_91_a_closed_window_takes_no_signature() -> None:
    book = signed()

    with pytest.raises(NotFollowed, match="Nothing opens it again"):
        sign(giving(12, at=24), now(book), book)


def test_h_91_another_product_does_not_let_a_foreign_dose_count() -> None:
    book = signed()
    note_dose(note(8, product="B"), now(book), book, is_confirmed=True)

    with pytest.raises(NotFollowed, match="of another product"):
        sign(giving(24, at=9, product="B"), now(book), book)


def test_h_91_a_drug_in_cycles_never_becomes_tolerant_by_a_signature() -> None:
    book = MemoryBook()
    sign(giving(mode=Mode.EVERY_DOSE), now(book), book)

    with pytest.raises(NotFollowed, match="Nothing opens it again"):
        sign(giving(24, at=1), now(book), book)
    sign(giving(at=2, mode=Mode.EVERY_DOSE, amount=parse_amount("400 mg")), now(book), book)
    assert stands(now(book), hours(3)).action is Action.REPEAT_FULL


def test_going_over_to_cycles_is_always_possible() -> None:
    book = signed()
    sign(giving(24, at=1, mode=Mode.EVERY_DOSE), now(book), book)

    assert stands(now(book), hours(2)).action is Action.REPEAT_FULL


def test_h_91_after_a_stop_nothing_is_written() -> None:
    book = signed()
    stop(Stopped(session="s", reason="over", by=BY, at=hours(1)), now(book), book)

    with pytest.raises(NotFollowed, match="was stopped"):
        note_dose(note(8), now(book), book)
    with pytest.raises(NotFollowed, match="was stopped"):
        sign(giving(12, at=1), now(book), book)
    with pytest.raises(NotFollowed, match="was stopped"):
        stop(Stopped(session="s", reason="over", by=BY, at=hours(2)), now(book), book)
