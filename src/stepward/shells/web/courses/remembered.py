"""The course that somebody looked at last, so that the pharmacy can be asked for its patient without typing a name.

A plan holds no patient. What is remembered is the id of a session, in the signed-in person's own web session; nothing
is filled in before that person says so.
"""

from django.http import HttpRequest

from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.shells.web.bedside.acting import SEES
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.prepare.workers import holds
from stepward.usecases.orders import Patient

KEY = "course"


def remember(request: HttpRequest, session_id: str) -> None:
    """Remember which course was looked at."""
    if request.session.get(KEY) != session_id:
        request.session[KEY] = session_id


def patient_of(request: HttpRequest, drug: str) -> Patient | None:
    """Give the patient of the course that was looked at last, where it is of this drug and may be seen."""
    order = DatabaseSessionOrders().find(str(request.session.get(KEY, "")))
    if order is None or not holds(request, SEES) or plan_of(order.plan).order.drug.casefold() != drug.casefold():
        return None
    return order.patient
