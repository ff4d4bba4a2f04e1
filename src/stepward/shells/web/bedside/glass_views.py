"""The page of break-glass: the beds by number alone, and the reason (H-93)."""

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import actor, with_station
from stepward.shells.web.bedside.alarm_book import book
from stepward.shells.web.bedside.glass import LONGEST_REASON, MAY, SHORTEST_REASON, break_glass
from stepward.shells.web.session_log import session_log
from stepward.usecases.running import open_sessions

REFUSED = 400


@open_to(*MAY)
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for bed and reason, or open the session and say so at the bed."""
    orders = DatabaseSessionOrders().many(open_sessions(session_log()))
    beds = sorted((order.bed, order.id) for order in orders)
    session_id = request.POST.get("session", "")
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    wrong = {}
    if request.method == "POST":
        wrong = _wrong(reason, is_known=session_id in {item for _bed, item in beds})
        if not wrong:
            break_glass(session_id, actor(request), reason)
            book().glasses.forget(session_id)
            return with_station(request, HttpResponseRedirect(reverse("bedside", args=[session_id])))
    page = {"beds": beds, "chosen": session_id, "reason": reason, "wrong": wrong, "most": LONGEST_REASON}
    return with_station(request, render(request, "bedside/glass.html", page, status=REFUSED if wrong else 200))


def _wrong(reason: str, *, is_known: bool) -> dict[str, str]:
    wrong = {} if is_known else {"session": "Choose the bed."}
    if len(reason) < SHORTEST_REASON or not reason.isprintable():
        wrong["reason"] = "Say why you open this session."
    return wrong
