"""Pages for what failed: a sentence and a code, never what was entered (H-97).

Whoever comes to one from a bed finds STOP there too, and the way back (H-05): STOP asks for no token of a page.
"""

import logging
import re
import secrets
from functools import cache

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from stepward.shells.web.access import open_to
from stepward.shells.web.context import theme_of

_LOG = logging.getLogger("stepward.web")
_SENTENCES = {
    400: ("This request cannot be read.", "Go back and send the page again."),
    403: ("This page is not open to you.", "Sign in with another role, or reload the page and send it again."),
    404: ("There is no page at this address.", "Check the address, or go back with the button below."),
    405: ("This page does not take what was sent.", "Nothing was done. Go back, and load the page again."),
    408: ("This request came too slowly.", "Nothing was done. Check the connection, then send it again."),
    413: ("This form is too large.", "Nothing was done. Send at most 1 MiB."),
    431: ("This request says too much about itself.", "Nothing was done. Clear the cookies of this server."),
    500: ("The server failed at this page.", "Nothing was saved. Tell the code to whoever looks after the server."),
    503: ("The server is busy.", "Nothing was done. Wait a moment, then send it again. STOP is still taken."),
}
_FOREIGN = ("This form is too old, or is not from this server.", "Nothing was done. Load the page again.")
_AT_A_BED = re.compile(r"/bedside/(?!(?:order|glass|desk)/)([A-Za-z0-9_-]{1,60})/.+")
_SOME_BED = "session-of-the-bed"


def bed_of(path: str) -> str:
    """Tell of which session an address below a bed is; nothing for any other, the place itself too."""
    found = _AT_A_BED.fullmatch(path)
    return "" if found is None else found[1]


def plain_page(status: int, path: str = "") -> str:
    """Write the page of an answer that no view gives."""
    bed = bed_of(path)
    return _plain_page(status, _SOME_BED if bed else "").replace(_SOME_BED, bed)


@cache
def _plain_page(status: int, bed: str) -> str:
    what, fix = _SENTENCES[status]
    page = {"what": what, "fix": fix, "code": str(status), "theme": "light", "bed": bed}
    return render_to_string("errors/error.html", page)


def _page(request: HttpRequest, status: int, sentences: tuple[str, str] | None = None) -> HttpResponse:
    code = f"{status}-{secrets.token_hex(3).upper()}"
    _LOG.warning("page failed with code %s", code)
    what, fix = sentences or _SENTENCES[status]
    page = {"what": what, "fix": fix, "code": code, "theme": theme_of(request), "bed": bed_of(request.path)}
    return HttpResponse(render_to_string("errors/error.html", page), status=status)


@open_to("anyone")
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read."""
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


@open_to("anyone")
def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer what is not allowed, a form without its token too."""
    del exception
    return _page(request, 403, _FOREIGN if reason else None)


@open_to("anyone")
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address without a page."""
    del exception
    return _page(request, 404)


@open_to("anyone")
def failure(request: HttpRequest) -> HttpResponse:
    """Answer when the program failed."""
    return _page(request, 500)
