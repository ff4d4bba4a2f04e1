"""Write an event as the draft of a log entry, and read a stored entry back as the entry that a session is made of.

Privileges are not stored: they were judged when the entry was made, and nothing is judged again.

Source: STEPWARD-SAFETY, H-01 and H-64.
"""

from datetime import datetime
from functools import lru_cache

from stepward.core.quantities.words import UnreadableWords
from stepward.core.sessions.chain import Author, Draft, Moment, Stored
from stepward.core.sessions.events import Entry, Event
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.words import event_of, kind_of, words_of

SCHEMA = 1
NANOSECONDS = 1000
_NEEDED = frozenset({"event", "name"})
_FIELDS = _NEEDED | {"late"}


def moment_of(instant: Instant) -> Moment:
    """Write an instant as the log keeps it."""
    at = instant.at.isoformat(timespec="microseconds")
    return Moment(at=at, monotonic_ns=instant.monotonic * NANOSECONDS, boot=instant.boot)


def instant_of(moment: Moment) -> Instant:
    """Read an instant that the log kept."""
    at = datetime.fromisoformat(moment.at)
    return Instant(at=at, monotonic=moment.monotonic_ns // NANOSECONDS, boot=moment.boot)


def draft_of(  # noqa: PLR0913 - an event, when, who, by which software, and how it is kept
    event: Event, now: Instant, by: Actor, *, software: str, urgent: bool, late: bool = False
) -> Draft:
    """Write an event as a draft; its reason stands apart too, where it has one."""
    data: dict[str, object] = {"event": words_of(event), "name": by.name}
    if late:
        data["late"] = True
    return Draft(
        kind=kind_of(event),
        data=data,
        moment=moment_of(now),
        author=Author(user=by.user, role=by.role, device=by.device),
        software=software,
        reason=getattr(event, "reason", ""),
        schema=SCHEMA,
        urgent=urgent,
    )


def entry_of(stored: Stored) -> Entry:
    """Read a stored entry.

    Raises:
        UnreadableWords: if it is none that this software wrote; says which, never what it holds.
    """
    data = stored.data
    name, late = data.get("name"), data.get("late", False)
    is_known = stored.schema == SCHEMA and _NEEDED <= data.keys() <= _FIELDS
    if not is_known or type(name) is not str or type(late) is not bool:
        msg = f"entry {stored.sequence}: written by another version of the software"
        raise UnreadableWords(msg)
    try:
        event = event_of(stored.kind, data["event"])
    except UnreadableWords as error:
        msg = f"entry {stored.sequence}: {error}"
        raise UnreadableWords(msg) from error
    return Entry(
        sequence=stored.sequence,
        event=event,
        at=Instant(
            at=datetime.fromisoformat(stored.occurred_at),
            monotonic=stored.monotonic_ns // NANOSECONDS,
            boot=stored.boot,
        ),
        actor=_actor(stored.user, name, stored.device, stored.role),
        software=stored.software,
        late=late,
    )


@lru_cache(maxsize=1024)
def _actor(user: str, name: str, device: str, role: str) -> Actor:
    """Make a person once: the same few stand in one session again and again."""
    return Actor(user=user, name=name, device=device, role=role)


def entry_of_draft(draft: Draft, sequence: int) -> Entry:
    """Read a draft that is NOT RECORDED yet, at the place where it would stand."""
    data = draft.data
    return Entry(
        sequence=sequence,
        event=event_of(draft.kind, data["event"]),
        at=instant_of(draft.moment),
        actor=Actor(user=draft.author.user, name=data["name"], device=draft.author.device, role=draft.author.role),
        software=draft.software,
        late=data.get("late", False),
    )
