"""Which stays an ordered session means: when a chair is taken, for how long, and what the pharmacy makes before.

The times follow from the plan. A session that runs late, or has not begun yet, stays as long as it must; one that is
over has left.

Source: STEPWARD-METHOD.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby

from stepward.core.courses.load import Visit
from stepward.core.protocols.plan import Plan, PlannedStep
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.core.sessions.session import Session

MICROSECONDS = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What one day of a plan needs: `offset` days after the first; minutes are None where the plan does not say."""

    offset: int
    minutes: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A session, or a preparation without one: what its plan needs, and how it stands."""

    id: str
    start_at: datetime
    needs: tuple[Needs, ...]
    solutions: int
    bed: str = ""
    session: Session | None = None
    watch: Fraction | None = None
    place: Place = UTC_PLACE


def needs_of(plan: Plan) -> tuple[Needs, ...]:
    """Read what each day of a plan needs."""
    steps = sorted(plan.effective.steps, key=lambda step: step.day or 1)
    days = [(day, _minutes(tuple(group))) for day, group in groupby(steps, key=lambda step: step.day or 1)]
    return tuple(Needs(offset=day - days[0][0], minutes=minutes) for day, minutes in days)


def _minutes(steps: tuple[PlannedStep, ...]) -> Fraction | None:
    """Add up one day; nothing where a step before the last has no time."""
    if any(step.duration is None and step.wait is None for step in steps[:-1]):
        return None
    parts = (part for step in steps for part in (step.duration, step.wait) if part is not None)
    return sum((part.value for part in parts), Fraction(0))


def visits_of(booked: Booked, now: datetime) -> Iterator[Visit]:
    """Write the stays of one session; the solutions are made before the first."""
    for number, need in enumerate(booked.needs):
        begins = booked.place.days_later(booked.start_at, need.offset)
        ends = _ends(booked, need, begins, now)
        if begins < ends:
            to_make = 0 if number else booked.solutions
            yield Visit(id=booked.id, begins=begins, ends=ends, bed=booked.bed, to_make=to_make)


def _ends(booked: Booked, need: Needs, begins: datetime, now: datetime) -> datetime:
    place = booked.place
    if need.minutes is None:
        planned = place.begins(place.day(begins) + timedelta(days=1))
    else:
        planned = begins + _time(need.minutes + (booked.watch or 0))
    session = booked.session
    if session is not None and session.state.is_final:
        return min(planned, session.latest_at or planned)
    is_begun = session is not None and not session.state.is_before_start
    if is_begun and place.day(begins) <= place.day(now) and need is booked.needs[-1]:
        return max(planned, now)
    if not is_begun and need.minutes is not None and begins < now and place.day(begins) == place.day(now):
        return now + (planned - begins)
    return planned


def _time(minutes: Fraction) -> timedelta:
    """Turn minutes into time, rounded up: no stay is shorter than its plan."""
    return timedelta(microseconds=-(-(minutes * MICROSECONDS) // 1))
