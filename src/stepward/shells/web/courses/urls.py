from django.urls import path

from stepward.shells.web.courses import pages

urlpatterns = [
    path("<str:session_id>/", pages.show, name="course"),
    path("<str:session_id>/choose/", pages.choose_way, name="course-choose"),
    path("<str:session_id>/state/", pages.state_fact, name="course-state"),
]
