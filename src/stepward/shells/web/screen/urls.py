from django.urls import path

from stepward.shells.web.screen import papers, signing, views

urlpatterns = [
    path("", views.begin, name="screen"),
    path("immunotherapy/", papers.immunotherapy, name="screen-immunotherapy"),
    path("immunotherapy/plain.pdf", papers.immunotherapy_pdf, {"words": "plain"}, name="screen-immunotherapy-plain"),
    path("immunotherapy/staff.pdf", papers.immunotherapy_pdf, {"words": "staff"}, name="screen-immunotherapy-staff"),
    path("signed/<str:assessment_id>/assessment.pdf", papers.signed_pdf, name="screen-signed-pdf"),
    path("signed/<str:assessment_id>/", signing.signed, name="screen-signed"),
    path("signed/<str:assessment_id>/again/", signing.again, name="screen-again"),
    path("<str:draft_id>/result/", views.result, name="screen-result"),
    path("<str:draft_id>/assessment.pdf", papers.draft_pdf, name="screen-pdf"),
    path("<str:draft_id>/sign/", signing.sign, name="screen-sign"),
    path("<str:draft_id>/offer/", signing.offer, name="screen-offer"),
    path("<str:draft_id>/<slug:slug>/", views.ask, name="screen-page"),
]
