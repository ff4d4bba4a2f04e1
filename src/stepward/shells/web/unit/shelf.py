"""What the unit uses: its approved products, line sets and policy. Shipped examples are not among them."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.products import bench
from stepward.adapters.catalogue.unit_policy import KEY
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import UnitLineSets, UnitPolicies, UnitShelf, UnitTreatmentCards
from stepward.core.screening.policy import Policy
from stepward.usecases.unit_records import Member


def unit_shelf() -> UnitShelf:
    """Give the approved products, with the shipped bench."""
    return UnitShelf(reader=UnitReader(), bench=bench())


def unit_line_sets() -> UnitLineSets:
    """Give the approved line sets."""
    return UnitLineSets(reader=UnitReader())


def unit_treatment_cards() -> UnitTreatmentCards:
    """Give the approved treatment cards."""
    return UnitTreatmentCards(reader=UnitReader())


def unit_policy() -> Policy:
    """Give the policy in use: the unit's own, or what ships while it has none.

    Raises:
        UnreadablePolicy: if the words of the one in use can no longer be read.
        UnsoundPolicy: if it chose an option that is no longer there.
    """
    return UnitPolicies(reader=UnitReader(), key=KEY).in_use() or shipped_policy()


def member_of(user: AbstractBaseUser | AnonymousUser) -> Member | None:
    """Tell who is signed in, with every role held at this moment."""
    if not isinstance(user, User):
        return None
    roles = frozenset(user.groups.values_list("name", flat=True))
    return Member(id=str(user.pk), name=user.get_full_name() or user.username, roles=roles)
