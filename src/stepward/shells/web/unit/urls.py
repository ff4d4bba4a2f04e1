from django.urls import path

from stepward.shells.web.stations import pages
from stepward.shells.web.unit import access_log, alarms, editing, policy_views, set_up, signing, views

urlpatterns = [
    path("", views.home, name="unit"),
    path("set-up/", set_up.show, name="set-up"),
    path("set-up/name/", set_up.name, name="set-up-name"),
    path("set-up/pump/", set_up.pump, name="set-up-pump"),
    path("alarms/", alarms.show, name="unit-alarms"),
    path("access/", access_log.show, name="unit-access"),
    path("access/access.csv", access_log.as_csv, name="unit-access-csv"),
    path("stations/", pages.show, name="unit-stations"),
    path("stations/<str:station_id>/end/", pages.end, name="unit-station-end"),
    path("policy/", policy_views.show, name="unit-policy"),
    path("policy/version/<int:version>/", policy_views.show, name="unit-policy-version"),
    path("policy/named/<str:name>/", policy_views.named, name="unit-policy-named"),
    path("policy/change/", policy_views.change, name="unit-policy-change"),
    path("policy/change/<int:version>/", policy_views.change, name="unit-policy-change-from"),
    path("policy/<int:version>/<str:deed>/", policy_views.sign, name="unit-policy-sign"),
    path("<str:slug>/", views.shelf, name="unit-shelf"),
    path("<str:slug>/new/", editing.new, name="unit-new"),
    path("<str:slug>/example/<str:key>/", views.example, name="unit-example"),
    path("<str:slug>/example/<str:key>/copy/", views.copy, name="unit-copy"),
    path("<str:slug>/one/<str:key>/", views.one, name="unit-one"),
    path("<str:slug>/one/<str:key>/edit/", editing.edit, name="unit-edit"),
    path("<str:slug>/one/<str:key>/edit/<int:version>/", editing.edit, name="unit-edit-from"),
    path("<str:slug>/one/<str:key>/<int:version>/<str:deed>/", signing.sign, name="unit-sign"),
]
