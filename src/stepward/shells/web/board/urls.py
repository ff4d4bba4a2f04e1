"""The address of the board."""

from django.urls import path

from stepward.shells.web.bedside import live
from stepward.shells.web.board import pages

urlpatterns = [path("", pages.board, name="board"), path("live/", live.live_board, name="board-live")]
