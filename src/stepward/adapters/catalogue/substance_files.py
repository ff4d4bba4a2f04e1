"""The list of substances (TOML): read strictly, every entry with its source, one meaning per name.

`[classes.ID]` has title, source, and maybe cross_reactive, note and names; `[substances.NAME]` has source, and maybe
synonyms, brands, local_brands (drops, creams), classes; `[combinations.NAME]` has ingredients and source, and maybe
synonyms, brands and local_brands.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.substances import Combination, DrugClass, Substance, Substances

TABLES = frozenset({"classes", "substances", "combinations"})
_Entry = Mapping[str, Any]


class UnreadableSubstances(Refusal, ValueError):
    """The list cannot be read; says where and what was expected."""


def read_substances(content: bytes, *, name: str) -> Substances:
    """Read a list of substances.

    Raises:
        UnreadableSubstances: naming file, entry and what was expected.
        UnsoundSubstance: if a name means two things, or names what is not there.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableSubstances(msg) from error
    if unknown := sorted(set(data) - TABLES):
        msg = f"{name}: unknown table {unknown[0]!r}: expected {', '.join(sorted(TABLES))}"
        raise UnreadableSubstances(msg)
    return Substances(
        [_substance(key, value, f"{name}, {key}") for key, value in data.get("substances", {}).items()],
        [_combination(key, value, f"{name}, {key}") for key, value in data.get("combinations", {}).items()],
        [_class(key, value, f"{name}, {key}") for key, value in data.get("classes", {}).items()],
    )


@cache
def substances() -> Substances:
    """Give the list that ships with the package."""
    name = "substances.toml"
    return read_substances(files("stepward.data").joinpath(name).read_bytes(), name=name)


def _substance(key: str, entry: _Entry, where: str) -> Substance:
    _must_have_only(entry, {"source"}, {"synonyms", "brands", "local_brands", "classes"}, where)
    return Substance(
        name=key,
        source=_text(entry, "source", where),
        synonyms=_texts(entry, "synonyms", where),
        brands=_texts(entry, "brands", where),
        local_brands=_texts(entry, "local_brands", where),
        classes=_texts(entry, "classes", where),
    )


def _combination(key: str, entry: _Entry, where: str) -> Combination:
    _must_have_only(entry, {"source", "ingredients"}, {"synonyms", "brands", "local_brands"}, where)
    return Combination(
        name=key,
        ingredients=_texts(entry, "ingredients", where),
        source=_text(entry, "source", where),
        synonyms=_texts(entry, "synonyms", where),
        brands=_texts(entry, "brands", where),
        local_brands=_texts(entry, "local_brands", where),
    )


def _class(key: str, entry: _Entry, where: str) -> DrugClass:
    _must_have_only(entry, {"source", "title"}, {"cross_reactive", "note", "names"}, where)
    flag = entry.get("cross_reactive", False)
    if not isinstance(flag, bool):
        msg = f"{where}: cross_reactive must be true or false, not {flag!r}"
        raise UnreadableSubstances(msg)
    return DrugClass(
        id=key,
        title=_text(entry, "title", where),
        source=_text(entry, "source", where),
        is_cross_reactive=flag,
        note=_text(entry, "note", where) if "note" in entry else "",
        names=_texts(entry, "names", where),
    )


def _must_have_only(entry: object, needed: set[str], optional: set[str], where: str) -> None:
    keys = set(entry) if isinstance(entry, dict) else None
    if keys is None or not needed <= keys or keys - needed - optional:
        msg = f"{where}: expected {', '.join(sorted(needed))}, and at most {', '.join(sorted(optional))}"
        raise UnreadableSubstances(msg)


def _text(entry: _Entry, key: str, where: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        msg = f"{where}: {key} must be a text that is not empty, not {value!r}"
        raise UnreadableSubstances(msg)
    return value


def _texts(entry: _Entry, key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        msg = f"{where}: {key} must be a list of texts, not {value!r}"
        raise UnreadableSubstances(msg)
    return tuple(value)
