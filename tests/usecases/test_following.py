"""What may be written after a session, and what never opens a window again (H-90, H-91)."""

from dataclasses import replace

import pytest

from stepward.core.quantities import parse_amount
from stepward.core.tolerance.history import GivenDose, Mode
from stepward.core.tolerance.standing import Action, State
from stepward.usecases.following import (
    DoseNote,
    MustConfirm,
    NotFollowed,
    Stopped,
    StruckOut,
    history_of,
    is_warned,
    note_dose,
    sign,
    stands,
    stop,
    strike_out,
)
from tests.usecases.following_keeping import BY, FINISHED, MemoryBook, amounting, giving, hours, note, now, signed


def test_h_90_nothing_is_counted_on_before_it_is_signed() -> None:
    assert stands(now(MemoryBook()), hours(1)).state is State.UNKNOWN


def test_h_90_each_dose_on_time_starts_the_window_anew() -> None:
    book = signed()
    note_dose(note(8), now(book), book)

    assert stands(now(book), hours(31.9)).state is State.DUE
    assert stands(now(book), hours(32)).state is State.LAPSED


def test_h_90_a_dose_unlike_the_order_is_written_down_only_once_it_is_confirmed() -> None:
    book = MemoryBook()
    sign(giving(amount=parse_amount("500 mg"), route="oral"), now(book), book)
    odd = GivenDose(given_at=hours(8), amount=parse_amount("5 g"), product="B", route="oral")
    told = DoseNote(id="n", session="s", dose=odd, by=BY, at=hours(8))

    with pytest.raises(MustConfirm, match=r"500.mg is ordered, not 5,000.mg. The product ordered is A, not B\."):
        note_dose(told, now(book), book)
    assert not book.notes
    note_dose(told, now(book), book, is_confirmed=True)
    assert [item.dose for item in book.notes] == [odd]


def test_h_90_a_dose_is_measured_by_what_was_ordered_when_it_was_given() -> None:
    book = MemoryBook()
    sign(giving(amount=parse_amount("500 mg")), now(book), book)
    note_dose(amounting("500 mg", 8), now(book), book)
    sign(giving(at=9, amount=parse_amount("1 g")), now(book), book)
    note_dose(amounting("1 g", 16), now(book), book)
    assert not stands(now(book), hours(17)).findings

    note_dose(amounting("500 mg", 20), now(book), book, is_confirmed=True)
    found = stands(now(book), hours(21))
    assert [item.code for item in found.findings] == ["TOL-17"]
    assert found.lapses_at == hours(40)


def test_h_90_a_dose_before_the_first_signature_is_measured_by_it() -> None:
    book = MemoryBook()
    note_dose(amounting("250 mg", 8), now(book), book, is_confirmed=True)
    sign(giving(at=9, amount=parse_amount("500 mg")), now(book), book)

    assert [item.code for item in stands(now(book), hours(10)).findings] == ["TOL-17"]


def test_h_90_a_dose_before_any_signature_or_after_the_window_is_confirmed() -> None:
    book = MemoryBook()
    with pytest.raises(MustConfirm, match="Nobody signed yet"):
        note_dose(note(8), now(book), book)
    sign(giving(), now(book), book)

    with pytest.raises(MustConfirm, match="The window had closed by then"):
        note_dose(note(24), now(book), book)
    note_dose(note(23.9), now(book), book)
    assert len(book.notes) == 1


@pytest.mark.parametrize(("given", "is_near"), [(3.9, True), (4, False), (8, False), (13, True), (20.1, False)])
def test_h_90_a_dose_near_another_one_is_confirmed(given: float, *, is_near: bool) -> None:
    book = signed()
    note_dose(note(16, name="other"), now(book), book)

    if is_near:
        with pytest.raises(MustConfirm, match="every 8 h, and another dose is nearer than half of that"):
            note_dose(note(given, written=21), now(book), book)
    else:
        note_dose(note(given, written=21), now(book), book)


def test_h_90_a_dose_between_cycles_is_written_down_only_once_it_is_confirmed() -> None:
    book = MemoryBook()
    sign(giving(mode=Mode.EVERY_DOSE), now(book), book)

    with pytest.raises(MustConfirm, match="desensitized again at every dose"):
        note_dose(note(8), now(book), book)


def test_h_91_a_dose_that_is_written_down_after_the_window_closed_counts_for_nothing() -> None:
    book = signed()
    note_dose(note(8, written=24), now(book), book)

    found = stands(now(book), hours(24))
    assert (found.state, found.action) == (State.LAPSED, Action.ASK)
    assert [item.code for item in found.findings] == ["TOL-09"]


def test_h_91_a_dose_that_is_written_down_late_counts_while_the_window_is_open() -> None:
    book = signed()
    note_dose(note(8, written=23.9), now(book), book)

    assert stands(now(book), hours(24)).state is State.DUE


def test_h_91_the_order_of_writing_down_opens_nothing() -> None:
    """A later dose that was written down in time keeps the window open for an earlier one; after it closed, nothing."""
    book = signed()
    note_dose(note(16, name="late"), now(book), book)
    note_dose(note(8, written=30, name="early"), now(book), book)
    assert stands(now(book), hours(39.9)).state is State.DUE
    assert not stands(now(book), hours(39.9)).findings

    note_dose(note(38, written=41, name="too late"), now(book), book)
    found = stands(now(book), hours(41))
    assert found.state is State.LAPSED
    assert found.lapses_at == hours(40)


def test_h_91_a_dose_that_was_struck_out_never_counts() -> None:
    book = signed()
    note_dose(note(8), now(book), book)
    strike_out(StruckOut(note="n", reason="vomited", by=BY, at=hours(9)), now(book), book)

    assert stands(now(book), hours(24)).state is State.LAPSED
    with pytest.raises(NotFollowed, match="struck out already"):
        strike_out(StruckOut(note="n", reason="again", by=BY, at=hours(9)), now(book), book)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_striking_out_and_stopping_want_a_reason(reason: str) -> None:
    book = signed()
    note_dose(note(8), now(book), book)

    with pytest.raises(NotFollowed, match="Say why"):
        strike_out(StruckOut(note="n", reason=reason, by=BY, at=hours(9)), now(book), book)
    with pytest.raises(NotFollowed, match="Say why"):
        stop(Stopped(session="s", reason=reason, by=BY, at=hours(9)), now(book), book)


@pytest.mark.parametrize(
    ("given", "written", "words"), [(9, 8.5, "in the future"), (-1, 8, "before the end of the session")]
)
def test_h_91_times_that_cannot_be_are_refused(given: float, written: float, words: str) -> None:
    book = signed()

    with pytest.raises(NotFollowed, match=words):
        note_dose(note(given, written), now(book), book)
    assert not book.notes


@pytest.mark.parametrize(("at", "warned"), [(21.9, False), (22, True), (23.9, True), (24, False)])
def test_h_91_warns_before_the_window_closes(at: float, warned: bool) -> None:  # noqa: FBT001 - a column of the table
    book = signed()

    assert is_warned(now(book), stands(now(book), hours(at)), hours(at)) is warned


def test_no_warning_where_none_was_signed() -> None:
    book = MemoryBook()
    sign(giving(warn_before=None), now(book), book)

    assert not is_warned(now(book), stands(now(book), hours(23)), hours(23))


def test_h_91_a_reaction_afterwards_asks() -> None:
    book = signed()
    asked = replace(now(book), finished=replace(FINISHED, is_asked=True))

    assert stands(asked, hours(1)).action is Action.ASK
    assert history_of(replace(asked, signed=())).is_asked
