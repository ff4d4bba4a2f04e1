"""One row for each bed: who, which drug, how far, how fast, how long, and what needs a person; never re-sorted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stepward.core.sessions.holds import Priority
from stepward.core.sessions.session import State
from stepward.shells.web.bedside.glass import Opened
from stepward.shells.web.bedside.shown.alarms import ShownAlarm
from stepward.shells.web.bedside.shown.banner import Banner, banner
from stepward.shells.web.bedside.shown.room import Room, clock_minutes
from stepward.shells.web.bedside.shown.step import StepCard, opens_at, step_card

ORDER = [priority.value for priority in Priority]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One session: the banner, the step, the newest vital signs, and its alarms, the most urgent first."""

    id: str
    banner: Banner
    step: StepCard | None
    start: str
    vitals: str
    waits: str
    alarms: tuple[ShownAlarm, ...]
    opened: tuple[Opened, ...] = ()

    @property
    def priority(self) -> str:
        """How urgent the most urgent alarm is; empty where there is none."""
        return self.alarms[0].priority if self.alarms else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One alarm of the strip: which bed, what, since when."""

    id: str
    bed: str
    alarm: ShownAlarm

    @property
    def since(self) -> datetime:
        """When it began."""
        return self.alarm.since


def row(room: Room, alarms: tuple[ShownAlarm, ...], opened: tuple[Opened, ...] = ()) -> Row:
    """Write the row of a session with its alarms, the most urgent first."""
    vitals = room.session.vitals
    return Row(
        id=room.order.id,
        banner=banner(room),
        step=step_card(room),
        start=clock_minutes(room.order.start_at),
        vitals=f"Vitals {clock_minutes(vitals[-1].at.at)}" if vitals else "Vitals not taken",
        waits=opens_at(room) if room.session.state is State.RUNNING else "",
        alarms=alarms,
        opened=opened,
    )


def by_bed(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Put rows in the order of their beds, numbers as numbers; nothing else ever moves one."""
    return tuple(sorted(rows, key=lambda item: (_number(item.banner.bed), item.banner.bed, item.start, item.id)))


def _number(bed: str) -> int:
    digits = "".join(letter for letter in bed if letter.isascii() and letter.isdigit())
    return int(digits) if digits else 0


def strip(rows: Iterable[Row]) -> tuple[Called, ...]:
    """List the most urgent alarm of each bed, the most urgent and the oldest first."""
    found = [Called(id=item.id, bed=item.banner.bed, alarm=item.alarms[0]) for item in rows if item.alarms]
    return tuple(sorted(found, key=lambda item: (ORDER.index(item.alarm.priority), item.since)))
