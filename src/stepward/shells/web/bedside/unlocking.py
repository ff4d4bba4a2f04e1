"""Unlock at the bedside: alarms, patient and STOP stay where they are (H-05, H-94)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import LOOKS, with_station
from stepward.shells.web.bedside.doors import enter
from stepward.shells.web.bedside.pages import REFUSED, regions
from stepward.shells.web.people.unlocking import attempt, back, words
from stepward.shells.web.same_origin import own_pages_only

SHEET = {"name": "unlock", "title": "Unlock this station", "place": "bedside/sheets/unlock.html"}


@open_to(*LOOKS)
@own_pages_only
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Unlock, and go back to the sheet that was asked for; say it where somebody else acts now."""
    room, place = enter(request, session_id), reverse("bedside", args=[session_id])
    done = attempt(request) if request.method == "POST" else None
    if done is not None and not done.sentence and not done.is_other:
        return HttpResponseRedirect(back(request, place))
    if done is not None and done.is_other:
        try:
            room = enter(request, session_id)
        except PermissionDenied:
            return render(request, "people/unlock.html", words(request, done))
    page = regions(room) | words(request, done, otherwise=place) | {"sheet": SHEET}
    status = 200 if done is None or not done.sentence else REFUSED
    return with_station(request, render(request, "bedside/sheet.html", page, status=status))
