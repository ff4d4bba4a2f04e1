"""The site policy as a file (TOML): every question with all its sourced options, read strictly."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.quantities import parse_number
from stepward.core.screening.policy import Choice, Option, Policy

SHIPPED = "shipped"


class UnreadablePolicy(Refusal, ValueError):
    """A policy file is broken, or says something that is not of the format."""


def read_policy(content: bytes, *, name: str, version: str) -> Policy:
    """Read a policy.

    Raises:
        UnreadablePolicy: naming file, question and what was expected.
        UnsoundPolicy: if a chosen option is not there.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadablePolicy(msg) from error
    return Policy(version=version, choices={key: _choice(key, value, f"{name}, {key}") for key, value in data.items()})


@cache
def shipped_policy() -> Policy:
    """Give the policy that ships: sourced options, and choices made only where they may be."""
    name = "policy.toml"
    return read_policy(files("stepward.data").joinpath(name).read_bytes(), name=name, version=SHIPPED)


def _choice(key: str, data: object, where: str) -> Choice:
    entry = _entry(data, {"question", "options"}, {"unit", "chosen"}, where)
    options = entry["options"]
    if not isinstance(options, dict) or not options:
        msg = f"{where}: expected options"
        raise UnreadablePolicy(msg)
    return Choice(
        id=key,
        question=_text(entry["question"], where),
        options=tuple(_option(name, value, f"{where}, {name}") for name, value in options.items()),
        chosen=_text(entry["chosen"], where) if "chosen" in entry else None,
        unit=_text(entry["unit"], where) if "unit" in entry else "",
    )


def _option(key: str, data: object, where: str) -> Option:
    entry = _entry(data, {"words", "sources"}, {"number"}, where)
    sources = entry["sources"]
    if not isinstance(sources, list) or not sources:
        msg = f"{where}: sources: expected at least one"
        raise UnreadablePolicy(msg)
    return Option(
        id=key,
        words=_text(entry["words"], where),
        sources=tuple(_text(item, where) for item in sources),
        number=parse_number(_text(entry["number"], where)) if "number" in entry else None,
    )


def _entry(data: object, needed: set[str], optional: set[str], where: str) -> Mapping[str, Any]:
    keys = set(data) if isinstance(data, dict) else None
    if not isinstance(data, dict) or keys is None or not needed <= keys or keys - needed - optional:
        msg = f"{where}: expected {', '.join(sorted(needed))}, and at most {', '.join(sorted(optional))}"
        raise UnreadablePolicy(msg)
    return data


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        msg = f"{where}: expected a text, not {value!r}"
        raise UnreadablePolicy(msg)
    return value
