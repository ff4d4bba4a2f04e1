"""Light or dark: chosen with a button, kept in a cookie of this device."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from stepward.shells.web.access import open_to
from stepward.shells.web.context import DARK, LIGHT

A_YEAR = 365 * 24 * 60 * 60


@open_to("anyone")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme and go back to the page."""
    back = request.POST.get("back", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    chosen = DARK if request.POST.get("theme") == DARK else LIGHT
    response = HttpResponseRedirect(back if is_ours else "/")
    response.set_cookie(
        settings.THEME_COOKIE_NAME,
        chosen,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.HAS_TLS,
    )
    return response
