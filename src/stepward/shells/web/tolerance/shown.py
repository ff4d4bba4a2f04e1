"""What the board and the page of one patient show, from facts alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.quantities.place import day_words
from stepward.core.tolerance.history import Mode
from stepward.core.tolerance.standing import Action, State, Tolerance
from stepward.shells.web import here
from stepward.shells.web.tolerance.lane import Axis, Lane, lane_of, short
from stepward.usecases.following import After, is_warned
from stepward.usecases.orders import Patient


class Group(Enum):
    """Where a patient stands on the board."""

    ACT = "Act now"
    TOLERANT = "Tolerant"
    EVERY_DOSE = "Desensitized again at every dose"
    NEVER = "Never tolerant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands in words: the state, what to do, and what else to know."""

    word: str
    mark: str
    to_do: str
    more: str
    group: Group


_ASK = "Ask the allergist. Counts as not tolerant."
_NEVER = Standing(
    word="Never",
    mark="cross",
    to_do="Ask the allergist.",
    more="The session was stopped. It never counts as tolerance.",
    group=Group.NEVER,
)
_STOPPED = replace(_NEVER, word="Stopped", more="The drug was stopped. Nobody counts on tolerance.")
_CYCLES = Standing(
    word="Every dose",
    mark="ring",
    to_do="Repeat the whole procedure at the next dose.",
    more="No tolerance is counted on between cycles.",
    group=Group.EVERY_DOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One patient with one drug."""

    id: str
    name: str
    born: str
    identifier: str
    is_invented: bool
    drug: str
    how: str
    standing: Standing
    lane: Lane
    when: datetime


def row(  # noqa: PLR0913 - what followed, whose, how it stands, when, where on the lane, how early it is warned of
    after: After, patient: Patient, found: Tolerance, now: datetime, axis: Axis, *, warning: Fraction | None = None
) -> Row:
    """Write one row."""
    return Row(
        id=after.finished.session,
        name=f"{patient.family_name}, {patient.given_names}",
        born=day_words(patient.born_on),
        identifier=patient.identifier,
        is_invented=patient.is_invented,
        drug=after.finished.drug,
        how=how_given(after),
        standing=standing(after, found, now, warning),
        lane=lane_of(found, axis),
        when=found.lapses_at or after.finished.over_at,
    )


def how_given(after: After) -> str:
    """Write how the drug is given on, as it was signed."""
    signed = after.giving_on
    if signed is None:
        return "not ordered yet how it is given on"
    if signed.mode is Mode.EVERY_DOSE:
        return "in cycles"
    parts = [] if signed.amount is None else [signed.amount.people()]
    if signed.interval is not None:
        parts.append(f"every {people_text(signed.interval)} h")
    return ", ".join(parts) or "interval not known"


def standing(after: After, found: Tolerance, now: datetime, warning: Fraction | None = None) -> Standing:
    """Say how it stands; where somebody is asked, that stands first."""
    match found.state:
        case _ if found.state is State.NEVER or after.stopped is not None:
            return _NEVER if after.stopped is None else _STOPPED
        case _ if after.giving_on is not None and after.giving_on.mode is Mode.EVERY_DOSE:
            return _CYCLES
        case State.UNKNOWN:
            return _act("Unknown", "question", _ASK, _asked(found))
        case State.LAPSED:
            is_asked = found.action is Action.ASK
            to_do = _ASK if is_asked else "Repeat the whole procedure."
            return _act("Lapsed", "cross", to_do, _asked(found) if is_asked else "No dose from here.")
        case state if found.action is Action.ASK:
            return _act(state.value.capitalize(), "question", "Ask the allergist before the next dose.", _asked(found))
        case _:
            return _tolerant(after, found, now, warning)


def _tolerant(after: After, found: Tolerance, now: datetime, warning: Fraction | None) -> Standing:
    if found.state is State.DUE:
        return _act("Due", "clock", "Give the dose now.", _due_words(found, now))
    if is_warned(after, found, now, warning):
        more = f"The window closes in {span(_left(found, now))}."
        return _act("Closes soon", "clock", "Give the dose on time, and have the restart ready.", more)
    until = "" if found.lapses_at is None else short(found.lapses_at)
    due = "" if found.next_due_at is None else f"Next dose {short(found.next_due_at)}."
    return Standing(word="Tolerant", mark="tick", to_do=f"Temporary, until {until}.", more=due, group=Group.TOLERANT)


def _act(word: str, mark: str, to_do: str, more: str) -> Standing:
    return Standing(word=word, mark=mark, to_do=to_do, more=more, group=Group.ACT)


def _asked(found: Tolerance) -> str:
    return next((here.retold(item.message) for item in found.findings), "")


def _left(found: Tolerance, now: datetime) -> timedelta:
    return timedelta() if found.lapses_at is None else found.lapses_at - now


def _due_words(found: Tolerance, now: datetime) -> str:
    late = timedelta() if found.next_due_at is None else now - found.next_due_at
    head = f"{span(late)} late, the" if late >= timedelta(minutes=1) else "The"
    return f"{head} window closes in {span(_left(found, now))}."


def span(length: timedelta) -> str:
    """Write a span in minutes below two hours, else in hours and minutes, rounded down."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """The rows of one group."""

    title: str
    count: str
    rows: tuple[Row, ...]


def groups(rows: Iterable[Row]) -> dict[Group, ShownGroup]:
    """Put rows into their groups: first those whose window is open, the soonest first, then the others."""
    found = sorted(rows, key=lambda item: (item.standing.mark != "clock", item.when, item.id))
    shown = {}
    for group in Group:
        members = tuple(item for item in found if item.standing.group is group)
        count = "1 patient" if len(members) == 1 else f"{len(members)} patients"
        shown[group] = ShownGroup(title=group.value, count=count, rows=members)
    return shown
