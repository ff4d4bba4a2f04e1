"""Addresses of the reports: opaque ids only."""

from django.urls import path

from stepward.shells.web.reports import acting, electronic, pages, papers

urlpatterns = [
    path("", pages.listing, name="reports"),
    path("<str:session_id>/", pages.form, name="reports-one"),
    path("<str:session_id>/draft/", acting.draft, name="reports-draft"),
    path("<str:session_id>/close/", acting.close, name="reports-close"),
    path("<str:session_id>/take-back/", acting.take_back, name="reports-take-back"),
    path("<str:session_id>/sent/", acting.sent, name="reports-sent"),
    path("<str:session_id>/answer/", acting.acknowledge, name="reports-acknowledge"),
    path("<str:session_id>/medwatch.pdf", papers.medwatch, name="reports-medwatch"),
    path("<str:session_id>/report.xml", electronic.file, name="reports-file"),
    path("<str:session_id>/incident.pdf", papers.incident, name="reports-incident"),
    path("<str:session_id>/letter.pdf", papers.letter, name="reports-letter"),
]
