from django.urls import path

from stepward.shells.web.cases import pages

urlpatterns = [
    path("", pages.library, name="cases"),
    path("<slug:key>/", pages.one, name="case-series"),
]
