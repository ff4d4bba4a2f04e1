"""The alarms of other sessions that were passed on to a station, with the bed of each (H-87)."""

from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.shells.web.bedside.alarm_book import book
from stepward.shells.web.bedside.shown.alarms import Elsewhere


def elsewhere(station: str, here: str) -> tuple[Elsewhere, ...]:
    """List the alarms of other sessions that were passed on to a station, with the bed of each."""
    found = book().elsewhere(station, here)
    orders = DatabaseSessionOrders().many(tuple({item[0] for item in found})) if found else ()
    beds = {order.id: order.bed for order in orders}
    return tuple(
        Elsewhere(session=session_id, bed=beds.get(session_id, ""), item=item, told_at=told_at)
        for session_id, item, told_at in found
    )
