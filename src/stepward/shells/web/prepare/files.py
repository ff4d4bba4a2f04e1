"""Worksheet and labels of an order as PDF; never a patient in a file's name (H-97)."""

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.labels_paper import labels_pdf
from stepward.adapters.documents.worksheet import WorksheetHead, worksheet_pdf
from stepward.core.findings import Refusal
from stepward.core.preparation.labels import Label, OrderWords, labels_of
from stepward.core.preparation.recipe import DrawnFrom, Liquid
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.prepare.doors import worksheet_closed
from stepward.shells.web.prepare.making import bag_of
from stepward.shells.web.prepare.orders import REFUSED, opened_or_404
from stepward.shells.web.prepare.words import patient_words
from stepward.shells.web.prepare.workers import LOOKS, WORKS, looker_of
from stepward.usecases.making import Opened

FORBIDDEN = 403


@open_to(*LOOKS)
@require_safe
def labels(request: HttpRequest, order_id: str) -> HttpResponse:
    """Give the labels of an order."""
    opened = opened_or_404(order_id, timezone.now())
    try:
        return _pdf(labels_in_hand(opened), f"labels-{order_id}")
    except Refusal as refusal:
        return render(request, "prepare/failed.html", {"refusal": str(refusal)}, status=REFUSED)


@open_to(*LOOKS)
@require_safe
def worksheet(request: HttpRequest, order_id: str) -> HttpResponse:
    """Give the worksheet of an order."""
    now = timezone.now()
    opened = opened_or_404(order_id, now)
    closed = worksheet_closed(opened.works, looker_of(request, now))
    if closed:
        return render(request, "prepare/closed.html", {"order": opened.order, "closed": closed}, status=FORBIDDEN)
    head = WorksheetHead(
        order=opened.order.id,
        patient=patient_words(opened.order.patient),
        start_at=here.place().steady(opened.order.start_at),
        unit_name=unit_name(),
        asked_by=opened.order.asked_by.name,
    )
    try:
        pdf = worksheet_pdf(
            opened.preparation,
            paper=paper_of(request.GET.get("paper", "")),
            priming=opened.at_vein,
            head=head,
            printed_at=here.place().here(timezone.now().replace(microsecond=0)),
            sources=shipped.sources(),
        )
    except Refusal as refusal:
        return render(request, "prepare/failed.html", {"refusal": str(refusal)}, status=REFUSED)
    return _file(pdf, f"worksheet-{order_id}")


@open_to(*WORKS)
@require_safe
def label(request: HttpRequest, order_id: str, slug: str) -> HttpResponse:
    """Give the label of one bag."""
    bag = bag_of(order_id, slug)
    try:
        every = labels_in_hand(bag.opened)
    except Refusal as refusal:
        return render(request, "prepare/failed.html", {"refusal": str(refusal)}, status=REFUSED)
    return _pdf(tuple(item for item in every if _item_of(item) == bag.work.item), f"label-{order_id}-{slug}")


def labels_in_hand(opened: Opened) -> tuple[Label, ...]:
    """List the labels of an order, each with the number of the bag in hand.

    Raises:
        NoLabels: if the preparation is blocked, or nothing is made.
    """
    bags = {work.item: work.vessel.bag for work in opened.works}
    return tuple(
        replace(item, identity=replace(item.identity, bag=bags.get(_item_of(item), 1)))
        for item in labels_of(opened.preparation, order_words(opened))
    )


def _item_of(item: Label) -> DrawnFrom:
    liquid = Liquid.INTERMEDIATE if item.identity.is_intermediate else Liquid.SOLUTION
    return DrawnFrom(liquid=liquid, number=item.identity.solution)


def order_words(opened: Opened) -> OrderWords:
    """Say what only the order knows: patient, bags in hand, and when each was made."""
    solutions = [work for work in opened.works if work.item.liquid is Liquid.SOLUTION]
    return OrderWords(
        order=opened.order.id,
        patient=patient_words(opened.order.patient),
        bags={work.item.number: work.vessel.bag for work in solutions},
        made_at={work.item.number: work.maker.at for work in solutions if work.maker is not None},
        stated={
            work.item.number: work.stated.detail.lasts
            for work in solutions
            if work.stated is not None and work.stated.detail.lasts is not None
        },
    )


def _pdf(labels: tuple[Label, ...], name: str) -> HttpResponse:
    pdf = labels_pdf(
        [_local(item) for item in labels], printed_at=here.place().here(timezone.now().replace(microsecond=0))
    )
    return _file(pdf, name)


def _local(label: Label) -> Label:
    """Give the times of a label the clock of the place; its code says them in UTC whatever stands beside it."""
    return replace(label, made_at=_here(label.made_at), use_before=_here(label.use_before))


def _here(at: datetime | None) -> datetime | None:
    return None if at is None else here.place().here(at)


def _file(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
