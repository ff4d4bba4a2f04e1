from django.urls import path

from stepward.shells.web.unit import editing, signing, views

urlpatterns = [
    path("", views.home, name="unit"),
    path("<str:slug>/", views.shelf, name="unit-shelf"),
    path("<str:slug>/new/", editing.new, name="unit-new"),
    path("<str:slug>/example/<str:key>/", views.example, name="unit-example"),
    path("<str:slug>/example/<str:key>/copy/", views.copy, name="unit-copy"),
    path("<str:slug>/one/<str:key>/", views.one, name="unit-one"),
    path("<str:slug>/one/<str:key>/edit/", editing.edit, name="unit-edit"),
    path("<str:slug>/one/<str:key>/edit/<int:version>/", editing.edit, name="unit-edit-from"),
    path("<str:slug>/one/<str:key>/<int:version>/<str:deed>/", signing.sign, name="unit-sign"),
]
