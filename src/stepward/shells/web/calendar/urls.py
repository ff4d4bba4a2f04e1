"""The address of the calendar."""

from django.urls import path

from stepward.shells.web.calendar import pages

urlpatterns = [path("", pages.show, name="day-calendar")]
