"""Make one solution: one press for one act, each with what was seen, so that a lost race shows the new state."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from stepward.core.findings import Refusal
from stepward.core.preparation.judging import BagMovedOn, ReasonMissing
from stepward.core.preparation.recipe import DrawnFrom
from stepward.core.preparation.work import SolutionWork, Vessel
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.solutions import bring
from stepward.shells.web.plans.refusals import sentence
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.orders import REFUSED, opened_or_404
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.shown_item import POINTS, Entered, shown_item
from stepward.shells.web.prepare.workers import LOOKS, MAKES, STATES, WORKS, holds, looker_of, signed_in
from stepward.usecases.making import Command, DrawIt, ExceptIt, FinishIt, KeepIt, MovedOn, Opened, VoidIt, WeighIt, act
from stepward.usecases.planning import UnreadableRequest

MOVED_ON_STATUS = 409
MOVED = "Another person acted on this bag since this page was opened. You see it now."
MOST_DIGITS = 6
DRAW, WEIGH, FINISH, EXCEPT, KEEP, VOID = "draw", "weigh", "finish", "except", "keep", "void"
BY_MAKERS = frozenset({DRAW, WEIGH, FINISH})
PLAIN_WEIGHT = "Write plain digits, such as 5.6."
PLAIN_HOURS = "Write the hours in plain digits, such as 24."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """The order that is open, the item that the address names, and how it stands."""

    opened: Opened
    work: SolutionWork

    @property
    def seen(self) -> int:
        """The number of the last deed on it; 0 where there is none."""
        return last_deed(self.opened, self.work.item)


@open_to(*LOOKS)
@require_safe
def show(request: HttpRequest, order_id: str, slug: str) -> HttpResponse:
    """Show one solution or intermediate."""
    return page_of(request, order_id, slug)


@open_to(*WORKS)
@require_POST
def press(request: HttpRequest, order_id: str, slug: str, deed: str) -> HttpResponse:
    """Record one act on a bag."""
    if deed in BY_MAKERS and not holds(request, MAKES):
        told = "A pharmacist or technician does this. Sign in with that role."
        return page_of(request, order_id, slug, told=told, status=403)
    if deed == KEEP and not holds(request, STATES):
        told = "A pharmacist says how long it keeps. Sign in with that role."
        return page_of(request, order_id, slug, told=told, status=403)
    bag = bag_of(order_id, slug)
    if number_of(request, "seen") != bag.seen:
        return page_of(request, order_id, slug, told=MOVED, status=MOVED_ON_STATUS)
    try:
        act(order_id, _command(request, bag, deed), signed_in(request), timezone.now(), pharmacy=pharmacy())
    except Refusal as refusal:
        return _refused(request, bag, deed, refusal)
    bring(order_id)
    return HttpResponseRedirect(reverse("prepare-item", args=[order_id, slug]))


def _refused(request: HttpRequest, bag: Bag, deed: str, refusal: Refusal) -> HttpResponse:
    """Show the bag as it stands, and say what was refused where it belongs."""
    order_id, slug = bag.opened.order.id, words.slug_of(bag.work.item)
    if isinstance(refusal, MovedOn | BagMovedOn):
        return page_of(request, order_id, slug, told=MOVED, status=MOVED_ON_STATUS)
    if deed == KEEP:
        told = PLAIN_HOURS if isinstance(refusal, UnreadableRequest) else sentence(str(refusal))
        text = request.POST.get("reason", "").strip()
        entered = Entered(name=deed, text=text, sentence=told, hours=request.POST.get("hours", "").strip())
        return page_of(request, order_id, slug, entered=entered, status=REFUSED)
    if isinstance(refusal, UnreadableRequest):
        text = request.POST.get("grams", "").strip()
        entered = Entered(name=request.POST.get("point", ""), text=text, sentence=PLAIN_WEIGHT)
        return page_of(request, order_id, slug, entered=entered, status=REFUSED)
    told = sentence(str(refusal))
    if isinstance(refusal, ReasonMissing):
        entered = Entered(name=deed, text=request.POST.get("reason", "").strip(), sentence=told)
        return page_of(request, order_id, slug, entered=entered, status=REFUSED)
    return page_of(request, order_id, slug, told=told, status=REFUSED)


def _command(request: HttpRequest, bag: Bag, deed: str) -> Command:
    vessel = Vessel(item=bag.work.item, bag=number_of(request, "bag"))
    reason = request.POST.get("reason", "")
    match deed:
        case "draw":
            return DrawIt(vessel=vessel, number=number_of(request, "draw"))
        case "weigh":
            point = POINTS.get(request.POST.get("point", ""))
            if point is None:
                raise Http404
            return WeighIt(vessel=vessel, point=point, grams=request.POST.get("grams", ""))
        case "finish":
            return FinishIt(vessel=vessel)
        case "except":
            return ExceptIt(vessel=vessel, reason=reason)
        case "keep":
            return KeepIt(vessel=vessel, hours=request.POST.get("hours", ""), basis=reason)
        case _:
            return VoidIt(vessel=vessel, reason=reason)


def bag_of(order_id: str, slug: str) -> Bag:
    """Open an order and find the item of an address.

    Raises:
        Http404: if there is no such order, or nothing like it is made.
    """
    opened = opened_or_404(order_id, timezone.now())
    item = words.item_of(slug)
    work = next((work for work in opened.works if work.item == item), None)
    if work is None:
        raise Http404
    return Bag(opened=opened, work=work)


def last_deed(opened: Opened, item: DrawnFrom) -> int:
    """Give the number of the last deed on an item; 0 where there is none."""
    return max((deed.number for deed in opened.deeds if deed.item == item), default=0)


def number_of(request: HttpRequest, name: str) -> int:
    """Read a hidden number of a form; -1 where it is none."""
    text = str(request.POST.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else -1


def page_of(  # noqa: PLR0913 - what may be told beside the page
    request: HttpRequest, order_id: str, slug: str, *, told: str = "", entered: Entered | None = None, status: int = 200
) -> HttpResponse:
    """Show one item as it stands now."""
    try:
        bag = bag_of(order_id, slug)
    except Refusal as refusal:
        return render(request, "prepare/failed.html", {"refusal": str(refusal)}, status=REFUSED)
    given = entered or Entered()
    page = {
        "order": bag.opened.order,
        "patient": words.shown_patient(bag.opened.order.patient),
        "shown": shown_item(bag.opened, bag.work, looker_of(request, timezone.now()), given),
        "seen": bag.seen,
        "bag": bag.work.vessel.bag,
        "told": told,
        "voiding": given if given.name == VOID else Entered(),
        "excepting": given if given.name == EXCEPT else Entered(),
        "keeping": given if given.name == KEEP else Entered(),
    }
    return render(request, "prepare/item.html", page, status=status)
