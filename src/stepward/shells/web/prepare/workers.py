"""Who may ask, make, check and look, by role (H-56)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from stepward.core.preparation.work import Hand
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.prepare.doors import Looker
from stepward.usecases.approving import Person

MAKES = ("pharmacist", "technician")
STATES = ("pharmacist",)
CHECKS = ("pharmacist", "nurse", "charge nurse")
ASKS = ("prescriber", "allergist", "pharmacist")
WORKS = ("pharmacist", "technician", "nurse", "charge nurse")
LOOKS = ("prescriber", "allergist", "pharmacist", "technician", "nurse", "charge nurse")


def signed_in(request: HttpRequest) -> Person:
    """Tell who is signed in.

    Raises:
        PermissionDenied: if nobody is.
    """
    person = person_of(request.user)
    if person is None:
        raise PermissionDenied
    return person


def holds(request: HttpRequest, roles: tuple[str, ...]) -> bool:
    """Tell whether whoever is signed in holds one of these roles now."""
    return isinstance(request.user, User) and request.user.groups.filter(name__in=roles).exists()


def looker_of(request: HttpRequest, at: datetime) -> Looker:
    """Tell who looks at a bag, and which sides are open to them."""
    person = signed_in(request)
    return Looker(
        hand=Hand(person_id=person.id, name=person.name, at=at),
        may_make=holds(request, MAKES),
        may_check=holds(request, CHECKS),
        may_state=holds(request, STATES),
    )
