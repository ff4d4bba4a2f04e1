"""The chain of a session: what one stored entry holds, its canonical bytes, its link to the entry before it.

The canonical bytes of an entry are one JSON object in UTF-8: every field of `Stored` but `hash`, keys sorted by code
point, no space between tokens, nothing escaped that JSON does not demand, all text in Unicode normal form C. Numbers
are whole; an amount is text ("12.5"), so that no reader rounds it. The hash is SHA-256 over these bytes in lower-case
hexadecimal. The first entry follows `NOTHING_BEFORE`.

Source: STEPWARD-SAFETY, H-63 and H-64.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

from stepward.core.sessions import sound

JsonMapping: TypeAlias = Mapping[str, Any]

NOTHING_BEFORE = "0" * 64
DEEPEST = 32
LARGEST = 2**63


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class NotCanonical(ValueError):
    """A value has no canonical bytes: a binary fraction, a number beyond 64 bits, unknown kind, or nested too deep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something happened: UTC as ISO text with microseconds, monotonic nanoseconds, and their boot."""

    at: str
    monotonic_ns: int
    boot: str

    def __post_init__(self) -> None:
        """Refuse other text than UTC with microseconds.

        Raises:
            NotCanonical: if the text is another.
        """
        if not is_utc_text(self.at):
            msg = "a moment is UTC as ISO text with microseconds and +00:00"
            raise NotCanonical(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who did it: account, role at that time, device."""

    user: str
    role: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The name a client gave a command, and the hash of what the command said (H-61)."""

    name: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be stored. `urgent` is true of STOP, reaction and treatment alone: they are never refused.

    `holds` is the patient whose only session under way this is from now on; empty text where it is so no more (H-16).
    """

    kind: str
    data: JsonMapping
    moment: Moment
    author: Author
    software: str
    reason: str = ""
    schema: int = 1
    urgent: bool = False
    holds: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One entry as it stands in the log, for ever."""

    schema: int
    session_id: str
    sequence: int
    kind: str
    data: JsonMapping = field(hash=False)
    occurred_at: str
    monotonic_ns: int
    boot: str
    recorded_at: str
    user: str
    role: str
    device: str
    software: str
    reason: str
    key: str
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry of a session, as far as the next one needs it."""

    sequence: int
    hash: str


BEGINNING = Head(sequence=0, hash=NOTHING_BEFORE)
FIELDS = tuple(item.name for item in fields(Stored))
_HASHED = tuple(name for name in FIELDS if name != "hash")
_NUMBERS = frozenset({"schema", "sequence", "monotonic_ns"})
_KINDS = tuple(int if name in _NUMBERS else dict if name == "data" else str for name in _HASHED)
_VALUES = attrgetter(*_HASHED)


class Fault(Enum):
    """What is wrong at the place where a chain breaks."""

    MISSING = "an entry is missing or out of its place"
    SESSION = "the entry belongs to another session"
    PREVIOUS = "the entry does not follow the one before it"
    FORM = "the entry is not written in its one form"
    CONTENT = "the entry is not what its hash was made of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where a chain breaks first, and what is wrong there."""

    sequence: int
    fault: Fault


