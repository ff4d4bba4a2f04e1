"""The sentences of the sheets for patients, one file for each language, read strictly."""

import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from stepward.core.findings import Refusal
from stepward.usecases.leaflets import COMPARED, Language, Row

CODES = ("en", "de", "es", "fr")
MONTHS = 12
_TEXTS = ("code", "name", "date")
_MARKS = ("decimal", "group")
_HEAD = {*_TEXTS, *_MARKS, "reviewed", "months"}


class UnreadableLeaflet(Refusal, ValueError):
    """A file of sentences is not of the agreed form; the message says where, and what was expected."""


def placeholders(sentence: str) -> frozenset[str]:
    """List the names in braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def read_language(content: bytes, *, name: str) -> Language:
    """Read one language.

    Raises:
        UnreadableLeaflet: naming file, place and what was expected.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableLeaflet(msg) from error
    if set(data) != {"language", "words", "compare"} or not all(isinstance(part, dict) for part in data.values()):
        msg = f"{name}: expected the tables language, words and compare"
        raise UnreadableLeaflet(msg)
    head = _head(data["language"], name=name)
    for key, sentence in data["words"].items():
        _must_be_text(sentence, f"{name}, words, {key}")
    return Language(
        code=head["code"],
        name=head["name"],
        is_reviewed=head["reviewed"],
        decimal=head["decimal"],
        group=head["group"],
        date=head["date"],
        months=tuple(head["months"]),
        words=data["words"],
        rows=_rows(data["compare"], name=name),
    )


def _head(head: dict[str, Any], *, name: str) -> dict[str, Any]:
    months = head.get("months")
    if set(head) != _HEAD or not isinstance(head["reviewed"], bool) or not isinstance(months, list):
        msg = f"{name}, language: expected {', '.join(sorted(_HEAD))}"
        raise UnreadableLeaflet(msg)
    for place, text in [*((key, head[key]) for key in _TEXTS), *(("months", month) for month in months)]:
        _must_be_text(text, f"{name}, language, {place}")
    if not all(isinstance(head[key], str) and len(head[key]) == 1 for key in _MARKS):
        msg = f"{name}, language: expected one letter each for {', '.join(_MARKS)}"
        raise UnreadableLeaflet(msg)
    if len(months) != MONTHS or placeholders(head["date"]) != {"day", "month", "year"}:
        msg = f"{name}, language: expected twelve months, and a date of {{day}}, {{month}} and {{year}}"
        raise UnreadableLeaflet(msg)
    return head


def _rows(tables: dict[str, Any], *, name: str) -> dict[str, Row]:
    if set(tables) != set(COMPARED):
        msg = f"{name}, compare: expected {', '.join(COMPARED)}"
        raise UnreadableLeaflet(msg)
    found = {}
    for key, row in tables.items():
        if not isinstance(row, dict) or set(row) != {"title", "left", "right"}:
            msg = f"{name}, compare, {key}: expected title, left and right"
            raise UnreadableLeaflet(msg)
        for place, text in row.items():
            _must_be_text(text, f"{name}, compare, {key}, {place}")
        found[key] = Row(**row)
    return found


def _must_be_text(text: object, where: str) -> None:
    if not isinstance(text, str) or not text.strip():
        msg = f"{where}: expected a text"
        raise UnreadableLeaflet(msg)
    try:
        placeholders(text)
    except ValueError as error:
        msg = f"{where}: {error}"
        raise UnreadableLeaflet(msg) from error


@cache
def languages() -> dict[str, Language]:
    """Read the languages that ship, by code; each says what the first one says, with the same values.

    Raises:
        UnreadableLeaflet: if a language lacks a sentence or a value.
    """
    room = files("stepward.data").joinpath("leaflets")
    found = {code: read_language(room.joinpath(f"{code}.toml").read_bytes(), name=f"{code}.toml") for code in CODES}
    first = found[CODES[0]]
    for code, language in found.items():
        differs = missing_words(first, language)
        if language.code != code or differs:
            msg = f"{code}.toml: expected code {code}, and these as in {CODES[0]}.toml: {', '.join(differs)}"
            raise UnreadableLeaflet(msg)
    return found


def missing_words(first: Language, other: Language) -> tuple[str, ...]:
    """List the sentences that one of two languages lacks, or that take other values."""
    keys = sorted(set(first.words) | set(other.words))
    return tuple(
        key
        for key in keys
        if key not in first.words
        or key not in other.words
        or placeholders(first.words[key]) != placeholders(other.words[key])
    )
