"""What the log keeps of one session, as far as it is sound, and the place as it was after any entry."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from stepward.adapters.database.models import AccessNote
from stepward.core.sessions.chain import BEGINNING, Stored
from stepward.core.sessions.events import Entry
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.record import Record, record_of
from stepward.core.sessions.storing import entry_of
from stepward.shells.web.bedside.doors import note
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.session_log import session_log
from stepward.usecases.event_logs import BrokenChain

ONE_LOOK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The sound entries of a session, as stored and as read; `fault` says where the chain breaks."""

    stored: tuple[Stored, ...]
    entries: tuple[Entry, ...]
    fault: str = ""

    @property
    def head_hash(self) -> str:
        """The hash of the newest entry."""
        return self.stored[-1].hash if self.stored else BEGINNING.hash

    @property
    def record(self) -> Record:
        """Everything that a report says."""
        return record_of(self.entries)


def kept(session_id: str) -> Kept:
    """Read a session; of a broken one what stands before the break."""
    fault = ""
    try:
        stored = session_log().entries(session_id)
    except BrokenChain as wrong:
        stored, fault = wrong.sound, f"Entry {wrong.where.sequence}: {wrong.where.fault.value}"
    return Kept(stored=stored, entries=tuple(map(entry_of, stored)), fault=fault)


def as_of(room: Room, entries: tuple[Entry, ...], number: int) -> Room:
    """Look at the session as it was right after an entry."""
    until = entries[:number]
    return replace(room, session=replay(until), now=until[-1].at)


def note_once(room: Room, deed: str) -> None:
    """Note that somebody looks; turning pages within ten minutes is one look (H-93)."""
    since = timezone.now() - ONE_LOOK
    seen = AccessNote.objects.filter(session=room.order.id, deed=deed, person_id=int(room.by.user), at__gte=since)
    if not seen.exists():
        note(room, deed)
