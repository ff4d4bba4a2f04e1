"""Rows that stay as they were written: refused by the model, by its manager, and by the database itself."""

from typing import NoReturn, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)
_SQLITE = """
CREATE TRIGGER {table}_no_{word} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_INSERT = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();
"""


class AppendOnly(TypeError):
    """A program tried to change or delete what is kept for ever."""


def _refuse() -> NoReturn:
    msg = "rows of this table are never changed or deleted: write a new one"
    raise AppendOnly(msg)


class AppendOnlyQuerySet(models.QuerySet[_Row]):
    """Rows that can be read and added."""

    def update(self, **_: object) -> int:
        """Refuse."""
        _refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse()


def guard(vendor: str, table: str) -> list[str]:
    """Write the statements that make the database itself refuse changes to a table."""
    match vendor:
        case "sqlite":
            return [_SQLITE.format(table=table, word=verb.lower(), verb=verb) for verb in ("UPDATE", "DELETE")]
        case "postgresql":
            return [_POSTGRESQL.format(table=table)]
        case _:
            msg = f"Stepward keeps its records in SQLite or PostgreSQL, not in {vendor}"
            raise ValueError(msg)


def guard_insert(vendor: str, table: str, *unique: tuple[str, ...]) -> list[str]:
    """Refuse a row whose key is taken, which SQLite's INSERT OR REPLACE would put in place of the old one.

    PostgreSQL has no such statement: its ON CONFLICT DO UPDATE is an update, and refused as one.

    Source: STEPWARD-SAFETY, H-63.
    """
    if vendor != "sqlite":
        return []
    taken = " OR ".join("(" + " AND ".join(f"{name} = NEW.{name}" for name in names) + ")" for names in unique)
    return [_SQLITE_INSERT.format(table=table, taken=taken)]
