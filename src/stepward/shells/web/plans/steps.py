"""The step table and the table of solutions, column by column."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from stepward.adapters.documents.chart_axes import timed_slots
from stepward.adapters.documents.chart_marks import clock_text
from stepward.core.delivery.vein import Vein
from stepward.core.protocols.dose_rules import rises
from stepward.core.protocols.plan import Ladder, Plan, PlannedSolution, PlannedStep
from stepward.core.quantities import people_text
from stepward.shells.web.figures import ABSENT, Column, Figure, column_of_texts

_Read = Callable[[PlannedStep], str]
AT_VEIN = "vein"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column; its right edge stands on the decimal point."""

    key: str
    label: str
    unit: str
    fraction_width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number, and the exact one where the devices changed it."""

    key: str
    figure: Figure
    exact: Figure | None = None

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing reaches the vein in this step."""
        return self.key == AT_VEIN and self.figure.text == "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step; what is new with it is said once."""

    number: int
    solution: str
    details: tuple[str, ...]
    starts_group: bool
    new_day: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Heads and rows."""

    heads: tuple[Head, ...]
    rows: tuple[StepRow, ...]
    has_solutions: bool
    has_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionRow:
    """One solution: volume, drug in it, strength, what is used and what is left."""

    number: int
    name: str
    steps: str
    made: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionTable:
    """Heads and rows of the solutions."""

    heads: tuple[Head, ...]
    rows: tuple[SolutionRow, ...]


def step_table(plan: Plan, *, start: time | None = None, vein: Vein | None = None) -> Table:
    """Write the ladder that the patient gets, with the exact numbers beside it where rounding changed them.

    With a start time the first column tells the clock at which each step begins; with a line the last one tells what
    reaches the vein in each step.
    """
    shown, exact = plan.effective, plan.exact
    unit = plan.order.target.amount.unit
    both = list(zip(shown.steps, exact.steps, strict=False))
    heads, columns = [], []
    for key, label, of, read, read_exact in [
        *_clock_column(shown, start),
        *_columns(shown, exact, unit),
        *_vein_column(vein, unit),
    ]:
        texts = [read(step) for step in shown.steps]
        if all(text in {ABSENT, "0"} for text in texts) and key in {"rate", "duration", "wait", "volume", "rise"}:
            continue
        others = [read_exact(other) if read_exact(other) != read(step) else "" for step, other in both]
        every = column_of_texts([*texts, *others])
        heads.append(Head(key=key, label=label, unit=of, fraction_width=every.fraction_width))
        columns.append((key, every))
    rows, seen = [], set[int]()
    for index, step in enumerate(shown.steps):
        before = shown.steps[index - 1] if index else None
        cells = tuple(_cell(key, column, index, count=len(shown.steps)) for key, column in columns)
        rows.append(_step_row(shown, step, before, cells=cells, is_first_use=step.solution not in seen))
        seen |= {step.solution} if step.solution is not None else set()
    return Table(
        heads=tuple(heads),
        rows=tuple(rows),
        has_solutions=any(
            step.solution is not None or row.details for step, row in zip(shown.steps, rows, strict=True)
        ),
        has_exact=any(cell.exact is not None for row in rows for cell in row.cells),
    )


def _clock_column(ladder: Ladder, start: time | None) -> list[tuple[str, str, str, _Read, _Read]]:
    """Tell when each step of the first day begins; nothing without a start, or where the source leaves times open."""
    slots = None if start is None else timed_slots(ladder)
    if start is None or not slots:
        return []
    clocks = {slot.step.number: clock_text(start, slot.begin) for slot in slots if slot.day == slots[0].day}

    def read(step: PlannedStep) -> str:
        return clocks.get(step.number, ABSENT)

    return [("clock", "Start", "clock", read, read)]


def _vein_column(vein: Vein | None, unit: str) -> list[tuple[str, str, str, _Read, _Read]]:
    if vein is None:
        return []
    doses = {step.number: people_text(step.at_vein.value) for step in vein.steps}

    def read(step: PlannedStep) -> str:
        return doses[step.number]

    return [(AT_VEIN, "At the vein", unit, read, read)]


def _columns(shown: Ladder, exact: Ladder, unit: str) -> list[tuple[str, str, str, _Read, _Read]]:
    factors, exact_factors = rises(shown), rises(exact)

    def rise(of: dict[int, tuple[object, str]]) -> _Read:
        return lambda step: people_text(of[step.number][0], places=2) if step.number in of else ABSENT

    plain = (
        ("rate", "Rate", "mL/h"),
        ("duration", "Time", "min"),
        ("wait", "Then wait", "min"),
        ("volume", "Volume", "mL"),
        ("dose", "Dose", unit),
    )
    found = [(key, label, of, _reader(key), _reader(key)) for key, label, of in plain]
    found.append(("rise", "Rise", "times", rise(dict(factors)), rise(dict(exact_factors))))
    so_far = _reader("cumulative_dose")
    return [*found, ("so-far", "Given so far", unit, so_far, so_far)]


def _reader(name: str) -> _Read:
    def read(step: PlannedStep) -> str:
        quantity = getattr(step, name)
        return ABSENT if quantity is None else people_text(quantity.value)

    return read


def _cell(key: str, column: Column, index: int, *, count: int) -> Cell:
    figures = column.figures
    other = figures[count + index] if count + index < len(figures) else None
    return Cell(key=key, figure=figures[index], exact=other if other is not None and other.text else None)


def _step_row(
    ladder: Ladder, step: PlannedStep, before: PlannedStep | None, *, cells: tuple[Cell, ...], is_first_use: bool
) -> StepRow:
    details = []
    if step.solution is not None and is_first_use:
        details += [item.strength.people() for item in ladder.solutions if item.number == step.solution]
    if len({item.route for item in ladder.steps}) > 1 and (before is None or before.route != step.route):
        details.append(step.route)
    if step.drug and (before is None or before.drug != step.drug):
        details.append(step.drug)
    if step.delivers_nothing:
        details.append("fills the line, delivers nothing")
    is_new_day = step.day is not None and (before is None or before.day != step.day)
    return StepRow(
        number=step.number,
        solution="" if step.solution is None else str(step.solution),
        details=tuple(details),
        starts_group=before is not None and before.solution != step.solution and not is_new_day,
        new_day=f"Day {step.day}" if is_new_day else "",
        cells=cells,
    )


def solution_table(ladder: Ladder) -> SolutionTable:
    """Write what the pharmacy makes."""
    items = ladder.solutions
    unit = items[0].amount.unit if items and items[0].amount is not None else ""
    of_strength = items[0].strength.unit if items else ""
    columns = (
        ("volume", "Volume", "mL", [_text(item.volume) for item in items]),
        ("amount", "Drug in it", unit, [_text(item.amount) for item in items]),
        ("strength", "Strength", of_strength, [people_text(item.strength.per_ml.value) for item in items]),
        ("used", "Used", "mL", [_text(item.infused) for item in items]),
        ("discard", "Discard", "mL", [_left(item) for item in items]),
    )
    kept = [(key, label, of, column_of_texts(texts)) for key, label, of, texts in columns if set(texts) != {ABSENT}]
    return SolutionTable(
        heads=tuple(
            Head(key=key, label=label, unit=of, fraction_width=column.fraction_width) for key, label, of, column in kept
        ),
        rows=tuple(
            SolutionRow(
                number=item.number,
                name=item.name,
                steps=_steps_of(ladder, item),
                made=". ".join(part.rstrip(".") for part in (item.diluent, item.preparation) if part),
                cells=tuple(Cell(key=key, figure=column.figures[place]) for key, _, _, column in kept),
            )
            for place, item in enumerate(items)
        ),
    )


def _left(item: PlannedSolution) -> str:
    """Write what is left; nothing is left of a solution that is too small, which a finding says."""
    left = item.discarded
    return ABSENT if left is None or left.value < 0 else people_text(left.value)


def _text(quantity: object) -> str:
    value = getattr(quantity, "value", None)
    return ABSENT if value is None else people_text(value)


def _steps_of(ladder: Ladder, solution: PlannedSolution) -> str:
    numbers = [step.number for step in ladder.steps if step.solution == solution.number]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(str(number) for number in numbers) or ABSENT
