"""The steps of a printed table read into numbers, and how strong each solution must be by what most cells say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.lint.reading import KINDS, Number, Span, finest, read_amount, read_number, read_strength, unit_of
from stepward.core.lint.result import plain_text
from stepward.core.protocols.printed import PrintedRow, PrintedTable

AMOUNTS = ("dose", "cumulative")
NUMERIC = ("rate_mL_h", "minutes", "hours", "volume_mL", "dose", "cumulative")
ENOUGH_EXACT = 4
CLEARLY_OFF = Fraction(1, 100)


@dataclass(slots=True, kw_only=True)
class Row:
    """One step as numbers; `None` is not printed or no number."""

    printed: PrintedRow
    numbers: dict[str, Number]
    is_last: bool
    own_strength: Number | None = None
    minutes: Span | None = None
    pumped: Span | None = None
    drawn: Span | None = None
    computed: Span | None = None
    loose: Span | None = None
    fills_the_line: bool = False

    def __post_init__(self) -> None:
        """Work out once the time, the volume that rate and time give, and the volume as an input."""
        self.minutes = self._minutes()
        self.pumped = self._pumped()
        self.drawn = self._drawn()

    def _minutes(self) -> Span | None:
        """Give the time in minutes: exact as set, except where it closes the sum."""
        number = self.numbers.get("minutes")
        if number is not None:
            exact = number.decimals == 0 and not self.is_last
            return Span.exact(number.value) if exact else number.span
        hours = self.numbers.get("hours")
        return None if hours is None else Span.exact(hours.value * 60)

    def _pumped(self) -> Span | None:
        """Give the volume that rate and time give."""
        rate, minutes = self.numbers.get("rate_mL_h"), self.minutes
        if rate is None or minutes is None:
            return None
        return Span(rate.value * minutes.low / 60, rate.value * minutes.high / 60)

    def _drawn(self) -> Span | None:
        """Give the volume of a step as an input: what rate and time set, else what is printed."""
        number, pumped = self.numbers.get("volume_mL"), self.pumped
        if number is None:
            return pumped
        if pumped is None:
            is_infused = "rate_mL_h" in self.numbers or "minutes" in self.numbers
            return number.span if is_infused else Span.exact(number.value)
        return number.span.both(pumped) if number.span.meets(pumped) else number.span

    @property
    def runs_for_nothing(self) -> bool:
        """Tell whether a running step is printed with no dose."""
        dose = self.numbers.get("dose")
        return dose is not None and dose.value == 0 and "rate_mL_h" in self.numbers


@dataclass(slots=True, kw_only=True)
class Solution:
    """One solution as numbers, and the strength that most cells agree on."""

    printed: PrintedRow
    volume: Number | None
    amount: Number | None
    strength: Number | None
    agreed: Span | None = None
    wide: Span | None = None

    @property
    def made(self) -> Span | None:
        """The strength that amount and volume give."""
        if self.amount is None or self.volume is None or not self.volume.value:
            return None
        return self.amount.span.over(Span.exact(self.volume.value))


@dataclass(slots=True, kw_only=True)
class ReadLadder:
    """A whole table as numbers."""

    table: PrintedTable
    dose_unit: str
    rows: list[Row]
    solutions: dict[str, Solution]
    finest: dict[str, Fraction | None]

    def input_span(self, row: Row, key: str) -> Span | None:
        """Give what a cell can mean when others are computed from it: to the finest place of its column."""
        number = row.numbers.get(key)
        if number is None:
            return None
        half = self.finest.get(key)
        return number.span if half is None or half > number.half else number.within(half)

    def strength(self, row: Row) -> Span | None:
        """Give the strength that a step runs with."""
        if row.own_strength is not None:
            return Span.exact(row.own_strength.value)
        solution = self.solutions.get(row.printed.get("solution"))
        return None if solution is None else solution.agreed

    def draws_exactly(self, row: Row) -> bool:
        """Tell whether all drawn volumes of this row's solution hold exactly their doses at its printed strength."""
        name = row.printed.get("solution")
        solution = self.solutions.get(name)
        is_infused = "rate_mL_h" in row.numbers or "minutes" in row.numbers
        if solution is None or solution.strength is None or is_infused:
            return False
        rows = [item.numbers for item in self.rows if item.printed.get("solution") == name]
        drawn = [numbers for numbers in rows if "dose" in numbers and "volume_mL" in numbers]
        strength = solution.strength.value
        return len(drawn) > 1 and all(
            numbers["dose"].value == numbers["volume_mL"].value * strength for numbers in drawn
        )

    def amount_text(self, value: Fraction) -> str:
        """Write an amount with the unit of the doses."""
        return f"{plain_text(value)} {self.dose_unit}".strip()

    def strength_text(self, row: Row) -> str:
        """Write the strength that a step runs with, as printed where it is."""
        solution = self.solutions.get(row.printed.get("solution"))
        agreed = self.strength(row)
        own = None if solution is None else solution.strength
        if solution is not None and own is not None and agreed is not None and own.span.meets(agreed):
            return solution.printed.get("concentration")
        if agreed is None:
            return ""
        text = self.amount_text(agreed.middle)
        return f"{text}/mL" if self.dose_unit else f"{text} in each mL"

    def settle_doses(self) -> None:
        """Work out once the dose that volume and strength determine in each row."""
        for index, row in enumerate(self.rows):
            strength, solution = self.strength(row), self.solutions.get(row.printed.get("solution"))
            product = None if row.drawn is None or strength is None else row.drawn * strength
            row.fills_the_line = row.runs_for_nothing and self._is_declared(index, product)
            row.computed = Span.exact(Fraction(0)) if row.fills_the_line else product
            if row.drawn is not None and solution is not None and solution.wide is not None:
                row.loose = row.drawn * solution.wide

    def _is_declared(self, index: int, product: Span | None) -> bool:
        """Tell whether a step without dose is declared to fill the line, and is neither rounding nor a lost dose."""
        row = self.rows[index]
        firsts = [self._first_of(name) for name in {item.printed.get("solution") for item in self.rows}]
        if row not in firsts or product is None or product.low <= row.numbers["dose"].half:
            return False
        now = row.numbers.get("cumulative")
        before = self.rows[index - 1].numbers.get("cumulative") if index else None
        if now is not None:
            return now.value == (before.value if before is not None else 0)
        return all(first.runs_for_nothing for first in firsts)

    def _first_of(self, solution: str) -> Row:
        return next(row for row in self.rows if row.printed.get("solution") == solution)


