"""The page of an order, and its worksheet and labels."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.core.findings import Refusal
from stepward.shells.web.access import open_to
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.doors import worksheet_closed
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.shown_order import shown_order
from stepward.shells.web.prepare.workers import LOOKS, looker_of
from stepward.usecases.making import Opened, UnknownOrder, open_order

REFUSED = 422


def opened_or_404(order_id: str, now: datetime) -> Opened:
    """Open an order.

    Raises:
        Http404: if none is kept at this address.
    """
    try:
        return open_order(order_id, now=now, pharmacy=pharmacy())
    except UnknownOrder as error:
        raise Http404 from error


@open_to(*LOOKS)
@require_safe
def show(request: HttpRequest, order_id: str) -> HttpResponse:
    """Show an order: what is made when, how far it is, and what blocks."""
    now = timezone.now()
    try:
        opened = opened_or_404(order_id, now)
    except Refusal as refusal:
        return render(request, "prepare/failed.html", {"refusal": str(refusal)}, status=REFUSED)
    page = {
        "order": opened.order,
        "patient": words.shown_patient(opened.order.patient),
        "shown": shown_order(opened),
        "told": opened.notice,
        "closed": worksheet_closed(opened.works, looker_of(request, now)),
    }
    return render(request, "prepare/order.html", page)
