"""Apply an entry to a session; never refuse, never read a clock.

Source: STEPWARD-SAFETY, H-01.
"""

from collections.abc import Callable, Iterable
from typing import Any

from stepward.core.sessions import evolve_charting as charting
from stepward.core.sessions import evolve_holding as holding
from stepward.core.sessions import evolve_running as running
from stepward.core.sessions.changing import replace
from stepward.core.sessions.clocks_right import put_right
from stepward.core.sessions.events import Entry
from stepward.core.sessions.session import Session
from stepward.core.sessions.turns import is_quiet

APPLY: dict[type, Callable[[Session, Any, Entry], Session]] = {**running.APPLY, **holding.APPLY, **charting.APPLY}


def evolve(session: Session, entry: Entry) -> Session:
    """Tell how a session stands after one more entry."""
    latest = entry.at.at if session.latest_at is None else max(session.latest_at, entry.at.at)
    after = APPLY[type(entry.event)](put_right(session, entry.at), entry.event, entry)
    turn = session.turn if is_quiet(entry) else entry.sequence
    return replace(after, version=entry.sequence, turn=turn, latest_at=latest)


def replay(entries: Iterable[Entry], session: Session | None = None) -> Session:
    """Tell how a session stands after all its entries, in their order; or after more of them."""
    found = Session() if session is None else session
    for entry in entries:
        found = evolve(found, entry)
    return found
