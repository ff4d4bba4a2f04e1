"""The queue: what the pharmacy was asked to make, soonest start first, and kept plans that wait to be asked for."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.adapters.database import models
from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import IS_MADE, SolutionState, SolutionWork
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.shown_order import far_text, next_texts
from stepward.shells.web.prepare.words import ShownPatient, ShownState
from stepward.shells.web.prepare.workers import ASKS, LOOKS, holds
from stepward.shells.web.tolerance.warnings import warned
from stepward.usecases.making import Opened, QueueRow, queue

MOST_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One order in the queue; `trouble` says why it cannot be opened."""

    id: str
    start: str
    day: str
    zone: str
    patient: ShownPatient
    drug_dose: str = ""
    product: str = ""
    next: tuple[str, ...] = ()
    pips: tuple[str, ...] = ()
    far: str = ""
    use_by: str = ""
    state: ShownState | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept plan that nobody asked for yet."""

    id: str
    title: str
    kept_at: str
    start: str
    line: str


@open_to(*LOOKS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the queue."""
    now = timezone.now()
    rows = [_queued(row) for row in queue(now, pharmacy=pharmacy())]
    page = {"queued": rows, "kept": _kept(), "may_ask": holds(request, ASKS), "warned": warned(clock.now().at)}
    return render(request, "prepare/queue.html", page)


def _queued(row: QueueRow) -> Queued:
    order = row.order
    base = Queued(
        id=order.id,
        start=words.clock_text(order.start_at),
        day=words.day_text(here.day(order.start_at)),
        zone=here.place().label(order.start_at),
        patient=words.shown_patient(order.patient),
    )
    return replace(base, trouble=row.trouble) if row.opened is None else _opened(base, row.opened)


def _opened(base: Queued, opened: Opened) -> Queued:
    blocked = opened.is_blocked
    solutions = [work for work in opened.works if work.item.liquid is Liquid.SOLUTION]
    ends = [work.expires_at for work in solutions if work.state in IS_MADE and work.expires_at is not None]
    unknown = any(work.state in IS_MADE and work.expires_at is None for work in solutions)
    use_by = f"Use before {words.moment_text(min(ends))}" if ends else "Use by not on file" if unknown else ""
    return replace(
        base,
        drug_dose=f"{words.drug_text(opened.plan)} {opened.plan.order.target.amount.people()}",
        product=opened.preparation.product.name,
        next=("A finding blocks this order. Open it to see what opens the work.",) if blocked else next_texts(opened),
        pips=tuple(_pip(work) for work in solutions),
        far=far_text(opened.works),
        use_by=use_by,
        state=words.BLOCKED if blocked else None,
    )


def _pip(work: SolutionWork) -> str:
    if work.state is SolutionState.CHECKED:
        return "checked"
    if work.state in IS_MADE:
        return "made"
    return "differs" if work.state is SolutionState.DIFFERS else "open"


def _kept() -> tuple[Kept, ...]:
    asked_for = models.PreparationOrder.objects.values("plan_id")
    rows = models.SharedPlan.objects.exclude(id__in=asked_for)[:MOST_KEPT]
    return tuple(
        Kept(
            id=row.id,
            title=row.title or str(row),
            kept_at=words.moment_text(row.created_at),
            start=row.start,
            line=f"Line of {row.common_volume}." if row.common_volume else "" if row.line_set else "No line chosen.",
        )
        for row in rows
    )
