"""Order a session from what the pharmacy was asked for, and list the sessions of the day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.findings import Refusal
from stepward.core.quantities import Weight
from stepward.core.sessions.session import State
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, actor, with_station
from stepward.shells.web.bedside.doors import look, plan_words
from stepward.shells.web.bedside.shown.banner import Banner, banner
from stepward.shells.web.bedside.shown.next_thing import next_thing
from stepward.shells.web.bedside.shown.room import Room, clock_minutes
from stepward.shells.web.courses.looking import earlier
from stepward.shells.web.ids import new_id
from stepward.shells.web.prepare.words import day_text
from stepward.shells.web.prepare.workers import holds, signed_in
from stepward.shells.web.session_log import session_log
from stepward.usecases.orders import PreparationOrder
from stepward.usecases.running import stands
from stepward.usecases.session_orders import LONGEST_BED, Stamp, Wanted, Weighed, WeightDoubted, order_session

ORDERS = ("prescriber", "allergist", "nurse", "charge nurse", "coordinator")
REFUSED = 422
BEFORE, AHEAD = timedelta(days=1), timedelta(days=2)


class OrderForm(forms.Form):
    """The bed, and the weight of today."""

    bed = forms.CharField(max_length=LONGEST_BED, error_messages={"required": "Name the bed or chair."})
    weight = forms.CharField(max_length=8, error_messages={"required": "Enter the weight of today in kg."})
    weight_again = forms.CharField(max_length=8, required=False)
    is_estimated = forms.BooleanField(required=False)

    @property
    def is_repeated(self) -> bool:
        """Tell whether the weight was entered twice, the same."""
        has_second = bool(self.cleaned_data["weight_again"])
        return has_second and _kilograms(self, "weight_again") == _kilograms(self, "weight")


def _kilograms(form: OrderForm, name: str) -> Weight:
    return Weight.parse(f"{form.cleaned_data[name]} kg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One session of the list: `next` is what is to be done before the start, or which step runs."""

    id: str
    banner: Banner
    start: str
    day: str
    next: str


@open_to(*SEES)
@require_safe
def today(request: HttpRequest) -> HttpResponseBase:
    """List the sessions from yesterday to tomorrow, and what could be ordered."""
    now = timezone.now()
    kept = DatabaseSessionOrders()
    found = kept.starting_between(now - BEFORE, now + AHEAD)
    ordered = {order.preparation for order in found}
    waiting = [item for item in DatabaseOrders().starting_from(now - BEFORE) if item.id not in ordered]
    by = actor(request)
    page = {
        "rows": [_row(look(order, by)) for order in found],
        "waiting": [_waiting(item, now) for item in waiting],
        "may_order": holds(request, ORDERS),
    }
    return with_station(request, render(request, "bedside/today.html", page))


def _row(room: Room) -> Row:
    shown = banner(room)
    is_before = room.session.state.is_before_start
    return Row(
        id=room.order.id,
        banner=shown,
        start=clock_minutes(room.order.start_at),
        day=_day(room.order.start_at, room.now.at),
        next=f"Next: {next_thing(room).words}" if is_before else " · ".join(filter(None, (shown.step, shown.rate))),
    )


def _waiting(item: PreparationOrder, now: datetime) -> dict[str, object]:
    drug, target = plan_words(item.plan)
    day = _day(item.start_at, now)
    return {"order": item, "drug": drug, "target": target, "start": clock_minutes(item.start_at), "day": day}


def _day(at: datetime, now: datetime) -> str:
    """Name the day where it is not today."""
    return "" if here.day(at) == here.day(now) else day_text(here.day(at))


@open_to(*ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, preparation_id: str) -> HttpResponse:
    """Order the session of a preparation: patient, plan and start are its own."""
    preparation = DatabaseOrders().find(preparation_id)
    if preparation is None:
        raise Http404
    form = OrderForm(request.POST if request.method == "POST" else None)
    told, is_doubted = "", False
    if form.is_bound and form.is_valid():
        try:
            return _order(request, preparation, form)
        except Refusal as refusal:
            told, is_doubted = str(refusal), isinstance(refusal, WeightDoubted)
    drug, target = plan_words(preparation.plan)
    page = {
        "preparation": preparation,
        "drug": drug,
        "target": target,
        "form": form,
        "told": told,
        "is_doubted": is_doubted,
        "start": f"{day_text(here.day(preparation.start_at))}, {clock_minutes(preparation.start_at)}",
        "born": day_text(preparation.patient.born_on),
        "earlier": earlier(preparation.patient.id, preparation.plan) if holds(request, SEES) else None,
    }
    return render(request, "bedside/order.html", page, status=REFUSED if form.is_bound else 200)


def _order(request: HttpRequest, preparation: PreparationOrder, form: OrderForm) -> HttpResponse:
    at, person = timezone.now(), signed_in(request)
    weight = _kilograms(form, "weight")
    wanted = Wanted(
        patient=preparation.patient,
        plan=preparation.plan,
        bed=form.cleaned_data["bed"],
        start_at=preparation.start_at,
        weighed=Weighed(weight=weight.people(), at=at, by=person.name, is_estimated=form.cleaned_data["is_estimated"]),
        preparation=preparation.id,
        is_weight_repeated=form.is_repeated,
    )
    stamp = Stamp(id=new_id(), person=person, at=at)
    with transaction.atomic():
        made = order_session(wanted, stamp, patients=DatabaseOrders(), orders=DatabaseSessionOrders(), is_void=_is_void)
    return HttpResponseRedirect(reverse("bedside", args=[made.id]))


def _is_void(session_id: str) -> bool:
    """Tell whether a session was ended before any drug ran."""
    session = stands(session_id, session_log())
    return session.state is State.STOPPED and session.highest_step == 0