def read_ladder(table: PrintedTable) -> ReadLadder:
    """Read the steps and solutions of a table and settle each solution's strength."""
    unit = table.head.get("dose_unit", "") or _unit_of_doses(table)
    rows = [
        Row(
            printed=row,
            numbers=_numbers(row, unit),
            is_last=index == len(table.steps) - 1,
            own_strength=_own_strength(row),
        )
        for index, row in enumerate(table.steps)
    ]
    columns = {key: finest([row.numbers[key] for row in rows if key in row.numbers]) for key in NUMERIC}
    solutions = {
        row.name: Solution(
            printed=row,
            volume=read_number(row.get("volume_mL")),
            amount=read_amount(row.get("amount"), unit),
            strength=read_strength(row.get("concentration"), unit or row.get("amount").partition(" ")[2]),
        )
        for row in _named_solutions(table)
    }
    ladder = ReadLadder(table=table, dose_unit=unit, rows=rows, solutions=solutions, finest=columns)
    strengths = finest([item.strength for item in solutions.values() if item.strength is not None])
    for solution in solutions.values():
        solution.agreed = _agreed(ladder, solution, strengths)
    ladder.settle_doses()
    return ladder


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


def _named_solutions(table: PrintedTable) -> list[PrintedRow]:
    """List the printed solutions and those that only the steps name."""
    printed = {row.name for row in table.solutions}
    named = dict.fromkeys(row.get("solution") for row in table.steps)
    return [*table.solutions, *(PrintedRow(name=name, cells={}) for name in named if name and name not in printed)]


