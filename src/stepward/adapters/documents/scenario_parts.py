"""Tables of a scenario file, read strictly: every key must be asked for, every amount carries its unit."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from stepward.core.quantities import parse_number
from stepward.usecases.scenario_words import UnreadableScenario, measured
from stepward.usecases.scenarios import Span

LONGEST_TEXT = 500
MOST_ITEMS = 500
_Value = TypeVar("_Value")


class Table:
    """A table whose every key must be asked for; a key left over is refused."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            msg = f"{where}: expected a table"
            raise UnreadableScenario(msg)
        self.left: dict[str, Any] = dict(data)
        self.where = where

    def refuse(self, key: str, expected: str) -> NoReturn:
        """Say what was expected where.

        Raises:
            UnreadableScenario: always.
        """
        msg = f"{self.where}: {key}: expected {expected}"
        raise UnreadableScenario(msg)

    def close(self) -> None:
        """Refuse keys that nobody asked for.

        Raises:
            UnreadableScenario: naming them.
        """
        if self.left:
            msg = f"{self.where}: not of the format: {', '.join(sorted(ascii(key)[1:41] for key in self.left))}"
            raise UnreadableScenario(msg.replace("'", ""))

    def text(self, key: str) -> str | None:
        """Read a text, if it is there.

        Raises:
            UnreadableScenario: if it is something else, or too long.
        """
        value = self.left.pop(key, None)
        if value is not None and (not isinstance(value, str) or len(value) > LONGEST_TEXT):
            self.refuse(key, f"text in quotes, up to {LONGEST_TEXT} characters")
        return value

    def needed(self, key: str) -> str:
        """Read a text that must be there.

        Raises:
            UnreadableScenario: if it is missing or empty.
        """
        value = self.text(key)
        if not value:
            self.refuse(key, "a text")
        return value

    def read(self, key: str, parse: Callable[[str], _Value]) -> _Value | None:
        """Read a text by a reader, if it is there.

        Raises:
            UnreadableScenario: saying where, and what was expected.
        """
        text = self.text(key)
        return None if text is None else self._parsed(key, text, parse)

    def must(self, key: str, parse: Callable[[str], _Value]) -> _Value:
        """Read a text by a reader; it must be there."""
        return self._parsed(key, self.needed(key), parse)

    def _parsed(self, key: str, text: str, parse: Callable[[str], _Value]) -> _Value:
        try:
            return parse(text)
        except ValueError as error:
            msg = f"{self.where}: {key}: {error}"
            raise UnreadableScenario(msg) from error

    def whole(self, key: str) -> int | None:
        """Read a whole number from 0 on, if it is there.

        Raises:
            UnreadableScenario: if it is something else.
        """
        value = self.left.pop(key, None)
        if value is not None and (type(value) is not int or not 0 <= value < 10**9):
            self.refuse(key, "a whole number from 0 on")
        return value

    def flag(self, key: str) -> bool | None:
        """Read true or false, if it is there.

        Raises:
            UnreadableScenario: if it is something else.
        """
        value = self.left.pop(key, None)
        if value is not None and type(value) is not bool:
            self.refuse(key, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Read a list of texts, if it is there.

        Raises:
            UnreadableScenario: if it is something else.
        """
        value = self._list(key)
        if value is None:
            return None
        if not all(isinstance(item, str) and len(item) <= LONGEST_TEXT for item in value):
            self.refuse(key, "a list of texts")
        return tuple(value)

    def _list(self, key: str) -> list[Any] | None:
        value = self.left.pop(key, None)
        if value is not None and (not isinstance(value, list) or len(value) > MOST_ITEMS):
            self.refuse(key, f"a list of up to {MOST_ITEMS}")
        return value

    def tables(self, key: str) -> tuple["Table", ...] | None:
        """Read a list of tables, if it is there."""
        value = self._list(key)
        if value is None:
            return None
        return tuple(Table(item, f"{self.where}, {key} {place}") for place, item in enumerate(value, start=1))

    def table(self, key: str) -> "Table | None":
        """Read a table, if it is there."""
        value = self.left.pop(key, None)
        return None if value is None else Table(value, f"{self.where}, {key}")

    def numbers(self, key: str) -> tuple[tuple[str, Fraction], ...] | None:
        """Read a table of names and plain numbers in quotes, if it is there."""
        table = self.table(key)
        if table is None:
            return None
        return tuple((name, table.must(name, parse_number)) for name in tuple(table.left))

    def span(self, key: str) -> Span | None:
        """Read an amount, or a table of its least and its most, if it is there."""
        if isinstance(self.left.get(key), str):
            exact = self.must(key, measured)
            return Span(exact, exact)
        table = self.table(key)
        if table is None:
            return None
        found = Span(table.must("least", measured), table.must("most", measured))
        table.close()
        return found

    def instant(self, key: str) -> datetime | None:
        """Read a time with its offset, if it is there.

        Raises:
            UnreadableScenario: if it is something else.
        """
        value = self.left.pop(key, None)
        if value is not None and (not isinstance(value, datetime) or value.utcoffset() is None):
            self.refuse(key, "a date and time with its offset, such as 2026-11-23T08:00:00Z")
        return None if value is None else value.astimezone(UTC)
