"""A device sends vital signs for the session at its bed: read strictly, kept by a command, and nothing else.

A message may record vital signs. It never starts, advances, holds, resumes or ends a session. A value that is hard to
believe is not kept: it calls a person, who measures by hand. The time of the device is a claim: a message that is not
of now is refused, and what is kept has the time of the server.

Source: STEPWARD-SAFETY, H-24, H-81 and H-98.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, ClassVar
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.quantities import UnreadableNumber, parse_number
from stepward.core.sessions.commands_charting import RecordVitals
from stepward.core.sessions.commands_clock import DEVICE_UNSURE, RaiseAlarm
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.roles import ROLES
from stepward.core.sessions.session import Session, State
from stepward.core.sessions.turns import STATION
from stepward.core.sessions.vitals import SIGNS, Values
from stepward.usecases.event_logs import EventLog
from stepward.usecases.running import SERVER, Sent, SessionMovedOn, act, stands

LONGEST_MESSAGE, LONGEST_ID, DEEPEST, TRIES = 8192, 60, 8, 5
KEYS, REQUIRED = frozenset({"values", "measured_at", "id"}), frozenset({"values"})
NOW_WITHIN, NEAR = timedelta(seconds=60), timedelta(hours=12)
GIVEN = frozenset({State.RUNNING, State.HELD, State.OBSERVING})


class MessageRefused(Refusal):
    """A message cannot be taken; `code` says why to the device, the message to people."""

    code: ClassVar[str] = "message-refused"


class NotJson(MessageRefused):
    """It is no JSON of the agreed form."""

    code: ClassVar[str] = "not-json"


class TooLong(MessageRefused):
    """It is longer or deeper than a message may be."""

    code: ClassVar[str] = "too-long"


class FieldUnknown(MessageRefused):
    """It has a field, a vital sign or a unit that is not on the list."""

    code: ClassVar[str] = "unknown"


class ValueUnreadable(MessageRefused):
    """A value is no plain number."""

    code: ClassVar[str] = "value-unreadable"


class NotOfNow(MessageRefused):
    """The device says that it measured at another time."""

    code: ClassVar[str] = "not-of-now"


class NoSession(MessageRefused):
    """No session is under control at the bed of the device."""

    code: ClassVar[str] = "no-session"


class TwoSessions(MessageRefused):
    """More than one session is under control at the bed of the device."""

    code: ClassVar[str] = "two-sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A device that is known: its id, its name, and its bed."""

    id: str
    name: str
    bed: str

    @property
    def actor(self) -> Actor:
        """The device as it acts: it may measure, and nothing else."""
        return Actor(
            user=f"{STATION} {self.id}", name=self.name, role=STATION, device=self.id, privileges=ROLES[STATION]
        )


class Stations(Port):
    """Which devices are known."""

    def by_token(self, digest: str, /) -> Station | None:
        """Find the active device of a token, by its hash."""


class Beds(Port):
    """Which open sessions are ordered for a bed, of whatever day."""

    def open_at(self, bed: str, /) -> Mapping[str, datetime]:
        """Tell which open sessions are ordered for a bed, and when each was to start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a device sent."""

    values: Values
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a message: the names that were kept, and those that a person must measure."""

    kept: tuple[str, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The log, the time, and the version of the software that writes."""

    log: EventLog
    now: Instant
    software: str = ""

    def has_no_alarm(self, session_id: str) -> bool:
        """Tell whether the alarm may be raised: a plan is signed, and it is not raised already."""
        session = stands(session_id, self.log)
        return session.plan is not None and all(item.condition != DEVICE_UNSURE for item in session.alarms)

    def do(self, session_id: str, command: object, by: Actor, key: str) -> None:
        """Do a command behind whatever is newest; somebody may act at the same moment."""
        for last in range(TRIES):
            sent = Sent(key=key, seen=stands(session_id, self.log).version)
            try:
                act(session_id, command, by=by, now=self.now, sent=sent, log=self.log, software=self.software)
            except SessionMovedOn:
                if last == TRIES - 1:
                    raise
            else:
                return


