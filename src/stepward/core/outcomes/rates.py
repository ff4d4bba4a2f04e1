"""Rates per procedure and rates per patient: two kinds that cannot be compared, added or shown in one column.

A patient with ten quiet cycles and one reaction is one of one patients and one of eleven procedures. Published series
use both, so a rate always says which it is.

Source: CLOPPER-1934 for the intervals.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from stepward.core.outcomes.intervals import Interval, exact_interval
from stepward.core.outcomes.outcome import Outcome


class MixedUnits(TypeError):
    """A rate per procedure and one per patient were put together."""


class What(Enum):
    """What is counted."""

    COMPLETED = "completed"
    BREAKTHROUGH = "any breakthrough"
    SEVERE = "severe breakthrough"
    EPINEPHRINE = "epinephrine given"


_COUNTS: Mapping[What, Callable[[Outcome], bool]] = {
    What.COMPLETED: lambda one: one.is_completed,
    What.BREAKTHROUGH: lambda one: one.has_breakthrough,
    What.SEVERE: lambda one: one.is_severe,
    What.EPINEPHRINE: lambda one: one.has_epinephrine,
}


@dataclass(frozen=True, slots=True)
class ProcedureRate:
    """So many of so many procedures."""

    count: int
    procedures: int

    @property
    def interval(self) -> Interval:
        """The exact interval of 95 %."""
        return exact_interval(self.count, self.procedures)


@dataclass(frozen=True, slots=True)
class PatientRate:
    """So many of so many patients, each counted once."""

    count: int
    patients: int

    @property
    def interval(self) -> Interval:
        """The exact interval of 95 %."""
        return exact_interval(self.count, self.patients)


Rate = ProcedureRate | PatientRate


def per_procedure(outcomes: Iterable[Outcome], what: What) -> ProcedureRate:
    """Count procedures."""
    found = [_COUNTS[what](one) for one in outcomes]
    return ProcedureRate(sum(found), len(found))


def per_patient(outcomes: Iterable[Outcome], what: What) -> PatientRate:
    """Count patients: once where it ever happened; a patient has completed only where every procedure was."""
    found = dict[str, list[bool]]()
    for one in outcomes:
        found.setdefault(one.patient, []).append(_COUNTS[what](one))
    whole = all if what is What.COMPLETED else any
    return PatientRate(sum(map(whole, found.values())), len(found))


def ungraded(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """Count procedures and patients with a reaction of which nobody knows how severe it was.

    A patient who had a severe one is not among them.
    """
    found = tuple(outcomes)
    severe = {one.patient for one in found if one.is_severe}
    return sum(one.is_ungraded for one in found), len(
        {one.patient for one in found if one.is_ungraded and one.patient not in severe}
    )


def pooled(rates: Sequence[Rate]) -> Rate:
    """Add rates of one kind up, as those of two sites; patients of two sites count as different ones.

    Raises:
        MixedUnits: if both kinds are among them.
        ValueError: if there is none.
    """
    if not rates:
        msg = "no rate to add up"
        raise ValueError(msg)
    procedures = [rate for rate in rates if isinstance(rate, ProcedureRate)]
    patients = [rate for rate in rates if isinstance(rate, PatientRate)]
    if procedures and patients:
        msg = "rates per procedure and per patient cannot be added up"
        raise MixedUnits(msg)
    if procedures:
        return ProcedureRate(sum(rate.count for rate in procedures), sum(rate.procedures for rate in procedures))
    return PatientRate(sum(rate.count for rate in patients), sum(rate.patients for rate in patients))


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, tuple[Outcome, ...]]:
    """Put outcomes together by a key, in its order."""
    found = dict[str, list[Outcome]]()
    for one in outcomes:
        found.setdefault(key(one), []).append(one)
    return {name: tuple(found[name]) for name in sorted(found)}


def by_step(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count first reactions by where they came: as the share of the ladder's end, so that ladders can be compared."""
    found = dict[str, int]()
    for one in outcomes:
        if not one.has_breakthrough:
            continue
        if one.step is None:
            name = "after the last step"
        elif one.steps and one.step == one.steps:
            name = "last step"
        else:
            name = f"{one.steps - one.step} before the last" if one.steps else f"step {one.step}"
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
