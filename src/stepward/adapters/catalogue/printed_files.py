"""Files of printed tables, YAML or CSV, read as text cell by cell; forgiving of names, strict about broken files."""

import re
from dataclasses import replace

import yaml

from stepward.adapters.catalogue.printed_csv import (
    LONGEST_CELL,
    MOST_ROWS,
    UnreadableTable,
    read_csv,
    short_enough,
    solution_rows,
)
from stepward.core.protocols.printed import PrintedRow, PrintedTable

MOST_BYTES = 1_048_576
MOST_DEPTH = 12
MOST_TEXTS, LONGEST_PROSE = 2_000, 5_000
MOST_EVENTS = 50_000  # of the YAML parser: two for each cell


_DECIMAL_COMMA = re.compile(r"[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})(?![0-9])")


def read_printed(
    content: bytes, *, name: str, decimal_comma: bool = False, solutions: bytes | None = None
) -> PrintedTable:
    """Read a printed table; `solutions` is a second CSV for the solutions of a CSV table.

    Raises:
        UnreadableTable: in one sentence.
    """
    text = _decode(content, name)
    if name.casefold().endswith((".yaml", ".yml")) or (
        not name.casefold().endswith((".csv", ".tsv", ".txt")) and _is_yaml(text)
    ):
        return _without_commas(_from_yaml(text, name), name)
    table = read_csv(text, name, decimal_comma=decimal_comma)
    if solutions is not None:
        rows = solution_rows(_decode(solutions, "solutions"), decimal_comma=decimal_comma)
        table = replace(table, solutions=rows)
    return _without_commas(table, name)


def _without_commas(table: PrintedTable, name: str) -> PrintedTable:
    """Refuse a table with decimal commas that were not declared: one table is read in one way (H-39)."""
    for row in (*table.solutions, *table.steps):
        for key in ("rate_mL_h", "minutes", "volume_mL", "dose", "cumulative", "concentration", "amount"):
            if _DECIMAL_COMMA.match(row.get(key)):
                msg = f"{name}: {row.get(key)!r} in row {row.name} has a decimal comma: declare the decimal comma"
                raise UnreadableTable(msg)
    return table


def _decode(content: bytes, name: str) -> str:
    if not content.strip():
        msg = f"{name}: the file is empty: expected a table as YAML or CSV"
        raise UnreadableTable(msg)
    if len(content) > MOST_BYTES:
        msg = f"{name}: larger than 1 MiB, which no table is"
        raise UnreadableTable(msg)
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        msg = f"{name}: not text in UTF-8: save it as CSV UTF-8"
        raise UnreadableTable(msg) from error
    if "\x00" in text or sum(not (char.isprintable() or char in "\r\n\t") for char in text) > len(text) // 50:
        msg = f"{name}: not a text file: expected a table as YAML or CSV"
        raise UnreadableTable(msg)
    return text


def _is_yaml(text: str) -> bool:
    return re.search(r"^(id|steps|title|solutions):", text, re.MULTILINE) is not None


def _refuse_what_no_table_has(text: str, name: str) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) and event.start_mark is not None:
            msg = f"{name}: line {event.start_mark.line + 1}: references (*name) are not read"
            raise UnreadableTable(msg)
        if depth > MOST_DEPTH:
            msg = f"{name}: nested too deep"
            raise UnreadableTable(msg)
        if number > MOST_EVENTS:
            msg = f"{name}: far more cells than any table has"
            raise UnreadableTable(msg)


def _from_yaml(text: str, name: str) -> PrintedTable:
    try:
        _refuse_what_no_table_has(text, name)
        data = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - this loader makes nothing but text
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        problem = getattr(error, "problem", "") or "broken"
        msg = f"{name}: {where}not YAML: {problem}"
        raise UnreadableTable(msg) from error
    except RecursionError as error:
        msg = f"{name}: nested too deep"
        raise UnreadableTable(msg) from error
    if not isinstance(data, dict):
        msg = f"{name}: expected a table with the keys steps or solutions"
        raise UnreadableTable(msg)
    others = {key: value for key, value in data.items() if key not in {"solutions", "steps"}}
    head = _flat(others, name, most=LONGEST_PROSE)
    steps, solutions = _rows(data.get("steps"), name, "n"), _rows(data.get("solutions"), name, "id")
    if "steps" not in data and "solutions" not in data and "id" not in data:
        msg = f"{name}: expected a table with the keys steps or solutions"
        raise UnreadableTable(msg)
    return PrintedTable(
        id=head.get("id", name), title=head.get("title", ""), head=head, steps=steps, solutions=solutions
    )


def _flat(data: object, name: str, prefix: str = "", depth: int = 0, most: int = LONGEST_CELL) -> dict[str, str]:
    """Flatten nested tables and lists to dotted keys; `most` is the longest text."""
    if depth > MOST_DEPTH:
        msg = f"{name}: nested too deep"
        raise UnreadableTable(msg)
    if isinstance(data, dict):
        pairs: list[tuple[str, object]] = [(str(key), value) for key, value in data.items()]
    elif isinstance(data, list):
        pairs = [(str(index), value) for index, value in enumerate(data)]
    else:
        return {prefix: short_enough(str(data), where=f"{name}: {prefix}"[:LONGEST_CELL], most=most)}
    found: dict[str, str] = {}
    for key, value in pairs:
        found |= _flat(value, name, f"{prefix}.{key}" if prefix else key, depth + 1, most)
        if len(found) > MOST_TEXTS:
            msg = f"{name}: {prefix or 'the head'}: more than {MOST_TEXTS} texts, which no table has"
            raise UnreadableTable(msg)
    return found


def _rows(data: object, name: str, key: str) -> tuple[PrintedRow, ...]:
    if data is None:
        return ()
    if not isinstance(data, list) or len(data) > MOST_ROWS:
        msg = f"{name}: expected a list of at most {MOST_ROWS} rows"
        raise UnreadableTable(msg)
    rows = []
    for position, item in enumerate(data, 1):
        if not isinstance(item, dict):
            msg = f"{name}: row {position}: expected cells with names, such as {{dose: 2}}"
            raise UnreadableTable(msg)
        cells = _flat(item, name)
        printed = cells.pop(key, "")
        rows.append(PrintedRow(name=str(position) if printed in {"", "null", "~"} else printed, cells=cells))
    return tuple(rows)
