"""Follow a drug after its session: how it is given on, which doses were given, and how tolerance stands.

What is kept is added to and never changed. A window that is closed is opened by nothing that anybody writes here: the
terms are signed, may only become shorter, and a dose that is written down too late counts for nothing.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Protocol as Port

from stepward.core.findings import Finding, Refusal, Severity
from stepward.core.quantities import Amount, Rate, Volume, people_text
from stepward.core.quantities.place import UTC_PLACE
from stepward.core.tolerance.history import GivenDose, History, Mode, Terms, in_range
from stepward.core.tolerance.standing import SAFETY, Action, State, Tolerance, tolerance_at
from stepward.core.tolerance.window import after as after_hours
from stepward.core.tolerance.window import window_of
from stepward.usecases.approving import Person

LONGEST_TEXT = 300


class NotFollowed(Refusal):
    """What was asked for cannot be done with this session; the message says why."""


class MustConfirm(NotFollowed):
    """A dose is not as ordered: it is written down only once somebody says that it was really given so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a session that is over says for the time after it; `entries` is how long its log was when it was read."""

    session: str
    patient: str
    drug: str
    is_completed: bool
    over_at: datetime
    dose_ended_at: datetime | None = None
    is_reduced: bool = False
    is_asked: bool = False
    step: int | None = None
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingOn:
    """How the drug is given on after a session, as an allergist signed it; `reason` says why where that is asked."""

    session: str
    mode: Mode
    terms: Terms
    by: Person
    at: datetime
    interval: Fraction | None = None
    amount: Amount | None = None
    product: str = ""
    route: str = ""
    volume: Volume | None = None
    rate: Rate | None = None
    warn_before: Fraction | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseNote:
    """A dose that was given after a session, and who wrote it down when."""

    id: str
    session: str
    dose: GivenDose
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckOut:
    """A dose that was written down and never given, and why."""

    note: str
    reason: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The drug is not given on: from here nobody counts."""

    session: str
    reason: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """All that is kept of one session and of what followed it."""

    finished: Finished
    signed: tuple[GivingOn, ...] = ()
    notes: tuple[DoseNote, ...] = ()
    struck: tuple[StruckOut, ...] = ()
    stopped: Stopped | None = None

    @property
    def giving_on(self) -> GivingOn | None:
        """The newest signed way to give the drug on."""
        return self.signed[-1] if self.signed else None

    @property
    def given(self) -> tuple[DoseNote, ...]:
        """The doses that stand, in the order of their times."""
        out = {item.note for item in self.struck}
        return tuple(sorted((n for n in self.notes if n.id not in out), key=lambda item: item.dose.given_at))


class Book(Port):
    """Where it is kept, for ever."""

    def after(self, session_id: str, /) -> After | None:
        """Find what is kept of a session and of what followed it; nothing for one that is not known to be over."""

    def newest(self) -> tuple[After, ...]:
        """List the newest session of each patient with each drug, without those whose drug was stopped."""

    def add_signed(self, signed: GivingOn, /) -> None:
        """Keep a signed way to give the drug on."""

    def add_note(self, note: DoseNote, /) -> None:
        """Keep a dose."""

    def add_struck(self, struck: StruckOut, /) -> None:
        """Keep that a dose was never given."""

    def add_stopped(self, stopped: Stopped, /) -> None:
        """Keep that the drug is stopped."""


def history_of(after: After) -> History:
    """Write what is kept as a dose history."""
    finished, signed = after.finished, after.giving_on
    doses = tuple(
        GivenDose(
            given_at=item.dose.given_at,
            ended_at=item.dose.ended_at,
            amount=item.dose.amount,
            product=item.dose.product,
            route=item.dose.route,
            entered_at=item.at,
            ordered=_ordered(after, item.dose),
        )
        for item in after.given
    )
    if signed is None:
        return History(
            drug=finished.drug,
            mode=Mode.CONTINUOUS,
            is_completed=finished.is_completed,
            ended_at=finished.dose_ended_at,
            doses=doses,
            is_asked=finished.is_asked,
        )
    return History(
        drug=finished.drug,
        mode=signed.mode,
        is_completed=finished.is_completed,
        ended_at=finished.dose_ended_at,
        interval=signed.interval,
        terms=signed.terms,
        doses=doses,
        product=signed.product,
        route=signed.route,
        amount=signed.amount,
        is_asked=finished.is_asked,
    )


