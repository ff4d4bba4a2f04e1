"""The line sets that ship with the package, and those of a unit in the same form."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.quantities import Volume

WITH_VOLUME = {"title", "volume", "source", "basis"}
WITHOUT = {"title", "missing"}


class UnreadableLineSet(Refusal, ValueError):
    """A file of line sets has an entry that cannot be read; says which and what was expected."""


class UnknownLineSet(Refusal, LookupError):
    """No line set has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSet:
    """A set of tubing: its volume with its source, or what is missing to know it."""

    id: str
    title: str
    volume: Volume | None
    source: str = ""
    basis: str = ""
    missing: str = ""


def read_line_sets(content: bytes, *, name: str) -> dict[str, LineSet]:
    """Read a file of line sets by id.

    Raises:
        UnreadableLineSet: naming file, entry and what was expected.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableLineSet(msg) from error
    return {key: _line_set(key, value, name=name) for key, value in data.items()}


def _line_set(key: str, value: Any, *, name: str) -> LineSet:  # noqa: ANN401 - whatever stands in a file
    if not isinstance(value, dict) or set(value) not in (WITH_VOLUME, WITHOUT):
        msg = f"{name}, {key}: expected either title, volume, source and basis, or title and missing"
        raise UnreadableLineSet(msg)
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        msg = f"{name}, {key}: expected texts, none of them empty"
        raise UnreadableLineSet(msg)
    try:
        volume = Volume.parse(value["volume"]) if "volume" in value else None
    except ValueError as error:
        msg = f"{name}, {key}, volume: {error}"
        raise UnreadableLineSet(msg) from error
    if volume is not None and volume.value <= 0:
        msg = f"{name}, {key}, volume {volume}: expected more than 0 mL"
        raise UnreadableLineSet(msg)
    return LineSet(id=key, **{**value, "volume": volume})


@cache
def line_sets() -> dict[str, LineSet]:
    """Read the shipped line sets by id."""
    name = "line_sets.toml"
    return read_line_sets(files("stepward.data").joinpath(name).read_bytes(), name=name)


def line_set(line_set_id: str) -> LineSet:
    """Give a shipped line set.

    Raises:
        UnknownLineSet: if there is none of this id; the text lists those there are.
    """
    found = line_sets().get(line_set_id)
    if found is None:
        msg = f"no line set {line_set_id!r}: expected one of {', '.join(line_sets())}"
        raise UnknownLineSet(msg)
    return found
