"""A session as a file: one line for each entry, in canonical bytes, behind a line that says what follows.

Read back strictly: every line is in its one form, every field known and of its kind, the size and depth within
limits. Nothing in the file is believed before the chain is checked.

Source: STEPWARD-SAFETY, H-63 and H-64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.sessions.chain import FIELDS, NotCanonical, Stored, canonical_text, line_of, parse_canonical

FORMAT = "stepward-session-log"
VERSION = 1
MEBIBYTE = 1024 * 1024
LARGEST_FILE = 8 * MEBIBYTE
"""Some 25 times a session of eight hours and 500 entries."""
LONGEST_LINE = 1_000_000
_HEADER = {"count", "format", "session_id", "version"}
_NUMBERS = frozenset({"schema", "sequence", "monotonic_ns"})


class NotAnExport(Refusal, ValueError):
    """The file is not an exported session; the text names the line and never what stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What a file says: whose entries, how many there should be, and the entries, sound or not."""

    session_id: str
    count: int
    entries: tuple[Stored, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether all announced entries are there, and all are of the session."""
        of_session = all(entry.session_id == self.session_id for entry in self.entries)
        return self.count == len(self.entries) and of_session


def export(session_id: str, entries: Sequence[Stored]) -> bytes:
    """Write the entries of a session as a file."""
    header = {"format": FORMAT, "version": VERSION, "session_id": session_id, "count": len(entries)}
    lines = [canonical_text(header), *(line_of(entry) for entry in entries)]
    return "".join(f"{line}\n" for line in lines).encode()


def read_export(content: bytes) -> Exported:
    """Read a file that `export` wrote.

    Raises:
        NotAnExport: if it is too large, torn, or written by anything else.
    """
    if len(content) > LARGEST_FILE:
        msg = f"larger than {LARGEST_FILE // MEBIBYTE} MiB, which no session is"
        raise NotAnExport(msg)
    if not content.endswith(b"\n"):
        msg = "The last line of the file has no end."
        raise NotAnExport(msg)
    first, *rest = content[:-1].split(b"\n")
    header = _line(1, first)
    if set(header) != _HEADER or header["format"] != FORMAT or header["version"] != VERSION:
        msg = f"Line 1: a file of {FORMAT} version {VERSION} begins with format, version, session_id and count."
        raise NotAnExport(msg)
    if type(header["count"]) is not int or type(header["session_id"]) is not str:
        msg = "Line 1: count is a whole number, and session_id is text."
        raise NotAnExport(msg)
    entries = tuple(_entry(number, line) for number, line in enumerate(rest, start=2))
    return Exported(session_id=header["session_id"], count=header["count"], entries=entries)


def read_export_file(path: Path) -> Exported:
    """Read an exported file from the disk, and no more of it than may be.

    Raises:
        NotAnExport: if it is too large, torn, or written by anything else.
    """
    with path.open("rb") as file:
        return read_export(file.read(LARGEST_FILE + 1))


def _line(number: int, line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        msg = f"Line {number}: longer than {LONGEST_LINE} bytes."
        raise NotAnExport(msg)
    try:
        words = parse_canonical(line.decode())
    except (NotCanonical, UnicodeDecodeError) as wrong:
        msg = f"Line {number}: not in the one form of its kind."
        raise NotAnExport(msg) from wrong
    if not isinstance(words, dict):
        msg = f"Line {number}: not a mapping."
        raise NotAnExport(msg)
    return words


def _entry(number: int, line: bytes) -> Stored:
    words = _line(number, line)
    unknown, missing = sorted(set(words) - set(FIELDS)), sorted(set(FIELDS) - set(words))
    if unknown or missing:
        msg = f"Line {number}: {len(unknown)} unknown fields, and missing: {', '.join(missing) or 'none'}."
        raise NotAnExport(msg)
    for name in FIELDS:
        kind: type = int if name in _NUMBERS else dict if name == "data" else str
        if type(words[name]) is not kind:
            msg = f"Line {number}: {name} is not of its kind."
            raise NotAnExport(msg)
    return Stored(**words)