def is_utc_text(text: str) -> bool:
    """Tell whether text is an instant in UTC with microseconds, in its one form."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return False
    return instant.utcoffset() == timedelta() and instant.isoformat(timespec="microseconds") == text


def normal(value: object, *, depth: int = 0) -> Any:  # noqa: ANN401 - any value that JSON can hold
    """Copy a value with all text in normal form C.

    Raises:
        NotCanonical: if it holds anything but texts, whole numbers, truth values, nothing, lists and mappings.
    """
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and -LARGEST <= value < LARGEST:
        return value
    if depth == DEEPEST:
        msg = f"a value is nested deeper than {DEEPEST}"
        raise NotCanonical(msg)
    if isinstance(value, list | tuple):
        return [normal(item, depth=depth + 1) for item in value]
    if isinstance(value, Mapping):
        return _normal_mapping(value, depth=depth)
    msg = f"{type(value).__name__} has no canonical form: use text for amounts, whole numbers for counts"
    raise NotCanonical(msg)


def _normal_mapping(value: Mapping[Any, object], *, depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, item in value.items():
        if not isinstance(name, str):
            msg = "the names of a mapping are text"
            raise NotCanonical(msg)
        found[normal(name)] = normal(item, depth=depth + 1)
    if len(found) != len(value):
        msg = "two names of a mapping are the same text"
        raise NotCanonical(msg)
    return found


def canonical_text(value: object) -> str:
    """Write a value in its one form.

    Raises:
        NotCanonical: if it has none.
    """
    return _text_of(normal(value))


def _text_of(value: object) -> str:
    text = _encode(value)
    try:
        text.encode()
    except UnicodeEncodeError as wrong:
        msg = "text holds half a character"
        raise NotCanonical(msg) from wrong
    return text


def _is_normal(value: Any, *, depth: int = 0) -> bool:  # noqa: ANN401, PLR0911 - any value that JSON can hold
    """Tell whether `normal` would leave a value as it is."""
    kind = type(value)
    if kind is str:
        return value.isascii() or unicodedata.is_normalized("NFC", value)
    if kind is int:
        return bool(-LARGEST <= value < LARGEST)
    if value is None or kind is bool:
        return True
    if kind not in {dict, list} or depth == DEEPEST:
        return False
    if kind is dict:
        if not all(type(name) is str and (name.isascii() or _is_normal(name)) for name in value):
            return False
        value = value.values()
    depth += 1
    for item in value:
        if type(item) is str and item.isascii():
            continue
        if not _is_normal(item, depth=depth):
            return False
    return True


def data_of(text: str) -> Any:  # noqa: ANN401 - any value that JSON can hold
    """Read data as `data_text` wrote it; whether its values are in normal form is left to `first_break`.

    Raises:
        NotCanonical: if the text is not in the form that was written.
    """
    try:
        value = json.loads(text)
        is_same = _is_one_form(text)
    except (ValueError, RecursionError) as wrong:
        msg = "the text is not JSON"
        raise NotCanonical(msg) from wrong
    if not is_same:
        msg = "the text is JSON, but not in its one form"
        raise NotCanonical(msg)
    return value


@lru_cache(maxsize=20_000)
def _is_one_form(text: str) -> bool:
    """Tell whether text is written as `_encode` writes; the same entries are read for every command."""
    return _encode(json.loads(text)) == text


def parse_canonical(text: str) -> Any:  # noqa: ANN401 - any value that JSON can hold
    """Read what `canonical_text` wrote, and nothing else.

    Raises:
        NotCanonical: if the text is not in its one form: spaces, double names, other order, fractions.
    """
    value = data_of(text)
    if not _is_normal(value):
        msg = "the text holds what has no canonical form"
        raise NotCanonical(msg)
    return value


def canonical_bytes(entry: Stored) -> bytes:
    """Write what the hash of an entry is made of.

    Raises:
        NotCanonical: if the entry cannot be written so.
    """
    return canonical_text(_words(entry, _HASHED)).encode()


def line_of(entry: Stored) -> str:
    """Write a whole entry, hash and all, as one line of text without its end."""
    return canonical_text(_words(entry, FIELDS))


def _words(entry: Stored, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def data_text(entry: Stored) -> str:
    """Write the data of an entry, which is in normal form since it was linked."""
    return _text_of(entry.data)


def head_of(entry: Stored) -> Head:
    """Tell what an entry hands on to the next."""
    return Head(sequence=entry.sequence, hash=entry.hash)


def link(head: Head, draft: Draft, *, session_id: str, key: Key, recorded_at: str) -> Stored:
    """Make the entry that follows a head, or the first of a session behind `BEGINNING`.

    Raises:
        NotCanonical: if the draft holds what has no canonical form.
    """
    words: dict[str, Any] = {
        "schema": _number(draft.schema),
        "session_id": _text(session_id),
        "sequence": head.sequence + 1,
        "kind": _text(draft.kind),
        "data": _normal_mapping(draft.data, depth=1),
        "occurred_at": draft.moment.at,
        "monotonic_ns": _number(draft.moment.monotonic_ns),
        "boot": _text(draft.moment.boot),
        "recorded_at": recorded_at,
        "user": _text(draft.author.user),
        "role": _text(draft.author.role),
        "device": _text(draft.author.device),
        "software": _text(draft.software),
        "reason": _text(draft.reason),
        "key": _text(key.name),
        "body": _text(key.body),
        "previous": head.hash,
    }
    return Stored(**words, hash=_digest(_text_of(words)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"{type(value).__name__} stands where text does"
        raise NotCanonical(msg)
    return str(normal(value))


def _number(value: object) -> int:
    if type(value) is not int:
        msg = f"{type(value).__name__} stands where a whole number does"
        raise NotCanonical(msg)
    return int(normal(value))


def first_break(entries: Iterable[Stored], *, after: Stored | None = None) -> Break | None:
    """Find the first place where a chain of one session does not hold, or nothing; `after` is sound already.

    A tail that was cut off leaves a chain that holds: signed checkpoints find it.
    """
    before, first = after, 1 if after is None else after.sequence + 1
    for place, entry in enumerate(entries, start=first):
        fault = _fault(before, entry, place)
        if fault is not None:
            return Break(sequence=place, fault=fault)
        before = entry
    return None


def _fault(before: Stored | None, entry: Stored, place: int) -> Fault | None:
    own = _own_fault(entry)
    if own is Fault.FORM:
        return own
    if entry.sequence != place:
        return Fault.MISSING
    if before is not None and entry.session_id != before.session_id:
        return Fault.SESSION
    if entry.previous != (NOTHING_BEFORE if before is None else before.hash):
        return Fault.PREVIOUS
    return own


def _own_fault(entry: Stored) -> Fault | None:
    """Tell what is wrong with an entry alone; one that was found sound before, byte for byte, is not hashed again."""
    whole = sound.bytes_of(entry.hash, _VALUES(entry))
    if sound.is_known(entry.hash, whole):
        return None
    text = _text_of_sound(dict(zip(_HASHED, _VALUES(entry), strict=True)))
    if text is None:
        return Fault.FORM
    if entry.hash != _digest(text):
        return Fault.CONTENT
    sound.keep(entry.hash, whole)
    return None


def _text_of_sound(words: dict[str, Any]) -> str | None:
    """Write the fields of an entry, if every one is of its kind and in normal form, and the times are times."""
    if tuple(map(type, words.values())) != _KINDS or not _is_normal(words):
        return None
    if not is_utc_text(words["occurred_at"]) or not is_utc_text(words["recorded_at"]):
        return None
    try:
        return _text_of(words)
    except NotCanonical:
        return None
