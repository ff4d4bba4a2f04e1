from django.urls import path

from stepward.shells.web.screen import views

urlpatterns = [
    path("", views.begin, name="screen"),
    path("<str:draft_id>/result/", views.result, name="screen-result"),
    path("<str:draft_id>/<slug:slug>/", views.ask, name="screen-page"),
]
