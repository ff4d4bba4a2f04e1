"""The printed tables of the catalogue, read once, and what lint says of them."""

from functools import cache

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.protocols.printed import PrintedTable
from stepward.shells.web.lint.marked import Marked, mark
from stepward.usecases.linting import LintReport, lint_file


@cache
def published() -> dict[str, PrintedTable]:
    """Read all printed tables, by id."""
    tables = (read_printed(content, name=name) for name, content in shipped.printed_tables())
    return {table.id: table for table in tables}


@cache
def judged(table_id: str) -> LintReport | None:
    """Judge a published table like any other; nothing if there is none of this id."""
    table = published().get(table_id)
    return None if table is None else lint_file(b"", name=table_id, reader=lambda _content, _name: table)


def shown(table_id: str) -> tuple[LintReport, Marked] | None:
    """Give a published table with its marks; nothing where no cell of it was read."""
    report = judged(table_id)
    if report is None or report.result is None:
        return None
    table = report.result.table
    return (report, mark(report.result)) if table.steps or table.solutions else None