def _ordered(after: After, dose: GivenDose) -> Amount | None:
    """Tell how much was ordered when a dose was given; before the first signature, what that one says."""
    before = [item for item in after.signed if item.at <= dose.given_at]
    found = before[-1] if before else next(iter(after.signed), None)
    return None if found is None else found.amount


def stands(after: After, at: datetime) -> Tolerance:
    """Tell how tolerance stands after a session; from when the drug was stopped, nobody counts."""
    found, stopped = tolerance_at(history_of(after), at), after.stopped
    if stopped is None or at < stopped.at:
        return found
    told = Finding(
        code="TOL-20",
        severity=Severity.CAUTION,
        message="The drug was stopped: nobody counts on tolerance.",
        source=SAFETY,
        action="Desensitize again before the next dose.",
    )
    closed = stopped.at if found.lapses_at is None else min(found.lapses_at, stopped.at)
    return replace(
        found,
        state=State.NEVER if found.state is State.NEVER else State.LAPSED,
        action=Action.ASK,
        next_due_at=None,
        lapses_at=closed if found.state is not State.NEVER else None,
        findings=(told, *found.findings),
    )


def is_warned(after: After, found: Tolerance, at: datetime, usual: Fraction | None = None) -> bool:
    """Tell whether the window closes so soon that ward and pharmacy are warned.

    The signed order says how many hours before; where it does not, the unit's choice does, `usual`.
    """
    signed = after.giving_on
    if found.state not in {State.TOLERANT, State.DUE} or found.lapses_at is None:
        return False
    hours = usual if signed is None or signed.warn_before is None else signed.warn_before
    return hours is not None and found.lapses_at - after_hours(hours) <= at


def sign(
    wanted: GivingOn, after: After, book: Book, *, soonest: Fraction | None = None, is_confirmed: bool = False
) -> None:
    """Sign how the drug is given on: once freely, later only if no window becomes longer.

    `soonest` is after how many hours a source says that tolerance may be gone: by then somebody has signed.

    Raises:
        NotFollowed: if the drug was stopped, the window has closed, it would close later than before, it says too
            little, could not be kept open, or nobody signed in time.
        MustConfirm: if the window would be closed at once, and nobody said yet that this is meant.
    """
    _must_go_on(after)
    _must_say_enough(wanted)
    _must_be_in_time(wanted, after, soonest)
    _must_be_shorter(wanted, after)
    then = stands(_with(after, (*after.signed, wanted)), wanted.at)
    if wanted.mode is Mode.CONTINUOUS and then.state is State.LAPSED and not is_confirmed:
        msg = "Under these terms the window has closed already, and nothing opens it again."
        raise MustConfirm(msg)
    book.add_signed(wanted)


def _must_be_in_time(wanted: GivingOn, after: After, soonest: Fraction | None) -> None:
    """Refuse a first signature so late that the window, unknown until then, may have closed (H-91)."""
    ended = after.finished.dose_ended_at
    if after.signed or wanted.mode is Mode.EVERY_DOSE or soonest is None or ended is None:
        return
    newest = max(ended, *(item.dose.end for item in after.given)) if after.given else ended
    if wanted.at >= newest + after_hours(soonest):
        words = people_text(soonest)
        msg = f"{words} h after the last dose tolerance may be gone, and nobody had signed. Sign every dose."
        raise NotFollowed(msg)


def _must_say_enough(wanted: GivingOn) -> None:
    if wanted.mode is Mode.EVERY_DOSE:
        return
    terms = wanted.terms
    in_range("hours of warning", wanted.warn_before)
    if wanted.interval is None:
        msg = "Enter the hours from dose to dose."
        raise NotFollowed(msg)
    if terms.window is None and terms.cap is None and terms.half_life is None:
        msg = "Enter the window, or half-life and how many count, or the cap of the unit."
        raise NotFollowed(msg)
    hours = window_of(terms, wanted.interval).hours
    if hours is not None and hours <= wanted.interval:
        msg = "The window would close before the next dose is due. Enter a longer one, or sign every dose."
        raise NotFollowed(msg)


def _must_be_shorter(wanted: GivingOn, after: After) -> None:
    """Refuse whatever could close a window later than it was signed first: longer terms, or other doses that count."""
    before, last = stands(after, wanted.at), after.giving_on
    is_closed = before.state is State.LAPSED
    if last is None or (is_closed and wanted.mode is Mode.EVERY_DOSE):
        return
    if is_closed or (last.mode is Mode.EVERY_DOSE and wanted.mode is not Mode.EVERY_DOSE):
        msg = "The window has closed. Nothing opens it again but a new desensitization."
        raise NotFollowed(msg)
    if wanted.mode is Mode.EVERY_DOSE or before.lapses_at is None:
        return
    if after.given and _kind(wanted) != _kind(last):
        msg = "Doses were written down of another product or route. Strike them out, or desensitize again."
        raise NotFollowed(msg)
    then = stands(_with(after, (*after.signed, wanted)), wanted.at)
    if then.lapses_at is not None and then.lapses_at <= before.lapses_at:
        return
    msg = f"The window would close later than {UTC_PLACE.minute(before.lapses_at)}. It can only be made shorter."
    raise NotFollowed(msg)


