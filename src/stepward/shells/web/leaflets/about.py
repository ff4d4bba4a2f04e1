"""What a sheet for a patient is about: a session with its patient, or a kept plan alone."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.immunotherapy import comparison
from stepward.adapters.database.following import DatabaseBook
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.adapters.database.unit_records import texts_for_patients
from stepward.core.protocols.plan import Plan
from stepward.shells.web import clock
from stepward.shells.web.bedside.doors import enter
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.ended import up_to_date
from stepward.shells.web.plans.kept import refuse_replaced
from stepward.shells.web.prepare.words import drug_text
from stepward.shells.web.tolerance.one import statements_about
from stepward.usecases.following import After, stands
from stepward.usecases.leaflet_facts import NoLeaflet, facts_of
from stepward.usecases.leaflets import (
    Language,
    Sheet,
    after_session,
    before,
    consent_sheet,
    own_report,
)
from stepward.usecases.patient_words import read_phones
from stepward.usecases.sharing import SharedPlan, UnknownPlan, open_shared
from stepward.usecases.unit_records import UnitRecord

BEFORE, CONSENT, AFTER, REPORT = "before", "consent", "after", "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The plan, and the session where there is one, with what follows it once it is over."""

    id: str
    shared: SharedPlan
    plan: Plan
    room: Room | None = None
    after: After | None = None

    @property
    def drug(self) -> str:
        """The drug as staff see it."""
        return drug_text(self.plan)


def about(request: HttpRequest, order_id: str) -> About:
    """Find a session, or a kept plan.

    Raises:
        Http404: if neither has this id.
        PermissionDenied: if whoever asks sees no sessions.
    """
    order = DatabaseSessionOrders().find(order_id)
    room = None if order is None else enter(request, order_id)
    try:
        shared, plan = open_shared(
            order_id if order is None else order.plan, catalogue=shipped, shared_plans=DatabaseSharedPlans()
        )
    except UnknownPlan as error:
        raise Http404 from error
    if room is None:
        return About(id=order_id, shared=shared, plan=plan)
    up_to_date()
    return About(id=order_id, shared=shared, plan=plan, room=room, after=DatabaseBook().after(order_id))


def sheet_of(found: About, kind: str, language: Language) -> Sheet:
    """Write a sheet.

    Raises:
        NoLeaflet: if the plan is no desensitization, or no session is over.
        NoWayToPlan: if a later assessment of the patient allows no plan.
    """
    if kind == AFTER:
        if found.after is None:
            msg = "This sheet is printed once the session is over."
            raise NoLeaflet(msg)
        return after_session(language, found.drug, found.after, stands(found.after, clock.now().at), phones())
    if kind == REPORT:
        return own_report(language, found.drug)
    refuse_replaced(found.shared)
    if kind == CONSENT:
        return consent_sheet(language, facts_of(found.plan, found.drug), consent_in(language))
    said = statements_about(found.plan.order.drug)
    return before(language, facts_of(found.plan, found.drug), said, [(row.id, row.sources) for row in comparison()])


def phones() -> tuple[str, ...]:
    """List the numbers of the unit that patients call."""
    _, lists = texts_for_patients()
    return tuple(phone.words for record in lists for phone in read_phones(record.content))


def consent_in(language: Language) -> UnitRecord:
    """Find the text of consent that the unit uses in a language.

    Raises:
        NoLeaflet: if there is none, or more than one.
    """
    texts, _ = texts_for_patients()
    found = [record for record in texts if record.content.get("language") == language.code]
    if len(found) == 1:
        return found[0]
    msg = "The unit keeps no approved text of consent in this language."
    if found:
        msg = "More than one text of consent is in use in this language. Withdraw all but one."
    raise NoLeaflet(msg)
