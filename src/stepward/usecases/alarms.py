"""What becomes of alarms: shown, sounding, acknowledged, paused, passed on to the next station and person.

`attend` is asked each second by the keeper; it is a pure function that tells what to note and what to raise. The
conditions themselves are computed from the session; notes never change it, and never hide text or color.

Source: STEPWARD-SAFETY, H-80 to H-89.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from stepward.core.sessions.alarm_table import BEDSIDE_SILENT, NOT_RECORDED, ROWS, SOUND_BLOCKED, priority_of
from stepward.core.sessions.commands_clock import COMPUTED, CONDITIONS, DEVICE_UNSURE, WRONG_PATIENT_OR_PRODUCT
from stepward.core.sessions.conditions import Code, due
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.instants import MICROSECOND, SECOND, Instant
from stepward.core.sessions.session import Session, State
from stepward.core.sessions.settings import Bounds, OutOfBounds

WATCHED = frozenset({State.RUNNING, State.HELD})
EVERY_ALARM = "all"
MINUTE_SECONDS = 60
REPEATED = frozenset({Code.PUMP_MAY_RUN.value})
"""Silenced for a while at most, however often it is acknowledged (H-07)."""


class Deed(Enum):
    """What became of an alarm."""

    BEGAN = "began"
    SOUNDED = "sounded"
    SHOWN = "shown"
    ACKNOWLEDGED = "acknowledged"
    PAUSED = "sound paused"
    PASSED_ON = "passed on"
    ENDED = "ended"


BOUNDS = {
    "pause_most": Bounds(30, 120, "s", "H-84"),
    "stale_sound": Bounds(10, 60, "s", "H-86"),
    "pass_on_after": Bounds(15, 120, "s", "H-87"),
    "low_again": Bounds(2, 10, "min", "H-89"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSettings:
    """Whole numbers in the units of `BOUNDS`. There is none that turns a sound off."""

    pause_most: int = 120
    stale_sound: int = 20
    pass_on_after: int = 60
    low_again: int = 5

    def __post_init__(self) -> None:
        """Refuse what its rule does not allow.

        Raises:
            OutOfBounds: naming setting, bounds and rule.
        """
        for field in fields(self):
            bounds, value = BOUNDS[field.name], getattr(self, field.name)
            if not bounds.least <= value <= bounds.most:
                msg = f"{field.name} {value}: {bounds.rule} allows {bounds.least} to {bounds.most} {bounds.unit}"
                raise OutOfBounds(msg)


USUAL = AlarmSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that became of an alarm: of which condition, standing since when, and who did it, where and when."""

    condition: str
    deed: Deed
    since: datetime
    at: datetime
    station: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the server alone knows: since when no screen answers, nothing is recorded, no sound can be heard."""

    silent_since: datetime | None = None
    not_recorded_since: datetime | None = None
    sound_blocked_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alarm that stands. `is_gone` where its condition is over and a person must reset it by name."""

    code: str
    words: str
    since: datetime
    is_gone: bool = False

    @property
    def priority(self) -> Priority:
        """How urgent it is."""
        return priority_of(self.code)


