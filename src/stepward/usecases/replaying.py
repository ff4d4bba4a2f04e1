"""Show a session step by step, exactly as it was: after each entry, how it stood and what had been given.

Source: STEPWARD-SAFETY, H-01, H-13 and H-25.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.sessions.at_vein import AtVein, at_vein
from stepward.core.sessions.between import Between
from stepward.core.sessions.events import Entry
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.session import Session, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry, and how the session stood after it; `vein` is nothing where the line is not known."""

    entry: Entry
    state: State
    step: int
    rate: Fraction | None
    given: Between
    vein: AtVein | None
    hold: HoldKind | None
    causes: tuple[Cause, ...]
    unit: str


def shown(entries: Iterable[Entry]) -> Iterator[Shown]:
    """Show the entries of one session in their order."""
    session = Session()
    for entry in entries:
        session = evolve(session, entry)
        yield shown_after(session, entry)


def shown_after(session: Session, entry: Entry) -> Shown:
    """Show how a session stood after an entry, at the moment of that entry."""
    hold = session.hold
    return Shown(
        entry=entry,
        state=session.state,
        step=session.step,
        rate=session.rate if session.state is State.RUNNING else None,
        given=session.given.total(entry.at),
        vein=at_vein(session, entry.at, entry.at),
        hold=None if hold is None else hold.kind,
        causes=() if hold is None else hold.causes,
        unit="" if session.plan is None else session.plan.unit,
    )
