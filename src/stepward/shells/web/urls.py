"""Every address of the application: opaque ids only, never a name, a dose or a weight (H-97)."""

from django.urls import include, path

from stepward.shells.web import errors, home, theme

urlpatterns = [
    path("", home.home, name="home"),
    path("theme/", theme.choose, name="theme"),
    path("", include("stepward.shells.web.plans.urls")),
    path("", include("stepward.shells.web.people.urls")),
    path("bedside/", include("stepward.shells.web.bedside.urls")),
    path("board/", include("stepward.shells.web.board.urls")),
    path("calendar/", include("stepward.shells.web.calendar.urls")),
    path("cases/", include("stepward.shells.web.cases.urls")),
    path("courses/", include("stepward.shells.web.courses.urls")),
    path("day/", include("stepward.shells.web.day.urls")),
    path("lint/", include("stepward.shells.web.lint.urls")),
    path("outcomes/", include("stepward.shells.web.outcomes.urls")),
    path("patient-sheets/", include("stepward.shells.web.leaflets.urls")),
    path("prepare/", include("stepward.shells.web.prepare.urls")),
    path("protocols/", include("stepward.shells.web.protocols.urls")),
    path("record/", include("stepward.shells.web.record.urls")),
    path("reports/", include("stepward.shells.web.reports.urls")),
    path("screen/", include("stepward.shells.web.screen.urls")),
    path("stations/", include("stepward.shells.web.stations.urls")),
    path("tolerance/", include("stepward.shells.web.tolerance.urls")),
    path("unit/", include("stepward.shells.web.unit.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failure
