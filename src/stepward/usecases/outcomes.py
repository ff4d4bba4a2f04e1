"""What a unit counts of one session, from its log and plan; and rows to share, in which nobody can be found.

Source: STEPWARD-SAFETY, H-97 and H-99; CMS-CELL-SIZE for the cells that are hidden.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from stepward.core.outcomes.chart import quarter
from stepward.core.outcomes.outcome import SEVERE, Ending, Outcome
from stepward.core.outcomes.small import LEAST
from stepward.core.protocols.plan import Plan
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.record import Record
from stepward.core.sessions.session import Session, State
from stepward.usecases.session_orders import SessionOrder

NOT_ASSESSED, HIDDEN, ROUGHLY = "not assessed", "hidden", 15
EPINEPHRINE = frozenset({"epinephrine", "adrenaline"})
_WORD = re.compile(r"[^\W\d_]+")
Row = dict[str, str | int | None]
COLUMNS = {
    "site": "The site's own word for itself, as typed at the export.",
    "patient": "A number drawn for this export; it is another one in the next export.",
    "quarter": 'Year and quarter of the session, never a day; "hidden" where too few patients share all of it.',
    "drug": 'The drug; "hidden" where fewer patients than the threshold share drug and protocol.',
    "protocol": 'The id of the protocol; "hidden" as above.',
    "phenotype": 'The kind of the first reaction, as it was assessed; "hidden" where too few share it.',
    "ending": "completed, completed at a reduced dose, or stopped.",
    "reactions": "How many reactions the session had.",
    "brown": "The worst grade on Brown's scale, 3 is severe; empty where there was none, or it is not known.",
    "step": "The step of the first reaction; empty where there was none, or it came later.",
    "steps": "How many steps the protocol has.",
    "epinephrine": "1 where epinephrine was given, else 0.",
    "planned_minutes": "Minutes of drug that were planned.",
    "minutes": "Minutes from the first step to the end of the drug, rounded down to a quarter of an hour.",
    "overdue_vitals": "How often vital signs were later than ordered.",
}
"""The data dictionary: each column of an export, in its order."""


def outcome_of(order: SessionOrder, plan: Plan, found: Record, phenotype: str = "") -> Outcome:
    """Write what is counted of a session that is over."""
    session = found.session
    began = min((item.began_at for item in found.steps if item.began_at is not None), default=None)
    ended = session.dose_ended_at or (found.lines[-1].entry.at.at if found.lines else None)
    minutes = None if began is None or ended is None else int((ended - began) / timedelta(minutes=1))
    known = [item for item in found.reactions if not item.expected]
    return Outcome(
        patient=order.patient.id,
        drug=plan.order.drug,
        protocol=plan.protocol.id,
        phenotype=phenotype or NOT_ASSESSED,
        started_at=order.start_at,
        ending=_ending(session),
        reactions=len(known),
        brown=worst_of([item.brown for item in known]),
        step=known[0].step if known else None,
        steps=0 if session.plan is None else session.plan.last,
        has_epinephrine=any(is_epinephrine(item.medicine) for item in session.treatments),
        planned_minutes=_planned(session),
        minutes=minutes,
        overdue_vitals=_overdue(found),
        made=_volume(plan, lambda item: item.volume),
        wasted=_volume(plan, lambda item: item.discarded),
    )


def worst_of(grades: Sequence[int | None]) -> int | None:
    """Tell the worst grade; nothing where a reaction without a grade might have been worse."""
    graded = [grade for grade in grades if grade is not None]
    worst = max(graded, default=None)
    is_known = len(graded) == len(grades) or (worst is not None and worst >= SEVERE)
    return worst if is_known else None


def is_epinephrine(medicine: str) -> bool:
    """Tell whether a medicine is epinephrine, by whole words: norepinephrine is another."""
    return not EPINEPHRINE.isdisjoint(_WORD.findall(medicine.casefold()))


def _ending(session: Session) -> Ending:
    if not session.highest_step:
        return Ending.NOT_BEGUN
    if session.state is not State.COMPLETED:
        return Ending.STOPPED
    return Ending.COMPLETED if session.reduced_total is None else Ending.REDUCED


def _planned(session: Session) -> int | None:
    """Count the minutes of all dwells, and of the last volume where that takes longer."""
    if session.plan is None:
        return None
    total = Fraction(0)
    for step in session.plan.steps:
        run = Fraction(0) if not step.rate or step.volume is None else step.volume / step.rate * 60
        total += max(Fraction(step.dwell, MINUTE), run)
    return int(total)


def _overdue(found: Record) -> int:
    """Count how often the next reading was later than ordered, from the first step to the end of the drug."""
    plan = found.session.plan
    if plan is None or plan.vitals_every is None:
        return 0
    began = min((item.began_at for item in found.steps if item.began_at is not None), default=None)
    if began is None:
        return 0
    end = found.session.dose_ended_at or found.lines[-1].entry.at.at
    times = [began, *(item.at.at for item in found.vitals if began < item.at.at <= end), end]
    every = timedelta(microseconds=plan.vitals_every) + timedelta(minutes=1)
    return sum(later - earlier > every for earlier, later in pairwise(times))


def _volume(plan: Plan, part: Callable[..., object]) -> float | None:
    """Add up the mL of all solutions; nothing where one of them has no volume."""
    found = [part(item) for item in plan.effective.solutions]
    if not found or any(item is None for item in found):
        return None
    return float(sum((item.value for item in found), Fraction(0)))  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------------ sharing


Shared = tuple[str, ...]
"""What an outsider could know of a session: drug, protocol, kind of the first reaction, quarter."""


def shareable(
    outcomes: Sequence[Outcome], *, site: str, numbers: Callable[[], str], least: int = LEAST
) -> tuple[Row, ...]:
    """Write rows in which nobody can be found: drawn numbers, and nothing that fewer patients share than the threshold.

    What an outsider could know is hidden step by step, the quarter first, until enough patients share the rest. What
    even then is rare is left out. `numbers` draws a new number for each patient. Rows are sorted by what they say, so
    that their order tells nothing.
    """
    patients: dict[str, str] = {}
    for one in outcomes:
        if one.patient not in patients:
            patients[one.patient] = numbers()
    rows = [
        _row(one, told, site=site, patient=patients[one.patient])
        for one, told in _told(list(enumerate(outcomes)), least)
    ]
    return tuple(sorted(rows, key=lambda row: [str(value) for value in row.values()]))


def _told(waiting: list[tuple[int, Outcome]], least: int) -> Iterator[tuple[Outcome, Shared]]:
    """Give each outcome with what may be told of it; what stays rare is not given."""
    for shown in range(4, -1, -1):
        if shown == 1:
            continue  # a drug without its protocol says too little to be of use
        groups = defaultdict[Shared, list[tuple[int, Outcome]]](list)
        for place, one in waiting:
            known = (one.drug, one.protocol, one.phenotype, quarter(one))
            groups[(*known[:shown], *[HIDDEN] * (4 - shown))].append((place, one))
        waiting = []
        for told, found in groups.items():
            if len({one.patient for _, one in found}) >= least:
                yield from ((one, told) for _, one in found)
            else:
                waiting += found


def _row(one: Outcome, told: Shared, *, site: str, patient: str) -> Row:
    drug, protocol, phenotype, when = told
    is_hidden = drug == HIDDEN
    return {
        "site": site,
        "patient": patient,
        "quarter": when,
        "drug": drug,
        "protocol": protocol,
        "phenotype": phenotype,
        "ending": one.ending.value,
        "reactions": one.reactions,
        "brown": one.brown,
        "step": None if is_hidden else one.step,
        "steps": None if is_hidden else one.steps,
        "epinephrine": int(one.has_epinephrine),
        "planned_minutes": None if is_hidden else one.planned_minutes,
        "minutes": None if is_hidden or one.minutes is None else one.minutes - one.minutes % ROUGHLY,
        "overdue_vitals": one.overdue_vitals,
    }
