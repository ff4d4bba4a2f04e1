"""The line sets that ship with the package, and those of a unit in the same form."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.delivery.line_set import LineSet, Part, PartKind
from stepward.core.findings import Refusal
from stepward.core.quantities import Volume

WITH_VOLUME = {"title", "volume", "source", "basis"}
WITHOUT = {"title", "missing"}
OF_PARTS = ({"title", "parts"}, {"title", "parts", "branch"})
OF_A_PART = (
    {"kind", "name", "volume", "source"},
    {"kind", "name", "volume", "source", "basis"},
    {"kind", "name", "missing"},
)


class UnreadableLineSet(Refusal, ValueError):
    """A file of line sets has an entry that cannot be read; says which and what was expected."""


class UnknownLineSet(Refusal, LookupError):
    """No line set has this id."""


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
    return {key: read_line_set(key, value, name=name) for key, value in data.items()}


def read_line_set(key: str, value: Any, *, name: str) -> LineSet:  # noqa: ANN401 - whatever stands in a file
    """Read one line set: of one tube, or of parts.

    Raises:
        UnreadableLineSet: naming file, entry and what was expected.
    """
    where = f"{name}, {key}"
    if isinstance(value, Mapping) and "parts" in value:
        return _of_parts(key, value, where)
    if not isinstance(value, Mapping) or set(value) not in (WITH_VOLUME, WITHOUT):
        msg = f"{where}: expected either title, volume, source and basis, or title and missing, or title and parts"
        raise UnreadableLineSet(msg)
    part = {word: text for word, text in value.items() if word != "title"}
    only = _part({"kind": PartKind.TUBE.value, "name": value["title"], **part}, where)
    return LineSet(id=key, title=only.name, parts=(only,))


def _of_parts(key: str, value: Mapping[str, Any], where: str) -> LineSet:
    parts, title = value["parts"], value.get("title")
    if set(value) not in OF_PARTS or not isinstance(parts, list) or not parts:
        msg = f"{where}: expected title, parts, and perhaps branch"
        raise UnreadableLineSet(msg)
    if not isinstance(title, str) or not title.strip():
        msg = f"{where}: expected texts, none of them empty"
        raise UnreadableLineSet(msg)
    return LineSet(
        id=key,
        title=title,
        parts=tuple(_part(item, f"{where}, part {number}") for number, item in enumerate(parts, 1)),
        branch=_part(value["branch"], f"{where}, branch") if "branch" in value else None,
    )


def _part(value: Any, where: str) -> Part:  # noqa: ANN401 - the same
    if not isinstance(value, Mapping) or set(value) not in OF_A_PART:
        msg = f"{where}: expected kind, name, volume and source, or kind, name and missing"
        raise UnreadableLineSet(msg)
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        msg = f"{where}: expected texts, none of them empty"
        raise UnreadableLineSet(msg)
    kinds = {kind.value: kind for kind in PartKind}
    if value["kind"] not in kinds:
        msg = f"{where}, kind {value['kind']!r}: expected one of {', '.join(kinds)}"
        raise UnreadableLineSet(msg)
    try:
        volume = Volume.parse(value["volume"]) if "volume" in value else None
        return Part(**{**value, "kind": kinds[value["kind"]], "volume": volume})
    except ValueError as error:
        msg = f"{where}, volume: {error}"
        raise UnreadableLineSet(msg) from error


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
