"""Ask the pharmacy for a kept plan: what the plan says is shown, never asked again."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from stepward.core.findings import Refusal
from stepward.core.preparation.product import Product
from stepward.core.protocols.plan import Plan
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.courses.remembered import patient_of
from stepward.shells.web.ids import new_id
from stepward.shells.web.plans.refusals import sentence
from stepward.shells.web.prepare import words
from stepward.shells.web.prepare.forms import AskForm
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.shown_order import Item
from stepward.shells.web.prepare.workers import ASKS, signed_in
from stepward.usecases.making import OrderRequest, OtherPatient, Patient, Stamp, StartIsPast, ask
from stepward.usecases.sharing import SharedPlan, UnknownPlan, open_shared

REFUSED = 422
ORDER_LETTERS, EASY = 10, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PRODUCTS, FILLED = "/unit/products/", "from-course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The kept plan that is asked for, computed again, and the products that fit."""

    shared: SharedPlan
    plan: Plan
    products: tuple[Product, ...]

    @property
    def is_line_missing(self) -> bool:
        """Tell whether an infusion names no line."""
        return self.shared.line is None and any(step.rate is not None for step in self.plan.effective.steps)


@open_to(*ASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Show what the plan says, and ask for the rest."""
    asked = _asked(plan_id)
    data = request.POST if request.method == "POST" else None
    patient = patient_of(request, asked.plan.order.drug)
    filled = patient if request.GET.get(FILLED) == "1" else None
    form = AskForm(data, products=asked.products, clock=asked.shared.start, patient=filled)
    told = ""
    if form.is_bound and form.is_valid():
        try:
            return _ask(request, asked, form)
        except OtherPatient as refusal:
            form.add_error("identifier", str(refusal))
        except StartIsPast as refusal:
            form.add_error("start_day", str(refusal))
        except Refusal as refusal:
            told = sentence(str(refusal))
    page = {
        "shared": asked.shared,
        "form": form,
        "zone": here.place().name,
        "says": _says(asked),
        "has_products": bool(asked.products),
        "line_missing": asked.is_line_missing,
        "products_address": _products_address(),
        "told": told,
        "offered": None if filled is not None or form.is_bound else patient,
    }
    return render(request, "prepare/ask.html", page, status=REFUSED if form.is_bound else 200)


def _asked(plan_id: str) -> Asked:
    shop = pharmacy()
    try:
        shared, plan = open_shared(plan_id, catalogue=shop.catalogue, shared_plans=shop.shared_plans)
    except UnknownPlan as error:
        raise Http404 from error
    fitting = [item for item in shop.shelf.products().values() if item.drug.casefold() == plan.order.drug.casefold()]
    return Asked(shared=shared, plan=plan, products=tuple(fitting))


def _ask(request: HttpRequest, asked: Asked, form: AskForm) -> HttpResponse:
    given = form.cleaned_data
    if form.born_on is None or form.start_at is None:
        raise Http404
    patient = Patient(
        id=new_id(),
        family_name=given["family_name"],
        given_names=given["given_names"],
        identifier=given["identifier"],
        born_on=form.born_on,
        is_invented=settings.IS_DEMONSTRATION,
    )
    wanted = OrderRequest(
        plan=asked.shared.id,
        patient=patient,
        start_at=form.start_at,
        product=given["product"],
        overfill=given["overfill"],
        diluent=given["diluent"],
        storage=given["storage"],
    )
    stamp = Stamp(id=new_order_id(), person=signed_in(request), at=timezone.now())
    order = ask(wanted, stamp, pharmacy=pharmacy())
    return HttpResponseRedirect(reverse("prepare-order", args=[order.id]))


def new_order_id() -> str:
    """Draw an id that fits a label: digits and capitals that are not mistaken for one another."""
    return "".join(secrets.choice(EASY) for _ in range(ORDER_LETTERS))


def _products_address() -> str:
    try:
        return reverse("unit-products")
    except NoReverseMatch:
        return PRODUCTS


def _says(asked: Asked) -> tuple[Item, ...]:
    plan, shared = asked.plan, asked.shared
    volumes = [item.volume.people() for item in plan.effective.solutions if item.volume is not None]
    found = [
        Item(name="Drug", text=f"{words.drug_text(plan)} {plan.order.target.amount.people()}"),
        Item(name="Protocol", text=f"{plan.protocol.title}, version {plan.protocol.version}"),
        Item(name="Solutions", text=words.listed(volumes) if volumes else "none"),
        Item(name="Steps", text=str(len(plan.effective.steps))),
        Item(name="Line", text=_line(shared)),
        Item(name="Start", text=shared.start or "not said"),
    ]
    return tuple(found)


def _line(shared: SharedPlan) -> str:
    if shared.line is None:
        return "not chosen"
    filled = "saline" if shared.line.primed_with == "saline" else shared.line.primed_with.replace("-", " ")
    name = shared.line.common_volume or shared.line.line_set
    carrier = f", carrier {shared.line.carrier}" if shared.line.carrier else ""
    return f"{name}, filled with {filled}{carrier}"