def _own_strength(row: PrintedRow) -> Number | None:
    text = row.get("concentration")
    return read_number(text) if text and "/" not in text else None


def _agreed(ladder: ReadLadder, solution: Solution, column: Fraction | None) -> Span | None:
    """Take the strength on which most cells agree, exactly where the cells bear the exact printed value out."""
    rows = [row for row in ladder.rows if row.printed.get("solution") == solution.printed.name]
    fine = [span for row in rows if (span := _by_row(row, ladder.input_span(row, "dose"))) is not None]
    own = [span for row in rows if (span := _by_row(row, row.numbers["dose"].span if "dose" in row.numbers else None))]
    by_rows = fine if fine and _fits(fine, _most_common(fine)) >= len(fine) - 1 else own
    made = [solution.made] if solution.made is not None else []
    printed = []
    if solution.strength is not None:
        half = solution.strength.half if column is None else min(column, solution.strength.half)
        printed = [solution.strength.within(half)]
    spans = [*printed, *made, *by_rows]
    if not spans:
        return None
    best = _most_common(spans)
    if best.low <= 0 or (len(spans) == 1 and not printed and not made):
        return None
    solution.wide = best
    candidates = [solution.strength.value] if solution.strength is not None else _common_ratios(rows)
    for value in candidates:
        exact = Span.exact(value)
        if value > 0 and best.low <= value <= best.high and _fits(spans, exact) >= _fits(spans, best):
            return exact
    return best


def _by_row(row: Row, dose: Span | None) -> Span | None:
    """Give the strength that a row implies, with what its dose can mean."""
    if dose is None or row.drawn is None or row.numbers["dose"].value == 0:
        return None
    return dose.over(row.drawn)


def tested_spans(ladder: ReadLadder, key: str, expected: list[Span | None]) -> list[Span | None]:
    """Give what each cell of a column can mean when it is itself tested.

    A cell means its own printed rounding. Where a column drops trailing zeros and all its other cells agree to its
    finest place, a single cell that agrees only by its own coarse rounding and is clearly off is held to it too.
    """
    numbers = [row.numbers.get(key) for row in ladder.rows]
    own = [None if number is None else number.span for number in numbers]
    half = ladder.finest.get(key)
    if half is None:
        return own
    fine = [None if number is None else number.within(min(half, number.half)) for number in numbers]
    pairs = [(index, span, right) for index, (span, right) in enumerate(zip(fine, expected, strict=True))
             if span is not None and right is not None]  # fmt: skip
    coarse = [
        index
        for index, span, right in pairs
        if not span.meets(right) and (number := numbers[index]) is not None and number.span.meets(right)
    ]
    inner = [index for index in coarse if not ladder.rows[index].is_last]
    exact = sum(span.meets(right) for _, span, right in pairs)
    if len(inner) != 1 or exact < ENOUGH_EXACT:
        return own
    index = inner[0]
    number, right = numbers[index], expected[index]
    if number is not None and right is not None and abs(number.value - right.middle) > right.middle * CLEARLY_OFF:
        own[index] = fine[index]
    return own


def _common_ratios(rows: Iterable[Row]) -> list[Fraction]:
    """List the strengths that rows imply exactly as printed, the most frequent first."""
    ratios = Counter(
        row.numbers["dose"].value / row.numbers["volume_mL"].value
        for row in rows
        if "dose" in row.numbers and "volume_mL" in row.numbers and row.numbers["volume_mL"].value
    )
    return [value for value, count in ratios.most_common(1) if count > 1]


def _most_common(spans: list[Span]) -> Span:
    """Intersect the largest set of spans that have a value in common; ties go to the first printed."""
    best, most = spans[0], 0
    for point in [edge for span in spans for edge in (span.low, span.high, span.middle)]:
        holding = [span for span in spans if span.low <= point <= span.high]
        if len(holding) > most:
            most, best = len(holding), holding[0]
            for span in holding[1:]:
                best = best.both(span)
    return best


def _fits(spans: list[Span], value: Span) -> int:
    return sum(span.meets(value) for span in spans)
