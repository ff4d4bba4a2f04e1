"""The unit that works here, and its pumps."""

from stepward.adapters.database.models import Pump, Unit


def unit_name() -> str:
    """Tell the name of the unit; nothing where none is set up."""
    unit = Unit.objects.order_by("pk").first()
    return "" if unit is None else unit.name


def pumps() -> tuple[tuple[str, str], ...]:
    """List each pump with its increment; the first of several with the same increment stands for all."""
    found: dict[str, str] = {}
    for pump in Pump.objects.all():
        found.setdefault(pump.increment, f"{pump.name}, {pump.increment}")
    return tuple((label, increment) for increment, label in found.items())
