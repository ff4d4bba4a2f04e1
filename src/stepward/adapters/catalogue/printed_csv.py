"""Printed tables as CSV: forgiving of names, units and separators, strict about broken rows."""

import csv
import io
import re
from dataclasses import dataclass

from stepward.core.findings import Refusal
from stepward.core.protocols.printed import PrintedRow, PrintedTable

MOST_ROWS = 300  # the longest published ladder has 40 steps; the work grows with the square
LONGEST_LINE, LONGEST_CELL = 1_000, 250  # the searches below would take minutes on a cell of 1 MiB
SHORT = 3
EXPECTED = "step,solution,rate_ml_h,minutes,volume_ml,dose,cumulative"
_COLUMNS = ("step", "solution", "rate_mL_h", "minutes", "volume_mL", "dose", "cumulative")
_BY_POSITION = {"rate_mL_h": "rate_ml_h", "volume_mL": "volume_ml"}
_HEADERS = {
    "step": ("step", "n", "no", "number", "#", "stage", "schritt"),
    "solution": ("solution", "sol", "bag", "syringe", "bottle", "vial"),
    "rate_mL_h": ("rate", "ratemlh", "ratemlperh", "infusionrate", "flowrate", "mlh", "speed"),
    "minutes": ("minutes", "min", "time", "duration", "timemin", "durationmin"),
    "volume_mL": ("volume", "volumeml", "vol", "ml", "volumeinfused", "volumeperstep"),
    "dose": ("dose", "dosemg", "doseadministered", "doseperstep", "amount", "mg", "doseunits"),
    "cumulative": ("cumulative", "cumulativedose", "givensofar", "total", "sofar", "cumulativemg", "cumdose", "cum"),
    "concentration": ("concentration", "strength", "conc"),
}
_SOLUTION_HEADERS = {
    "id": ("solution", "id", "number", "n", "bag", "name", "step"),
    "volume_mL": _HEADERS["volume_mL"],
    "concentration": _HEADERS["concentration"],
    "amount": ("amount", "dose", "drug", "druginit", "mg", "content"),
}
_COMMENT = re.compile(
    r"#\s*(?P<key>solution\s+\S+|target(?: dose)?|drug|protocol|title|dose unit|decimal comma)\s*:?\s*(?P<text>.*)",
    re.IGNORECASE,
)
_UNITS = re.compile(r"[(\[].*?[)\]]|,.*$")
_VOLUME = re.compile(r"([0-9][0-9.,]*) ?mL(?![/a-z])", re.IGNORECASE)
_STRENGTH = re.compile(r"[0-9][0-9.,]* ?[A-Za-zµ]+ ?/ ?[0-9.]* ?mL", re.IGNORECASE)
_AMOUNT = re.compile(r"[0-9][0-9.,]* ?(?:mg|g|mcg|ng|units)(?! ?/)", re.IGNORECASE)


class UnreadableTable(Refusal, ValueError):
    """A file is no printed table; says what, where and what was expected."""


def short_enough(text: str, *, where: str, most: int = LONGEST_CELL) -> str:
    """Give a text back if it is of a length that it can have in a table.

    Raises:
        UnreadableTable: if it is longer.
    """
    if len(text) > most:
        msg = f"{where}: longer than {most} characters, which nothing in a table is"
        raise UnreadableTable(msg)
    return text


def _key(header: str, names: dict[str, tuple[str, ...]]) -> str | None:
    """Find which column a header means: case, units, signs and spaces do not count."""
    plain = re.sub(r"[^a-z#]", "", _UNITS.sub("", header.casefold()))
    whole = re.sub(r"[^a-z#]", "", header.casefold())
    for key, words in names.items():
        if plain in words or whole in words:
            return key
    for key, words in names.items():
        if plain and any(plain.startswith(word) for word in words if len(word) > SHORT):
            return key
    return None


def _split(lines: list[str], *, decimal_comma: bool) -> list[list[str]]:
    """Split lines into cells at the separator that the first line uses."""
    first = lines[0]
    separator = next((sign for sign in ("\t", ";", "|") if sign in first), None)
    if separator is None and "," in first and not (decimal_comma and ";" not in first and re.search(r"\d,\d", first)):
        separator = ","
    if separator is None:
        return [re.split(r"\s{2,}|\t| (?=[0-9])", line.strip()) for line in lines]
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    try:
        return [[short_enough(cell.strip(), where=f"row {row}") for cell in cells] for row, cells in enumerate(reader)]
    except csv.Error as error:
        msg = f"row {reader.line_num}: not CSV: {error}: is a quote not closed?"
        raise UnreadableTable(msg) from error


def _number_text(cell: str, *, decimal_comma: bool) -> str:
    """Write a cell with a decimal point where a decimal comma was declared."""
    if not decimal_comma:
        return cell
    return re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d)\.(?=\d{3}(\D|$))", "", cell))


@dataclass(slots=True, kw_only=True)
class _Text:
    """A CSV text taken apart: what the comment lines say, and the lines of the table."""

    head: dict[str, str]
    solutions: list[PrintedRow]
    lines: list[str]
    decimal_comma: bool


def _take_apart(text: str, *, decimal_comma: bool) -> _Text:
    parts = _Text(head={}, solutions=[], lines=[], decimal_comma=decimal_comma)
    for number, line in enumerate(text.splitlines(), 1):
        short_enough(line, where=f"line {number}", most=LONGEST_LINE)
        match = _COMMENT.match(line.strip())
        if match is not None:
            _take_comment(parts, match["key"].casefold(), match["text"].strip())
        elif line.strip() and not line.lstrip().startswith("#"):
            parts.lines.append(line.strip("\r\n"))
    return parts


