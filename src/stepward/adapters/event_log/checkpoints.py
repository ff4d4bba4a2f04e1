"""Signed checkpoints outside the database: they find a tail that was cut off and a log that was written anew.

A file of lines, only ever appended to, in a place that the server cannot rewrite (an append-only share, another
machine). Each line holds its number, the time, the newest entry of every session that changed since the line before,
how many entries the log holds in all, and the code of the line before; it is signed with HMAC-SHA-256 under a key of
the site, which is kept in a file that only the server's account may read. A line that was torn by a power cut carries
nothing, and the next one begins anew.

What this cannot find: entries after the last checkpoint, and a file of checkpoints that was cut or taken away as well.

Source: STEPWARD-SAFETY, H-65 and H-70.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from typing import Protocol as Port

from stepward.adapters.event_log.reserve import sync_folder
from stepward.core.findings import Refusal
from stepward.core.sessions.chain import NotCanonical, Stored, canonical_text, is_utc_text, parse_canonical

SHORTEST_KEY = 32
_OTHERS = 0o077
_FIRST = "0" * 64
_NAMES = {"number": int, "at": str, "place": int, "total": int, "heads": list, "previous": str}
_HEAD = 3


class KeyUnfit(Refusal):
    """The key file is too short, or others than the server may read it."""


class CheckpointsDiffer(Refusal):
    """The file of checkpoints is not what this key signed."""


class Headed(Port):
    """A log that tells its newest entries."""

    def changed(self, *, behind: int = 0) -> tuple[tuple[int, str, int, str], ...]:
        """List position, session, sequence and hash of the newest entry of each session changed since a position."""

    def total(self) -> int:
        """Count all entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What the lines so far say: the newest known entry of each session, and how many entries there are in all."""

    number: int = 0
    at: str = ""
    place: int = 0
    total: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict, hash=False)
    code: str = _FIRST
    torn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A session of which the log holds less, or other, than was signed."""

    session_id: str
    sequence: int
    is_missing: bool


def read_key(path: Path) -> bytes:
    """Read the key of the site.

    Raises:
        KeyUnfit: if it is shorter than 32 bytes, or others may read it.
    """
    if path.stat().st_mode & _OTHERS:
        msg = "Others than the server may read the key of the checkpoints."
        raise KeyUnfit(msg)
    key = path.read_bytes()
    if len(key) < SHORTEST_KEY:
        msg = f"The key of the checkpoints has fewer than {SHORTEST_KEY} bytes."
        raise KeyUnfit(msg)
    return key


class Checkpoints:
    """The file of checkpoints, and the key that signs them."""

    def __init__(self, path: Path, *, key: bytes, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._key = key
        self._clock = clock

    def write(self, log: Headed) -> Checkpoint:
        """Append a line for what changed, durable before it is told.

        Raises:
            CheckpointsDiffer: if the lines so far are not what this key signed, or the log holds less than they say.
        """
        last = self.read()
        heads = log.changed(behind=last.place)
        total = log.total()
        if total < last.total:
            msg = f"The log holds {total} entries, and {last.total} were signed."
            raise CheckpointsDiffer(msg)
        words = {
            "number": last.number + 1,
            "at": self._clock().astimezone(UTC).isoformat(timespec="microseconds"),
            "place": max([last.place, *(place for place, *_ in heads)]),
            "total": total,
            "heads": [list(head) for _, *head in heads],
            "previous": last.code,
        }
        line = canonical_text({**words, "code": self._code(words)})
        is_new = not self._path.exists()
        number = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(number, f"{'' if is_new else chr(10)}{line}".encode())
            os.fsync(number)
        finally:
            os.close(number)
        if is_new:
            sync_folder(self._path.parent)
        return self.read()

    def read(self) -> Checkpoint:
        """Read all lines and tell what they say together.

        Raises:
            CheckpointsDiffer: if a line is missing, is in another place, or was not signed with this key.
        """
        found = Checkpoint()
        if not self._path.exists():
            return found
        torn = 0
        for text in self._path.read_bytes().split(b"\n"):
            words = _words(text)
            if words is None:
                torn += 1
                continue
            found = self._followed(found, words, torn=torn)
        return Checkpoint(
            number=found.number, at=found.at, place=found.place, total=found.total, heads=found.heads,
            code=found.code, torn=torn,
        )  # fmt: skip

    def _followed(self, last: Checkpoint, words: dict[str, Any], *, torn: int) -> Checkpoint:
        code = words.pop("code")
        is_signed = isinstance(code, str) and hmac.compare_digest(code.encode(), self._code(words).encode())
        if not is_signed or not _has_form(words):
            msg = f"Line {last.number + torn + 1} of the checkpoints was not signed with this key."
            raise CheckpointsDiffer(msg)
        if words["number"] != last.number + 1 or words["previous"] != last.code:
            msg = f"Line {last.number + torn + 1} of the checkpoints does not follow the one before it."
            raise CheckpointsDiffer(msg)
        heads = {session: (sequence, digest) for session, sequence, digest in words["heads"]}
        return Checkpoint(
            number=words["number"],
            at=words["at"],
            place=words["place"],
            total=words["total"],
            heads={**last.heads, **heads},
            code=code,
        )

    def gap(self, session_id: str, entries: Iterable[Stored]) -> Gap | None:
        """Tell where the entries of a session are less, or other, than what was signed; their chain is not checked.

        Raises:
            CheckpointsDiffer: if the checkpoints themselves do not hold.
        """
        return gap(self.read(), session_id, entries)

    def _code(self, words: dict[str, Any]) -> str:
        return hmac.new(self._key, canonical_text(words).encode(), hashlib.sha256).hexdigest()


def gap(checkpoint: Checkpoint, session_id: str, entries: Iterable[Stored]) -> Gap | None:
    """Tell where the entries of a session are less, or other, than a checkpoint says."""
    if session_id not in checkpoint.heads:
        return None
    sequence, digest = checkpoint.heads[session_id]
    found = next((entry for entry in entries if entry.sequence == sequence), None)
    if found is not None and found.hash == digest:
        return None
    return Gap(session_id=session_id, sequence=sequence, is_missing=found is None)


def gaps(checkpoint: Checkpoint, entries: Callable[[str], Iterable[Stored]]) -> tuple[Gap, ...]:
    """Tell every session of which the log holds less, or other, than a checkpoint says."""
    found = (gap(checkpoint, session_id, entries(session_id)) for session_id in checkpoint.heads)
    return tuple(item for item in found if item is not None)


def _words(text: bytes) -> dict[str, Any] | None:
    """Read a line, or nothing where it is torn."""
    try:
        words = parse_canonical(text.decode())
    except (NotCanonical, UnicodeDecodeError):
        return None
    return words if isinstance(words, dict) and "code" in words else None


def _has_form(words: dict[str, Any]) -> bool:
    if set(words) != set(_NAMES) or not all(type(words[name]) is kind for name, kind in _NAMES.items()):
        return False
    return is_utc_text(words["at"]) and all(isinstance(head, list) and len(head) == _HEAD for head in words["heads"])
