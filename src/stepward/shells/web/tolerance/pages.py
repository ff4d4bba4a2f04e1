"""The board of tolerance, and the page of what follows one session."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.database.following import DatabaseBook
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.transfer_paper import TransferHead, transfer_pdf, transfer_words
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.ended import up_to_date
from stepward.shells.web.leaflets.about import phones
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.tolerance.forms import DoseForm, SignForm
from stepward.shells.web.tolerance.lane import axis_of
from stepward.shells.web.tolerance.one import filled, matches, page_of
from stepward.shells.web.tolerance.shown import Group, groups, how_given, row
from stepward.shells.web.tolerance.unit_terms import WARNING, chosen, usual_terms
from stepward.usecases.following import After, stands
from stepward.usecases.session_orders import SessionOrder


@open_to(*SEES)
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Show who is tolerant until when, and what to do; `?part=1` gives the rows alone, for a page that counts down."""
    up_to_date()
    now = clock.now().at
    axis, found = axis_of(now), DatabaseBook().newest()
    orders = {order.id: order for order in DatabaseSessionOrders().many(tuple(item.finished.session for item in found))}
    warning = chosen(WARNING)
    rows = [
        row(item, orders[item.finished.session].patient, stands(item, now), now, axis, warning=warning)
        for item in found
    ]
    shown = groups(rows)
    page = {
        "axis": axis,
        "zone": here.place().said(axis.begins, axis.ends),
        "lanes": (shown[Group.ACT], shown[Group.TOLERANT]),
        "every_dose": shown[Group.EVERY_DOSE],
        "never": shown[Group.NEVER],
        "is_empty": not rows,
    }
    if request.GET.get("part") == "1":
        return render(request, "tolerance/rows.html", page)
    return with_station(request, render(request, "tolerance/board.html", page))


@open_to(*SEES)
@require_safe
def one(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Show what follows one session."""
    after, order = found_after(session_id)
    return with_station(request, shown_page(request, after, order))


@open_to(*SEES)
@require_safe
def card(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Give the transfer card as PDF; that it was printed is noted (H-93)."""
    after, order = found_after(session_id)
    note(enter(request, session_id), "printed the transfer card")
    words = transfer_words(
        after,
        stands(after, clock.now().at),
        TransferHead(
            patient=order.patient, unit=unit_name(), how=how_given(after), phones=phones(), place=here.place()
        ),
        matches=matches(after, order),
    )
    content = transfer_pdf(
        words, paper=paper_of(request.GET.get("paper", "")), printed_at=here.place().here(clock.now().at)
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="transfer-card.pdf"'
    return response


def found_after(session_id: str) -> tuple[After, SessionOrder]:
    """Find what follows a session, and its order.

    Raises:
        Http404: if no session is ordered under this id, or it is not over.
    """
    up_to_date()
    after, order = DatabaseBook().after(session_id), DatabaseSessionOrders().find(session_id)
    if after is None or order is None:
        raise Http404
    return after, order


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was sent where something was lacking, and what is told of it."""

    dose: DoseForm | None = None
    signing: SignForm | None = None
    told: str = ""
    to_confirm: str = ""
    status: int = 200


def shown_page(request: HttpRequest, after: After, order: SessionOrder, sent: Sent | None = None) -> HttpResponseBase:
    """Render the page, with what was sent."""
    sent = sent or Sent()
    signed = after.giving_on
    page = page_of(request, after, order, clock.now().at) | {
        "told": sent.told,
        "to_confirm": sent.to_confirm,
        "dose": sent.dose or DoseForm(),
        "signing": sent.signing or SignForm(initial=usual_terms() if signed is None else filled(signed)),
    }
    return render(request, "tolerance/one.html", page, status=sent.status)
