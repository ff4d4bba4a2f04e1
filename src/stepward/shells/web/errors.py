"""Pages for what failed: a sentence and a code, never what was entered (H-97)."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from stepward.shells.web.access import open_to
from stepward.shells.web.context import theme_of

_LOG = logging.getLogger("stepward.web")
_SENTENCES = {
    400: ("This request cannot be read.", "Go back and send the page again."),
    403: ("This page is not open to you.", "Sign in with another role, or reload the page and send it again."),
    404: ("There is no page at this address.", "Check the address, or begin at Plan."),
    500: ("The server failed at this page.", "Nothing was saved. Tell the code to whoever looks after the server."),
}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    code = f"{status}-{secrets.token_hex(3).upper()}"
    _LOG.warning("page failed with code %s", code)
    what, fix = _SENTENCES[status]
    page = {"what": what, "fix": fix, "code": code, "theme": theme_of(request)}
    return HttpResponse(render_to_string("errors/error.html", page), status=status)


@open_to("anyone")
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read."""
    del exception
    return _page(request, 400)


@open_to("anyone")
def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer what is not allowed, a form without its token too."""
    del exception, reason
    return _page(request, 403)


@open_to("anyone")
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address without a page."""
    del exception
    return _page(request, 404)


@open_to("anyone")
def failure(request: HttpRequest) -> HttpResponse:
    """Answer when the program failed."""
    return _page(request, 500)
