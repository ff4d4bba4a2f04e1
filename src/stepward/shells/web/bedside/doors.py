"""The way into a session: who may see it, what is read, and the note that it was opened (H-93)."""

from dataclasses import replace
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.models import AccessNote
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.protocols.plan import Plan
from stepward.core.sessions.people import Actor, Privilege
from stepward.shells.web import clock
from stepward.shells.web.bedside.acting import SEES, actor
from stepward.shells.web.bedside.glass import through_glass
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.prepare.words import drug_text
from stepward.shells.web.session_log import session_log
from stepward.usecases.event_logs import BrokenChain
from stepward.usecases.remembering import replayed
from stepward.usecases.running import stands
from stepward.usecases.session_orders import SessionOrder
from stepward.usecases.sharing import open_shared


def enter(request: HttpRequest, session_id: str) -> Room:
    """Look at one session.

    Raises:
        Http404: if no session is ordered under this id.
        PermissionDenied: if whoever asks sees no sessions.
    """
    by = may_look(actor(request), session_id)
    order = DatabaseSessionOrders().find(session_id)
    if order is None:
        raise Http404
    return look(order, by)


def may_look(by: Actor, session_id: str) -> Actor:
    """Let in who sees sessions; another, or one without STOP, with what a broken glass gives (H-93).

    Raises:
        PermissionDenied: if neither lets in.
    """
    sees = by.may(Privilege.READ) and bool(set(by.role.split(" and ")).intersection(SEES))
    if sees and by.may(Privilege.STOP):
        return by
    found = through_glass(session_id, by)
    if found is None and not sees:
        raise PermissionDenied
    return found or by


def look(order: SessionOrder, by: Actor) -> Room:
    """See how a session stands now, with what is sound of it."""
    drug, target = plan_words(order.plan)
    log = session_log()
    try:
        session = stands(order.id, log)
    except BrokenChain as wrong:
        session = replayed(wrong.sound)
    return Room(
        order=order,
        session=session,
        now=clock.now(),
        by=by,
        drug=drug,
        target=target,
        is_recorded=not log.waiting(order.id),
    )


def again(room: Room) -> Room:
    """Look once more, now."""
    return replace(room, session=stands(room.order.id, session_log()), now=clock.now())


def note(room: Room, deed: str, *, reason: str = "") -> None:
    """Note that a session was opened, printed or exported, and by whom."""
    AccessNote(
        session=room.order.id,
        deed=deed,
        reason=reason,
        station=room.by.device,
        person_id=int(room.by.user),
        person_name=room.by.name,
        at=timezone.now(),
    ).save()


@lru_cache(maxsize=512)
def plan_words(plan_id: str) -> tuple[str, str]:
    """Write drug and target of a kept plan; it never changes."""
    plan = plan_of(plan_id)
    return drug_text(plan), plan.order.target.amount.people()


def plan_of(plan_id: str) -> Plan:
    """Compute a kept plan."""
    _shared, plan = open_shared(plan_id, catalogue=shipped, shared_plans=DatabaseSharedPlans())
    return plan
