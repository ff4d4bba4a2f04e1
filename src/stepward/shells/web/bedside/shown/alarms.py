"""The alarm bar: what needs a person now, the most urgent first; quiet otherwise (H-80, H-83, H-84)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stepward.core.sessions.alarm_table import SOUND_BLOCKED
from stepward.core.sessions.conditions import Code
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.instants import MICROSECOND, Instant
from stepward.core.sessions.people import Privilege
from stepward.shells.web.bedside.shown.room import Room, clock_minutes, minutes_text
from stepward.usecases import alarms as rules
from stepward.usecases.alarms import Deed, Note, Standing

STARS = {Priority.HIGH: "***", Priority.MEDIUM: "**", Priority.LOW: "*"}
SOUND_CODES = frozenset({SOUND_BLOCKED, Code.SOUND_NOT_HEARD.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAlarm:
    """One condition: how urgent, what to do, since when; `open_for` and who saw it are as text.

    `session` and `bed` are of another session, whose alarm was passed on to this station.
    """

    code: str
    priority: str
    stars: str
    words: str
    since: datetime
    open_for: str
    is_latched: bool = False
    seen: str = ""
    passed_on: str = ""
    session: str = ""
    bed: str = ""

    @property
    def asks_for_sound(self) -> bool:
        """Tell whether a test of the sound ends it."""
        return self.code in SOUND_CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """An alarm of another session that was passed on to this station."""

    session: str
    bed: str
    item: Standing
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmBar:
    """What the bar shows and what the station plays; `quiet_until` where its sound is paused."""

    alarms: tuple[ShownAlarm, ...]
    pattern: str = ""
    once: str = ""
    quiet_until: datetime | None = None
    quiet_left: str = ""
    codes: str = ""
    may_quiet: bool = False
    may_acknowledge: bool = False

    @property
    def first(self) -> ShownAlarm | None:
        """The most urgent one."""
        return self.alarms[0] if self.alarms else None

    @property
    def more(self) -> int:
        """How many others there are."""
        return max(len(self.alarms) - 1, 0)

    @property
    def can_acknowledge(self) -> bool:
        """Tell whether anything of this session is not acknowledged yet."""
        return self.may_acknowledge and any(not alarm.seen and not alarm.session for alarm in self.alarms)


def alarm_bar(
    room: Room, items: tuple[Standing, ...], notes: tuple[Note, ...], elsewhere: tuple[Elsewhere, ...] = ()
) -> AlarmBar:
    """Write the bar: this session first among equals."""
    order = [priority.value for priority in Priority]
    here = [_shown(item, room, notes) for item in items]
    there = [_there(found, room.now) for found in elsewhere]
    station = room.by.device
    left = rules.pause_left(items, notes, room.now, station=station)
    sound = rules.sound(items, notes, room.now, station=station)
    pattern = sound.pattern
    if any(_is_heard(found, notes, station, left) for found in elsewhere):
        pattern = Priority.HIGH
    return AlarmBar(
        alarms=tuple(sorted((*here, *there), key=lambda shown: (order.index(shown.priority), bool(shown.session)))),
        pattern="" if pattern is None else pattern.value,
        once=sound.once,
        quiet_until=room.now.at + timedelta(seconds=left) if left else None,
        quiet_left=minutes_text(left * 1_000_000) if left else "",
        codes=" ".join(item.code for item in items),
        may_quiet=room.by.may(Privilege.STOP),
        may_acknowledge=room.by.may(Privilege.RUN),
    )


def _is_heard(found: Elsewhere, notes: tuple[Note, ...], station: str, left: int) -> bool:
    """Tell whether an alarm from elsewhere sounds: it ends a pause that began before it came (H-84)."""
    paused = [note.at for note in notes if note.deed is Deed.PAUSED and note.station == station]
    return not left or not paused or found.told_at > paused[-1]


def _shown(item: Standing, room: Room, notes: tuple[Note, ...]) -> ShownAlarm:
    seen = rules.acknowledged_by(item, notes, room.now)
    told = [note for note in rules.episode(notes, item.code) if note.deed is Deed.PASSED_ON]
    return ShownAlarm(
        code=item.code,
        priority=item.priority.value,
        stars=STARS[item.priority],
        words=item.words,
        since=item.since,
        open_for=_open_for(item, room.now),
        is_latched=item.is_gone,
        seen="" if seen is None else f"{seen.person} at {clock_minutes(seen.at)}",
        passed_on=", ".join(dict.fromkeys(note.person or "nobody else is there" for note in told)),
    )


def desk_bar(elsewhere: tuple[Elsewhere, ...], now: Instant) -> AlarmBar:
    """Write the bar of a screen without a session: what was passed on to it, which sounds until somebody saw it."""
    return AlarmBar(
        alarms=tuple(_there(found, now) for found in elsewhere), pattern=Priority.HIGH.value if elsewhere else ""
    )


def _there(found: Elsewhere, now: Instant) -> ShownAlarm:
    return ShownAlarm(
        code=found.item.code,
        priority=found.item.priority.value,
        stars=STARS[found.item.priority],
        words=f"Bed {found.bed}: {found.item.words}",
        since=found.item.since,
        open_for=_open_for(found.item, now),
        session=found.session,
        bed=found.bed,
    )


def _open_for(item: Standing, now: Instant) -> str:
    return minutes_text((now.at - item.since) // MICROSECOND)
