"""The published tables that a table is nearest to, and what differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.lint.ladder import ReadLadder, Row, read_ladder
from stepward.core.protocols.printed import PrintedTable
from stepward.core.quantities import people_text

MOST = 3
MOST_DIFFERENCES = 8
ONE = Fraction(1)
SAME = Fraction(1, 200)
UNKNOWN = Fraction(1, 2)  # a column that only one of two tables prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A published table with its distance (0 is equal) and the differences in words."""

    id: str
    title: str
    distance: Fraction
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A ladder without its size: rates relative to the last, doses to the sum, minutes, solutions."""

    table: PrintedTable
    rates: tuple[Fraction | None, ...]
    minutes: tuple[Fraction | None, ...]
    doses: tuple[Fraction | None, ...]
    solutions: int
    drug: str


def _shape(table: PrintedTable) -> _Shape:
    ladder = read_ladder(table)
    return _Shape(
        table=table,
        rates=_relative(_column(ladder, "rate_mL_h")),
        minutes=_column(ladder, "minutes"),
        doses=_relative(tuple(_dose(row) for row in ladder.rows)),
        solutions=len({row.printed.get("solution") for row in ladder.rows}),
        drug=table.head.get("drug.name", table.head.get("drug", "")).casefold(),
    )


def _column(ladder: ReadLadder, key: str) -> tuple[Fraction | None, ...]:
    return tuple(row.numbers[key].value if key in row.numbers else None for row in ladder.rows)


def _dose(row: Row) -> Fraction | None:
    if "dose" in row.numbers:
        return row.numbers["dose"].value
    computed = row.computed
    return None if computed is None else computed.middle


def _relative(values: tuple[Fraction | None, ...]) -> tuple[Fraction | None, ...]:
    top = max((value for value in values if value is not None), default=None)
    return tuple(None if value is None or not top else value / top for value in values)


def nearest(table: PrintedTable, published: Iterable[PrintedTable]) -> tuple[Near, ...]:
    """Give the published tables whose ladders are nearest, with what differs."""
    own = _shape(table)
    if not own.rates and not own.doses:
        return ()
    shapes = [_shape(item) for item in published if item.steps and item.id != table.id]
    found = [Near(id=other.table.id, title=other.table.title, distance=distance, differences=_differences(own, other))
             for other in shapes if (distance := _distance(own, other)) is not None]  # fmt: skip
    return tuple(sorted(found, key=lambda item: (item.distance, item.id))[:MOST])


def _apart(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Give how far apart two values are, from 0 (equal) to 1."""
    if one is None or other is None:
        return None
    if one == other:
        return Fraction(0)
    low, high = sorted((one, other))
    return ONE - low / high if high else Fraction(0)


def _distance(own: _Shape, other: _Shape) -> Fraction | None:
    """Give the mean difference over all steps; a step that only one has counts whole."""
    steps = max(len(own.minutes), len(other.minutes))
    parts: list[Fraction] = []
    for left, right in ((own.rates, other.rates), (own.minutes, other.minutes), (own.doses, other.doses)):
        known = [gap for one, two in zip(left, right, strict=False) if (gap := _apart(one, two)) is not None]
        if not known and any(value is not None for value in left):
            parts.append(UNKNOWN)
        if known:
            missing = Fraction(steps - min(len(left), len(right)))
            parts.append((sum(known, Fraction(0)) + missing) / steps)
    return None if set(parts) <= {UNKNOWN} else sum(parts, Fraction(0)) / len(parts)


def _differences(own: _Shape, other: _Shape) -> tuple[str, ...]:
    found = []
    if len(own.minutes) != len(other.minutes):
        found.append(f"{len(own.minutes)} steps here, {len(other.minutes)} there")
    if own.solutions != other.solutions:
        found.append(f"{own.solutions} solutions here, {other.solutions} there")
    columns = (("rate relative to the highest", own.rates, other.rates), ("minutes", own.minutes, other.minutes),
               ("dose relative to the highest", own.doses, other.doses))  # fmt: skip
    for name, left, right in columns:
        for number, (one, two) in enumerate(zip(left, right, strict=False), 1):
            gap = _apart(one, two)
            if gap is not None and gap > SAME and one is not None and two is not None:
                found.append(f"step {number}, {name}: {_short(one)} here, {_short(two)} there")
    more = len(found) - MOST_DIFFERENCES
    return (*found[:MOST_DIFFERENCES], *((f"and {more} more",) if more > 0 else ()))


def _short(value: Fraction) -> str:
    return people_text(value, group="")
