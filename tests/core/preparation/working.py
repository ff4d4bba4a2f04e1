"""A preparation, people and a story of deeds that the tests of the work share."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stepward.core.preparation.judging import Record, check, declare_exception, draw, finish, void, weigh
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.recipe import DrawnFrom, Liquid, Outlook, Preparation
from stepward.core.preparation.work import (
    Deed,
    Hand,
    Reading,
    SolutionState,
    SolutionWork,
    Vessel,
    state_of,
    task_of,
)
from stepward.core.quantities import Mass, Quantity, Strength
from tests.core.preparation.benches import BENCH, keeps, ladder, product

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOURCE = DrawnFrom(liquid=Liquid.INTERMEDIATE, number=1)
FROM_SOURCE = DrawnFrom(liquid=Liquid.SOLUTION, number=1)
FOURTH = DrawnFrom(liquid=Liquid.SOLUTION, number=4)
ROOS, SILVA, OKAFOR = "J. Roos (invented)", "P. Silva (invented)", "T. Okafor (invented)"
Act = Callable[[Record, Vessel, Hand], Deed]


def made(protocol: str = "16-step") -> Preparation:
    """Prepare a ladder: the 16-step one has an intermediate, from which solution 1 is drawn."""
    return prepare(ladder(protocol), product(stabilities=(keeps("24"),)), BENCH, outlook=Outlook(start_at=NINE))


MADE = made()


def by(name: str = ROOS, minutes: int = 0) -> Hand:
    """Let somebody act."""
    return Hand(person_id=name[0], name=name, at=NINE + timedelta(minutes=minutes))


def more(found: Quantity | Strength, factor: Fraction) -> Quantity | Strength:
    """Read a multiple of a figure."""
    return Strength(found.per_ml * factor) if isinstance(found, Strength) else found * factor


def readings(
    item: DrawnFrom, *, factor: Fraction = Fraction(1), preparation: Preparation = MADE
) -> tuple[Reading, ...]:
    """Read the figures of an item: as they are, or the last of them as a multiple."""
    found = task_of(preparation, item).figures
    return tuple(
        Reading(what=one.what, read=more(one.expected, factor if one is found[-1] else Fraction(1))) for one in found
    )


class Bench:
    """A bench where deeds add up; each call judges, then keeps the deed."""

    def __init__(self, preparation: Preparation = MADE) -> None:
        """Begin with nothing done."""
        self.record = Record(made=preparation)

    def work(self, item: DrawnFrom = FOURTH, *, minutes: int = 0) -> SolutionWork:
        """Tell how an item stands."""
        return state_of(self.record.made, item, self.record.deeds, now=NINE + timedelta(minutes=minutes))

    def keep(self, deed: Deed) -> Deed:
        """Add a deed."""
        self.record = Record(made=self.record.made, deeds=(*self.record.deeds, deed))
        return deed

    def draw(self, number: int, item: DrawnFrom = FOURTH, hand: Hand | None = None) -> Deed:
        """Draw."""
        return self.keep(draw(self.record, self.work(item).vessel, number, by=hand or by()))

    def draw_all(self, item: DrawnFrom = FOURTH, hand: Hand | None = None) -> None:
        """Do every draw of an item."""
        for number in range(1, len(task_of(self.record.made, item).draws) + 1):
            self.draw(number, item, hand)

    def weigh(self, index: int, *, off_by: int = 0, item: DrawnFrom = FOURTH) -> Deed:
        """Weigh one point, some mg off the edge of its tolerance (0: as expected)."""
        work = self.work(item)
        asked = work.weighings[index].weighing
        found = asked.expected + (asked.tolerance + Mass(Fraction(off_by)) if off_by else Mass(Fraction(0)))
        return self.keep(weigh(self.record, work.vessel, asked.point, found, by=by()))

    def make(self, item: DrawnFrom = FOURTH, hand: Hand | None = None) -> None:
        """Draw everything and finish."""
        self.draw_all(item, hand)
        self.make_end(item, hand)

    def make_end(self, item: DrawnFrom = FOURTH, hand: Hand | None = None) -> None:
        """Finish."""
        self.keep(finish(self.record, self.work(item).vessel, by=hand or by()))

    def check(self, item: DrawnFrom = FOURTH, *, name: str = SILVA, factor: Fraction = Fraction(1)) -> Deed:
        """Let another person read the figures."""
        return self.keep(check(self.record, self.work(item).vessel, readings(item, factor=factor), by=by(name)))

    def release(self, item: DrawnFrom = FOURTH) -> Deed:
        """Let the maker declare an exception."""
        return self.keep(declare_exception(self.record, self.work(item).vessel, "alone on the night shift", by=by()))

    def void(self, item: DrawnFrom = FOURTH, name: str = SILVA) -> Deed:
        """Throw the bag away."""
        return self.keep(void(self.record, self.work(item).vessel, "the bag leaks", by=by(name)))


def bench_in(state: SolutionState) -> Bench:
    """Bring solution 4 into a state."""
    bench = Bench()
    if state is SolutionState.TO_MAKE:
        return bench
    if state is SolutionState.MAKING:
        bench.draw_all()
        return bench
    bench.make()
    if state is SolutionState.CHECKED:
        bench.check()
    if state is SolutionState.DIFFERS:
        bench.check(factor=Fraction(10))
    if state is SolutionState.EXCEPTED:
        bench.release()
    if state is SolutionState.VOID:
        bench.void()
    return bench
