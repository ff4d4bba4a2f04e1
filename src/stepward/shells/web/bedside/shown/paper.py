"""The plan on paper: of which version it has to be, who printed that, and who said that it lies at the bed (H-69)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stepward.adapters.documents.twin_paper import paper_code
from stepward.core.sessions.events import ChecklistTicked, Entry, PlanSigned, Resumed
from stepward.core.sessions.holds import HoldKind
from stepward.core.sessions.plan import PAPER_LINE
from stepward.shells.web.bedside.shown.room import Room, clock_minutes

DEED = "printed"
_REASON = re.compile(r"plan ([0-9A-F ]+), entry ([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One printing: check characters of the plan, the newest entry then, by whom, when."""

    code: str
    entry: int
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNow:
    """What is asked for and what is there. `why_old` says what changed since a paper was at the bed."""

    version: int
    code: str
    printed: tuple[Printed, ...]
    at_bed: str
    why_old: str

    @property
    def is_printed(self) -> bool:
        """Tell whether the paper of this version was printed."""
        return bool(self.printed)


def reason(room: Room) -> str:
    """Write what an access note says of a paper that is printed now."""
    return f"plan {paper_code(room.session.order.signed_hash)}, entry {room.session.version}"


def printed(text: str, *, by: str, at: str) -> Printed | None:
    """Read such a note; nothing where it tells of another print."""
    found = _REASON.fullmatch(text)
    return None if found is None else Printed(code=found[1], entry=int(found[2]), by=by, at=at)


def paper_now(room: Room, entries: Iterable[Entry], prints: Iterable[Printed]) -> PaperNow | None:
    """Tell how the paper stands; nothing before a plan is signed."""
    if room.session.plan is None:
        return None
    changed, why, at_bed, was_there = 0, "", "", False
    for entry in entries:
        event = entry.event
        if isinstance(event, PlanSigned) or (isinstance(event, Resumed) and event.kind is HoldKind.CLINICAL):
            changed, at_bed, why = entry.sequence, "", _why(entry) if was_there else ""
        elif isinstance(event, ChecklistTicked) and event.line == PAPER_LINE:
            at_bed, was_there, why = f"{clock_minutes(entry.at.at)}, {entry.actor.name}", True, ""
    code = paper_code(room.session.plan.signed_hash)
    return PaperNow(
        version=room.session.plan_version,
        code=code,
        printed=tuple(item for item in prints if item.code == code and item.entry >= changed),
        at_bed=at_bed,
        why_old=why,
    )


def _why(entry: Entry) -> str:
    at = clock_minutes(entry.at.at)
    if isinstance(entry.event, Resumed):
        return f"The session went on in step {entry.event.point.step} at {at}, as a physician signed."
    return f"Another plan was signed at {at}."
