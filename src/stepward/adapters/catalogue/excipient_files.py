"""The list of excipients (TOML): read strictly, every fact with its source.

`[excipients.NAME]` has source, and maybe synonyms, culprit, note, related and related_source; `[products.ID]` has
title, drug, names and contents (excipient, source, maybe amount), and maybe usual; `[[replacements]]` have drug,
without, words and source.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.substances import Content, Excipient, Excipients, Formulation, Replacement

TABLES = frozenset({"excipients", "products", "replacements"})
_Entry = Mapping[str, Any]


class UnreadableExcipients(Refusal, ValueError):
    """The list cannot be read; says where and what was expected."""


def read_excipients(content: bytes, *, name: str) -> Excipients:
    """Read a list of excipients.

    Raises:
        UnreadableExcipients: naming file, entry and what was expected.
        UnsoundSubstance: if a name means two things, or names what is not there.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableExcipients(msg) from error
    if unknown := sorted(set(data) - TABLES):
        msg = f"{name}: unknown table {unknown[0]!r}: expected {', '.join(sorted(TABLES))}"
        raise UnreadableExcipients(msg)
    found = [_excipient(key, value, f"{name}, {key}") for key, value in data.get("excipients", {}).items()]
    by_name = {item.name: item for item in found}
    return Excipients(
        found,
        [_product(key, value, by_name, f"{name}, {key}") for key, value in data.get("products", {}).items()],
        [_replacement(value, f"{name}, replacement {n}") for n, value in enumerate(data.get("replacements", []), 1)],
    )


@cache
def excipients() -> Excipients:
    """Give the list that ships with the package."""
    name = "excipients.toml"
    return read_excipients(files("stepward.data").joinpath(name).read_bytes(), name=name)


def _excipient(key: str, data: object, where: str) -> Excipient:
    entry = _entry(data, {"source"}, {"synonyms", "culprit", "note", "related", "related_source"}, where)
    if ("related" in entry) != ("related_source" in entry):
        msg = f"{where}: related and related_source go together"
        raise UnreadableExcipients(msg)
    return Excipient(
        name=key,
        source=_text(entry, "source", where),
        synonyms=_texts(entry, "synonyms", where),
        is_culprit=_flag(entry, "culprit", where, otherwise=True),
        note=_text(entry, "note", where) if "note" in entry else "",
        related=_texts(entry, "related", where),
        related_source=_text(entry, "related_source", where) if "related_source" in entry else "",
    )


def _product(key: str, data: object, known: Mapping[str, Excipient], where: str) -> Formulation:
    entry = _entry(data, {"title", "drug", "names", "contents"}, {"usual"}, where)
    contents = entry["contents"]
    if not isinstance(contents, list) or not contents:
        msg = f"{where}: contents: expected at least one"
        raise UnreadableExcipients(msg)
    return Formulation(
        id=key,
        title=_text(entry, "title", where),
        drug=_text(entry, "drug", where),
        names=_texts(entry, "names", where),
        contents=tuple(_content(item, known, where) for item in contents),
        is_usual=_flag(entry, "usual", where, otherwise=False),
    )


def _content(data: object, known: Mapping[str, Excipient], where: str) -> Content:
    entry = _entry(data, {"excipient", "source"}, {"amount"}, where)
    name = _text(entry, "excipient", where)
    if name not in known:
        msg = f"{where}: the excipient {name!r} is not on the list"
        raise UnreadableExcipients(msg)
    return Content(
        excipient=known[name],
        source=_text(entry, "source", where),
        amount=_text(entry, "amount", where) if "amount" in entry else "",
    )


def _replacement(data: object, where: str) -> Replacement:
    entry = _entry(data, {"drug", "without", "words", "source"}, set(), where)
    return Replacement(
        drug=_text(entry, "drug", where),
        without=_text(entry, "without", where),
        words=_text(entry, "words", where),
        source=_text(entry, "source", where),
    )


def _entry(data: object, needed: set[str], optional: set[str], where: str) -> _Entry:
    keys = set(data) if isinstance(data, dict) else None
    if not isinstance(data, dict) or keys is None or not needed <= keys or keys - needed - optional:
        msg = f"{where}: expected {', '.join(sorted(needed))}, and at most {', '.join(sorted(optional)) or 'these'}"
        raise UnreadableExcipients(msg)
    return data


def _text(entry: _Entry, key: str, where: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        msg = f"{where}: {key} must be a text that is not empty, not {value!r}"
        raise UnreadableExcipients(msg)
    return value


def _texts(entry: _Entry, key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        msg = f"{where}: {key} must be a list of texts, not {value!r}"
        raise UnreadableExcipients(msg)
    return tuple(value)


def _flag(entry: _Entry, key: str, where: str, *, otherwise: bool) -> bool:
    value = entry.get(key, otherwise)
    if not isinstance(value, bool):
        msg = f"{where}: {key} must be true or false, not {value!r}"
        raise UnreadableExcipients(msg)
    return value
