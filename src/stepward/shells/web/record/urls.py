"""Addresses of the records: opaque ids only."""

from django.urls import path

from stepward.shells.web.record import listing, pages

urlpatterns = [
    path("", listing.sessions, name="record-list"),
    path("<str:session_id>/", pages.report, name="record"),
    path("<str:session_id>/replay/", pages.replay, name="record-replay"),
    path("<str:session_id>/record.pdf", pages.pdf, name="record-pdf"),
    path("<str:session_id>/log.jsonl", pages.log, name="record-log"),
]
