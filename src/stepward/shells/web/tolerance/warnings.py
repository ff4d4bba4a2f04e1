"""What ward and pharmacy are told of tolerance where they work: who must act now, and who may have to start over.

Source: STEPWARD-SAFETY, H-91.
"""

from dataclasses import dataclass
from datetime import datetime

from stepward.adapters.database.following import DatabaseBook
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.tolerance.standing import State
from stepward.shells.web.ended import up_to_date
from stepward.shells.web.tolerance.lane import labelled
from stepward.shells.web.tolerance.unit_terms import WARNING, chosen
from stepward.usecases.following import is_warned, stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One patient whose dose is due, or whose window closes soon."""

    id: str
    plan: str
    name: str
    identifier: str
    is_invented: bool
    drug: str
    is_due: bool
    closes: str


def warned(now: datetime) -> tuple[Warned, ...]:
    """List whose dose is due or whose window closes soon, the soonest first."""
    up_to_date()
    found = []
    warning = chosen(WARNING)
    for after in DatabaseBook().newest():
        tolerance = stands(after, now)
        is_due = tolerance.state is State.DUE
        if tolerance.lapses_at is not None and (is_due or is_warned(after, tolerance, now, warning)):
            found.append((tolerance.lapses_at, is_due, after.finished))
    orders = {order.id: order for order in DatabaseSessionOrders().many(tuple(item.session for _, _, item in found))}
    return tuple(
        Warned(
            id=item.session,
            plan=orders[item.session].plan,
            name=f"{orders[item.session].patient.family_name}, {orders[item.session].patient.given_names}",
            identifier=orders[item.session].patient.identifier,
            is_invented=orders[item.session].patient.is_invented,
            drug=item.drug,
            is_due=is_due,
            closes=labelled(at),
        )
        for at, is_due, item in sorted(found, key=lambda row: (row[0], row[2].session))
    )
