from django.urls import path

from stepward.shells.web.protocols import approving, views

urlpatterns = [
    path("", views.library, name="protocols"),
    path("<str:protocol_id>/", views.one, name="protocols-one"),
    path("<str:protocol_id>/sign/<str:deed>/<str:role>/", approving.sign, name="protocols-sign"),
]