class Seen(NamedTuple):
    """A screen that answers: its station, who is signed in there, and whether that person is called first."""

    station: str
    person: str
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What is to be noted, and which conditions are to be raised in the log so that they latch."""

    notes: tuple[Note, ...] = ()
    raised: tuple[str, ...] = ()


GONE = "Over. Reset it by name: "


def standing(session: Session, now: Instant, facts: Facts) -> tuple[Standing, ...]:
    """List the alarms that stand, the most urgent and the oldest first, each condition once."""
    found: dict[str, Standing] = {}
    for item in (*_computed(session, now), *_known(session, facts)):
        before = found.get(item.code)
        if before is None or item.since < before.since:
            found[item.code] = item
    for alarm in session.alarms:
        code, is_gone = alarm.condition, alarm.condition not in found and is_over(alarm.condition, facts)
        if code not in found:
            words = GONE + ROWS[code].why if is_gone else ROWS[code].words
            found[code] = Standing(code=code, words=words, since=alarm.since.at, is_gone=is_gone)
    order = list(Priority)
    return tuple(sorted(found.values(), key=lambda item: (order.index(item.priority), item.since, item.code)))


def is_over(code: str, facts: Facts) -> bool:
    """Tell whether the condition of an alarm that latches is over, as far as only the server knows (H-83).

    What no session computes and the server does not watch, it cannot say to be over: the record that is broken stays
    so. Another patient or bag was refused when it was read, so nothing of it is left.
    """
    since = {
        BEDSIDE_SILENT: facts.silent_since,
        NOT_RECORDED: facts.not_recorded_since,
        SOUND_BLOCKED: facts.sound_blocked_since,
    }
    if code in since:
        return since[code] is None
    return code in COMPUTED or code in {WRONG_PATIENT_OR_PRODUCT, DEVICE_UNSURE}


def _computed(session: Session, now: Instant) -> Iterator[Standing]:
    for item in due(session, now):
        yield Standing(code=item.code.value, words=item.words, since=item.since)


def _known(session: Session, facts: Facts) -> Iterator[Standing]:
    """Tell what the server knows; screens are watched while drug flows or may flow."""
    is_watched = session.state in WATCHED
    for code, since, counts in (
        (NOT_RECORDED, facts.not_recorded_since, True),
        (BEDSIDE_SILENT, facts.silent_since, is_watched),
        (SOUND_BLOCKED, facts.sound_blocked_since, is_watched),
    ):
        if counts and since is not None:
            yield Standing(code=code, words=ROWS[code].words, since=since)


# ---------------------------------------------------------------------------------------------------- what was noted


def episode(notes: Sequence[Note], code: str) -> tuple[Note, ...]:
    """Give the notes of a condition since it last began."""
    found = [note for note in notes if note.condition == code]
    begins = [place for place, note in enumerate(found) if note.deed is Deed.BEGAN]
    return tuple(found[begins[-1] :]) if begins else ()


def is_noted(item: Standing, notes: Sequence[Note], now: Instant) -> bool:
    """Tell whether it is noted that this alarm began; one that ended and came back begins anew."""
    found = episode(notes, item.code)
    if not found:
        return False
    if item.is_gone:
        return True
    is_anew = found[0].at < item.since < now.at
    return not is_anew and all(note.deed is not Deed.ENDED for note in found)


def acknowledged_by(item: Standing, notes: Sequence[Note], now: Instant) -> Note | None:
    """Tell who acknowledged this alarm; that ends when its condition ends (H-83).

    That a pump may run is never silenced for longer than a pause: it sounds again until the pump is stopped (H-07).
    """
    if not is_noted(item, notes, now):
        return None
    found = next((note for note in reversed(episode(notes, item.code)) if note.deed is Deed.ACKNOWLEDGED), None)
    if found is None or (item.code in REPEATED and _is_over(found.at, now, USUAL.pause_most)):
        return None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page showed: the conditions, and when it was made."""

    codes: frozenset[str]
    at: datetime


def acknowledge(  # noqa: PLR0913 - which alarms, what was noted, when, where, by whom, what the page showed
    items: Sequence[Standing], notes: Sequence[Note], now: Instant, *, station: str, person: str, seen: Shown
) -> tuple[Note, ...]:
    """Note that a person saw what the page showed, and nothing that came later (H-83)."""
    found: list[Note] = []
    for item in items:
        if item.code not in seen.codes or item.since > seen.at or acknowledged_by(item, notes, now) is not None:
            continue
        if not is_noted(item, notes, now):
            found.append(_note(item, Deed.BEGAN, now))
        found.append(_note(item, Deed.ACKNOWLEDGED, now, station=station, person=person))
    return tuple(found)


def pause(now: Instant, *, station: str, person: str) -> Note:
    """Note that a person pauses the sound at one station, for a while (H-84)."""
    return Note(condition=EVERY_ALARM, deed=Deed.PAUSED, since=now.at, at=now.at, station=station, person=person)


