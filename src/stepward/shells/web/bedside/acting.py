"""Who acts, with the privileges held at this moment, and at which station (H-56, H-64)."""

import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stepward.core.sessions.people import Actor, Privilege
from stepward.core.sessions.roles import ROLES

STATION_COOKIE, SALT, BYTES = "stepward-station", "stepward.station", 9
YEARS = 10 * 365 * 24 * 60 * 60
SEES = tuple(role for role, held in ROLES.items() if Privilege.READ in held and role != "technician")
"""Roles that see sessions of the unit; a technician sees only the own work, in Prepare."""
LOOKS = (*SEES, "technician")
"""Roles that look at a session: a technician only where the glass is broken (H-93)."""
REVIEWS = ("auditor", "allergist")
"""Roles that read who opened which session (H-93)."""
RUNS = tuple(role for role, held in ROLES.items() if Privilege.RUN in held)
STOPS = tuple(role for role, held in ROLES.items() if Privilege.STOP in held)


def actor_of(user: User, station: str = "") -> Actor:
    """Tell who a user is in a session: every privilege of every role held now."""
    names = sorted(user.groups.values_list("name", flat=True)) if user.is_active else []
    held = frozenset(privilege for name in names for privilege in ROLES.get(name, frozenset()))
    return Actor(
        user=str(user.pk),
        name=user.get_full_name() or user.username,
        role=" and ".join(name for name in names if name in ROLES),
        privileges=held - {Privilege.SYSTEM},
        device=station,
    )


def actor(request: HttpRequest) -> Actor:
    """Tell who acts here.

    Raises:
        PermissionDenied: if nobody is signed in.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return actor_of(request.user, station_of(request))


def station_of(request: HttpRequest) -> str:
    """Tell at which station the request was made, by the name that this server drew; empty where there is none."""
    try:
        return str(signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT))
    except signing.BadSignature:
        return ""


def cookie_name() -> str:
    """Name the cookie; it is host-only where the server is reached over TLS."""
    return f"__Host-{STATION_COOKIE}" if settings.HAS_TLS else STATION_COOKIE


def with_station(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Give a device without a name a new one, for as long as it keeps it."""
    if not station_of(request):
        response.set_cookie(
            cookie_name(),
            signing.dumps(secrets.token_urlsafe(BYTES), salt=SALT),
            max_age=YEARS,
            secure=settings.HAS_TLS,
            httponly=True,
            samesite="Lax",
        )
    return response
