"""The plan of a session as a file to print, and what is known of the prints (H-69, H-93)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from stepward.adapters.database.models import AccessNote
from stepward.adapters.database.session_cards import DatabaseSessionCards
from stepward.adapters.database.units import unit_name
from stepward.adapters.documents.twin_paper import Twin, twin_pdf
from stepward.core.sessions.events import Entry, PlanSigned
from stepward.core.sessions.record import Signed
from stepward.core.sessions.storing import entry_of
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.bedside.shown.checks import WORDS
from stepward.shells.web.bedside.shown.paper import DEED, PaperNow, Printed, paper_now, printed, reason
from stepward.shells.web.bedside.shown.room import Room, clock_minutes
from stepward.shells.web.plans.downloads import paper_of
from stepward.shells.web.session_log import session_log
from stepward.usecases.event_logs import BrokenChain
from stepward.usecases.session_cards import FrozenCard, read_kept


def entries_of(session_id: str) -> tuple[Entry, ...]:
    """Read the entries of a session, up to a break of their chain."""
    try:
        found = session_log().entries(session_id)
    except BrokenChain as wrong:
        found = wrong.sound
    return tuple(map(entry_of, found))


def paper_of_session(room: Room) -> PaperNow | None:
    """Tell how the plan on paper stands."""
    return paper_now(room, entries_of(room.order.id), _prints(room.order.id))


def _prints(session_id: str) -> tuple[Printed, ...]:
    notes = AccessNote.objects.filter(session=session_id, deed=DEED)
    found = (printed(item.reason, by=item.person_name, at=clock_minutes(item.at)) for item in notes)
    return tuple(item for item in found if item is not None)


@open_to(*SEES)
@require_safe
def pdf(request: HttpRequest, session_id: str) -> HttpResponse:
    """Print the plan as it is signed, for this patient."""
    room = enter(request, session_id)
    if room.session.plan is None:
        raise Http404
    content = twin_pdf(
        _twin(room),
        paper=paper_of(request.GET.get("paper", "")),
        printed_at=here.place().here(timezone.now().replace(microsecond=0)),
    )
    note(room, DEED, reason=reason(room))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="session-plan-{room.session.plan_version}.pdf"'
    return response


def _twin(room: Room) -> Twin:
    plan = room.session.order
    return Twin(
        order=room.order,
        place=here.place(),
        session=room.session,
        now=room.now,
        drug=room.drug,
        target=room.target,
        signed=_signed(room),
        card=card_of(room),
        checklist=tuple(WORDS.get(line, line) for line in plan.checklist),
        unit_name=unit_name(),
    )


def card_of(room: Room) -> FrozenCard | None:
    """Read the card that was frozen with the plan; nothing where none was.

    Raises:
        CardChanged: if its words are not those that were frozen.
    """
    kept = DatabaseSessionCards().newest(room.order.id, room.session.order.signed_hash)
    return None if kept is None else read_kept(kept)


def _signed(room: Room) -> Signed | None:
    plan_hash = room.session.order.signed_hash
    found = [
        Signed(signature=entry.event.signature, at=entry.at.at, sequence=entry.sequence)
        for entry in entries_of(room.order.id)
        if isinstance(entry.event, PlanSigned) and entry.event.plan.signed_hash == plan_hash
    ]
    return found[-1] if found else None