def _take_comment(parts: _Text, key: str, value: str) -> None:
    short_enough(value, where=key)
    parts.decimal_comma = parts.decimal_comma or key == "decimal comma"
    if key.startswith("solution"):
        name = key.split()[1].rstrip(":")
        parts.solutions.append(_described(name, _number_text(value, decimal_comma=parts.decimal_comma)))
    elif key.startswith("target"):
        amount, _, unit = value.partition(" ")
        parts.head |= {"target_dose.value": amount, "target_dose.unit": unit, "dose_unit": unit}
    else:
        parts.head[key.replace(" ", "_")] = value


def read_csv(text: str, name: str, *, decimal_comma: bool) -> PrintedTable:
    """Read a table with its solutions in comment lines.

    Raises:
        UnreadableTable: in one sentence.
    """
    parts = _take_apart(text, decimal_comma=decimal_comma)
    if not parts.lines:
        msg = f"{name}: no rows: expected {EXPECTED}"
        raise UnreadableTable(msg)
    if len(parts.lines) > MOST_ROWS:
        msg = f"{name}: more than {MOST_ROWS} rows"
        raise UnreadableTable(msg)
    cells = _split(parts.lines, decimal_comma=parts.decimal_comma)
    keys, rows = _header(cells, name)
    shown = (
        dict(_BY_POSITION)
        if rows is cells
        else {key: column.strip() for key, column in zip(keys, cells[0], strict=False) if key}
    )
    steps = tuple(
        _step(row, keys, name, position, decimal_comma=parts.decimal_comma) for position, row in enumerate(rows, 1)
    )
    unit = parts.head.get("dose_unit") or _unit_in(shown.get("dose", "")) or _unit_of_strength(parts.solutions)
    head = parts.head | {"dose_unit": unit}
    return PrintedTable(
        id=head.get("title", name),
        title=head.get("title", ""),
        head=head,
        solutions=tuple(parts.solutions),
        steps=steps,
        columns=shown,
    )


def _step(row: list[str], keys: list[str | None], name: str, position: int, *, decimal_comma: bool) -> PrintedRow:
    if len(row) > len(keys):
        msg = f"{name}: row {position}: {len(row)} cells, expected {len(keys)}: is a comma missing its quotes?"
        raise UnreadableTable(msg)
    cells = {
        key: _number_text(cell, decimal_comma=decimal_comma)
        for key, cell in zip(keys, row, strict=False)
        if key and cell
    }
    return PrintedRow(name=cells.pop("step", str(position)), cells=cells)


def _header(cells: list[list[str]], name: str) -> tuple[list[str | None], list[list[str]]]:
    """Find the columns: by the first line, or by position where it holds numbers only."""
    keys = [_key(cell, _HEADERS) for cell in cells[0]]
    known = [key for key in keys if key]
    if len(set(known)) != len(known):
        twice = next(key for key in known if known.count(key) > 1)
        msg = f"{name}: two columns mean {twice}: expected each once"
        raise UnreadableTable(msg)
    if known:
        return keys, cells[1:]
    if all(re.match(r"[0-9]", cell) for cell in cells[0]) and len(cells[0]) == len(_COLUMNS):
        return list(_COLUMNS), cells
    msg = f"{name}: line 1: no column is known: expected {EXPECTED}"
    raise UnreadableTable(msg)


def _described(name: str, text: str) -> PrintedRow:
    """Read `250 mL, 0.08 mg/mL` or `20 mg in 250 mL`."""
    found = {}
    strength, volume = _STRENGTH.search(text), None
    rest = text.replace(strength[0], "") if strength else text
    volume, amount = _VOLUME.search(rest), _AMOUNT.search(rest)
    if strength:
        found["concentration"] = strength[0]
    if volume:
        found["volume_mL"] = volume[1]
    if amount:
        found["amount"] = amount[0]
    return PrintedRow(name=name, cells=found)


def solution_rows(text: str, *, decimal_comma: bool) -> tuple[PrintedRow, ...]:
    """Read the solutions of a table from a CSV of their own.

    Raises:
        UnreadableTable: in one sentence.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    cells = _split(lines, decimal_comma=decimal_comma)
    keys = [_key(cell, _SOLUTION_HEADERS) for cell in cells[0]]
    if "id" not in keys:
        msg = "solutions: line 1: expected the columns solution, volume_ml, concentration, amount"
        raise UnreadableTable(msg)
    rows: list[PrintedRow] = []
    for row in cells[1:]:
        found = {
            key: _number_text(cell, decimal_comma=decimal_comma)
            for key, cell in zip(keys, row, strict=False)
            if key and cell
        }
        strength = found.get("concentration", "")
        if strength and "/" not in strength:
            unit = _unit_in(cells[0][keys.index("concentration")]) or "mg"
            found["concentration"] = f"{strength} {unit.split('/')[0]}/mL"
        rows.append(PrintedRow(name=found.pop("id", str(len(rows) + 1)), cells=found))
    return tuple(rows)


def _unit_in(header: str) -> str:
    match = re.search(r"[(\[](.+?)[)\]]", header)
    return match[1].strip() if match else ""


def _unit_of_strength(solutions: list[PrintedRow]) -> str:
    for row in solutions:
        match = re.search(r"([A-Za-zµ]+) ?/", row.get("concentration"))
        if match:
            return str(match[1])
    return ""
