"""The site policy as a file (TOML): every question with all its sourced options, read strictly."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.quantities import parse_number
from stepward.core.reactions import PhenotypeKind
from stepward.core.screening.policy import OWN, Choice, Option, Policy
from stepward.core.screening.regimen import Premedicine, Regimen

SHIPPED = "shipped"
REGIMENS = "regimens"


class UnreadablePolicy(Refusal, ValueError):
    """A policy file is broken, or says something that is not of the format."""


def read_policy(content: bytes, *, name: str, version: str) -> Policy:
    """Read a policy.

    Raises:
        UnreadablePolicy: naming file, question and what was expected.
        UnsoundPolicy: if a chosen option is not there.
        UnsoundRegimen: if a regimen has no medicine, or a time after step 1.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadablePolicy(msg) from error
    own = data.pop(REGIMENS, {})
    if not isinstance(own, dict):
        msg = f"{name}, {REGIMENS}: expected regimens by name"
        raise UnreadablePolicy(msg)
    return Policy(
        version=version,
        choices={key: _choice(key, value, f"{name}, {key}") for key, value in data.items()},
        regimens=tuple(read_regimen(key, value, f"{name}, {key}") for key, value in own.items()),
    )


@cache
def shipped_policy() -> Policy:
    """Give the policy that ships: sourced options, and choices made only where they may be."""
    name = "policy.toml"
    return read_policy(files("stepward.data").joinpath(name).read_bytes(), name=name, version=SHIPPED)


def _choice(key: str, data: object, where: str) -> Choice:
    entry = _entry(data, {"question"}, {"options", "unit", "chosen", "topic", "free", "note", "note_sources"}, where)
    options, is_free = entry.get("options", {}), entry.get("free", False)
    if not isinstance(options, dict) or not isinstance(is_free, bool) or not (options or is_free):
        msg = f"{where}: expected options"
        raise UnreadablePolicy(msg)
    return Choice(
        id=key,
        question=_text(entry["question"], where),
        options=tuple(_option(name, value, f"{where}, {name}") for name, value in options.items()),
        chosen=_text(entry["chosen"], where) if "chosen" in entry else None,
        unit=_text(entry["unit"], where) if "unit" in entry else "",
        topic=_text(entry["topic"], where) if "topic" in entry else "",
        is_free=is_free,
        note=_text(entry["note"], where) if "note" in entry else "",
        note_sources=_sources(entry.get("note_sources"), where) if "note" in entry else (),
    )


def _option(key: str, data: object, where: str) -> Option:
    entry = _entry(data, {"words", "sources"}, {"number"}, where)
    if key == OWN:
        msg = f"{where}: expected another name, this one is for the unit's own"
        raise UnreadablePolicy(msg)
    return Option(
        id=key,
        words=_text(entry["words"], where),
        sources=_sources(entry["sources"], where),
        number=parse_number(_text(entry["number"], where)) if "number" in entry else None,
    )


def _sources(data: object, where: str) -> tuple[str, ...]:
    if not isinstance(data, list) or not data:
        msg = f"{where}: sources: expected at least one"
        raise UnreadablePolicy(msg)
    return tuple(_text(item, where) for item in data)


def read_regimen(key: str, data: object, where: str) -> Regimen:
    """Read a regimen: title, source, medicines (name, words, maybe minutes_before), maybe kinds and in_use.

    Raises:
        UnreadablePolicy: naming what was expected.
        UnsoundRegimen: if it has no medicine, or a time after step 1.
    """
    entry = _entry(data, {"title", "source", "medicines"}, {"kinds", "in_use"}, where)
    kinds, medicines, in_use = entry.get("kinds", []), entry["medicines"], entry.get("in_use", False)
    known = {item.value: item for item in PhenotypeKind}
    if not isinstance(kinds, list) or not all(isinstance(item, str) and item in known for item in kinds):
        msg = f"{where}: kinds: expected some of {', '.join(known)}"
        raise UnreadablePolicy(msg)
    if not isinstance(medicines, list) or not isinstance(in_use, bool):
        msg = f"{where}: expected medicines as a list, and in_use as true or false"
        raise UnreadablePolicy(msg)
    return Regimen(
        id=key,
        title=_text(entry["title"], where),
        medicines=tuple(_premedicine(item, where) for item in medicines),
        source=_text(entry["source"], where),
        kinds=tuple(known[item] for item in kinds),
        is_in_use=in_use,
    )


def _premedicine(data: object, where: str) -> Premedicine:
    entry = _entry(data, {"name", "words"}, {"minutes_before"}, where)
    minutes = entry.get("minutes_before")
    if minutes is not None and (isinstance(minutes, bool) or not isinstance(minutes, int)):
        msg = f"{where}: minutes_before: expected a whole number, not {minutes!r}"
        raise UnreadablePolicy(msg)
    return Premedicine(name=_text(entry["name"], where), words=_text(entry["words"], where), minutes_before=minutes)


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
