"""The log in memory: it keeps the same promises until the process ends, and serves tests and scenario files.

Source: STEPWARD-SAFETY, H-60, H-61 and H-64.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from stepward.core.sessions.chain import BEGINNING, Draft, Head, Key, Moment, Stored, first_break, head_of, link
from stepward.usecases.event_logs import BrokenChain, Kept, KeyUsed, MovedOn, PatientBusy, Waiting, beside, check_drafts


class MemoryEventLog:
    """A log that no disk holds."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._entries: dict[str, list[Stored]] = {}
        self._proven: dict[str, Moment] = {}
        self._held: dict[str, str] = {}

    def entries(self, session_id: str, /) -> tuple[Stored, ...]:
        """List the entries of a session in their order; none for a session nobody began.

        Raises:
            BrokenChain: if they are not those that were written.
        """
        with self._lock:
            found = tuple(self._entries.get(session_id, ()))
        where = first_break(found)
        if where is not None:
            msg = f"Entry {where.sequence}: {where.fault.value}."
            raise BrokenChain(msg, where=where, sound=found[: where.sequence - 1])
        return found

    def waiting(self, _session_id: str, /) -> tuple[Waiting, ...]:
        """List nothing: memory takes everything."""
        return ()

    def append(self, session_id: str, /, *, after: int, drafts: Sequence[Draft], key: Key) -> Kept:
        """Keep drafts behind the entry that the person saw; urgent ones behind the newest.

        Raises:
            MovedOn: if the newest entry is another.
            KeyUsed: if the key was used with another body.
            PatientBusy: if a draft holds a patient whom another session holds.
        """
        is_urgent = check_drafts(drafts)
        with self._lock:
            try:
                before = self.answer(session_id, key)
            except KeyUsed:
                if not is_urgent:
                    raise
                key = beside(key)
                before = self.answer(session_id, key)
            if before is not None:
                return before
            kept = self._entries.get(session_id, [])
            newest = len(kept)
            if not is_urgent and after != newest:
                msg = "The session moved on since it was read. Look at it again, then decide."
                raise MovedOn(msg, newest=newest)
            entries = self._linked(kept, drafts, session_id=session_id, key=key)
            self._hold(session_id, [draft.holds for draft in drafts if draft.holds is not None])
            self._entries[session_id] = [*kept, *entries]
            return Kept(entries=tuple(entries))

    def _hold(self, session_id: str, patients: Sequence[str]) -> None:
        """Let a session hold its patient, or let go; one session holds a patient (H-16)."""
        for patient in patients:
            if patient and self._held.get(patient, session_id) != session_id:
                raise PatientBusy
            self._held = {held: holder for held, holder in self._held.items() if holder != session_id}
            if patient:
                self._held[patient] = session_id

    def _linked(self, kept: list[Stored], drafts: Sequence[Draft], *, session_id: str, key: Key) -> list[Stored]:
        head, entries = head_of(kept[-1]) if kept else BEGINNING, list[Stored]()
        at = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
        for draft in drafts:
            entries.append(link(head, draft, session_id=session_id, key=key, recorded_at=at))
            head = head_of(entries[-1])
        return entries

    def answer(self, session_id: str, key: Key, /) -> Kept | None:
        """Tell what became of a command that was sent before; nothing if it never came.

        Raises:
            KeyUsed: if the key was used with another body.
        """
        with self._lock:
            found = tuple(entry for entry in self._entries.get(session_id, ()) if entry.key == key.name)
        if found and found[0].body != key.body:
            msg = "This key was used for a command that said something else."
            raise KeyUsed(msg)
        return Kept(entries=found) if found else None

    def prove(self, session_ids: Sequence[str], moment: Moment, /) -> tuple[str, ...]:
        """Keep that these sessions were watched until this moment, over the moment before (H-23)."""
        with self._lock:
            self._proven.update(dict.fromkeys(session_ids, moment))
        return tuple(session_ids)

    def proven(self, session_id: str, /) -> Moment | None:
        """Tell until when the session was watched."""
        with self._lock:
            return self._proven.get(session_id)

    def heads(self, session_ids: Sequence[str], /) -> dict[str, Head]:
        """Tell the newest entry of each of these sessions; the chain is not checked."""
        with self._lock:
            found = {name: self._entries.get(name) for name in session_ids}
        return {name: head_of(entries[-1]) if entries else BEGINNING for name, entries in found.items()}

    def open_sessions(self, *, closed_by: frozenset[str]) -> tuple[str, ...]:
        """List the sessions without an entry of the kinds that close one, in the order they began."""
        with self._lock:
            return tuple(
                name for name, entries in self._entries.items() if closed_by.isdisjoint(entry.kind for entry in entries)
            )
