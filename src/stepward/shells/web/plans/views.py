"""Views of the Plan page: parse, make one use-case call, render."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.adapters.database.units import pumps, unit_name
from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.core.protocols.protocol import Protocol
from stepward.shells.web.access import open_to
from stepward.shells.web.ids import new_id
from stepward.shells.web.plans.approved import unit_line
from stepward.shells.web.plans.assessed import Assessed, Wanted, assessed
from stepward.shells.web.plans.choosing import offered, other_kind
from stepward.shells.web.plans.downloads import file_response, paper_of
from stepward.shells.web.plans.forms import DEPARTURES, OrderForm
from stepward.shells.web.plans.lines import fillings, line_title, offered_lines
from stepward.shells.web.plans.refusals import WHOLE_FORM, field_and_sentence
from stepward.shells.web.plans.shown_plan import ThroughLine, shown_plan
from stepward.shells.web.shown import shown_source
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases import planning, sharing
from stepward.usecases.assessing import for_plan
from stepward.usecases.browsing import evidence_words
from stepward.usecases.standing import NO_DEPARTURE, Departure, Standing
from stepward.usecases.veining import AtVein, vein_of

MADE, REFUSED, NOT_THERE = 200, 422, 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an order: a plan and what the vein gets of it, or the sentences that say what to change."""

    plan: Plan | None = None
    at_vein: AtVein | None = None
    assessed: Assessed | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@open_to("anyone")
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a protocol; only desensitizations are offered."""
    wanted = request.GET.get("protocol", "")
    if wanted in shipped.protocol_ids():
        return HttpResponseRedirect(reverse("plan-with", args=[wanted]))
    search = request.GET.get("search", "")
    return render(request, "plan/choose.html", offered(search))


@open_to("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_with(request: HttpRequest, protocol_id: str) -> HttpResponse:
    """Ask for a dose, and show the plan of what was asked."""
    protocol = _protocol(protocol_id)
    if protocol is None:
        unknown = offered("") | {"unknown": protocol_id, "other_kind": other_kind(protocol_id)}
        return render(request, "plan/choose.html", unknown, status=NOT_THERE)
    if request.method != "POST":
        return render(request, "plan/plan.html", _page(_form(None, protocol), Answer()))
    form = _form(request.POST, protocol)
    answer = _answer(form, request) if form.is_pressed or form.is_begun else Answer()
    is_part = request.headers.get("HX-Request") == "true"
    page = _page(form, answer) | {"is_part": is_part}
    template = "plan/answer.html" if is_part else "plan/plan.html"
    return render(request, template, page, status=REFUSED if answer.errors else MADE)


@open_to("anyone")
@require_POST
def download(request: HttpRequest, protocol_id: str, kind: str) -> HttpResponse:
    """Give the plan of an order as a file."""
    protocol = _protocol(protocol_id)
    if protocol is None:
        raise Http404
    form = _form(request.POST, protocol)
    answer = _answer(form, request)
    if answer.plan is None:
        return render(request, "plan/plan.html", _page(form, answer), status=REFUSED)
    try:
        return file_response(
            answer.plan,
            kind,
            paper=paper_of(request.POST.get("paper", "")),
            start=form.start_time,
            at=timezone.now(),
            unit=unit_name(),
            at_vein=answer.at_vein,
            standing=_standing(form, request) if kind == "pdf" else None,
        )
    except Refusal as refusal:
        refused = replace(answer, errors={WHOLE_FORM: str(refusal)})
        return render(request, "plan/plan.html", _page(form, refused), status=REFUSED)


@open_to("anyone")
@require_POST
def keep(request: HttpRequest, protocol_id: str) -> HttpResponse:
    """Keep a plan under a random address, without weight and height."""
    protocol = _protocol(protocol_id)
    if protocol is None:
        raise Http404
    form = _form(request.POST, protocol)
    if not form.is_valid():
        return render(request, "plan/plan.html", _page(form, _answer(form, request)), status=REFUSED)
    start = form.start_time
    try:
        standing = _standing(form, request)
        label = sharing.Label(
            id=new_id(),
            at=timezone.now(),
            start="" if start is None else f"{start:%H:%M}",
            assessment=form.cleaned_data["assessment"],
            departure=NO_DEPARTURE if standing is None else standing.departure,
        )
        shared = sharing.share(
            form.request, label, catalogue=shipped, shared_plans=DatabaseSharedPlans(), line=form.line_request
        )
    except Refusal as refusal:
        where, text = field_and_sentence(refusal)
        refused = replace(_answer(form, request), errors={where: text})
        return render(request, "plan/plan.html", _page(form, refused), status=REFUSED)
    return HttpResponseRedirect(reverse("plan-kept", args=[shared.id]))


def _protocol(protocol_id: str) -> Protocol | None:
    try:
        found = shipped.protocol(protocol_id)
    except shipped.UnknownProtocol:
        return None
    return found if found.is_offered else None


def _form(data: object, protocol: Protocol) -> OrderForm:
    return OrderForm(data, protocol=protocol, pumps=pumps(), lines=offered_lines())


def _answer(form: OrderForm, request: HttpRequest) -> Answer:
    if not form.is_valid():
        errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
        return Answer(errors=errors)
    try:
        plan = planning.plan(form.request, catalogue=shipped)
        line = form.line_request
        at_vein = None if line is None or plan.is_blocked else vein_of(plan, line)
        return Answer(plan=plan, at_vein=at_vein, assessed=_assessed(form, request))
    except Refusal as refusal:
        return Answer(errors=dict([field_and_sentence(refusal)]))


def _assessed(form: OrderForm, request: HttpRequest) -> Assessed | None:
    """Find the assessment that the order stands on; nothing where it stands on none."""
    given = form.cleaned_data
    if not given["assessment"]:
        return None
    return assessed(request, given["assessment"], drug=given["drug"], wanted=_wanted(form, request))


def _wanted(form: OrderForm, request: HttpRequest) -> Wanted:
    """Say what is planned, and why it departs from its assessment, by the word of who is signed in."""
    given, member = form.cleaned_data, member_of(request.user)
    departure = Departure(reason=form.why_it_departs, by="" if member is None else member.name)
    return Wanted(
        protocol=form.protocol.id,
        dose=f"{given['target_number']} {given['target_unit']}",
        start=form.start_time,
        departure=departure,
    )


def _standing(form: OrderForm, request: HttpRequest) -> Standing | None:
    """Find what the paper of an order stands on; nothing where no assessment stands behind it.

    Raises:
        NoWayToPlan: if the assessment does not allow this plan, or who asks may not read it.
        NoReasonForDeparture: if the order departs from it, and nobody said why.
    """
    given = form.cleaned_data
    if _assessed(form, request) is None:
        return None
    opened = for_plan(given["assessment"], given["drug"], kept=DatabaseAssessments())
    return _wanted(form, request).standing(opened)


def _page(form: OrderForm, answer: Answer) -> dict[str, object]:
    """Collect what the templates show."""
    protocol, plan = form.protocol, answer.plan
    values = {name: str(form.data.get(name, "")) for name in form.fields}
    start = form.start_time if plan is not None else None
    through = ThroughLine(at_vein=answer.at_vein, title=line_title(values["line"], form.lines))
    return {
        "protocol": protocol,
        "evidence": evidence_words(protocol.evidence),
        "unit_line": unit_line(protocol.id),
        "sources": tuple(shown_source(item) for item in protocol.sources),
        "form": form,
        "values": values,
        "units": form.fields["target_unit"].choices,  # type: ignore[attr-defined] # it is a field of choices
        "pumps": form.fields["pump_increment"].choices,  # type: ignore[attr-defined] # the same
        "stock_units": form.fields["stock_unit"].choices,  # type: ignore[attr-defined] # the same
        "lines": form.lines,
        "has_examples": any(item.is_example for item in form.lines),
        "fillings": fillings(protocol),
        "volumes": tuple(
            {"number": number, "name": f"volume_{number}", "value": values[f"volume_{number}"]}
            for number in form.solution_numbers
        ),
        "has_each_volume": any(values[f"volume_{number}"] for number in form.solution_numbers),
        "errors": answer.errors,
        "plan": plan,
        "assessed": answer.assessed,
        "departure_reasons": DEPARTURES,
        "shown": shown_plan(plan, start=start, through=through) if plan is not None and not answer.errors else None,
        "carried": tuple((name, value) for name, value in values.items() if value),
    }
