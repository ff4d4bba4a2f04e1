"""In which order solutions are made: only as far as the patient has come, and what that saves."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stepward.core.preparation.bench import Bench
from stepward.core.preparation.expiry import after, starts_and_ends
from stepward.core.preparation.paths import Path
from stepward.core.preparation.recipe import DrawnFrom, Liquid, ReactionSteps, Saving, Wave
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The steps with their times, the step that opens each solution, the clock, and the drug in each solution."""

    times: dict[int, tuple[Fraction, Fraction]]
    hung: dict[int, int]
    start: datetime | None
    drug: dict[int, Amount]

    @classmethod
    def of(cls, ladder: Ladder, start: datetime | None, drug: dict[int, Amount]) -> "Timetable":
        """Read it from a ladder."""
        hung: dict[int, int] = {}
        for step in ladder.steps:
            if step.solution is not None:
                hung.setdefault(step.solution, step.number)
        return cls(times=starts_and_ends(ladder), hung=hung, start=start, drug=drug)


def making_order(path: Path) -> tuple[DrawnFrom, ...]:
    """List what is made, so that nothing is drawn from before it is made; else in the order of use."""
    order: list[DrawnFrom] = []
    source_of = {DrawnFrom(liquid=Liquid.SOLUTION, number=way.need.solution): way.source for way in path.ways}
    for number, mix in enumerate(path.mixes, 1):
        source_of[DrawnFrom(liquid=Liquid.INTERMEDIATE, number=number)] = mix.source

    def make(item: DrawnFrom) -> None:
        if item not in order and item in source_of:
            make(source_of[item])
            order.append(item)

    for item in sorted(source_of, key=lambda item: item.number):
        if item.liquid is Liquid.SOLUTION:
            make(item)
    return tuple(order)


def waves(path: Path, table: Timetable, bench: Bench) -> tuple[Wave, ...]:
    """Group what is made by the step that must be tolerated before; what others are drawn from comes with them.

    A solution is made while the one before it runs: once the last step before that is tolerated, or, where the bench
    states a lead time, at the latest step that still leaves it.
    """
    wanted = {number: _after_step(number, table, bench) for number in table.hung}
    for way in path.ways:
        wanted.setdefault(way.need.solution, None)
    for _ in path.ways:
        for way in path.ways:
            if way.source.liquid is Liquid.SOLUTION:
                wanted[way.source.number] = _earlier(wanted[way.source.number], wanted[way.need.solution])
    mixed = _mixes(path, wanted)
    keys = sorted(set(wanted.values()) | set(mixed.values()), key=lambda item: item or 0)
    return tuple(_wave(number, key, [wanted, mixed], table) for number, key in enumerate(keys, 1))


def _earlier(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else min(one, other)


def _mixes(path: Path, wanted: dict[int, int | None]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for way in path.ways:
        if way.source.liquid is Liquid.INTERMEDIATE:
            step, number = wanted[way.need.solution], way.source.number
            found[number] = step if number not in found else _earlier(found[number], step)
    for number, mix in reversed(list(enumerate(path.mixes, 1))):
        if mix.source.liquid is Liquid.INTERMEDIATE:
            step, first = found.get(number), mix.source.number
            found[first] = step if first not in found else _earlier(found[first], step)
    return found


def _after_step(solution: int, table: Timetable, bench: Bench) -> int | None:
    """Find the step that must be tolerated before a solution is made."""
    opens = table.hung[solution]
    hung_at = table.times[opens][0]
    before = [number for number in table.times if number < opens]
    if bench.lead is not None:
        fitting = [number for number in before if hung_at - table.times[number][1] >= bench.lead.value]
        return max(fitting, default=None)
    opened = sorted(step for step in table.hung.values() if step < opens)
    return None if not opened or opened[-1] == min(table.times) else opened[-1] - 1


def _wave(number: int, key: int | None, made: list[dict[int, int | None]], table: Timetable) -> Wave:
    solutions, mixes = (tuple(sorted(item for item, step in group.items() if step == key)) for group in made)
    end = None if key is None else table.times[key][1]
    hung = [table.times[table.hung[item]][0] for item in solutions if item in table.hung]
    none = next(iter(table.drug.values())) * 0
    return Wave(
        number=number,
        solutions=solutions,
        intermediates=mixes,
        after_step=key,
        minutes_left=None if end is None or not hung else min(hung) - end,
        at=None if end is None else after(table.start, end),
        drug=sum((table.drug[item] for item in solutions), none),
    )


def saving(found: tuple[Wave, ...], reactions: ReactionSteps) -> Saving:
    """Tell how much drug is not made on average if each reaction ended its session before the wave's step was over."""
    none = found[0].drug * 0
    parts = [
        wave.drug * sum((share for step, share in reactions.shares.items() if step <= wave.after_step), Fraction(0))
        for wave in found
        if wave.after_step is not None
    ]
    return Saving(at_most=sum(parts, none), source=reactions.source)
