"""A printed table: what a source or a hospital printed, cell by cell, as text, with nothing filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One row: the name it is printed with (step number, solution id) and its cells as text."""

    name: str
    cells: Mapping[str, str]

    def get(self, key: str) -> str:
        """Give a cell's text, empty where nothing is printed."""
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """Solutions, steps and the head of a table; nested parts of the head have dotted keys (`outcomes.patients`).

    `columns` gives the file's own name for a cell where it differs from the key used here.
    """

    id: str
    title: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    solutions: tuple[PrintedRow, ...] = ()
    steps: tuple[PrintedRow, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def shown(self, key: str) -> str:
        """Give the file's own name of a cell."""
        return self.columns.get(key, key)
