"""Lint: judge one printed table, and name the published ones that come nearest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.lint import LintResult, Near, Verdict, lint_table, nearest
from stepward.core.protocols.printed import PrintedTable


class Reader(Port):
    """What turns a file into a printed table."""

    def __call__(self, content: bytes, /, name: str) -> PrintedTable:
        """Read a table.

        Raises:
            Refusal: in one sentence, if it is none.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """What lint says of one file; without a result the file could not be read, and the reason says why."""

    name: str
    result: LintResult | None
    reason: str = ""
    nearest: tuple[Near, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict; unreadable without a result."""
        return Verdict.UNREADABLE if self.result is None else self.result.verdict


def lint_file(
    content: bytes | None,
    *,
    name: str,
    reader: Reader,
    reason: str = "",
    published: Iterable[PrintedTable] = (),
) -> LintReport:
    """Judge a file; one that cannot be read is a verdict too, so that others are still judged.

    `content` is `None` where the file could not be had at all; `reason` then says why.
    """
    if content is None:
        return LintReport(name=name, result=None, reason=reason or f"{name}: could not be had")
    try:
        table = reader(content, name)
    except Refusal as refusal:
        return LintReport(name=name, result=None, reason=str(refusal))
    return LintReport(name=name, result=lint_table(table), nearest=nearest(table, published))
