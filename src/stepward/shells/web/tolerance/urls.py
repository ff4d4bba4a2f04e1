from django.urls import path

from stepward.shells.web.tolerance import acting, pages

urlpatterns = [
    path("", pages.board, name="tolerance"),
    path("<str:session_id>/", pages.one, name="tolerance-one"),
    path("<str:session_id>/card.pdf", pages.card, name="tolerance-card"),
    path("<str:session_id>/dose/", acting.dose, name="tolerance-dose"),
    path("<str:session_id>/strike-out/", acting.strike_out, name="tolerance-strike-out"),
    path("<str:session_id>/stop/", acting.stop, name="tolerance-stop"),
    path("<str:session_id>/sign/", acting.sign, name="tolerance-sign"),
]