def pause_left(
    items: Sequence[Standing], notes: Sequence[Note], now: Instant, *, station: str, settings: AlarmSettings = USUAL
) -> int:
    """Tell for how many seconds the sound of a station is still paused; a new or passed-on alarm ends it at once."""
    places = [place for place, note in enumerate(notes) if note.deed is Deed.PAUSED and note.station == station]
    if not places:
        return 0
    later = {note.deed for note in notes[places[-1] :]}
    if later & {Deed.BEGAN, Deed.PASSED_ON} or not all(is_noted(item, notes, now) for item in items):
        return 0
    passed = seconds(notes[places[-1]].at, now.at)
    return settings.pause_most - passed if 0 <= passed < settings.pause_most else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a station plays: the pattern of a priority, and a word that changes when one of low priority sounds."""

    pattern: Priority | None = None
    once: str = ""


def sound(
    items: Sequence[Standing], notes: Sequence[Note], now: Instant, *, station: str, settings: AlarmSettings = USUAL
) -> Sound:
    """Tell what a station plays now: the most urgent alarm that nobody acknowledged, unless it is paused."""
    if pause_left(items, notes, now, station=station, settings=settings):
        return Sound()
    heard = [item for item in items if acknowledged_by(item, notes, now) is None]
    if not heard:
        return Sound()
    if heard[0].priority is not Priority.LOW:
        return Sound(pattern=heard[0].priority)
    codes = {item.code for item in heard}
    sounded = [note for note in notes if note.deed is Deed.SOUNDED and note.condition in codes]
    return Sound(pattern=Priority.LOW, once=sounded[-1].at.isoformat()) if sounded else Sound()


# ------------------------------------------------------------------------------------------------ what the keeper does


def attend(  # noqa: PLR0913 - which session, what was noted, when, what the server knows, who is there
    session: Session,
    notes: Sequence[Note],
    now: Instant,
    *,
    facts: Facts,
    stations: Sequence[Seen] = (),
    settings: AlarmSettings = USUAL,
) -> Attended:
    """Tell what is to be noted and raised now."""
    items = standing(session, now, facts)
    found = [*_ended(items, notes, now)]
    for item in items:
        if not is_noted(item, notes, now):
            found.append(_note(item, Deed.BEGAN, now))
        if _sounds_again(item, notes, now, settings):
            found.append(_note(item, Deed.SOUNDED, now))
        if _is_passed_on(item, notes, now, settings):
            found.append(_passed_on(item, notes, now, stations))
    raised = tuple(item.code for item in items if latches(item, session))
    return Attended(notes=tuple(found), raised=raised)


def latches(item: Standing, session: Session) -> bool:
    """Tell whether an alarm is to be raised in the log: HIGH, and not there yet (H-83)."""
    if session.plan is None or session.state.is_final or item.priority is not Priority.HIGH:
        return False
    return item.code in CONDITIONS and item.code not in {alarm.condition for alarm in session.alarms}


def _ended(items: Sequence[Standing], notes: Sequence[Note], now: Instant) -> Iterator[Note]:
    active = {item.code for item in items if not item.is_gone}
    for code in dict.fromkeys(note.condition for note in notes if note.deed is Deed.BEGAN):
        found = episode(notes, code)
        if code not in active and all(note.deed is not Deed.ENDED for note in found):
            yield Note(condition=code, deed=Deed.ENDED, since=found[0].since, at=now.at)


def _sounds_again(item: Standing, notes: Sequence[Note], now: Instant, settings: AlarmSettings) -> bool:
    """Tell whether an alarm of low priority sounds now: once, and at most every few minutes (H-89)."""
    if item.priority is not Priority.LOW or acknowledged_by(item, notes, now) is not None:
        return False
    before = [note for note in notes if note.condition == item.code and note.deed is Deed.SOUNDED]
    return not before or _is_over(before[-1].at, now, settings.low_again * MINUTE_SECONDS)


def _is_passed_on(item: Standing, notes: Sequence[Note], now: Instant, settings: AlarmSettings) -> bool:
    """Tell whether nobody acknowledged a HIGH alarm for too long; a silent bed is passed on at once (H-86, H-87)."""
    if item.priority is not Priority.HIGH or acknowledged_by(item, notes, now) is not None:
        return False
    steps = episode(notes, item.code) if is_noted(item, notes, now) else ()
    told = [note.at for note in steps if note.deed is Deed.PASSED_ON]
    if not told and item.code == BEDSIDE_SILENT:
        return True
    began = steps[0].at if steps else now.at
    return _is_over(told[-1] if told else began, now, settings.pass_on_after)


def _passed_on(item: Standing, notes: Sequence[Note], now: Instant, stations: Sequence[Seen]) -> Note:
    """Name the next station and person; nobody where no other screen answers, and that is noted too."""
    told = {note.station for note in episode(notes, item.code) if note.deed is Deed.PASSED_ON}
    rest = sorted((seen for seen in stations if seen.station not in told), key=lambda seen: not seen.is_first)
    found = rest[0] if rest else Seen(station="", person="")
    return _note(item, Deed.PASSED_ON, now, station=found.station, person=found.person)


def shown(  # noqa: PLR0913 - which alarms, what was noted, when, where, since when, to whom
    items: Sequence[Standing], notes: Sequence[Note], now: Instant, *, station: str, seen_since: datetime, person: str
) -> tuple[Note, ...]:
    """Note that a station showed these alarms, once each; counted from when both stood (H-82)."""
    found = []
    for item in items:
        steps = episode(notes, item.code) if is_noted(item, notes, now) else ()
        if any(note.deed is Deed.SHOWN and note.station == station for note in steps):
            continue
        began = steps[0].at if steps else now.at
        since = max(item.since if item.since < now.at else began, seen_since)
        found.append(Note(condition=item.code, deed=Deed.SHOWN, since=since, at=now.at, station=station, person=person))
    return tuple(found)


def seconds(start: datetime, end: datetime) -> int:
    """Tell the whole seconds between two times; below zero where the clock was set back."""
    return (end - start) // MICROSECOND // SECOND


def _is_over(start: datetime, now: Instant, limit: int) -> bool:
    """Tell whether so many seconds passed; a clock that was set back makes it so too, rather than silent."""
    return not 0 <= seconds(start, now.at) < limit


def _note(item: Standing, deed: Deed, now: Instant, *, station: str = "", person: str = "") -> Note:
    return Note(condition=item.code, deed=deed, since=item.since, at=now.at, station=station, person=person)
