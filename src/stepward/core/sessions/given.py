"""What drug was given, as an exact sum that may lie between a least and a most.

A run is drug flowing at one rate. While it is known to flow both ends grow; while it is in doubt only the most does.

Source: STEPWARD-SAFETY, H-13 and H-20.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile

from stepward.core.sessions.between import NOTHING, Between, exactly, total
from stepward.core.sessions.instants import HOUR, Instant, Stopwatch

NOT_RUNNING = Stopwatch()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One rate from one solution: time that it surely flowed, and time that it may have.

    `limit` is the volume after which the pump stands still; `lost` are microseconds of sure time put in doubt later.
    """

    step: int
    solution: int
    strength: Fraction
    rate: Fraction
    began: Instant
    sure: Stopwatch
    unsure: Stopwatch = NOT_RUNNING
    lost: int = 0
    limit: Fraction | None = None
    reading: Between | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether drug may still flow."""
        return self.sure.since is not None or self.unsure.since is not None

    def volume(self, now: Instant) -> Between:
        """Tell the mL that were pumped until now."""
        if self.reading is not None:
            return self.reading
        found = self.by_clock(now)
        return found if self.limit is None else found.capped(self.limit)

    def by_clock(self, now: Instant) -> Between:
        """Tell the mL that the time allows, were there no limit and no reading."""
        sure, unsure = self.sure.read(now), self.unsure.read(now)
        least = self.rate * max(sure.least - self.lost, 0) / HOUR
        return Between(least=least, most=self.rate * (sure.most + unsure.most) / HOUR)

    def dose(self, now: Instant) -> Between:
        """Tell the drug that left the bag until now."""
        return self.volume(now) * self.strength

    def doubted(self, at: Instant) -> "Run":
        """Put everything from an instant on in doubt."""
        if self.sure.since is None:
            return self
        return replace(self, sure=self.sure.stood(at), unsure=replace(self.unsure, since=at))

    def stood(self, at: Instant, reading: Fraction | None = None) -> "Run":
        """Close the run; a reading of the pump narrows what was in doubt, or widens what was not."""
        closed = replace(self, sure=self.sure.stood(at), unsure=self.unsure.stood(at))
        return closed if reading is None else replace(closed, reading=closed.volume(at).read_as(reading))


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleDose:
    """A dose given at once; how much of it was kept may be in doubt."""

    step: int
    solution: int
    dose: Between
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A line that was filled with a solution, after so many runs: the next run pushes it on to the vein (H-13)."""

    solution: int
    volume: Fraction
    strength: Fraction
    since_run: int

    @property
    def drug(self) -> Fraction:
        """All drug in it."""
        return self.volume * self.strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All runs and single doses of a session, in their order, and what the line brought in beside them.

    `flushed` is the drug of a branch that came with the flush; `discarded` may have been thrown away with a line.
    """

    runs: tuple[Run, ...] = ()
    doses: tuple[SingleDose, ...] = ()
    fillings: tuple[Filling, ...] = ()
    flushed: Fraction = NOTHING
    discarded: Fraction = NOTHING

    @property
    def open_run(self) -> Run | None:
        """The run that may still flow."""
        return self.runs[-1] if self.runs and self.runs[-1].is_open else None

    def total(self, now: Instant) -> Between:
        """Tell the drug given until now."""
        found = total((self._sum(self.runs, self.doses, now), self.from_line(now)))
        return Between(least=max(found.least - self.discarded, NOTHING), most=found.most)

    def from_line(self, now: Instant) -> Between:
        """Tell the drug that a filled line gave, and that came with the flush; the pump counted none of it."""
        if not self.fillings:
            return exactly(self.flushed)
        ends = (*(item.since_run for item in self.fillings[1:]), len(self.runs))
        pushed = (self._pushed(item, end, now) for item, end in zip(self.fillings, ends, strict=False))
        return total((*pushed, exactly(self.flushed)))

    def _pushed(self, filling: Filling, end: int, now: Instant) -> Between:
        """Count all of a filling at most once a run pushes it, and at least as much as surely was pumped behind it."""
        runs = self.runs[filling.since_run : end]
        if not runs:
            return Between()
        volume = sum((run.volume(now).least for run in runs), NOTHING)
        return Between(least=min(volume, filling.volume) * filling.strength, most=filling.drug)

    def of_step(self, step: int, now: Instant) -> Between:
        """Tell the drug given by all runs and doses of a step."""
        return self._sum(
            (run for run in self.runs if run.step == step), (item for item in self.doses if item.step == step), now
        )

    def going_on(self, step: int, now: Instant) -> Between:
        """Tell the mL of a step since another one ran: what is held goes on, what is repeated begins anew."""
        runs = takewhile(lambda run: run.step == step, reversed(self.runs))
        return total(tuple(run.volume(now) for run in runs))

    def volume_of(self, solution: int, now: Instant) -> Between:
        """Tell the mL taken out of a solution."""
        return total(tuple(run.volume(now) for run in self.runs if run.solution == solution))

    def with_run(self, run: Run) -> "Given":
        """Add a run."""
        return replace(self, runs=(*self.runs, run))

    def with_filling(self, filling: Filling) -> "Given":
        """Add a line that was filled; one that nothing was pumped through is replaced."""
        others = tuple(item for item in self.fillings if item.since_run != filling.since_run)
        return replace(self, fillings=(*others, filling))

    def with_dose(self, dose: SingleDose) -> "Given":
        """Add a single dose."""
        return replace(self, doses=(*self.doses, dose))

    def with_last(self, run: Run) -> "Given":
        """Put another run in the place of the last one."""
        return replace(self, runs=(*self.runs[:-1], run))

    def with_doubt(self) -> "Given":
        """Put the last single dose in doubt."""
        last = self.doses[-1]
        return replace(self, doses=(*self.doses[:-1], replace(last, dose=Between(least=NOTHING, most=last.dose.most))))

    @staticmethod
    def _sum(runs: Iterable[Run], doses: Iterable[SingleDose], now: Instant) -> Between:
        return total((*(run.dose(now) for run in runs), *(item.dose for item in doses)))
