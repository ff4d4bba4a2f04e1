"""The address to which devices send."""

from django.urls import path

from stepward.shells.web.stations import endpoint

urlpatterns = [path("vitals/", endpoint.vitals, name="station-vitals")]
