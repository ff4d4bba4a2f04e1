"""A pasted or uploaded table becomes a verdict in words, a marked table and the nearest published protocols."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import CellState, LintResult, LintSeverity, Near, Verdict
from stepward.core.protocols.printed import PrintedTable
from stepward.shells.web.lint.marked import Marked, mark
from stepward.shells.web.lint.published import published
from stepward.shells.web.shown import counted
from stepward.usecases.linting import LintReport, lint_file

FIRST_LINES, LONGEST_LINE = 3, 160
TOO_LARGE = "larger than 1 MiB, which no table is"
VERY_NEAR = Fraction(1, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody pasted or uploaded."""

    name: str
    content: bytes
    is_file: bool
    is_too_large: bool = False
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NearShown:
    """A published protocol near the table, and what differs."""

    id: str
    title: str
    words: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Everything that the page says of one table."""

    headline: str
    tone: str
    lines: tuple[str, ...]
    marked: Marked | None
    nearest: tuple[NearShown, ...]
    origin: str
    size: str
    first_lines: str
    text: str

    @property
    def is_unreadable(self) -> bool:
        """Tell whether there is no table to show."""
        return self.marked is None


def report(given: Given) -> LintReport:
    """Let lint judge what was given."""

    def read(content: bytes, name: str) -> PrintedTable:
        return read_printed(content, name=name, decimal_comma=given.decimal_comma)

    content = None if given.is_too_large else given.content
    return lint_file(content, name=given.name, reader=read, published=published().values(), reason=TOO_LARGE)


def checked(given: Given, report: LintReport) -> Checked:
    """Put what lint says into words."""
    text = _text(given)
    lines = text.splitlines()
    result = report.result
    headline, tone = verdict_words(result)
    return Checked(
        headline=headline,
        tone=tone,
        lines=(_sentence(report.reason),) if result is None else verdict_lines(result),
        marked=None if result is None else mark(result),
        nearest=() if result is None else tuple(_near(report.nearest, count=len(result.faults))),
        origin=given.name if given.is_file else "Pasted text",
        size=counted(len(lines), "line") if text else "not shown, since it is no text",
        first_lines="\n".join(line[:LONGEST_LINE] for line in lines[:FIRST_LINES]),
        text=text,
    )


def _text(given: Given) -> str:
    encoding = "utf-16" if given.content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = given.content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if "\x00" in text or given.is_too_large else text


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith(".") else ".")


def verdict_words(result: LintResult | None) -> tuple[str, str]:
    """Say the verdict, and which shape stands beside it."""
    if result is None:
        return "This table cannot be read", "BLOCK"
    count = len(result.faults)
    match result.verdict:
        case Verdict.FAULTS:
            return ("1 cell contradicts the others" if count == 1 else f"{count} cells contradict the others"), "BLOCK"
        case Verdict.CLEAN:
            unread = sum(item.severity is LintSeverity.OPEN for item in result.findings)
            words = f"they agree, {unread} left open" if unread else "all agree"
            return f"{counted(result.cells_checked, 'cell')} checked, {words}", "fits"
        case _:
            return "Nothing in this table can be checked", "NOTE"


def verdict_lines(result: LintResult) -> tuple[str, ...]:
    """Count what was checked, what is left open and what was allowed for."""
    agree = result.cells_checked - len(result.faults)
    is_open = sum(state is CellState.OPEN for state in result.cells.values())
    alone = result.cells_undetermined - is_open
    found = []
    if result.verdict is Verdict.FAULTS:
        found.append(f"{counted(result.cells_checked, 'cell')} checked, {agree} agree.")
    if result.verdict is Verdict.NOT_CHECKABLE:
        found.append("No cell follows from the others: what one step needs is not printed.")
    if is_open:
        found.append(f"{counted(is_open, 'cell')} left open.")
    if alone:
        found.append(f"{counted(alone, 'cell')} {'follows' if alone == 1 else 'follow'} from no other.")
    if not is_open and not alone:
        found.append("Nothing is left open.")
    first = " ".join(found)
    has_rounding = CellState.ROUNDING in result.cells.values()
    return (first, "Rounding as printed was allowed for.") if has_rounding else (first,)


def _near(found: Iterable[Near], *, count: int) -> Iterable[NearShown]:
    by_table = {protocol.printed_table: protocol for protocol in shipped.protocols() if protocol.printed_table}
    entries = shipped.evidence_entries()
    for near in found:
        if near.id in by_table:
            page, title = by_table[near.id].id, by_table[near.id].title
        elif near.id in entries:
            page, title = near.id, entries[near.id].title
        else:
            continue
        yield NearShown(id=page, title=title, words=_how_near(near, count=count), differences=near.differences)


def _how_near(near: Near, *, count: int) -> str:
    if not near.differences:
        return "Equal in every step."
    if count and near.distance <= VERY_NEAR and len(near.differences) <= count:
        return f"Equal but for {counted(len(near.differences), 'difference')}."
    return f"{counted(len(near.differences), 'difference')}."
