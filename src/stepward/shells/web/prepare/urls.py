from django.urls import path, re_path

from stepward.shells.web.prepare import asking, checking, files, making, orders, queue

urlpatterns = [
    path("", queue.show, name="prepare"),
    path("ask/<str:plan_id>/", asking.show, name="prepare-ask"),
    path("<str:order_id>/worksheet.pdf", files.worksheet, name="prepare-worksheet"),
    path("<str:order_id>/labels.pdf", files.labels, name="prepare-labels"),
    path("<str:order_id>/", orders.show, name="prepare-order"),
    path("<str:order_id>/<slug:slug>/", making.show, name="prepare-item"),
    path("<str:order_id>/<slug:slug>/label.pdf", files.label, name="prepare-label"),
    path("<str:order_id>/<slug:slug>/check/", checking.show, name="prepare-check"),
    re_path(
        r"^(?P<order_id>[^/]+)/(?P<slug>[^/]+)/(?P<deed>draw|weigh|finish|except|keep|void)/$",
        making.press,
        name="prepare-act",
    ),
]
