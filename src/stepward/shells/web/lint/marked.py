"""A printed table marked cell by cell: what agrees stays quiet, what contradicts the others is boxed and numbered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stepward.core.lint.result import CellState, LintFinding, LintResult, LintSeverity, Place
from stepward.core.protocols.printed import PrintedRow, PrintedTable
from stepward.core.quantities import UnreadableNumber, parse_number, people_text
from stepward.shells.web.figures import ABSENT, Column, Figure, column_of_texts

DOSE = "dose unit"
_LABELS = {
    "rate_mL_h": ("Rate", "mL/h"),
    "minutes": ("Time", "min"),
    "hours": ("Time", "h"),
    "volume_mL": ("Volume", "mL"),
    "dose": ("Dose", DOSE),
    "cumulative": ("Given so far", DOSE),
    "minutes_to_next": ("Next after", "min"),
    "concentration": ("Strength", ""),
    "amount": ("Drug in it", ""),
    "target_dose": ("Target dose", ""),
    "total_minutes": ("Total time", "min"),
    "total_volume_mL": ("Total volume", "mL"),
    "at_hours": ("At", "h"),
    "diluent": ("Diluent", ""),
    "cumulated_time": ("Time so far", ""),
}
_ORDER = ("rate_mL_h", "minutes", "hours", "volume_mL", "amount", "concentration", "dilution", "dose", "cumulative")
_DIGITS = frozenset("0123456789")
_OF_NUMBERS = frozenset("0123456789.,")
LONGEST_CELL = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedCell:
    """One cell: its number on the point or its text, what was printed, and the fault's number.

    Where a fault is in a part of a text, `before` and `after` stand around the part that was printed wrongly.
    """

    figure: Figure | None
    text: str
    printed: str
    before: str = ""
    after: str = ""
    mark: str = ""
    number: int = 0

    @property
    def is_fault(self) -> bool:
        """Tell whether the cell contradicts the others."""
        return self.mark == "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedRow:
    """One row: its printed name, the solution it runs with, and its cells."""

    name: str
    solution: str
    strength: str
    starts_group: bool
    cells: tuple[MarkedCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedHead:
    """The head of a column; a numeric one stands on the decimal point."""

    label: str
    unit: str
    is_numeric: bool
    fraction_width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedRows:
    """Heads and rows of the steps or of the solutions."""

    heads: tuple[MarkedHead, ...]
    rows: tuple[MarkedRow, ...]
    has_solutions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One finding in words."""

    number: int
    title: str
    before: str
    expected: str
    after: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The whole table with its marks, and the findings in the order of the steps."""

    title: str
    steps: MarkedRows
    solutions: MarkedRows
    head: tuple[tuple[str, MarkedCell], ...]
    faults: tuple[Fault, ...]
    left_open: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    has_rounding: bool


def mark(result: LintResult) -> Marked:
    """Mark a table with what lint found."""
    table = result.table
    order = _order(table)
    faults = sorted((item for item in result.findings if item.severity is LintSeverity.FAULT), key=order.key)
    marks = _Marks(
        result=result,
        numbers={item.place: number for number, item in enumerate(faults, 1)},
        expected={item.place: item.expected for item in faults},
        printed={item.place: item.printed for item in faults},
        unit=table.head.get("dose_unit", ""),
    )
    others = [item for item in result.findings if item.severity is not LintSeverity.FAULT]
    return Marked(
        title=table.title,
        steps=marks.rows(
            table.steps, kind="step", strengths={row.name: row.get("concentration") for row in table.solutions}
        ),
        solutions=marks.rows(table.solutions, kind="solution", strengths={}),
        head=marks.head(),
        faults=tuple(marks.fault(number, item) for number, item in enumerate(faults, 1)),
        left_open=tuple(marks.fault(0, item) for item in others if item.severity is LintSeverity.OPEN),
        notes=tuple(marks.fault(0, item) for item in others if item.severity is LintSeverity.NOTE),
        has_rounding=CellState.ROUNDING in result.cells.values(),
    )


@dataclass(frozen=True, slots=True)
class _Order:
    steps: Mapping[str, int]
    columns: Mapping[str, int]

    def key(self, finding: LintFinding) -> tuple[int, int]:
        """Put solutions first, then steps from top to bottom and left to right, then the head."""
        place = finding.place
        column = self.columns.get(place.cell, len(self.columns))
        if place.solution:
            return (-1, column)
        return (self.steps.get(place.step, len(self.steps)), column)


def _order(table: PrintedTable) -> _Order:
    steps = {row.name: index for index, row in reversed(list(enumerate(table.steps)))}
    return _Order(steps, {table.shown(key): index for index, key in enumerate(_keys(table.steps))})


def _keys(rows: Iterable[PrintedRow]) -> list[str]:
    found = dict.fromkeys(key for row in rows for key, text in row.cells.items() if text and key != "solution")
    known = [key for key in _ORDER if key in found]
    return known + [key for key in found if key not in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    result: LintResult
    numbers: Mapping[Place, int]
    expected: Mapping[Place, str]
    printed: Mapping[Place, str]
    unit: str

    def rows(self, rows: tuple[PrintedRow, ...], *, kind: str, strengths: Mapping[str, str]) -> MarkedRows:
        """Mark the rows of the steps or of the solutions."""
        keys = _keys(rows)
        columns = [self._column(rows, key, kind) for key in keys]
        return MarkedRows(
            heads=tuple(self._head(key, column) for key, column in zip(keys, columns, strict=True)),
            rows=tuple(
                MarkedRow(
                    name=row.name,
                    solution=row.get("solution"),
                    strength=_at_first(rows, index, strengths),
                    starts_group=index > 0 and rows[index - 1].get("solution") != row.get("solution"),
                    cells=tuple(
                        self._cell(row, key, column, index, kind) for key, column in zip(keys, columns, strict=True)
                    ),
                )
                for index, row in enumerate(rows)
            ),
            has_solutions=any(row.get("solution") for row in rows),
        )

    def _place(self, row: PrintedRow, key: str, kind: str) -> Place:
        cell = self.result.table.shown(key)
        return Place(cell=cell, solution=row.name) if kind == "solution" else Place(cell=cell, step=row.name)

    def _shown(self, row: PrintedRow, key: str, kind: str) -> str:
        place = self._place(row, key, kind)
        return _people(self.expected[place]) if place in self.expected else row.get(key)

    def _column(self, rows: tuple[PrintedRow, ...], key: str, kind: str) -> Column | None:
        texts = [self._shown(row, key, kind) or ABSENT for row in rows]
        is_numeric = all(text == ABSENT or _is_number(text) for text in texts)
        return column_of_texts(texts) if is_numeric else None

    def _head(self, key: str, column: Column | None) -> MarkedHead:
        label, unit = _label(key, self.unit)
        return MarkedHead(
            label=label,
            unit=unit,
            is_numeric=column is not None,
            fraction_width=0 if column is None else column.fraction_width,
        )

    def _cell(self, row: PrintedRow, key: str, column: Column | None, index: int, kind: str) -> MarkedCell:
        place = self._place(row, key, kind)
        state = self.result.cells.get(place)
        before, printed, after = self._parts(place, row.get(key))
        return MarkedCell(
            figure=None if column is None else column.figures[index],
            text=self._shown(row, key, kind) or ABSENT,
            printed=printed,
            before=before,
            after=after,
            mark=_mark(state) if row.get(key) or state is CellState.FAULT else "",
            number=self.numbers.get(place, 0),
        )

    def _parts(self, place: Place, text: str) -> tuple[str, str, str]:
        """Split a faulty text around the part that is meant; a number is always meant as a whole."""
        meant = self.printed.get(place, "")
        if not meant or meant == text or _is_number(text):
            return "", text, ""
        before, found, after = text.partition(meant)
        return (before, found, after) if found else ("", text, "")

    def head(self) -> tuple[tuple[str, MarkedCell], ...]:
        """Mark the cells of the head that lint looked at."""
        table = self.result.table
        found = []
        for key, printed in table.head.items():
            place = Place(cell=table.shown(key))
            state = self.result.cells.get(place)
            if state is None:
                continue
            cell = MarkedCell(
                figure=None,
                text=_people(self.expected[place]) if place in self.expected else printed,
                printed=printed,
                mark=_mark(state),
                number=self.numbers.get(place, 0),
            )
            label, unit = _label(key, self.unit)
            found.append((f"{label}, {unit}" if unit else label, cell))
        return tuple(found)

    def fault(self, number: int, item: LintFinding) -> Fault:
        """Put a finding into words: where it stands, what is printed, and why it cannot be."""
        keys = {self.result.table.shown(key): key for key in self.result.table.columns}
        label, unit = _label(keys.get(item.place.cell, item.place.cell), self.unit)
        where = [f"Step {item.place.step}"] if item.place.step else []
        where += [f"Solution {item.place.solution}"] if item.place.solution else []
        place = ", ".join([*where, label.lower() if where else label])
        is_bare = bool(item.printed) and _is_number(item.printed)
        printed = f": {item.printed}{f' {unit}' if is_bare and unit else ''}" if item.printed else ""
        before, expected, after = _around(item.message, item.expected)
        if expected and unit and not after.lstrip().startswith(unit):
            expected = f"{expected} {unit}"
        return Fault(
            number=number, title=place + printed, before=before, expected=expected, after=after, code=item.code
        )


def _around(message: str, expected: str) -> tuple[str, str, str]:
    """Split a sentence at the computed value, where it is named last."""
    found = list(re.finditer(rf"(?<![0-9.]){re.escape(expected)}(?![0-9]|\.[0-9])", message)) if expected else []
    if not found:
        return message, "", ""
    return message[: found[-1].start()], expected, message[found[-1].end() :]


def _at_first(rows: tuple[PrintedRow, ...], index: int, strengths: Mapping[str, str]) -> str:
    solution = rows[index].get("solution")
    is_first = index == 0 or rows[index - 1].get("solution") != solution
    return strengths.get(solution, "") if is_first else ""


def _mark(state: CellState | None) -> str:
    match state:
        case CellState.FAULT:
            return "fault"
        case CellState.OPEN:
            return "open"
        case _:
            return ""


def _label(key: str, unit: str) -> tuple[str, str]:
    if key in _LABELS:
        label, of = _LABELS[key]
        return label, unit if of == DOSE else of
    words = key.replace(".", ", ").replace("_mL", ", mL").replace("_", " ").strip()
    return words[:1].upper() + words[1:], ""


def _is_number(text: str) -> bool:
    return 0 < len(text) <= LONGEST_CELL and set(text) <= _OF_NUMBERS and text[0] in _DIGITS and text.count(".") <= 1


def _people(text: str) -> str:
    try:
        return people_text(parse_number(text), places=9)
    except UnreadableNumber:
        return text
