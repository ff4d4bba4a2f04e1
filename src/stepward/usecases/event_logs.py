"""The log of sessions as the use cases see it: what it keeps, what it answers, and why it refuses.

It knows nothing of drugs or states: plain kinds and mappings go in, numbered and chained entries come out.

Source: STEPWARD-SAFETY, H-60 to H-67.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.sessions.chain import Author, Break, Draft, Head, Key, Moment, Stored

__all__ = [
    "Author", "BrokenChain", "DiskIsFull", "DiskIsLow", "Draft", "EventLog", "Kept", "Key", "KeyUsed", "LogBusy",
    "LogRefusal", "LogUnwell", "Moment", "MovedOn", "PatientBusy", "Stored", "Waiting", "beside", "check_drafts",
]  # fmt: skip

LONGEST_KEY = 100


class LogRefusal(Refusal):
    """The log does not keep what it was given."""


class MovedOn(LogRefusal):
    """The session moved on since it was read: show the new state, let the person decide. `newest` is its last entry."""

    def __init__(self, message: str, *, newest: int) -> None:
        super().__init__(message)
        self.newest = newest


class KeyUsed(LogRefusal):
    """The key was used for a command that said something else."""


class PatientBusy(LogRefusal):
    """Another session of the patient is under way; nothing was written (H-16)."""

    def __init__(self) -> None:
        super().__init__("Another session of this patient is under way.")


class LogBusy(LogRefusal):
    """Another process held the log for too long; nothing was written."""


class DiskIsFull(LogRefusal):
    """The disk is full; nothing was written. STOP, reaction and treatment are still kept."""


class DiskIsLow(LogRefusal):
    """So little space is left that no new session begins."""


class LogUnwell(LogRefusal):
    """The log cannot be trusted to keep: use paper. STOP, reaction and treatment are still taken.

    `recorded` says whether this command is in the log all the same; nothing where that is not known.
    """

    def __init__(self, message: str, *, recorded: bool | None = False) -> None:
        super().__init__(message)
        self.recorded = recorded


class BrokenChain(LogRefusal):
    """The entries of a session are not those that were written. `sound` are the ones before the break."""

    def __init__(self, message: str, *, where: Break, sound: tuple[Stored, ...] = ()) -> None:
        super().__init__(message)
        self.where = where
        self.sound = sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Urgent drafts that are NOT RECORDED yet: they are in memory only, with their true time."""

    session_id: str
    key: Key
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a command: entries that are durable, or drafts that are NOT RECORDED."""

    entries: tuple[Stored, ...] = field(default=())
    waiting: Waiting | None = None

    @property
    def is_recorded(self) -> bool:
        """Tell whether a power cut now would lose nothing of it."""
        return self.waiting is None


class EventLog(Port):
    """Where entries of sessions are kept, for ever."""

    def entries(self, session_id: str, /) -> tuple[Stored, ...]:
        """List the entries of a session in their order; none for a session nobody began.

        Raises:
            BrokenChain: if they are not those that were written.
            LogUnwell: if they cannot be read.
        """

    def waiting(self, session_id: str, /) -> tuple[Waiting, ...]:
        """List what is taken but NOT RECORDED, in the order it happened."""

    def append(self, session_id: str, /, *, after: int, drafts: Sequence[Draft], key: Key) -> Kept:
        """Keep drafts behind the entry that the person saw; answer when they are durable.

        The same key with the same body gives the first answer and writes nothing. Urgent drafts go behind the newest
        entry whatever `after` says.

        Raises:
            MovedOn: if the newest entry is another.
            KeyUsed: if the key was used with another body.
            PatientBusy: if a draft holds a patient whom another session holds.
            BrokenChain, DiskIsFull, DiskIsLow, LogBusy, LogUnwell: if it is not kept.

        None of these is raised for urgent drafts.
        """

    def answer(self, session_id: str, key: Key, /) -> Kept | None:
        """Tell what became of a command that was sent before; nothing if it never came.

        Raises:
            KeyUsed: if the key was used with another body.
        """

    def prove(self, session_ids: Sequence[str], moment: Moment, /) -> tuple[str, ...]:
        """Store that these sessions were watched until this moment, over the moment before (H-23).

        Those whose chain is broken are left out; the others are named.

        Raises:
            LogUnwell: if nothing can be stored.
        """

    def proven(self, session_id: str, /) -> Moment | None:
        """Tell until when the session was watched."""

    def heads(self, session_ids: Sequence[str], /) -> Mapping[str, Head]:
        """Tell number and hash of the newest entry of each session: a cheap question, asked again and again.

        A session nobody began has `BEGINNING`. The chain is not checked.

        Raises:
            LogUnwell: if they cannot be read.
        """

    def open_sessions(self, *, closed_by: frozenset[str]) -> tuple[str, ...]:
        """List the sessions without an entry of the kinds that close one."""


def is_fit(key: str) -> bool:
    """Tell whether a key of a client can name a command."""
    return 0 < len(key) <= LONGEST_KEY and key.isprintable()


def beside(key: Key) -> Key:
    """Name an urgent command whose key was used for something else: a STOP is taken all the same."""
    return Key(name=f"{key.name} {key.body}", body=key.body)


def check_drafts(drafts: Sequence[Draft]) -> bool:
    """Tell whether the drafts of one command are urgent: all of them, or none.

    Raises:
        ValueError: if there is none, or urgent ones are mixed with others.
    """
    if not drafts or len({draft.urgent for draft in drafts}) != 1:
        msg = "a command gives one draft or more, and either all of them are urgent or none is"
        raise ValueError(msg)
    return drafts[0].urgent
