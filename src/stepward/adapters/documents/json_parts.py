"""JSON from outside, read strictly: size, depth and length have limits, and numbers stay exact (H-98)."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from stepward.core.findings import Refusal, Severity
from stepward.core.quantities import parse_number
from stepward.core.screening.assessment import ScreenFinding

MOST_BYTES = 256 * 1024
MOST_DEPTH = 8
MOST_TEXT = 500
MOST_ENTRIES = 200
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_T = TypeVar("_T")


class UnreadableJson(Refusal, ValueError):
    """A document is broken, or a part of it is of another kind than expected; says where."""


def load(content: bytes, *, name: str) -> object:
    """Parse one document, with every number exact.

    Raises:
        UnreadableJson: if it is too large, too deep, no JSON, or has a key twice.
    """
    if len(content) > MOST_BYTES:
        msg = f"{name}: more than {MOST_BYTES // 1024} KiB: expected one case"
        raise UnreadableJson(msg)
    try:
        found: object = json.loads(
            content.decode("utf-8-sig"),
            parse_float=_exact,
            parse_int=_exact,
            parse_constant=_constant,
            object_pairs_hook=_each_key_once,
        )
    except RecursionError:
        msg = f"{name}: nested deeper than {MOST_DEPTH} levels"
        raise UnreadableJson(msg) from None
    except (ValueError, Refusal) as error:
        msg = f"{name}: no JSON that can be read: {error}"
        raise UnreadableJson(msg) from error
    if _is_deeper(found, MOST_DEPTH):
        msg = f"{name}: nested deeper than {MOST_DEPTH} levels"
        raise UnreadableJson(msg)
    return found


def _exact(text: str) -> Fraction:
    return -parse_number(text[1:]) if text.startswith("-") else parse_number(text)


def _constant(text: str) -> NoReturn:
    msg = f"{text} is no number"
    raise ValueError(msg)


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key in found if sum(key == other for other, _ in pairs) > 1)
        msg = f"the key {_shown(twice)} stands twice"
        raise ValueError(msg)
    return found


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)


def _shown(value: object) -> str:
    """Name a value of the document in a refusal, briefly and in plain letters."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return str(value) if isinstance(value, Fraction) else ascii(str(value)[:40])


@dataclass(slots=True, kw_only=True)
class Part:
    """One object of the document: its place, its keys, and the findings that reading it leaves behind."""

    where: str
    data: Mapping[str, Any]
    asked: list[ScreenFinding] = field(default_factory=list)

    def ask(self, code: str, key: str, message: str, action: str) -> None:
        """Leave a finding that asks."""
        place = f"{self.where}.{key}".removeprefix(".") if key else self.where
        self.asked.append(
            ScreenFinding(
                code=code,
                severity=Severity.CAUTION,
                message=f"{place}: {message}",
                action=action,
                source="STEPWARD-METHOD",
                topic="Not read",
            )
        )

    def refuse(self, key: str, expected: str, value: object) -> NoReturn:
        """Refuse what is of another kind than expected.

        Raises:
            UnreadableJson: saying where, and what was expected.
        """
        place = f"{self.where}.{key}".removeprefix(".") if key else self.where or "the document"
        msg = f"{place}: expected {expected}, not {_shown(value)}"
        raise UnreadableJson(msg)

    def only(self, *keys: str) -> None:
        """Ask about every key that is not of the format."""
        for key in sorted(set(self.data) - set(keys))[:MOST_ENTRIES]:
            self.ask("READ-01", "", f"the entry {_shown(key)} is not known and was not used.",
                     "Correct its name, or take it out.")  # fmt: skip

    def text(self, key: str) -> str | None:
        """Read a text; an empty one is unknown."""
        value = self.data.get(key)
        return None if value is None else self._text(key, value) or None

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            self.refuse(key, "a text", value)
        if len(value) > MOST_TEXT:
            self.refuse(key, f"at most {MOST_TEXT} characters", value)
        plain = " ".join(value.split())
        if any(unicodedata.category(sign) in HIDDEN for sign in plain):
            self.refuse(key, "a text without hidden characters", value)
        return plain

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Read a list of texts; an empty one is "asked, none"."""
        value = self._list(key)
        return None if value is None else tuple(text for item in value if (text := self._text(key, item)))

    def _list(self, key: str) -> list[object] | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.refuse(key, "a list", value)
        if len(value) > MOST_ENTRIES:
            self.refuse(key, f"at most {MOST_ENTRIES} entries", value)
        return value

    def yes_no(self, key: str) -> bool | None:
        """Read true or false."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(key, "true, false or null", value)
        return value

    def number(
        self, key: str, *, above: int | None = None, least: int = 0, most: int | None = None, unit: str
    ) -> Fraction | None:
        """Read a number: below 0, or not above `above`, it is refused; outside what is possible it is asked about."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, Fraction):
            self.refuse(key, f"a number in {unit}", value)
        if value < 0:
            self.refuse(key, f"0 {unit} or more", value)
        if above is not None and value <= above:
            self.refuse(key, f"more than {above} {unit}", value)
        if value < least or (most is not None and value > most):
            self.ask("READ-02", key, f"{value} {unit} is not possible, so it was not used.",
                     "Check the number and its unit.")  # fmt: skip
            return None
        return value

    def word(self, key: str, words: Mapping[str, _T]) -> _T | None:
        """Read one word of a list; another one is asked about."""
        text = self.text(key)
        if text is None:
            return None
        found = words.get(text.casefold())
        if found is None:
            self.ask("READ-03", key, f"{text!r} is not on the list, so it counts as unknown.",
                     f"Choose one of: {', '.join(words)}.")  # fmt: skip
        return found

    def part(self, key: str) -> "Part":
        """Read an object; a missing one has nothing in it."""
        value = self.data.get(key)
        return self._part(key, {} if value is None else value)

    def parts(self, key: str, make: Callable[["Part"], _T]) -> tuple[_T, ...] | None:
        """Read a list of objects."""
        value = self._list(key)
        if value is None:
            return None
        return tuple(make(self._part(f"{key}[{index}]", item)) for index, item in enumerate(value))

    def _part(self, key: str, value: object) -> "Part":
        if not isinstance(value, dict):
            self.refuse(key, "an object", value)
        return Part(where=f"{self.where}.{key}".removeprefix("."), data=value, asked=self.asked)
