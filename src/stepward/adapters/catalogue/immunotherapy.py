"""Rapid desensitization beside allergen immunotherapy: a table for staff with sources, and one in plain words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stepward.core.findings import Refusal

TEXTS = (
    "title",
    "desensitization",
    "immunotherapy",
    "plain_title",
    "plain_desensitization",
    "plain_immunotherapy",
)


class UnreadableComparison(Refusal, ValueError):
    """The table has a row that cannot be read; says which and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row of the table: what differs, for staff and in plain words for patients."""

    id: str
    title: str
    desensitization: str
    immunotherapy: str
    plain_title: str
    plain_desensitization: str
    plain_immunotherapy: str
    sources: tuple[str, ...]


def read_comparison(content: bytes, *, name: str) -> tuple[Comparison, ...]:
    """Read the table, in the order of the file.

    Raises:
        UnreadableComparison: naming file, row and what was expected.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableComparison(msg) from error
    return tuple(_row(key, value, f"{name}, {key}") for key, value in data.items())


@cache
def comparison() -> tuple[Comparison, ...]:
    """Give the table that ships with the package."""
    name = "immunotherapy.toml"
    return read_comparison(files("stepward.data").joinpath(name).read_bytes(), name=name)


def _row(key: str, data: object, where: str) -> Comparison:
    if not isinstance(data, dict) or set(data) != {*TEXTS, "sources"}:
        msg = f"{where}: expected exactly {', '.join(TEXTS)} and sources"
        raise UnreadableComparison(msg)
    sources = data["sources"]
    if not isinstance(sources, list) or not sources:
        msg = f"{where}: expected at least one source"
        raise UnreadableComparison(msg)
    if not all(isinstance(text, str) and text.strip() for text in (*(data[name] for name in TEXTS), *sources)):
        msg = f"{where}: expected texts, none of them empty"
        raise UnreadableComparison(msg)
    return Comparison(id=key, sources=tuple(sources), **{name: data[name] for name in TEXTS})
