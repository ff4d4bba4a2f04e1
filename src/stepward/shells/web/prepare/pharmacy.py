"""What the work of the pharmacy reads and writes, as this server keeps it."""

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.preparation_orders import DatabaseDeeds, DatabaseOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.shells.web import here
from stepward.shells.web.unit.shelf import unit_line_sets, unit_shelf
from stepward.usecases.making import Pharmacy


def pharmacy() -> Pharmacy:
    """Bring shelf, plans, orders and deeds together."""
    return Pharmacy(
        catalogue=shipped,
        shared_plans=DatabaseSharedPlans(),
        shelf=unit_shelf(),
        orders=DatabaseOrders(),
        deeds=DatabaseDeeds(),
        line_sets=unit_line_sets(),
        place=here.place(),
    )
