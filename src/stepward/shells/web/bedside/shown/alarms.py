"""The alarm bar: what needs a person now, the most urgent first; quiet otherwise (H-80, H-83)."""

from dataclasses import dataclass
from datetime import datetime

from stepward.core.sessions.conditions import due
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.instants import MICROSECOND
from stepward.shells.web.bedside.shown.room import Room, minutes_text

STARS = {Priority.HIGH: "***", Priority.MEDIUM: "**", Priority.LOW: "*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAlarm:
    """One condition: how urgent, what to do, since when; `open_for` is as text."""

    code: str
    priority: str
    stars: str
    words: str
    since: datetime
    open_for: str
    is_latched: bool = False


def alarms(room: Room) -> tuple[ShownAlarm, ...]:
    """List what needs a person, the most urgent and the oldest first; a latched alarm stays until it is reset."""
    found = [
        _shown(item.code.value, item.priority, item.words, item.since, room) for item in due(room.session, room.now)
    ]
    known = {item.code for item in found}
    latched = [
        _shown(item.condition, item.priority, LATCHED, item.since.at, room, latched=True)
        for item in room.session.alarms
        if item.condition not in known
    ]
    order = [priority.value for priority in Priority]
    return tuple(sorted((*found, *latched), key=lambda item: (order.index(item.priority), item.since)))


LATCHED = "This alarm is over. See to the patient, then reset it by name."


def _shown(  # noqa: PLR0913 - one value for each column of the bar
    code: str, priority: Priority, words: str, since: datetime, room: Room, *, latched: bool = False
) -> ShownAlarm:
    return ShownAlarm(
        code=code,
        priority=priority.value,
        stars=STARS[priority],
        words=words,
        since=since,
        open_for=minutes_text((room.now.at - since) // MICROSECOND),
        is_latched=latched,
    )
