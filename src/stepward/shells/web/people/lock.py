"""The lock of a shared workstation: who was idle for some minutes enters a code before the next command (H-94).

When a station was used last is kept by the server, in the sign-in. The bedside display, the board, alarms, the pause of
the sound and STOP never lock, nor do the press that a reaction is there and the page it opens (H-08, H-88); what a page
fetches by itself is no use.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, reverse

from stepward.shells.web import clock
from stepward.shells.web.access import ANYONE, allowed

USED = "used-at"
ONE_USE = timedelta(seconds=10)
"""Uses within this time are kept as one."""
DISPLAYS = frozenset(
    {"bedside", "bedside-now", "bedside-live", "bedside-report", "bedside-desk", "board", "board-live"}
)
NEVER = DISPLAYS | {"bedside-stop", "unlock", "bedside-unlock", "sign-out"}
QUIET, FETCHED = "quiet", "part"
REACTION, HOLDS = "reaction", "open"
"""The sheet with the treatment card, and its press that holds the session."""


def is_locked(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in enters a code first; also where nothing tells when the station was used."""
    if not isinstance(getattr(request, "user", None), User):
        return False
    used = _used(request)
    return used is None or abs(clock.now().at - used) >= settings.LOCK_AFTER


def use(request: HttpRequest) -> None:
    """Note that somebody uses the station now."""
    used, now = _used(request), clock.now().at
    if used is None or abs(now - used) >= ONE_USE:
        request.session[USED] = now.isoformat()


def unlock(request: HttpRequest) -> None:
    """Open the station again."""
    request.session[USED] = clock.now().at.isoformat()


@receiver(user_logged_in, dispatch_uid="stepward-lock")
def _begin(request: HttpRequest, **_: Any) -> None:  # noqa: ANN401 - as Django sends it
    """Count from the sign-in."""
    unlock(request)


def _used(request: HttpRequest) -> datetime | None:
    found = request.session.get(USED)
    return datetime.fromisoformat(found) if isinstance(found, str) else None


class StationLock:
    """Lead commands, and pages with patient data, to the code while the station is locked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    @staticmethod
    def process_view(request: HttpRequest, view: object, *_: object) -> HttpResponseBase | None:
        """Let through what never locks; note a use; else lead to the code, and back afterwards."""
        match = request.resolver_match
        roles = allowed(view)
        if match is None or roles is None or ANYONE in roles or not isinstance(request.user, User):
            return None
        if _never_locks(request, match):
            return None
        if is_locked(request):
            return None if _is_reaction(request, match) else HttpResponseRedirect(_way(request, match))
        if FETCHED not in request.GET:
            use(request)
        return None


def _never_locks(request: HttpRequest, match: ResolverMatch) -> bool:
    if match.url_name == "bedside-alarms":
        return request.method != "POST" or request.POST.get("do") == QUIET
    return match.url_name in NEVER


def _is_reaction(request: HttpRequest, match: ResolverMatch) -> bool:
    """Tell whether this holds the session for a reaction, or opens the treatment card; all else there locks."""
    if match.url_name != "bedside-sheet" or match.kwargs.get("name") != REACTION:
        return False
    return request.method != "POST" or request.POST.get("do") == HOLDS


def _way(request: HttpRequest, match: ResolverMatch) -> str:
    """Give the address of the code: at the bedside with its alarms and STOP, elsewhere alone."""
    asked = QueryDict(mutable=True)
    asked["next"] = request.path
    if request.method not in {"GET", "HEAD"}:
        asked["lost"] = "1"
    session_id = match.kwargs.get("session_id", "")
    is_bedside = session_id and (match.url_name or "").startswith("bedside")
    address = reverse("bedside-unlock", args=[session_id]) if is_bedside else reverse("unlock")
    return f"{address}?{asked.urlencode(safe='/')}"
