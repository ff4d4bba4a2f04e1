"""Single-cell mutations of printed tables: the slips that people make."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from stepward.core.lint import CellState, LintResult, lint_table
from stepward.core.lint.reading import read_number
from stepward.core.protocols.printed import PrintedRow, PrintedTable

CHECKED = {CellState.EXACT, CellState.ROUNDING}
STEP_KEYS = ("rate_mL_h", "minutes", "volume_mL", "dose", "cumulative")
SOLUTION_KEYS = ("volume_mL", "concentration", "amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A table with one changed cell."""

    table: PrintedTable
    where: str
    key: str
    printed: str
    changed: str


def _digits(text: str) -> list[int]:
    match = re.match(r"[0-9][0-9.,]*", text)
    return [] if match is None else [i for i in range(match.end()) if text[i].isdigit()]


def slips(text: str, random_source: random.Random) -> Iterator[str]:
    """Change a printed number as people do: a digit, two digits, the point, a percentage."""
    places = _digits(text)
    if not places:
        return
    place = random_source.choice(places)
    yield text[:place] + random_source.choice("0123456789".replace(text[place], "")) + text[place + 1 :]
    if len(places) > 1:
        index = random_source.randrange(len(places) - 1)
        one, other = places[index], places[index + 1]
        swapped = list(text)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield "".join(swapped)
    number = read_number(text)
    if number is None:
        return
    rest = text[places[-1] + 1 :]
    for factor in (Fraction(10), Fraction(1, 10), Fraction(11, 10), Fraction(9, 10)):
        value = number.value * factor
        decimals = number.decimals + (1 if factor == Fraction(1, 10) else 0)
        scaled = round(value * 10**decimals)
        whole = str(scaled).rjust(decimals + 1, "0")
        yield (f"{whole[:-decimals]}.{whole[-decimals:]}" if decimals else whole) + rest


def is_beyond_rounding(printed: str, changed: str) -> bool:
    """Tell whether a change is larger than the printed rounding of the cell."""
    before, after = read_number(printed), read_number(changed)
    return before is not None and after is not None and abs(before.value - after.value) > max(before.half, after.half)


def with_rows(table: PrintedTable, kind: str, rows: tuple[PrintedRow, ...]) -> PrintedTable:
    """Replace the steps or the solutions of a table."""
    return replace(table, steps=rows) if kind == "steps" else replace(table, solutions=rows)


def mutants(result: LintResult, random_source: random.Random) -> Iterator[Mutant]:
    """Make the mutants of every cell of a clean table that other cells determine."""
    table = result.table
    determined = {(place.step, place.solution, place.cell) for place, state in result.cells.items() if state in CHECKED}
    for kind, rows, keys in (("steps", table.steps, STEP_KEYS), ("solutions", table.solutions, SOLUTION_KEYS)):
        for index, row in enumerate(rows):
            for key in keys:
                name = (row.name, "", table.shown(key)) if kind == "steps" else ("", row.name, table.shown(key))
                if name not in determined:
                    continue
                printed = row.get(key)
                for changed in slips(printed, random_source):
                    if is_beyond_rounding(printed, changed):
                        new = PrintedRow(name=row.name, cells={**row.cells, key: changed})
                        mutated = with_rows(table, kind, (*rows[:index], new, *rows[index + 1 :]))
                        yield Mutant(table=mutated, where=row.name, key=key, printed=printed, changed=changed)


def is_found(mutant: Mutant, before: LintResult) -> bool:
    """Tell whether lint finds a fault that the table did not have before."""
    known = {(item.place, item.printed) for item in before.faults}
    return any((item.place, item.printed) not in known for item in lint_table(mutant.table).faults)


def is_laid_right(mutant: Mutant) -> bool:
    """Tell whether lint lays the fault on the very cell."""
    return any(
        mutant.where in {item.place.step, item.place.solution} and item.place.cell == mutant.table.shown(mutant.key)
        for item in lint_table(mutant.table).faults
    )
