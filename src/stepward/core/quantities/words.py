"""Write values of our own classes as plain words, and read them back exactly; anything unknown is refused.

Numbers are decimals where they end and `numerator/denominator` where they do not, so that nothing is lost. Times are
UTC with microseconds.

Source: STEPWARD-SAFETY, H-30, H-39 and H-64.
"""

import re
import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from stepward.core.findings import Refusal
from stepward.core.quantities.numbers import exact_text, is_terminating

_Kind = TypeVar("_Kind")
Word = str | int | bool | None | list["Word"] | dict[str, "Word"]
LONGEST_NUMBER = 200
_NUMBER = re.compile(r"-?[0-9]{1,99}(?:\.[0-9]{1,99}|/[1-9][0-9]{0,98})?")


class UnreadableWords(Refusal, ValueError):
    """The words are no value of this kind; says where and what was expected, never the words themselves."""


def words_of(value: Any) -> dict[str, Word]:  # noqa: ANN401 - any of our own classes
    """Write a value of one of our classes as plain words; fields that are as by default are left out."""
    return _written_fields(value)


def value_of(kind: type[_Kind], words: object, where: str) -> _Kind:
    """Read a value of a class from its words; `where` is said in a refusal.

    Raises:
        UnreadableWords: naming the field.
    """
    found: _Kind = reader(cast("Hashable", kind))(words, where)
    return found


def _written_fields(value: Any) -> dict[str, Word]:  # noqa: ANN401 - any of our own classes
    found: dict[str, Word] = {}
    for name, default in _fields(cast("Hashable", type(value))):
        part = getattr(value, name)
        if part != default:
            found[name] = _written(part)
    return found


@cache
def _fields(kind: Any) -> tuple[tuple[str, object], ...]:  # noqa: ANN401 - any of our own classes
    return tuple((item.name, _default(item.default, item.default_factory)) for item in fields(kind))


def _default(default: object, factory: object) -> object:
    if default is MISSING and callable(factory):
        return factory()
    return default


def _written(value: object) -> Word:  # noqa: PLR0911 - one line for each sort of value
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            return exact_text(value) if is_terminating(value) else f"{value.numerator}/{value.denominator}"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Enum():
            return str(value.value)
        case tuple():
            return [_written(item) for item in value]
        case frozenset():
            return sorted((_written(item) for item in value), key=str)
        case _ if is_dataclass(value):
            return _written_fields(value)
        case _:
            msg = f"{type(value).__name__} cannot be written"
            raise TypeError(msg)


Read = Callable[[object, str], Any]


@cache
def reader(kind: Any) -> Read:  # noqa: ANN401, PLR0911 - a type as annotations give it
    """Make the function that reads values of a type; the second argument says where, for the refusal."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        (inner,) = (reader(part) for part in parts if part is not type(None))
        return lambda value, where: None if value is None else inner(value, where)
    if origin is tuple:
        return _row_reader(parts) if Ellipsis not in parts else _list_reader(reader(parts[0]), tuple)
    if origin is frozenset:
        return _list_reader(reader(parts[0]), frozenset)
    if kind in {str, int, bool}:
        return lambda value, where: value if type(value) is kind else _refuse(where, kind.__name__)
    if kind is Fraction:
        return _fraction
    if kind is datetime:
        return _instant
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = {item.value: item for item in kind}
        return lambda value, where: known[value] if type(value) is str and value in known else _refuse(where, "a name")
    return _class_reader(kind)


def _refuse(where: str, expected: str) -> typing.NoReturn:
    msg = f"{where}: expected {expected}"
    raise UnreadableWords(msg)


def _fraction(value: object, where: str) -> Fraction:
    found = _number(value) if isinstance(value, str) else None
    if found is None:
        _refuse(where, "a number as text")
    return found


@lru_cache(maxsize=4096)
def _number(text: str) -> Fraction | None:
    """Read a number; the same few stand in one session again and again."""
    if len(text) > LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return None
    return Fraction(text)


def _instant(value: object, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        _refuse(where, "a time with its offset")
    return found.astimezone(UTC)


def _list_reader(read: Read, make: Callable[[Any], object]) -> Read:
    def listed(value: object, where: str) -> object:
        if not isinstance(value, list):
            _refuse(where, "a list")
        return make([read(item, where) for item in value])

    return listed


def _row_reader(parts: tuple[object, ...]) -> Read:
    reads = tuple(reader(part) for part in parts)

    def row(value: object, where: str) -> object:
        if not isinstance(value, list) or len(value) != len(reads):
            _refuse(where, f"a list of {len(reads)}")
        return tuple([read(item, where) for read, item in zip(reads, value, strict=True)])

    return row


def _class_reader(kind: type) -> Read:
    hints = typing.get_type_hints(kind)
    reads = {item.name: reader(hints[item.name]) for item in fields(kind)}
    needed = frozenset(name for name, default in _fields(kind) if default is MISSING)

    def read(value: object, where: str) -> object:
        if not isinstance(value, dict):
            _refuse(where, "named fields")
        if not needed <= value.keys() <= reads.keys():
            _refuse(where, f"the fields {', '.join(sorted(reads))}")
        try:
            found = {name: reads[name](part, name) for name, part in value.items()}
        except UnreadableWords as error:
            msg = f"{where}, {error}"
            raise UnreadableWords(msg) from error
        try:
            return kind(**found)
        except (ValueError, TypeError) as error:
            msg = f"{where}: the fields do not go together"
            raise UnreadableWords(msg) from error

    return read
