"""Who may use a view: said in one place, above the view, and nobody where nothing is said."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ANYONE, STAFF = "anyone", "staff"
ROLES_OF_THE_UNIT = frozenset(
    {"prescriber", "allergist", "pharmacist", "technician", "nurse", "charge nurse", "coordinator", "auditor"}
    | {"administrator"}
)
ROLES = frozenset({ANYONE, STAFF}) | ROLES_OF_THE_UNIT
_MARK = "open_to"
_Rest = ParamSpec("_Rest")
_View = Callable[Concatenate[HttpRequest, _Rest], HttpResponseBase]


LOST = "lost"
"""Says at the page to sign in that something was sent, and was not done."""


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    answer = redirect_to_login(request.path)
    if request.method not in {"GET", "HEAD"}:
        answer["Location"] += f"&{LOST}=1"
    return answer


def open_to(*roles: str) -> Callable[[_View[_Rest]], _View[_Rest]]:
    """Let these roles use a view: "anyone", "staff" (whoever is signed in), or named roles of the unit.

    Raises:
        ValueError: for no role, or one that is not known.
    """
    if not roles or not ROLES.issuperset(roles):
        msg = f"a view is open to some of {sorted(ROLES)}, not to {roles}"
        raise ValueError(msg)

    def declare(view: _View[_Rest]) -> _View[_Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> HttpResponseBase:
            if ANYONE not in roles:
                if not isinstance(request.user, User):
                    return _to_sign_in(request)
                if STAFF not in roles and not request.user.groups.filter(name__in=roles).exists():
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        setattr(guarded, _MARK, frozenset(roles))
        return guarded

    return declare


def allowed(view: object) -> frozenset[str] | None:
    """Tell who may use a view; `None` where nothing is declared."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, frozenset) else None
