from django.urls import path

from stepward.shells.web.screen import signing, views

urlpatterns = [
    path("", views.begin, name="screen"),
    path("signed/<str:assessment_id>/", signing.signed, name="screen-signed"),
    path("signed/<str:assessment_id>/again/", signing.again, name="screen-again"),
    path("<str:draft_id>/result/", views.result, name="screen-result"),
    path("<str:draft_id>/sign/", signing.sign, name="screen-sign"),
    path("<str:draft_id>/offer/", signing.offer, name="screen-offer"),
    path("<str:draft_id>/<slug:slug>/", views.ask, name="screen-page"),
]
