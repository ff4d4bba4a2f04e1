"""The address of the day."""

from django.urls import path

from stepward.shells.web.day import pages

urlpatterns = [path("", pages.day, name="day")]
