"""The steps and solutions of a printed table read into numbers."""

from dataclasses import dataclass, field
from fractions import Fraction

from stepward.core.lint.reading import (
    KINDS,
    Number,
    Span,
    as_column,
    read_amount,
    read_number,
    read_strength,
    unit_of,
)
from stepward.core.lint.result import plain_text
from stepward.core.protocols.printed import PrintedRow, PrintedTable

AMOUNTS = ("dose", "cumulative")
NUMERIC = ("rate_mL_h", "minutes", "hours", "volume_mL", "dose", "cumulative")
NOTHING = Span.exact(Fraction(0))


@dataclass(slots=True, kw_only=True, eq=False)
class Row:
    """One step as numbers; `None` is not printed or no number."""

    printed: PrintedRow
    numbers: dict[str, Number]
    is_last: bool
    own_strength: Number | None = None
    solution: str = ""
    is_timed: bool = False
    minutes: Span | None = None
    pumped: Span | None = None
    drawn: Span | None = None
    computed: Span | None = None
    fills_the_line: bool = False

    def __post_init__(self) -> None:
        """Work out once the time, the volume that rate and time give, and the volume as an input."""
        self.minutes = self._minutes()
        rate, volume = self.numbers.get("rate_mL_h"), self.numbers.get("volume_mL")
        if rate is not None and self.minutes is not None:
            self.pumped = Span(rate.value * self.minutes.low / 60, rate.value * self.minutes.high / 60)
        if volume is None:
            self.drawn = self.pumped
        elif self.pumped is None:
            self.drawn = volume.span if rate is not None or self.minutes is not None else Span.exact(volume.value)
        else:
            self.drawn = volume.span.both(self.pumped) if volume.span.meets(self.pumped) else volume.span

    def _minutes(self) -> Span | None:
        """Give the time in minutes: exact as set, rounded where it closes the sum."""
        number = self.numbers.get("minutes")
        if number is not None:
            return Span.exact(number.value) if self.is_timed else number.span
        hours = self.numbers.get("hours")
        return None if hours is None else Span.exact(hours.value * 60)

    @property
    def runs_for_nothing(self) -> bool:
        """Tell whether a running step is printed with no dose."""
        dose = self.numbers.get("dose")
        return dose is not None and dose.value == 0 and "rate_mL_h" in self.numbers

    @property
    def time_key(self) -> str:
        """The column that holds the time."""
        return "minutes" if "minutes" in self.numbers else "hours"


@dataclass(slots=True, kw_only=True, eq=False)
class Solution:
    """One solution as numbers, and the strength that most cells agree on."""

    printed: PrintedRow
    volume: Number | None = None
    amount: Number | None = None
    strength: Number | None = None
    agreed: Span | None = None
    range: Span | None = None
    best: Fraction | None = None
    speakers: int = 0
    by_rows: int = 0

    @property
    def made(self) -> Span | None:
        """The strength that amount and volume give."""
        if self.amount is None or self.volume is None or not self.volume.value:
            return None
        return self.amount.span.over(Span.exact(self.volume.value))


@dataclass(slots=True, kw_only=True)
class ReadLadder:
    """A whole table as numbers; `groups` are the rows of one solution or of one strength printed in the steps."""

    table: PrintedTable
    dose_unit: str
    rows: list[Row]
    solutions: dict[str, Solution]
    groups: dict[str, Solution] = field(default_factory=dict)

    def group(self, row: Row) -> Solution | None:
        """Give the solution of a row, whether or not the table lists it."""
        return self.groups.get(row.solution)

    def around(self, row: Row, key: str) -> tuple[list[Fraction], list[Fraction]]:
        """Give the values of a column before and after a step, within its solution."""
        index = self.rows.index(row)
        before = [other for other in self.rows[:index] if other.solution == row.solution]
        after = [other for other in self.rows[index + 1 :] if other.solution == row.solution]
        first, last = ([other.numbers[key].value for other in part if key in other.numbers] for part in (before, after))
        return first, last

    def strength(self, row: Row) -> Span | None:
        """Give the strength that a step runs with."""
        group = self.group(row)
        return None if group is None else group.agreed

    def is_declared(self, index: int, product: Span | None) -> bool:
        """Tell whether a step without dose is declared to fill the line, and is neither rounding nor a lost dose."""
        row = self.rows[index]
        firsts = [self._first_of(name) for name in {item.solution for item in self.rows}]
        if row not in firsts or product is None or product.low <= row.numbers["dose"].half:
            return False
        now = row.numbers.get("cumulative")
        before = self.rows[index - 1].numbers.get("cumulative") if index else None
        if now is not None:
            return now.value == (before.value if before is not None else 0)
        return all(first.runs_for_nothing for first in firsts)

    def _first_of(self, solution: str) -> Row:
        return next(row for row in self.rows if row.solution == solution)

    def widest_dose(self, row: Row) -> Span | None:
        """Give all that the dose of a step can mean, as printed and by the least that is known of its strength."""
        dose, group = row.numbers.get("dose"), self.group(row)
        if row.fills_the_line:
            return NOTHING
        by_volume = None if group is None or group.range is None or row.drawn is None else row.drawn * group.range
        if dose is None or by_volume is None:
            return by_volume
        return dose.span.both(by_volume) if dose.span.meets(by_volume) else None

    def amount_text(self, value: Fraction) -> str:
        """Write an amount with the unit of the doses."""
        return f"{plain_text(value)} {self.dose_unit}".strip()

    def strength_text(self, row: Row) -> str:
        """Write the strength that a step runs with, as printed where it is."""
        group = self.group(row)
        if group is None or group.best is None:
            return ""
        printed = group.printed.get("concentration")
        is_printed = group.strength is not None and group.strength.value == group.best and "/" in printed
        if is_printed:
            return printed
        text = self.amount_text(group.best)
        return f"{text}/mL" if self.dose_unit else f"{text} in each mL"