def _kind(signed: GivingOn) -> tuple[str, str]:
    return signed.product, signed.route


def _with(after: After, signed: tuple[GivingOn, ...]) -> After:
    return After(finished=after.finished, signed=signed, notes=after.notes, struck=after.struck, stopped=after.stopped)


def note_dose(note: DoseNote, after: After, book: Book, *, is_confirmed: bool = False) -> None:
    """Write down a dose that was given.

    Raises:
        NotFollowed: if the drug was stopped, or the time lies in the future, or before the end of the session.
        MustConfirm: if it is not as ordered, and nobody said yet that it was really given so.
    """
    _must_go_on(after)
    if note.dose.end > note.at:
        msg = "This time lies in the future. Write a dose down when it was given."
        raise NotFollowed(msg)
    ended = after.finished.dose_ended_at
    if ended is not None and note.dose.given_at < ended:
        msg = f"This time lies before the end of the session, {UTC_PLACE.minute(ended)}."
        raise NotFollowed(msg)
    unlike = tuple(_unlike(note.dose, after))
    if unlike and not is_confirmed:
        raise MustConfirm(" ".join(unlike))
    book.add_note(note)


def _unlike(dose: GivenDose, after: After) -> Iterator[str]:
    """Say in what a dose is not as it was ordered."""
    signed = after.giving_on
    if signed is None:
        yield "Nobody signed yet how the drug is given on."
        return
    if signed.mode is Mode.EVERY_DOSE:
        yield "This drug is desensitized again at every dose. A dose outside of it is not expected."
    elif stands(after, dose.given_at).state is State.LAPSED:
        yield "The window had closed by then. Such a dose is given to somebody who is not tolerant."
    yield from _too_early(dose, after, signed)
    if signed.amount is not None and dose.amount is not None and signed.amount != dose.amount:
        yield f"{signed.amount.people()} is ordered, not {dose.amount.people()}."
    for name in ("product", "route"):
        ordered, given = getattr(signed, name), getattr(dose, name)
        if ordered and given and ordered != given:
            yield f"The {name} ordered is {ordered}, not {given}."


def _too_early(dose: GivenDose, after: After, signed: GivingOn) -> Iterator[str]:
    """Point at a dose nearer to another one than half of the interval: written down twice, or given twice."""
    if signed.interval is None:
        return
    half = after_hours(signed.interval / 2)
    ended = after.finished.dose_ended_at
    others = [item.dose for item in after.given]
    near = [other for other in others if dose.given_at - other.end < half and other.given_at - dose.end < half]
    if near or (ended is not None and dose.given_at - ended < half):
        yield f"It is given every {people_text(signed.interval)} h, and another dose is nearer than half of that."


def strike_out(struck: StruckOut, after: After, book: Book) -> None:
    """Say that a dose was never given.

    Raises:
        NotFollowed: if there is no such dose, or no reason.
    """
    if struck.note not in {item.id for item in after.given}:
        msg = "This dose is not on the list, or is struck out already."
        raise NotFollowed(msg)
    _must_say_why(struck.reason)
    book.add_struck(struck)


def stop(stopped: Stopped, after: After, book: Book) -> None:
    """Say that the drug is not given on.

    Raises:
        NotFollowed: if it was stopped before, or without a reason.
    """
    _must_go_on(after)
    _must_say_why(stopped.reason)
    book.add_stopped(stopped)


def _must_go_on(after: After) -> None:
    if after.stopped is not None:
        msg = "This drug was stopped. A new desensitization starts a new count."
        raise NotFollowed(msg)


def _must_say_why(reason: str) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_TEXT:
        msg = f"Say why, in at most {LONGEST_TEXT} letters."
        raise NotFollowed(msg)


def soonest_first(rows: Iterable[tuple[After, Tolerance]]) -> list[tuple[After, Tolerance]]:
    """Sort by when the window closes, the soonest first; those without a window stand first."""
    return sorted(rows, key=lambda row: (row[1].lapses_at is not None, row[1].lapses_at, row[0].finished.session))
