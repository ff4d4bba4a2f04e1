"""The devices of the unit: make one known, show its token once, and end it."""

import time
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from stepward.adapters.database.stations import DatabaseStations
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import actor
from stepward.shells.web.protocols.approving import utc_text
from stepward.shells.web.stations.endpoint import PACE
from stepward.shells.web.unit.shelves import SHELVES
from stepward.usecases.session_orders import LONGEST_BED

KEEPS = ("charge nurse", "administrator")
REFUSED, LONGEST_NAME, MINUTE = 422, 60, 60


class StationForm(forms.Form):
    """What a device is called, and at which bed it stands."""

    name = forms.CharField(max_length=LONGEST_NAME, error_messages={"required": "Name the device."})
    bed = forms.CharField(max_length=LONGEST_BED, error_messages={"required": "Name its bed or chair."})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStation:
    """One device of the list."""

    id: str
    name: str
    bed: str
    is_active: bool
    heard: str
    added: str
    ended: str


@open_to(*KEEPS)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """List the devices; a new one gets a token, which stands on the answer and nowhere else."""
    form, token = StationForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        name, bed = form.cleaned_data["name"], form.cleaned_data["bed"]
        token = DatabaseStations().add(name, bed, clock.now().at, by=actor(request).name)
    page = {
        "shelves": SHELVES.values(),
        "is_set_up": True,
        "is_stations": True,
        "stations": _stations(),
        "form": StationForm() if token else form,
        "token": token,
        "new": form.cleaned_data if token else None,
    }
    return render(request, "unit/stations.html", page, status=REFUSED if form.is_bound and not token else 200)


@open_to(*KEEPS)
@require_POST
def end(request: HttpRequest, station_id: str) -> HttpResponse:
    """Let the token of a device be worth nothing from now on."""
    DatabaseStations().end(station_id, clock.now().at, by=actor(request).name)
    return HttpResponseRedirect(reverse("unit-stations"))


def _stations() -> list[ShownStation]:
    heard, now = PACE.last(), time.monotonic()
    return [
        ShownStation(
            id=row.id,
            name=row.name,
            bed=row.bed,
            is_active=row.is_active,
            heard=_ago(heard.get(row.id), now),
            added=_deed(row.named_at, row.named_by),
            ended=_deed(row.ended_at, row.ended_by),
        )
        for row in DatabaseStations().every()
    ]


def _deed(at: datetime | None, by: str) -> str:
    return "" if at is None else f"{by}, {utc_text(at)}" if by else utc_text(at)


def _ago(at: float | None, now: float) -> str:
    if at is None:
        return "none since the start"
    seconds = int(now - at)
    return f"{seconds} s ago" if seconds < MINUTE else f"{seconds // MINUTE} min ago"
