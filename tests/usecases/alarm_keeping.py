"""A session whose alarms somebody attends to, for the tests of alarms."""

from datetime import datetime

from stepward.core.sessions.conditions import Code
from stepward.core.sessions.instants import SECOND
from stepward.usecases import alarms
from stepward.usecases.alarms import (
    Attended,
    Deed,
    Facts,
    Note,
    Seen,
    Sound,
    Standing,
)
from tests.core.sessions.plans import Ward

BED, DESK, OFFICE = "bed", "desk", "office"
NURSE_AT_DESK, DOCTOR = Seen(DESK, "B. Nurse"), Seen(OFFICE, "C. Charge", is_first=True)
PUMP = Code.PUMP_MAY_RUN.value


class Attendant:
    """A session in a ward, the notes of its alarms, and the keeper that attends to them."""

    def __init__(self, ward: Ward, *stations: Seen) -> None:
        self.ward, self.notes, self.facts = ward, list[Note](), Facts()
        self.stations = stations

    def attend(self, seconds: int = 0) -> Attended:
        """Let time pass, attend once, and keep the notes."""
        self.wait(seconds)
        found = alarms.attend(self.ward.session, self.notes, self.ward.now, facts=self.facts, stations=self.stations)
        self.notes += found.notes
        return found

    def wait(self, seconds: int) -> None:
        self.ward.wait(microseconds=seconds * SECOND)

    def items(self) -> tuple[Standing, ...]:
        return alarms.standing(self.ward.session, self.ward.now, self.facts)

    def acknowledge(self, shown: alarms.Shown | None = None) -> None:
        """Acknowledge all that stands now, or what an older page showed."""
        seen = shown or self.shown()
        self.notes += alarms.acknowledge(
            self.items(), self.notes, self.ward.now, station=BED, person="A. Nurse", seen=seen
        )

    def shown(self) -> alarms.Shown:
        return alarms.Shown(codes=frozenset(item.code for item in self.items()), at=self.ward.now.at)

    def pause(self, station: str = BED) -> None:
        self.notes.append(alarms.pause(self.ward.now, station=station, person="A. Nurse"))

    def left(self, station: str = BED) -> int:
        return alarms.pause_left(self.items(), self.notes, self.ward.now, station=station)

    def sound(self, station: str = BED) -> Sound:
        return alarms.sound(self.items(), self.notes, self.ward.now, station=station)

    def deeds(self, *deeds: Deed) -> list[tuple[str, Deed]]:
        return [(note.condition, note.deed) for note in self.notes if not deeds or note.deed in deeds]


def silent(at: datetime) -> Facts:
    return Facts(silent_since=at)
