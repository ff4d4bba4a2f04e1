from django.urls import path, re_path

from stepward.shells.web.plans import kept, views

urlpatterns = [
    path("plan/", views.choose, name="plan"),
    path("plan/<str:protocol_id>/", views.plan_with, name="plan-with"),
    path("plan/<str:protocol_id>/keep/", views.keep, name="plan-keep"),
    re_path(r"^plan/(?P<protocol_id>[^/]+)/sheet\.(?P<kind>pdf|csv|json)$", views.download, name="plan-file"),
    path("plans/<str:plan_id>/", kept.show, name="plan-kept"),
    re_path(r"^plans/(?P<plan_id>[^/]+)/sheet\.(?P<kind>pdf|csv|json)$", kept.download, name="plan-kept-file"),
]
