"""Plans that were kept: opened again by their random address."""

from datetime import time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.adapters.database.units import unit_name
from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.shells.web.access import open_to
from stepward.shells.web.plans.approved import unit_line
from stepward.shells.web.plans.assessed import Assessed, Wanted, may_read, shown_assessment
from stepward.shells.web.plans.downloads import file_response, paper_of
from stepward.shells.web.plans.lines import OTHER, OfferedLine, line_title, offered_lines
from stepward.shells.web.plans.shown_plan import ThroughLine, shown_plan
from stepward.usecases.assessing import NoWayToPlan, open_signed
from stepward.usecases.browsing import evidence_words
from stepward.usecases.sharing import SharedPlan, UnknownPlan, open_shared
from stepward.usecases.standing import Departure, Standing
from stepward.usecases.veining import AtVein, vein_of

REFUSED = 422


@open_to("anyone")
@require_safe
def show(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Show a kept plan, computed again."""
    try:
        shared, plan = _open(plan_id)
        page = _page(shared, plan) | {"assessed": _assessed(request, shared)}
    except UnknownPlan as error:
        raise Http404 from error
    except Refusal as refusal:
        return render(request, "plan/kept.html", {"refusal": str(refusal)}, status=REFUSED)
    return render(request, "plan/kept.html", page)


@open_to("anyone")
@require_safe
def download(request: HttpRequest, plan_id: str, kind: str) -> HttpResponse:
    """Give a kept plan as a file."""
    try:
        shared, plan = _open(plan_id)
        refuse_replaced(shared)
        return file_response(
            plan,
            kind,
            paper=paper_of(request.GET.get("paper", "")),
            start=_start(shared),
            at=timezone.now(),
            unit=unit_name(),
            at_vein=_at_vein(shared, plan),
            standing=_standing(request, shared) if kind == "pdf" else None,
        )
    except UnknownPlan as error:
        raise Http404 from error
    except Refusal as refusal:
        return render(request, "plan/kept.html", {"refusal": str(refusal)}, status=REFUSED)


def _open(plan_id: str) -> tuple[SharedPlan, Plan]:
    return open_shared(plan_id, catalogue=shipped, shared_plans=DatabaseSharedPlans())


def _assessed(request: HttpRequest, shared: SharedPlan) -> Assessed | None:
    """Find the assessment that the plan stands on, also where a later one replaced it."""
    signed = DatabaseAssessments().find(shared.assessment) if shared.assessment else None
    if signed is None:
        return None
    return shown_assessment(request, open_signed(signed), _wanted(shared))


def _wanted(shared: SharedPlan) -> Wanted:
    departure = Departure(words=shared.departure, reason=shared.departure_reason, by=shared.departure_by)
    return Wanted(
        protocol=shared.protocol, dose=shared.target, start=_start(shared), is_ordered=False, departure=departure
    )


def _standing(request: HttpRequest, shared: SharedPlan) -> Standing | None:
    """Find what the paper stands on.

    Raises:
        NoWayToPlan: if who asks may not read the assessment.
        NoReasonForDeparture: if the plan departs from it, and nobody said why.
    """
    signed = DatabaseAssessments().find(shared.assessment) if shared.assessment else None
    if signed is None:
        return None
    if not may_read(request):
        msg = "This plan stands on a signed assessment. Sign in to print its sheet."
        raise NoWayToPlan(msg)
    return _wanted(shared).standing(open_signed(signed))


def refuse_replaced(shared: SharedPlan) -> None:
    """Print nothing of a plan whose assessment was replaced by one that leads to no plan.

    Raises:
        NoWayToPlan: saying so.
    """
    kept = DatabaseAssessments()
    later = kept.find(kept.replaced_by(shared.assessment)) if shared.assessment else None
    if later is not None and not open_signed(later).may_plan:
        msg = "A later assessment of this patient allows no plan. Nothing is printed from this one."
        raise NoWayToPlan(msg)


def _at_vein(shared: SharedPlan, plan: Plan) -> AtVein | None:
    """Compute what the vein gets through the line that was kept with the plan."""
    return None if shared.line is None or plan.is_blocked else vein_of(plan, shared.line)


def _start(shared: SharedPlan) -> time | None:
    return time.fromisoformat(shared.start) if shared.start else None


def _page(shared: SharedPlan, plan: Plan) -> dict[str, object]:
    lines = offered_lines()
    through = ThroughLine(at_vein=_at_vein(shared, plan), title=line_title(shared.line_set, lines))
    return {
        "shared": shared,
        "protocol": plan.protocol,
        "evidence": evidence_words(plan.protocol.evidence),
        "unit_line": unit_line(plan.protocol.id),
        "plan": plan,
        "shown": shown_plan(plan, start=_start(shared), through=through),
        "carried": tuple(carried_fields(shared, lines)),
    }


def carried_fields(shared: SharedPlan, lines: tuple[OfferedLine, ...]) -> list[tuple[str, str]]:
    """Give the fields of the order back, so that the plan can be changed."""
    number, _, unit = shared.target.partition(" ")
    volumes = [text.partition(" ")[0] for text in shared.bag_volume.split(",") if text]
    fields = [("drug", shared.drug), ("target_number", number), ("target_unit", unit)]
    if len(volumes) == 1:
        fields.append(("bag_volume", volumes[0]))
    else:
        fields += [(f"volume_{place}", text) for place, text in enumerate(volumes, 1)]
    fields += [
        ("final_rate", shared.final_rate.partition(" ")[0]),
        ("pump_increment", shared.pump_increment),
        ("start", shared.start),
        ("syringe_increment", shared.syringe_increment.partition(" ")[0]),
        ("stock", shared.stock.partition(" ")[0]),
        ("stock_unit", shared.stock.partition(" ")[2]),
        ("assessment", shared.assessment),
        *_carried_line(shared, lines),
    ]
    return [(name, value) for name, value in fields if value]


def _carried_line(shared: SharedPlan, lines: tuple[OfferedLine, ...]) -> list[tuple[str, str]]:
    """Give the line back: its set where that still has the kept volume, else the volume alone."""
    if shared.line is None:
        return []
    known = {(item.key, str(item.volume), "" if item.branch is None else str(item.branch)) for item in lines}
    is_same = (shared.line_set, shared.common_volume, shared.branch_volume) in known
    volume = shared.common_volume.partition(" ")[0]
    return [
        ("line", shared.line_set if is_same else OTHER),
        ("common_volume", "" if is_same else volume),
        ("primed_with", shared.primed_with),
        ("carrier", shared.carrier.partition(" ")[0]),
    ]
