"""How the steps of a bedside sheet fall on pages: rows with room to write in, and the stop frame on every page.

All heights are mm. The box is 190 mm wide; it is as high as the paper allows at margins of 10 mm.
"""

from dataclasses import dataclass
from math import ceil

from stepward.adapters.documents.paper_words import Words

BODY = {"a4": 266.0, "us-letter": 249.0}
"""The box without its footer."""
FIRST_HEAD, NEXT_HEAD, TABLE_HEAD, NOTES, FRAME, LAST_LINES = 54.0, 24.0, 12.5, 5.0, 39.0, 9.0
WANTED_ROW = {"a4": 10.0, "us-letter": 9.0}
LOWEST_ROW = 7.0
DETAIL_ROW = 8.2
"""A row that says something under its solution's number."""
DETAIL = 3.8
DAY_ROW = 7.0
BASELINE_ROW = 6.8
VITALS_ROW = 6.2
"""A row with two places for vitals within a long step."""
LINE = 4.0
"""A small line of text under the head or the table."""
TENTH = 0.1
LOOK_BACK = 4
"""A page ends up to this many steps early, so that the next one begins with a new solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """The rows of one page, each with its height."""

    rows: tuple[Words, ...]
    heights: tuple[float, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """List the numbers of the steps on this page."""
        return tuple(str(row["number"]) for row in self.rows if row["kind"] == "step")


def row_height(row: Words, wanted: float) -> float:
    """Tell how high a row is drawn if a plain one has the wanted height."""
    if row["kind"] == "day":
        return DAY_ROW
    if row["kind"] == "baseline":
        return BASELINE_ROW
    details, vitals = _count(row["details"]), _count(row.get("vitals"))
    height = max(wanted, DETAIL_ROW + DETAIL * (details - 1)) if details else wanted
    return height + VITALS_ROW * ceil(vitals / 2)


def _count(found: object) -> int:
    return len(found) if isinstance(found, list) else 0


def room(paper: str, *, is_first: bool, lines: int = 0) -> float:
    """Tell the height that the rows of one page may take; small lines of text stand on the first one."""
    head = FIRST_HEAD + LINE * lines if is_first else NEXT_HEAD
    return BODY[paper] - head - TABLE_HEAD - NOTES - FRAME - LAST_LINES


def sheet_pages(rows: list[Words], *, paper: str, lines: int = 0) -> list[SheetPage]:
    """Fit all rows on one page where at least the lowest row allows it, else spread them at full height."""
    wanted = WANTED_ROW[paper]
    height = wanted
    while height >= LOWEST_ROW:
        heights = tuple(row_height(row, height) for row in rows)
        if sum(heights) <= room(paper, is_first=True, lines=lines):
            return [SheetPage(rows=tuple(rows), heights=heights)]
        height -= TENTH
    return _spread(rows, paper, lines)


def _spread(rows: list[Words], paper: str, lines: int) -> list[SheetPage]:
    wanted = WANTED_ROW[paper]
    pages: list[SheetPage] = []
    left = list(rows)
    while left:
        count = _fitting(left, wanted, room(paper, is_first=not pages, lines=lines))
        taken, left = left[:count], [_with_strength(row, place) for place, row in enumerate(left[count:])]
        pages.append(SheetPage(rows=tuple(taken), heights=tuple(row_height(row, wanted) for row in taken)))
    return pages


def _with_strength(row: Words, place: int) -> Words:
    """Repeat the strength at the top of a page: its reader does not see where the solution was first used."""
    if place or row["kind"] != "step" or row["details"]:
        return row
    return row | {"details": row["on_new_page"]}


def _fitting(rows: list[Words], wanted: float, space: float) -> int:
    """Count the rows for one page; never end it with a day's heading, and rather end it with a solution."""
    count, used = 0, 0.0
    while count < len(rows) and (not count or used + row_height(rows[count], wanted) <= space):
        used += row_height(rows[count], wanted)
        count += 1
    if count == len(rows):
        return count
    for early in range(count, max(count - LOOK_BACK, 1), -1):
        if rows[early].get("is_new") or rows[early]["kind"] == "day":
            return early
    return count - 1 if count > 1 and rows[count - 1]["kind"] == "day" else count
