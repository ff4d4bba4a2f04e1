"""Addresses of the sheets for patients: opaque ids and languages only (H-97)."""

from django.urls import path, re_path

from stepward.shells.web.leaflets import pages

urlpatterns = [
    path("<str:order_id>/", pages.show, name="leaflets"),
    path("<str:order_id>/<slug:code>/", pages.show, name="leaflets-in"),
    re_path(r"^(?P<order_id>[^/]+)/(?P<code>[a-z]+)/(?P<kind>before|after)\.pdf$", pages.pdf, name="leaflets-pdf"),
]