def read_ladder(table: PrintedTable) -> ReadLadder:
    """Read the steps and solutions of a table into numbers."""
    unit = table.head.get("dose_unit", "") or _unit_of_doses(table)
    numbers = _columns(table, unit)
    usual = [row["minutes"].value for row in numbers if "minutes" in row]
    solutions = _solutions(table, unit)
    only = next(iter(solutions)) if len(solutions) == 1 else ""
    rows = []
    for index, (printed, cells) in enumerate(zip(table.steps, numbers, strict=True)):
        is_last = index == len(table.steps) - 1
        minutes = cells.get("minutes")
        timed = minutes is not None and minutes.decimals == 0 and (not is_last or usual.count(minutes.value) > 1)
        own = read_number(printed.get("concentration")) if "/" not in printed.get("concentration") else None
        name = f"\0{own.value}" if own is not None else printed.get("solution") or only
        rows.append(
            Row(printed=printed, numbers=cells, is_last=is_last, own_strength=own, solution=name, is_timed=timed)
        )
    return ReadLadder(table=table, dose_unit=unit, rows=rows, solutions=solutions)


def _columns(table: PrintedTable, unit: str) -> list[dict[str, Number]]:
    """Read the cells of all steps, each as its column prints them."""
    read = [_numbers(row, unit) for row in table.steps]
    for key in NUMERIC:
        rows = [cells for cells in read if key in cells]
        for cells, number in zip(rows, as_column([cells[key] for cells in rows]), strict=True):
            cells[key] = number
    return read


def _unit_of_doses(table: PrintedTable) -> str:
    """Take the unit that the dose cells have: their own where all agree, the base unit where they are mixed."""
    numbers = [number for row in table.steps if (number := read_number(row.get("dose"))) is not None]
    words = {number.unit.partition(" ")[0] for number in numbers if unit_of(number.unit)[0] in KINDS}
    if len(words) == 1:
        return words.pop()
    bases = {unit_of(word)[0] for word in words}
    return bases.pop() if len(bases) == 1 else ""


def _numbers(row: PrintedRow, unit: str) -> dict[str, Number]:
    read = {key: read_amount(row.get(key), unit) if key in AMOUNTS else read_number(row.get(key)) for key in NUMERIC}
    return {key: number for key, number in read.items() if number is not None}


def _solutions(table: PrintedTable, unit: str) -> dict[str, Solution]:
    """Read the cells of all solutions, each as its column prints them."""
    amounts: dict[str, Number] = {}
    strengths: dict[str, Number] = {}
    for row in table.solutions:
        amount = read_amount(row.get("amount"), unit)
        wanted = unit or (amount.unit if amount is not None else "")
        strength = read_strength(row.get("concentration"), wanted)
        amounts |= {} if amount is None else {row.name: amount}
        strengths |= {} if strength is None else {row.name: strength}
    amounts = dict(zip(amounts, as_column(list(amounts.values())), strict=True))
    strengths = dict(zip(strengths, as_column(list(strengths.values())), strict=True))
    return {
        row.name: Solution(
            printed=row,
            volume=read_number(row.get("volume_mL")),
            amount=amounts.get(row.name),
            strength=strengths.get(row.name),
        )
        for row in table.solutions
    }
