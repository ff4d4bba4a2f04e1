"""What the calendar shows of a day, from facts alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepward.core.courses.load import Capacities, DayLoad, Span, day_load, nurses_for
from stepward.shells.web import here
from stepward.shells.web.calendar.reading import Stay
from stepward.shells.web.prepare.words import day_text

DAY = timedelta(days=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TICKS = tuple((f"{hour / 24 * 100:.2f}%", f"{hour:02}") for hour in range(0, 25, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStay:
    """One stay as a line with a bar; places are shares of the day in percent, as text."""

    id: str
    begins: str
    ends: str
    at: str
    width: str
    bed: str
    name: str
    identifier: str
    is_invented: bool
    what: str
    is_ordered: bool
    is_timed: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLoad:
    """One figure: what is asked for, and what there is."""

    name: str
    needed: str
    there: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDay:
    """One day; `over` are the bars of the times that ask for too much, `warnings` say it."""

    title: str
    iso: str
    is_today: bool
    loads: tuple[ShownLoad, ...]
    warnings: tuple[str, ...]
    over: tuple[tuple[str, str], ...]
    stays: tuple[ShownStay, ...]


def shown_day(day: date, stays: Sequence[Stay], there: Capacities, today: date) -> ShownDay:
    """Write one day."""
    begin, end = here.place().begins(day), here.place().begins(day + DAY)
    load = day_load([stay.visit for stay in stays], begin, end, there)
    found = sorted(
        (stay for stay in stays if stay.visit.begins < end and stay.visit.ends > begin),
        key=lambda stay: (stay.visit.begins, stay.visit.bed, stay.visit.id),
    )
    return ShownDay(
        title=f"{WEEKDAYS[day.weekday()]}, {day_text(day)}",
        iso=day.isoformat(),
        is_today=day == today,
        loads=tuple(_loads(load, there)) if found else (),
        warnings=tuple(_warnings(load, there, end)),
        over=tuple(_bar(span.begins, span.ends, end) for span in (*load.beyond_chairs, *load.beyond_nurses)),
        stays=tuple(_stay(stay, begin, end) for stay in found),
    )


def lacking(there: Capacities, *, is_watch_known: bool) -> tuple[str, ...]:
    """Say what the unit has not said, so that nothing can be judged by it."""
    words = (
        (there.chairs, "how many chairs there are"),
        (there.nurses, "how many nurses there are"),
        (there.patients_per_nurse, "how many patients one nurse looks after"),
        (there.solutions, "how many solutions the pharmacy can make"),
        (is_watch_known or None, "how long a patient is watched after the last dose"),
    )
    return tuple(text for number, text in words if number is None)


def _loads(load: DayLoad, there: Capacities) -> Iterator[ShownLoad]:
    most = 0 if load.peak is None else load.peak.patients
    yield ShownLoad(
        name="Chairs", needed=f"{most} at once", there=_there(there.chairs), is_over=bool(load.beyond_chairs)
    )
    per_nurse = there.patients_per_nurse
    nurses = "not known" if per_nurse is None else f"{nurses_for(most, per_nurse)} at once"
    yield ShownLoad(name="Nurses", needed=nurses, there=_there(there.nurses), is_over=bool(load.beyond_nurses))
    yield ShownLoad(
        name="Pharmacy",
        needed=f"{load.to_make} solution{'' if load.to_make == 1 else 's'}",
        there=_there(there.solutions),
        is_over=load.is_beyond_pharmacy,
    )


def _there(number: int | None) -> str:
    return "not set" if number is None else f"of {number}"


def _warnings(load: DayLoad, there: Capacities, end: datetime) -> Iterator[str]:
    for span in load.beyond_chairs:
        yield f"{_when(span, end)}: {span.patients} patients at once, {_count(there.chairs, 'chair')}."
    for span in load.beyond_nurses:
        needed = nurses_for(span.patients, there.patients_per_nurse or 1)
        yield f"{_when(span, end)}: {_count(needed, 'nurse')} needed at once, {there.nurses} there."
    if load.is_beyond_pharmacy:
        yield f"{_count(load.to_make, 'solution')} to make; the pharmacy can make {there.solutions}."
    for clash in load.clashes:
        yield f"Bed {clash.bed} is taken twice, from {here.clock(clash.begins)} to {_until(clash.ends, end)}."


def _count(number: int | None, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _when(span: Span, end: datetime) -> str:
    return f"From {here.clock(span.begins)} to {_until(span.ends, end)}"


def _until(at: datetime, end: datetime) -> str:
    return "24:00" if at >= end else here.clock(at)


def _stay(stay: Stay, begin: datetime, end: datetime) -> ShownStay:
    visit, patient = stay.visit, stay.patient
    at, width = _bar(max(visit.begins, begin), min(visit.ends, end), end)
    return ShownStay(
        id=visit.id,
        begins=here.clock(visit.begins) if visit.begins >= begin else "00:00",
        ends=_until(visit.ends, end),
        at=at,
        width=width,
        bed=visit.bed,
        name=f"{patient.family_name}, {patient.given_names}",
        identifier=patient.identifier,
        is_invented=patient.is_invented,
        what=f"{stay.drug} {stay.dose}",
        is_ordered=stay.is_ordered,
        is_timed=stay.is_timed,
        is_over=stay.is_over,
    )


def _bar(since: datetime, until: datetime, end: datetime) -> tuple[str, str]:
    """Give left edge and width in percent of the day, by the hand of the clock on the wall."""
    left = float(here.place().share(since)) * 100
    right = 100.0 if until >= end else float(here.place().share(until)) * 100
    return f"{left:.2f}%", f"{max(right - left, 0.0):.2f}%"
