"""Doors at the bed ask from where a press comes; a form token is asked for only where the browser does not say it.

A form token is renewed when somebody signs in. Another person who signs in at the same station would so make every
page that is open there worthless, STOP and Reaction among them. Browsers say themselves which site sent a press, and
let no page change it.

Source: STEPWARD-SAFETY, H-05, H-94 and H-95.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from stepward.shells.web import errors

_Rest = ParamSpec("_Rest")
_View = Callable[Concatenate[HttpRequest, _Rest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})
FOREIGN = "sent from another site"


def own_pages_only(view: _View[_Rest]) -> _View[_Rest]:
    """Take a press from pages of this server alone."""
    with_token = csrf_protect(view)

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _Rest.args, **words: _Rest.kwargs) -> HttpResponseBase:
        own = None if request.method in SAFE else is_own(request)
        if own is None:
            return with_token(request, *args, **words)
        return view(request, *args, **words) if own else errors.forbidden(request, reason=FOREIGN)

    return csrf_exempt(guarded)


def is_own(request: HttpRequest) -> bool | None:
    """Tell whether a page of this server sent it, as the browser says; None where it says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN
    origin = request.headers.get("Origin")
    return None if origin is None else urlsplit(origin).netloc == request.get_host()