def read_message(body: bytes, now: datetime) -> Message:
    """Read a message of a device; what is not known is refused, never guessed.

    Raises:
        MessageRefused: saying why.
    """
    if len(body) > LONGEST_MESSAGE:
        msg = f"A message has at most {LONGEST_MESSAGE} bytes."
        raise TooLong(msg)
    found = _json(body)
    if not isinstance(found, dict) or not REQUIRED <= found.keys() <= KEYS:
        msg = "A message is an object with values, and may have measured_at and id."
        raise FieldUnknown(msg)
    _require_now(found.get("measured_at"), now)
    return Message(values=_values(found["values"]), id=_id(found.get("id", "")))


def _json(body: bytes) -> object:
    if max(body.count(b"{"), body.count(b"[")) > DEEPEST * len(SIGNS):
        msg = "A message is not that deep."
        raise TooLong(msg)
    try:
        return json.loads(body.decode(), parse_float=str, parse_int=str, object_pairs_hook=_once)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        msg = "The message is no JSON."
        raise NotJson(msg) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        msg = "A name stands twice."
        raise NotJson(msg)
    return dict(pairs)


def _require_now(text: object, now: datetime) -> None:
    if text is None:
        return
    try:
        at = datetime.fromisoformat(str(text)).astimezone(UTC) if _has_offset(str(text)) else None
    except (ValueError, OverflowError):
        at = None
    if at is None or abs(at - now) > NOW_WITHIN:
        msg = "The device did not measure now, or its clock is wrong. Nothing was kept."
        raise NotOfNow(msg)


def _has_offset(text: str) -> bool:
    return datetime.fromisoformat(text).utcoffset() is not None


def _values(found: object) -> Values:
    if not isinstance(found, dict) or not found or len(found) > len(SIGNS):
        msg = "values names each vital sign once, with value and unit."
        raise FieldUnknown(msg)
    return tuple((name, _value(name, words)) for name, words in found.items())


def _value(name: str, words: object) -> Fraction:
    sign = SIGNS.get(name)
    if sign is None or not isinstance(words, Mapping) or words.keys() != {"value", "unit"}:
        msg = "A vital sign is one of the list, with value and unit."
        raise FieldUnknown(msg)
    if words["unit"] != sign.unit:
        msg = f"The unit of {name} is {sign.unit}."
        raise FieldUnknown(msg)
    try:
        return parse_number(str(words["value"]))
    except UnreadableNumber as error:
        msg = f"The value of {name} is no plain number."
        raise ValueUnreadable(msg) from error


def _id(text: object) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_ID or not text.isprintable():
        msg = f"id has at most {LONGEST_ID} letters."
        raise FieldUnknown(msg)
    return text


def is_at_the_bed(session: Session, start_at: datetime, now: datetime) -> bool:
    """Tell whether the patient of a session lies at the bed: from when a screen there took control until the end.

    Before the start that counts near the time of the order alone: checks of tomorrow's patient, or a session that was
    called off yesterday and never ended, are nobody who lies there now.
    """
    if session.state in GIVEN:
        return True
    return session.state.is_before_start and bool(session.controller) and abs(now - start_at) <= NEAR


def take(message: Message, station: Station, *, key: str, beds: Beds, where: Where) -> Taken:
    """Keep what a device measured in the session at its bed: the one that a screen there controls.

    A session that is only ordered for the bed, today or on another day, is nobody who lies in it.

    Raises:
        NoSession: if none is there.
        TwoSessions: if more than one is.
        SessionRefusal: as the rules of sessions say.
        LogRefusal: if the log does not keep it.
    """
    found = [
        name
        for name, start_at in beds.open_at(station.bed).items()
        if is_at_the_bed(stands(name, where.log), start_at, where.now.at)
    ]
    if len(found) != 1:
        count = f"{len(found)} sessions are" if found else "No session is"
        msg = f"{count} under control at bed {station.bed}."
        raise (TwoSessions if found else NoSession)(msg)
    (session_id,) = found
    unsure = tuple(name for name, value in message.values if not SIGNS[name].is_plausible(value))
    sure = tuple((name, value) for name, value in message.values if name not in unsure)
    if sure:
        where.do(session_id, RecordVitals(values=sure), station.actor, f"{station.id} {key}")
    if unsure and where.has_no_alarm(session_id):
        where.do(session_id, RaiseAlarm(condition=DEVICE_UNSURE), SERVER, f"{station.id} {key} unsure")
    return Taken(kept=tuple(name for name, _value in sure), unsure=unsure)
