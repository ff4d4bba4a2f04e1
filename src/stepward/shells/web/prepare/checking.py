"""Check a bag as the second person: figures are read blind, and nothing that is expected stands on the page (H-52)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from stepward.core.findings import Refusal
from stepward.core.preparation.labels import LabelIdentity, UnreadableLabel
from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import SolutionState
from stepward.core.quantities import Strength, UnreadableNumber, parse_number
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.solutions import bring
from stepward.shells.web.plans.refusals import sentence
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.doors import Looker
from stepward.shells.web.prepare.making import MOVED, MOVED_ON_STATUS, Bag, bag_of, number_of
from stepward.shells.web.prepare.orders import REFUSED
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.shown_item import title_of
from stepward.shells.web.prepare.words import ShownState
from stepward.shells.web.prepare.workers import CHECKS, looker_of, signed_in
from stepward.usecases.making import CheckIt, MovedOn, act

MISSING = "Enter what you read."
UNREADABLE = "Write plain digits, such as 5.6."
NO_LABEL = "Scan the label on the bag, or type it."
OPEN_TO_A_CHECK = frozenset({SolutionState.MADE, SolutionState.EXCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureField:
    """A figure that is read: its name on the form, what it is, and its unit; never what it must be."""

    name: str
    what: str
    label: str
    unit: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheck:
    """All that the page of a check shows."""

    item: str
    title: str
    words: str
    drug: str
    state: ShownState
    closed: str
    fields: tuple[FigureField, ...]
    label_value: str = ""
    label_error: str = ""


@open_to(*CHECKS)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, order_id: str, slug: str) -> HttpResponse:
    """Ask the second person for every figure; compare them once all are read."""
    bag = bag_of(order_id, slug)
    looker = looker_of(request, timezone.now())
    shown = _shown(request, bag, looker)
    if request.method != "POST":
        return _page(request, bag, shown)
    if number_of(request, "seen") != bag.seen:
        return _page(request, bag, shown, told=MOVED, status=MOVED_ON_STATUS)
    if shown.closed or shown.label_error or any(field.error for field in shown.fields):
        return _page(request, bag, shown, status=REFUSED)
    read = {field.what: field.value for field in shown.fields}
    command = CheckIt(vessel=bag.work.vessel, figures=read, label=shown.label_value)
    try:
        act(order_id, command, signed_in(request), timezone.now(), pharmacy=pharmacy())
    except MovedOn:
        return _page(request, bag_of(order_id, slug), shown, told=MOVED, status=MOVED_ON_STATUS)
    except Refusal as refusal:
        return _page(request, bag, shown, told=sentence(str(refusal)), status=REFUSED)
    bring(order_id)
    return HttpResponseRedirect(reverse("prepare-item", args=[order_id, slug]))


def _page(request: HttpRequest, bag: Bag, shown: ShownCheck, *, told: str = "", status: int = 200) -> HttpResponse:
    page = {
        "order": bag.opened.order,
        "patient": words.shown_patient(bag.opened.order.patient),
        "shown": shown,
        "seen": bag.seen,
        "bag": bag.work.vessel.bag,
        "person": f"{signed_in(request).name} reads",
        "told": told,
    }
    return render(request, "prepare/check.html", page, status=status)


def _shown(request: HttpRequest, bag: Bag, looker: Looker) -> ShownCheck:
    posted = request.method == "POST"
    text = request.POST.get("label", "").strip()
    return ShownCheck(
        item=words.slug_of(bag.work.item),
        title=title_of(bag.work),
        words=bag.work.vessel.words,
        drug=words.drug_text(bag.opened.plan),
        state=words.shown_state(bag.work),
        closed=_closed(bag, looker),
        fields=tuple(_field(request, number, bag) for number in range(1, len(bag.work.figures) + 1)),
        label_value=text,
        label_error=_label_error(text, bag) if posted else "",
    )


def _field(request: HttpRequest, number: int, bag: Bag) -> FigureField:
    figure = bag.work.figures[number - 1].figure
    expected, name = figure.expected, f"figure_{number}"
    text = request.POST.get(name, "").strip()
    return FigureField(
        name=name,
        what=figure.what,
        label=f"{figure.what[:1].upper()}{figure.what[1:]}",
        unit=expected.unit if isinstance(expected, Strength) else type(expected).unit,
        value=text,
        error=_figure_error(text) if request.method == "POST" else "",
    )


def _figure_error(text: str) -> str:
    if not text:
        return MISSING
    try:
        parse_number(text)
    except UnreadableNumber:
        return UNREADABLE
    return ""


def _closed(bag: Bag, looker: Looker) -> str:
    work = bag.work
    if bag.opened.is_blocked:
        return "A finding blocks this order. The check opens when nothing blocks."
    if work.state not in OPEN_TO_A_CHECK:
        door = "checked already" if work.state is SolutionState.CHECKED else "not finished, or not to be used"
        return f"{title_of(work)} is {door}. The check opens when a bag is finished."
    if looker.made(work):
        return f"You made {work.vessel.words}. A different person reads its figures."
    return ""


def _label_error(text: str, bag: Bag) -> str:
    """Say why a label is not that of this bag."""
    if not text:
        return NO_LABEL
    try:
        found = LabelIdentity.parse(text)
    except UnreadableLabel:
        return "This is no label, or one letter is wrong. Read it again."
    item = bag.work.item
    if found.order != bag.opened.order.id:
        return "This label is of another order. Look for the bag of this patient."
    if (found.solution, found.is_intermediate) != (item.number, item.liquid is Liquid.INTERMEDIATE):
        kind = "intermediate" if found.is_intermediate else "solution"
        return f"This label is of {kind} {found.mark}. This page checks {item.words}."
    if found.bag != bag.work.bag:
        return f"This label is of bag {found.bag}. Bag {bag.work.bag} is the one to check."
    return ""
