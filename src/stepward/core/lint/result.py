"""What lint says of a table: a verdict, findings, and the state of every cell."""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from stepward.core.protocols.printed import PrintedRow, PrintedTable
from stepward.core.quantities import people_text, significant_text

MOST_DIGITS, FEWER_DIGITS = 9, 6


class CellState(Enum):
    """How a cell stands against the others."""

    EXACT = "exact"
    ROUNDING = "rounding"
    FAULT = "fault"
    OPEN = "open"
    UNDETERMINED = "undetermined"


class LintSeverity(Enum):
    """FAULT contradicts the others beyond printed rounding; OPEN is left undetermined; NOTE informs."""

    FAULT = "FAULT"
    OPEN = "OPEN"
    NOTE = "NOTE"


class Verdict(Enum):
    """What lint says of a whole table."""

    CLEAN = "clean"
    FAULTS = "faults"
    NOT_CHECKABLE = "not-checkable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a cell stands: a step or a solution by its printed name, or the head; and the column's key."""

    cell: str
    step: str = ""
    solution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """One thing that lint found, in a sentence."""

    code: str
    severity: LintSeverity
    place: Place
    printed: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LintResult:
    """The verdict on a table with every finding and the state of every cell."""

    table: PrintedTable
    verdict: Verdict
    findings: tuple[LintFinding, ...]
    cells: dict[Place, CellState]

    @property
    def cells_checked(self) -> int:
        """How many cells the others determine."""
        return sum(state in {CellState.EXACT, CellState.ROUNDING, CellState.FAULT} for state in self.cells.values())

    @property
    def cells_undetermined(self) -> int:
        """How many cells nothing determines."""
        return len(self.cells) - self.cells_checked

    @property
    def faults(self) -> tuple[LintFinding, ...]:
        """The faults alone."""
        return tuple(item for item in self.findings if item.severity is LintSeverity.FAULT)


@dataclass(slots=True)
class Sheet:
    """The table while it is judged; collects findings and cell states."""

    table: PrintedTable
    findings: list[LintFinding] = field(default_factory=list)
    cells: dict[Place, CellState] = field(default_factory=dict)

    def step(self, row: PrintedRow, key: str) -> Place:
        """Give the place of a step's cell."""
        return Place(cell=self.table.shown(key), step=row.name)

    def solution(self, row: PrintedRow, key: str) -> Place:
        """Give the place of a solution's cell."""
        return Place(cell=self.table.shown(key), solution=row.name)

    def head(self, key: str) -> Place:
        """Give the place of a cell of the head."""
        return Place(cell=self.table.shown(key))

    def agrees(self, place: Place, *, exactly: bool) -> None:
        """Mark a cell as checked; a fault stays a fault, and rounding is never upgraded."""
        state = self.cells.get(place)
        if state in {CellState.FAULT, CellState.ROUNDING}:
            return
        self.cells[place] = CellState.EXACT if exactly else CellState.ROUNDING

    def fault(self, code: str, place: Place, *, printed: str, expected: str, message: str) -> None:
        """Mark a cell as faulty, once."""
        if self.cells.get(place) is CellState.FAULT:
            return
        self.cells[place] = CellState.FAULT
        severity = LintSeverity.FAULT
        self.findings.append(
            LintFinding(code=code, severity=severity, place=place, printed=printed, expected=expected, message=message)
        )

    def note(self, code: str, place: Place, *, printed: str, message: str) -> None:
        """Say something that is no fault."""
        self._say(code, LintSeverity.NOTE, place, printed=printed, message=message)

    def leave_open(self, code: str, place: Place, *, printed: str, message: str) -> None:
        """Say that the table leaves a cell open."""
        self.cells.setdefault(place, CellState.OPEN)
        self._say(code, LintSeverity.OPEN, place, printed=printed, message=message)

    def _say(self, code: str, severity: LintSeverity, place: Place, *, printed: str, message: str) -> None:
        self.findings.append(
            LintFinding(code=code, severity=severity, place=place, printed=printed, expected="", message=message)
        )


def plain_text(value: Fraction) -> str:
    """Write an expected value for machines and messages, at most six significant digits where it does not end."""
    text = people_text(value, places=9, group="")
    return text if len(text.replace(".", "").lstrip("0")) <= MOST_DIGITS else significant_text(value, FEWER_DIGITS)


def slip(printed: Fraction, expected: Fraction) -> str:
    """Name the usual slips: a factor of ten, swapped digits."""
    if not printed or not expected:
        return ""
    powers = {10: "Ten times too large.", 100: "A hundred times too large.", 1000: "A thousand times too large."}
    for power, words in powers.items():
        if printed == expected * power:
            return f" {words}"
        if printed * power == expected:
            return f" {words.replace('large', 'small')}"
    one, other = plain_text(printed), plain_text(expected)
    if len(one) == len(other):
        differing = [index for index, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
        pairs = list(zip(differing, reversed(differing), strict=True))
        if len(pairs) == len(("first", "second")) and all(one[left] == other[right] for left, right in pairs):
            return " Two digits are swapped."
    return ""
