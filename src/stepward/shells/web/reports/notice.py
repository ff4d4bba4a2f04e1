"""One line for other pages: how many reports are owed, and how many of them are late."""

from dataclasses import dataclass
from datetime import date

from stepward.core.reports.owed import Duty
from stepward.shells.web.reports.reading import reacted, standing_of
from stepward.usecases.reporting import remaining


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How many are owed, and late; `sessions` are those with a report to do."""

    sessions: frozenset[str]
    late: int

    @property
    def words(self) -> str:
        """Say it in a sentence; empty where nothing is owed."""
        count = len(self.sessions)
        if not count:
            return ""
        late = f", {self.late} late" if self.late else ""
        return f"{count} {'report is' if count == 1 else 'reports are'} owed{late}."


def notice(today: date) -> Notice:
    """Count the reports that are owed."""
    owed, late = set[str](), 0
    for case in reacted():
        if case.dossier.is_closed:
            continue
        found = remaining(standing_of(case, frozenset(), "").owed, case.dossier)
        left = [item for item in found if item.duty is not Duty.VOLUNTARY]
        if left:
            owed.add(case.order.id)
            late += any(item.is_overdue(today) for item in left)
    return Notice(sessions=frozenset(owed), late=late)
