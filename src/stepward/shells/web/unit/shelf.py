"""What the unit uses: its approved products and line sets. Shipped examples are not among them."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from stepward.adapters.catalogue.products import bench
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import UnitLineSets, UnitShelf
from stepward.usecases.unit_records import Member


def unit_shelf() -> UnitShelf:
    """Give the approved products, with the shipped bench."""
    return UnitShelf(reader=UnitReader(), bench=bench())


def unit_line_sets() -> UnitLineSets:
    """Give the approved line sets."""
    return UnitLineSets(reader=UnitReader())


def member_of(user: AbstractBaseUser | AnonymousUser) -> Member | None:
    """Tell who is signed in, with every role held at this moment."""
    if not isinstance(user, User):
        return None
    roles = frozenset(user.groups.values_list("name", flat=True))
    return Member(id=str(user.pk), name=user.get_full_name() or user.username, roles=roles)
