"""Files of printed tables, YAML or CSV, read as text cell by cell; forgiving of names, strict about broken files."""

import csv
import io
import re
from typing import Any

import yaml

from stepward.core.findings import Refusal
from stepward.core.protocols.printed import PrintedRow, PrintedTable

MOST_BYTES = 1_048_576
MOST_ROWS = 2_000
MOST_DEPTH = 12
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
_COMMENT = re.compile(r"#\s*(?P<key>solution\s+\S+|target(?: dose)?|drug|protocol|title|dose unit|decimal comma)\s*:?\s*(?P<text>.*)", re.I)
_UNITS = re.compile(r"[(\[].*?[)\]]|,.*$")
_VOLUME = re.compile(r"([0-9][0-9.,]*) ?mL(?![/a-z])", re.I)
_STRENGTH = re.compile(r"[0-9][0-9.,]* ?[A-Za-zµ]+ ?/ ?[0-9.]* ?mL", re.I)
_AMOUNT = re.compile(r"[0-9][0-9.,]* ?(?:mg|g|mcg|ng|units)(?! ?/)", re.I)


class UnreadableTable(Refusal, ValueError):
    """A file is no printed table; says what, where and what was expected."""


def read_printed(
    content: bytes, *, name: str, decimal_comma: bool = False, solutions: bytes | None = None
) -> PrintedTable:
    """Read a printed table; `solutions` is a second CSV for the solutions of a CSV table.

    Raises:
        UnreadableTable: in one sentence.
    """
    text = _decode(content, name)
    if name.casefold().endswith((".yaml", ".yml")) or (not name.casefold().endswith((".csv", ".tsv", ".txt")) and _is_yaml(text)):
        return _from_yaml(text, name)
    table = _from_csv(text, name, decimal_comma=decimal_comma)
    if solutions is None:
        return table
    rows = _solution_rows(_decode(solutions, "solutions"), decimal_comma=decimal_comma)
    return PrintedTable(id=table.id, title=table.title, head=table.head, steps=table.steps, solutions=rows,
                        columns=table.columns)  # fmt: skip


def _decode(content: bytes, name: str) -> str:
    if not content.strip():
        raise UnreadableTable(f"{name}: the file is empty: expected a table as YAML or CSV")
    if len(content) > MOST_BYTES:
        raise UnreadableTable(f"{name}: larger than 1 MiB, which no table is")
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTable(f"{name}: not text in UTF-8: save it as CSV UTF-8") from error
    if "\x00" in text or sum(not (char.isprintable() or char in "\r\n\t") for char in text) > len(text) // 50:
        raise UnreadableTable(f"{name}: not a text file: expected a table as YAML or CSV")
    return text


def _is_yaml(text: str) -> bool:
    return re.search(r"^(id|steps|title|solutions):", text, re.MULTILINE) is not None


def _from_yaml(text: str, name: str) -> PrintedTable:
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise UnreadableTable(f"{name}: line {event.start_mark.line + 1}: references (*name) are not read")
        data = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader makes nothing but text
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        problem = getattr(error, "problem", "") or "broken"
        raise UnreadableTable(f"{name}: {where}not YAML: {problem}") from error
    except RecursionError as error:
        raise UnreadableTable(f"{name}: nested too deep") from error
    if not isinstance(data, dict):
        raise UnreadableTable(f"{name}: expected a table with the keys steps or solutions")
    head = _flat({key: value for key, value in data.items() if key not in {"solutions", "steps"}}, name)
    steps, solutions = _rows(data.get("steps"), name, "n"), _rows(data.get("solutions"), name, "id")
    if "steps" not in data and "solutions" not in data and "id" not in data:
        raise UnreadableTable(f"{name}: expected a table with the keys steps or solutions")
    return PrintedTable(id=head.get("id", name), title=head.get("title", ""), head=head, steps=steps, solutions=solutions)


