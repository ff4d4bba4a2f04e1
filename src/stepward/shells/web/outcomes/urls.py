from django.urls import path, re_path

from stepward.shells.web.outcomes import pages

urlpatterns = [
    path("", pages.show, name="outcomes"),
    re_path(r"^shared\.(?P<kind>csv|parquet|md)$", pages.shared, name="outcomes-shared"),
]
