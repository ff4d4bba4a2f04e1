"""Read what a course is made of: orders, logs, plans, preparations, assessments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404

from stepward.adapters.catalogue.substance_files import substances
from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.courses import DatabaseStatedFacts
from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.courses.changes import Cycle
from stepward.core.courses.course import Course
from stepward.core.courses.proposal import Choices
from stepward.core.findings import Refusal
from stepward.core.substances.matching import Found
from stepward.shells.web import here
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.session_log import session_log
from stepward.shells.web.unit.shelf import unit_policy, unit_shelf
from stepward.usecases.assessing import open_signed
from stepward.usecases.cycles import LISTS, Known, cycle_of
from stepward.usecases.next_cycle import course_of
from stepward.usecases.session_choices import proposed
from stepward.usecases.session_orders import SessionOrder
from stepward.usecases.sharing import SharedPlan

PLATINUM = "platinum"
OLD_AFTER = ("weight", *sorted(LISTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A course as it was read, and the session that is ordered next, where there is one."""

    order: SessionOrder
    drug: str
    course: Course | None
    last: SessionOrder | None
    before_last: SessionOrder | None
    coming: SessionOrder | None


def read(session_id: str) -> Read:
    """Read the course to which a session belongs.

    Raises:
        Http404: if no session is ordered under this id.
    """
    orders = DatabaseSessionOrders()
    order = orders.find(session_id)
    if order is None:
        raise Http404
    drug = plan_of(order.plan).order.drug
    every = [item for item in orders.of_patient(order.patient.id) if _is_of(item, drug)]
    course = course_of(
        drug, every, entries=session_log().entries, plan_of=plan_of, is_platinum=PLATINUM in _classes(drug)
    )
    held = () if course is None else tuple(item.id for item in course.held)
    by_id = {item.id: item for item in every}
    waiting = sorted((item for item in every if item.id not in held), key=lambda item: item.start_at)
    return Read(
        order=order,
        drug=drug,
        course=course,
        last=by_id[held[-1]] if held else None,
        before_last=by_id[held[-2]] if held[1:] else None,
        coming=next((item for item in waiting if item.id == session_id), waiting[-1] if waiting else None),
    )


def _is_of(order: SessionOrder, drug: str) -> bool:
    return plan_of(order.plan).order.drug.casefold() == drug.casefold()


def _classes(drug: str) -> frozenset[str]:
    found = substances().find(drug)
    return found.classes if isinstance(found, Found) else frozenset()


def choices() -> Choices:
    """Read after how many quiet cycles the unit lets a ladder be shortened; nothing where it never does."""
    says = proposed(unit_policy(), "quiet-cycles")
    number = None if says is None else says.number
    return Choices(quiet_before_shorter=None if number is None else -int(-number // 1))


def too_old() -> dict[str, timedelta]:
    """Read after which time the unit calls an answer too old."""
    says = proposed(unit_policy(), "old-answers")
    if says is None or says.number is None:
        return {}
    return dict.fromkeys(OLD_AFTER, timedelta(days=float(says.number)))


def cycle(order: SessionOrder, before: SessionOrder | None) -> Cycle:
    """Write what is known of one cycle."""
    plan = plan_of(order.plan)
    shared = DatabaseSharedPlans().find(order.plan)
    preparation = DatabaseOrders().find(order.preparation) if order.preparation else None
    case, assessed_at = _assessed(shared)
    return cycle_of(
        Known(
            order=order,
            plan=plan,
            preparation=preparation,
            product=None if preparation is None else unit_shelf().products().get(preparation.product),
            line="" if shared is None or shared.line is None else f"{shared.common_volume}, {shared.primed_with}",
            case=case,
            assessed_at=assessed_at,
            before=None if before is None else before.start_at,
            stated=DatabaseStatedFacts().of_session(order.id),
            place=here.place(),
        )
    )


def _assessed(shared: SharedPlan | None) -> tuple[dict[str, object] | None, datetime | None]:
    signed = DatabaseAssessments().find(shared.assessment) if shared is not None and shared.assessment else None
    if signed is None:
        return None, None
    try:
        return open_signed(signed).case, signed.signed_at
    except Refusal:
        return None, None
