"""What is kept after a session in a test: a session that is over, doses, signatures, and a book in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from stepward.core.quantities import parse_amount
from stepward.core.tolerance.history import GivenDose, Mode, Terms
from stepward.usecases.approving import Person
from stepward.usecases.following import After, DoseNote, Finished, GivingOn, Stopped, StruckOut, sign

END = datetime(2026, 11, 20, 14, tzinfo=UTC)
BY = Person(id="1", name="Dr A. Haddad (invented)", roles=frozenset())
FINISHED = Finished(
    session="s", patient="p", drug="inventin", is_completed=True, over_at=END, dose_ended_at=END, entries=9
)


class MemoryBook:
    """What was added, in lists."""

    def __init__(self) -> None:
        self.signed: list[GivingOn] = []
        self.notes: list[DoseNote] = []
        self.struck: list[StruckOut] = []
        self.stopped: list[Stopped] = []

    def after(self, session_id: str, /) -> After | None:
        """Give what is kept of the one session."""
        if session_id != FINISHED.session:
            return None
        stopped = self.stopped[0] if self.stopped else None
        return After(
            finished=FINISHED,
            signed=tuple(self.signed),
            notes=tuple(self.notes),
            struck=tuple(self.struck),
            stopped=stopped,
        )

    def newest(self) -> tuple[After, ...]:
        """List the one session."""
        found = self.after(FINISHED.session)
        return () if found is None else (found,)

    def add_signed(self, signed: GivingOn, /) -> None:
        """Keep it."""
        self.signed.append(signed)

    def add_note(self, note: DoseNote, /) -> None:
        """Keep it."""
        self.notes.append(note)

    def add_struck(self, struck: StruckOut, /) -> None:
        """Keep it."""
        self.struck.append(struck)

    def add_stopped(self, stopped: Stopped, /) -> None:
        """Keep it."""
        self.stopped.append(stopped)


def hours(count: float) -> datetime:
    return END + timedelta(hours=count)


def now(book: MemoryBook) -> After:
    found = book.after("s")
    assert found is not None
    return found


def giving(window: int = 24, at: float = 0, **changed: Any) -> GivingOn:
    wanted = GivingOn(
        session="s",
        mode=Mode.CONTINUOUS,
        terms=Terms(window=Fraction(window), is_set_by_physician=True),
        by=BY,
        at=hours(at),
        interval=Fraction(8),
        product="A",
        warn_before=Fraction(2),
    )
    return replace(wanted, **changed)


def note(given: float, written: float | None = None, name: str = "n", product: str = "A") -> DoseNote:
    at = hours(given if written is None else written)
    return DoseNote(id=name, session="s", dose=GivenDose(given_at=hours(given), product=product), by=BY, at=at)


def amounting(amount: str, given: float) -> DoseNote:
    dose = GivenDose(given_at=hours(given), amount=parse_amount(amount), product="A")
    return DoseNote(id=f"n{given}", session="s", dose=dose, by=BY, at=hours(given))


def signed(window: int = 24) -> MemoryBook:
    book = MemoryBook()
    sign(giving(window), now(book), book)
    return book