def _flat(data: object, name: str, prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Flatten nested tables and lists to dotted keys."""
    if depth > MOST_DEPTH:
        raise UnreadableTable(f"{name}: nested too deep")
    if isinstance(data, dict):
        pairs: list[tuple[str, object]] = [(str(key), value) for key, value in data.items()]
    elif isinstance(data, list):
        pairs = [(str(index), value) for index, value in enumerate(data)]
    else:
        return {prefix: str(data)}
    found: dict[str, str] = {}
    for key, value in pairs:
        found |= _flat(value, name, f"{prefix}.{key}" if prefix else key, depth + 1)
    return found


def _rows(data: object, name: str, key: str) -> tuple[PrintedRow, ...]:
    if data is None:
        return ()
    if not isinstance(data, list) or len(data) > MOST_ROWS:
        raise UnreadableTable(f"{name}: expected a list of at most {MOST_ROWS} rows")
    rows = []
    for position, item in enumerate(data, 1):
        if not isinstance(item, dict):
            raise UnreadableTable(f"{name}: row {position}: expected cells with names, such as {{dose: 2}}")
        cells = _flat(item, name)
        printed = cells.pop(key, "")
        rows.append(PrintedRow(name=str(position) if printed in {"", "null", "~"} else printed, cells=cells))
    return tuple(rows)


def _key(header: str, names: dict[str, tuple[str, ...]]) -> str | None:
    """Find which column a header means: case, units, signs and spaces do not count."""
    plain = re.sub(r"[^a-z#]", "", _UNITS.sub("", header.casefold()))
    whole = re.sub(r"[^a-z#]", "", header.casefold())
    for key, words in names.items():
        if plain in words or whole in words:
            return key
    for key, words in names.items():
        if plain and any(plain.startswith(word) for word in words if len(word) > 3):  # noqa: PLR2004 - no short guesses
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
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)]


def _number_text(cell: str, *, decimal_comma: bool) -> str:
    """Write a cell with a decimal point where a decimal comma was declared."""
    if not decimal_comma:
        return cell
    return re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d)\.(?=\d{3}(\D|$))", "", cell))


def _from_csv(text: str, name: str, *, decimal_comma: bool) -> PrintedTable:
    head: dict[str, str] = {}
    solutions: list[PrintedRow] = []
    lines = []
    for line in text.splitlines():
        match = _COMMENT.match(line.strip())
        if match is None:
            if line.strip() and not line.lstrip().startswith("#"):
                lines.append(line.strip("\r\n"))
            continue
        key, value = match["key"].casefold(), match["text"].strip()
        decimal_comma = decimal_comma or key == "decimal comma"
        if key.startswith("solution"):
            solutions.append(_described(key.split()[1].rstrip(":"), _number_text(value, decimal_comma=decimal_comma)))
        elif key.startswith("target"):
            amount, _, unit = value.partition(" ")
            head |= {"target_dose.value": amount, "target_dose.unit": unit, "dose_unit": unit}
        else:
            head[key.replace(" ", "_")] = value
    if len(lines) > MOST_ROWS:
        raise UnreadableTable(f"{name}: more than {MOST_ROWS} rows")
    if not lines:
        raise UnreadableTable(f"{name}: no rows: expected step,solution,rate_ml_h,minutes,volume_ml,dose,cumulative")
    cells = _split(lines, decimal_comma=decimal_comma)
    keys, rows = _header(cells, name)
    columns = {key: shown for key, shown in zip(keys, cells[0], strict=False) if key} if rows is not cells else {}
    steps = []
    for position, row in enumerate(rows, 1):
        if len(row) > len(keys):
            raise UnreadableTable(f"{name}: row {position}: {len(row)} cells, expected {len(keys)}: is a comma missing its quotes?")
        found = {key: _number_text(cell, decimal_comma=decimal_comma) for key, cell in zip(keys, row, strict=False) if key and cell}
        steps.append(PrintedRow(name=found.pop("step", str(position)), cells=found))
    if "dose_unit" not in head:
        head["dose_unit"] = _unit_in(columns.get("dose", "")) or _unit_of_strength(solutions)
    shown = {key: _contract(column) for key, column in columns.items()} or {
        "rate_mL_h": "rate_ml_h", "volume_mL": "volume_ml"}  # fmt: skip
    return PrintedTable(id=head.get("title", name), title=head.get("title", ""), head=head, solutions=tuple(solutions),
                        steps=tuple(steps), columns=shown)  # fmt: skip


def _contract(column: str) -> str:
    """Give the column's name as the file has it."""
    return column.strip()


def _header(cells: list[list[str]], name: str) -> tuple[list[str | None], list[list[str]]]:
    """Find the columns: by the first line, or by position where it holds numbers only."""
    keys = [_key(cell, _HEADERS) for cell in cells[0]]
    known = [key for key in keys if key]
    if len(set(known)) != len(known):
        twice = next(key for key in known if known.count(key) > 1)
        raise UnreadableTable(f"{name}: two columns mean {twice}: expected each once")
    if known:
        return keys, cells[1:]
    if all(re.match(r"[0-9]", cell) for cell in cells[0]) and len(cells[0]) == 7:  # noqa: PLR2004 - the contract's columns
        return ["step", "solution", "rate_mL_h", "minutes", "volume_mL", "dose", "cumulative"], cells
    raise UnreadableTable(f"{name}: line 1: no column is known: expected step,solution,rate_ml_h,minutes,volume_ml,dose,cumulative")


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


def _solution_rows(text: str, *, decimal_comma: bool) -> tuple[PrintedRow, ...]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    cells = _split(lines, decimal_comma=decimal_comma)
    keys = [_key(cell, _SOLUTION_HEADERS) for cell in cells[0]]
    if "id" not in keys:
        raise UnreadableTable("solutions: line 1: expected the columns solution, volume_ml, concentration, amount")
    rows = []
    for row in cells[1:]:
        found = {key: _number_text(cell, decimal_comma=decimal_comma) for key, cell in zip(keys, row, strict=False) if key and cell}
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
        match: Any = re.search(r"([A-Za-zµ]+) ?/", row.get("concentration"))
        if match:
            return str(match[1])
    return ""
