"""The alarms of every session in this process: what stands, what was noted, and which screens answer.

The keeper attends each second; a page that is pressed writes its own notes. Notes are read once for each session and
kept in memory, because one process serves.
"""

import hashlib
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from stepward import __version__
from stepward.adapters.database.alarm_notes import DatabaseAlarmNotes
from stepward.core.findings import Refusal
from stepward.core.sessions.chain import Head
from stepward.core.sessions.commands_clock import RaiseAlarm
from stepward.core.sessions.holds import Priority
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import instant_of
from stepward.shells.web.bedside.glass import Glasses
from stepward.shells.web.session_log import keeper
from stepward.usecases import alarms, running
from stepward.usecases.alarm_screens import Screens
from stepward.usecases.alarms import Deed, Facts, Note, Standing
from stepward.usecases.event_logs import BrokenChain, EventLog, LogRefusal

LETTERS = 8
Told = tuple[str, Standing, datetime]
PassedOn = Mapping[str, tuple[Told, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The alarms of one session at one moment."""

    items: tuple[Standing, ...]
    notes: tuple[Note, ...]
    facts: Facts


class AlarmBook:
    """What stands in every session, and what became of it."""

    def __init__(self) -> None:
        self.screens = Screens()
        self.glasses = Glasses()
        self._notes: dict[str, tuple[Note, ...]] = {}
        self._attended: dict[str, Picture] = {}
        self._stood: dict[str, tuple[Head, Session]] = {}
        self._told: PassedOn | None = None
        self._lock = threading.Lock()

    def notes(self, session_id: str) -> tuple[Note, ...]:
        """Give the notes of a session."""
        found = self._notes.get(session_id)
        if found is None:
            with self._lock:
                found = self._notes.setdefault(session_id, DatabaseAlarmNotes().of(session_id))
        return found

    def write(self, session_id: str, notes: tuple[Note, ...]) -> None:
        """Keep notes of a session."""
        if not notes:
            return
        before = self.notes(session_id)
        with self._lock:
            DatabaseAlarmNotes().add(session_id, notes)
            self._notes[session_id] = (*self._notes.get(session_id, before), *notes)
            attended = self._attended.get(session_id)
            if attended is not None:
                self._attended[session_id] = replace(attended, notes=self._notes[session_id])
            self._told = None

    def attended(self) -> dict[str, Picture]:
        """Give the pictures that the keeper found last, by session."""
        return dict(self._attended)

    def picture(self, session_id: str, session: Session, now: Instant, log: EventLog) -> Picture:
        """Tell how the alarms of a session stand."""
        facts = self.facts(session_id, session, now, log)
        return Picture(items=alarms.standing(session, now, facts), notes=self.notes(session_id), facts=facts)

    def facts(self, session_id: str, session: Session, now: Instant, log: EventLog) -> Facts:
        """Tell what no session can compute."""
        station = session.controller
        waiting = [draft for item in log.waiting(session_id) for draft in item.drafts]
        return Facts(
            silent_since=self.screens.silent_since(session_id, station, now),
            not_recorded_since=instant_of(waiting[0].moment).at if waiting else None,
            sound_blocked_since=self.screens.blocked_since(session_id, station, now),
        )

    def elsewhere(self, station: str, here: str, told: PassedOn | None = None) -> tuple[Told, ...]:
        """List the alarms of other sessions that were passed on to this station and stand, and when they were."""
        found = (self.passed_on() if told is None else told).get(station, ()) if station else ()
        return tuple(item for item in found if item[0] != here)

    def passed_on(self) -> PassedOn:
        """List for every station the alarms that were passed on to it, stand, and are not acknowledged."""
        with self._lock:
            if self._told is None:
                self._told = self._passed_on()
            return self._told

    def _passed_on(self) -> PassedOn:
        found: dict[str, list[Told]] = {}
        for session_id, picture in list(self._attended.items()):
            for item in picture.items:
                if _is_acknowledged(item, picture):
                    continue
                newest = {note.station: note.at for note in _passed_on(item, picture)}
                for station, at in newest.items():
                    found.setdefault(station, []).append((session_id, item, at))
        return {station: tuple(items) for station, items in found.items()}

    def word(
        self, session_id: str, station: str, picture: Picture, now: Instant, *, told: PassedOn | None = None
    ) -> str:
        """Write a short text that changes when something about these alarms is to be shown anew."""
        parts = [
            f"{item.code} {item.is_gone} {alarms.acknowledged_by(item, picture.notes, now) is not None}"
            for item in picture.items
        ]
        sound = alarms.sound(picture.items, picture.notes, now, station=station)
        paused = alarms.pause_left(picture.items, picture.notes, now, station=station) > 0
        parts += [
            str(sound),
            str(paused),
            str(self.glasses.of(session_id)),
            str([(of, item.code) for of, item, _at in self.elsewhere(station, session_id, told)]),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:LETTERS]

    # ------------------------------------------------------------------------------------------ what the keeper does

    def attend(self, now: Instant, log: EventLog) -> None:
        """Attend to every open session, and to those that ended with an alarm; none keeps another from its own.

        Raises:
            Refusal: the last of what was wrong with one of them.
        """
        wrong: Refusal | None = None
        ended = {session_id for session_id, picture in self._attended.items() if picture.items}
        names = tuple(dict.fromkeys((*running.open_sessions(log), *sorted(ended))))
        heads = log.heads(names)
        for session_id in names:
            try:
                session = self._stands(session_id, heads[session_id], log)
                if session is not None:
                    self._attend(session_id, session, now, log)
            except Refusal as refusal:
                wrong = refusal
        if wrong is not None:
            raise wrong

    def _stands(self, session_id: str, head: Head, log: EventLog) -> Session | None:
        """Tell how a session stands; one without a new entry stands as it did."""
        before = self._stood.get(session_id)
        if before is not None and before[0] == head:
            return before[1]
        found = _stands(session_id, log)
        if found is not None and found.version == head.sequence:
            self._stood[session_id] = head, found
        return found

    def _attend(self, session_id: str, session: Session, now: Instant, log: EventLog) -> None:
        facts = self.facts(session_id, session, now, log)
        found = alarms.attend(
            session, self.notes(session_id), now, facts=facts, stations=self.screens.others(session_id, now)
        )
        for code in found.raised:
            session = _raised(session_id, code, session, now, log)
        self.write(session_id, found.notes)
        items = alarms.standing(session, now, facts)
        before = self.notes(session_id)
        with self._lock:
            picture = Picture(items=items, notes=self._notes.get(session_id, before), facts=facts)
            if picture != self._attended.get(session_id):
                self._attended[session_id], self._told = picture, None


def _stands(session_id: str, log: EventLog) -> Session | None:
    """Tell how a session stands; one whose chain is broken as it is held in memory."""
    try:
        return running.stands(session_id, log)
    except BrokenChain:
        kept = keeper()
        return None if kept is None else kept.known(session_id)


def _raised(session_id: str, code: str, session: Session, now: Instant, log: EventLog) -> Session:
    """Raise an alarm in the log; where somebody was faster, the next second does it."""
    with suppress(SessionRefusal, LogRefusal):
        return running.act(
            session_id,
            RaiseAlarm(condition=code),
            by=running.SERVER,
            now=now,
            sent=running.Sent(key=f"alarm {code} {session.version}", seen=session.version),
            log=log,
            software=__version__,
        ).session
    return session


def _passed_on(item: Standing, picture: Picture) -> list[Note]:
    steps = alarms.episode(picture.notes, item.code)
    return [note for note in steps if note.deed is Deed.PASSED_ON]


def _is_acknowledged(item: Standing, picture: Picture) -> bool:
    return item.priority is not Priority.HIGH or any(
        note.deed is Deed.ACKNOWLEDGED for note in alarms.episode(picture.notes, item.code)
    )


_BOOK = AlarmBook()


def book() -> AlarmBook:
    """Give the book of this process."""
    return _BOOK
