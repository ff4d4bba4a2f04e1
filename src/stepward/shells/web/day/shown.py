"""The rows of the day: when, where, who, what is done and what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stepward.core.sessions.session import Session, SolutionStage
from stepward.shells.web.bedside.shown.banner import Banner
from stepward.shells.web.bedside.shown.room import clock_minutes
from stepward.shells.web.courses.looking import Look
from stepward.shells.web.day.missing import READY, Known, Missing, missing_of, solutions


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMissing:
    """One thing that is missing; `address` is empty where whoever looks cannot open it."""

    words: str
    who: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One session of the day; without an id it is asked of the pharmacy only, and not ordered."""

    id: str
    start: str
    start_at: datetime
    banner: Banner
    checks: str
    prepared: str
    missing: tuple[ShownMissing, ...]
    is_before: bool
    is_over: bool
    look: Look | None = None

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Where it stands in the list: by time, then by bed."""
        return self.start_at, self.banner.bed, self.id


def coming(
    known: Known, banner: Banner, now: datetime, address_of: Callable[[Missing], str], look: Look | None = None
) -> Coming:
    """Write one row; `look` says what changed since the last session."""
    return Coming(
        id=known.order.id,
        start=clock_minutes(known.order.start_at),
        start_at=known.order.start_at,
        banner=banner,
        checks=checks_text(known.session),
        prepared=prepared_text(known),
        missing=tuple(
            ShownMissing(words=item.words, who=item.who, address=address_of(item)) for item in missing_of(known, now)
        ),
        is_before=known.session.state.is_before_start,
        is_over=known.session.state.is_final,
        look=look,
    )


def checks_text(session: Session) -> str:
    """Write how many lines of the checklist are ticked."""
    if session.plan is None:
        return "open after the signature"
    lines = session.plan.checklist
    return f"{sum(line in session.ticked for line in lines)} of {len(lines)} done"


def prepared_text(known: Known) -> str:
    """Write how many solutions are ready: of the pharmacy where it was asked, else of the session."""
    works = solutions(known)
    if works:
        ready = sum(work.state in READY and not work.is_expired and not work.tainted for work in works)
        return f"{ready} of {len(works)} checked"
    if known.session.solutions:
        done = {SolutionStage.CHECKED, SolutionStage.HUNG}
        ready = sum(item.stage in done for item in known.session.solutions)
        return f"{ready} of {len(known.session.solutions)} checked"
    return "nothing asked"


def summary(rows: tuple[Coming, ...]) -> str:
    """Count the day in one line."""
    if not rows:
        return ""
    ready = sum(row.is_before and not row.missing for row in rows)
    waits = sum(bool(row.missing) for row in rows)
    begun = len(rows) - ready - waits
    parts = [f"{len(rows)} session" if len(rows) == 1 else f"{len(rows)} sessions"]
    parts += [f"{waits} with something missing"] if waits else []
    parts += [f"{ready} ready"] if ready else []
    parts += [f"{begun} begun or over"] if begun else []
    return ", ".join(parts)
