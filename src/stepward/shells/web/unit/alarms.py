"""How alarms did in this unit, for review (H-89); no patient is on this page."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.database.alarm_notes import DatabaseAlarmNotes
from stepward.core.quantities import people_text
from stepward.core.sessions.alarm_table import TABLE
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES
from stepward.shells.web.unit.shelves import SHELVES
from stepward.usecases.alarm_review import SHOWN_WITHIN, Reviewed, Times, review

DAYS, NONE = 30, "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One condition as the table shows it."""

    code: str
    priority: str
    why: str
    began: int
    shown: str
    shown_late: int
    acknowledged: str
    not_acknowledged: int
    passed_on: int


@open_to(*SEES)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show counts, delays, acknowledgments and pauses of the last days, and the table of alarms."""
    found = review(DatabaseAlarmNotes().since(clock.now().at - timedelta(days=DAYS)))
    page = {
        "shelves": SHELVES.values(),
        "is_set_up": True,
        "is_alarms": True,
        "days": DAYS,
        "found": found,
        "rows": [_row(item) for item in found.rows],
        "limits": [(priority.value, seconds) for priority, seconds in SHOWN_WITHIN.items()],
        "table": TABLE,
    }
    return render(request, "unit/alarms.html", page)


def _row(item: Reviewed) -> ShownRow:
    return ShownRow(
        code=item.row.code,
        priority=item.row.priority.value,
        why=item.row.why,
        began=item.began,
        shown=_times(item.shown),
        shown_late=item.shown_late,
        acknowledged=_times(item.acknowledged),
        not_acknowledged=max(item.began - item.acknowledged.count, 0),
        passed_on=item.passed_on,
    )


def _times(times: Times) -> str:
    """Write the middle and the longest, in seconds."""
    if not times.count:
        return NONE
    return f"{_seconds(times.middle)} s, up to {_seconds(times.longest)} s"


def _seconds(tenths: int) -> str:
    return people_text(Fraction(tenths, 10))
