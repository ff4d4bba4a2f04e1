"""Addresses of the sheets for patients: opaque ids and languages only (H-97)."""

from django.urls import path

from stepward.shells.web.leaflets import pages

urlpatterns = [
    path("<str:order_id>/", pages.show, name="leaflets"),
    path("<str:order_id>/<slug:code>/", pages.show, name="leaflets-in"),
    path("<str:order_id>/<slug:code>/tell/", pages.tell, name="leaflets-tell"),
    path("<str:order_id>/<slug:code>/<slug:which>.pdf", pages.pdf, name="leaflets-pdf"),
]
