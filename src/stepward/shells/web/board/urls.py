"""The address of the board."""

from django.urls import path

from stepward.shells.web.board import pages

urlpatterns = [path("", pages.board, name="board")]
