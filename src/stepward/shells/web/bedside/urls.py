"""Addresses of the bedside: opaque ids only."""

from django.urls import path
from django.views.generic import RedirectView

from stepward.shells.web.access import open_to
from stepward.shells.web.bedside import alarming, glass_views, live, ordering, pages, twin, unlocking
from stepward.shells.web.bedside.acting import SEES

record = open_to(*SEES)(RedirectView.as_view(pattern_name="record"))

urlpatterns = [
    path("", ordering.today, name="bedside-today"),
    path("desk/", alarming.desk, name="bedside-desk"),
    path("glass/", glass_views.ask, name="bedside-glass"),
    path("order/<str:preparation_id>/", ordering.order, name="bedside-order"),
    path("<str:session_id>/", pages.place, name="bedside"),
    path("<str:session_id>/now/", pages.now, name="bedside-now"),
    path("<str:session_id>/live/", live.live, name="bedside-live"),
    path("<str:session_id>/stop/", pages.stop, name="bedside-stop"),
    path("<str:session_id>/alarms/", alarming.sheet, name="bedside-alarms"),
    path("<str:session_id>/unlock/", unlocking.sheet, name="bedside-unlock"),
    path("<str:session_id>/paper.pdf", twin.pdf, name="bedside-paper-pdf"),
    path("<str:session_id>/record/", record, name="bedside-record"),
    path("<str:session_id>/report/", alarming.report, name="bedside-report"),
    path("<str:session_id>/<str:name>/", pages.sheet, name="bedside-sheet"),
]
