"""Which sessions are open, so that the question costs what is new and not what the unit ever did.

Entries are only ever added, so what was found once need not be looked for again. Once a minute, and where the file was
opened anew, all of it is (H-62).

Source: STEPWARD-SAFETY, H-62 and H-68.
"""

from dataclasses import dataclass, field

from stepward.adapters.event_log.session_file import SessionFile


@dataclass(slots=True)
class _Known:
    """What was found up to a position: the sessions that began, in their order, and those that are closed."""

    position: int = 0
    begun: dict[str, None] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)


class OpenOnes:
    """The open sessions by what closes one; whoever asks holds the file."""

    def __init__(self) -> None:
        self._known: dict[frozenset[str], _Known] = {}

    def read(self, closed_by: frozenset[str], file: SessionFile) -> tuple[str, ...]:
        """List the sessions without an entry of the kinds that close one, in the order they began."""
        known = self._known.setdefault(closed_by, _Known())
        for position, session_id, sequence, kind in file.edges(closed_by, behind=known.position):
            known.position = position
            if sequence == 1:
                known.begun[session_id] = None
            if kind in closed_by:
                known.closed.add(session_id)
        return tuple(name for name in known.begun if name not in known.closed)

    def forget(self) -> None:
        """Forget all."""
        self._known.clear()
