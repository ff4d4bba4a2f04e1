"""What one day asks of chairs, nurses and pharmacy, beside what the unit has.

Source: STEPWARD-METHOD; how many patients one nurse looks after is the unit's choice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay in a chair: `begins` belongs to it, `ends` does not; `to_make` solutions are made before it."""

    id: str
    begins: datetime
    ends: datetime
    bed: str = ""
    to_make: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacities:
    """What the unit has; what it has not said is None."""

    chairs: int | None = None
    nurses: int | None = None
    patients_per_nurse: int | None = None
    solutions: int | None = None

    @property
    def nursed(self) -> int | None:
        """How many patients all nurses together look after at once."""
        if self.nurses is None or self.patients_per_nurse is None:
            return None
        return self.nurses * self.patients_per_nurse


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time in which at most so many patients are there at once."""

    begins: datetime
    ends: datetime
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two stays in the same bed at the same time."""

    bed: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLoad:
    """The load of one day; `peak` is the first stretch with the most patients, None where nobody comes."""

    visits: tuple[Visit, ...]
    peak: Span | None
    to_make: int
    beyond_chairs: tuple[Span, ...]
    beyond_nurses: tuple[Span, ...]
    is_beyond_pharmacy: bool
    clashes: tuple[Clash, ...]

    @property
    def is_over(self) -> bool:
        """Tell whether anything asks for more than there is."""
        return bool(self.beyond_chairs or self.beyond_nurses or self.is_beyond_pharmacy or self.clashes)


def day_load(visits: Sequence[Visit], begin: datetime, end: datetime, there: Capacities) -> DayLoad:
    """Judge one day, from `begin` to before `end`; the pharmacy's work counts on the day on which a stay begins."""
    here = tuple(sorted((item for item in visits if _touches(item, begin, end)), key=_place))
    spans = tuple(_spans(here, begin, end))
    to_make = sum(item.to_make for item in here if begin <= item.begins < end)
    return DayLoad(
        visits=here,
        peak=max(spans, key=lambda span: span.patients, default=None),
        to_make=to_make,
        beyond_chairs=_beyond(spans, there.chairs),
        beyond_nurses=_beyond(spans, there.nursed),
        is_beyond_pharmacy=there.solutions is not None and to_make > there.solutions,
        clashes=tuple(_clashes(here, begin, end)),
    )


def nurses_for(patients: int, per_nurse: int) -> int:
    """Count the nurses for so many patients at once: no patient is left over."""
    return -(-patients // per_nurse)


def _place(visit: Visit) -> tuple[datetime, str, str]:
    return visit.begins, visit.bed, visit.id


def _touches(visit: Visit, begin: datetime, end: datetime) -> bool:
    return visit.begins < visit.ends and visit.begins < end and visit.ends > begin


def _spans(visits: Sequence[Visit], begin: datetime, end: datetime) -> Iterator[Span]:
    """Cut the day wherever somebody comes or goes, and count each piece in which anybody is there."""
    moments = {max(item.begins, begin) for item in visits} | {min(item.ends, end) for item in visits}
    for since, until in pairwise(sorted(moments)):
        patients = sum(item.begins <= since < item.ends for item in visits)
        if patients:
            yield Span(begins=since, ends=until, patients=patients)


def _beyond(spans: Sequence[Span], most: int | None) -> tuple[Span, ...]:
    """Join the pieces that follow one another with more patients than `most`; nothing where `most` is not known."""
    found: list[Span] = []
    for span in spans:
        if most is None or span.patients <= most:
            continue
        if found and found[-1].ends == span.begins:
            last = found.pop()
            span = Span(begins=last.begins, ends=span.ends, patients=max(last.patients, span.patients))  # noqa: PLW2901
        found.append(span)
    return tuple(found)


def _clashes(visits: Sequence[Visit], begin: datetime, end: datetime) -> Iterator[Clash]:
    for one, other in combinations(visits, 2):
        if not one.bed or one.bed.strip().casefold() != other.bed.strip().casefold():
            continue
        since, until = max(one.begins, other.begins, begin), min(one.ends, other.ends, end)
        if since < until:
            yield Clash(bed=one.bed, begins=since, ends=until)
