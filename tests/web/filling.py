"""The demonstration unit for each test: filled once, and from then on written as the rows that this wrote."""

from functools import cache
from typing import Any

from django.db import connection

from stepward.shells.web import demonstration

Rows = dict[str, tuple[tuple[Any, ...], ...]]


def fill() -> None:
    """Bring the unit; only the first call goes the long way, through every use case and signature."""
    if connection.vendor != "sqlite":
        demonstration.fill()
    elif _filled.cache_info().currsize:
        _write(_filled())
    else:
        _filled()


@cache
def _filled() -> Rows:
    """Fill the unit as `stepward demo` does; give every row that this wrote."""
    before = _rows()
    demonstration.fill()
    after = _rows()
    assert all(set(rows) <= set(after[table]) for table, rows in before.items()), "it changed a row that was there"
    return {table: tuple(row for row in rows if row not in before[table]) for table, rows in after.items()}


def _rows() -> Rows:
    """Read every table as SQLite keeps it: the sign before a column keeps Python's types out."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            columns = ", ".join(f"+{connection.ops.quote_name(name)}" for name in names)
            cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(table)}")  # noqa: S608 - of the schema
            found[table] = tuple(tuple(row) for row in cursor.fetchall())
    return found


def _write(filled: Rows) -> None:
    with connection.cursor() as cursor:
        for table, rows in filled.items():
            if rows:
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)  # noqa: S608 - the same
